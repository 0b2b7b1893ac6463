import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { answerDevice, DEVICES, TOOL } from '../e2e/support/device.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { createUser, SIGN_INS } from '../e2e/support/sign-in.mjs'

const insecure = { [oauth.allowInsecureRequests]: true }

let enrol, alice
before(async () => {
  enrol = await startEnrol({ vars: { ...DEVICES, SCOPES_SUPPORTED: 'read write' }, limits: SIGN_INS })
  alice = createUser(enrol)
})
after(() => enrol?.stop())

test('openid-client registers, and polls until the user has let the device in', async () => {
  const options = { execute: [client.allowInsecureRequests] }
  const config = await client.dynamicClientRegistration(new URL(enrol.issuer), TOOL, client.None(), options)
  const begun = await client.initiateDeviceAuthorization(config, { scope: 'openid read' })
  await answerDevice(enrol, begun, alice)
  const tokens = await client.pollDeviceAuthorizationGrant(config, begun)
  assert.equal(tokens.claims().sub, alice.sub)
  assert.equal(tokens.scope, 'openid read')
  const { sub } = await client.fetchUserInfo(config, tokens.access_token, alice.sub)
  assert.equal(sub, alice.sub)
})

test('openid-client learns that the user refuses', async () => {
  const options = { execute: [client.allowInsecureRequests] }
  const config = await client.dynamicClientRegistration(new URL(enrol.issuer), TOOL, client.None(), options)
  const begun = await client.initiateDeviceAuthorization(config, { scope: 'read' })
  await answerDevice(enrol, begun, alice, 'deny')
  await assert.rejects(client.pollDeviceAuthorizationGrant(config, begun), ({ error }) => error === 'access_denied')
})

test('oauth4webapi begins with a secret, is told to wait, and gets the tokens', async () => {
  const issuer = new URL(enrol.issuer)
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  const metadata = { ...TOOL, token_endpoint_auth_method: 'client_secret_basic' }
  const registered = await oauth.processDynamicClientRegistrationResponse(
    await oauth.dynamicClientRegistrationRequest(server, metadata, insecure),
  )
  const proof = oauth.ClientSecretBasic(registered.client_secret)
  const begun = await oauth.processDeviceAuthorizationResponse(
    server, registered, await oauth.deviceAuthorizationRequest(server, registered, proof, { scope: 'read' }, insecure),
  )
  const poll = async () =>
    oauth.processDeviceCodeResponse(
      server, registered, await oauth.deviceCodeGrantRequest(server, registered, proof, begun.device_code, insecure),
    )
  await assert.rejects(poll, ({ error }) => error === 'authorization_pending')
  await answerDevice(enrol, begun, alice)
  assert.equal((await poll()).scope, 'read')
})
