import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as oauth2 from '@openid4vc/oauth2'
import * as jose from 'jose'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { register } from '../e2e/support/http.mjs'

const ATTESTER = 'https://attest.example'

// The keys of the vendor's server, and of the installation.
const keys = new Map()
async function newKey() {
  const { publicKey, privateKey } = await jose.generateKeyPair('ES256')
  const publicJwk = await jose.exportJWK(publicKey)
  keys.set(await jose.calculateJwkThumbprint(publicJwk), privateKey)
  return { method: 'jwk', alg: 'ES256', publicJwk }
}

const callbacks = {
  async signJwt(signer, { header, payload }) {
    const key = keys.get(await jose.calculateJwkThumbprint(signer.publicJwk))
    const { jwk, ...protectedHeader } = header
    // A proof of the possession of a key has it in its header. An attestation does not: the attester publishes its own.
    const own = header.typ === 'dpop+jwt' ? { ...protectedHeader, jwk } : protectedHeader
    return { jwt: await new jose.SignJWT(payload).setProtectedHeader(own).sign(key), signerJwk: signer.publicJwk }
  },
  generateRandom: (length) => crypto.getRandomValues(new Uint8Array(length)),
  hash: async (data, algorithm) => new Uint8Array(await crypto.subtle.digest(algorithm.toUpperCase(), data)),
  verifyJwt: () => ({ verified: false }),
}

let enrol, attester, installation
before(async () => {
  attester = await newKey()
  installation = await newKey()
  const jwks = { keys: [{ ...attester.publicJwk, kid: 'a1', alg: 'ES256', use: 'sig' }] }
  enrol = await startEnrol({
    vars: {
      ATTESTERS: JSON.stringify({ [ATTESTER]: { jwks } }),
      TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED: 'client_secret_basic attest_jwt_client_auth',
    },
  })
})
after(() => enrol?.stop())

async function clientOf(signer) {
  const { status, json } = await register(enrol, {
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'attest_jwt_client_auth',
  })
  assert.equal(status, 201, JSON.stringify(json))
  const clientAttestationJwt = await oauth2.createClientAttestationJwt({
    issuer: ATTESTER,
    clientId: json.client_id,
    expiresAt: new Date(Date.now() + 60_000),
    confirmation: { jwk: signer.publicJwk },
    signer: attester,
    callbacks,
  })
  const clientAuthentication = oauth2.clientAuthenticationClientAttestationJwt({ clientAttestationJwt, callbacks })
  return new oauth2.Oauth2Client({ callbacks: { ...callbacks, fetch, clientAuthentication } })
}

test('@openid4vc/oauth2 authenticates an attested installation', async () => {
  oauth2.setGlobalConfig({ allowInsecureUrls: true })
  const client = await clientOf(installation)
  const authorizationServerMetadata = await oauth2.fetchAuthorizationServerMetadata(enrol.issuer)
  assert.equal(authorizationServerMetadata.challenge_endpoint, `${enrol.issuer}/challenge`)
  const { accessTokenResponse } = await client.retrieveClientCredentialsAccessToken({ authorizationServerMetadata })
  assert.equal(accessTokenResponse.token_type, 'Bearer')
  assert.ok(accessTokenResponse.access_token)
})

test('@openid4vc/oauth2 learns that a proof of another key is refused', async () => {
  const attested = await newKey()
  const { privateKey } = await jose.generateKeyPair('ES256')
  keys.set(await jose.calculateJwkThumbprint(attested.publicJwk), privateKey)
  const client = await clientOf(attested)
  const authorizationServerMetadata = await oauth2.fetchAuthorizationServerMetadata(enrol.issuer)
  await assert.rejects(client.retrieveClientCredentialsAccessToken({ authorizationServerMetadata }), (error) => {
    assert.equal(error.errorResponse?.error, 'invalid_client')
    return true
  })
})
