import { createHash, createPublicKey } from 'node:crypto'
import { isObject } from './json.mjs'
import { Problem } from './say.mjs'

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
const KINDS = ['EC', 'OKP', 'RSA']

/** The JWK Set that a value is, for everybody to read; what is private in it is refused, and never told. */
export function publicKeySet(value, name) {
  const keys = isObject(value) ? value.keys : undefined
  const isSet = Array.isArray(keys) && keys.length > 0 && keys.every(isObject)
  if (!isSet) throw new Problem(`${name} is not a JWK Set: {"keys":[...]} with one key or more`)
  const isPrivate = (key) => key.kty === 'oct' || PRIVATE.some((member) => Object.hasOwn(key, member))
  if (keys.some(isPrivate)) throw new Problem(`${name} holds a private or symmetric key: give the public halves alone`)
  const bad = keys.findIndex((key) => !isKey(key))
  if (bad >= 0) throw new Problem(`${name}: keys[${bad}] is not a public key of ${KINDS.join(', ')}`)
  return value
}

function isKey(key) {
  try {
    return KINDS.includes(key.kty) && createPublicKey({ key, format: 'jwk' }).type === 'public'
  } catch {
    return false
  }
}

/** The name that a key on a curve has from what it is. RFC 7638 section 3.2. */
export const thumbprintOf = ({ crv, kty, x, y }) =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
