import { Problem } from '../say.mjs'

const UNITS = { m: 60, h: 3600, d: 86_400 }
const LONGEST = 3650 * UNITS.d

/** Reads --expires; returns seconds. */
export function secondsOf(text) {
  const [, number, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? []
  const life = Number(number) * UNITS[unit]
  if (!(life <= LONGEST)) throw new Problem('--expires must be minutes, hours or days, at most 3650d: 30m, 12h, 7d')
  return life
}

/** Reads an option that may be repeated and may hold several words; returns every word once. */
export const wordsOf = (values) => [...new Set(values.flatMap((words) => words.trim().split(/\s+/)))]

/** Reads an option that other commands repeat, and that may come only once here. */
export function onlyValueOf(values, option) {
  if (values?.length > 1) throw new Problem(`--${option} may come only once here`)
  return values?.[0]
}
