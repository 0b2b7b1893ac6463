import { adminApi, answerOf, either, pagesOf } from '../admin-api.mjs'
import { Problem } from '../say.mjs'
import { claimsOf } from './user-claims.mjs'
import { done, factorTexts, linkResult, listText, passkeyTexts, wordsOfPasskey } from './user-texts.mjs'

/** Returns a command that asks the admin API if its options say so, and the database otherwise. */
export const atEither = (command, inDatabase) => either(atApi[command], inDatabase)

async function create({ ask: isAsked, claim, ...options }, name, where, surroundings) {
  checkLink(isAsked)
  if (!name) throw new Problem('the NAME of the new user is missing')
  const { 'display-name': display, email } = options
  // The address and the display name are not claims of the body, so that the server vouches for the address.
  claimsOf({ ...options, claim })
  const user = { username: name, name: display, email, claims: claimsOf({ claim }) }
  const ask = await adminApi(options, where, surroundings)
  const headers = { 'content-type': 'application/json' }
  const { user_id, link, expires_at } = await answerOf(ask, '/users', { method: 'POST', headers, body: JSON.stringify(user) })
  return linkResult({ user_id, username: name.trim().toLowerCase(), link, expires_at })
}

function checkLink(isAsked) {
  if (isAsked) throw new Problem('--ask is for the database alone: the admin API takes no password, and makes a link')
}

async function list(options, name, where, surroundings) {
  const ask = await adminApi(options, where, surroundings)
  const json = (await pagesOf(ask, '/users', 'users')).map(rowOf)
  return { json, text: listText(json) }
}

/** Returns a user as the database has users. The list of the admin API has these claims alone. */
function rowOf({ state, passkey_count: passkeys, link_expires_at, second_factor_since, last_sign_in_at, name, email, ...user }) {
  const { user_id, username = null, issuer = null, subject = null, created_at, disabled_at = null, has_password } = user
  const claims = { ...(name !== undefined && { name }), ...(email !== undefined && { email }) }
  const [reset_until, factor_since] = [link_expires_at ?? null, second_factor_since ?? null]
  return { user_id, username, issuer, subject, created_at, disabled_at, reset_until, passkeys, factor_since, claims, has_password }
}

async function show(options, name, where, surroundings) {
  const ask = await adminApi(options, where, surroundings)
  const { user_id } = await userOf(ask, name)
  const json = await answerOf(ask, `/users/${user_id}`)
  return { json, text: JSON.stringify(json, undefined, 2) }
}

async function password({ ask: isAsked, ...options }, name, where, surroundings) {
  checkLink(isAsked)
  const ask = await adminApi(options, where, surroundings)
  const { user_id, username } = await userOf(ask, name)
  const { link, expires_at } = await answerOf(ask, `/users/${user_id}/password-link`, { method: 'POST' })
  return linkResult({ user_id, username, link, expires_at })
}

async function passkeys({ remove: isRemoved, ...options }, name, where, surroundings) {
  const ask = await adminApi(options, where, surroundings)
  const { user_id } = await userOf(ask, name)
  const { passkeys: json, ...user } = await answerOf(ask, `/users/${user_id}`)
  if (isRemoved) {
    await answerOf(ask, `/users/${user_id}/passkeys`, { method: 'DELETE' })
    return { json, text: passkeyTexts.removed(user, json.length) }
  }
  const line = ({ kind, last_used_at = null, ...passkey }) => [...wordsOfPasskey({ ...passkey, last_used_at }), kind].join('  ')
  return { json, text: json.map(line).join('\n') || passkeyTexts.none(user) }
}

async function factor({ remove: isRemoved, ...options }, name, where, surroundings) {
  const ask = await adminApi(options, where, surroundings)
  const found = await userOf(ask, name)
  const { user_id, username = null, issuer = null, second_factor: second } = await answerOf(ask, `/users/${found.user_id}`)
  const user = { user_id, username, issuer }
  const json = { ...user, ...second }
  if (!second) return { json, text: factorTexts.none(user) }
  if (isRemoved) await answerOf(ask, `/users/${user_id}/second-factor`, { method: 'DELETE' })
  return { json, text: isRemoved ? factorTexts.removed(user, second) : factorTexts.shown(user, second) }
}

async function recover(options, name, where, surroundings) {
  const ask = await adminApi(options, where, surroundings)
  const { user_id, username } = await userOf(ask, name)
  const query = options['remove-factor'] ? '?remove_factor=true' : ''
  const { link, expires_at } = await answerOf(ask, `/users/${user_id}/recovery${query}`, { method: 'POST' })
  return linkResult({ user_id, username, link, expires_at })
}

const change = (command) => async (options, name, where, surroundings) => {
  const ask = await adminApi(options, where, surroundings)
  const { user_id, username = null, issuer = null } = await userOf(ask, name)
  const path = `/users/${user_id}`
  await (command === 'delete' ? answerOf(ask, path, { method: 'DELETE' }) : answerOf(ask, `${path}/${command}`, { method: 'POST' }))
  const json = { user_id, username, issuer }
  return { json, text: done[command](json) }
}

const changes = Object.fromEntries(Object.keys(done).map((command) => [command, change(command)]))

const atApi = { create, list, show, password, passkeys, recover, factor, ...changes }

/** Finds a user by the user_id, or by the name that the user types. */
async function userOf(ask, name) {
  if (!name) throw new Problem('the NAME of the user is missing; user list shows all users')
  if (/^u[\w-]{22}$/.test(name)) {
    const { status, body } = await ask(`/users/${name}`)
    if (status === 200) return body
  }
  const { users } = await answerOf(ask, `/users?${new URLSearchParams({ username: name })}`)
  if (users.length === 0) throw new Problem(`there is no user ${JSON.stringify(name)}; user list shows all`)
  return users[0]
}
