import { isInSetting } from '../configuration.mjs'
import { literal, NOW } from '../database.mjs'
import { date, Problem, warn } from '../say.mjs'
import { lookupOf } from './issuer.mjs'

export const commands = { begin, list, lift }

const KINDS = ['all', 'software-id', 'template', 'statement-issuer']

async function begin(query, options, name, where = '--local') {
  const lookups = (options['statement-issuer'] ?? []).map((issuer) => [issuer, lookupOf(issuer)])
  const json = await query(refusalOf(options))
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

async function lift(query, options) {
  const json = await query(liftOf(options))
  if (json.length === 0) throw new Problem('there is no such epoch; epoch list shows all')
  return { json, text: json.map(({ name }) => `lifted ${name}`).join('\n') }
}

const textOf = ({ name, since }) => `${name}  refused if registered before ${date(since)}`

/** Returns the statement that refuses all clients of a kind that have registered until now. */
export const refusalOf = (options) =>
  `INSERT INTO epochs (name, since) VALUES (${literal(nameOf(options))}, ${NOW} + 1) ` +
  'ON CONFLICT (name) DO UPDATE SET since = MAX(since, excluded.since) RETURNING name, since'

/** Returns the statement that removes an epoch. */
export const liftOf = (options) => `DELETE FROM epochs WHERE name = ${literal(nameOf(options))} RETURNING name, since`

function nameOf(options) {
  const [kind, ...others] = KINDS.filter((kind) => options[kind] !== undefined)
  if (!kind || others.length > 0) {
    throw new Problem('give one of --all, --software-id ID, --template NAME and --statement-issuer ISS')
  }
  if (kind === 'all') return 'all'
  const [name, ...more] = [options[kind]].flat()
  if (name === '' || more.length > 0) throw new Problem(`--${kind} must be one name`)
  return `${kind.replace('-', '_')} ${name}`
}
