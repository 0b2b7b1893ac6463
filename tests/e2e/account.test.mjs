import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { manage } from './support/http.mjs'
import { browserOf, createUser, refresh, registered, SIGN_INS, signIn, WEB } from './support/sign-in.mjs'

const INITIAL = {
  client_name: 'Example app',
  redirect_uris: ['com.example.app:/callback'],
  grant_types: ['authorization_code'],
  token_endpoint_auth_method: 'none',
  scope: 'dcr',
}
const app = { client_id: 'mobile', redirect_uris: INITIAL.redirect_uris, token_endpoint_auth_method: 'none' }

let enrol, alice
before(async () => {
  enrol = await startEnrol({ vars: { CLIENTS: JSON.stringify({ mobile: INITIAL }) }, limits: SIGN_INS })
  alice = createUser(enrol)
})
after(() => enrol?.stop())

/** Opens the user's own page, and presses the button of this action; `about` tells which if there are several. */
async function press(browser, action, about = {}) {
  const page = await browser.open(`${enrol.issuer}/account`)
  const isMeant = ({ fields, buttons }) =>
    buttons.some(([, value]) => value === action) && Object.entries(about).every(([name, value]) => fields[name] === value)
  const form = page.forms.find(isMeant)
  assert.ok(form, `no button to ${action}\n${page.text}`)
  return browser.send(form, { action })
}

test('a user revokes the access of an app: its consent is forgotten, and its grants end', async () => {
  const browser = browserOf(enrol)
  const [client, other] = [await registered(enrol, { ...WEB, client_name: 'Calendar' }), await registered(enrol, WEB)]
  const tokens = await signIn(enrol, client, alice, { browser })
  const others = await signIn(enrol, other, alice, { browser })
  const page = await press(browser, 'revoke', { client_id: client.client_id })
  assert.equal(page.status, 200)
  assert.match(page.text, /The access is revoked/)
  assert.ok(!page.text.includes('Calendar') && page.text.includes('My site'), page.text)
  const { status, json } = await refresh(enrol, client, tokens.refresh_token)
  assert.deepEqual([status, json.error], [400, 'invalid_grant'])
  assert.equal((await refresh(enrol, other, others.refresh_token)).status, 200)
})

test('a user ends the sessions of other browsers', async () => {
  const [browser, lost] = [browserOf(enrol), browserOf(enrol)]
  const client = await registered(enrol, WEB)
  await signIn(enrol, client, alice, { browser })
  const tokens = await signIn(enrol, client, alice, { browser: lost })
  const page = await press(browser, 'end-others')
  assert.match(page.text, /You are signed out there/)
  assert.equal((await lost.open(`${enrol.issuer}/account`)).url.pathname, '/sign-in')
  assert.equal((await refresh(enrol, client, tokens.refresh_token)).status, 400)
})

test('a user deletes a client that the user has registered', async () => {
  const browser = browserOf(enrol)
  const { access_token } = await signIn(enrol, app, alice, { browser, scope: 'dcr', nonce: undefined })
  const client = await registered(enrol, { ...WEB, client_name: 'On a phone' }, { token: access_token })
  assert.equal((await manage(client)).status, 200)
  const page = await press(browser, 'delete', { client_id: client.client_id })
  assert.match(page.text, /The app is deleted/)
  assert.ok(!page.text.includes('On a phone'), page.text)
  assert.equal((await manage(client)).status, 401)
})
