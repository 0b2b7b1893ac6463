import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { register, send } from './support/http.mjs'

const CALLBACK = 'https://app.example/callback'

let enrol, database, client
before(async () => {
  enrol = await startEnrol()
  database = enrol.database()
  client = (await register(enrol)).json
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

const basic = ({ client_id, client_secret }) => ({
  authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
})

/** Pushes a good request with these parameters; returns the answer. */
const push = (parameters) =>
  send(`${enrol.issuer}/par`, {
    method: 'POST',
    headers: basic(client),
    body: new URLSearchParams({ response_type: 'code', redirect_uri: CALLBACK, scope: 'openid', nonce: 'n', ...parameters }),
  })

const open = (request_uri) =>
  send(`${enrol.issuer}/authorize?${new URLSearchParams({ client_id: client.client_id, request_uri })}`)

const stored = () => database.prepare('SELECT COUNT(*) AS number FROM authorization_requests').get().number

test('a pushed request works once, whether its address or the database has it', async () => {
  for (const [state, rows] of [
    ['short', 0],
    ['s'.repeat(2000), 1],
  ]) {
    const { status, json } = await push({ state })
    assert.deepEqual([status, json.expires_in, stored()], [201, 90, rows], JSON.stringify(json))
    const first = await open(json.request_uri)
    assert.equal(first.status, 303, first.text)
    const address = first.headers.get('location')
    assert.ok(address.startsWith(`${enrol.issuer}/authorize/resume?request=`), address)
    assert.equal((await open(json.request_uri)).status, 400)
    assert.equal(stored(), 0)
    const cookie = first.headers.getSetCookie().map((it) => it.split(';')[0]).join('; ')
    const page = await send(address, { headers: { cookie } })
    assert.equal(page.status, 200)
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
    assert.equal(page.headers.get('access-control-allow-origin'), null)
    assert.equal((await send(address)).status, 400)
  }
})

test('a form of another site goes on as an address', async () => {
  const form = { client_id: client.client_id, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid', nonce: 'n' }
  const headers = { origin: 'https://app.example' }
  const sent = await send(`${enrol.issuer}/authorize`, { method: 'POST', headers, body: new URLSearchParams(form) })
  assert.equal(sent.status, 303)
  const page = await send(sent.headers.get('location'))
  assert.equal(page.status, 200, page.text)
})
