import { adminApi, answerOf } from '../admin-api.mjs'
import { date, Problem } from '../say.mjs'

const KINDS = ['all', 'software-id', 'template', 'statement-issuer']

/** Returns the kind of clients that the options name, as the admin API calls it, and their name. */
export function kindOf(options) {
  const [kind, ...others] = KINDS.filter((kind) => options[kind] !== undefined)
  if (!kind || others.length > 0) {
    throw new Problem('give one of --all, --software-id ID, --template NAME and --statement-issuer ISS')
  }
  if (kind === 'all') return ['all', true]
  const [name, ...more] = [options[kind]].flat()
  if (name === '' || more.length > 0) throw new Problem(`--${kind} must be one name`)
  return [kind.replace('-', '_'), name]
}

/** Writes an epoch for people. */
export const textOf = ({ name, since }) => `${name}  refused if registered before ${date(since)}`

const rowOf = ({ since, ...kinds }) => {
  const [[kind, name]] = Object.entries(kinds)
  return { name: kind === 'all' ? kind : `${kind} ${name}`, since }
}

/** Begins an epoch at the admin API. */
export async function begin(options, name, where, surroundings) {
  const body = JSON.stringify(Object.fromEntries([kindOf(options)]))
  const ask = await adminApi(options, where, surroundings)
  const headers = { 'content-type': 'application/json' }
  const json = [rowOf(await answerOf(ask, '/epochs', { method: 'POST', headers, body }))]
  return { json, text: json.map(textOf).join('\n') }
}

/** Lists the epochs at the admin API. */
export async function list(options, name, where, surroundings) {
  const ask = await adminApi(options, where, surroundings)
  const { epochs } = await answerOf(ask, '/epochs')
  return listed(epochs.map(rowOf))
}

/** Returns the result of a list. */
export const listed = (json) => ({ json, text: json.map(textOf).join('\n') || 'there are no epochs' })

/** Lifts an epoch at the admin API. */
export async function lift(options, name, where, surroundings) {
  const [kind, value] = kindOf(options)
  const ask = await adminApi(options, where, surroundings)
  const { status, body } = await ask(`/epochs?${new URLSearchParams([[kind, value]])}`, { method: 'DELETE' })
  if (status !== 204 && status !== 404) throw new Problem(`the server answered ${status}: ${body.detail}`)
  return lifted(status === 404 ? [] : [{ name: rowOf({ [kind]: value }).name }])
}

/** Returns the result of the end of an epoch. */
export function lifted(json) {
  if (json.length === 0) throw new Problem('there is no such epoch; epoch list shows all')
  return { json, text: json.map(({ name }) => `lifted ${name}`).join('\n') }
}
