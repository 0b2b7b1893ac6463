import { randomBytes } from 'node:crypto'
import { literal, NOW } from '../database.mjs'
import { checkLinks, localUsers } from '../local-users.mjs'
import { ownIssuer } from '../own-issuer.mjs'
import { askTwice } from '../passwords.mjs'
import { answer, ask } from '../rules.mjs'
import { Problem } from '../say.mjs'
import { erasureOf } from './audit.mjs'
import { atEither } from './user-api.mjs'
import { claimsOf } from './user-claims.mjs'
import { note } from './user-events.mjs'
import { endAll, queueLogouts, within } from './user-sessions.mjs'
import { done, factorTexts, linkResult, listText, passkeyTexts, wordsOfPasskey } from './user-texts.mjs'

const either = { create, list, show, password, passkeys, recover, factor, disable, enable, 'sign-out': signOut, delete: remove }

export const commands = Object.fromEntries(Object.entries(either).map(([name, work]) => [name, atEither(name, work)]))

const RESET_SECONDS = 86_400

async function create(query, { ask: isAsked, ...options }, name, where = '--local', passwords) {
  const username = await usernameOf(name)
  const claims = claimsOf(options)
  if (isAsked) {
    const { sql } = await newUser(username, claims, { password: await askTwice(passwords) })
    const [user] = await query(sql)
    if (!user) throw taken(username)
    return { json: { ...user, username }, text: `${username}  ${user.user_id}` }
  }
  const { issuer, code, digest } = await newCode(where)
  const { sql } = await newUser(username, claims, { digest })
  const [user] = await query(sql)
  if (!user) throw taken(username)
  return linkOf({ ...user, username }, issuer, code)
}

const taken = (username) => new Problem(`there is a user ${username} already: enrol user password ${username} resets the password`)

/** Returns the statement that stores a local user, unless the name is taken; or unless there are users at all. */
export async function newUser(username, claims, { password = null, digest = null, condition }) {
  const user_id = await ask('user-id', randomBytes(16).toString('base64url'))
  const hash = password === null ? 'NULL' : literal(await hashOf(username, password))
  const reset = digest === null ? ['NULL', 'NULL'] : [literal(digest), `${NOW} + ${RESET_SECONDS}`]
  const values = [literal(user_id), literal(username), hash, literal(JSON.stringify(claims)), NOW, ...reset]
  const unless = condition ?? `username = ${literal(username)}`
  const sql =
    'INSERT INTO users (user_id, username, password, claims, created_at, reset_digest, reset_until) ' +
    `SELECT ${values.join(', ')} WHERE NOT EXISTS (SELECT 1 FROM users WHERE ${unless}) RETURNING user_id, reset_until`
  return { sql, user_id }
}

const hashOf = (username, password) =>
  ask('password-hash', { username, password, salt: randomBytes(16).toString('base64url') }, 'the password must')

async function usernameOf(name = '') {
  return ask('local-user', name, 'the name must')
}

const COLUMNS =
  'user_id, username, issuer, subject, claims, created_at, disabled_at, password IS NOT NULL AS has_password, ' +
  'reset_until, (SELECT COUNT(*) FROM passkeys WHERE passkeys.user_id = users.user_id) AS passkeys, ' +
  '(SELECT since FROM second_factors WHERE second_factors.user_id = users.user_id) AS factor_since'

const read = ({ claims, has_password, ...user }) => ({ ...user, claims: JSON.parse(claims), has_password: has_password === 1 })

async function list(query) {
  const json = (await query(`SELECT ${COLUMNS} FROM users ORDER BY created_at, user_id LIMIT 1000`)).map(read)
  return { json, text: listText(json) }
}

