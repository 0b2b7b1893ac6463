import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { custom, Issuer } from 'openid-client-5'
import { startEnrol } from '../e2e/support/enrol.mjs'

// wrangler makes the certificate of its local server itself, so nobody vouches for it.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
custom.setHttpOptionsDefaults({ timeout: 10_000 })

const REDIRECT_URIS = ['https://app.example/callback']

let enrol
before(async () => (enrol = await startEnrol({ scheme: 'https' })))
after(() => enrol?.stop())

test('L8, L41: openid-client 5 finds the server by WebFinger, registers and reads, all over https', async () => {
  const { host } = new URL(enrol.origin)
  const issuer = await Issuer.webfinger(`acct:joe@${host}`)
  assert.equal(issuer.issuer, enrol.issuer)
  const client = await issuer.Client.register({ redirect_uris: REDIRECT_URIS })
  assert.equal(new URL(client.registration_client_uri).protocol, 'https:')
  const found = await issuer.Client.fromUri(client.registration_client_uri, client.registration_access_token)
  assert.deepEqual(found.metadata, client.metadata)
})

test('L8: oauth4webapi needs no leave for insecure requests', async () => {
  const issuer = new URL(enrol.issuer)
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer))
  const response = await oauth.dynamicClientRegistrationRequest(server, { redirect_uris: REDIRECT_URIS })
  assert.ok((await oauth.processDynamicClientRegistrationResponse(response)).client_id)
})
