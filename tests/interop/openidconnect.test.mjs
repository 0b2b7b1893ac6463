import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { buildRustPrograms, rustProgram } from '../../scripts/lib/rust-programs.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { manage } from '../e2e/support/http.mjs'
import { ask } from './support/program.mjs'

const KEY = {
  kty: 'OKP',
  crv: 'Ed25519',
  use: 'sig',
  kid: 'provider',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
}

const authorizationServer = (jwks_uri) => ({
  acr_values_supported: ['urn:mace:incommon:iap:silver'],
  authorization_endpoint: 'https://op.example/authorize',
  claims_supported: ['sub', 'email'],
  code_challenge_methods_supported: ['S256'],
  id_token_encryption_alg_values_supported: ['ECDH-ES'],
  id_token_encryption_enc_values_supported: ['A128GCM'],
  id_token_signing_alg_values_supported: ['RS256', 'ES256'],
  jwks_uri,
  request_object_signing_alg_values_supported: ['ES256'],
  request_uri_parameter_supported: true,
  subject_types_supported: ['public', 'pairwise'],
  token_endpoint: 'https://op.example/token',
  userinfo_endpoint: 'https://op.example/userinfo',
  userinfo_signing_alg_values_supported: ['RS256'],
})

let keys, enrol
before(async () => {
  assert.ok(await buildRustPrograms(), 'the program builds')
  keys = createServer((_, response) => {
    response.setHeader('content-type', 'application/jwk-set+json').end(JSON.stringify({ keys: [KEY] }))
  }).listen(0, 'localhost')
  await once(keys, 'listening')
  enrol = await startEnrol({
    issuerPath: '/t1',
    vars: {
      AUTHORIZATION_SERVER: JSON.stringify(authorizationServer(`http://localhost:${keys.address().port}/jwks`)),
      GRANT_TYPES_SUPPORTED: 'authorization_code implicit refresh_token',
      RESPONSE_TYPES_SUPPORTED: '["code", "code id_token"]',
    },
  })
})
after(async () => {
  await enrol?.stop()
  keys?.closeAllConnections()
  keys?.close()
})

/** Returns the client as the program prints it, after it has found all that it asked for in the answer. */
const register = (client) => ask(rustProgram('openidconnect'), [], { issuer: enrol.issuer, client })

/** The client as it is read with its registration access token, less the one member that the crate has no name for. */
async function knownOf(client) {
  const { status, json } = await manage(client)
  assert.equal(status, 200)
  const { require_signed_request_object, ...known } = json
  assert.equal(require_signed_request_object, false)
  return known
}

test('the openidconnect crate discovers the provider and its keys', async () => {
  const { provider, keys } = await register('native')
  assert.equal(provider.issuer, enrol.issuer)
  assert.equal(provider.registration_endpoint, `${enrol.issuer}/register`)
  assert.deepEqual(provider.response_types_supported, ['code', 'code id_token'])
  assert.deepEqual(provider.id_token_signing_alg_values_supported, ['RS256', 'ES256'])
  assert.deepEqual(provider.subject_types_supported, ['public', 'pairwise'])
  assert.equal(keys, 1)
})

test('the openidconnect crate registers a web client with every member that it knows', async () => {
  const { client } = await register('web')
  assert.equal(client.client_secret.length, 86)
  assert.equal(client.client_secret_expires_at, 0)
  assert.ok(Math.abs(client.client_id_issued_at - Date.now() / 1000) < 60)
  assert.equal(client.registration_client_uri, `${enrol.issuer}/register/${client.client_id}`)
  assert.equal(client.client_name, 'My app')
  assert.equal(client['client_name#fr'], 'Mon appli')
  assert.equal(client['client_name#ja-Jpan-JP'], '私のアプリ')
  assert.deepEqual(client.jwks.keys.map(({ kid }) => kid), ['signature', 'encryption'])
  assert.deepEqual(client.response_types, ['code', 'code id_token'])
  assert.equal(client.default_max_age, 3600)
  assert.equal(client.require_auth_time, true)
  assert.equal(client.subject_type, 'pairwise')

  assert.deepEqual(await knownOf(client), client)
})

test('the openidconnect crate registers a native client with keys of its own, which gets no secret', async () => {
  const { client } = await register('native')
  assert.equal(client.client_secret, undefined)
  assert.equal(client.client_secret_expires_at, undefined)
  assert.equal(client.token_endpoint_auth_method, 'private_key_jwt')
  assert.deepEqual(client.redirect_uris, ['http://127.0.0.1/callback', 'com.example.app:/callback'])
  assert.deepEqual(await knownOf(client), client)
})

test('the openidconnect crate tells a refused redirection URI', async () => {
  const { refusal, client } = await register('refused')
  assert.equal(client, undefined)
  assert.equal(refusal.error, 'invalid_redirect_uri')
  assert.match(refusal.error_description, /^redirect_uris\[1\] must not have a fragment$/)
})
