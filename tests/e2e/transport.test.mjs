import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, METADATA, register, send, sendRaw } from './support/http.mjs'

let enrol, database
before(async () => {
  enrol = await startEnrol({ vars: { CLIENT_STORAGE: 'stored' } })
  database = enrol.database()
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

const count = () => database.prepare('SELECT count(*) AS n FROM clients').get().n

test('A5, A31, H7, O22: other paths are 404, other methods 405 with Allow', async () => {
  const { json: client } = await register(enrol)
  const { pathname } = new URL(client.registration_client_uri)
  const rows = [
    ['GET', '/register', 405, 'POST, OPTIONS'],
    ['PUT', '/register', 405, 'POST, OPTIONS'],
    ['DELETE', '/register', 405, 'POST, OPTIONS'],
    ['PATCH', '/register', 405, 'POST, OPTIONS'],
    ['POST', pathname, 405, 'GET, HEAD, PUT, DELETE, OPTIONS'],
    ['PATCH', pathname, 405, 'GET, HEAD, PUT, DELETE, OPTIONS'],
    ['POST', '/.well-known/openid-configuration', 405, 'GET, HEAD, OPTIONS'],
    ['POST', '/.well-known/webfinger', 405, 'GET, HEAD, OPTIONS'],
    ['GET', '/nothing', 404],
    ['GET', '/authorize/', 404],
    ['GET', '/.well-known/openid-configuration/', 404],
    ['GET', '/.well-known/openid-configuration/t1', 404],
    ['POST', '/register/', 404],
    ['POST', '//register', 404],
    ['POST', '/Register', 404],
    ['POST', '/register%2f', 404],
    ['GET', `${pathname}/more`, 404],
  ]
  const before = count()
  for (const [method, path, status, allow] of rows) {
    const json = method === 'GET' ? undefined : METADATA
    const answer = await send(enrol.origin + path, { method, json })
    assertRefused(answer, status)
    assert.equal(answer.headers.get('allow') ?? undefined, allow, `${method} ${path}`)
  }
  assert.equal(count(), before)
})

test('A4, A31: a query changes nothing', async () => {
  const { status, json } = await send(`${enrol.issuer}/register?client_name=Other`, { method: 'POST', json: METADATA })
  assert.equal(status, 201)
  assert.equal(json.client_name, METADATA.client_name)
})

test('A23, H16, O21: a preflight is answered everywhere', async () => {
  const documents = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']
  for (const path of ['/register', '/register/any', ...documents]) {
    const { status, headers } = await send(enrol.origin + path, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    })
    assert.ok(status === 200 || status === 204, `${path}: ${status}`)
    assert.equal(headers.get('access-control-allow-origin'), '*')
    for (const name of ['authorization', 'content-type', 'mcp-protocol-version']) {
      assert.ok(headers.get('access-control-allow-headers').includes(name), `${path}: ${name}`)
    }
    assert.equal(headers.get('access-control-allow-credentials'), null)
  }
})

test('A24: a browser may read the answers, refusals included', async () => {
  const { json: client } = await register(enrol)
  const answers = [await register(enrol), await register(enrol, {}), await manage(client, { token: 'wrong' })]
  for (const { headers } of answers) {
    assert.equal(headers.get('access-control-allow-origin'), '*')
    assert.match(headers.get('access-control-expose-headers'), /www-authenticate/)
  }
})

test('A22, A26: every answer is JSON with the security headers', async () => {
  for (const accept of ['text/html', '*/*', 'application/xml;q=0.9']) {
    for (const [json, expected] of [[METADATA, 201], [{}, 400]]) {
      const { status, headers } = await register(enrol, json, { headers: { accept } })
      assert.equal(status, expected)
      assert.equal(headers.get('content-type'), 'application/json')
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
      assert.equal(headers.get('set-cookie'), null)
    }
  }
})

test('B5: two Authorization headers are refused', async () => {
  const { json: client } = await register(enrol)
  const line = `Authorization: Bearer ${client.registration_access_token}\r\n`
  const { pathname } = new URL(client.registration_client_uri)
  const head = `GET ${pathname} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`
  assert.equal((await sendRaw(enrol, `${head}${line}\r\n`)).status, 200)
  assert.ok([400, 401].includes((await sendRaw(enrol, `${head}${line}${line}\r\n`)).status))
})

test('B8, H1: a token in the query or the body is ignored', async () => {
  const { json: client } = await register(enrol)
  const url = `${client.registration_client_uri}?access_token=${client.registration_access_token}`
  assert.equal((await send(url)).status, 401)
  const json = { client_id: client.client_id, access_token: client.registration_access_token }
  assert.equal((await send(client.registration_client_uri, { method: 'PUT', json })).status, 401)
})

test('R40: a forged Host does not appear in the answer', async () => {
  const body = JSON.stringify(METADATA)
  const head = 'POST /register HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n'
  const more = `Connection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const { status, text } = await sendRaw(enrol, head + more)
  assert.equal(status, 201)
  assert.ok(!text.includes('evil.example'))
  assert.ok(text.includes(`${enrol.issuer}/register/`))
})

test('R38, R39: cookies and method overrides are ignored', async () => {
  const { json: client } = await register(enrol)
  const cookie = `registration_access_token=${client.registration_access_token}`
  assert.equal((await send(client.registration_client_uri, { headers: { cookie } })).status, 401)
  const answer = await manage(client, { headers: { 'x-http-method-override': 'DELETE' } })
  assert.equal(answer.status, 200)
  assert.equal((await manage(client)).status, 200)
})
