import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { manage, send } from './support/http.mjs'
import { introspect, mintSecret, revoke } from './support/oauth.mjs'
import { authorize, browserOf, claimsOf, createUser, NATIVE, redeem, refresh, registered, request, SIGN_INS, signIn, WEB } from './support/sign-in.mjs'

const API = { client_id: 'api', client_secret: mintSecret(), token_endpoint_auth_method: 'client_secret_basic' }
const RESOURCE = 'https://api.example'

let enrol, alice
before(async () => {
  const clients = { api: { grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic' } }
  const vars = { CLIENTS: JSON.stringify(clients), CLIENT_SECRETS: `api:${API.client_secret}`, RESOURCES: RESOURCE }
  enrol = await startEnrol({ vars, limits: SIGN_INS })
  alice = createUser(enrol)
})
after(() => enrol?.stop())

const isActive = async (token) => (await introspect(enrol, token, API)).json.active
const userinfo = (token) => send(`${enrol.issuer}/userinfo`, { token })

for (const [kind, metadata] of Object.entries({ public: NATIVE, confidential: WEB })) {
  test(`a user signs in at a ${kind} client, which learns who the user is`, async () => {
    const client = await registered(enrol, metadata)
    const tokens = await signIn(enrol, client, alice, { scope: 'openid profile email' })
    const claims = await claimsOf(enrol, tokens.id_token, { audience: client.client_id })
    assert.equal(claims.nonce, tokens.nonce)
    assert.equal(claims.at_hash, halfDigest(tokens.access_token))
    assert.ok(Math.abs(claims.auth_time - Date.now() / 1000) < 60)
    assert.deepEqual(claims.amr, ['pwd'])
    const { status, json } = await userinfo(tokens.access_token)
    assert.equal(status, 200, JSON.stringify(json))
    assert.equal(json.sub, claims.sub)
    assert.deepEqual([json.name, json.email, json.email_verified], ['Alice Example', 'alice@example.com', true])
  })
}

const halfDigest = (text) => createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')

test('a wrong password shows the page again, and the right one goes on', async () => {
  const client = await registered(enrol)
  const browser = browserOf(enrol)
  const { url, state } = request(enrol, client)
  const page = await browser.open(url)
  const again = await browser.send(page.forms[0], { username: alice.username, password: 'wrong password' })
  assert.match(again.text, /The user name or the password is wrong/)
  const unknown = await browser.send(again.forms[0], { username: 'nobody', password: 'wrong password' })
  assert.match(unknown.text, /The user name or the password is wrong/)
  assert.equal(unknown.text.includes('nobody'), true, 'the name stays filled in')
  const consent = await browser.send(unknown.forms[0], { username: alice.username, password: alice.password })
  const { location } = await browser.send(consent.forms.at(-1), { decision: 'allow' })
  assert.equal(location.searchParams.get('state'), state)
  assert.ok(location.searchParams.get('code'))
})

test('a user who denies goes back with access_denied', async () => {
  const client = await registered(enrol)
  const { url, state } = request(enrol, client)
  const { error, code, iss, state: returned } = await authorize(browserOf(enrol), url, alice, 'deny')
  assert.deepEqual([error, code, iss, returned], ['access_denied', undefined, enrol.issuer, state])
})

test('a second client of one browser needs no second password, and prompt=login asks for it again', async () => {
  const browser = browserOf(enrol)
  const [first, second] = [await registered(enrol), await registered(enrol, WEB)]
  assert.deepEqual((await authorize(browser, request(enrol, first).url, alice)).pages, ['sign-in', 'consent'])
  assert.deepEqual((await authorize(browser, request(enrol, second).url, alice)).pages, ['consent'])
  assert.deepEqual((await authorize(browser, request(enrol, second).url, alice)).pages, [], 'the consent is remembered')
  const again = request(enrol, second, { prompt: 'login' })
  assert.deepEqual((await authorize(browser, again.url, alice)).pages, ['sign-in'])
  const nobody = await authorize(browserOf(enrol), request(enrol, second, { prompt: 'none' }).url, alice).catch((error) => error)
  assert.ok(nobody.error === 'login_required' || /login_required|<form/.test(nobody.message), 'no page to sign in')
})

test('a code works once: a second redemption ends the tokens of the first', async () => {
  const client = await registered(enrol, WEB)
  const asked = request(enrol, client)
  const { code } = await authorize(browserOf(enrol), asked.url, alice)
  const { json: tokens } = await redeem(enrol, client, asked, code)
  assert.equal(await isActive(tokens.access_token), true)
  const again = await redeem(enrol, client, asked, code)
  assert.deepEqual([again.status, again.json.error], [400, 'invalid_grant'])
  assert.equal(await isActive(tokens.access_token), false)
  const refreshed = await refresh(enrol, client, tokens.refresh_token)
  assert.deepEqual([refreshed.status, refreshed.json.error], [400, 'invalid_grant'])
})

test('of twenty concurrent redemptions of a code at most one gets tokens, and they end', async () => {
  const client = await registered(enrol, WEB)
  const asked = request(enrol, client)
  const { code } = await authorize(browserOf(enrol), asked.url, alice)
  const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(enrol, client, asked, code)))
  const good = answers.filter(({ status }) => status === 200)
  assert.ok(good.length <= 1)
  for (const { json } of good) assert.equal(await isActive(json.access_token), false)
})

