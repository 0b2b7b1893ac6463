import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { startAuthority, trusting } from './support/authority.mjs'
import { TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, register, send, withoutServerMembers } from './support/http.mjs'
import { post, tokenOf } from './support/oauth.mjs'

const ELSEWHERE = {
  authorization_endpoint: 'https://login.example/authorize',
  token_endpoint: 'https://login.example/token',
}
const SOFTWARE_ID = '4mqIDPfbJvUWLBBXwYxh1j'
const URIS = ['https://budget.example/cb', 'https://budget.example/other']
const SIGNED = {
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: 'PS256',
  id_token_signed_response_alg: 'PS256',
  request_object_signing_alg: 'PS256',
}

let authority, key, jwks_uri
before(async () => {
  authority = await startAuthority()
  const { publicKey, privateKey } = await generateKeyPair('PS256')
  jwks_uri = authority.serve('/software', { keys: [{ ...(await exportJWK(publicKey)), kid: 's', use: 'sig' }] })
  key = privateKey
})
after(() => authority?.stop())

/** Runs a journey at a server with a profile, which trusts the authority. */
async function at(PROFILE, journey, vars = {}) {
  const issuers = { [authority.origin]: { jwks_uri: authority.jwks_uri } }
  const settings = { ...trusting(issuers), AUTHORIZATION_SERVER: JSON.stringify(ELSEWHERE), REGISTRATION_MODE: 'statement', PROFILE }
  const enrol = await startEnrol({ vars: { ...settings, ...vars }, env: TRUST })
  try {
    await journey(enrol)
  } finally {
    await enrol.stop()
  }
}

/** A statement without the members that the authority gives by default. */
const statement = (claims) =>
  authority.statement({ client_name: undefined, redirect_uris: undefined, software_id: SOFTWARE_ID, ...claims }, { kid: 'ps' })

/** Signs a request with the key of the software. */
const sign = ({ issuer }, claims) => {
  const now = Math.floor(Date.now() / 1000)
  const itself = { iss: SOFTWARE_ID, aud: issuer, iat: now, exp: now + 300, jti: crypto.randomUUID() }
  return new SignJWT({ ...itself, ...SIGNED, ...claims }).setProtectedHeader({ alg: 'PS256', typ: 'JWT', kid: 's' }).sign(key)
}

const JWT = { 'content-type': 'application/jwt' }
const registerSigned = async ({ issuer }, body) => send(`${issuer}/register`, { method: 'POST', body: await body, headers: JWT })

test('J8, J12, J13, J16: a third party of Open Banking UK registers and updates its client', async () => {
  const claims = {
    software_redirect_uris: URIS,
    software_jwks_endpoint: jwks_uri,
    software_client_name: 'Budget app',
    software_roles: ['AISP', 'PISP'],
    org_id: '0015800001041RHAAY',
  }
  const members = { grant_types: ['authorization_code', 'refresh_token'], redirect_uris: URIS.slice(0, 1), application_type: 'mobile' }
  await at('open-banking-uk', async (enrol) => {
    const request = async (changes) =>
      sign(enrol, { ...members, scope: 'openid accounts', software_statement: await statement(claims), ...changes })
    const { status, json: client, text } = await registerSigned(enrol, request())
    assert.equal(status, 201, text)
    assert.ok(client.client_id.length <= 36)
    assert.deepEqual(client.response_types, ['code id_token'])
    assert.deepEqual([client.client_name, client.application_type, client.org_id], ['Budget app', 'native', claims.org_id])
    for (const [changes, pointer] of [
      [{ scope: undefined }, '/scope'],
      [{ scope: 'openid fundsconfirmations' }, '/scope'],
      [{ redirect_uris: ['https://evil.example/cb'] }, '/redirect_uris/0'],
      [{ jti: 'not-a-uuid' }, ''],
    ]) {
      const answer = await registerSigned(enrol, request(changes))
      assertRefused(answer, 400)
      assert.equal(answer.json.pointer, pointer, answer.text)
    }
    const basic = { token_endpoint_auth_method: 'client_secret_basic', token_endpoint_auth_signing_alg: undefined }
    assert.equal((await registerSigned(enrol, request(basic))).json.client_secret.length, 36)
    const body = await request({ client_id: client.client_id, scope: 'openid payments' })
    const updated = await manage(client, { method: 'PUT', body, headers: JWT })
    assert.deepEqual([updated.status, updated.json.scope], [200, 'openid payments'], updated.text)
  })
})

