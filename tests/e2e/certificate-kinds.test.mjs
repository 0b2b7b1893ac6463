import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { at } from '../../scripts/lib/project.mjs'
import { certificate, factsOf, jwkOf, nameOf, reported } from './support/made-certificate.mjs'
import { startEnrol } from './support/enrol.mjs'
import { register } from './support/http.mjs'
import { post } from './support/oauth.mjs'

const SUBJECT = [{ C: ['BR'] }, { O: ['My Public Bank'] }, { CN: ['client.bank.example'] }]
const BRAZIL = [
  ...SUBJECT,
  { '2.5.4.97': [{ utf8String: 'OFBBR-497e1ffe-b2a2-4a4d-8ef0-70633fd11b59' }] },
  { '2.5.4.5': [{ printableString: '13353236000189' }] },
  { '2.5.4.15': [{ utf8String: 'Business Entity' }] },
  { '1.3.6.1.4.1.311.60.2.1.3': [{ printableString: 'BR' }] },
  { '0.9.2342.19200300.100.1.1': [{ utf8String: '67c57882-043b-11ec-9a03-0242ac130003' }] },
]
/** The same name in the form that Open Finance Brasil has registered: RFC 4514, other types by identifier and encoding. */
const REGISTERED =
  'UID=67c57882-043b-11ec-9a03-0242ac130003,1.3.6.1.4.1.311.60.2.1.3=#13024252,2.5.4.15=#0c0f427573696e65737320456e74697479,' +
  '2.5.4.5=#130e3133333533323336303030313839,' +
  '2.5.4.97=#0c2a4f464242522d34393765316666652d623261322d346134642d386566302d373036333366643131623539,' +
  'CN=client.bank.example,O=My Public Bank,C=BR'

const NAMES = [
  { type: 'dns', value: 'client.bank.example' },
  { type: 'url', value: 'https://client.bank.example/' },
  { type: 'ip', value: '192.0.2.7' },
  { type: 'ip', value: '2001:db8::7' },
  { type: 'email', value: 'app@bank.example' },
]

let enrol, authority, between, made
before(async () => {
  authority = await certificate({ subject: [{ O: ['Example'] }, { CN: ['Root'] }], isAuthority: true })
  between = await certificate({ subject: [{ O: ['Example'] }, { CN: ['Directory'] }], issuer: authority, isAuthority: true })
  made = await certificate({ subject: BRAZIL, issuer: between, names: NAMES })
  enrol = await startEnrol({
    vars: { TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED: 'client_secret_basic tls_client_auth self_signed_tls_client_auth' },
  })
})
after(() => enrol?.stop())

async function status(members, facts) {
  const { status, json } = await register(enrol, { grant_types: ['client_credentials'], ...members })
  assert.equal(status, 201, JSON.stringify(json))
  const client = { client_id: json.client_id, token_endpoint_auth_method: 'none' }
  return (await post(enrol, '/token', { grant_type: 'client_credentials' }, client, reported(facts))).status
}

const pki = (members, facts) => status({ token_endpoint_auth_method: 'tls_client_auth', ...members }, facts)

test('J35, M35: the subject of Open Finance Brasil counts in each form that the platform may report', async () => {
  const facts = factsOf(made, between)
  const subject = { tls_client_auth_subject_dn: REGISTERED }
  const printable = REGISTERED.replaceAll('=#0c', '=#13')
  for (const reportedAs of [facts.certSubjectDNRFC2253, nameOf(BRAZIL), REGISTERED, printable, REGISTERED.toLowerCase()]) {
    assert.equal(await pki(subject, { ...facts, certSubjectDNRFC2253: reportedAs }), 200, reportedAs)
  }
  const other = REGISTERED.replace('13353236', '13353237').replace('333533323336', '333533323337')
  assert.equal(await pki(subject, { ...facts, certSubjectDNRFC2253: other }), 401)
})

test('C90, M34, M36: each name beside the subject authenticates the client that registered it', async () => {
  const facts = factsOf(made, between)
  for (const [member, right, wrong] of [
    ['tls_client_auth_san_dns', 'client.bank.example', 'bank.example'],
    ['tls_client_auth_san_uri', 'https://client.bank.example/', 'https://client.bank.example/x'],
    ['tls_client_auth_san_ip', '192.0.2.7', '192.0.2.8'],
    ['tls_client_auth_san_ip', '2001:db8::7', '2001:db8::8'],
    ['tls_client_auth_san_email', 'app@bank.example', 'other@bank.example'],
  ]) {
    assert.equal(await pki({ [member]: right }, facts), 200, right)
    assert.equal(await pki({ [member]: wrong }, facts), 401, wrong)
  }
})

test('M39: a certificate that is revoked or out of date is refused, whatever else the platform says', async () => {
  const subject = { tls_client_auth_subject_dn: nameOf(SUBJECT) }
  const good = await certificate({ subject: SUBJECT, issuer: between })
  const expired = await certificate({ subject: SUBJECT, issuer: between, ends: -60_000 })
  assert.equal(await pki(subject, factsOf(good, between)), 200)
  assert.equal(await pki(subject, factsOf(expired, between)), 401)
  const keys = (it) => ({ token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks: { keys: [jwkOf(it)] } })
  const own = await certificate({ subject: SUBJECT })
  const unknown = { certVerified: 'FAILED:self signed certificate' }
  assert.equal(await status(keys(own), { ...factsOf(own), ...unknown }), 200)
  assert.equal(await pki(subject, { ...factsOf(own), ...unknown }), 401)
  for (const facts of [{ certRevoked: '1' }, { certPresented: '0' }, { certNotAfter: 'Jan  1 00:00:00 2020 GMT' }]) {
    assert.equal(await pki(subject, { ...factsOf(good, between), ...facts }), 401)
    assert.equal(await status(keys(own), { ...factsOf(own), ...facts }), 401)
  }
  assert.equal(await pki(subject, { ...factsOf(good, between), certVerified: 'FAILED:unable to get issuer certificate' }), 401)
})

test('B16, M41: what is deployed reads no header of the local runtime, and none with facts about certificates', () => {
  const names = ['mf-cf-blob', 'cf-client-cert', 'cf-cert-', 'x-ssl-', 'x-client-cert']
  const files = readdirSync(at('build')).filter((name) => /\.(js|mjs|wasm)$/.test(name))
  assert.ok(files.some((name) => name.endsWith('.wasm')))
  for (const file of files) {
    const text = readFileSync(join(at('build'), file), 'latin1').toLowerCase()
    for (const name of names) assert.ok(!text.includes(name), `${file}: ${name}`)
  }
})
