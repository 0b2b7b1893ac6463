import { Problem } from './say.mjs'

export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The JSON value that a text is; the problem names it and shows nothing of it, for it may be secret. */
export function readJson(text, name) {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem(`${name} is not JSON`)
  }
}
