import { readFileSync } from 'node:fs'
import { database } from '../../../benches/lib/bindings.mjs'
import { schemaOfEnrol } from '../../../benches/lib/database.mjs'
import { startWorker } from '../../../benches/lib/workerd.mjs'
import { at } from '../../../scripts/lib/project.mjs'

/** The statements that the server gives to its database, by their names. */
export function statements() {
  const text = readFileSync(at('src/edge/statements.rs'), 'utf8')
  const constants = text.matchAll(/^pub const (\w+): &str =\s*"((?:[^"\\]|\\[\s\S])*)";/gm)
  return Object.fromEntries([...constants].map(([, name, sql]) => [name, sql.replace(/\\\n\s*/g, '')]))
}

/**
 * A database as schema/ makes it, in the engine of D1: `counts` gives the rows read and written of each statement, `rows`
 * those that each of them gives back.
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
