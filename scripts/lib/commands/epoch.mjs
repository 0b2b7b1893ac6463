import { either } from '../admin-api.mjs'
import { isInSetting } from '../configuration.mjs'
import { literal, NOW } from '../database.mjs'
import { warn } from '../say.mjs'
import * as atApi from './epoch-api.mjs'
import { lookupOf } from './issuer.mjs'

export const commands = { begin: either(atApi.begin, begin), list: either(atApi.list, list), lift: either(atApi.lift, lift) }

async function begin(query, options, name, where = '--local') {
  const lookups = (options['statement-issuer'] ?? []).map((issuer) => [issuer, lookupOf(issuer)])
  const json = await query(refusalOf(options))
  for (const [issuer, lookup] of lookups) {
    if ((await query(lookup)).length > 0 || isInSetting(issuer, where)) continue
    warn(`${issuer} is not a trusted issuer: correct after issuer distrust, otherwise compare the spelling with issuer list`)
  }
  return { json, text: json.map(atApi.textOf).join('\n') }
}

// The sweep stores an epoch of its own, for clients that were never used; nobody can lift it.
export const LIST = "SELECT name, since FROM epochs WHERE name <> 'unused' ORDER BY name"

async function list(query) {
  return atApi.listed(await query(LIST))
}

async function lift(query, options) {
  return atApi.lifted(await query(liftOf(options)))
}

/** Returns the statement that refuses all clients of a kind that have registered until now. */
export const refusalOf = (options) =>
  `INSERT INTO epochs (name, since) VALUES (${literal(nameOf(options))}, ${NOW} + 1) ` +
  'ON CONFLICT (name) DO UPDATE SET since = MAX(since, excluded.since) RETURNING name, since'

/** Returns the statement that removes an epoch. */
export const liftOf = (options) => `DELETE FROM epochs WHERE name = ${literal(nameOf(options))} RETURNING name, since`

function nameOf(options) {
  const [kind, name] = atApi.kindOf(options)
  return kind === 'all' ? kind : `${kind} ${name}`
}
