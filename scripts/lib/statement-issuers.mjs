import { Problem } from './say.mjs'
import { literal, NOW } from './sql.mjs'

export const LIST = 'SELECT issuer, entry FROM statement_issuers ORDER BY issuer'

/** The statement that finds an issuer. */
export const lookupOf = (issuer) => `SELECT entry FROM statement_issuers WHERE issuer = ${nameOf(issuer)}`

/** The statement that finds an issuer, if there is one, and tells the time: one row. */
export const lookupWithTimeOf = (issuer) => `SELECT ${NOW} AS now, (${lookupOf(issuer)}) AS entry`

/** The statement that trusts an issuer as an entry says, and no longer as it was trusted before. */
export const trustOf = (issuer, entry) =>
  `${insertionOf(issuer, entry)} ON CONFLICT (issuer) DO UPDATE SET entry = excluded.entry RETURNING issuer, entry`

/** The statement that trusts an issuer that was found as this text, or not at all; no row comes back if it no longer is. */
export function changeOf(issuer, entry, found) {
  if (found === undefined) return `${insertionOf(issuer, entry)} ON CONFLICT (issuer) DO NOTHING RETURNING issuer`
  const change = `UPDATE statement_issuers SET entry = ${literal(JSON.stringify(entry))}`
  return `${change} WHERE issuer = ${nameOf(issuer)} AND entry = ${literal(found)} RETURNING issuer`
}

/** The statement that trusts an issuer no longer. */
export const distrustOf = (issuer) => `DELETE FROM statement_issuers WHERE issuer = ${nameOf(issuer)} RETURNING issuer`

const insertionOf = (issuer, entry) =>
  `INSERT INTO statement_issuers (issuer, entry) VALUES (${nameOf(issuer)}, ${literal(JSON.stringify(entry))})`

function nameOf(issuer) {
  const isName = issuer !== '' && Buffer.byteLength(issuer) <= 2048 && !/\p{Cc}/u.test(issuer)
  if (!isName) throw new Problem('name an issuer by its iss: a text of at most 2048 bytes, without control characters')
  return literal(issuer)
}
