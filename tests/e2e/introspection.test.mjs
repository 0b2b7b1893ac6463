import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { commands } from '../../scripts/lib/commands/key.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, METADATA, register, send } from './support/http.mjs'
import { askForToken, introspect, mintSecret, post, revoke, tokenOf } from './support/oauth.mjs'

const SIGNED = 'application/token-introspection+jwt'
const FAILURES = 30
const ATTEMPTS = 100

const api = { client_id: 'api', client_secret: mintSecret(), token_endpoint_auth_method: 'client_secret_basic' }

let enrol
before(async () => {
  const CLIENTS = JSON.stringify({ api: { grant_types: ['client_credentials'] } })
  enrol = await startEnrol({ vars: { CLIENTS, CLIENT_SECRETS: `api:${api.client_secret}`, SCOPES_SUPPORTED: 'read write' } })
})
after(() => enrol?.stop())

async function machine(members) {
  const metadata = { grant_types: ['client_credentials'], scope: 'read', ...members }
  const { status, json } = await register(enrol, metadata)
  assert.equal(status, 201, JSON.stringify(json))
  return json
}

const isActive = async (token, client = api) => {
  const { status, json } = await introspect(enrol, token, client)
  assert.equal(status, 200, JSON.stringify(json))
  if (!json.active) assert.deepEqual(json, { active: false })
  return json.active
}

function assertNobody(answer) {
  assertRefused(answer, 401)
  assert.equal(answer.json.error, 'invalid_client')
}

test('a client of the operator can introspect the token of another client', async () => {
  const client = await machine()
  const token = await tokenOf(enrol, client)
  const { status, headers, json } = await introspect(enrol, token, api)
  assert.equal(status, 200)
  assert.equal(headers.get('content-type'), 'application/json')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(json.sub, client.client_id)
  assert.deepEqual(json, { active: true, token_type: 'Bearer', ...decodeJwt(token) })
})

test('a registered client can introspect its own tokens, and a stranger none', async () => {
  const [owner, stranger] = [await machine(), await machine({ token_endpoint_auth_method: 'client_secret_jwt' })]
  const token = await tokenOf(enrol, owner)
  assert.equal(await isActive(token, owner), true)
  assert.equal(await isActive(token, stranger), false)
  assert.equal(await isActive(await tokenOf(enrol, api), stranger), false)
  assert.equal(await isActive(await tokenOf(enrol, stranger), stranger), true)
})

test('M1, M2: a request without client authentication is refused', async () => {
  const client = await machine()
  const token = await tokenOf(enrol, client)
  const open = (await register(enrol, { ...METADATA, token_endpoint_auth_method: 'none' })).json
  for (const { client_id } of [open, client, api]) {
    assertNobody(await introspect(enrol, token, { client_id, token_endpoint_auth_method: 'none' }))
  }
  for (const path of ['/introspect', '/revoke']) {
    assertNobody(await post(enrol, path, { token }, { ...client, token_endpoint_auth_method: 'client_secret_jwt' }))
    assertNobody(await post(enrol, path, { token }, { ...client, client_secret: api.client_secret }))
    assertNobody(await send(enrol.issuer + path, { method: 'POST', token, body: new URLSearchParams({ token }) }))
    assertRefused(await post(enrol, path, {}, client), 400)
    assertRefused(await send(`${enrol.issuer}${path}?token=${token}`), 405)
  }
  assert.equal(await isActive(token), true)
})

test('a token that this server did not issue is not active', async () => {
  const client = await machine()
  const token = await tokenOf(enrol, client)
  const [header, claims, signature] = token.split('.')
  const more = Buffer.from(JSON.stringify({ ...decodeJwt(token), scope: 'admin' })).toString('base64url')
  const unsigned = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
  const { text: told } = await introspect(enrol, token, client, { accept: SIGNED })
  for (const other of [
    `${header}.${more}.${signature}`,
    `${header}.${claims}.`,
    `${unsigned}.${claims}.`,
    client.registration_access_token,
    client.client_secret,
    told,
    'x',
  ]) {
    assert.equal(await isActive(other), false, other)
  }
  assert.equal(await isActive(token), true)
})

