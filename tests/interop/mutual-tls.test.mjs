import assert from 'node:assert/strict'
import { request } from 'node:https'
import { after, before, test } from 'node:test'
import { decodeJwt } from 'jose'
import * as client from 'openid-client'
import { javaProgram, lackOfJava } from '../../scripts/lib/java-programs.mjs'
import { freePort } from '../../scripts/lib/ports.mjs'
import { certificate, thumbprintOf } from '../e2e/support/made-certificate.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { startProxy } from '../e2e/support/mtls-proxy.mjs'
import { mintSecret } from '../e2e/support/oauth.mjs'
import { ask } from './support/program.mjs'

const skip = lackOfJava()
const named = (name) => [{ O: ['Example'] }, { CN: [name] }]

let authority, enrol, proxy
before(async () => {
  authority = await certificate({ subject: named('Root'), isAuthority: true })
  const server = await certificate({ subject: named('server'), issuer: authority, names: [{ type: 'dns', value: 'localhost' }] })
  const [secret, port] = [mintSecret(), await freePort()]
  enrol = await startEnrol({
    vars: {
      AUTHORIZATION_SERVER: JSON.stringify({ tls_client_certificate_bound_access_tokens: true }),
      CERTIFICATE_AUTHORITIES: authority.cert,
      CERTIFICATE_HEADER: 'client-cert',
      MTLS_HOST: `localhost:${port}`,
      PROXY_SECRET: secret,
      TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED: 'client_secret_basic tls_client_auth self_signed_tls_client_auth',
    },
  })
  proxy = await startProxy({ target: enrol.origin, port, server, secret })
})
after(() => Promise.all([proxy, enrol].map((it) => it?.stop())))

const nimbus = ({ cert, key }, method) =>
  ask('java', javaProgram('MutualTls'), { issuer: enrol.issuer, method, cert, key, authority: authority.cert })

for (const [name, method] of [
  ['PKITLSClientAuthentication', 'tls_client_auth'],
  ['SelfSignedTLSClientAuthentication', 'self_signed_tls_client_auth'],
]) {
  test(`M34, M37, M42, M44: the Java oauth2-oidc-sdk gets a token by ${name}, at the alias of the endpoint`, { skip }, async () => {
    const issuer = method === 'tls_client_auth' ? authority : undefined
    const identity = await certificate({ subject: named('client'), issuer })
    const { cnf, endpoint } = await nimbus(identity, method)
    assert.equal(endpoint, `${proxy.origin}/token`)
    assert.deepEqual(cnf, { 'x5t#S256': thumbprintOf(identity) })
  })
}

test('M34: the Java oauth2-oidc-sdk is refused by PKITLSClientAuthentication with a certificate of nobody', { skip }, async () => {
  const { error } = await nimbus(await certificate({ subject: named('client') }), 'tls_client_auth')
  assert.equal(error, 'invalid_client')
})

/** A `fetch` that shows a certificate. */
const fetchWith = ({ cert, key }) => async (url, { method, headers, body }) => {
  const sent = request(url, { method, headers: { ...Object.fromEntries(new Headers(headers)) }, ca: authority.cert, cert, key, agent: false })
  sent.end(body?.toString())
  const answer = await new Promise((resolve, reject) => sent.on('response', resolve).on('error', reject))
  const pieces = await answer.toArray()
  return new Response(Buffer.concat(pieces), { status: answer.statusCode, headers: answer.headers })
}

test('M34, M42, M44: openid-client gets a token by TlsClientAuth, at the alias of the endpoint', async () => {
  const identity = await certificate({ subject: named('client'), issuer: authority })
  const metadata = {
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'tls_client_auth',
    tls_client_auth_subject_dn: 'CN=client,O=Example',
    tls_client_certificate_bound_access_tokens: true,
  }
  const execute = [client.allowInsecureRequests]
  const registered = await client.dynamicClientRegistration(new URL(enrol.issuer), metadata, undefined, { execute })
  const { client_id } = registered.clientMetadata()
  const own = { client_id, use_mtls_endpoint_aliases: true }
  const configuration = new client.Configuration(registered.serverMetadata(), client_id, own, client.TlsClientAuth())
  client.allowInsecureRequests(configuration)
  configuration[client.customFetch] = fetchWith(identity)
  const { access_token } = await client.clientCredentialsGrant(configuration)
  assert.deepEqual(decodeJwt(access_token).cnf, { 'x5t#S256': thumbprintOf(identity) })
})
