import { createHash } from 'node:crypto'
import { Problem } from './say.mjs'
import { literal, NOW } from './sql.mjs'

const LATELY = 90 * 86_400
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Whether a key of the master secret can have this name; as src/key_ring.rs. */
export const isKeyName = (name) => /^[a-z\d]{1,16}$/.test(name)

/** The byte by which a sealed client finds the key that sealed it; as src/sealed_client/mod.rs. */
export const hintOf = (name) => createHash('sha256').update(name).digest()[0]

/** What identifiers begin with that are sealed with such a hint: a byte is a character of base64url and a third of one. */
export function beginningsOf(hint) {
  const from = (hint & 3) * 16
  return [...ALPHABET.slice(from, from + 16)].map((second) => `s${ALPHABET[hint >> 2]}${second}`)
}

/** The names of the keys of a master secret, and nothing else of it. */
export function namesIn(masterSecret) {
  const entries = masterSecret.split(/\s+/).map((entry) => entry.split(':'))
  return entries.filter(([name, key]) => key && isKeyName(name)).map(([name]) => name)
}

/** What is to know of a key by its name, and by the names of its ring where that is known: null where it is not. */
export function aboutHint(name, ring) {
  const hint = hintOf(name)
  const sharing = ring?.filter((other) => other !== name && hintOf(other) === hint)
  const inHex = hint.toString(16).padStart(2, '0')
  return { hint: inHex, is_in_ring: ring?.includes(name) ?? null, hint_shared_with: sharing ?? null }
}

/** The statement that counts whom the loss of a key would hit: one row. */
export function orphansOf(name) {
  if (!isKeyName(name)) throw new Problem('name a key of the master secret: 1 to 16 lower-case letters and digits')
  const lately = `last_used_at > ${NOW} - ${LATELY}`
  const beginnings = beginningsOf(hintOf(name)).map(literal).join(', ')
  return (
    'WITH sealed AS (SELECT last_used_at FROM uses ' +
    `WHERE substr(client_id, 1, 3) IN (${beginnings}) ` +
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
