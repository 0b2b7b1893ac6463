import { randomBytes } from 'node:crypto'
import { boundsOf } from './bounds.mjs'
import { checkKeySet, MOST_KEYS, thumbprintOf, verificationKeys } from './jwk.mjs'
import { lifeOf } from './life.mjs'
import { Problem, warn } from './say.mjs'
import { changeOf, lookupWithTimeOf } from './statement-issuers.mjs'
import { TYP } from './statement-key.mjs'
import { isOverTls } from './uris.mjs'

const OPTIONS = {
  redirect_uris: 'redirect-uri',
  client_name: 'client-name',
  scope: 'scope',
  grant_types: 'grant',
  token_endpoint_auth_method: 'method',
  jwks_uri: 'jwks-uri',
  software_id: 'software-id',
}
const OURS = ['iss', 'iat', 'exp', 'jti', 'nbf', 'aud']

/** What a statement says once it is known what time it is: of itself, and of its software. RFC 7591 section 2.3. */
export function claimsOf({ claim = [], expires = '1h', ...wishes }, issuer) {
  const life = lifeOf(expires)
  const others = { ...membersOf(wishes), ...Object.fromEntries(extrasIn(claim)) }
  return (iat) => ({ iss: issuer, iat, exp: iat + life, jti: randomBytes(16).toString('base64url'), ...others })
}

function membersOf(wishes) {
  const { grant_types, token_endpoint_auth_method, scope, software_id } = boundsOf(wishes)
  if (!software_id) throw new Problem('say what software it is about: --software-id ID')
  const given = (option, isGood, must) => {
    const value = wishes[option]
    if (value !== undefined && !isGood(value)) throw new Problem(`--${option} is ${must}`)
    return value
  }
  const members = {
    software_id: single(software_id, 'software-id'),
    redirect_uris: given('redirect-uri', (uris) => uris.every(isAbsolute), 'an absolute URI without fragment'),
    client_name: given('client-name', isText, 'a text without control characters'),
    scope: scope?.join(' '),
    grant_types,
    token_endpoint_auth_method: single(token_endpoint_auth_method, 'method'),
    jwks_uri: given('jwks-uri', isOverTls, 'an https URL'),
  }
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

function single(values, option) {
  if (values?.length > 1) throw new Problem(`--${option} is one here`)
  return values?.[0]
}

const isAbsolute = (uri) => /^[a-z][a-z\d+.-]*:[!"$-~]+$/i.test(uri)
const isText = (text) => text !== '' && !/\p{Cc}/u.test(text)

function extrasIn(claims) {
  const extras = claims.map(extra)
  const [twice] = extras.filter(([name], index) => extras.findIndex(([other]) => other === name) < index)
  if (twice) throw new Problem(`--claim: ${twice[0]} comes twice`)
  return extras
}

function extra(claim) {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(claim) ?? []
  if (name === undefined) throw new Problem('--claim is NAME=VALUE')
  if (OURS.includes(name)) throw new Problem(`--claim: ${name} is not yours to say`)
  if (Object.hasOwn(OPTIONS, name)) throw new Problem(`--claim: ${name} has an option of its own, --${OPTIONS[name]}`)
  const read = jsonOr(value)
  if (name === 'jwks') checkKeySet(read, '--claim jwks')
  return [name, read]
}

function jsonOr(text) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** How many keys of the command line an issuer has. */
const MOST_OWN = 10

/** Has an issuer trusted with this key: one read, and a write where it was not. Gives the time of the database. */
export async function publish(query, issuer, jwk) {
  const [{ now, entry: text }] = await query(lookupWithTimeOf(issuer))
  const known = text === null ? undefined : JSON.parse(text)
  const entry = entryWith(jwk, known, issuer)
  if (entry === undefined) return now
  const changed = await query(changeOf(issuer, entry, text ?? undefined))
  if (changed.length === 0) throw new Problem(`what is trusted of ${issuer} was changed meanwhile: try again`)
  const isGone = ({ kid }) => entry.jwks.keys.every((key) => key.kid !== kid)
  for (const { kid } of known?.jwks.keys.filter(isGone) ?? []) {
    warn(`the key ${kid} counts no longer: newer ones of ${issuer} took its place`)
  }
  return now
}

function entryWith(jwk, entry, issuer) {
  if (entry === undefined) return { jwks: { keys: [jwk] }, algorithms: [jwk.alg], typ: [TYP] }
  const keys = entry.jwks?.keys
  if (entry.jwks_uri !== undefined || !Array.isArray(keys)) {
    throw new Problem(`${issuer} is trusted with keys of its own, at a jwks_uri: see issuer list`)
  }
  checkRules(entry, jwk, issuer)
  const isThis = (key) => Object.entries(jwk).every(([name, value]) => key[name] === value)
  const isThere = keys.some(isThis)
  const wanted = isThere ? keys : keysWith(jwk, keys, issuer)
  const jwks = verificationKeys({ keys: wanted }, `what ${issuer} is trusted with`)
  return isThere ? undefined : { ...entry, jwks }
}

/** Refuses to sign what the rules of the issuer would have refused. */
function checkRules({ typ, algorithms }, { alg }, issuer) {
  const kinds = typ?.map((kind) => kind.toLowerCase().replace(/^application\//, ''))
  const fault =
    (kinds?.includes(TYP) === false && `typ without ${TYP}`) ||
    (algorithms?.includes(alg) === false && `algorithms without ${alg}`)
  if (fault) {
    const wayOut = 'issuer trust it with other rules, or issuer distrust it'
    throw new Problem(`the rules of ${issuer} have ${fault}: what is issued here would be refused; ${wayOut}`)
  }
}

/** The keys with this one as the last, and no more of those that were made here than there is room for. */
function keysWith(jwk, keys, issuer) {
  const others = keys.filter(({ kid }) => kid !== jwk.kid)
  const own = others.filter((key) => key.alg === jwk.alg && key.kid === thumbprintOf(key))
  const room = Math.min(MOST_OWN, MOST_KEYS - (others.length - own.length)) - 1
  if (room < 0) {
    throw new Problem(`${issuer} has ${others.length} keys of others, and ${MOST_KEYS} are the most: see issuer list`)
  }
  const dropped = own.slice(0, Math.max(own.length - room, 0))
  return [...others.filter((key) => !dropped.includes(key)), jwk]
}
