import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair } from 'jose'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { authorize, browserOf, createUser, SIGN_INS } from '../e2e/support/sign-in.mjs'
import { prepare } from './support/openid-client.mjs'

const REDIRECT_URI = 'https://app.example/callback'
const insecure = { [oauth.allowInsecureRequests]: true }

const AUTHORIZATION_SERVER = {
  authorization_signing_alg_values_supported: ['PS256', 'ES256'],
  dpop_signing_alg_values_supported: ['PS256', 'ES256'],
  id_token_signing_alg_values_supported: ['PS256', 'ES256'],
  request_object_signing_alg_values_supported: ['PS256', 'ES256'],
}

let enrol, alice, pair, jwks
before(async () => {
  const vars = {
    ACCESS_TOKEN_SIGNING_ALG: 'PS256',
    ASSERTION_AUDIENCE: 'issuer',
    AUTHORIZATION_RESPONSES: 'signed',
    AUTHORIZATION_SERVER: JSON.stringify(AUTHORIZATION_SERVER),
    PKCE_REQUIRED: 'always',
    PUSHED_REQUESTS: 'required',
    REQUEST_OBJECT_CLAIMS: 'required',
    RESPONSE_TYPES_SUPPORTED: '["code", "code id_token"]',
    SENDER_CONSTRAINED_TOKENS: 'required',
  }
  enrol = await startEnrol({ limits: SIGN_INS, vars })
  alice = createUser(enrol)
  pair = await generateKeyPair('PS256')
  jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: '1', use: 'sig', alg: 'PS256' }] }
})
after(() => enrol?.stop())

/** Registers a client with a key pair instead of a secret. */
const register = (metadata, ...execute) =>
  client.dynamicClientRegistration(
    new URL(enrol.issuer),
    {
      redirect_uris: [REDIRECT_URI],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'PS256',
      grant_types: ['authorization_code', 'refresh_token'],
      jwks,
      ...metadata,
    },
    client.PrivateKeyJwt({ key: pair.privateKey, kid: '1' }),
    { execute: [client.allowInsecureRequests, ...execute] },
  )

/** Pushes a request with a proof, lets the user consent, and exchanges the code that comes back. */
async function signIn(config, algorithm, more = {}, decision = 'allow') {
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair(algorithm))
  const { parameters, checks } = await prepare(REDIRECT_URI, more)
  const url = await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP })
  const { location } = await authorize(browserOf(enrol), url, alice, decision)
  const tokens = await client.authorizationCodeGrant(config, location, checks, undefined, { DPoP })
  const { sub } = tokens.claims()
  assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP })).email, 'alice@example.com')
  return { tokens, location, DPoP }
}

for (const algorithm of ['PS256', 'ES256']) {
  test(`openid-client verifies a response that is signed as a whole (JARM) with ${algorithm}`, async () => {
    const metadata = { authorization_signed_response_alg: algorithm, id_token_signed_response_alg: algorithm }
    const config = await register(metadata, client.useJwtResponseMode)
    const { tokens, location, DPoP } = await signIn(config, algorithm)
    assert.deepEqual([...location.searchParams.keys()], ['response'])
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })
    assert.equal(refreshed.token_type, 'dpop')
  })

  test(`openid-client verifies the code and the state by the ID token beside them, signed with ${algorithm}`, async () => {
    const metadata = { response_types: ['code id_token'], id_token_signed_response_alg: algorithm }
    const config = await register(metadata, client.useCodeIdTokenResponseType, client.enableDetachedSignatureResponseChecks)
    const { location } = await signIn(config, algorithm)
    const parameters = new URLSearchParams(location.hash.slice(1))
    assert.deepEqual([...parameters.keys()].sort(), ['code', 'id_token', 'iss', 'state'])
  })
}

test('openid-client reads a signed error', async () => {
  const config = await register({}, client.useJwtResponseMode)
  await assert.rejects(signIn(config, 'ES256', {}, 'deny'), ({ error }) => error === 'access_denied')
})

test('openid-client gets no token without a proof of a key', async () => {
  const config = await register({ grant_types: ['client_credentials'], response_types: [], redirect_uris: undefined })
  await assert.rejects(client.clientCredentialsGrant(config), ({ error }) => error === 'invalid_request')
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('PS256'))
  assert.equal((await client.clientCredentialsGrant(config, undefined, { DPoP })).token_type, 'dpop')
})

test('oauth4webapi verifies a signed response, and refuses one for another client', async () => {
  const issuer = new URL(enrol.issuer)
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  assert.ok(server.response_modes_supported.includes('jwt'))
  const config = await register({ authorization_signed_response_alg: 'PS256' })
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const parameters = {
    redirect_uri: REDIRECT_URI,
    scope: 'openid',
    response_mode: 'jwt',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }
  const url = await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP })
  const { location } = await authorize(browserOf(enrol), url, alice)
  const own = { client_id: config.clientMetadata().client_id, authorization_signed_response_alg: 'PS256' }
  const found = await oauth.validateJwtAuthResponse(server, own, location, state, insecure)
  assert.ok(found.get('code'))
  const other = { ...own, client_id: 'another' }
  await assert.rejects(oauth.validateJwtAuthResponse(server, other, location, state, insecure))
})
