// Users in a database, and what an operator types.

import { PassThrough } from 'node:stream'
import { commands } from '../../../scripts/lib/commands/user.mjs'
import { emptyDatabase } from './database.mjs'

export const PASSWORD = 'battery staple'

/** Standard input with these lines, which is no terminal. */
export function typed(...lines) {
  const input = new PassThrough()
  input.end(lines.map((line) => `${line}\n`).join(''))
  return { input }
}

/** A database with the users alice and bob, who have a session and a grant each. */
export async function world() {
  const { database, query } = emptyDatabase()
  for (const name of ['alice', 'bob']) {
    await commands.create(query, { ask: true }, name, '--local', typed(PASSWORD))
    const { user_id } = database.prepare('SELECT user_id FROM users WHERE username = ?').get(name)
    database.exec(`INSERT INTO sessions (session_id, authenticated_at, expires_at, methods, device) VALUES ('${user_id}.s.1', 1, 9, '[]', '')`)
    database.exec(
      'INSERT INTO grants (grant_id, client_id, session_id, scope, resources, claims, authenticated_at, methods, created_at, ' +
        `expires_at, is_offline, generation, refreshed_at, is_repeated) VALUES ('${user_id}.1', 'c', '${user_id}.s.1', '[]', '[]', '{}', 1, '[]', 1, 9, 1, 0, 1, 0)`,
    )
    database.exec(
      'INSERT INTO consents (user_id, client_id, redirect_uri, scope, resources, can_start, granted_at) ' +
        `VALUES ('${user_id}', 'c', 'https://c.example/cb', '[]', '[]', 0, 1)`,
    )
    database.exec(
      'INSERT INTO passkeys (user_id, passkey_id, name, public_key, counter, backup, created_at) ' +
        `VALUES ('${user_id}', 'key-of-${name}', 'My "key"', '{}', 7, 2, 1)`,
    )
  }
  database.exec(
    "INSERT INTO users (user_id, issuer, subject, claims, created_at) VALUES ('uguest', 'https://p.example', '1', '{}', 1)",
  )
  const row = (name) => ({ ...database.prepare('SELECT * FROM users WHERE username = ?').get(name) })
  const count = (table) => database.prepare(`SELECT count(*) AS count FROM ${table}`).get().count
  return { database, query, row, count }
}
