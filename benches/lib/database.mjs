import { readdirSync, readFileSync } from 'node:fs'
import { mintTokens } from '../../scripts/lib/commands/token.mjs'
import { at } from '../../scripts/lib/project.mjs'
import { WEB } from './clients.mjs'

/** Returns the SQL statements of the migrations. */
export function schemaOfEnrol() {
  const files = readdirSync(at('schema')).sort()
  return files.flatMap((file) => statements(readFileSync(at('schema', file), 'utf8')))
}

const statements = (sql) =>
  sql
    .replace(/--.*$/gm, '')
    .split(';')
    .map((it) => it.trim())
    .filter(Boolean)

const ROWS_AT_ONCE = 100_000
const TOKENS_AT_ONCE = 200
const METADATA = JSON.stringify(WEB).replace(/'/g, "''")

/** Returns statements that store many clients under random identifiers. */
export const clients = (count) => rows(count, "'c' || lower(hex(randomblob(11)))", `'${METADATA}'`, 'NULL')

/** Returns statements that store many tombstones of sealed clients. */
export const tombstones = (count) => rows(count, "'s' || lower(hex(randomblob(60)))", "'{}'", '1700000000')

/** Creates single-use initial access tokens, and statements that store them. */
export async function initialAccessTokens(count) {
  const minted = await mintTokens(count, {})
  const statements = []
  for (let from = 0; from < count; from += TOKENS_AT_ONCE) {
    const some = minted.slice(from, from + TOKENS_AT_ONCE).map(({ sql }) => sql.split(' VALUES '))
    statements.push(`${some[0][0]} VALUES ${some.map(([, values]) => values).join(', ')}`)
  }
  return { tokens: minted.map(({ token }) => token), statements }
}

function rows(count, client_id, metadata, deleted_at) {
  const columns =
    'client_id, metadata, issued_at, secret_key, secret_generation, token_key, token_generation, revision, deleted_at'
  const statements = []
  for (let left = count; left > 0; left -= ROWS_AT_ONCE) {
    const next = `SELECT n + 1 FROM numbers WHERE n < ${Math.min(left, ROWS_AT_ONCE)}`
    const numbers = `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL ${next})`
    const values = `${client_id}, ${metadata}, 1700000000, 'k1', 0, 'k1', 0, 0, ${deleted_at}`
    statements.push(`INSERT INTO clients (${columns}) ${numbers} SELECT ${values} FROM numbers`)
  }
  return statements
}
