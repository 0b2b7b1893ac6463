import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair } from 'jose'
import * as client from 'openid-client'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { authorize, browserOf, createUser, SIGN_INS } from '../e2e/support/sign-in.mjs'
import { prepare } from './support/openid-client.mjs'

const REDIRECT_URI = 'https://app.example/callback'
const SIGNED_OUT = 'https://app.example/signed-out'
const insecure = { execute: [client.allowInsecureRequests] }

let enrol, alice, pair, jwks
before(async () => {
  // The nonces concern only the clients that prove a key.
  enrol = await startEnrol({ issuerPath: '/t1', limits: SIGN_INS, vars: { DPOP_NONCES: 'required' } })
  alice = createUser(enrol)
  pair = await generateKeyPair('ES256')
  jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: '1', alg: 'ES256' }] }
})
after(() => enrol?.stop())

const register = (metadata, authentication) =>
  client.dynamicClientRegistration(
    new URL(enrol.issuer),
    {
      redirect_uris: [REDIRECT_URI],
      post_logout_redirect_uris: [SIGNED_OUT],
      grant_types: ['authorization_code', 'refresh_token'],
      ...metadata,
    },
    authentication,
    insecure,
  )

/** Goes the way of a user from the address of a request to tokens. */
async function signIn(config, url, checks, browser = browserOf(enrol)) {
  const { location } = await authorize(browser, url, alice)
  return client.authorizationCodeGrant(config, location, checks)
}

/** Each way to send the request, with the metadata of its client. */
const WAYS = {
  'as it is': { build: (config, parameters) => client.buildAuthorizationUrl(config, parameters) },
  'pushed to the server': {
    members: () => ({ require_pushed_authorization_requests: true }),
    build: (config, parameters) => client.buildAuthorizationUrlWithPAR(config, parameters),
  },
  'as a signed request object': {
    members: () => ({ request_object_signing_alg: 'ES256', require_signed_request_object: true, jwks }),
    build: (config, parameters) =>
      client.buildAuthorizationUrlWithJAR(config, parameters, { key: pair.privateKey, kid: '1' }),
  },
}

for (const [way, { members = () => ({}), build }] of Object.entries(WAYS)) {
  test(`openid-client signs a user in with a request that goes ${way}`, async () => {
    const config = await register(members())
    const { parameters, checks } = await prepare(REDIRECT_URI)
    const tokens = await signIn(config, await build(config, parameters), checks)
    const { sub } = tokens.claims()
    const user = await client.fetchUserInfo(config, tokens.access_token, sub)
    assert.deepEqual([user.sub, user.email], [sub, 'alice@example.com'])
  })
}

for (const [method, authentication, members] of [
  ['none', client.None(), {}],
  ['client_secret_post', undefined, {}],
  ['private_key_jwt', () => client.PrivateKeyJwt({ key: pair.privateKey, kid: '1' }), { jwks: true }],
]) {
  test(`openid-client refreshes tokens as a client of ${method}`, async () => {
    const chosen = typeof authentication === 'function' && method === 'private_key_jwt' ? authentication() : authentication
    const config = await register({ token_endpoint_auth_method: method, ...(members.jwks ? { jwks } : {}) }, chosen)
    const { parameters, checks } = await prepare(REDIRECT_URI)
    const first = await signIn(config, client.buildAuthorizationUrl(config, parameters), checks)
    const second = await client.refreshTokenGrant(config, first.refresh_token)
    assert.notEqual(second.refresh_token, first.refresh_token)
    assert.equal((await client.fetchUserInfo(config, second.access_token, first.claims().sub)).email, 'alice@example.com')
  })
}

for (const [method, authentication] of [['none', client.None()], ['client_secret_basic', undefined]]) {
  test(`openid-client proves its key (DPoP) as a client of ${method}, from the pushed request to the refresh`, async () => {
    const config = await register({ token_endpoint_auth_method: method, dpop_bound_access_tokens: true }, authentication)
    const [own, other] = await Promise.all([1, 2].map(() => client.randomDPoPKeyPair('ES256')))
    const [DPoP, foreign] = [own, other].map((keys) => client.getDPoPHandle(config, keys))
    const { parameters, checks } = await prepare(REDIRECT_URI)
    const url = await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP })
    const { location } = await authorize(browserOf(enrol), url, alice)
    const isRefused = (error) => ({ cause }) => cause.error === error
    await assert.rejects(client.authorizationCodeGrant(config, location, checks), isRefused('invalid_dpop_proof'))
    await assert.rejects(client.authorizationCodeGrant(config, location, checks, undefined, { DPoP: foreign }), isRefused('invalid_grant'))
    const first = await client.authorizationCodeGrant(config, location, checks, undefined, { DPoP })
    assert.equal(first.token_type, 'dpop')
    const second = await client.refreshTokenGrant(config, first.refresh_token, undefined, { DPoP })
    const { sub } = first.claims()
    assert.equal((await client.fetchUserInfo(config, second.access_token, sub, { DPoP })).email, 'alice@example.com')
    await assert.rejects(client.fetchUserInfo(config, second.access_token, sub, { DPoP: foreign }))
    await assert.rejects(client.fetchUserInfo(config, second.access_token, sub))
  })
}

test('openid-client signs the user out, who comes back to the client', async () => {
  const config = await register({})
  const browser = browserOf(enrol)
  const { parameters, checks } = await prepare(REDIRECT_URI)
  const tokens = await signIn(config, client.buildAuthorizationUrl(config, parameters), checks, browser)
  const url = client.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: SIGNED_OUT,
    state: 'x',
  })
  const page = await browser.open(url)
  const { location } = page.location ? page : await browser.send(page.forms[0], Object.fromEntries(page.forms[0].buttons))
  assert.equal(location?.href, `${SIGNED_OUT}?state=x`)
  const { pages } = await authorize(browser, client.buildAuthorizationUrl(config, (await prepare(REDIRECT_URI)).parameters), alice)
  assert.ok(pages.includes('sign-in'))
})

test('openid-client learns that the user denied', async () => {
  const config = await register({})
  const { parameters, checks } = await prepare(REDIRECT_URI)
  const { location } = await authorize(browserOf(enrol), client.buildAuthorizationUrl(config, parameters), alice, 'deny')
  await assert.rejects(client.authorizationCodeGrant(config, location, checks), ({ error }) => error === 'access_denied')
})

for (const response_mode of ['form_post', 'fragment']) {
  test(`the response mode ${response_mode} has what openid-client needs`, async () => {
    const config = await register({})
    const { parameters, checks } = await prepare(REDIRECT_URI, { response_mode })
    const browser = browserOf(enrol)
    const url = client.buildAuthorizationUrl(config, parameters)
    if (response_mode === 'fragment') {
      const { location } = await authorize(browser, url, alice)
      const query = new URL(`${REDIRECT_URI}?${location.hash.slice(1)}`)
      assert.ok((await client.authorizationCodeGrant(config, query, checks)).id_token)
    } else {
      await authorize(browser, client.buildAuthorizationUrl(config, (await prepare(REDIRECT_URI)).parameters), alice)
      const { forms: [form] } = await browser.open(url)
      assert.equal(form.action.href, REDIRECT_URI)
      const request = new Request(REDIRECT_URI, { method: 'POST', body: new URLSearchParams(form.fields) })
      assert.ok((await client.authorizationCodeGrant(config, request, checks)).id_token)
    }
  })
}
