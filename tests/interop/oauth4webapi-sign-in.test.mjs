import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { authorize, browserOf, createUser, SIGN_INS } from '../e2e/support/sign-in.mjs'

const insecure = { [oauth.allowInsecureRequests]: true }
const redirect_uri = 'http://127.0.0.1:8765/callback'

let enrol, alice, server
before(async () => {
  enrol = await startEnrol({ limits: SIGN_INS })
  alice = createUser(enrol)
  const response = await oauth.discoveryRequest(new URL(enrol.issuer), insecure)
  server = await oauth.processDiscoveryResponse(new URL(enrol.issuer), response)
})
after(() => enrol?.stop())

for (const algorithm of ['oidc', 'oauth2']) {
  test(`oauth4webapi reads the whole ${algorithm} document`, async () => {
    const issuer = new URL(enrol.issuer)
    const found = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { ...insecure, algorithm }))
    assert.equal(found.authorization_endpoint, `${enrol.issuer}/authorize`)
    assert.equal(found.userinfo_endpoint, `${enrol.issuer}/userinfo`)
    assert.equal(found.pushed_authorization_request_endpoint, `${enrol.issuer}/par`)
    assert.equal(found.authorization_response_iss_parameter_supported, true)
  })
}

test('oauth4webapi registers a public client, signs a user in, reads who that is, and refreshes', async () => {
  const metadata = { redirect_uris: [redirect_uri], token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'] }
  const client = await oauth.processDynamicClientRegistrationResponse(
    await oauth.dynamicClientRegistrationRequest(server, metadata, insecure),
  )
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const url = new URL(server.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri,
    response_type: 'code',
    scope: 'openid profile',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  const { location } = await authorize(browserOf(enrol), url, alice)
  const parameters = oauth.validateAuthResponse(server, client, location, state)
  const answer = await oauth.authorizationCodeGrantRequest(
    server, client, oauth.None(), parameters, redirect_uri, verifier, insecure,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: nonce, requireIdToken: true })
  const { sub } = oauth.getValidatedIdTokenClaims(tokens)
  const user = await oauth.processUserInfoResponse(
    server, client, sub, await oauth.userInfoRequest(server, client, tokens.access_token, insecure),
  )
  assert.equal(user.name, 'Alice Example')
  const refreshed = await oauth.processRefreshTokenResponse(
    server, client, await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token, insecure),
  )
  assert.notEqual(refreshed.refresh_token, tokens.refresh_token)
})
