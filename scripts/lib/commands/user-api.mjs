import { adminApi, answerOf, either } from '../admin-api.mjs'
import { Problem } from '../say.mjs'
import { done, linkResult, listText } from './user-texts.mjs'

/** Returns a command that asks the admin API if its options say so, and the database otherwise. */
export const atEither = (command, inDatabase) => either(atApi[command], inDatabase)

const MOST = 1000

async function list(options, name, where, surroundings) {
  const ask = await adminApi(options, where, surroundings)
  const users = []
  for (let after; users.length < MOST; ) {
    const page = await answerOf(ask, `/users?${new URLSearchParams({ limit: '200', ...(after && { after }) })}`)
    users.push(...page.users)
    after = page.next
    if (!after) break
  }
  const json = users.slice(0, MOST).map(rowOf)
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

const atApi = { list, show, recover, ...Object.fromEntries(Object.keys(done).map((command) => [command, change(command)])) }

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
