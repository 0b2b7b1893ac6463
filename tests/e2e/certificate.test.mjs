import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { decodeJwt } from 'jose'
import { DIRECTORY, JWK, presenting, THUMBPRINT } from './support/certificate.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, METADATA, register } from './support/http.mjs'
import { introspect, mintSecret, post, tokenOf } from './support/oauth.mjs'

/** Headers in which proxies and platforms send facts about certificates; anybody can send them. */
const IMITATIONS = {
  'cf-client-cert-verified': 'true',
  'cf-client-cert-revoked': 'false',
  'cf-client-cert-issuer-dn': DIRECTORY,
  'cf-client-cert-issuer-dn-rfc2253': DIRECTORY,
  'cf-client-cert-sha256': Buffer.from(THUMBPRINT, 'base64url').toString('hex'),
  'cf-cert-presented': '1',
  'cf-cert-verified': 'SUCCESS',
  'cf-cert-revoked': '0',
  'client-cert': ':AAAA:',
  'client-cert-chain': ':AAAA:',
  'enrol-proxy-secret': 'secret',
  'ssl-client-cert': '-----BEGIN%20CERTIFICATE-----',
  'x-forwarded-client-cert': `Hash=${THUMBPRINT};Issuer="${DIRECTORY}"`,
  'x-ssl-client-verify': 'SUCCESS',
  'x-ssl-issuer': DIRECTORY,
}

const portal = {
  client_id: 'portal',
  client_secret: mintSecret(),
  token_endpoint_auth_method: 'client_secret_basic',
}
const vars = {
  CERTIFICATE_ISSUERS: JSON.stringify([DIRECTORY]),
  CLIENTS: JSON.stringify({ portal: { grant_types: ['client_credentials'], scope: 'dcr' } }),
  CLIENT_SECRETS: `${portal.client_id}:${portal.client_secret}`,
}

const tokens = {
  AUTHORIZATION_SERVER: JSON.stringify({ tls_client_certificate_bound_access_tokens: true }),
  TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED: 'client_secret_basic tls_client_auth self_signed_tls_client_auth',
}

let alone, either, both, issuing
before(async () => {
  const start = (REGISTRATION_MODE) => startEnrol({ vars: { ...vars, REGISTRATION_MODE } })
  alone = await start('certificate')
  either = await start('token certificate')
  both = await start('token+certificate')
  issuing = await startEnrol({ vars: tokens })
})
after(() => Promise.all([alone, either, both, issuing].map((enrol) => enrol?.stop())))

const show = (enrol, headers, token) => register(enrol, METADATA, { headers, token })

const right = (enrol) => tokenOf(enrol, portal)

/** Certificates that are not accepted. */
const BAD = {
  'not presented': { certPresented: '0' },
  'not verified': { certVerified: 'NONE' },
  'signed by itself': { certVerified: 'FAILED:self signed certificate' },
  expired: { certVerified: 'FAILED:certificate has expired' },
  'out of date, whatever else is said': { certNotAfter: 'Nov 20 04:39:15 2026 GMT' },
  'not valid yet': { certNotBefore: 'Nov 21 04:39:15 2050 GMT' },
  'taken back': { certRevoked: '1' },
  'of another issuer': { certIssuerDNRFC2253: 'CN=Directory,O=Other' },
  'of an issuer with more to its name': { certIssuerDNRFC2253: `${DIRECTORY},C=DE` },
  'of an issuer that is not named': { certIssuerDNRFC2253: undefined },
}

test('B16, M39, M43: a certificate of a trusted issuer registers a client, and no other certificate does', async () => {
  const { status, json } = await show(alone, presenting())
  assert.equal(status, 201, JSON.stringify(json))
  assert.equal((await manage(json)).status, 200, 'the client needs its token alone')
  assert.equal((await show(alone, presenting())).status, 201)
  for (const [why, facts] of [['none', undefined], ...Object.entries(BAD)]) {
    const answer = await show(alone, facts && presenting(facts))
    assertRefused(answer, 400)
    assert.equal(answer.json.error, 'invalid_request', why)
  }
})