/** Shows a user with the number of sessions. */
async function show(query, options, name) {
  const user = await userOf(query, name)
  const sessions = `(SELECT COUNT(*) FROM sessions WHERE ${within('session_id', user)} AND expires_at > ${NOW}) AS sessions`
  const [row] = await query(`SELECT ${COLUMNS}, ${sessions} FROM users WHERE user_id = ${literal(user.user_id)}`)
  const json = read(row)
  return { json, text: JSON.stringify(json, undefined, 2) }
}

async function password(query, { ask: isAsked }, name, where = '--local', passwords) {
  const user = await userOf(query, name)
  if (user.username === null) throw new Problem(`${name} signs in at ${user.issuer}, and has no password here`)
  if (isAsked) {
    const hash = await hashOf(user.username, await askTwice(passwords))
    const set = `password = ${literal(hash)}, reset_digest = NULL, reset_until = NULL`
    await query(`UPDATE users SET ${set} WHERE user_id = ${literal(user.user_id)}`)
    const removed = await removePasskeys(query, user)
    await endAll(query, user)
    await note(query, user, 'password-set', 'sessions-ended', ...removed)
    return { json: user, text: `${user.username} has a new password, and is signed out everywhere` }
  }
  const { issuer, code, digest } = await newCode(where)
  const set = `reset_digest = ${literal(digest)}, reset_until = ${NOW} + ${RESET_SECONDS}`
  const [{ reset_until }] = await query(
    `UPDATE users SET ${set} WHERE user_id = ${literal(user.user_id)} RETURNING reset_until`,
  )
  await note(query, user, 'recovery-link-made')
  return linkOf({ ...user, reset_until }, issuer, code)
}

/** Gives an account back to its user: whoever has it now is out at once, and the link sets a new password. */
async function recover(query, { 'remove-factor': removesFactor }, name, where = '--local') {
  const user = await userOf(query, name)
  if (user.username === null) throw new Problem(`${name} signs in at ${user.issuer}: the account is recovered there`)
  const { issuer, code, digest } = await newCode(where)
  const set = `password = NULL, reset_digest = ${literal(digest)}, reset_until = ${NOW} + ${RESET_SECONDS}`
  const [row] = await query(
    `UPDATE users SET ${set} WHERE user_id = ${literal(user.user_id)} AND disabled_at IS NULL RETURNING reset_until`,
  )
  if (!row) throw new Problem(`${user.username} is disabled: enrol user enable ${user.username} comes first`)
  // The ways in first: else somebody with a passkey would sign in again while the sessions end.
  const removed = [...(await removePasskeys(query, user)), ...(removesFactor ? await removeFactor(query, user) : [])]
  await endAll(query, user)
  await note(query, user, 'recovery-link-made', 'sessions-ended', ...removed)
  return linkOf({ ...user, ...row }, issuer, code)
}

/** Removes the passkeys of a user: somebody else may have added one. Returns the event of it. */
async function removePasskeys(query, { user_id }) {
  const removed = await query(`DELETE FROM passkeys WHERE user_id = ${literal(user_id)} RETURNING passkey_id`)
  return removed.length > 0 ? ['passkey-removed'] : []
}

/** Removes the second factor of a user. Returns the event of it. */
async function removeFactor(query, { user_id }) {
  const removed = await query(`DELETE FROM second_factors WHERE user_id = ${literal(user_id)} RETURNING since`)
  return removed.length > 0 ? ['totp-removed'] : []
}

/** Makes a code with which a user can set a password once, for the server whose database is used. */
async function newCode(where) {
  checkLinks(localUsers(where))
  const issuer = await ownIssuer(undefined, where)
  const { reset_prefix } = await ask('constants')
  const code = `${reset_prefix}${randomBytes(32).toString('base64url')}`
  return { issuer, code, digest: await ask('reset-code', code) }
}

const linkOf = ({ user_id, username, reset_until: expires_at }, issuer, code) =>
  linkResult({ user_id, username, link: `${issuer}/sign-in/reset?code=${code}`, expires_at })

