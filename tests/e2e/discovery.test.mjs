import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { manage, METADATA, register, send } from './support/http.mjs'

const DOCUMENTS = ['openid-configuration', 'oauth-authorization-server']
const AUTHORIZATION_SERVER = {
  authorization_endpoint: 'https://as.example/authorize',
  code_challenge_methods_supported: ['S256'],
  token_endpoint: 'https://as.example/token',
}

describe('an issuer without a path', () => {
  let enrol
  before(async () => (enrol = await startEnrol()))
  after(() => enrol?.stop())

  test('a monitor learns that the server and its database answer', async () => {
    const { status, json } = await send(`${enrol.origin}/healthz`)
    assert.deepEqual([status, json], [200, { status: 'ok' }])
  })

  test('L1, L4, L11, O1: both documents have the issuer and the supported values', async () => {
    for (const name of DOCUMENTS) {
      const { status, headers, json } = await send(`${enrol.origin}/.well-known/${name}`)
      assert.equal(status, 200)
      assert.equal(headers.get('content-type'), 'application/json')
      assert.equal(headers.get('access-control-allow-origin'), '*')
      assert.match(headers.get('cache-control'), /public.*max-age=\d+/)
      assert.equal(json.issuer, enrol.issuer)
      assert.equal(json.registration_endpoint, `${enrol.issuer}/register`)
      assert.ok(json.grant_types_supported.includes('authorization_code'))
      assert.ok(json.response_types_supported.includes('code'))
      assert.ok(json.token_endpoint_auth_methods_supported.includes('client_secret_basic'))
      assert.equal(json.authorization_endpoint, `${enrol.issuer}/authorize`)
    }
  })

  test('the OpenAPI document names this server and is cached until it changes', async () => {
    const { status, headers, json } = await send(`${enrol.origin}/openapi.json`)
    assert.equal(status, 200)
    assert.deepEqual(json.servers, [{ url: enrol.issuer }])
    assert.ok(json.paths['/register/{client_id}'].put)
    const again = await send(`${enrol.origin}/openapi.json`, { headers: { 'if-none-match': headers.get('etag') } })
    assert.equal(again.status, 304)
  })

  test('L14: every advertised authentication method can be registered, and no other method', async () => {
    const { json: document } = await send(`${enrol.origin}/.well-known/openid-configuration`)
    const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', kid: '1', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }] }
    for (const token_endpoint_auth_method of document.token_endpoint_auth_methods_supported) {
      const more = token_endpoint_auth_method === 'private_key_jwt' ? { jwks } : {}
      const { status } = await register(enrol, { ...METADATA, token_endpoint_auth_method, ...more })
      assert.equal(status, 201, token_endpoint_auth_method)
    }
    const { status } = await register(enrol, { ...METADATA, token_endpoint_auth_method: 'tls_client_auth' })
    assert.equal(status, 400)
  })

  test('an unchanged document is not sent again', async () => {
    for (const name of DOCUMENTS) {
      const url = `${enrol.origin}/.well-known/${name}`
      const etag = (await send(url)).headers.get('etag')
      assert.match(etag, /^"[^"]+"$/)
      const same = await send(url, { headers: { 'if-none-match': etag } })
      assert.equal(same.status, 304)
      assert.equal(same.text, '')
      assert.equal(same.headers.get('etag'), etag)
      assert.equal((await send(url, { headers: { 'if-none-match': '"other"' } })).status, 200)
    }
  })

  test('HEAD answers as GET does, without the body', async () => {
    const { status, headers, text } = await send(`${enrol.origin}/.well-known/openid-configuration`, { method: 'HEAD' })
    assert.equal(status, 200)
    assert.ok(headers.get('etag'))
    assert.equal(text, '')
  })

  test('L41, L42, L44, L45: WebFinger leads to the issuer', async () => {
    const rel = 'http://openid.net/specs/connect/1.0/issuer'
    const ask = (query) => send(`${enrol.origin}/.well-known/webfinger?${query}`)
    const { host } = new URL(enrol.origin)
    const { status, headers, json } = await ask(new URLSearchParams({ resource: `acct:joe@${host}`, rel }))
    assert.equal(status, 200)
    assert.equal(headers.get('content-type'), 'application/jrd+json')
    assert.equal(headers.get('access-control-allow-origin'), '*')
    assert.deepEqual(json.links, [{ rel, href: enrol.issuer }])
    const other = await ask(new URLSearchParams({ resource: `acct:joe@${host}`, rel: 'other' }))
    assert.equal(other.status, 200)
    assert.deepEqual(other.json.links ?? [], [])
    assert.equal((await ask('rel=x')).status, 400)
    assert.equal((await ask('resource=acct:joe@elsewhere.example')).status, 404)
  })
})

describe('an issuer with a path, beside a named authorization server', () => {
  let enrol
  const vars = { AUTHORIZATION_SERVER: JSON.stringify(AUTHORIZATION_SERVER) }
  before(async () => (enrol = await startEnrol({ issuerPath: '/t1', vars })))
  after(() => enrol?.stop())

  test('L2, L3, L6, O1: the documents are at the inserted and at the appended paths, and at no other path', async () => {
    for (const name of DOCUMENTS) {
      for (const path of [`/t1/.well-known/${name}`, `/.well-known/${name}/t1`]) {
        const { status, json } = await send(enrol.origin + path)
        assert.equal(status, 200, path)
        assert.equal(json.issuer, `${enrol.origin}/t1`)
        assert.equal(json.registration_endpoint, `${enrol.origin}/t1/register`)
      }
      for (const path of [`/.well-known/${name}`, `/.well-known/${name}/t2`, `/t2/.well-known/${name}`]) {
        assert.equal((await send(enrol.origin + path)).status, 404, path)
      }
    }
  })

  test('L13, O3, O4: the documents have the metadata of the authorization server from the settings', async () => {
    const { json } = await send(`${enrol.issuer}/.well-known/openid-configuration`)
    for (const [name, value] of Object.entries(AUTHORIZATION_SERVER)) assert.deepEqual(json[name], value)
    assert.equal(json.issuer, enrol.issuer)
  })

  test('the endpoints are below the path, and a client is managed there', async () => {
    const { status, json: client } = await register(enrol)
    assert.equal(status, 201)
    assert.equal(client.registration_client_uri, `${enrol.issuer}/register/${client.client_id}`)
    assert.equal((await manage(client)).status, 200)
    assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
    assert.equal((await register({ issuer: enrol.origin })).status, 404)
  })
})

describe('registration switched off', () => {
  let enrol
  before(async () => (enrol = await startEnrol({ vars: { REGISTRATION_MODE: 'off', CLIENT_STORAGE: 'stored' } })))
  after(() => enrol?.stop())

  test('B19: registration is not advertised, and refused', async () => {
    for (const name of DOCUMENTS) {
      const { json } = await send(`${enrol.origin}/.well-known/${name}`)
      assert.ok(!('registration_endpoint' in json))
    }
    const { status, json, headers } = await register(enrol)
    assert.equal(status, 403)
    assert.ok(json.error)
    assert.equal(headers.get('access-control-allow-origin'), '*')
    const database = enrol.database()
    assert.equal(database.prepare('SELECT count(*) AS n FROM clients').get().n, 0)
    database.close()
  })
})
