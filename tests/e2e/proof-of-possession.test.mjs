import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { presenting, THUMBPRINT } from './support/certificate.mjs'
import { TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, METADATA, register } from './support/http.mjs'
import { startLogin, trusting } from './support/login.mjs'

const ALGORITHMS = ['ES256', 'ES384', 'RS256', 'PS256', 'Ed25519']

let enrol, login
before(async () => {
  login = await startLogin()
  enrol = await startEnrol({ vars: trusting(login), env: TRUST })
})
after(async () => {
  await enrol?.stop()
  await login?.stop()
})

/** Creates a client with a key that tokens can be bound to. */
async function holder(alg = 'ES256') {
  const { publicKey, privateKey } = await generateKeyPair(alg)
  const jwk = await exportJWK(publicKey)
  return { alg, jwk, privateKey, binding: { jkt: await calculateJwkThumbprint(jwk) } }
}

const bound = (cnf) => login.sign(enrol, { cnf })

const seconds = () => Math.floor(Date.now() / 1000)

/** Creates a proof for one registration with a token. RFC 9449 section 4.2. */
function proof(token, { alg, jwk, privateKey }, { claims = {}, header = {} } = {}) {
  const ath = createHash('sha256').update(token).digest('base64url')
  const base = { jti: crypto.randomUUID(), htm: 'POST', htu: `${enrol.issuer}/register`, iat: seconds(), ath }
  return new SignJWT({ ...base, ...claims })
    .setProtectedHeader({ typ: 'dpop+jwt', alg, jwk, ...header })
    .sign(privateKey)
}

const present = (token, dpop, metadata = METADATA) =>
  register(enrol, metadata, { headers: { authorization: `DPoP ${token}`, ...(dpop && { dpop }) } })

function assertInvalid(answer, why) {
  assertRefused(answer, 401)
  assert.equal(answer.json.error, 'invalid_token', why)
}

function assertUnproven(answer, why) {
  assert.equal(answer.status, 401, why)
  assert.equal(answer.json.error, 'invalid_dpop_proof', why)
  assert.match(answer.headers.get('www-authenticate'), /^DPoP error="invalid_dpop_proof"/)
}

for (const alg of ALGORITHMS) {
  test(`a token that is bound to a key is accepted with a proof by ${alg}, once`, async () => {
    const owner = await holder(alg)
    const token = await bound(owner.binding)
    assertInvalid(await register(enrol, METADATA, { token }), 'as a bearer token')
    assertInvalid(await register(enrol, METADATA, { token, headers: { dpop: await proof(token, owner) } }))
    assertUnproven(await present(token), 'without a proof')
    const { status, json } = await present(token, await proof(token, owner))
    assert.equal(status, 201, JSON.stringify(json))
    assertInvalid(await present(token, await proof(token, owner)), 'the token is used up')
  })
}

test('a proof for another key, request, token or time is refused', async () => {
  const [owner, other] = [await holder(), await holder()]
  const token = await bound(owner.binding)
  const elsewhere = await bound(owner.binding)
  const one = await proof(token, owner)
  for (const [why, dpop] of [
    ['another key', proof(token, other)],
    ['signed with another key', proof(token, { ...owner, privateKey: other.privateKey })],
    ['with another key in its header', proof(token, { ...owner, jwk: other.jwk })],
    ['without its key', proof(token, owner, { header: { jwk: undefined } })],
    ['of another kind', proof(token, owner, { header: { typ: 'JWT' } })],
    ['for another token', proof(elsewhere, owner)],
    ['for no token', proof(token, owner, { claims: { ath: undefined } })],
    ['for another method', proof(token, owner, { claims: { htm: 'PUT' } })],
    ['for another address', proof(token, owner, { claims: { htu: `${enrol.issuer}/token` } })],
    ['without a name', proof(token, owner, { claims: { jti: undefined } })],
    ['too old', proof(token, owner, { claims: { iat: seconds() - 400 } })],
    ['of a time to come', proof(token, owner, { claims: { iat: seconds() + 100 } })],
    ['two of them', `${one}, ${await proof(token, owner)}`],
    ['none', 'x'],
  ]) {
    assertUnproven(await present(token, await dpop), why)
  }
  assert.equal((await present(token, one)).status, 201, 'a proof that was not good uses nothing')
})

test('a token without a binding is refused with a proof', async () => {
  const owner = await holder()
  const token = await login.sign(enrol)
  assertUnproven(await present(token, await proof(token, owner)))
  assert.equal((await register(enrol, METADATA, { token })).status, 201)
})

test('a proof is accepted once, even with another token', async () => {
  const owner = await holder()
  const token = await bound(owner.binding)
  const once = await proof(token, owner, { claims: { jti: 'once' } })
  assertRefused(await present(token, once, {}), 400)
  assertUnproven(await present(token, once), 'the proof is used up, the token is not')
  const next = await bound(owner.binding)
  assertUnproven(await present(next, await proof(next, owner, { claims: { jti: 'once' } })))
  assert.equal((await present(token, await proof(token, owner))).status, 201)
})

test('of twenty concurrent replays of a proof, one is accepted', async () => {
  const owner = await holder()
  const token = await bound(owner.binding)
  const once = await proof(token, owner)
  // An invalid request uses the proof but not the token; a used token would refuse the other requests too.
  const answers = await Promise.all(Array.from({ length: 20 }, () => present(token, once, {})))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [400, ...Array(19).fill(401)])
})

test('B10: of twenty concurrent proofs for a token, one is accepted', async () => {
  const owner = await holder()
  const token = await bound(owner.binding)
  const proofs = await Promise.all(Array.from({ length: 20 }, () => proof(token, owner)))
  const answers = await Promise.all(proofs.map((dpop) => present(token, dpop)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(19).fill(401)])
})

test('M39: a token that is bound to a certificate is accepted only with the certificate', async () => {
  const token = await bound({ 'x5t#S256': THUMBPRINT })
  const showing = (headers) => register(enrol, METADATA, { token, headers })
  assertInvalid(await showing({}), 'none')
  for (const [why, facts] of [
    ['another one', { certFingerprintSHA256: 'ab'.repeat(32) }],
    ['not presented', { certPresented: '0' }],
    ['taken back', { certRevoked: '1' }],
    ['nothing known of it', { certFingerprintSHA256: '' }],
  ]) {
    assertInvalid(await showing(presenting(facts)), why)
  }
  const { status, json } = await showing(presenting({ certVerified: 'FAILED:self signed certificate' }))
  assert.equal(status, 201, `that the holder has the key is enough: ${JSON.stringify(json)}`)
  assertInvalid(await showing(presenting()), 'the token is used up')
})

test('a token with an unsupported binding is refused', async () => {
  const owner = await holder()
  for (const cnf of [{}, { kid: '1' }, { jwk: owner.jwk }, { ...owner.binding, 'x5t#S256': THUMBPRINT }, 'x']) {
    const token = await bound(cnf)
    assertInvalid(await register(enrol, METADATA, { token, headers: presenting() }), JSON.stringify(cnf))
    assertUnproven(await present(token, await proof(token, owner)), JSON.stringify(cnf))
  }
})
