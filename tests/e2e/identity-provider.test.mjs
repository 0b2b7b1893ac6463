import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { register } from './support/http.mjs'
import { Browser, startUpstream } from './support/upstream.mjs'

const CHALLENGE = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' }
const SECRET = 'a-secret-of-the-provider'
const BESIDE = { authorization_endpoint: 'https://login.example/authorize', token_endpoint: 'https://login.example/token' }

let enrol, known, open, client
before(async () => {
  ;[known, open] = await Promise.all([startUpstream(), startUpstream()])
  const vars = {
    IDENTITY_PROVIDERS: JSON.stringify({
      known: { issuer: known.issuer, client_id: 'enrol', allow: { email_domain: ['example.com'], email: ['joe@example.com'] } },
      open: { issuer: open.issuer, allow: 'everybody' },
    }),
    IDENTITY_PROVIDER_SECRETS: `known:${SECRET}`,
  }
  enrol = await startEnrol({ vars })
  const redirect_uris = [`${enrol.issuer}/sign-in/callback/known`]
  known.be({ clients: [{ client_id: 'enrol', client_secret: SECRET, redirect_uris, application_type: 'native' }] })
  open.be({ features: { registration: { enabled: true } } })
  client = (await register(enrol, { redirect_uris: ['https://app.example/cb'], token_endpoint_auth_method: 'none' })).json
})
after(async () => {
  await enrol?.stop()
  await Promise.all([known?.stop(), open?.stop()])
})

const field = (text, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1]

/** Chooses a provider on the sign-in page, signs in there, and returns the page or address at the end. */
async function signIn(browser, provider, login) {
  const asked = { client_id: client.client_id, response_type: 'code', redirect_uri: 'https://app.example/cb', ...CHALLENGE }
  const page = await browser.open(`${enrol.issuer}/authorize?${new URLSearchParams(asked)}`)
  assert.equal(page.status, 200, page.text)
  const chosen = await browser.open(`${enrol.issuer}/sign-in/provider`, { request: field(page.text, 'request'), provider })
  const there = /content="0;url=([^"]+)"/.exec(chosen.text)?.[1].replaceAll('&amp;', '&')
  assert.ok(there, chosen.text)
  let at = await browser.open(there)
  for (const form of [{ prompt: 'login', login, password: 'any' }, { prompt: 'consent' }]) {
    const action = /action="([^"]+)"/.exec(at.text)?.[1]
    assert.ok(action?.includes('/interaction/'), at.text)
    at = await browser.open(action, form)
  }
  return at
}

const rows = (table) => enrol.database().prepare(`SELECT * FROM ${table}`).all()

test('a user of an OpenID Provider signs in, and consents for the app', async () => {
  const at = await signIn(new Browser(), 'known', 'joe')
  assert.match(at.address, /\/authorize\/resume\?request=/)
  assert.match(at.text, /app\.example/)
  const user = rows('users').find(({ subject }) => subject === 'joe')
  assert.equal(user.issuer, known.issuer)
  assert.deepEqual(JSON.parse(user.claims), { email: 'joe@example.com', email_verified: true, name: 'User joe' })
})

test('a user whom the rule does not allow gets a page and no session', async () => {
  const at = await signIn(new Browser(), 'known', 'eve')
  assert.match(at.address, /\/sign-in\/callback\/known\?/)
  assert.equal(at.status, 403, at.text)
  assert.ok(rows('users').every(({ subject }) => subject !== 'eve'))
})

test('the server registers itself at a provider once, and remembers its credentials sealed', async () => {
  for (const login of ['ann', 'bob']) {
    const at = await signIn(new Browser(), 'open', login)
    assert.match(at.text, /app\.example/, at.text)
  }
  const [registration, ...others] = rows('provider_clients')
  assert.deepEqual([registration.issuer, others.length, registration.expires_at], [open.issuer, 0, null])
  assert.match(registration.sealed, /^[A-Za-z0-9_-]{100,}$/)
})

test('a callback is of no use in another browser', async () => {
  const at = await signIn(new Browser(), 'known', 'eve')
  const again = await new Browser().open(at.address)
  assert.equal(again.status, 400)
  assert.ok(await enrol.lines.saying('the browser has no cookie'))
})

test('another authorization server reads a client and has its secret checked', async () => {
  const reader = 'r'.repeat(64)
  const vars = {
    AUTHORIZATION_SERVER: JSON.stringify(BESIDE),
    CLIENTS: JSON.stringify({ login: { grant_types: ['client_credentials'], scope: 'clients:read' } }),
    CLIENT_SECRETS: `login:${reader}`,
  }
  const beside = await startEnrol({ vars })
  try {
    const { json } = await register(beside)
    const headers = { authorization: `Basic ${btoa(`login:${reader}`)}` }
    const address = `${beside.issuer}/clients/${json.client_id}`
    const read = await fetch(address, { headers })
    assert.equal(read.status, 200)
    const { client_id, redirect_uris, client_secret } = await read.json()
    assert.deepEqual([client_id, redirect_uris, client_secret], [json.client_id, json.redirect_uris, undefined])
    for (const [secret, authenticated] of [[json.client_secret, true], ['wrong', false]]) {
      const body = new URLSearchParams({ client_secret: secret, client_address: '203.0.113.7' })
      const checked = await fetch(`${address}/authenticate`, { method: 'POST', headers, body })
      assert.deepEqual([checked.status, await checked.json()], [200, { authenticated }])
    }
    assert.equal((await fetch(address)).status, 401)
  } finally {
    await beside.stop()
  }
})
