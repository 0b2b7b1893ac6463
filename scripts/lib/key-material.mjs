import { createPublicKey } from 'node:crypto'

/** How many bytes each coordinate has on a curve, by the type of its keys. */
const CURVES = {
  EC: { 'P-256': 32, 'P-384': 48, 'P-521': 66, secp256k1: 32 },
  OKP: { Ed25519: 32, Ed448: 57, X25519: 32, X448: 56 },
}
const FOREIGN = { EC: ['n', 'e'], OKP: ['y', 'n', 'e'], RSA: ['crv', 'x', 'y'] }
const ECDH = ['P-256', 'P-384', 'P-521', 'X25519', 'X448']

/** What keys an algorithm is for, by curve or type; as src/client_metadata/jwks/fit.rs. Others are not known there either. */
const FITTING = [
  [/^ES256$/, ['P-256']],
  [/^ES384$/, ['P-384']],
  [/^ES512$/, ['P-521']],
  [/^EdDSA$/, ['Ed25519', 'Ed448']],
  [/^Ed25519$/, ['Ed25519']],
  [/^[RP]S(256|384|512)$|^RSA-OAEP(-256)?$/, ['RSA']],
  [/^ECDH-ES(\+A(128|192|256)KW)?$/, ECDH],
  [/^none$|^HS(256|384|512)$|^dir$|^A(128|192|256)(GCM)?KW$/, []],
]

/** What is wrong with a public key for itself, undefined for nothing; as src/client_metadata/jwks/key.rs. */
export function faultOf({ kty, ...members }) {
  const has = (name) => (members[name] ?? undefined) !== undefined
  const isText = (value) => typeof value === 'string' && value !== ''
  const strange = ['alg', 'kid', 'use'].find((name) => has(name) && !isText(members[name]))
  if (strange) return `has ${strange === 'alg' ? 'an' : 'a'} ${strange} that is not a text`
  const operations = members.key_ops ?? []
  if (!Array.isArray(operations) || !operations.every((it) => typeof it === 'string')) {
    return 'has key_ops that are not a list of texts'
  }
  const foreign = FOREIGN[kty]?.find(has)
  if (foreign) return `has ${foreign}, which is for keys of another type`
  if (!isSound(kty, members)) return 'is not a public key of EC, OKP, RSA'
  const [, fitting] = FITTING.find(([names]) => names.test(members.alg)) ?? []
  const isForOthers = fitting?.includes(members.crv ?? kty) === false
  return isForOthers ? `has the alg ${members.alg}, which is not for such a key` : undefined
}

function isSound(kty, { crv, x, y, n, e }) {
  if (kty === 'RSA') return isRsa(bytesOf(n), bytesOf(e))
  const length = CURVES[kty]?.[crv]
  if (length === undefined || bytesOf(x)?.length !== length) return false
  return kty === 'EC' ? bytesOf(y)?.length === length && isPoint({ kty, crv, x, y }) : !hasSmallOrder(crv, bytesOf(x))
}

/** The bytes of a text in base64url, in the only spelling that they have. */
function bytesOf(text) {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64url') : undefined
  return bytes?.toString('base64url') === text ? bytes : undefined
}

/** An odd modulus of 2048 to 8192 bits, and an odd exponent of 2 to 32 bits. */
function isRsa(modulus, exponent) {
  if (!modulus?.length || !exponent?.length) return false
  const [n, e] = [modulus, exponent].map((bytes) => BigInt(`0x${bytes.toString('hex')}`))
  const bits = n.toString(2).length
  return bits >= 2048 && bits <= 8192 && n % 2n === 1n && e > 1n && e < 2n ** 32n && e % 2n === 1n
}

function isPoint(key) {
  try {
    return createPublicKey({ key, format: 'jwk' }).type === 'public'
  } catch {
    return false
  }
}

/** Whether a point is one of the few for which signatures prove nothing, in any spelling. RFC 8032 section 5. */
function hasSmallOrder(crv, bytes) {
  if (!crv.startsWith('Ed')) return false
  const [last, ...rest] = [...bytes].reverse()
  const y = [last & 0x7f, ...rest].reduce((number, byte) => number * 256n + BigInt(byte), 0n)
  if (crv === 'Ed448') return y >= 2n ** 448n || isNearZero(y, 2n ** 448n - 2n ** 224n - 1n)
  const p = 2n ** 255n - 19n
  // Twice a point of order 8 has the y 0.
  return isNearZero(y, p) || (121666n * (2n * y ** 2n - 1n) - 121665n * y ** 4n) % p === 0n
}

const isNearZero = (y, p) => [0n, 1n, p - 1n].includes(y % p)
