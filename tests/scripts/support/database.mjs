import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { at } from '../../../scripts/lib/project.mjs'

/** Creates a database with the schema in memory; `query` runs a statement, as the commands expect. */
export function emptyDatabase() {
  const database = new DatabaseSync(':memory:')
  for (const file of readdirSync(at('schema')).sort()) database.exec(readFileSync(at('schema', file), 'utf8'))
  return { database, query: async (sql) => database.prepare(sql).all().map((row) => ({ ...row })) }
}