for (const [registered, algorithm] of [[undefined, 'RS256'], ['RS256', 'RS256'], ['ES256', 'ES256']]) {
  test(`an answer is signed by ${algorithm} for a client that has registered ${registered ?? 'nothing'}`, async () => {
    const client = await machine({ introspection_signed_response_alg: registered })
    const token = await tokenOf(enrol, client)
    for (const [asked, active] of [[token, true], ['x', false]]) {
      const { status, headers, text } = await introspect(enrol, asked, client, { accept: SIGNED })
      assert.deepEqual([status, headers.get('content-type'), headers.get('cache-control')], [200, SIGNED, 'no-store'])
      const { payload } = await verified(text, algorithm, client)
      const { json } = await introspect(enrol, asked, client, { accept: 'application/json' })
      assert.deepEqual(payload.token_introspection, json)
      assert.equal(json.active, active)
    }
  })
}

/** The header of a signed answer, which cannot pass for an access token. RFC 9701 section 5. */
async function verified(text, algorithm, { client_id }) {
  const options = { issuer: enrol.issuer, audience: client_id, typ: 'token-introspection+jwt', algorithms: [algorithm] }
  const answer = await jwtVerify(text, createRemoteJWKSet(new URL(`${enrol.issuer}/jwks`)), options)
  assert.deepEqual(Object.keys(answer.payload).sort(), ['aud', 'iat', 'iss', 'token_introspection'])
  return answer
}

test('a client of the operator gets signed answers too', async () => {
  const token = await tokenOf(enrol, await machine())
  const { text } = await introspect(enrol, token, api, { accept: SIGNED })
  assert.equal((await verified(text, 'RS256', api)).payload.token_introspection.active, true)
})

test('a client can revoke its own token, and no other token', async () => {
  const [owner, other] = [await machine(), await machine()]
  const [token, kept] = [await tokenOf(enrol, owner), await tokenOf(enrol, owner)]
  for (const client of [other, api]) {
    const answers = [await revoke(enrol, token, client), await revoke(enrol, 'x', client)]
    assert.deepEqual(answers.map(({ status, json }) => [status, json]), [[200, {}], [200, {}]], 'nothing is told of others')
  }
  assert.equal(await isActive(token), true)
  for (const answer of await Promise.all(Array.from({ length: 20 }, () => revoke(enrol, token, owner)))) {
    assert.deepEqual([answer.status, answer.json], [200, {}])
  }
  for (const client of [api, owner]) assert.equal(await isActive(token, client), false)
  assert.equal((await revoke(enrol, token, other)).status, 200, 'of what does not count nothing is told')
  assert.equal((await revoke(enrol, 'x', owner)).status, 200)
  assert.equal(await isActive(kept), true)
})

test('a token of a revoked key is not active', async () => {
  const client = await machine()
  const token = await tokenOf(enrol, client)
  assert.equal(await isActive(token), true)
  const database = enrol.database()
  try {
    await commands.revoke(async (sql) => database.prepare(sql).all(), {}, decodeProtectedHeader(token).kid)
  } finally {
    database.close()
  }
  assert.equal(await isActive(token), false)
  assert.equal(await isActive(await tokenOf(enrol, client)), true)
})

test('M7: a client that fails too often has to wait; the right secret and other clients of its address do not', async () => {
  const [target, other] = [await machine(), await machine()]
  const token = await tokenOf(enrol, target)
  const from = (address) => ({ 'cf-connecting-ip': address })
  const ask = (client, address) => introspect(enrol, token, client, from(address))
  const guess = { ...target, client_secret: mintSecret() }
  let failed = 0
  let refused
  // A new minute can begin during the test, which doubles the number of accepted requests.
  while (!refused && failed < ATTEMPTS) {
    const answer = await ask(guess, '192.0.2.1')
    if (answer.status === 429) {
      refused = answer
    } else {
      assertNobody(answer)
      failed += 1
    }
  }
  assert.ok(refused, `${failed} guesses were let in`)
  assert.ok(failed >= FAILURES, `only ${failed} guesses were let in`)
  assertRefused(refused, 429)
  assert.equal(refused.json.error, 'temporarily_unavailable')
  assert.match(refused.headers.get('retry-after'), /^[1-9]\d*$/)

  for (const path of ['/token', '/introspect', '/revoke']) {
    assertRefused(await post(enrol, path, { token, grant_type: 'client_credentials' }, guess, from('192.0.2.1')), 429)
  }
  assert.equal((await ask(target, '192.0.2.1')).json.active, true)
  const asked = await post(enrol, '/token', { grant_type: 'client_credentials' }, target, from('192.0.2.1'))
  assert.equal(asked.status, 200)
  assert.equal((await ask(other, '192.0.2.1')).status, 200)
  assert.equal((await ask(api, '192.0.2.1')).json.active, true)
  assert.equal((await ask(target, '192.0.2.2')).json.active, true)
  assert.equal((await askForToken(enrol, target)).status, 200)
})
