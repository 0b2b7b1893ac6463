import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { goProgram, lackOfGo } from '../../scripts/lib/go-programs.mjs'
import { codeOf } from '../e2e/support/authenticator.mjs'
import { answerDevice, DEVICES, TOOL } from '../e2e/support/device.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { browserOf, createUser, registered, SIGN_INS } from '../e2e/support/sign-in.mjs'
import { ask } from './support/program.mjs'

const skip = lackOfGo()
const MFA = 'https://refeds.org/profile/mfa'

let enrol, alice
before(async () => {
  if (skip) return
  enrol = await startEnrol({ vars: { ...DEVICES, SCOPES_SUPPORTED: 'read write' }, limits: SIGN_INS })
  alice = createUser(enrol)
})
after(() => enrol?.stop())

/** Returns a client, registered by HTTP, and the steps of the Go program for it. */
async function tool(metadata = {}) {
  const { client_id, client_secret } = await registered(enrol, { ...TOOL, ...metadata })
  const task = { issuer: enrol.issuer, client_id, client_secret, scopes: ['openid', 'read'] }
  const run = (more) => ask(goProgram('device'), [], { ...task, ...more })
  return { client_id, begin: (more) => run({ step: 'begin', ...more }), poll: (device) => run({ step: 'poll', device }) }
}

// The package sends no secret in the header of the first request: as a parameter it can be added.
for (const token_endpoint_auth_method of ['none', 'client_secret_post']) {
  test(`golang.org/x/oauth2 gets the tokens of a device by ${token_endpoint_auth_method}, and go-oidc verifies them`, { skip }, async () => {
    const { client_id, begin, poll } = await tool({ token_endpoint_auth_method })
    const begun = await begin()
    const polled = poll(begun)
    await answerDevice(enrol, begun, alice)
    const told = await polled
    assert.equal(told.refusal, '')
    assert.equal(told.device_endpoint, `${enrol.issuer}/device_authorization`)
    assert.equal(told.scope, 'openid read')
    const { claims, access_claims } = told
    assert.deepEqual([claims.sub, claims.aud, claims.amr, claims.acr], [alice.sub, client_id, ['pwd'], undefined])
    assert.deepEqual([access_claims.sub, access_claims.client_id], [alice.sub, client_id])
    assert.deepEqual([told.user_info, told.refreshed], [alice.sub, true])
  })
}

test('golang.org/x/oauth2 learns that the user refuses, and that a code counts once', { skip }, async () => {
  const { begin, poll } = await tool()
  const refused = await begin()
  await answerDevice(enrol, refused, alice, 'deny')
  assert.equal((await poll(refused)).refusal, 'access_denied')
  const used = await begin()
  await answerDevice(enrol, used, alice)
  assert.equal((await poll(used)).refusal, '')
  assert.equal((await poll(used)).refusal, 'invalid_grant')
})

test('golang.org/x/oauth2 demands a second factor for a device, and go-oidc reads acr and amr', { skip }, async () => {
  const bob = createUser(enrol, 'bob')
  const { begin, poll } = await tool()
  const begun = await begin({ acr_values: MFA })
  const browser = browserOf(enrol)
  const { username, password } = bob
  const login = await browser.open(begun.verification_uri)
  const typing = await browser.send(login.forms[0], { username, password })
  const again = await browser.send(typing.forms.at(-1), { user_code: begun.user_code })
  const offer = await browser.send(again.forms.find(({ fields }) => 'request' in fields), { username, password })
  const [, secret] = /<code translate="no">(\w+)</.exec(offer.text)
  const step = offer.forms.find(({ fields }) => 'step' in fields)
  const noted = await browser.send(step, { code: codeOf(secret) })
  assert.match(noted.text, /Your recovery codes/)
  const retyping = await browser.open(begun.verification_uri_complete)
  const consent = await browser.send(retyping.forms.at(-1), { user_code: begun.user_code })
  await browser.send(consent.forms.at(-1), { decision: 'allow' })
  const { claims, access_claims } = await poll(begun)
  assert.deepEqual([claims.acr, claims.amr], [MFA, ['pwd', 'otp', 'mfa']])
  assert.deepEqual([access_claims.acr, access_claims.amr], [MFA, ['pwd', 'otp', 'mfa']])
})
