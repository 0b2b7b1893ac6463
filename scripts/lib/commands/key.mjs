import { either } from '../admin-api.mjs'
import { literal, NOW } from '../database.mjs'
import { devVar } from '../dev-vars.mjs'
import { ask } from '../rules.mjs'
import { Problem, warn } from '../say.mjs'
import * as atApi from './key-api.mjs'

export const commands = { list: either(atApi.list, list), rotate: either(atApi.rotate, rotate), revoke, orphans }

/** Returns the condition that another key of the same algorithm exists for which `holds` is true. */
const another = (holds) =>
  `EXISTS (SELECT 1 FROM signing_keys AS other WHERE other.algorithm = signing_keys.algorithm AND ${holds})`

// The state does not show whether MASTER_SECRET still has the key that a signing key is encrypted with.
const LIST =
  'SELECT kid, algorithm, begins_at, due_at, CASE ' +
  `WHEN ${another(`other.begins_at > signing_keys.begins_at AND other.begins_at <= ${NOW}`)} THEN 'retired' ` +
  `WHEN begins_at > ${NOW} AND ${another('other.begins_at < signing_keys.begins_at')} THEN 'next' ` +
  "ELSE 'current' END AS state FROM signing_keys ORDER BY algorithm, begins_at"

async function list(query) {
  const json = await query(LIST)
  return { json, text: atApi.listText(json) }
}

async function rotate(query, { algorithm }) {
  const { signing_algorithms: usual, further_signing_algorithms: further } = await ask('constants')
  const all = [...usual, ...further]
  if (algorithm !== undefined && !all.includes(algorithm)) throw new Problem(`--algorithm must be ${all.join(' or ')}`)
  const rows = await query(rotationOf(algorithm ? [algorithm] : all))
  const isRotated = (name) => rows.some((row) => row.algorithm === name)
  // Few servers have keys of the further algorithms.
  const wanted = algorithm ? [algorithm] : [...usual, ...further.filter(isRotated)]
  const rotated = wanted.filter(isRotated)
  const unchanged = (name) => `${name}: nothing to rotate, because there is a next key already, or no key yet; see key list`
  if (rotated.length === 0) throw new Problem(wanted.map(unchanged).join('\n! '))
  const line = (name) =>
    rotated.includes(name) ? `${name}: the next request for the key set creates a key, which signs one day later` : unchanged(name)
  return { json: rotated.map((algorithm) => ({ algorithm })), text: wanted.map(line).join('\n') }
}

/** Returns the statement that marks the keys of some algorithms as due, unless there is a next key. */
function rotationOf(algorithms) {
  const wanted = algorithms.map((algorithm) => `'${algorithm}'`).join(', ')
  // Which key signs depends on MASTER_SECRET; a mark on another key has no effect.
  return (
    `UPDATE signing_keys SET due_at = ${NOW} WHERE algorithm IN (${wanted}) ` +
    `AND NOT ${another(`other.begins_at > ${NOW}`)} RETURNING kid, algorithm`
  )
}

async function revoke(query, options, name = '') {
  const json = await query(revocationOf(name))
  if (json.length === 0) throw new Problem('there is no such key; key list shows each kid')
  const line = ({ kid, algorithm }) =>
    `revoked ${kid} of ${algorithm}; servers with a cached key set can accept its signatures for up to 15 minutes`
  return { json, text: json.map(line).join('\n') }
}

/** Returns the statement that deletes a key, by its kid or the first characters of the kid. */
function revocationOf(name) {
  if (!/^[\w-]{6,22}$/.test(name)) {
    throw new Problem('name a key by its kid, or by the first 6 or more characters of the kid; key list shows each kid')
  }
  return `DELETE FROM signing_keys WHERE substr(kid, 1, ${name.length}) = '${name}' RETURNING kid, algorithm`
}

async function orphans(query, options, name = '', where = '--local') {
  const { hint, beginnings } = await ask('key-name', name, 'the name of a key of MASTER_SECRET must')
  const [counts] = await query(orphansOf(name, beginnings))
  const secret = where === '--local' ? devVar('MASTER_SECRET') : undefined
  const ring = secret && (await ask('master-secret', secret, 'MASTER_SECRET in .dev.vars must'))
  const json = { name, hint, ...aboutRing(name, hint, ring), ...counts }
  if (json.is_in_ring === false) warn(`MASTER_SECRET in .dev.vars has no key ${name}`)
  return { json, text: orphansText(json) }
}

/** Compares a key with the keys of a master secret; `null` where the master secret is not known. */
export const aboutRing = (name, hint, ring) => ({
  is_in_ring: ring?.some((key) => key.name === name) ?? null,
  hint_shared_with: ring?.filter((key) => key.name !== name && key.hint === hint).map((key) => key.name) ?? null,
})

const LATELY = 90 * 86_400

/** Returns the statement that counts the clients of a key, in one row. `beginnings` are those of its sealed clients. */
function orphansOf(name, beginnings) {
  const lately = `last_used_at > ${NOW} - ${LATELY}`
  return (
    'WITH sealed AS (SELECT last_used_at FROM uses ' +
    `WHERE substr(client_id, 1, 3) IN (${beginnings.map(literal).join(', ')}) ` +
    'AND NOT EXISTS (SELECT 1 FROM clients WHERE clients.client_id = uses.client_id)), ' +
    'stored AS (SELECT last_used_at FROM clients LEFT JOIN uses ON uses.client_id = clients.client_id ' +
    `WHERE deleted_at IS NULL AND ${literal(name)} IN (secret_key, token_key)) ` +
    `SELECT (SELECT COUNT(*) FROM sealed WHERE ${lately}) AS sealed_lately, ` +
    '(SELECT COUNT(*) FROM sealed) AS sealed_used, ' +
    `(SELECT COUNT(*) FROM stored WHERE ${lately}) AS stored_lately, ` +
    '(SELECT COUNT(last_used_at) FROM stored) AS stored_used, ' +
    '(SELECT COUNT(*) FROM stored) AS stored_registered'
  )
}

/** Writes the counts for people. */
const orphansText = (counts) =>
  [
    `${counts.name}  hint ${counts.hint}  ${ringText(counts)}`,
    `sealed clients: ${usedText(counts.sealed_lately, counts.sealed_used)}; without the key they must register again`,
    `stored clients: ${usedText(counts.stored_lately, counts.stored_used)}, ${counts.stored_registered} in all; ` +
      'without the key their client secrets and registration access tokens are not accepted',
  ].join('\n')

const usedText = (lately, ever) => `${lately} used in the last 90 days, ${ever} ever`

function ringText({ is_in_ring, hint_shared_with: others }) {
  if (is_in_ring === null) return 'check the other keys too: clients of keys with the same hint are counted together'
  const shared = others.length > 0 ? `; ${others.join(', ')} with the same hint, whose sealed clients are counted too` : ''
  return `${is_in_ring ? '' : 'not '}in MASTER_SECRET of .dev.vars${shared}`
}
