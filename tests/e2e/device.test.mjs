import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { answerDevice, DEVICE_CODE, DEVICES, TOOL } from './support/device.mjs'
import { startEnrol } from './support/enrol.mjs'
import { send } from './support/http.mjs'
import { post } from './support/oauth.mjs'
import { claimsOf, createUser, refresh, registered, SIGN_INS } from './support/sign-in.mjs'

let enrol, alice
before(async () => {
  enrol = await startEnrol({ vars: { ...DEVICES, SCOPES_SUPPORTED: 'read write' }, limits: SIGN_INS })
  alice = createUser(enrol)
})
after(() => enrol?.stop())

const begin = (client, parameters) => post(enrol, '/device_authorization', parameters, client)
const poll = (client, { device_code }) => post(enrol, '/token', { grant_type: DEVICE_CODE, device_code }, client)

const rows = () => {
  const database = enrol.database()
  const all = database.prepare('SELECT * FROM device_requests').all()
  database.close()
  return all
}

for (const [kind, members] of Object.entries({
  sealed: {},
  confidential: { token_endpoint_auth_method: 'client_secret_basic' },
})) {
  test(`a ${kind} command line program gets tokens of the user who lets it in`, async () => {
    const client = await registered(enrol, { ...TOOL, ...members })
    const { status, json: begun } = await begin(client, { scope: 'read openid offline_access' })
    assert.equal(status, 200, JSON.stringify(begun))
    assert.match(begun.user_code, /^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/)
    assert.equal((await poll(client, begun)).json.error, 'authorization_pending')
    assert.equal((await poll(client, begun)).json.error, 'slow_down')
    const { consent, done } = await answerDevice(enrol, begun, alice)
    assert.match(consent.text, /Tool/)
    assert.ok(consent.text.includes(begun.user_code))
    assert.match(done.text, /The device is connected/)
    const { status: granted, json: tokens } = await poll(client, begun)
    assert.equal(granted, 200, JSON.stringify(tokens))
    assert.equal(tokens.scope, 'read openid offline_access')
    assert.equal((await claimsOf(enrol, tokens.id_token, { audience: client.client_id })).sub, alice.sub)
    const { json: user } = await send(`${enrol.issuer}/userinfo`, { token: tokens.access_token })
    assert.equal(user.sub, alice.sub)
    assert.equal((await refresh(enrol, client, tokens.refresh_token)).status, 200)
    assert.equal((await poll(client, begun)).json.error, 'invalid_grant')
    assert.deepEqual(rows(), [])
  })
}

test('a user who refuses ends the request', async () => {
  const client = await registered(enrol, TOOL)
  const { json: begun } = await begin(client, {})
  const stored = JSON.stringify(rows())
  const [, secret] = begun.device_code.split('.')
  for (const text of [begun.user_code, begun.user_code.replace('-', ''), secret]) assert.ok(!stored.includes(text))
  const { done } = await answerDevice(enrol, begun, alice, 'deny')
  assert.match(done.text, /is not connected/)
  assert.equal((await poll(client, begun)).json.error, 'access_denied')
  assert.equal((await poll(client, begun)).json.error, 'invalid_grant')
})

test('four requests at once for the tokens of one device get them once', async () => {
  const client = await registered(enrol, TOOL)
  const { json: begun } = await begin(client, { scope: 'read' })
  await answerDevice(enrol, begun, alice)
  const answers = await Promise.all(Array.from({ length: 4 }, () => poll(client, begun)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 400, 400])
})
