import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { readJson } from './json.mjs'
import { thumbprintOf } from './jwk.mjs'
import { at, fromHere } from './project.mjs'
import { Problem, warn } from './say.mjs'

/** Apart from the keys of the server: whoever has it vouches for software, and does nothing else in its name. */
const FILE = '.statement-key.json'

/** What a statement says that it is. */
export const TYP = 'ssa+jwt'

/** Refuses a name that is of no file, for a new key would be trusted in its place; the usual one may be made. */
export function checkKeyFile(named) {
  const file = fromHere(named)
  if (file !== at(FILE) && !existsSync(file)) throw new Problem(`--key ${named}: there is no such file`)
}

/** The key that statements are signed with, made when it is first asked for: its public half, and how it signs. */
export function statementKey(named) {
  const [file, name] = named === undefined ? [at(FILE), FILE] : [fromHere(named), named]
  const key = privateKey(textOf(file, name), name)
  const { crv, kty, x, y } = key.export({ format: 'jwk' })
  const kid = thumbprintOf({ crv, kty, x, y })
  return { kid, jwk: { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }, sign: (payload) => signed(payload, kid, key) }
}

/** A compact JWS. RFC 7515 section 3.1. */
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
    if (make(file)) warn(`made a new key: ${name}`)
    checkMode(file, name)
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(`${name} can be neither read nor made: ${error.code}`)
  }
}

function checkMode(file, name) {
  if ((statSync(file).mode & 0o077) !== 0) throw new Problem(`${name} can be read by others: chmod 600 ${name}`)
}

/** Writes a new key, readable by its owner alone, unless there is one; says whether it did. */
function make(file) {
  const { privateKey: made } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const text = `${JSON.stringify(made.export({ format: 'jwk' }))}\n`
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}
