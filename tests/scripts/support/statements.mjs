import { readdirSync, readFileSync } from 'node:fs'
import { database } from '../../../benches/lib/bindings.mjs'
import { schemaOfEnrol } from '../../../benches/lib/database.mjs'
import { startWorker } from '../../../benches/lib/workerd.mjs'
import { at } from '../../../scripts/lib/project.mjs'

/** Reads the SQL statements of the server by their names. */
export function statements() {
  const files = readdirSync(at('src/edge')).filter((name) => name.startsWith('statements'))
  const text = files.map((name) => readFileSync(at(`src/edge/${name}`), 'utf8')).join('')
  const constants = text.matchAll(/^pub const (\w+): &str =\s*"((?:[^"\\]|\\[\s\S])*)";/gm)
  return Object.fromEntries([...constants].map(([, name, sql]) => [name, sql.replace(/\\\n\s*/g, '')]))
}

/**
 * Starts a database with the schema in the engine of D1. `counts` returns the rows read and written by each statement,
 * `rows` the rows that each statement returns.
 */
export async function startDatabase() {
  const modules = { 'index.mjs': at('tests/scripts/support/counting-worker.mjs') }
  const { origin, stop } = await startWorker({ modules, bindings: [database('DB')], schema: schemaOfEnrol() })
  const ask = async (batch) => {
    const response = await fetch(origin, { method: 'POST', body: JSON.stringify(batch) })
    if (!response.ok) throw new Error(await response.text())
    return response.json()
  }
  return {
    stop,
    counts: async (batch) => (await ask(batch)).map(({ rows_read, rows_written }) => [rows_read, rows_written]),
    rows: async (batch) => (await ask(batch)).map(({ results }) => results),
    size: async () => (await ask([['SELECT 1', []]]))[0].size_after,
  }
}
