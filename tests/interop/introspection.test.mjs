import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { TRUST } from '../e2e/support/elsewhere.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { startLogin, trusting } from '../e2e/support/login.mjs'
import { mintSecret } from '../e2e/support/oauth.mjs'

const MACHINE = { grant_types: ['client_credentials'], scope: 'read' }
const PORTAL_SECRET = mintSecret()
const insecure = { [oauth.allowInsecureRequests]: true }
const execute = [client.allowInsecureRequests]

let enrol, login, server, pair
before(async () => {
  pair = await generateKeyPair('ES256')
  login = await startLogin()
  const CLIENTS = JSON.stringify({ portal: { grant_types: ['client_credentials'], scope: 'dcr' } })
  const vars = { ...trusting(login), CLIENTS, CLIENT_SECRETS: `portal:${PORTAL_SECRET}`, SCOPES_SUPPORTED: 'read write' }
  enrol = await startEnrol({ issuerPath: '/t1', vars, env: TRUST })
  const issuer = new URL(enrol.issuer)
  server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
})
after(async () => {
  await enrol?.stop()
  await login?.stop()
})

async function tokenBy(known, authentication) {
  const response = await oauth.clientCredentialsGrantRequest(server, known, authentication, {}, insecure)
  return (await oauth.processClientCredentialsResponse(server, known, response)).access_token
}

const portal = { client_id: 'portal' }

const right = () => tokenBy(portal, oauth.ClientSecretBasic(PORTAL_SECRET))

async function register(metadata, initialAccessToken) {
  const options = { ...insecure, initialAccessToken }
  const response = await oauth.dynamicClientRegistrationRequest(server, metadata, options)
  return oauth.processDynamicClientRegistrationResponse(response)
}

/** Reads an answer with oauth4webapi, which verifies its signature if there is one. */
async function introspect(known, authentication, token, requestJwtResponse) {
  const options = { ...insecure, requestJwtResponse }
  const response = await oauth.introspectionRequest(server, known, authentication, token, options)
  const told = await oauth.processIntrospectionResponse(server, known, response)
  if (requestJwtResponse) await oauth.validateApplicationLevelSignature(server, response, insecure)
  return told
}

for (const alg of ['RS256', 'ES256']) {
  test(`oauth4webapi asks about a token, also for an answer signed by ${alg}, and revokes it`, async () => {
    const known = await register({ ...MACHINE, introspection_signed_response_alg: alg }, await right())
    const authentication = oauth.ClientSecretBasic(known.client_secret)
    const token = await tokenBy(known, authentication)
    const plain = await introspect(known, authentication, token, false)
    assert.equal(plain.active, true)
    assert.equal(plain.client_id, known.client_id)
    assert.deepEqual(await introspect(known, authentication, token, true), plain)
    assert.deepEqual(await introspect(portal, oauth.ClientSecretBasic(PORTAL_SECRET), token, true), plain)

    const response = await oauth.revocationRequest(server, known, authentication, token, insecure)
    assert.equal(await oauth.processRevocationResponse(response), undefined)
    for (const signed of [false, true]) {
      assert.deepEqual(await introspect(known, authentication, token, signed), { active: false })
    }
  })
}

test('oauth4webapi tells who may not ask, and ends no token of another client', async () => {
  const known = await register(MACHINE, await right())
  const token = await right()
  await assert.rejects(introspect(known, oauth.ClientSecretBasic(`${known.client_secret}x`), token), (error) => {
    assert.ok(error instanceof oauth.WWWAuthenticateChallengeError)
    assert.equal(error.status, 401)
    return true
  })
  const authentication = oauth.ClientSecretBasic(known.client_secret)
  const response = await oauth.revocationRequest(server, known, authentication, token, insecure)
  await oauth.processRevocationResponse(response)
  assert.ok((await register(MACHINE, token)).client_id)
})

test('B10: oauth4webapi registers once with an access token', async () => {
  const token = await right()
  assert.ok((await register(MACHINE, token)).client_id)
  await assert.rejects(register(MACHINE, token), ({ cause: [challenge] }) => {
    assert.equal(challenge.scheme, 'bearer')
    assert.equal(challenge.parameters.error, 'invalid_token')
    return true
  })
})

/** The methods of openid-client, each from the registered credentials. */
const METHODS = {
  client_secret_basic: ({ client_secret }) => client.ClientSecretBasic(client_secret),
  client_secret_post: ({ client_secret }) => client.ClientSecretPost(client_secret),
  client_secret_jwt: ({ client_secret }) => client.ClientSecretJwt(client_secret),
  private_key_jwt: () => client.PrivateKeyJwt({ key: pair.privateKey, kid: '1' }),
}

const discover = (id, metadata, authentication) =>
  client.discovery(new URL(enrol.issuer), id, metadata, authentication, { execute })

for (const [method, authentication] of Object.entries(METHODS)) {
  test(`B10: openid-client registers with an access token, then asks and revokes by ${method}`, async () => {
    const operator = await discover('portal', {}, client.ClientSecretBasic(PORTAL_SECRET))
    const { access_token: initialAccessToken } = await client.clientCredentialsGrant(operator, { scope: 'dcr' })
    const metadata = { ...MACHINE, token_endpoint_auth_method: method, introspection_signed_response_alg: 'ES256' }
    if (method === 'private_key_jwt') metadata.jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: '1' }] }
    const enter = () =>
      client.dynamicClientRegistration(new URL(enrol.issuer), metadata, undefined, { execute, initialAccessToken })
    const information = (await enter()).clientMetadata()
    await assert.rejects(enter(), ({ cause: [challenge] }) => challenge.parameters.error === 'invalid_token')

    const known = await discover(information.client_id, information, authentication(information))
    client.enableNonRepudiationChecks(known)
    const { access_token: token } = await client.clientCredentialsGrant(known)
    for (const asking of [known, operator]) {
      const told = await client.tokenIntrospection(asking, token)
      assert.equal(told.active, true)
      assert.equal(told.scope, 'read')
      assert.equal(told.client_id, information.client_id)
    }
    await client.tokenRevocation(known, token)
    for (const asking of [known, operator]) {
      assert.deepEqual(await client.tokenIntrospection(asking, token), { active: false })
    }
  })
}

test('openid-client registers with an access token that is bound to its key', async () => {
  const keys = await client.randomDPoPKeyPair('ES256')
  const binding = { jkt: await calculateJwkThumbprint(await exportJWK(keys.publicKey)) }
  const operator = await discover('portal', {}, client.ClientSecretBasic(PORTAL_SECRET))
  const enter = async (DPoP) => {
    const initialAccessToken = await login.sign(enrol, { cnf: binding })
    const options = { execute, initialAccessToken, DPoP }
    return client.dynamicClientRegistration(new URL(enrol.issuer), MACHINE, undefined, options)
  }
  const registered = await enter(client.getDPoPHandle(operator, keys))
  assert.ok(registered.clientMetadata().client_id)
  const others = client.getDPoPHandle(operator, await client.randomDPoPKeyPair('ES256'))
  for (const [DPoP, error] of [[undefined, 'invalid_token'], [others, 'invalid_dpop_proof']]) {
    await assert.rejects(enter(DPoP), ({ cause: [challenge] }) => challenge.parameters.error === error)
  }
})
