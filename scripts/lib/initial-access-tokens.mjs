import { createHash, randomBytes } from 'node:crypto'
import { boundsOf } from './bounds.mjs'
import { lifeOf } from './life.mjs'
import { Problem } from './say.mjs'
import { literal, NOW } from './sql.mjs'

/** How every initial access token begins. */
export const BEGINNING = 'enrol_iat_'

/** A new token, and the statement that makes it known; the token itself is in no database. */
export function mintToken({ label = '', uses = '1', expires = '7d', ...lists }) {
  const token = `${BEGINNING}${randomBytes(32).toString('base64url')}`
  const digest = digestOf(token)
  const uses_left = count(uses)
  const [known, bounds] = [[digest, label, uses_left], [JSON.stringify(boundsOf(lists))]].map((them) => them.map(literal))
  const values = [...known, NOW, `${NOW} + ${lifeOf(expires)}`, ...bounds]
  const sql =
    'INSERT INTO initial_access_tokens (digest, label, uses_left, created_at, expires_at, bounds) ' +
    `VALUES (${values.join(', ')})`
  return { token, digest, uses_left, sql }
}

export const LIST = 'SELECT digest, label, uses_left, created_at, expires_at, bounds FROM initial_access_tokens ORDER BY created_at'

/** The statement that takes a token back, by the token, its digest or the beginning of that. */
export function revocationOf(name) {
  const digest = name.startsWith(BEGINNING) ? digestOf(name) : name
  if (!/^[\w-]{6,43}$/.test(digest)) throw new Problem('name a token, or the first 6 or more characters of its digest')
  const named = `substr(digest, 1, ${digest.length}) = ${literal(digest)}`
  // Without its row a signed access token, which the first use makes known, would have all its uses again.
  return `UPDATE initial_access_tokens SET uses_left = 0 WHERE ${named} RETURNING digest, label`
}

const digestOf = (token) => createHash('sha256').update(token).digest('base64url')

function count(text) {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Problem('--uses is a number from 1')
  return Number(text)
}
