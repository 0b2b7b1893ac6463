import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { startAuthority, trusting } from './support/authority.mjs'
import { DIRECTORY, presenting } from './support/certificate.mjs'
import { TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, METADATA, register, send, withoutServerMembers } from './support/http.mjs'
import { post } from './support/oauth.mjs'

const SUBJECT = 'UID=bank-app,2.5.4.97=#0c0b4f464242522d6f72672d37,CN=bank.example,O=Bank,C=BR'
const CERTIFICATE_ISSUERS = JSON.stringify([DIRECTORY])

let authority, brazil, bound, cdr, named
before(async () => {
  authority = await startAuthority()
  const certificate = { organizationIdentifier: 'OFBBR-{org_id}', UID: '{software_id}' }
  const issuers = { [authority.origin]: { jwks_uri: authority.jwks_uri, certificate } }
  brazil = await startEnrol({ vars: { ...trusting(issuers), CERTIFICATE_ISSUERS }, env: TRUST })
  const REGISTRATION_ACCESS_TOKEN_BINDING = 'certificate dpop'
  bound = await startEnrol({
    vars: { REGISTRATION_MODE: 'certificate', CERTIFICATE_ISSUERS, REGISTRATION_ACCESS_TOKEN_BINDING },
  })
  named = await startEnrol({
    vars: { REGISTRATION_MODE: 'certificate', CERTIFICATE_ISSUERS, CLIENT_ID_SOURCE: 'organization' },
  })
  cdr = await startEnrol({
    vars: {
      AUTHORIZATION_SERVER: JSON.stringify({ tls_client_certificate_bound_access_tokens: true }),
      MANAGEMENT_SCOPE: 'cdr:registration',
      MANAGEMENT_TOKEN: 'access_token',
      SCOPES_SUPPORTED: 'accounts cdr:registration',
      TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED: 'client_secret_basic tls_client_auth',
    },
  })
})
after(() => Promise.all([authority, brazil, bound, cdr, named].map((server) => server?.stop())))

const as = (certSubjectDNRFC2253, facts = {}) => ({ headers: presenting({ certSubjectDNRFC2253, ...facts }) })

/** Certificates that are not of the client: none, and those of others. */
const BAD = [
  {},
  as('UID=bank-app,CN=bank.example,O=Bank,C=BR'),
  as(SUBJECT.replace('bank-app', 'other')),
  as(SUBJECT, { certVerified: 'NONE' }),
  as(SUBJECT, { certRevoked: '1' }),
  as(SUBJECT, { certNotAfter: 'Nov 20 04:39:15 2026 GMT' }),
  as(SUBJECT, { certIssuerDNRFC2253: 'CN=Other' }),
]

function assertUncertified(answer) {
  assertRefused(answer, 401)
  assert.deepEqual([answer.json.error, answer.json.client_id], ['invalid_token', undefined])
  assert.match(answer.headers.get('www-authenticate'), /^Bearer error="invalid_token"/)
}

async function assertBoundTo(client, renewed) {
  const json = withoutServerMembers(client)
  for (const options of BAD) {
    assertUncertified(await manage(client, options))
    assertUncertified(await manage(client, { ...options, method: 'PUT', json }))
    assertUncertified(await manage(client, { ...options, method: 'DELETE' }))
  }
  assert.equal((await manage(client, renewed)).status, 200)
  const updated = await manage(client, { ...renewed, method: 'PUT', json })
  assert.equal(updated.status, 200, JSON.stringify(updated.json))
  assertUncertified(await manage(client))
  assert.equal((await manage(client, { ...renewed, method: 'DELETE' })).status, 204)
}

test('J2, J25, J36, J37, J40: the certificate is of the organisation and the software of the statement', async () => {
  const show = async (claims, options) =>
    register(brazil, { software_statement: await authority.statement({ software_id: 'bank-app', ...claims }) }, options)
  const { status, json } = await show({ org_id: 'org-7' }, as(SUBJECT))
  assert.equal(status, 201, JSON.stringify(json))
  for (const options of [BAD[0], ...BAD.slice(3)]) assertRefused(await show({ org_id: 'org-7' }, options), 400)
  for (const [claims, claim] of [[{ org_id: 'org-8' }, 'org_id'], [{ org_id: 'org-7', software_id: 'x' }, 'software_id']]) {
    const answer = await show(claims, as(SUBJECT))
    assertRefused(answer, 400)
    assert.equal(answer.json.pointer, `/software_statement/${claim}`)
  }
  await assertBoundTo(json, as('organizationIdentifier=ofbbr-org-7,UID=bank-app,O=Bank plc'))
})

