import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { manage, METADATA, register, send, withoutServerMembers } from './support/http.mjs'

let enrol
before(async () => (enrol = await startEnrol()))
after(() => enrol?.stop())

test('A1, H17, H24, H44, H45: a client is registered, read, updated, read again and deleted', async () => {
  const created = await register(enrol)
  assert.equal(created.status, 201)
  assert.equal(created.headers.get('content-type'), 'application/json')
  assert.equal(created.headers.get('cache-control'), 'no-store')
  const client = created.json

  const first = await manage(client)
  assert.equal(first.status, 200)
  assert.deepEqual(first.json, client)

  const redirect_uris = ['https://app.example/other']
  const change = { ...withoutServerMembers(client), redirect_uris, client_name: undefined }
  const updated = await manage(client, { method: 'PUT', json: change })
  assert.equal(updated.status, 200)
  assert.deepEqual(updated.json.redirect_uris, redirect_uris)
  assert.ok(!('client_name' in updated.json))
  assert.equal(updated.json.client_id, client.client_id)

  const second = await manage(updated.json)
  assert.deepEqual(second.json, updated.json)

  const deleted = await manage(client, { method: 'DELETE' })
  assert.equal(deleted.status, 204)
  assert.equal(deleted.text, '')

  for (const options of [{}, { method: 'PUT', json: change }, { method: 'DELETE' }]) {
    const after = await manage(updated.json, options)
    assert.equal(after.status, 401)
    assert.match(after.headers.get('www-authenticate'), /^Bearer .*error="invalid_token"/)
  }
})

test('C9, C15, C22, G6, G9: the answer has every default, the secret and the client configuration endpoint', async () => {
  const { json: client } = await register(enrol)
  assert.equal(client.token_endpoint_auth_method, 'client_secret_basic')
  assert.deepEqual(client.grant_types, ['authorization_code'])
  assert.deepEqual(client.response_types, ['code'])
  assert.equal(client.client_name, METADATA.client_name)
  assert.ok(client.client_secret.length >= 43)
  assert.equal(client.client_secret_expires_at, 0)
  assert.ok(Math.abs(client.client_id_issued_at - Date.now() / 1000) < 60)
  assert.equal(client.registration_client_uri, `${enrol.issuer}/register/${client.client_id}`)
})

test('C17, C18: only methods that need a secret get one', async () => {
  const keys = { keys: [{ kty: 'OKP', crv: 'Ed25519', kid: '1', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }] }
  const rows = [
    ['client_secret_basic', {}, true],
    ['client_secret_post', {}, true],
    ['client_secret_jwt', {}, true],
    ['none', {}, false],
    ['private_key_jwt', { jwks: keys }, false],
  ]
  for (const [token_endpoint_auth_method, more, hasSecret] of rows) {
    const { status, json } = await register(enrol, { ...METADATA, token_endpoint_auth_method, ...more })
    assert.equal(status, 201, `${token_endpoint_auth_method}: ${JSON.stringify(json)}`)
    assert.equal('client_secret' in json, hasSecret, token_endpoint_auth_method)
    assert.equal('client_secret_expires_at' in json, hasSecret, token_endpoint_auth_method)
  }
})

test('G18, G19: a refusal has the code and the place, and registers nothing', async () => {
  const rows = [
    [{ redirect_uris: ['https://app.example/#fragment'] }, 'invalid_redirect_uri', '/redirect_uris/0'],
    [{ ...METADATA, client_uri: 'javascript:alert(1)' }, 'invalid_client_metadata', '/client_uri'],
  ]
  const storing = await startEnrol({ vars: { CLIENT_STORAGE: 'stored' } })
  try {
    for (const [metadata, error, pointer] of rows) {
      const { status, json } = await register(storing, metadata)
      assert.equal(status, 400)
      assert.equal(json.error, error)
      assert.equal(json.pointer, pointer)
      assert.ok(json.error_description)
    }
    const database = storing.database()
    assert.equal(database.prepare('SELECT count(*) AS n FROM clients').get().n, 0)
    database.close()
  } finally {
    await storing.stop()
  }
})

test('H28, H29, H33: a refused update does not change the client', async () => {
  const { json: client } = await register(enrol)
  const good = withoutServerMembers(client)
  const rows = [
    [{ ...good, client_id: undefined }, 'invalid_request'],
    [{ ...good, client_id: 'another' }, 'invalid_request'],
    [{ ...good, client_id_issued_at: client.client_id_issued_at }, 'invalid_request'],
    [{ ...good, client_secret_expires_at: 0 }, 'invalid_request'],
    [{ ...good, registration_access_token: client.registration_access_token }, 'invalid_request'],
    [{ ...good, registration_client_uri: client.registration_client_uri }, 'invalid_request'],
    [{ ...good, redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
  ]
  for (const [json, error] of rows) {
    const refused = await manage(client, { method: 'PUT', json })
    assert.equal(refused.status, 400, JSON.stringify(json))
    assert.equal(refused.json.error, error, JSON.stringify(json))
  }
  assert.deepEqual((await manage(client)).json, client)
})

test('H39: an update with the client information response changes nothing', async () => {
  const { json: client } = await register(enrol)
  const { status, json } = await manage(client, { method: 'PUT', json: withoutServerMembers(client) })
  assert.equal(status, 200)
  assert.deepEqual(json, client)
})

test('H37: a change of the authentication method removes the secret, and adds one again', async () => {
  const { json: client } = await register(enrol)
  const { client_secret: secret, ...rest } = withoutServerMembers(client)
  const open = await manage(client, { method: 'PUT', json: { ...rest, token_endpoint_auth_method: 'none' } })
  assert.equal(open.status, 200)
  assert.ok(!('client_secret' in open.json))
  const json = { ...rest, token_endpoint_auth_method: 'client_secret_post' }
  const closed = await manage(client, { method: 'PUT', json })
  assert.equal(closed.status, 200)
  assert.ok(closed.json.client_secret)
  assert.notEqual(closed.json.client_secret, secret)
})

test('H1, H2, H3, H4, R29: every wrong client or token gets the same 401', async () => {
  const [{ json: one }, { json: other }] = [await register(enrol), await register(enrol)]
  const unknown = `${enrol.issuer}/register/${'A'.repeat(one.client_id.length)}`
  const answers = [
    await manage(one, { token: 'wrong' }),
    await manage(one, { token: other.registration_access_token }),
    await manage(one, { token: one.client_secret }),
    await send(unknown, { token: one.registration_access_token }),
    await send(`${enrol.issuer}/register/x`, { token: one.registration_access_token }),
  ]
  for (const { status, text, headers } of answers) {
    assert.equal(status, 401)
    assert.equal(text, answers[0].text)
    assert.match(headers.get('www-authenticate'), /^Bearer .*error="invalid_token"/)
  }
  const untold = await send(one.registration_client_uri)
  assert.equal(untold.status, 401)
  assert.match(untold.headers.get('www-authenticate'), /^Bearer/)
  assert.doesNotMatch(untold.headers.get('www-authenticate'), /error=/)
  assert.equal((await manage(one)).status, 200)
  assert.equal((await manage(other)).status, 200)
})

test('H23: HEAD answers as GET does, without the body', async () => {
  const { json: client } = await register(enrol)
  const { status, text, headers } = await manage(client, { method: 'HEAD' })
  assert.equal(status, 200)
  assert.equal(text, '')
  assert.equal(headers.get('content-type'), 'application/json')
})
