import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { decodeJwt } from 'jose'
import { freePort } from '../../scripts/lib/ports.mjs'
import { onPath } from '../../scripts/lib/processes.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { certificate, jwkOf, nameOf, thumbprintOf } from './support/made-certificate.mjs'
import { startEnrol } from './support/enrol.mjs'
import { register, send } from './support/http.mjs'
import { postForm, startProxy } from './support/mtls-proxy.mjs'
import { mintSecret } from './support/oauth.mjs'

const named = (name) => [{ O: ['Example'] }, { CN: [name] }]
const GRANT = { grant_type: 'client_credentials' }
const secret = mintSecret()
const next = mintSecret()

let authority, between, identity, stranger, own, enrol, proxy
before(async () => {
  authority = await certificate({ subject: named('Root'), isAuthority: true })
  between = await certificate({ subject: named('Directory'), issuer: authority, isAuthority: true })
  identity = await certificate({ subject: named('client'), issuer: between })
  stranger = await certificate({ subject: named('client'), issuer: await certificate({ subject: named('Directory'), isAuthority: true }) })
  own = await certificate({ subject: named('client') })
  const server = await certificate({ subject: named('server'), issuer: authority, names: [{ type: 'dns', value: 'localhost' }] })
  const port = await freePort()
  enrol = await startEnrol({
    limits: {},
    vars: {
      AUTHORIZATION_SERVER: JSON.stringify({ tls_client_certificate_bound_access_tokens: true }),
      CERTIFICATE_AUTHORITIES: authority.cert,
      CERTIFICATE_HEADER: 'client-cert',
      CERTIFICATE_INTERMEDIATES: between.cert,
      CLIENT_ADDRESS_HEADER: 'x-forwarded-for',
      MTLS_HOST: `localhost:${port}`,
      PROXY_SECRET: `${secret} ${next}`,
      TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED: 'client_secret_basic tls_client_auth self_signed_tls_client_auth',
    },
  })
  proxy = await startProxy({ target: enrol.origin, port, server, secret })
  proxy.server = server
})
after(() => Promise.all([proxy, enrol].map((it) => it?.stop())))

async function client(members) {
  const { status, json } = await register(enrol, { grant_types: ['client_credentials'], ...members })
  assert.equal(status, 201, JSON.stringify(json))
  return json.client_id
}

const ofSubject = () =>
  client({
    token_endpoint_auth_method: 'tls_client_auth',
    tls_client_auth_subject_dn: nameOf(identity.subject),
    tls_client_certificate_bound_access_tokens: true,
  })

const ask = (client_id, identity, headers) => postForm(`${proxy.origin}/token`, { ...GRANT, client_id }, { authority, identity, headers })

test('M34, M42, M44: a client connects with its certificate to the proxy, and its token is bound to it', async () => {
  const discovery = await send(`${enrol.issuer}/.well-known/oauth-authorization-server`)
  const aliases = discovery.json.mtls_endpoint_aliases
  assert.equal(aliases.token_endpoint, `${proxy.origin}/token`)
  assert.equal(discovery.json.token_endpoint, `${enrol.issuer}/token`)
  const id = await ofSubject()
  const answer = await postForm(aliases.token_endpoint, { ...GRANT, client_id: id }, { authority, identity })
  assert.equal(answer.status, 200, JSON.stringify(answer.json))
  const { cnf, iss } = decodeJwt(answer.json.access_token)
  assert.deepEqual([cnf, iss], [{ 'x5t#S256': thumbprintOf(identity) }, enrol.issuer])
  const about = { token: answer.json.access_token, client_id: id }
  const told = await postForm(aliases.introspection_endpoint, about, { authority, identity })
  assert.deepEqual([told.json.active, told.json.cnf], [true, cnf])
  assert.equal((await postForm(aliases.revocation_endpoint, about, { authority, identity })).status, 200)
  for (const other of [undefined, stranger, own]) assert.equal((await ask(id, other)).status, 401)
})

