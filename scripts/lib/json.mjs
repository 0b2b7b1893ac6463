import { Problem } from './say.mjs'

export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads JSON. The message names the source but never shows the text, which may be secret. */
export function readJson(text, name) {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem(`${name} is not JSON`)
  }
}