async function passkeys(query, { remove: isRemoved }, name) {
  const user = await userOf(query, name)
  const of = `WHERE user_id = ${literal(user.user_id)}`
  const json = await query(
    `SELECT passkey_id, name, counter, backup, created_at, last_used_at FROM passkeys ${of} ORDER BY created_at, passkey_id`,
  )
  if (isRemoved) {
    for (const event of await removePasskeys(query, user)) await note(query, user, event)
    return { json, text: passkeyTexts.removed(user, json.length) }
  }
  return { json, text: json.map(lineOfPasskey).join('\n') || passkeyTexts.none(user) }
}

const PLACES = ['on one device for ever', 'not backed up', 'backed up']

function lineOfPasskey({ passkey_id, name, backup, created_at, last_used_at }) {
  return [passkey_id, ...wordsOfPasskey({ name, created_at, last_used_at }), PLACES[backup]].join('  ')
}

const FACTOR = 'SELECT since, json_array_length(recovery_codes) AS recovery_codes FROM second_factors WHERE user_id = '

/** Shows the second factor of a user, or removes it. The secret is never read. */
async function factor(query, { remove: isRemoved }, name) {
  const user = await userOf(query, name)
  const of = literal(user.user_id)
  const [found] = await query(isRemoved ? `DELETE FROM second_factors WHERE user_id = ${of} RETURNING since` : `${FACTOR}${of}`)
  const json = { ...user, ...found }
  if (!found) return { json, text: factorTexts.none(user) }
  if (isRemoved) await note(query, user, 'totp-removed')
  return { json, text: isRemoved ? factorTexts.removed(user, found) : factorTexts.shown(user, found) }
}

async function disable(query, options, name) {
  const user = await userOf(query, name)
  await query(`UPDATE users SET disabled_at = ${NOW} WHERE user_id = ${literal(user.user_id)} AND disabled_at IS NULL`)
  await endAll(query, user)
  await note(query, user, 'user-disabled', 'sessions-ended')
  return { json: user, text: done.disable(user) }
}

async function enable(query, options, name) {
  const user = await userOf(query, name)
  await query(`UPDATE users SET disabled_at = NULL WHERE user_id = ${literal(user.user_id)}`)
  await note(query, user, 'user-enabled')
  return { json: user, text: done.enable(user) }
}

async function signOut(query, options, name) {
  const user = await userOf(query, name)
  await endAll(query, user)
  await note(query, user, 'sessions-ended')
  return { json: user, text: done['sign-out'](user) }
}

async function remove(query, options, name) {
  const user = await userOf(query, name)
  await queueLogouts(query, user)
  // Without the row of the user, neither sessions nor grants count.
  await query(`DELETE FROM users WHERE user_id = ${literal(user.user_id)}`)
  await query(`DELETE FROM sessions WHERE ${within('session_id', user)}`)
  await query(`DELETE FROM grants WHERE ${within('grant_id', user)}`)
  await query(`DELETE FROM consents WHERE user_id = ${literal(user.user_id)}`)
  await query(`DELETE FROM second_factors WHERE user_id = ${literal(user.user_id)}`)
  await query(`DELETE FROM passkeys WHERE user_id = ${literal(user.user_id)}`)
  await query(erasureOf(user))
  await note(query, user, 'user-deleted')
  return { json: user, text: done.delete(user) }
}

/** Finds a user by the name that the user types, or by the user_id. */
async function userOf(query, name) {
  if (!name) throw new Problem('the NAME of the user is missing; user list shows all users')
  const { value: username } = await answer('local-user', name)
  const named = username === undefined ? '' : ` OR username = ${literal(username)}`
  const [user] = await query(
    `SELECT user_id, username, issuer FROM users WHERE user_id = ${literal(name)}${named} ORDER BY user_id = ${literal(name)} DESC`,
  )
  if (!user) throw new Problem(`there is no user ${JSON.stringify(name)}; user list shows all`)
  return user
}
