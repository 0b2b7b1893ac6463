import { adminApi, answerOf, pagesOf } from '../admin-api.mjs'
import { date, Problem } from '../say.mjs'
import { onlyValueOf } from './options.mjs'

/** The columns of a list for people. */
export const COLUMNS = ['client_id', 'client_name', 'software_id', 'redirect_host', 'template', 'owner', 'statement_issuer']

/** The conditions that the admin API alone has, by their options. */
export const CONDITIONS = { name: 'client_name', 'redirect-host': 'redirect_host', state: 'state' }

const KINDS = ['software-id', 'template', 'owner', 'statement-issuer']

/** Lists clients at the admin API, in the order of their identifiers. */
export async function list({ waiting, ...options }, name, where, surroundings) {
  const kinds = KINDS.map((kind) => [kind.replace('-', '_'), onlyValueOf(options[kind], kind)])
  const others = Object.entries(CONDITIONS).map(([option, condition]) => [condition, onlyValueOf([options[option]].flat(), option)])
  const conditions = [...kinds, ...others]
  if (waiting && options.state !== undefined) throw new Problem('give one of --waiting and --state')
  const ask = await adminApi(options, where, surroundings)
  const json = await pagesOf(ask, '/clients', 'clients', [...(waiting ? [['state', 'waiting']] : []), ...conditions])
  const line = ({ registered_at, last_used_at, state, ...client }) =>
    [registered_at, last_used_at].map(dayOf).concat(state, COLUMNS.map((name) => client[name] ?? '-')).join('  ')
  const names = ['registered', 'last_used ', 'state', ...COLUMNS].join('  ')
  const none = waiting ? 'no client waits for an approval' : 'there are no such clients: a sealed client is listed after its first token'
  return { json, text: json.length > 0 ? [names, ...json.map(line)].join('\n') : none }
}

const dayOf = (time) => (time === undefined ? '-'.padEnd(10) : date(time).slice(0, 10))

/** Shows a client at the admin API: the server opens a sealed client that left no row. */
export async function show(options, id, where, surroundings) {
  const json = await at(id, '', {}, options, where, surroundings)
  return { json, text: JSON.stringify(json, undefined, 2) }
}

/** Returns a command that takes a step with a client at the admin API. */
const step = (verb, past) => async (query, options, id, where = '--local', surroundings = {}) => {
  const json = await at(id, `/${verb}`, { method: 'POST' }, options, where, surroundings)
  return { json, text: `${past} ${json.client_id}  ${json.state}` }
}

export const approve = step('approve', 'approved')
export const disable = step('disable', 'disabled')
export const enable = step('enable', 'enabled')

/** Deletes a client for good. */
export async function remove(query, options, id, where = '--local', surroundings = {}) {
  await at(id, '', { method: 'DELETE' }, options, where, surroundings)
  return { json: { client_id: id, state: 'deleted' }, text: `deleted ${id}` }
}

/** Gets another secret for a client that registered. */
export async function rotateSecret(query, options, id, where = '--local', surroundings = {}) {
  const json = await at(id, '/secret', { method: 'POST' }, options, where, surroundings)
  const { client_secret, client_secret_expires_at: end } = json
  const note = `This is the only time that the secret is shown. The former one is no longer valid.${end > 0 ? ` Expires ${date(end)}.` : ''}`
  return { json, text: `${client_secret}\n${note}` }
}

async function at(id, path, init, options, where, surroundings) {
  if (!id) throw new Problem('name a client by the client_id that it got when it registered or was imported')
  const ask = await adminApi(options, where, surroundings)
  const { status, body } = await ask(`/clients/${encodeURIComponent(id)}${path}`, init)
  if (status === 404) throw new Problem(`${id} is unknown: it never registered here, or it was deleted`)
  if (status >= 300) throw new Problem(`the server answered ${status}: ${body.detail ?? body.title}`)
  return body
}
