import { randomBytes } from 'node:crypto'
import { isInSetting, settingOf } from '../configuration.mjs'
import { ownIssuer } from '../own-issuer.mjs'
import { ask } from '../rules.mjs'
import { Problem, warn } from '../say.mjs'
import { onlyValueOf, secondsOf, wordsOf } from './options.mjs'
import { checkKeyFile, statementKey } from './statement-key.mjs'
import { publish } from './statement-trust.mjs'

/** Refuses a key file that does not exist, before anything is done. */
export const check = ({ key }) => key !== undefined && checkKeyFile(key)

export const commands = { issue }

async function issue(query, { key: file, issuer: given, ...options }, name, where = '--local') {
  const issuer = await ownIssuer(given, where)
  const claimsAt = await claimsOf(options, issuer)
  const { kid, jwk, sign } = statementKey(file)
  const claims = claimsAt(await publish(query, issuer, jwk, settingOf('PROFILE', where)))
  const software_statement = sign(claims)
  warn(`signed as ${issuer}`)
  if (isInSetting(issuer, where)) warn(`the setting STATEMENT_ISSUERS has ${issuer} too, and takes precedence`)
  const { jti, software_id, iat: issued_at, exp: expires_at } = claims
  const json = { software_statement, issuer, jti, kid, software_id, issued_at, expires_at }
  return { json, text: software_statement }
}

/** The members of client metadata that have an option, in the order of the claims, and how the option is read. */
const MEMBERS = {
  software_id: { option: 'software-id', read: onlyValueOf },
  redirect_uris: { option: 'redirect-uri' },
  client_name: { option: 'client-name' },
  scope: { option: 'scope', read: (values) => wordsOf(values).join(' ') },
  grant_types: { option: 'grant', read: wordsOf },
  token_endpoint_auth_method: { option: 'method', read: onlyValueOf },
  jwks_uri: { option: 'jwks-uri' },
}

/** Reads the options of a statement; returns a function from the time to its claims. RFC 7591 section 2.3. */
export async function claimsOf({ claim = [], expires = '1h', ...options }, issuer) {
  const life = secondsOf(expires)
  const others = { ...(await membersOf(options)), ...(await extrasIn(claim)) }
  return (iat) => ({ iss: issuer, iat, exp: iat + life, jti: randomBytes(16).toString('base64url'), ...others })
}

async function membersOf(options) {
  if (options['software-id'] === undefined) throw new Problem('give the software_id of the client: --software-id ID')
  const members = {}
  for (const [member, { option, read = (value) => value }] of Object.entries(MEMBERS)) {
    if (options[option] === undefined) continue
    Object.assign(members, await ask('claims', { [member]: read(options[option], option) }, `--${option}:`))
  }
  return members
}

async function extrasIn(claims) {
  const { reserved_claims: reserved } = await ask('constants')
  const extras = {}
  for (const claim of claims) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(claim) ?? []
    if (name === undefined) throw new Problem('--claim must be NAME=VALUE')
    if (Object.hasOwn(extras, name)) throw new Problem(`--claim: ${name} comes twice`)
    if (reserved.includes(name)) throw new Problem(`--claim: ${name} cannot be set; the statement has its own iss, iat, exp and jti`)
    if (Object.hasOwn(MEMBERS, name)) throw new Problem(`--claim: ${name} has its own option --${MEMBERS[name].option}`)
    Object.assign(extras, await ask('claims', { [name]: jsonOr(value) }, '--claim:'))
  }
  return extras
}

function jsonOr(text) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
