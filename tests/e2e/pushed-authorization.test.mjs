import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import { commands } from '../../scripts/lib/commands/user.mjs'
import { leadOf } from './support/browser.mjs'
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

test('a user signs in, consents, and the client gets tokens; the next time it gets a code at once', async () => {
  const typed = new PassThrough()
  typed.end('correct horse\n')
  const query = async (sql) => database.prepare(sql).all()
  await commands.create(query, { ask: true }, 'alice', '--local', { input: typed })
  const cookies = new Map()
  const browse = async (url, form) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, origin: new URL(enrol.issuer).origin }
    const answer = await send(new URL(url, enrol.issuer), form ? { method: 'POST', headers, body: new URLSearchParams(form) } : { headers })
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)
      cookies.set(name, value)
    }
    return { ...answer, location: answer.headers.get('location') ?? leadOf(answer.text), request: /name="request" value="([^"]*)"/.exec(answer.text)?.[1] }
  }
  const code_verifier = 'v'.repeat(43)
  const code_challenge = createHash('sha256').update(code_verifier).digest('base64url')
  const asked = { state: 's', code_challenge, code_challenge_method: 'S256' }
  const { request_uri } = (await push(asked)).json
  const authorize = (uri) => `/authorize?${new URLSearchParams({ client_id: client.client_id, request_uri: uri })}`
  const waiting = await browse(authorize(request_uri))
  const page = await browse(waiting.location)
  const signedIn = await browse('/sign-in', { request: page.request, username: 'alice', password: 'correct horse' })
  assert.equal(signedIn.status, 303, signedIn.text)
  const consent = await browse(signedIn.location)
  const granted = await browse('/authorize/consent', { request: consent.request, decision: 'allow' })
  assert.equal(granted.status, 200, granted.text)
  const answer = new URL(granted.location).searchParams
  assert.deepEqual([answer.get('state'), answer.get('iss')], ['s', enrol.issuer])
  const redeem = (code) =>
    send(`${enrol.issuer}/token`, {
      method: 'POST',
      headers: basic(client),
      body: new URLSearchParams({ grant_type: 'authorization_code', code, code_verifier, redirect_uri: CALLBACK }),
    })
  const { status, json } = await redeem(answer.get('code'))
  assert.equal(status, 200, JSON.stringify(json))
  assert.ok(json.id_token)
  assert.equal((await redeem(answer.get('code'))).status, 400)
  assert.equal(database.prepare('SELECT COUNT(*) AS number FROM consents').get().number, 1)
  const again = await browse(authorize((await push(asked)).json.request_uri))
  assert.ok(new URL(again.location).searchParams.get('code'), again.location)
})
