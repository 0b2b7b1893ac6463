import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as client from 'openid-client'
import { startEnrol } from '../e2e/support/enrol.mjs'

const REDIRECT_URIS = ['https://app.example/callback']

let enrol, issuer
before(async () => {
  enrol = await startEnrol({ issuerPath: '/t1' })
  issuer = new URL(enrol.issuer)
})
after(() => enrol?.stop())

const register = (metadata, authentication, algorithm = 'oidc') =>
  client.dynamicClientRegistration(issuer, metadata, authentication, {
    algorithm,
    execute: [client.allowInsecureRequests],
  })

for (const algorithm of ['oidc', 'oauth2']) {
  test(`openid-client finds the ${algorithm} document and registers a confidential client`, async () => {
    const metadata = { redirect_uris: REDIRECT_URIS, client_name: 'My app' }
    const registered = await register(metadata, undefined, algorithm)
    assert.equal(registered.serverMetadata().issuer, enrol.issuer)
    const information = registered.clientMetadata()
    assert.ok(information.client_id)
    assert.ok(information.client_secret)
    assert.equal(information.client_name, 'My app')
    assert.equal(information.token_endpoint_auth_method, 'client_secret_basic')
  })
}

test('openid-client registers a public client, which gets no secret', async () => {
  const metadata = { redirect_uris: REDIRECT_URIS, token_endpoint_auth_method: 'none' }
  const information = (await register(metadata, client.None())).clientMetadata()
  assert.ok(information.client_id)
  assert.equal(information.client_secret, undefined)
  assert.equal(information.token_endpoint_auth_method, 'none')
})

test('openid-client reads, changes and deletes the client with the registration access token', async () => {
  const registered = await register({ redirect_uris: REDIRECT_URIS })
  const information = registered.clientMetadata()
  const url = new URL(information.registration_client_uri)
  const token = information.registration_access_token
  const call = (...args) => client.fetchProtectedResource(registered, token, url, ...args)

  assert.deepEqual(await (await call('GET')).json(), { ...information })
  const body = JSON.stringify({ client_id: information.client_id, redirect_uris: ['https://app.example/other'] })
  const updated = await call('PUT', body, new Headers({ 'content-type': 'application/json' }))
  assert.deepEqual((await updated.json()).redirect_uris, ['https://app.example/other'])
  assert.equal((await call('DELETE')).status, 204)
  await assert.rejects(call('GET'), ({ cause: [challenge] }) => {
    assert.equal(challenge.scheme, 'bearer')
    assert.equal(challenge.parameters.error, 'invalid_token')
    return true
  })
})

test('openid-client tells a refused registration from a failed one', async () => {
  const registered = register({ redirect_uris: ['https://app.example/#fragment'] })
  await assert.rejects(registered, (error) => {
    assert.ok(error instanceof client.ResponseBodyError)
    assert.equal(error.status, 400)
    assert.equal(error.error, 'invalid_redirect_uri')
    assert.match(error.error_description, /redirect_uris/)
    return true
  })
})
