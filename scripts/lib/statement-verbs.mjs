import { one, several, shared } from './options.mjs'
import { ownIssuer } from './own-issuer.mjs'
import { warn } from './say.mjs'
import { checkKeyFile, statementKey } from './statement-key.mjs'
import { isInSetting } from './statement-setting.mjs'
import { claimsOf, publish } from './statements.mjs'

export const ABOUT = `Software statements are JWTs with which a software registers. The server is told to trust the public half of the key that
signs them: issuer list shows it, and the ten newest keys count.`

/** Refuses what names a key that is not there, before anything is done. */
export const check = ({ key }) => key !== undefined && checkKeyFile(key)

const options = {
  'software-id': shared('ID', 'the software that the statement is about'),
  'client-name': one('NAME', 'its client_name'),
  'redirect-uri': several('URI', 'one of its redirect_uris'),
  grant: several('GRANT_TYPE', 'one of its grant_types'),
  scope: several('"VALUES"', 'its scope'),
  method: shared('METHOD', 'its token_endpoint_auth_method'),
  'jwks-uri': one('URL', 'its jwks_uri'),
  claim: several('NAME=VALUE', `another claim: JSON is taken as JSON, other values as text; '"1.10"' is text`),
  expires: one('TIME', 'how long it may be used, in minutes, hours or days: 30m, 12h, 7d; the default is 1h'),
  key: one('FILE', 'a private key of P-256 as a JWK, which is there already, instead of .statement-key.json'),
  issuer: one(
    'URL',
    'who signs it; the default is the ISSUER of .dev.vars, or else where PORT or the last npm start has the server, ' +
      'and with --remote the ISSUER of wrangler.toml',
  ),
}

export const commands = {
  issue: {
    work: issue,
    line: '--software-id ID [--expires TIME] [--key FILE] [--issuer URL] [members]',
    about: `Prints a software statement and nothing else; the standard error says who has signed. The key is in .statement-key.json,
which is made the first time and used for nothing else, or in FILE.`,
    options,
  },
}

export const verbs = { issue }

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
