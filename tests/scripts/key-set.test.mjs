import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { entryOf } from '../../scripts/lib/commands/issuer.mjs'
import { at } from '../../scripts/lib/project.mjs'

/** Keys of every type that signs, by their names, without their certificates. */
const CERTIFIED = Object.values(JSON.parse(readFileSync(at('tests/native/messages/certified_keys.json'), 'utf8')))
const KEYS = Object.fromEntries(CERTIFIED.map(({ x5c, ...key }) => [key.kid, key]))
const { rsa, 'P-256': p256, 'P-384': p384, 'P-521': p521, Ed25519: ed25519 } = KEYS

const trust = (text) => entryOf({ jwks: 'keys.json' }, 'https://directory.example', undefined, () => text)
const read = async (...keys) => (await trust(JSON.stringify({ keys }))).jwks.keys

async function assertRefused(keys, problem) {
  const message = typeof problem === 'string' ? `keys.json: jwks${problem}` : problem
  await assert.rejects(read(...keys), { message }, JSON.stringify(keys))
}

const MODULUS = '.keys[0].n must be an odd modulus of 2048 to 8192 bits'
const EXPONENT = '.keys[0].e must be an odd exponent of 2 to 32 bits'
const BASE64URL = (member) => `.keys[0].${member} must be base64url without padding`
const POINT = '.keys[0] must be a point on its curve'
const UNKNOWN = '.keys must have a key of a known type: RSA, EC or OKP'
const STRING = (member) => `.keys[0].${member} must be a string, not empty`

test('a key that the server refuses is refused before it is stored, and the command line names the member', async () => {
  for (const [key, problem] of [
    [{ ...rsa, n: rsa.n.replace(/.$/, 'A') }, MODULUS],
    [{ ...rsa, n: rsa.n.replace(/^..../, 'AAAA') }, MODULUS],
    [{ ...rsa, n: 'B'.repeat(1400) }, MODULUS],
    [{ ...rsa, n: `${rsa.n} ` }, BASE64URL('n')],
    [{ ...rsa, n: undefined }, UNKNOWN],
    ...['AQ', 'Ag', 'AQAAAAAB', 'AA', ''].map((e) => [{ ...rsa, e }, EXPONENT]),
    ...['AQAB=', 5].map((e) => [{ ...rsa, e }, BASE64URL('e')]),
    [{ ...p256, crv: 'P-384' }, POINT],
    ...['P-1', undefined].map((crv) => [{ ...p256, crv }, UNKNOWN]),
    [{ ...p256, x: undefined }, UNKNOWN],
    ...[p256, p384, p521].map((key) => [{ ...key, y: key.x }, POINT]),
    [{ ...ed25519, x: 'AAAA' }, POINT],
    [{ ...ed25519, crv: 'P-256' }, UNKNOWN],
    [{ ...ed25519, x: 'A'.repeat(43) }, POINT],
    [{ kty: 'OKP', crv: 'Ed448', x: 'A'.repeat(76) }, POINT],
    [{ kty: 'AKP', pub: 'AA' }, UNKNOWN],
    [{ kid: '1' }, '.keys[0].kty must be the type of the key'],
    [{ ...p256, kid: 5 }, STRING('kid')],
    [{ ...p256, use: '' }, STRING('use')],
    [{ ...p384, alg: 1 }, STRING('alg')],
    ...['verify', [1]].map((key_ops) => [{ ...p256, key_ops }, '.keys[0].key_ops must be an array of strings']),
    [{ ...p256, n: 'AA' }, '.keys[0].n must be absent from a key of this type'],
    [{ ...ed25519, y: ed25519.x }, '.keys[0].y must be absent from a key of this type'],
    [{ ...rsa, crv: 'P-256' }, '.keys[0].crv must be absent from a key of this type'],
    ...['HS256', 'none', 'ES256', 'dir'].map((alg) => [{ ...rsa, alg }, '.keys[0].alg must be an algorithm for keys of this type']),
  ]) {
    await assertRefused([key], problem)
  }
})

test('the algorithms of a key are those that the server knows for its type', async () => {
  for (const [key, ...names] of [
    [rsa, 'PS256', 'RS512'],
    [p256, 'ES256'],
    [p384, 'ES384'],
    [p521, 'ES512'],
    [ed25519, 'EdDSA', 'Ed25519'],
  ]) {
    for (const alg of names) assert.deepEqual(await read({ ...key, alg }), [{ ...key, alg }])
  }
})

test('a private or symmetric key is refused, and the message does not show it', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const half = publicKey.export({ format: 'jwk' })
  const { d } = privateKey.export({ format: 'jwk' })
  for (const [keys, member] of [
    [[half, { ...half, d }], 'keys[1].d'],
    [[{ ...rsa, dp: d }], 'keys[0].dp'],
    [[{ kty: 'oct', k: d }], 'keys[0].k'],
  ]) {
    await assertRefused(keys, `.${member} must be absent: only public keys are registered`)
  }
  await assert.rejects(trust(`d=${d}`), { message: 'keys.json is not JSON' })
})

test('a set has 1 to 20 keys, and one of them is for signatures', async () => {
  for (const [keys, problem] of [
    [[], '.keys must have 1 to 20 keys'],
    [Array(21).fill(p256), '.keys must have 1 to 20 keys'],
    [['x'], '.keys[0] must be a JSON object'],
    ...[{ use: 'enc' }, { key_ops: ['sign'] }, { alg: 'ECDH-ES' }].map((members) => [
      [{ ...p256, use: undefined, ...members }],
      ' must have a key for signatures',
    ]),
  ]) {
    await assertRefused(keys, problem)
  }
  await assert.rejects(trust('{"keys":"x"}'), { message: 'keys.json: jwks.keys must be an array of keys' })
  await assert.rejects(trust('[]'), { message: 'keys.json: jwks must be a JWK Set, a JSON object' })
})

test('the keys of a set are told apart by kid and use', async () => {
  const named = (kid, use) => ({ ...p256, kid, use })
  await read(named('1', 'sig'), named('2', undefined), named(undefined, 'sig'), named(undefined, 'sig'))
  await assertRefused([named('1', 'sig'), named('1', 'sig')], '.keys[1].kid must be different for every key of this kty and alg')
  const mixed = [named('1', 'sig'), named('2', 'enc'), named('3', undefined)]
  await assertRefused(mixed, /^keys\.json: jwks\.keys\[2\]\.use must be present for every key when some are/)
})

test('only the public members that verify signatures are stored', async () => {
  const kept = { ...p256, kid: '1', alg: 'ES256', use: undefined, key_ops: ['verify'] }
  const [stored] = await read({ ...kept, x5c: ['AA'], 'x5t#S256': 'AA', iat: 1, ext: true, n: null })
  assert.deepEqual(stored, JSON.parse(JSON.stringify(kept)))
})
