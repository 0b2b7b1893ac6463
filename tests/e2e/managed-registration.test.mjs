import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair } from 'jose'
import { startElsewhere, TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, METADATA, register } from './support/http.mjs'
import { askForToken, introspect, mintSecret, revoke, tokenOf } from './support/oauth.mjs'

const MACHINE = { grant_types: ['client_credentials'], scope: 'read' }
const RIGHTS = 'dcr dcr:scope dcr:grant:client_credentials dcr:grant:authorization_code'

/** The authentication methods of a client of the operator and of its applications; keys by value or by address. */
const WAYS = [
  { name: 'basic', method: 'client_secret_basic' },
  { name: 'post', method: 'client_secret_post' },
  { name: 'secret', method: 'client_secret_jwt' },
  { name: 'key', method: 'private_key_jwt', where: 'jwks' },
  { name: 'address', method: 'private_key_jwt', where: 'jwks_uri' },
]

let enrol, elsewhere, pair, vars
const portals = {}
before(async () => {
  pair = await generateKeyPair('ES256')
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: '1' }] }
  elsewhere = await startElsewhere({
    '/keys.json': (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(jwks)),
  })
  const places = { jwks, jwks_uri: `${elsewhere.origin}/keys.json` }
  const clients = {}
  for (const { name, method, where } of WAYS) {
    const metadata = { token_endpoint_auth_method: method, ...(where && { [where]: places[where] }) }
    clients[name] = { ...metadata, grant_types: ['client_credentials'], scope: RIGHTS }
    portals[name] = { client_id: name, metadata, ...metadata, ...(where ? holder() : { client_secret: mintSecret() }) }
  }
  const secrets = Object.values(portals).filter(({ client_secret }) => client_secret)
  vars = {
    REGISTRATION_MODE: 'token',
    LOOPBACK_FETCH: 'on',
    CLIENTS: JSON.stringify(clients),
    CLIENT_SECRETS: secrets.map(({ client_id, client_secret }) => `${client_id}:${client_secret}`).join(' '),
  }
  enrol = await startEnrol({ vars, env: TRUST })
})
after(async () => {
  await enrol?.stop()
  await elsewhere?.stop()
})

const holder = () => ({ key: pair.privateKey, kid: '1' })

const right = (scope = 'dcr', server = enrol) => tokenOf(server, portals.basic, { scope })

const twenty = (token, server) => Promise.all(Array.from({ length: 20 }, () => register(server, METADATA, { token })))

function assertInvalidToken(answer) {
  assertRefused(answer, 401)
  assert.equal(answer.json.error, 'invalid_token')
  assert.match(answer.headers.get('www-authenticate'), /^Bearer error="invalid_token"/)
}

function assertInvalidClient(answer) {
  assertRefused(answer, 401)
  assert.equal(answer.json.error, 'invalid_client')
}

async function assertInactive(token, client, server = enrol) {
  const { status, json } = await introspect(server, token, client)
  assert.equal(status, 200)
  assert.deepEqual(json, { active: false })
}

for (const { name, method, where } of WAYS) {
  const how = [method, where].filter(Boolean).join(' and ')
  test(`B9, B10, H45, H46, O20: a client that authenticates by ${how} registers a client, which is used and deleted`, async () => {
    const portal = portals[name]
    const token = await tokenOf(enrol, portal, { scope: 'dcr' })
    const { status, json } = await register(enrol, { ...MACHINE, ...portal.metadata }, { token })
    assert.equal(status, 201, JSON.stringify(json))
    const application = { ...json, ...(where && holder()) }

    const access = await tokenOf(enrol, application)
    for (const client of [application, portal]) {
      const { json: told } = await introspect(enrol, access, client)
      assert.equal(told.active, true, JSON.stringify(told))
      assert.deepEqual([told.client_id, told.scope, told.aud], [application.client_id, 'read', enrol.issuer])
    }
    assertInvalidToken(await register(enrol, METADATA, { token: access }))
    assertInvalidToken(await manage(application, { token: access }))
    assert.equal((await manage(application)).status, 200)
    assert.equal((await manage(application, { method: 'DELETE' })).status, 204)

    await assertInactive(access, portal)
    assertInvalidClient(await introspect(enrol, access, application))
    assertInvalidClient(await revoke(enrol, access, application))
    assertInvalidClient(await askForToken(enrol, application))
    for (const method of ['GET', 'DELETE']) assertInvalidToken(await manage(application, { method }))
    await assertInactive(token, portal)
    assertInvalidToken(await register(enrol, METADATA, { token }))
  })
}

