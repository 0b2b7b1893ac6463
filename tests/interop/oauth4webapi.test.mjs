import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { startEnrol } from '../e2e/support/enrol.mjs'

const REDIRECT_URIS = ['https://app.example/callback']
const insecure = { [oauth.allowInsecureRequests]: true }

let enrol, server
before(async () => {
  enrol = await startEnrol()
  server = await discover('oauth2')
})
after(() => enrol?.stop())

async function discover(algorithm) {
  const issuer = new URL(enrol.issuer)
  const response = await oauth.discoveryRequest(issuer, { algorithm, ...insecure })
  return oauth.processDiscoveryResponse(issuer, response)
}

async function register(metadata) {
  const response = await oauth.dynamicClientRegistrationRequest(server, metadata, insecure)
  return oauth.processDynamicClientRegistrationResponse(response)
}

const call = ({ registration_access_token: token, registration_client_uri: uri }, method, headers, body) =>
  oauth.protectedResourceRequest(token, method, new URL(uri), headers, body, insecure)

test('oauth4webapi reads both discovery documents', async () => {
  for (const algorithm of ['oauth2', 'oidc']) {
    const { issuer, registration_endpoint } = await discover(algorithm)
    assert.equal(issuer, enrol.issuer)
    assert.equal(registration_endpoint, `${enrol.issuer}/register`)
  }
})

test('oauth4webapi registers a confidential client', async () => {
  const client = await register({ redirect_uris: REDIRECT_URIS, token_endpoint_auth_method: 'client_secret_post' })
  assert.ok(client.client_secret)
  assert.equal(client.client_secret_expires_at, 0)
  assert.equal(client.token_endpoint_auth_method, 'client_secret_post')
})

test('oauth4webapi registers a public client, which gets no secret', async () => {
  const client = await register({ redirect_uris: REDIRECT_URIS, token_endpoint_auth_method: 'none' })
  assert.equal(client.client_secret, undefined)
})

test('oauth4webapi reads, changes and deletes the client with the registration access token', async () => {
  const client = await register({ redirect_uris: REDIRECT_URIS })
  assert.deepEqual(await (await call(client, 'GET')).json(), client)

  const body = JSON.stringify({ client_id: client.client_id, redirect_uris: ['https://app.example/other'] })
  const updated = await call(client, 'PUT', new Headers({ 'content-type': 'application/json' }), body)
  assert.equal(updated.status, 200)
  assert.deepEqual((await updated.json()).redirect_uris, ['https://app.example/other'])

  assert.equal((await call(client, 'DELETE')).status, 204)
  await assert.rejects(call(client, 'GET'), oauth.WWWAuthenticateChallengeError)
})

test('oauth4webapi tells a refused registration', async () => {
  const registered = register({ redirect_uris: ['https://app.example/#fragment'] })
  await assert.rejects(registered, (error) => {
    assert.ok(error instanceof oauth.ResponseBodyError)
    assert.equal(error.error, 'invalid_redirect_uri')
    return true
  })
})
