import { adminApi, answerOf, pagesOf } from '../admin-api.mjs'
import { answer } from '../rules.mjs'
import { date, Problem } from '../say.mjs'
import { secondsOf, wordsOf } from './options.mjs'

/** The lists of the bounds, by the options for them. */
export const LISTS = {
  grant: 'grant_types',
  method: 'token_endpoint_auth_method',
  'redirect-host': 'redirect_hosts',
  scope: 'scope',
  'software-id': 'software_id',
  template: 'templates',
}

/** Returns the values of the bounds that the options give, with the option of each. */
export function boundsIn(limits) {
  const given = Object.entries(LISTS).filter(([option]) => limits[option] !== undefined)
  return given.map(([option, list]) => [option, list, option === 'software-id' ? [...new Set(limits[option])] : wordsOf(limits[option])])
}

/** Creates a token at the admin API, which knows the templates that are data too. */
export async function create({ label, uses, expires, ...options }, name, where, surroundings) {
  if (uses !== undefined && !/^[1-9]\d{0,8}$/.test(uses)) throw new Problem('--uses must be a whole number from 1')
  const bounds = Object.fromEntries(boundsIn(options).map(([, list, values]) => [list, values]))
  const body = JSON.stringify({
    ...(label !== undefined && { label }),
    ...(uses !== undefined && { uses: Number(uses) }),
    ...(expires !== undefined && { expires_in: secondsOf(expires) }),
    ...(Object.keys(bounds).length > 0 && { bounds }),
  })
  const ask = await adminApi(options, where, surroundings)
  const headers = { 'content-type': 'application/json' }
  return created(await answerOf(ask, '/initial-access-tokens', { method: 'POST', headers, body }))
}

/** Returns the result of the creation of a token. */
export function created({ token, digest, expires_at, uses_left }) {
  const note = `This is the only time that the token is shown. Uses: ${uses_left}; expires ${date(expires_at)}; digest ${digest}`
  return { json: { token, digest, expires_at, uses_left }, text: `${token}\n${note}` }
}

/** Lists the tokens at the admin API. */
export async function list(options, name, where, surroundings) {
  const ask = await adminApi(options, where, surroundings)
  const json = await pagesOf(ask, '/initial-access-tokens', 'initial_access_tokens')
  return { json, text: listText(json) }
}

/** Writes a list of tokens for people. */
export function listText(tokens) {
  const line = ({ digest, label, uses_left, expires_at, bounds }) =>
    [digest, label || '-', usesText(uses_left), `expires ${date(expires_at)}`, JSON.stringify(bounds)].join('  ')
  return tokens.map(line).join('\n') || 'there are no tokens'
}

// The database does not tell a used token from a revoked one.
const usesText = (uses) => (uses > 0 ? `uses ${uses}` : 'used up or revoked')

/** Revokes the token of a name at the admin API. */
export async function revoke(options, name, where, surroundings) {
  const wanted = await digestOf(name)
  const ask = await adminApi(options, where, surroundings)
  // All of them, however many: the token that leaked may be the last.
  const tokens = await pagesOf(ask, '/initial-access-tokens', 'initial_access_tokens', [], Number.POSITIVE_INFINITY)
  const json = tokens.filter(({ digest }) => digest.startsWith(wanted)).map(({ digest, label }) => ({ digest, label }))
  for (const { digest } of json) await answerOf(ask, `/initial-access-tokens/${encodeURIComponent(digest)}`, { method: 'DELETE' })
  return revoked(json)
}

/** Returns the digest of a token, or the first characters of one, by the token or by these characters. */
export async function digestOf(name) {
  const { value: [digest] = [name] } = await answer('initial-access-tokens', [name])
  if (!/^[\w-]{6,43}$/.test(digest)) {
    throw new Problem('name a token by its digest, or by the first 6 or more characters of the digest; token list shows it')
  }
  return digest
}

/** Returns the result of a revocation. */
export function revoked(json) {
  if (json.length === 0) {
    throw new Problem('there is no such token; a signed access token is in the database only after its first use')
  }
  const line = ({ digest, label }) =>
    `revoked ${digest}${label && ` (${label})`}; the list shows it until it has expired and the cron trigger removes it`
  return { json, text: json.map(line).join('\n') }
}