test('B16: if one of them is enough, a certificate or a token registers a client', async () => {
  assert.equal((await show(either, presenting())).status, 201)
  const token = await right(either)
  assert.equal((await show(either, {}, token)).status, 201)
  assertRefused(await show(either, presenting(), token), 401)
  assertRefused(await show(either, {}), 401)
  for (const facts of Object.values(BAD)) assertRefused(await show(either, presenting(facts)), 401)
})

test('B10, B16: if both are required, neither registers a client alone, and no use is counted', async () => {
  const token = await right(both)
  assertRefused(await show(both, presenting()), 401)
  assertRefused(await show(both, presenting(), 'x'), 401)
  const insufficient = [{}, ...Object.values(BAD).map((facts) => presenting(facts))]
  for (const headers of insufficient) assertRefused(await show(both, headers, token), 400)
  const answers = await Promise.all(Array.from({ length: 20 }, () => show(both, presenting(), token)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(19).fill(401)])
})

test('B16, M41: headers that imitate a certificate are ignored', async () => {
  assertRefused(await show(alone, IMITATIONS), 400)
  assertRefused(await show(either, IMITATIONS), 401)
  const token = await right(both)
  assertRefused(await show(both, IMITATIONS, token), 400)
  const bad = presenting({ certVerified: 'NONE' })
  assertRefused(await show(both, { ...IMITATIONS, ...bad }, token), 400)
})

test('C88, M34, M38, M39, M41, M42: a certificate authenticates its client, and the token is bound to the certificate', async () => {
  const { status, json } = await register(issuing, {
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'tls_client_auth',
    tls_client_auth_subject_dn: 'cn=Client,o=Example',
    tls_client_certificate_bound_access_tokens: true,
  })
  assert.equal(status, 201, JSON.stringify(json))
  const client = { client_id: json.client_id, token_endpoint_auth_method: 'none' }
  const ask = (headers) => post(issuing, '/token', { grant_type: 'client_credentials' }, client, headers)
  const answer = await ask(presenting())
  assert.equal(answer.status, 200, JSON.stringify(answer.json))
  assert.deepEqual(decodeJwt(answer.json.access_token).cnf, { 'x5t#S256': THUMBPRINT })
  const told = await introspect(issuing, answer.json.access_token, client, presenting())
  assert.deepEqual([told.json.active, told.json.cnf], [true, { 'x5t#S256': THUMBPRINT }])
  const others = [{ certSubjectDNRFC2253: 'CN=other,O=Example' }, { certSubjectDNRFC2253: undefined }]
  const bad = [...others, ...Object.entries(BAD).filter(([why]) => !why.startsWith('of ')).map(([, facts]) => facts)]
  for (const headers of [{}, IMITATIONS, ...bad.map((facts) => presenting(facts))]) {
    const { status, json } = await ask(headers)
    assert.deepEqual([status, json.error], [401, 'invalid_client'])
  }
})

test('C90, M34, M36: a name beside the subject authenticates its client', async () => {
  const ask = async (name, facts) => {
    const members = { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_san_dns: name }
    const { json } = await register(issuing, { grant_types: ['client_credentials'], ...members })
    const client = { client_id: json.client_id, token_endpoint_auth_method: 'none' }
    return (await post(issuing, '/token', { grant_type: 'client_credentials' }, client, presenting(facts))).status
  }
  assert.equal(await ask('localhost', {}), 200)
  assert.equal(await ask('example.com', {}), 401)
  for (const facts of [{ certRFC9440: undefined }, { certRFC9440: '' }, { certRFC9440: ':AAAA:' }, { certVerified: 'NONE' }]) {
    assert.equal(await ask('localhost', facts), 401, JSON.stringify(facts))
  }
})

test('M37, M38, M40: a certificate that its subject has issued authenticates a client that registered its key', async () => {
  const members = { token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks: { keys: [JWK] } }
  const { json } = await register(issuing, { grant_types: ['client_credentials'], ...members })
  const client = { client_id: json.client_id, token_endpoint_auth_method: 'none' }
  const ask = async (headers) => (await post(issuing, '/token', { grant_type: 'client_credentials' }, client, headers)).status
  assert.equal(await ask(presenting({ certVerified: 'FAILED:self signed certificate' })), 200)
  for (const headers of [{}, IMITATIONS, presenting({ certRFC9440: undefined }), presenting({ certRevoked: '1' })]) {
    assert.equal(await ask(headers), 401)
  }
})
