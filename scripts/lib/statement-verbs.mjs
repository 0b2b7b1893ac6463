import { ownIssuer } from './own-issuer.mjs'
import { warn } from './say.mjs'
import { checkKeyFile, statementKey } from './statement-key.mjs'
import { isInSetting } from './statement-setting.mjs'
import { claimsOf, publish } from './statements.mjs'

export const USAGE =
  'npm run --silent enrol -- statement issue --software-id ID [--expires 1h] [--key FILE] [--issuer URL] [members]'

export const ABOUT = `Issue prints a software statement, a JWT with which a software registers, and nothing else. Its key is in
.statement-key.json, made the first time and for nothing else, or in FILE: a private key of P-256 as a JWK, which is there
already. The server is told to trust the public half: issuer list shows it, and the ten newest keys count. The issuer is
the ISSUER of .dev.vars, or else where PORT or the last npm start has the server, with --remote that of wrangler.toml;
the standard error says which.

What it says of the software, some of which may come more than once:
  --redirect-uri URI  --client-name NAME  --scope "VALUES"  --grant GRANT_TYPE  --method TOKEN_ENDPOINT_AUTH_METHOD
  --jwks-uri URL  --claim NAME=VALUE
A value that is JSON is taken as JSON, any other one as text: --claim software_version='"1.10"' is text too.`

export const verbs = { issue }
export const named = []

/** Refuses what names a key that is not there, before anything is done. */
export const check = ({ key }) => key !== undefined && checkKeyFile(key)

// Options of one name are alike wherever they are.
const one = { type: 'string' }
const several = { type: 'string', multiple: true }
export const options = {
  issue: {
    claim: several,
    'client-name': one,
    expires: one,
    grant: several,
    issuer: one,
    'jwks-uri': one,
    key: one,
    method: several,
    'redirect-uri': several,
    scope: several,
    'software-id': several,
  },
}

async function issue(query, { key: file, issuer: given, ...wishes }, name, where = '--local') {
  const issuer = ownIssuer(given, where)
  const claimsAt = claimsOf(wishes, issuer)
  const { kid, jwk, sign } = statementKey(file)
  const claims = claimsAt(await publish(query, issuer, jwk))
  const software_statement = sign(claims)
  warn(`signed as ${issuer}`)
  if (isInSetting(issuer, where)) warn('the setting STATEMENT_ISSUERS has it too, and goes before the database')
  const { jti, software_id, iat: issued_at, exp: expires_at } = claims
  const json = { software_statement, issuer, jti, kid, software_id, issued_at, expires_at }
  return { json, text: software_statement }
}
