import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { readJson } from './json.mjs'
import { thumbprintOf } from './jwk.mjs'
import { at, fromHere } from './project.mjs'
import { Problem } from './say.mjs'

/** Apart from the keys of the server: whoever has it vouches for software, and does nothing else in its name. */
const FILE = '.statement-key.json'

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
  const parts = [{ alg: 'ES256', typ: 'ssa+jwt', kid }, payload]
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
    make(file)
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Problem(`${name} can be neither read nor made: ${error.code}`)
  }
}

/** Writes a new key, readable by its owner alone, unless there is one. */
function make(file) {
  const { privateKey: made } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const text = `${JSON.stringify(made.export({ format: 'jwk' }))}\n`
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
}
