import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Opens the file of the local D1 database, beside the running server. */
export function openDatabase(state) {
  const folder = join(state, 'v3/d1/miniflare-D1DatabaseObject')
  const files = readdirSync(folder).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name))
  if (files.length !== 1) throw new Error(`expected one database, found ${files.length}`)
  const database = new DatabaseSync(join(folder, files[0]))
  database.exec('PRAGMA busy_timeout = 5000')
  return database
}