test('J40: a client is bound to the subject of its certificate, and a renewed certificate is as good', async () => {
  const { status, json } = await register(bound, METADATA, as(SUBJECT))
  assert.equal(status, 201, JSON.stringify(json))
  assert.equal(json.client_id[0], 's', 'nothing is stored')
  await assertBoundTo(json, as(SUBJECT, { certFingerprintSHA256: 'ab'.repeat(32) }))
})

test('a registration access token is bound to the key of the registration', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: await exportJWK(publicKey) }
  const proof = (htm, htu, token) => {
    const ath = token && createHash('sha256').update(token).digest('base64url')
    const claims = { jti: crypto.randomUUID(), htm, htu, iat: Math.floor(Date.now() / 1000), ath }
    return new SignJWT(claims).setProtectedHeader(header).sign(privateKey)
  }
  const { headers } = as(SUBJECT)
  const dpop = await proof('POST', `${bound.issuer}/register`)
  const { status, json: client } = await register(bound, METADATA, { headers: { ...headers, dpop } })
  assert.equal(status, 201, JSON.stringify(client))
  const [uri, token] = [client.registration_client_uri, client.registration_access_token]
  const ask = async (method, json, given) => {
    const dpop = given ?? (await proof(method, uri, token))
    return send(uri, { method, json, headers: { ...headers, authorization: `DPoP ${token}`, dpop } })
  }
  const once = await proof('GET', uri, token)
  assert.equal((await ask('GET', undefined, once)).status, 200)
  assert.equal((await ask('GET', undefined, once)).json.error, 'invalid_dpop_proof')
  assertUncertified(await manage(client, as(SUBJECT)))
  assert.equal((await ask('PUT', withoutServerMembers(client))).status, 200)
  assert.equal((await ask('DELETE')).status, 204)
})

test('J17 to J20, J58, J59: a client manages itself with an access token', async () => {
  const { status, json: client } = await register(cdr, {
    grant_types: ['client_credentials'],
    scope: 'accounts cdr:registration',
    tls_client_auth_subject_dn: SUBJECT,
    tls_client_certificate_bound_access_tokens: true,
    token_endpoint_auth_method: 'tls_client_auth',
  })
  assert.equal(status, 201, JSON.stringify(client))
  assert.equal(client.registration_access_token, undefined)
  const { headers } = as(SUBJECT)
  const own = { client_id: client.client_id, token_endpoint_auth_method: 'none' }
  const token = async (scope) => {
    const { json } = await post(cdr, '/token', { grant_type: 'client_credentials', scope }, own, headers)
    return json.access_token
  }
  const [data, management] = [await token('accounts'), await token('cdr:registration')]
  const ask = (options) => send(client.registration_client_uri, { headers, token: management, ...options })
  assertRefused(await ask({ token: data }), 403)
  assertUncertified(await ask({ headers: {} }))
  assert.equal((await ask()).status, 200)
  assert.equal((await ask({ method: 'PUT', json: withoutServerMembers(client) })).status, 200)
  assert.equal((await ask()).status, 200)
  assert.equal((await ask({ method: 'DELETE' })).status, 204)
  assertUncertified(await ask())
})

test('H45, H50: a client is named after its organisation, which registers again when the client is gone', async () => {
  const show = () => register(named, METADATA, as('2.5.4.97=#0c1250534444452d424146494e2d313233343536,CN=bank.example'))
  const { status, json: first } = await show()
  assert.equal(status, 201, JSON.stringify(first))
  assert.equal(first.client_id, 'PSDDE-BAFIN-123456')
  assertRefused(await show(), 400)
  assert.equal((await manage(first, { method: 'DELETE' })).status, 204)
  const second = await show()
  assert.equal(second.status, 201, JSON.stringify(second.json))
  assert.equal(second.json.client_id, first.client_id)
  assertRefused(await manage(first), 401)
  assert.equal((await manage(second.json)).status, 200)
  for (const answer of await Promise.all([show(), show()])) assertRefused(answer, 400)
})
