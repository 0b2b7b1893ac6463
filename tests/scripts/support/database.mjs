import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { at } from '../../../scripts/lib/project.mjs'

/** A database as schema/ makes it, in memory, and the way in which verbs ask it. */
export function emptyDatabase() {
  const database = new DatabaseSync(':memory:')
  for (const file of readdirSync(at('schema')).sort()) database.exec(readFileSync(at('schema', file), 'utf8'))
  return { database, query: async (sql) => database.prepare(sql).all().map((row) => ({ ...row })) }
}
