import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { manage, send } from './support/http.mjs'
import { authorize, browserOf, claimsOf, createUser, redeem, refresh, registered, request, SIGN_INS, signIn } from './support/sign-in.mjs'

const INITIAL = 'mobile-dcr-initial-client'
const REDIRECT_URI = 'com.example.app:/callback'

/** The client that every copy of the app has before it registers: public, and with no other right than to register. */
const CLIENTS = {
  [INITIAL]: {
    client_name: 'Example app',
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'none',
    scope: 'dcr',
  },
}

const app = { client_id: INITIAL, redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'none' }

/** The metadata of one installation of the app. */
const INSTALLATION = {
  client_name: 'Example app on a phone',
  redirect_uris: [REDIRECT_URI],
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_method: 'client_secret_basic',
}

let enrol, alice
before(async () => {
  enrol = await startEnrol({ vars: { REGISTRATION_MODE: 'token', CLIENTS: JSON.stringify(CLIENTS) }, limits: SIGN_INS })
  alice = createUser(enrol)
})
after(() => enrol?.stop())

test('an app registers its installation for its user, and goes on as that client without a second sign-in', async () => {
  const browser = browserOf(enrol)
  const { access_token, id_token, scope } = await signIn(enrol, app, alice, { browser, scope: 'dcr', nonce: undefined })
  assert.deepEqual([scope, id_token], ['dcr', undefined])
  const installation = await registered(enrol, INSTALLATION, { token: access_token })
  assert.ok(installation.client_secret)

  const asked = request(enrol, installation)
  const { code, pages } = await authorize(browser, asked.url, alice)
  assert.ok(!pages.includes('sign-in'))
  const { status, json: tokens } = await redeem(enrol, installation, asked, code)
  assert.equal(status, 200, JSON.stringify(tokens))
  const claims = await claimsOf(enrol, tokens.id_token, { audience: installation.client_id })
  assert.equal(claims.sub, alice.sub)
  assert.equal((await refresh(enrol, installation, tokens.refresh_token)).status, 200)
})

test('the token of the user registers one client, and is good for nothing else', async () => {
  const { access_token } = await signIn(enrol, app, alice, { scope: 'dcr', nonce: undefined })
  assert.equal((await send(`${enrol.issuer}/userinfo`, { token: access_token })).status, 403)
  await registered(enrol, INSTALLATION, { token: access_token })
  const again = await send(`${enrol.issuer}/register`, { method: 'POST', json: INSTALLATION, token: access_token })
  assert.deepEqual([again.status, again.json.error], [401, 'invalid_token'])
})

test('the user sees the installation at /account and deletes it, which ends its tokens', async () => {
  const browser = browserOf(enrol)
  const { access_token } = await signIn(enrol, app, alice, { browser, scope: 'dcr', nonce: undefined })
  const client_name = 'Example app on a lost phone'
  const installation = await registered(enrol, { ...INSTALLATION, client_name }, { token: access_token })
  const tokens = await signIn(enrol, installation, alice, { browser })
  const account = await browser.open(`${enrol.issuer}/account`)
  assert.ok(account.text.includes(client_name), account.text)
  const isDeletion = ({ fields, buttons }) =>
    fields.client_id === installation.client_id && buttons.some(([, value]) => value === 'delete')
  const done = await browser.send(account.forms.find(isDeletion), { action: 'delete' })
  assert.equal(done.status, 200)
  assert.equal((await refresh(enrol, installation, tokens.refresh_token)).json.error, 'invalid_client')
  assert.equal((await manage(installation)).status, 401)
})

test('the user takes the access of an app back at /account', async () => {
  const browser = browserOf(enrol)
  const { access_token } = await signIn(enrol, app, alice, { browser, scope: 'dcr', nonce: undefined })
  const installation = await registered(enrol, INSTALLATION, { token: access_token })
  const tokens = await signIn(enrol, installation, alice, { browser })
  const { forms } = await browser.open(`${enrol.issuer}/account`)
  const isRevocation = ({ fields, buttons }) =>
    fields.client_id === installation.client_id && buttons.some(([, value]) => value === 'revoke')
  const done = await browser.send(forms.find(isRevocation), { action: 'revoke' })
  assert.equal(done.status, 200)
  assert.equal((await refresh(enrol, installation, tokens.refresh_token)).json.error, 'invalid_grant')
  assert.ok((await authorize(browser, request(enrol, installation).url, alice)).pages.includes('consent'))
})
