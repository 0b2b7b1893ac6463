import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair } from 'jose'
import { lackOfPython } from '../../scripts/lib/python.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { register } from '../e2e/support/http.mjs'
import { runScript } from './support/python.mjs'

const RESOURCE = 'https://api.example'

const skip = lackOfPython()

let enrol, key, publicKey
before(async () => {
  if (skip) return
  enrol = await startEnrol({ issuerPath: '/t1', vars: { RESOURCES: RESOURCE, SCOPES_SUPPORTED: 'read write' } })
  const pair = await generateKeyPair('ES256', { extractable: true })
  const name = { kid: '1', alg: 'ES256' }
  key = { ...(await exportJWK(pair.privateKey)), ...name }
  publicKey = { ...(await exportJWK(pair.publicKey)), ...name }
})
after(() => enrol?.stop())

for (const method of ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt']) {
  test(`authlib gets a token with ${method}, which PyJWT and authlib verify`, { skip }, async () => {
    const metadata = { grant_types: ['client_credentials'], scope: 'read', token_endpoint_auth_method: method }
    if (method === 'private_key_jwt') metadata.jwks = { keys: [publicKey] }
    const { json: client } = await register(enrol, metadata)
    const { issuer } = enrol
    const { pyjwt, authlib, refused } = await runScript('get_token.py', { issuer, resource: RESOURCE, client, key })
    assert.equal(pyjwt.header.typ, 'at+jwt')
    const { iss, aud, sub, scope } = pyjwt.claims
    assert.deepEqual({ iss, aud, sub, scope }, { iss: issuer, aud: RESOURCE, sub: client.client_id, scope: 'read' })
    assert.deepEqual(authlib, pyjwt)
    assert.deepEqual(refused, REFUSED)
  })
}

const REFUSED = {
  scope: 'invalid_scope',
  'pyjwt, other audience': 'InvalidAudienceError',
  'pyjwt, other signature': 'InvalidSignatureError',
  'authlib, other audience': 'invalid_token',
  'authlib, other issuer': 'invalid_token',
  'authlib, other signature': 'invalid_token',
  'authlib, more scope': 'insufficient_scope',
}
