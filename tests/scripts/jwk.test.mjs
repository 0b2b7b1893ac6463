import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkKeySet } from '../../scripts/lib/jwk.mjs'
import { at } from '../../scripts/lib/project.mjs'

/** Keys of every type that signs, by their names, without their certificates. */
const CERTIFIED = Object.values(JSON.parse(readFileSync(at('tests/native/messages/certified_keys.json'), 'utf8')))
const KEYS = Object.fromEntries(CERTIFIED.map(({ x5c, ...key }) => [key.kid, key]))
const { rsa, 'P-256': p256, 'P-384': p384, 'P-521': p521, Ed25519: ed25519 } = KEYS

const check = (...keys) => checkKeySet({ keys }, 'keys')
const base64 = (bytes) => Buffer.from(bytes).toString('base64url')
const ofEd448 = (bytes) => ({ kty: 'OKP', crv: 'Ed448', x: base64(bytes) })

const P448 = [...Array(28).fill(0xff), 0xfe, ...Array(27).fill(0xff), 0]
const withByte = (index, byte) => P448.with(index, byte)

// As src/client_metadata/jwks/tests.rs has them: what is refused there can be stored nowhere.
test('a key that the server refuses is refused before it is stored', () => {
  const problem = /^keys: keys\[0\] is not a public key of EC, OKP, RSA$/
  for (const key of [
    { ...rsa, n: rsa.n.replace(/.$/, 'A') },
    { ...rsa, n: rsa.n.replace(/^..../, 'AAAA') },
    { ...rsa, n: 'B'.repeat(1400) },
    { ...rsa, n: `${rsa.n} ` },
    { ...rsa, n: undefined },
    ...['AQ', 'Ag', 'AQAAAAAB', 'AQAB=', 'AA', '', 5].map((e) => ({ ...rsa, e })),
    { ...p256, crv: 'P-384' },
    { ...p256, crv: 'P-1' },
    { ...p256, crv: undefined },
    { ...p256, x: undefined },
    { ...p256, x: p256.x.slice(1) },
    ...[p256, p384, p521].map((key) => ({ ...key, y: key.x })),
    { ...ed25519, x: 'AAAA' },
    { ...ed25519, crv: 'P-256' },
    { ...ed25519, x: 'A'.repeat(43) },
    { ...ed25519, x: `AQ${'A'.repeat(41)}` },
    { ...ed25519, x: '7P_______________________________________38' },
    { ...ed25519, x: 'JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU' },
    { ...ed25519, x: 'xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o' },
    ...[Array(57).fill(0), [1, ...Array(56).fill(0)], withByte(0, 0xfe), P448].map(ofEd448),
    ...[[...Array(28).fill(0), ...Array(28).fill(0xff), 0], withByte(56, 0x80), withByte(56, 1)].map(ofEd448),
    { kty: 'AKP', pub: 'AA' },
    { kid: '1' },
  ]) {
    assert.throws(() => check(key), { message: problem }, JSON.stringify(key))
  }
})

test('what a key says of itself is sound and fits it', () => {
  for (const [key, problem] of [
    [{ ...p256, kid: 5 }, /keys\[0\] has a kid that is not a text$/],
    [{ ...p256, use: '' }, /has a use that is not a text$/],
    [{ ...p384, alg: 1 }, /has an alg that is not a text$/],
    [{ ...p256, key_ops: 'verify' }, /has key_ops that are not a list of texts$/],
    [{ ...p256, key_ops: [1] }, /has key_ops/],
    [{ ...p256, n: 'AA' }, /has n, which is for keys of another type$/],
    [{ ...ed25519, y: ed25519.x }, /has y, which/],
    [{ ...rsa, crv: 'P-256' }, /has crv, which/],
    ...['HS256', 'none', 'ES256', 'ECDH-ES', 'dir', 'A128KW'].map((alg) => [{ ...rsa, alg }, /is not for such a key$/]),
    ...['RSA-OAEP', 'A256GCMKW', 'ES384', 'RS256', 'EdDSA'].map((alg) => [{ ...p256, alg }, /has the alg .* is not for/]),
    [{ ...ed25519, alg: 'RS256' }, /has the alg RS256/],
    ...['priv', 'seed', 'oth', 'd'].map((name) => [{ ...p256, [name]: 'AA' }, /^keys holds a private or symmetric/]),
  ]) {
    assert.throws(() => check(key), { message: problem }, JSON.stringify(key))
  }
  for (const [key, ...names] of [
    [rsa, 'PS256', 'RS512', 'RSA-OAEP', 'RSA-OAEP-256', 'RSA1_5'],
    [p256, 'ES256', 'ECDH-ES', 'ECDH-ES+A128KW'],
    [p384, 'ES384'],
    [p521, 'ES512'],
    [ed25519, 'EdDSA', 'Ed25519'],
  ]) {
    for (const alg of names) check({ ...key, alg })
  }
  check({ ...rsa, e: 'AAAAAQAB', alg: null })
  check(ofEd448(withByte(3, 7)))
})

test('the keys of a set are told apart', () => {
  const named = (kid, use) => ({ ...p256, kid, use })
  check(named('1', 'sig'), named('2', undefined), named(undefined, 'sig'), named(undefined, 'sig'))
  const twice = [named('1', 'sig'), named('1', 'sig')]
  assert.throws(() => check(...twice), { message: /keys\[1\] has the kid of a key before it$/ })
  const mixed = [named('1', 'sig'), named('2', 'enc'), named('3', undefined)]
  assert.throws(() => check(...mixed), { message: /keys\[2\] needs a use, for some keys are/ })
  const x25519 = { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) }
  const inOtherWords = [{ ...p256, kid: '1', use: undefined, key_ops: ['verify'] }, x25519]
  assert.throws(() => check(...inOtherWords), { message: /keys\[0\] needs a use/ })
})
