import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { startAuthority, trusting } from './support/authority.mjs'
import { DIRECTORY, presenting } from './support/certificate.mjs'
import { TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, register, send, withoutServerMembers } from './support/http.mjs'
import { askForToken, post } from './support/oauth.mjs'

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
  const settings = { ...trusting(issuers), REGISTRATION_MODE: 'statement', PROFILE }
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

/** The certificate that the software presents. */
const CERTIFIED = presenting()

/** Gets a token for a client itself, which is bound to its certificate; returns a function that manages the client with it. */
async function managing(enrol, client, scope) {
  const own = { ...client, key, kid: 's', alg: 'PS256' }
  assertRefused(await askForToken(enrol, own, { scope }), 400)
  const { status, json } = await post(enrol, '/token', { grant_type: 'client_credentials', scope }, own, CERTIFIED)
  assert.equal(status, 200, JSON.stringify(json))
  return (options) => send(client.registration_client_uri, { token: json.access_token, ...options, headers: { ...CERTIFIED, ...options.headers } })
}

const registerSigned = async ({ issuer }, body) => send(`${issuer}/register`, { method: 'POST', body: await body, headers: JWT })

test('J8, J12, J13, J16 to J19: a third party of Open Banking UK registers and updates its client', async () => {
  const claims = {
    software_redirect_uris: URIS,
    software_jwks_endpoint: jwks_uri,
    software_client_name: 'Budget app',
    software_roles: ['AISP', 'PISP'],
    org_id: '0015800001041RHAAY',
  }
  const grant_types = ['authorization_code', 'client_credentials', 'refresh_token']
  const members = { grant_types, redirect_uris: URIS.slice(0, 1), application_type: 'mobile' }
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
    assert.equal(client.registration_access_token, undefined)
    const own = await managing(enrol, client, 'accounts')
    const body = await request({ client_id: client.client_id, scope: 'openid payments' })
    const updated = await own({ method: 'PUT', body, headers: JWT })
    assert.deepEqual([updated.status, updated.json.scope], [200, 'openid payments'], updated.text)
    assert.equal((await own({ method: 'DELETE' })).status, 204)
    assertRefused(await own({ method: 'GET' }), 401)
  })
})

test('J25, J28 to J31, J36 to J38, J40, J42: a participant of Open Finance Brasil registers once, and updates with fresh statements', async () => {
  const claims = {
    software_redirect_uris: URIS,
    software_jwks_uri: jwks_uri,
    org_id: 'b961c4eb-509d-4edf-afeb-35642b38185d',
    software_statement_roles: [
      { role: 'PAGTO', status: 'Active' },
      { role: 'DADOS', status: 'Inactive' },
    ],
  }
  const as = (certSubjectDNRFC2253) => ({ headers: presenting({ certSubjectDNRFC2253 }) })
  const SUBJECT = `UID=${SOFTWARE_ID},organizationIdentifier=OFBBR-${claims.org_id},CN=bank.example,C=BR`
  const certified = as(SUBJECT)
  const journey = async (enrol) => {
    const request = async (changes) => ({ ...SIGNED, redirect_uris: URIS, software_statement: await statement(claims), ...changes })
    for (const [changes, pointer] of [
      [{ jwks: { keys: [] } }, '/jwks'],
      [{ jwks_uri: 'https://evil.example/jwks' }, '/jwks_uri'],
      [{ scope: 'accounts' }, '/scope'],
      [{ software_statement: undefined }, '/software_statement'],
      [{ software_statement: await statement({ ...claims, iat: 1 }) }, '/software_statement'],
    ]) {
      const answer = await register(enrol, await request(changes), certified)
      assertRefused(answer, 400)
      assert.equal(answer.json.pointer, pointer, answer.text)
    }
    for (const [options, pointer] of [
      [{}, undefined],
      [as(SUBJECT.replace(SOFTWARE_ID, 'other')), '/software_statement/software_id'],
      [as(SUBJECT.replace('OFBBR-b', 'OFBBR-c')), '/software_statement/org_id'],
    ]) {
      const answer = await register(enrol, await request(), options)
      assertRefused(answer, 400)
      assert.equal(answer.json.pointer, pointer, answer.text)
    }
    const { status, json: client, text } = await register(enrol, await request(), certified)
    assert.equal(status, 201, text)
    assert.equal(client.scope, 'openid nrp-consents payments recurring-payments')
    assertRefused(await register(enrol, await request(), certified), 400)
    assertRefused(await manage(client), 401)
    const put = async (changes) =>
      manage(client, { ...certified, method: 'PUT', json: { ...withoutServerMembers(client), ...changes } })
    assertRefused(await put({ software_statement: undefined }), 400)
    const updated = await put({ software_statement: await statement(claims), scope: 'openid payments' })
    assert.deepEqual([updated.status, updated.json.scope], [200, 'openid payments'], updated.text)
    assert.equal(updated.json.registration_access_token, client.registration_access_token)
  }
  await at('open-finance-brasil', journey, { CERTIFICATE_ISSUERS: JSON.stringify([DIRECTORY]) })
})