test('M37: a certificate that its subject has issued is good for its key alone', async () => {
  const keys = [jwkOf(own)]
  const id = await client({ token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks: { keys } })
  assert.equal((await ask(id, own)).status, 200)
  for (const other of [undefined, identity, stranger]) assert.equal((await ask(id, other)).status, 401)
  const old = await certificate({ subject: named('client'), ends: -1000 })
  const late = await client({ token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks: { keys: [jwkOf(old)] } })
  assert.equal((await ask(late, old)).status, 401)
})

test('M41: a spoofed header is refused, whoever sends it', async () => {
  const id = await ofSubject()
  const spoofed = { 'client-cert': `:${identity.der.toString('base64')}:` }
  const direct = (headers) =>
    send(`${enrol.issuer}/token`, { method: 'POST', body: new URLSearchParams({ ...GRANT, client_id: id }), headers })
  for (const guess of [undefined, 'x', mintSecret(), `${secret} ${next}`]) {
    const headers = guess === undefined ? spoofed : { ...spoofed, 'enrol-proxy-secret': guess }
    assert.equal((await direct(headers)).status, 401)
  }
  assert.equal((await direct({ ...spoofed, 'enrol-proxy-secret': next })).status, 200, 'the next secret of the proxy')
  assert.equal((await ask(id, undefined, spoofed)).status, 401, 'the proxy removes it')
  assert.equal((await ask(id, own, spoofed)).status, 401, 'the proxy replaces it')
  const careless = await startProxy({ target: enrol.origin, server: proxy.server, isCareless: true })
  const answer = await postForm(`${careless.origin}/token`, { ...GRANT, client_id: id }, { authority, identity, headers: spoofed })
  await careless.stop()
  assert.equal(answer.status, 401, 'a proxy without the secret')
})

test('A29: a limit counts the address that the proxy forwards, and no address that a client writes', async () => {
  // An invalid request counts too, and writes nothing.
  const attempt = async (headers) => (await postForm(`${proxy.origin}/register`, {}, { authority, headers })).status
  const from = (address, written) => ({ 'test-address': address, ...(written && { 'x-forwarded-for': written }) })
  let answers = []
  // A new window can begin during the test, which doubles the number of accepted requests.
  for (let count = 0; count <= 1200 && !answers.includes(429); count += 50) {
    answers = await Promise.all(Array.from({ length: 50 }, (_, index) => attempt(from('192.0.2.1', `198.51.100.${index}`))))
  }
  assert.ok(answers.includes(429), 'the addresses that a client writes change nothing')
  assert.equal(await attempt(from('192.0.2.2')), 415, 'another client of the proxy')
  const spoofed = { 'x-forwarded-for': '192.0.2.1', 'cf-connecting-ip': '192.0.2.3' }
  assert.equal((await register(enrol, {}, { headers: spoofed })).status, 400, 'without the secret, the connection counts')
})

test('M34: curl --cert gets a token', { skip: !onPath('curl') && 'curl is not installed' }, async (context) => {
  const folder = temporaryFolder()
  context.after(() => folder.remove())
  const file = (name, text) => {
    const path = join(folder.path, name)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }
  const trust = ['--cacert', file('ca.pem', authority.cert)]
  const proof = ['--cert', file('cert.pem', identity.cert), '--key', file('key.pem', identity.key)]
  const body = ['--data', new URLSearchParams({ ...GRANT, client_id: await ofSubject() }).toString()]
  const curl = async (options) =>
    JSON.parse((await promisify(execFile)('curl', ['--silent', ...options, ...body, `${proxy.origin}/token`])).stdout)
  const granted = await curl([...trust, ...proof])
  assert.deepEqual(decodeJwt(granted.access_token).cnf, { 'x5t#S256': thumbprintOf(identity) })
  assert.equal((await curl(trust)).error, 'invalid_client')
})
