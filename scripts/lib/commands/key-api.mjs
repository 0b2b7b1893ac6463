import { adminApi, answerOf } from '../admin-api.mjs'
import { date, Problem } from '../say.mjs'

/** Lists the keys at the admin API, as the database has them. */
export async function list(options, name, where, surroundings) {
  const ask = await adminApi(options, where, surroundings)
  const { keys } = await answerOf(ask, '/keys')
  const rowOf = ({ kid, algorithm, since, due_at = null, state }) => ({ kid, algorithm, begins_at: since, due_at, state })
  const order = (one, other) => one.algorithm.localeCompare(other.algorithm) || one.begins_at - other.begins_at
  const json = keys.map(rowOf).sort(order)
  return { json, text: listText(json) }
}

/** Makes the next signing keys at the admin API, which also writes the event. */
export async function rotate({ algorithm, ...options }, name, where, surroundings) {
  if (algorithm !== undefined) {
    throw new Problem('--algorithm is for the database alone: the admin API makes the next key of each algorithm that has none')
  }
  const ask = await adminApi(options, where, surroundings)
  const { rotated } = await answerOf(ask, '/keys/rotate', { method: 'POST' })
  if (rotated.length === 0) throw new Problem('nothing to rotate, because each key has its next key already, or there is no key yet; see key list')
  const text = rotated.map((name) => `${name}: the next key is there, and signs one day later`).join('\n')
  return { json: rotated.map((algorithm) => ({ algorithm })), text }
}

/** Writes a list of keys for people. */
export function listText(keys) {
  const line = ({ kid, algorithm, begins_at, due_at, state }) =>
    [kid, algorithm, state, `from ${date(begins_at)}`, ...(state === 'current' && due_at ? ['due'] : [])].join('  ')
  return keys.map(line).join('\n') || 'there are no signing keys: the first request creates them'
}