test('a code is of no use to another client, with another URI, or without its verifier', async () => {
  const [client, other] = [await registered(enrol, WEB), await registered(enrol, WEB)]
  const asked = request(enrol, client)
  const { code } = await authorize(browserOf(enrol), asked.url, alice)
  const refused = async (...args) => {
    const { status, json } = await redeem(enrol, ...args)
    assert.deepEqual([status, json.error], [400, 'invalid_grant'], JSON.stringify(json))
  }
  await refused(other, asked, code)
  await refused(client, { ...asked, redirect_uri: 'https://app.example/other' }, code)
  await refused(client, { ...asked, code_verifier: 'x'.repeat(43) }, code)
  assert.equal((await redeem(enrol, client, asked, code)).status, 200, 'no refusal has used it up')
})

test('a refresh token is replaced when it is used, and its reuse ends the grant', async () => {
  const client = await registered(enrol)
  const first = await signIn(enrol, client, alice)
  const { status, json: second } = await refresh(enrol, client, first.refresh_token)
  assert.equal(status, 200, JSON.stringify(second))
  assert.notEqual(second.refresh_token, first.refresh_token)
  const { json: third } = await refresh(enrol, client, second.refresh_token)
  assert.equal(await isActive(third.access_token), true)
  const reused = await refresh(enrol, client, first.refresh_token)
  assert.deepEqual([reused.status, reused.json.error], [400, 'invalid_grant'])
  assert.equal(await isActive(third.access_token), false)
  const last = await refresh(enrol, client, third.refresh_token)
  assert.deepEqual([last.status, last.json.error], [400, 'invalid_grant'])
})

test('an answer that was lost is given once more, with the same successor', async () => {
  const client = await registered(enrol)
  const { refresh_token } = await signIn(enrol, client, alice)
  const [lost, repeated] = [await refresh(enrol, client, refresh_token), await refresh(enrol, client, refresh_token)]
  assert.deepEqual([lost.status, repeated.status], [200, 200])
  assert.equal(repeated.json.refresh_token, lost.json.refresh_token)
  assert.equal((await refresh(enrol, client, refresh_token)).json.error, 'invalid_grant', 'once')
})

test('with its client a grant ends', async () => {
  for (const metadata of [NATIVE, WEB]) {
    const client = await registered(enrol, metadata)
    const tokens = await signIn(enrol, client, alice)
    assert.equal(await isActive(tokens.access_token), true)
    assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
    assert.equal(await isActive(tokens.access_token), false)
    assert.equal((await userinfo(tokens.access_token)).status, 401)
    assert.equal((await refresh(enrol, client, tokens.refresh_token)).json.error, 'invalid_client')
  }
})

test('a refresh token that is revoked ends its access tokens', async () => {
  const client = await registered(enrol, WEB)
  const tokens = await signIn(enrol, client, alice)
  assert.equal((await revoke(enrol, tokens.refresh_token, client)).status, 200)
  assert.equal((await refresh(enrol, client, tokens.refresh_token)).json.error, 'invalid_grant')
  assert.equal(await isActive(tokens.access_token), false)
})

test('a resource that the request names is the audience of the access token', async () => {
  const client = await registered(enrol)
  const tokens = await signIn(enrol, client, alice, { resource: RESOURCE })
  const claims = await claimsOf(enrol, tokens.access_token, { audience: RESOURCE, typ: 'at+jwt' })
  assert.equal(claims.client_id, client.client_id)
})

test('a returning user costs the statements that docs/scale.md says', async () => {
  const client = await registered(enrol, WEB)
  const browser = browserOf(enrol)
  await signIn(enrol, client, alice, { browser })
  const tokens = await signIn(enrol, client, alice, { browser })
  await refresh(enrol, client, tokens.refresh_token)
  const of = (line) => line.client_id === client.client_id && line.d1_statements !== undefined
  // Four lines of the first sign-in, two of the second, and one of the refresh.
  const counts = (await enrol.lines.matching(7, of)).slice(-3).map(({ route, d1_statements }) => [route, d1_statements])
  assert.deepEqual(counts, [['authorization', 2], ['token', 2], ['token', 2]])
})
