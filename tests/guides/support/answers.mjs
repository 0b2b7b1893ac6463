import assert from 'node:assert/strict'

/** Compares an answer that a page shows with what was printed at that place. */
export function assertShown({ info, text }, printed, place) {
  const report = `${place} printed\n${printed}\ninstead of\n${text}`
  if (info === 'json') assert.ok(isLike(JSON.parse(text), lastJson(printed)), report)
  else for (const line of text.split('\n')) assert.match(printed, new RegExp(`^${pattern(line)}\\s*$`, 'm'), report)
}

/** The last JSON object or array that was printed, wherever it begins. */
export function lastJson(printed) {
  for (const { index } of printed.matchAll(/[[{]/g)) {
    try {
      return JSON.parse(printed.slice(index))
    } catch {
      // It begins further on.
    }
  }
  return undefined
}

/** Returns true if a value matches the page. `...` in a text stands for anything, and the page may leave out members. */
export function isLike(shown, value) {
  if (typeof shown === 'string') return typeof value === 'string' && new RegExp(`^${pattern(shown)}$`).test(value)
  if (Array.isArray(shown)) {
    return Array.isArray(value) && shown.length === value.length && shown.every((it, index) => isLike(it, value[index]))
  }
  if (shown === null || typeof shown !== 'object') return shown === value
  return value !== null && typeof value === 'object' && Object.entries(shown).every(([name, it]) => isLike(it, value[name]))
}

const pattern = (text) => text.split('...').map((part) => part.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')).join('.*')
