import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose'
import * as client from 'openid-client'
import { startEnrol } from '../e2e/support/enrol.mjs'

let enrol, pair
before(async () => {
  enrol = await startEnrol({ issuerPath: '/t1', vars: { RESOURCES: 'https://api.example', SCOPES_SUPPORTED: 'read write' } })
  pair = await generateKeyPair('ES256')
})
after(() => enrol?.stop())

/** The methods of openid-client, each from the registered credentials. */
const METHODS = {
  client_secret_basic: ({ client_secret }) => client.ClientSecretBasic(client_secret),
  client_secret_post: ({ client_secret }) => client.ClientSecretPost(client_secret),
  client_secret_jwt: ({ client_secret }) => client.ClientSecretJwt(client_secret),
  private_key_jwt: () => client.PrivateKeyJwt({ key: pair.privateKey, kid: '1' }),
}

for (const [method, authentication] of Object.entries(METHODS)) {
  test(`openid-client registers with ${method} and gets a token with it, which jose verifies`, async () => {
    const metadata = { grant_types: ['client_credentials'], scope: 'read', token_endpoint_auth_method: method }
    if (method === 'private_key_jwt') metadata.jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: '1' }] }
    const execute = [client.allowInsecureRequests]
    const registered = await client.dynamicClientRegistration(new URL(enrol.issuer), metadata, undefined, { execute })
    const information = registered.clientMetadata()
    const server = registered.serverMetadata()
    const configured = new client.Configuration(server, information.client_id, information, authentication(information))
    client.allowInsecureRequests(configured)

    const tokens = await client.clientCredentialsGrant(configured, { scope: 'read' })
    assert.equal(tokens.token_type, 'bearer')
    assert.equal(tokens.expiresIn() > 0, true)
    const { payload } = await jwtVerify(tokens.access_token, createRemoteJWKSet(new URL(server.jwks_uri)), {
      issuer: enrol.issuer,
      audience: 'https://api.example',
      typ: 'at+jwt',
    })
    assert.equal(payload.sub, information.client_id)

    const refused = client.clientCredentialsGrant(configured, { scope: 'admin' })
    await assert.rejects(refused, ({ error }) => error === 'invalid_scope')
  })
}
