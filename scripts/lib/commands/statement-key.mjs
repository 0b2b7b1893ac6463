import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { readJson } from '../configuration.mjs'
import { at, fromHere } from '../project.mjs'
import { Problem, warn } from '../say.mjs'

// Not a signing key of the server: its holder can issue software statements and nothing else.
const FILE = '.statement-key.json'

/** The `typ` of a statement. */
export const TYP = 'ssa+jwt'

/** Refuses a named file that does not exist: a misspelt name would make a new key. Only the default file may be created. */
export function checkKeyFile(named) {
  const file = fromHere(named)
  if (file !== at(FILE) && !existsSync(file)) throw new Problem(`--key ${named}: the file does not exist`)
}

/** Reads or creates the key that signs statements; returns its kid, its public half and a function that signs. */
export function statementKey(named) {
  const [file, name] = named === undefined ? [at(FILE), FILE] : [fromHere(named), named]
  const key = privateKey(textOf(file, name), name)
  const { crv, kty, x, y } = key.export({ format: 'jwk' })
  const kid = thumbprintOf({ crv, kty, x, y })
  return { kid, jwk: { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }, sign: (payload) => signed(payload, kid, key) }
}

/** Returns a compact JWS. RFC 7515 section 3.1. */
function signed(payload, kid, key) {
  const parts = [{ alg: 'ES256', typ: TYP, kid }, payload]
  const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

function privateKey(text, name) {
  const wrong = new Problem(`${name} is not a private key of P-256 as a JWK`)
  const jwk = readJson(text, name)
  if (jwk?.kty !== 'EC' || jwk.crv !== 'P-256' || typeof jwk.d !== 'string') throw wrong
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' })
  } catch {
    throw wrong
  }
}

function textOf(file, name) {
  try {
    if (create(file)) warn(`created a new key: ${name}`)
    checkMode(file, name)
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(`${name} cannot be read or created: ${error.code}`)
  }
}

function checkMode(file, name) {
  if ((statSync(file).mode & 0o077) !== 0) throw new Problem(`other users can read ${name}: chmod 600 ${name}`)
}

/** Creates a key that only its owner can read; returns false if the file exists. */
function create(file) {
  const { privateKey: created } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const text = `${JSON.stringify(created.export({ format: 'jwk' }))}\n`
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** Returns the thumbprint of an EC key. RFC 7638 section 3.2. */
export const thumbprintOf = ({ crv, kty, x, y }) =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
