import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { commands } from '../../scripts/lib/commands/client.mjs'
import { startEnrol } from './support/enrol.mjs'
import { manage, send } from './support/http.mjs'
import { mintSecret, post } from './support/oauth.mjs'
import { authorize, browserOf, createUser, redeem, registered, request, SIGN_INS, WEB } from './support/sign-in.mjs'

const SECRET = mintSecret()
const BOTH = { ...WEB, grant_types: [...WEB.grant_types, 'client_credentials'] }

let enrol, alice, administrator
before(async () => {
  const operations = { grant_types: ['client_credentials'], scope: 'admin' }
  const vars = { CLIENTS: JSON.stringify({ operations }), CLIENT_SECRETS: `operations:${SECRET}`, APPROVAL: 'unverified' }
  enrol = await startEnrol({ vars, limits: SIGN_INS })
  alice = createUser(enrol)
  administrator = (await own({ client_id: 'operations', client_secret: SECRET, token_endpoint_auth_method: 'client_secret_basic' })).json.access_token
})
after(() => enrol?.stop())

const own = (client) => post(enrol, '/token', { grant_type: 'client_credentials' }, client)
const ask = (path, options) => send(`${enrol.issuer}/admin/v1${path}`, { token: administrator, ...options })
const waiting = async () => (await ask('/clients?state=waiting')).json.clients

/** Signs in at a client, and returns the page that follows. */
async function tried(client) {
  const browser = browserOf(enrol)
  const page = await browser.open(request(enrol, client).url)
  const form = page.forms.find(({ action }) => action.pathname.endsWith('/sign-in'))
  return { browser, page: await browser.send(form, { username: alice.username, password: alice.password }) }
}

test('a sealed client waits until an operator approves it, and then a user lets it in', async () => {
  const client = await registered(enrol, { ...BOTH, client_name: 'Ledger' })
  const refused = await own(client)
  assert.deepEqual([refused.status, refused.json.error], [400, 'unauthorized_client'])
  assert.deepEqual([(await manage(client)).status, await waiting()], [200, []])
  const { browser, page } = await tried(client)
  assert.match(page.text, /has not approved this app yet/)
  const [listed, ...others] = await waiting()
  assert.deepEqual([listed.client_id, listed.client_name, listed.redirect_host, others], [client.client_id, 'Ledger', 'app.example', []])

  const [{ etag }, path] = [Object.fromEntries((await ask(`/clients/${client.client_id}`)).headers), `/clients/${client.client_id}/approve`]
  const stale = await ask(path, { method: 'POST', headers: { 'if-match': '"0-0-active"' } })
  assert.equal(stale.status, 412)
  const approved = await ask(path, { method: 'POST', headers: { 'if-match': etag } })
  assert.deepEqual([approved.status, approved.json.state, await waiting()], [200, 'active', []])
  const asked = request(enrol, client)
  const { code } = await authorize(browser, asked.url, alice)
  assert.equal((await redeem(enrol, client, asked, code)).status, 200)
  assert.equal((await own(client)).status, 200)
  const { json } = await ask('/audit/administration?kind=client-approved')
  assert.equal(json.events[0].client_id, client.client_id)

  const { client_secret, client_id_issued_at, client_secret_expires_at, registration_access_token, registration_client_uri, ...members } = client
  const renamed = await manage(client, { method: 'PUT', json: { ...members, client_name: 'Your bank' } })
  assert.equal(renamed.status, 200, renamed.text)
  assert.equal((await own({ ...client, ...renamed.json })).json.error, 'unauthorized_client')
  assert.match((await tried(client)).page.text, /has not approved this app yet/)
  assert.equal((await waiting())[0].client_name, 'Your bank')
})

test('a client that is stored waits from its registration on, and the command line approves it', async () => {
  const client = await registered(enrol, { ...BOTH, software_id: 'stored', client_uri: `https://app.example/${'long'.repeat(80)}` })
  assert.match(client.client_id, /^c/)
  assert.equal((await waiting()).some(({ client_id }) => client_id === client.client_id), true)
  const surroundings = { env: { ENROL_TOKEN: administrator } }
  const { json } = await commands.approve(undefined, { url: enrol.issuer }, client.client_id, '--remote', surroundings)
  assert.deepEqual(json, { client_id: client.client_id, state: 'active' })
  assert.equal((await own(client)).status, 200)
})
