import { date } from '../say.mjs'

/** The line of a user in a list. */
export function lineOf({ passkeys: keys, factor_since, ...user }) {
  const { user_id, username, issuer, subject, claims, created_at, disabled_at, has_password, reset_until } = user
  const home = username ?? `${subject} at ${issuer}`
  const state = [
    ...(disabled_at === null ? [] : [`disabled ${date(disabled_at)}`]),
    ...(username === null || has_password ? [] : ['no password yet']),
    ...(keys === 0 ? [] : [numberOf(keys)]),
    ...(reset_until === null ? [] : [`link valid until ${date(reset_until)}`]),
    ...(factor_since === null ? [] : [`second factor since ${date(factor_since)}`]),
  ]
  return [user_id, home, `since ${date(created_at)}`, ...state, JSON.stringify(claims)].join('  ')
}

export const listText = (users) => users.map(lineOf).join('\n') || 'there are no users: enrol user create NAME makes one'

const numberOf = (passkeys) => (passkeys === 1 ? '1 passkey' : `${passkeys} passkeys`)

const shown = ({ username, user_id }) => username ?? user_id

export const passkeyTexts = {
  none: (user) => `${shown(user)} has no passkeys`,
  removed: (user, passkeys) => `removed ${numberOf(passkeys)} of ${shown(user)}; sessions go on`,
}

/** The name and the times of a passkey. */
export function wordsOfPasskey({ name, created_at, last_used_at }) {
  const used = last_used_at === null ? 'never used' : `last used ${date(last_used_at)}`
  return [JSON.stringify(name), `since ${date(created_at)}`, used]
}

export const factorTexts = {
  none: (user) => `${shown(user)} has no second factor`,
  removed: (user, { since }) => `removed the second factor that ${shown(user)} had since ${date(since)}`,
  shown: (user, { since, recovery_codes }) =>
    `${shown(user)} has a second factor since ${date(since)}; recovery codes left: ${recovery_codes}`,
}

/** Returns the result of a command that makes a link. */
export function linkResult({ user_id, username, link, expires_at }) {
  const [page] = link.split('?')
  const note = `This is the only time that the link is shown. With it, or with the code at its end typed at ${page}, ${username} sets a password once, until ${date(expires_at)}`
  return { json: { user_id, username, link, expires_at }, text: `${link}\n${note}` }
}

/** What a command says when it has changed a user. */
export const done = {
  disable: (user) => `disabled ${shown(user)}; sessions and grants have ended`,
  enable: (user) => `${shown(user)} can sign in again`,
  'sign-out': (user) => `${shown(user)} is signed out everywhere; sessions and grants have ended`,
  delete: (user) => `deleted ${shown(user)}`,
}
