import { Problem } from './say.mjs'

const UNITS = { m: 60, h: 3600, d: 86_400 }
const LONGEST = 3650 * UNITS.d

/** How many seconds --expires asks for. */
export function lifeOf(text) {
  const [, number, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? []
  const life = Number(number) * UNITS[unit]
  if (!(life <= LONGEST)) throw new Problem('--expires is minutes, hours or days up to 3650d: 30m, 12h, 7d')
  return life
}
