import { createHash } from 'node:crypto'
import { isObject } from './json.mjs'
import { faultOf } from './key-material.mjs'
import { Problem } from './say.mjs'

/** As src/client_metadata/jwks/key.rs. */
const PRIVATE = ['d', 'dp', 'dq', 'k', 'oth', 'p', 'priv', 'q', 'qi', 'seed']

/** What a signature is verified with, and what else a key says of itself that counts there. */
const KEPT = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use', 'key_ops']

/** How many keys a set may have; as src/client_metadata/jwks/mod.rs. */
export const MOST_KEYS = 20

/** Refuses what the server would refuse as a JWK Set, for everybody to read; what is private in it is never told. */
export function checkKeySet(value, name) {
  const keys = isObject(value) ? value.keys : undefined
  const isSet = Array.isArray(keys) && keys.length > 0 && keys.every(isObject)
  if (!isSet) throw new Problem(`${name} is not a JWK Set: {"keys":[...]} with one key or more`)
  const isPrivate = (key) => key.kty === 'oct' || PRIVATE.some((member) => Object.hasOwn(key, member))
  if (keys.some(isPrivate)) throw new Problem(`${name} holds a private or symmetric key: give the public halves alone`)
  if (keys.length > MOST_KEYS) throw new Problem(`${name} has ${keys.length} keys: ${MOST_KEYS} are the most`)
  const refuse = (index, fault) => {
    throw new Problem(`${name}: keys[${index}] ${fault}`)
  }
  keys.map(faultOf).forEach((fault, index) => fault && refuse(index, fault))
  const isMixed = Object.keys(PURPOSES).every((purpose) => keys.some((key) => says(key, purpose)))
  keys.forEach(({ kid, use }, index) => {
    if (isMixed && !use) refuse(index, 'needs a use, for some keys are for signing and some for encryption')
    const isTaken = kid && keys.slice(0, index).some((earlier) => earlier.kid === kid)
    if (isTaken) refuse(index, 'has the kid of a key before it')
  })
}

/** The keys of a set that signatures are verified with, without anything that does not count there. */
export function verificationKeys(value, name) {
  checkKeySet(value, name)
  if (!value.keys.some(verifies)) throw new Problem(`${name} has no key that is for signatures`)
  return { keys: value.keys.map(publicHalf) }
}

function publicHalf(key) {
  const kept = KEPT.filter((member) => Object.hasOwn(key, member) && key[member] !== null)
  return Object.fromEntries(kept.map((member) => [member, key[member]]))
}

/** By what a key says that it is for something; as src/client_metadata/jwks/fit.rs. */
const PURPOSES = {
  sig: { operations: ['verify'], words: /^(Ed25519|Ed448|EdDSA|[EPR]S(256|384|512))$/ },
  enc: {
    operations: ['encrypt', 'wrapKey', 'deriveKey', 'deriveBits'],
    words: /^(X25519|X448|RSA-OAEP(-256)?|ECDH-ES(\+A(128|192|256)KW)?)$/,
  },
}

function says({ use, alg, crv, key_ops }, purpose) {
  const { operations, words } = PURPOSES[purpose]
  const isNamed = [alg, crv].some((word) => words.test(word))
  return use === purpose || isNamed || (key_ops ?? []).some((operation) => operations.includes(operation))
}

/** Whether signatures can be verified with a key, and it does not say otherwise. */
function verifies({ use, alg, crv, key_ops }) {
  const is = (word) => PURPOSES.sig.words.test(word)
  const isFree = (use ?? 'sig') === 'sig' && (key_ops ?? ['verify']).includes('verify')
  return isFree && (alg ? is(alg) : true) && !['secp256k1', 'X25519', 'X448'].includes(crv)
}

/** The name that a key on a curve has from what it is. RFC 7638 section 3.2. */
export const thumbprintOf = ({ crv, kty, x, y }) =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
