import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { startElsewhere, TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { manage, register, send } from './support/http.mjs'
import { tokenOf } from './support/oauth.mjs'

const ALGORITHMS = [
  'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519',
]

let enrol, elsewhere
let published = { keys: [] }
before(async () => {
  const serve = (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(published))
  elsewhere = await startElsewhere({ '/keys.json': serve })
  enrol = await startEnrol({ vars: { LOOPBACK_FETCH: 'on', SCOPES_SUPPORTED: 'read write' }, env: TRUST })
})
after(async () => {
  await enrol?.stop()
  await elsewhere?.stop()
})

async function machine(members) {
  const { status, json } = await register(enrol, { grant_types: ['client_credentials'], scope: 'read', ...members })
  assert.equal(status, 201, JSON.stringify(json))
  return json
}

const ask = (parameters, headers) =>
  send(`${enrol.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }),
    headers,
  })

const basic = ({ client_id, client_secret }) =>
  ask({}, { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}` })

const assertion = ({ client_id }, key, header, jti = crypto.randomUUID()) =>
  new SignJWT({ jti })
    .setProtectedHeader(header)
    .setIssuer(client_id)
    .setSubject(client_id)
    .setAudience(enrol.issuer)
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(key)

const asserted = (client_assertion) =>
  ask({ client_assertion, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' })

async function assertToken({ status, headers, json }, { client_id }) {
  assert.equal(status, 200, JSON.stringify(json))
  assert.equal(headers.get('cache-control'), 'no-store')
  const keys = createRemoteJWKSet(new URL(`${enrol.issuer}/jwks`))
  const options = { issuer: enrol.issuer, audience: enrol.issuer, typ: 'at+jwt', subject: client_id }
  const { payload } = await jwtVerify(json.access_token, keys, options)
  assert.equal(payload.client_id, client_id)
  assert.equal(payload.scope, 'read')
}

test('M1: a secret is accepted in the header and in the body, whichever was registered', async () => {
  const posted = ({ client_id, client_secret }) => ask({ client_id, client_secret })
  for (const token_endpoint_auth_method of ['client_secret_basic', 'client_secret_post']) {
    const client = await machine({ token_endpoint_auth_method })
    await assertToken(await basic(client), client)
    await assertToken(await posted(client), client)
  }
  const signing = await machine({ token_endpoint_auth_method: 'client_secret_jwt' })
  for (const { status } of [await basic(signing), await posted(signing)]) assert.equal(status, 401)
})

for (const alg of ['HS256', 'HS384', 'HS512']) {
  test(`M26: an assertion signed with the secret by ${alg} authenticates`, async () => {
    const client = await machine({ token_endpoint_auth_method: 'client_secret_jwt' })
    await assertToken(await asserted(await assertion(client, Buffer.from(client.client_secret), { alg })), client)
    assert.equal((await asserted(await assertion(client, Buffer.from('x'.repeat(86)), { alg }))).status, 401)
  })
}

for (const alg of ALGORITHMS) {
  test(`M24: an assertion signed by ${alg} with a registered key authenticates`, async () => {
    const [{ publicKey, privateKey }, stranger] = [await generateKeyPair(alg), await generateKeyPair(alg)]
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: '1' }] }
    const members = { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: alg, jwks }
    const client = await machine(members)
    await assertToken(await asserted(await assertion(client, privateKey, { alg, kid: '1' })), client)
    assert.equal((await asserted(await assertion(client, stranger.privateKey, { alg, kid: '1' }))).status, 401)
  })
}

test('F17, M27: keys at a jwks_uri are fetched at their first use', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  published = { keys: [{ ...(await exportJWK(publicKey)), kid: 'a' }] }
  const jwks_uri = `${elsewhere.origin}/keys.json`
  const client = await machine({ token_endpoint_auth_method: 'private_key_jwt', jwks_uri })
  assert.equal(elsewhere.asked.length, 0)
  for (const time of ['first', 'second']) {
    await assertToken(await asserted(await assertion(client, privateKey, { alg: 'ES256', kid: 'a' })), client, time)
  }
  assert.equal(elsewhere.asked.length, 1)
  const unknown = await assertion(client, privateKey, { alg: 'ES256', kid: 'b' })
  assert.equal((await asserted(unknown)).status, 401)
})

test('M22: of twenty concurrent replays of an assertion, one is accepted', async () => {
  const client = await machine({ token_endpoint_auth_method: 'client_secret_jwt' })
  const once = await assertion(client, Buffer.from(client.client_secret), { alg: 'HS256' })
  const answers = await Promise.all(Array.from({ length: 20 }, () => asserted(once)))
  const statuses = answers.map(({ status }) => status).sort()
  assert.deepEqual(statuses, [200, ...Array(19).fill(401)])
})

test('H45: a deleted client gets no token', async () => {
  const client = await machine({})
  await assertToken(await basic(client), client)
  assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
  const { status, json, headers } = await basic(client)
  assert.equal(status, 401)
  assert.equal(json.error, 'invalid_client')
  assert.match(headers.get('www-authenticate'), /^Basic /)
})

for (const alg of ['ES256', 'RS256']) {
  test(`an access token by ${alg} is verified with the published keys by a library's defaults`, async () => {
    const vars = { ACCESS_TOKEN_SIGNING_ALG: alg, RESOURCES: 'https://api.example', SCOPES_SUPPORTED: 'read' }
    const signing = await startEnrol({ vars })
    try {
      const members = { grant_types: ['client_credentials'], scope: 'read' }
      const { json: client } = await register(signing, members)
      const token = await tokenOf(signing, client)
      const keys = createRemoteJWKSet(new URL(`${signing.issuer}/jwks`))
      const options = { algorithms: [alg], audience: 'https://api.example', issuer: signing.issuer, typ: 'at+jwt' }
      const { payload, protectedHeader } = await jwtVerify(token, keys, options)
      assert.deepEqual([protectedHeader.alg, payload.scope], [alg, 'read'])
      const other = { ...options, algorithms: ['ES256', 'RS256'].filter((one) => one !== alg) }
      await assert.rejects(jwtVerify(token, keys, other), { code: 'ERR_JOSE_ALG_NOT_ALLOWED' })
    } finally {
      await signing.stop()
    }
  })
}
