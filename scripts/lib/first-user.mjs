import { randomBytes } from 'node:crypto'
import { newUser } from './commands/user.mjs'
import { queryDatabase } from './database.mjs'
import { localUsers } from './local-users.mjs'

const NAME = 'demo'
const CLAIMS = { name: 'Demo User', email: 'demo@example.com', email_verified: true }

const KNOWN =
  'SELECT username FROM users WHERE username IS NOT NULL AND password IS NOT NULL AND disabled_at IS NULL ' +
  `ORDER BY username <> '${NAME}', created_at LIMIT 1`

/**
 * Creates a user for development, unless the local database has users already. Returns the name and the password, which
 * nothing else keeps.
 */
export async function firstUser(query = (sql) => queryDatabase(sql, '--local'), setting = localUsers('--local')) {
  if (setting === 'off') return undefined
  const password = randomBytes(12).toString('base64url')
  const { sql } = await newUser(NAME, CLAIMS, { password, condition: 'user_id IS NOT NULL' })
  const [made] = await query(sql)
  return made && { username: NAME, password }
}

/** Returns the name of a user who can sign in to the local server, first of all the one that was made for development. */
export async function knownUser(query = (sql) => queryDatabase(sql, '--local'), setting = localUsers('--local')) {
  return setting === 'off' ? undefined : (await query(KNOWN))[0]
}

/** Says how the user signs in. */
export const howToSignIn = ({ username, password }, address) => `Sign in as a user: open ${address}/account

  name      ${username}
${password ? `  password  ${password}

This is the only time that the password is shown. For a new one` : `
The password was shown when the user was made. For a new one`}: npx --no-install enrol user password ${username}

`
