import { readdirSync, readFileSync } from 'node:fs'
import { at } from '../../scripts/lib/project.mjs'

/** The statements that make the database of Enrol, as its migrations have them. */
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