test('J47, J51, J52, J54, J55, J58 to J60: a data recipient of the Consumer Data Right registers once', async () => {
  const claims = {
    client_name: 'Compare app',
    jwks_uri,
    org_id: 'org',
    org_name: 'Compare',
    redirect_uris: URIS,
    scope: 'openid bank:accounts.basic:read cdr:registration energy:electricity.usage:read',
    software_roles: 'data-recipient-software-product',
  }
  const grant_types = ['authorization_code', 'client_credentials', 'refresh_token']
  const members = { authorization_signed_response_alg: 'PS256', grant_types, response_types: ['code'] }
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
    assert.deepEqual([client.scope, client.org_name], ['openid bank:accounts.basic:read cdr:registration', 'Compare'])
    const again = await registerSigned(enrol, request())
    assertRefused(again, 400)
    assert.equal(again.json.error_description, 'Duplicate registrations for a given software_id are not valid')
    assertRefused(await (await managing(enrol, client, 'bank:accounts.basic:read'))({ method: 'GET' }), 403)
    const own = await managing(enrol, client, 'cdr:registration')
    const updated = await own({ method: 'PUT', body: await request({ client_id: client.client_id }), headers: JWT })
    assert.equal(updated.status, 200, updated.text)
    assert.equal((await own({ method: 'DELETE' })).status, 204)
    assertRefused(await own({ method: 'GET' }), 401)
  }
  await at('cdr-au', journey, { SCOPES_SUPPORTED: 'bank:accounts.basic:read cdr:registration' })
})

test('a client of FAPI 2.0 has a key, names the issuer, proves possession, and pushes its requests', async () => {
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
    assertRefused(await askForToken(enrol, client), 400)
    const dpop = await new SignJWT({ jti: crypto.randomUUID(), htm: 'POST', htu: `${enrol.issuer}/token` })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: await exportJWK(publicKey) })
      .setIssuedAt()
      .sign(privateKey)
    const bound = await post(enrol, '/token', { grant_type: 'client_credentials' }, client, { dpop })
    assert.deepEqual([bound.status, bound.json.token_type], [200, 'DPoP'], bound.text)
    const parameters = { response_type: 'code', redirect_uri: redirect_uris[0], scope: 'openid', nonce: 'n' }
    assertRefused(await post(enrol, '/par', parameters, client), 400)
    const challenge = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' }
    const pushed = await post(enrol, '/par', { ...parameters, ...challenge }, client)
    assert.equal(pushed.status, 201, pushed.text)
    const direct = { ...parameters, ...challenge, client_id: client.client_id }
    const refused = await send(`${enrol.issuer}/authorize?${new URLSearchParams(direct)}`)
    assert.match(refused.text, /request_uri\+must\+be\+that\+of\+a\+pushed/)
  }
  await at('fapi2', journey, { REGISTRATION_MODE: 'open' })
})
