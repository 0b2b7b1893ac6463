import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { decodeProtectedHeader } from 'jose'
import { startEnrol } from './support/enrol.mjs'
import { send } from './support/http.mjs'
import { authorize, browserOf, claimsOf, createUser, redeem, registered, request, SIGN_INS, WEB } from './support/sign-in.mjs'

const AUTHORIZATION_SERVER = {
  authorization_signing_alg_values_supported: ['PS256'],
  id_token_signing_alg_values_supported: ['PS256', 'ES256'],
}

let enrol, alice
before(async () => {
  const vars = {
    AUTHORIZATION_SERVER: JSON.stringify(AUTHORIZATION_SERVER),
    RESPONSE_TYPES_SUPPORTED: '["code", "code id_token"]',
  }
  enrol = await startEnrol({ limits: SIGN_INS, vars })
  alice = createUser(enrol)
})
after(() => enrol?.stop())

test('PS256 has a key of its own in the key set', async () => {
  const { json } = await send(`${enrol.issuer}/jwks`)
  assert.deepEqual(json.keys.map(({ alg }) => alg).sort(), ['ES256', 'PS256', 'RS256'])
  assert.equal(new Set(json.keys.map(({ kid }) => kid)).size, 3)
})

for (const [mode, place] of [['jwt', 'search'], ['fragment.jwt', 'hash']]) {
  test(`a response by ${mode} is one JWT, whose code gets tokens`, async () => {
    const client = await registered(enrol, { ...WEB, id_token_signed_response_alg: 'PS256' })
    const asked = request(enrol, client, { response_mode: mode })
    const { response, location, ...others } = await authorize(browserOf(enrol), asked.url, alice)
    assert.deepEqual(Object.keys(others), ['pages'])
    assert.match(location[place], /^.response=/)
    const { code, state } = await claimsOf(enrol, response, { audience: client.client_id })
    assert.equal(state, asked.state)
    const { status, json } = await redeem(enrol, client, asked, code)
    assert.equal(status, 200, JSON.stringify(json))
    assert.equal(decodeProtectedHeader(json.id_token).alg, 'PS256')
    assert.equal((await claimsOf(enrol, json.id_token, { audience: client.client_id })).sub, alice.sub)
  })
}

test('an ID token beside the code is verified with the key set', async () => {
  const client = await registered(enrol, { ...WEB, response_types: ['code id_token'] })
  const asked = request(enrol, client, { response_type: 'code id_token' })
  const { id_token, code } = await authorize(browserOf(enrol), asked.url, alice)
  const claims = await claimsOf(enrol, id_token, { audience: client.client_id })
  assert.deepEqual([claims.nonce, claims.sub, claims.email], [asked.nonce, alice.sub, undefined])
  assert.equal((await redeem(enrol, client, asked, code)).status, 200)
})
