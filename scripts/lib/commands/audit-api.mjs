import { adminApi, answerOf, pagesOf } from '../admin-api.mjs'
import { date, Problem } from '../say.mjs'

export const JOURNALS = ['administration', 'clients', 'users']

/** Returns the journal of a name. */
export function journalOf(name = 'administration') {
  if (!JOURNALS.includes(name)) throw new Problem(`a journal is one of ${JOURNALS.join(', ')}`)
  return name
}

/** Returns the result of a list. */
export const listed = (journal, json) => ({ json, text: json.map(lineOf).join('\n') || `there are no such events of ${journal}` })

function lineOf({ sequence, at, kind, actor, actor_id, client_id, user_id, details }) {
  const words = [actor, actor_id, client_id, user_id].filter((word) => word !== undefined)
  return [sequence, date(at), kind, ...words, JSON.stringify(details)].join('  ')
}

/** Lists the newest events of a journal at the admin API. */
export async function list({ event, client, user, ...options }, name, where, surroundings) {
  const journal = journalOf(name)
  const ask = await adminApi(options, where, surroundings)
  const conditions = [['kind', event], ['client_id', client], ['user_id', user]]
  return listed(journal, await pagesOf(ask, `/audit/${journal}`, 'events', conditions))
}

const AT_ONCE = 200

/** Exports a journal at the admin API. */
export async function write(options, name, where, surroundings) {
  const journal = journalOf(name)
  const ask = await adminApi(options, where, surroundings)
  const json = []
  for (let last = 0; ; last = json.at(-1).sequence) {
    const rows = await answerOf(ask, `/audit/${journal}/export?after=${last}&limit=${AT_ONCE}`)
    json.push(...rows)
    if (rows.length < AT_ONCE) break
    if (json.at(-1).sequence <= last) throw new Problem('the server repeats itself')
  }
  return { json, text: json.map((row) => JSON.stringify(row)).join('\n') }
}
