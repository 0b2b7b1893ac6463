import { ask } from '../rules.mjs'
import { Problem, warn } from '../say.mjs'
import { changeOf, lookupWithTimeOf } from './issuer.mjs'
import { thumbprintOf, TYP } from './statement-key.mjs'

/** The most keys that the command line stores for an issuer. */
const MOST_COMMAND_LINE_KEYS = 10

/**
 * Makes the server trust a key of an issuer: one read, and one write unless the server trusts the key already.
 * Returns the time of the database. `profile` is that of the server.
 */
export async function publish(query, issuer, jwk, profile) {
  const [{ now, entry: text }] = await query(lookupWithTimeOf(issuer))
  const known = text === null ? undefined : JSON.parse(text)
  const entry = await entryWith(jwk, known, issuer, profile)
  if (entry === undefined) return now
  const changed = await query(changeOf(issuer, entry, text ?? undefined))
  if (changed.length === 0) throw new Problem(`the entry of ${issuer} changed at the same time: try again`)
  // Whoever signs with a key of its own may not know that the server trusted nobody of this name before.
  warn(known ? `the server now trusts the key ${jwk.kid} of ${issuer} too` : `the server now trusts ${issuer}, by the key ${jwk.kid}`)
  const isGone = ({ kid }) => entry.jwks.keys.every((key) => key.kid !== kid)
  for (const { kid } of known?.jwks.keys.filter(isGone) ?? []) {
    warn(`the key ${kid} is no longer trusted: newer keys of ${issuer} replace it`)
  }
  return now
}

/** Returns the entry with the key, or `undefined` if the entry has the key already. */
async function entryWith(jwk, entry, issuer, profile) {
  const read = (entry, subject) => ask('statement-issuer', { iss: issuer, entry, issuer, profile }, subject)
  if (entry === undefined) {
    const first = { jwks: { keys: [jwk] }, algorithms: [jwk.alg], typ: [TYP] }
    await read(first, `the server cannot trust the key of ${issuer}:`)
    return first
  }
  const keys = entry.jwks?.keys
  if (entry.jwks_uri !== undefined || !Array.isArray(keys)) {
    throw new Problem(`the keys of ${issuer} are at its jwks_uri, so a local key cannot be added; issuer list shows the entry`)
  }
  const isSame = (key) => Object.entries(jwk).every(([name, value]) => key[name] === value)
  const isTrusted = keys.some(isSame)
  const wanted = { ...entry, jwks: { keys: isTrusted ? keys : await keysWith(jwk, keys, issuer) } }
  const subject = `the entry of ${issuer} in the database cannot be used:`
  const { entry: stored, ...accepted } = await read(wanted, subject)
  checkAccepted(accepted, jwk, issuer)
  return isTrusted ? undefined : stored
}

/** Refuses to sign a statement that the rules of the issuer would refuse. */
function checkAccepted({ kinds, algorithms }, { alg }, issuer) {
  const missing =
    (kinds.length > 0 && !kinds.includes(TYP) && `typ without ${TYP}`) ||
    (!algorithms.includes(alg) && `algorithms without ${alg}`)
  if (missing) {
    const next = 'change the rules with issuer trust, or remove the entry with issuer distrust'
    throw new Problem(`the rules of ${issuer} have ${missing}, so the server would refuse the statement: ${next}`)
  }
}

/** Adds a key at the end. Drops the oldest keys of the command line if there are too many. */
async function keysWith(jwk, keys, issuer) {
  const { keys_in_set: most } = await ask('constants')
  const others = keys.filter(({ kid }) => kid !== jwk.kid)
  // The command line names its keys by their thumbprints; an operator may have stored other keys.
  const own = others.filter((key) => key.alg === jwk.alg && key.kid === thumbprintOf(key))
  const room = Math.min(MOST_COMMAND_LINE_KEYS, most - (others.length - own.length)) - 1
  if (room < 0) {
    throw new Problem(`the entry of ${issuer} has ${others.length} other keys, and ${most} is the most; issuer list shows them`)
  }
  const dropped = own.slice(0, Math.max(own.length - room, 0))
  return [...others.filter((key) => !dropped.includes(key)), jwk]
}