test('B10: of twenty concurrent registrations with an access token, one succeeds', async () => {
  const token = await right()
  const answers = await twenty(token, enrol)
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(19).fill(401)])
  for (const answer of answers.filter(({ status }) => status === 401)) assertInvalidToken(answer)
  await assertInactive(token, portals.basic)
})

test('B10: an access token permits the configured number of concurrent registrations', async () => {
  const generous = await startEnrol({ vars: { ...vars, REGISTRATION_TOKEN_USES: '3' }, env: TRUST })
  try {
    const [fresh, begun] = [await right('dcr', generous), await right('dcr', generous)]
    assert.equal((await register(generous, METADATA, { token: begun })).status, 201)
    assert.equal((await introspect(generous, begun, portals.basic)).json.active, true)
    for (const [token, left] of [[fresh, 3], [begun, 2]]) {
      const statuses = (await twenty(token, generous)).map(({ status }) => status)
      assert.deepEqual(statuses.sort(), [...Array(left).fill(201), ...Array(20 - left).fill(401)])
      await assertInactive(token, portals.basic, generous)
    }
  } finally {
    await generous.stop()
  }
})

test('B11: a failed registration counts no use', async () => {
  const token = await right()
  const bad = { redirect_uris: ['http://app.example/'] }
  for (const answer of await Promise.all(Array.from({ length: 5 }, () => register(enrol, bad, { token })))) {
    assertRefused(answer, 400)
  }
  const missing = { ...METADATA, sector_identifier_uri: `${elsewhere.origin}/nothing.json` }
  assertRefused(await register(enrol, missing, { token }), 400)
  assert.equal((await introspect(enrol, token, portals.basic)).json.active, true)
  assert.equal((await register(enrol, METADATA, { token })).status, 201)
  assertInvalidToken(await register(enrol, METADATA, { token }))
})

test('B4: a missing right is named, and no use is counted', async () => {
  const machine = { grant_types: ['client_credentials'] }
  for (const [scope, metadata, missing, permitted] of [
    ['dcr:grant:client_credentials', METADATA, 'dcr:grant:authorization_code', machine],
    ['dcr:grant:client_credentials', MACHINE, 'dcr:scope', machine],
    ['dcr:scope', machine, 'dcr:grant:client_credentials', undefined],
    ['dcr:scope dcr:grant:authorization_code', MACHINE, 'dcr:grant:client_credentials', METADATA],
  ]) {
    const token = await right(scope)
    const answer = await register(enrol, metadata, { token })
    assertRefused(answer, 403)
    assert.equal(answer.json.error, 'insufficient_scope')
    const header = answer.headers.get('www-authenticate')
    assert.match(header, /^Bearer error="insufficient_scope"/)
    assert.ok(header.endsWith(`scope="${missing}"`), header)
    if (permitted) assert.equal((await register(enrol, permitted, { token })).status, 201)
  }
})

test('B3: a revoked access token permits nothing', async () => {
  const token = await right()
  // A client can neither introspect nor revoke the token of another client.
  assert.equal((await revoke(enrol, token, portals.post)).status, 200)
  assert.equal((await introspect(enrol, token, portals.basic)).json.active, true)
  assert.equal((await revoke(enrol, token, portals.basic)).status, 200)
  await assertInactive(token, portals.basic)
  assertInvalidToken(await register(enrol, METADATA, { token }))
})

test('B2: a token for registration does not authenticate a client, and a client secret does not register', async () => {
  const without = await register(enrol)
  assertRefused(without, 401)
  assert.match(without.headers.get('www-authenticate'), /^Bearer(?!.*error)/)
  assertInvalidToken(await register(enrol, METADATA, { token: portals.basic.client_secret }))
  assertInvalidClient(await askForToken(enrol, { ...portals.basic, client_secret: await right() }))
})
