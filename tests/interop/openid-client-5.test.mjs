import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { errors, Issuer } from 'openid-client-5'
import { startEnrol } from '../e2e/support/enrol.mjs'

const REDIRECT_URIS = ['https://app.example/callback']

let enrol, issuer
before(async () => {
  enrol = await startEnrol()
  issuer = await Issuer.discover(enrol.issuer)
})
after(() => enrol?.stop())

test('openid-client 5 discovers the server', () => {
  assert.equal(issuer.metadata.issuer, enrol.issuer)
  assert.equal(issuer.metadata.registration_endpoint, `${enrol.issuer}/register`)
})

test('openid-client 5 registers a confidential client and finds it again by its address', async () => {
  const client = await issuer.Client.register({ redirect_uris: REDIRECT_URIS, client_name: 'My app' })
  assert.ok(client.client_id)
  assert.ok(client.client_secret)
  const found = await issuer.Client.fromUri(client.registration_client_uri, client.registration_access_token)
  assert.deepEqual(found.metadata, client.metadata)
})

test('openid-client 5 registers a public client, which gets no secret', async () => {
  const client = await issuer.Client.register({ redirect_uris: REDIRECT_URIS, token_endpoint_auth_method: 'none' })
  assert.ok(client.client_id)
  assert.equal(client.client_secret, undefined)
})

test('openid-client 5 registers a client with a key of its own', async () => {
  const jwk = {
    kty: 'EC', crv: 'P-256', kid: '1', use: 'sig',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
  }
  const metadata = { redirect_uris: REDIRECT_URIS, token_endpoint_auth_method: 'private_key_jwt' }
  const client = await issuer.Client.register(metadata, { jwks: { keys: [jwk] } })
  assert.equal(client.client_secret, undefined)
  assert.equal(client.metadata.jwks.keys[0].kid, '1')
  assert.equal(client.metadata.jwks.keys[0].d, undefined)
})

test('openid-client 5 tells what the server refused', async () => {
  const registered = issuer.Client.register({ redirect_uris: ['https://app.example/#fragment'] })
  await assert.rejects(registered, (error) => {
    assert.ok(error instanceof errors.OPError)
    assert.equal(error.error, 'invalid_redirect_uri')
    return true
  })
  const { registration_client_uri: uri } = await issuer.Client.register({ redirect_uris: REDIRECT_URIS })
  await assert.rejects(issuer.Client.fromUri(uri, 'wrong'), ({ error }) => error === 'invalid_token')
})