test('J28 to J31, J38, J42: a participant of Open Finance Brasil registers once, and updates with fresh statements', async () => {
  const claims = {
    software_redirect_uris: URIS,
    software_jwks_uri: jwks_uri,
    org_id: 'b961c4eb-509d-4edf-afeb-35642b38185d',
    software_statement_roles: [
      { role: 'PAGTO', status: 'Active' },
      { role: 'DADOS', status: 'Inactive' },
    ],
  }
  await at('open-finance-brasil', async (enrol) => {
    const request = async (changes) => ({ ...SIGNED, redirect_uris: URIS, software_statement: await statement(claims), ...changes })
    for (const [changes, pointer] of [
      [{ jwks: { keys: [] } }, '/jwks'],
      [{ jwks_uri: 'https://evil.example/jwks' }, '/jwks_uri'],
      [{ scope: 'accounts' }, '/scope'],
      [{ software_statement: undefined }, '/software_statement'],
      [{ software_statement: await statement({ ...claims, iat: 1 }) }, '/software_statement'],
    ]) {
      const answer = await register(enrol, await request(changes))
      assertRefused(answer, 400)
      assert.equal(answer.json.pointer, pointer, answer.text)
    }
    const { status, json: client, text } = await register(enrol, await request())
    assert.equal(status, 201, text)
    assert.equal(client.scope, 'openid payments recurring-consents recurring-payments')
    assertRefused(await register(enrol, await request()), 400)
    const put = async (changes) => manage(client, { method: 'PUT', json: { ...withoutServerMembers(client), ...changes } })
    assertRefused(await put({ software_statement: undefined }), 400)
    const updated = await put({ software_statement: await statement(claims), scope: 'openid payments' })
    assert.deepEqual([updated.status, updated.json.scope], [200, 'openid payments'], updated.text)
    assert.equal(updated.json.registration_access_token, client.registration_access_token)
  })
})

test('J47, J51, J52, J54, J55: a data recipient of the Consumer Data Right registers once', async () => {
  const claims = {
    client_name: 'Compare app',
    jwks_uri,
    org_id: 'org',
    org_name: 'Compare',
    redirect_uris: URIS,
    scope: 'openid bank:accounts.basic:read energy:electricity.usage:read',
    software_roles: 'data-recipient-software-product',
  }
  const members = { authorization_signed_response_alg: 'PS256', response_types: ['code'] }
  const journey = async (enrol) => {
    const request = async (changes) => sign(enrol, { ...members, software_statement: await statement(claims), ...changes })
    for (const [changes, pointer] of [
      [{ authorization_signed_response_alg: undefined }, '/authorization_signed_response_alg'],
      [{ token_endpoint_auth_method: 'client_secret_basic' }, '/token_endpoint_auth_method'],
      [{ aud: 'https://other.example' }, ''],
    ]) {
      const answer = await registerSigned(enrol, request(changes))
      assertRefused(answer, 400)
      assert.equal(answer.json.pointer, pointer, answer.text)
    }
    const { status, json: client, text } = await registerSigned(enrol, request())
    assert.equal(status, 201, text)
    assert.deepEqual([client.scope, client.org_name], ['bank:accounts.basic:read', 'Compare'])
    const again = await registerSigned(enrol, request())
    assertRefused(again, 400)
    assert.equal(again.json.error_description, 'Duplicate registrations for a given software_id are not valid')
  }
  await at('cdr-au', journey, { SCOPES_SUPPORTED: 'bank:accounts.basic:read' })
})

test('a client of FAPI 2.0 has a key, names the issuer, and pushes its requests', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: '1', use: 'sig' }] }
  const journey = async (enrol) => {
    const redirect_uris = URIS.slice(0, 1)
    const grant_types = ['authorization_code', 'client_credentials']
    assertRefused(await register(enrol, { redirect_uris, token_endpoint_auth_method: 'none' }), 400)
    const { status, json: registered, text } = await register(enrol, { redirect_uris, grant_types, jwks })
    assert.equal(status, 201, text)
    assert.equal(registered.token_endpoint_auth_method, 'private_key_jwt')
    const client = { ...registered, key: privateKey, kid: '1' }
    await tokenOf(enrol, client)
    const parameters = { response_type: 'code', redirect_uri: redirect_uris[0], scope: 'openid', nonce: 'n' }
    assertRefused(await post(enrol, '/par', parameters, client), 400)
    const challenge = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' }
    const pushed = await post(enrol, '/par', { ...parameters, ...challenge }, client)
    assert.equal(pushed.status, 201, pushed.text)
    const direct = { ...parameters, ...challenge, client_id: client.client_id }
    const refused = await send(`${enrol.issuer}/authorize?${new URLSearchParams(direct)}`)
    assert.match(refused.text, /request_uri\+must\+be\+that\+of\+a\+pushed/)
  }
  await at('fapi2', journey, { AUTHORIZATION_SERVER: '', REGISTRATION_MODE: 'open' })
})
