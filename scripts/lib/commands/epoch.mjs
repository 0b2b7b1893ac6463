import { isInSetting } from '../configuration.mjs'
import { date, Problem, warn } from '../say.mjs'
import { literal, NOW } from '../database.mjs'
import { lookupOf } from './issuer.mjs'

export const commands = { begin, list, lift }

const KINDS = ['all', 'software-id', 'template', 'statement-issuer']

async function begin(query, wishes, name, where = '--local') {
  const lookups = (wishes['statement-issuer'] ?? []).map((issuer) => [issuer, lookupOf(issuer)])
  const json = await query(refusalOf(wishes))
  for (const [issuer, lookup] of lookups) {
    if ((await query(lookup)).length > 0 || isInSetting(issuer, where)) continue
    warn(`${issuer} is not a trusted issuer: correct after issuer distrust, otherwise compare the spelling with issuer list`)
  }
  return { json, text: json.map(textOf).join('\n') }
}

// The sweep stores an epoch of its own, for clients that were never used; nobody can lift it.
export const LIST = "SELECT name, since FROM epochs WHERE name <> 'unused' ORDER BY name"

async function list(query) {
  const json = await query(LIST)
  return { json, text: json.map(textOf).join('\n') || 'there are no epochs' }
}

async function lift(query, wishes) {
  const json = await query(liftOf(wishes))
  if (json.length === 0) throw new Problem('there is no such epoch; epoch list shows all')
  return { json, text: json.map(({ name }) => `lifted ${name}`).join('\n') }
}

const textOf = ({ name, since }) => `${name}  refused if registered before ${date(since)}`

/** Returns the statement that refuses all clients of a kind that have registered until now. */
export const refusalOf = (wishes) =>
  `INSERT INTO epochs (name, since) VALUES (${literal(nameOf(wishes))}, ${NOW} + 1) ` +
  'ON CONFLICT (name) DO UPDATE SET since = MAX(since, excluded.since) RETURNING name, since'

/** Returns the statement that removes an epoch. */
export const liftOf = (wishes) => `DELETE FROM epochs WHERE name = ${literal(nameOf(wishes))} RETURNING name, since`

function nameOf(wishes) {
  const [kind, ...others] = KINDS.filter((kind) => wishes[kind] !== undefined)
  if (!kind || others.length > 0) {
    throw new Problem('give one of --all, --software-id ID, --template NAME and --statement-issuer ISS')
  }
  if (kind === 'all') return 'all'
  const [name, ...more] = [wishes[kind]].flat()
  if (name === '' || more.length > 0) throw new Problem(`--${kind} must be one name`)
  return `${kind.replace('-', '_')} ${name}`
}
