import { Problem } from './say.mjs'
import { NOW } from './sql.mjs'

/** What there are signing keys for; src/signing/mod.rs has the same list. */
export const ALGORITHMS = ['ES256', 'RS256']

/** The condition that there is another key of the same algorithm for which something holds. */
const another = (holds) =>
  `EXISTS (SELECT 1 FROM signing_keys AS other WHERE other.algorithm = signing_keys.algorithm AND ${holds})`

/**
 * Every key with its state; one of which the master secret has lost its own is not told from others.
 *
 * As in src/signing/succession.rs the latest that has begun signs, and without one the earliest.
 */
export const LIST =
  'SELECT kid, algorithm, begins_at, due_at, CASE ' +
  `WHEN ${another(`other.begins_at > signing_keys.begins_at AND other.begins_at <= ${NOW}`)} THEN 'retired' ` +
  `WHEN begins_at > ${NOW} AND ${another('other.begins_at < signing_keys.begins_at')} THEN 'next' ` +
  "ELSE 'current' END AS state FROM signing_keys ORDER BY algorithm, begins_at"

/** The statement that has the keys of some algorithms followed by others, unless the next one is there already. */
export function rotationOf(algorithms) {
  const wanted = algorithms.map((algorithm) => `'${algorithm}'`).join(', ')
  // Which of those that have begun signs depends on the master secret; of the others nothing comes.
  return (
    `UPDATE signing_keys SET due_at = ${NOW} WHERE algorithm IN (${wanted}) ` +
    `AND NOT ${another(`other.begins_at > ${NOW}`)} RETURNING kid, algorithm`
  )
}

/** The statement that deletes a key, by its name or the beginning of that. */
export function revocationOf(name) {
  if (!/^[\w-]{6,22}$/.test(name)) {
    throw new Problem('name a key by its kid, or by the first 6 or more characters of it; key list shows each kid')
  }
  return `DELETE FROM signing_keys WHERE substr(kid, 1, ${name.length}) = '${name}' RETURNING kid, algorithm`
}
