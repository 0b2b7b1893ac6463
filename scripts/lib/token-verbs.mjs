import { LIST, mintToken, revocationOf } from './initial-access-tokens.mjs'
import { date, Problem } from './say.mjs'

export const USAGE = `npm run --silent enrol -- token create [--uses 1] [--expires 7d] [--label TEXT] [bounds]
npm run --silent enrol -- token list
npm run --silent enrol -- token revoke TOKEN|DIGEST`

export const ABOUT = `Revoke leaves a token no uses, and leaves the clients that it has made. A signed access token is listed from its first use
on, with its issuer and its subject.

Bounds hold for whatever is registered with the token, as long as it lives; each may come more than once:
  --grant GRANT_TYPE  --scope "VALUES"  --redirect-host HOST  --method TOKEN_ENDPOINT_AUTH_METHOD  --software-id ID
  --template NAME`

export const verbs = { create, list, revoke }
export const named = ['revoke']

const one = { type: 'string' }
const several = { type: 'string', multiple: true }
export const options = {
  create: {
    expires: one,
    grant: several,
    label: one,
    method: several,
    'redirect-host': several,
    scope: several,
    'software-id': several,
    template: several,
    uses: one,
  },
}

async function create(query, wishes) {
  const { sql, token, digest, uses_left } = mintToken(wishes)
  const [{ expires_at }] = await query(`${sql} RETURNING expires_at`)
  const made = { token, digest, expires_at, uses_left }
  const text = `${made.token}\nIt is shown this once. Uses: ${made.uses_left}; until ${date(made.expires_at)}; digest ${made.digest}`
  return { json: made, text }
}

async function list(query) {
  const json = (await query(LIST)).map(({ bounds, ...token }) => ({ ...token, bounds: JSON.parse(bounds) }))
  const line = ({ digest, label, uses_left, expires_at, bounds }) =>
    [digest, label || '-', left(uses_left), `until ${date(expires_at)}`, JSON.stringify(bounds)].join('  ')
  return { json, text: json.map(line).join('\n') || 'there are none' }
}

// Both are the same to the Worker.
const left = (uses) => (uses > 0 ? `uses ${uses}` : 'used up or revoked')

async function revoke(query, wishes, name = '') {
  const json = await query(revocationOf(name))
  if (json.length === 0) throw new Problem('there is no such token; a signed access token is known from its first use on')
  const line = ({ digest, label }) =>
    `revoked ${digest}${label && ` (${label})`}: no uses are left; it is listed until it is forgotten after it has expired`
  return { json, text: json.map(line).join('\n') }
}
