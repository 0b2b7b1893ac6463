import { literal, NOW } from '../database.mjs'

/** Ends the sessions and the grants of a user. The server tells the clients of the sessions within a minute. */
export async function endAll(query, user) {
  await queueLogouts(query, user)
  await query(`DELETE FROM sessions WHERE ${within('session_id', user)}`)
  await query(`UPDATE grants SET ended_at = ${NOW} WHERE ${within('grant_id', user)} AND ended_at IS NULL`)
}

/** Queues a logout token for each client and each session of a user. The server makes the token when it sends it. */
export async function queueLogouts(query, user) {
  await query(
    'INSERT INTO deliveries (name, kind, recipient, contents, created_at, due_at, attempts) ' +
      `SELECT DISTINCT session_id || ' ' || client_id, 'logout', client_id, session_id, ${NOW}, ${NOW}, 0 FROM grants ` +
      `WHERE ${within('grant_id', user)} AND session_id IN (SELECT session_id FROM sessions WHERE ` +
      `${within('session_id', user)}) LIMIT 1000 ON CONFLICT (name) DO NOTHING`,
  )
}

/** The rows of a user: names of sessions and grants begin with the user_id and a dot; a slash is the character after the dot. */
export const within = (column, { user_id }) =>
  `${column} > ${literal(`${user_id}.`)} AND ${column} < ${literal(`${user_id}/`)}`
