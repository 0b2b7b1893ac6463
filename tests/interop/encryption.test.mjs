import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CompactEncrypt, compactDecrypt, createLocalJWKSet, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from 'jose'
import * as client from 'openid-client'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { send } from '../e2e/support/http.mjs'
import { authorize, browserOf, createUser, SIGN_INS } from '../e2e/support/sign-in.mjs'
import { prepare } from './support/openid-client.mjs'

const REDIRECT_URI = 'https://app.example/callback'
const CONTENTS = ['A128CBC-HS256', 'A128GCM', 'A256CBC-HS512', 'A256GCM']
const TO_CLIENTS = ['RSA-OAEP', 'RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW']
const TO_SERVER = ['RSA-OAEP', 'RSA-OAEP-256']

const lists = (kind, algorithms) => ({
  [`${kind}_encryption_alg_values_supported`]: algorithms,
  [`${kind}_encryption_enc_values_supported`]: CONTENTS,
})

let enrol, alice
before(async () => {
  const server = {
    ...lists('authorization', TO_CLIENTS),
    ...lists('id_token', TO_CLIENTS),
    ...lists('request_object', TO_SERVER),
    ...lists('userinfo', TO_CLIENTS),
    authorization_signing_alg_values_supported: ['ES256'],
  }
  enrol = await startEnrol({ limits: SIGN_INS, vars: { AUTHORIZATION_SERVER: JSON.stringify(server) } })
  alice = createUser(enrol)
})
after(() => enrol?.stop())

const register = (metadata, ...execute) =>
  client.dynamicClientRegistration(
    new URL(enrol.issuer),
    { redirect_uris: [REDIRECT_URI], grant_types: ['authorization_code'], ...metadata },
    undefined,
    { execute: [client.allowInsecureRequests, ...execute] },
  )

/** The encryption that openid-client decrypts: its own keys of each algorithm. */
for (const [alg, enc] of TO_CLIENTS.flatMap((alg, index) => [[alg, CONTENTS[index % 4]], [alg, CONTENTS[(index + 1) % 4]]])) {
  test(`openid-client decrypts ID token, user info and authorization response: ${alg}, ${enc}`, async () => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'e1', use: 'enc', alg }] }
    const chosen = (kind) => ({ [`${kind}_encrypted_response_alg`]: alg, [`${kind}_encrypted_response_enc`]: enc })
    const metadata = {
      ...chosen('authorization'),
      ...chosen('id_token'),
      ...chosen('userinfo'),
      authorization_signed_response_alg: 'ES256',
      userinfo_signed_response_alg: 'ES256',
      jwks,
    }
    const config = await register(metadata, client.useJwtResponseMode)
    client.enableDecryptingResponses(config, [enc], { key: privateKey, alg, kid: 'e1' })
    const { parameters, checks } = await prepare(REDIRECT_URI)
    const { location } = await authorize(browserOf(enrol), client.buildAuthorizationUrl(config, parameters), alice)
    assert.equal(location.searchParams.get('response').split('.').length, 5)
    const tokens = await client.authorizationCodeGrant(config, location, checks)
    assert.equal(tokens.id_token.split('.').length, 5)
    const { sub } = tokens.claims()
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub)).email, 'alice@example.com')
  })
}

for (const [alg, enc] of TO_SERVER.flatMap((alg) => CONTENTS.map((enc) => [alg, enc]))) {
  test(`jose encrypts a signed request object to the server: ${alg}, ${enc}`, async () => {
    const pair = await generateKeyPair('ES256')
    const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: '1', use: 'sig', alg: 'ES256' }] }
    const config = await register({ jwks, request_object_encryption_alg: alg, request_object_encryption_enc: enc })
    const { client_id, client_secret } = config.clientMetadata()
    const { parameters, checks } = await prepare(REDIRECT_URI)
    const claims = { ...parameters, client_id, response_type: 'code' }
    const signed = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: '1', typ: 'oauth-authz-req+jwt' })
      .setIssuer(client_id)
      .setAudience(enrol.issuer)
      .setExpirationTime('2m')
      .sign(pair.privateKey)
    const { json: set } = await send(`${enrol.issuer}/jwks`)
    const jwk = set.keys.find((key) => key.use === 'enc' && key.alg === alg)
    const request = await new CompactEncrypt(new TextEncoder().encode(signed))
      .setProtectedHeader({ alg, enc, kid: jwk.kid, cty: 'oauth-authz-req+jwt' })
      .encrypt(await importJWK(jwk, alg))
    const push = (text) =>
      send(`${enrol.issuer}/par`, {
        method: 'POST',
        body: new URLSearchParams({ request: text }),
        headers: { authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` },
      })
    const { status, json } = await push(request)
    assert.equal(status, 201, JSON.stringify(json))
    const url = new URL(`${enrol.issuer}/authorize`)
    url.search = new URLSearchParams({ client_id, request_uri: json.request_uri })
    const { location } = await authorize(browserOf(enrol), url, alice)
    assert.ok((await client.authorizationCodeGrant(config, location, checks)).id_token)
    const spoilt = await push(`${request.slice(0, -2)}${request.at(-2) === 'A' ? 'B' : 'A'}${request.at(-1)}`)
    assert.deepEqual([spoilt.status, spoilt.json.error], [400, 'invalid_request_object'])
  })
}

test('a decrypted ID token is a signed one', async () => {
  const { publicKey, privateKey } = await generateKeyPair('RSA-OAEP-256')
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'e1', use: 'enc' }] }
  const config = await register({ jwks, id_token_encrypted_response_alg: 'RSA-OAEP-256' })
  const { parameters, checks } = await prepare(REDIRECT_URI)
  const { location } = await authorize(browserOf(enrol), client.buildAuthorizationUrl(config, parameters), alice)
  client.enableDecryptingResponses(config, ['A128CBC-HS256'], { key: privateKey, alg: 'RSA-OAEP-256', kid: 'e1' })
  const tokens = await client.authorizationCodeGrant(config, location, checks)
  const { plaintext, protectedHeader } = await compactDecrypt(tokens.id_token, privateKey)
  assert.deepEqual(protectedHeader, { alg: 'RSA-OAEP-256', enc: 'A128CBC-HS256', cty: 'JWT', kid: 'e1' })
  const keys = createLocalJWKSet((await send(`${enrol.issuer}/jwks`)).json)
  const { payload } = await jwtVerify(new TextDecoder().decode(plaintext), keys, { issuer: enrol.issuer })
  assert.equal(payload.sub, alice.sub)
})
