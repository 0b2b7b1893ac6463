import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { decodeJwt } from 'jose'
import { startEnrol } from './support/enrol.mjs'
import { register, send } from './support/http.mjs'
import { certificate, nameOf, revocations, thumbprintOf } from './support/made-certificate.mjs'
import { postForm } from './support/mtls-proxy.mjs'
import { nginx, startNginx } from './support/nginx.mjs'
import { mintSecret } from './support/oauth.mjs'

const named = (name) => [{ O: ['Example'] }, { CN: [name] }]
const skip = !nginx && 'nginx is not installed'
const secret = mintSecret()

let authority, identity, revoked, enrol, proxy
before(async () => {
  if (skip) return
  authority = await certificate({ subject: named('Root'), isAuthority: true })
  identity = await certificate({ subject: named('client'), issuer: authority })
  revoked = await certificate({ subject: named('client'), issuer: authority })
  const server = await certificate({ subject: named('server'), issuer: authority, names: [{ type: 'dns', value: 'localhost' }] })
  enrol = await startEnrol({
    vars: {
      AUTHORIZATION_SERVER: JSON.stringify({ tls_client_certificate_bound_access_tokens: true }),
      CERTIFICATE_AUTHORITIES: authority.cert,
      CERTIFICATE_HEADER: 'ssl-client-cert',
      PROXY_SECRET: secret,
      TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED: 'tls_client_auth',
    },
  })
  proxy = await startNginx({ target: enrol.origin, server, authority, revoked: await revocations(authority, [revoked]), secret })
})
after(() => Promise.all([proxy, enrol].map((it) => it?.stop())))

test('M34, M41, M42: nginx with the directives of the guide forwards a certificate, and no header of a client', { skip }, async () => {
  const { status, json } = await register(enrol, {
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'tls_client_auth',
    tls_client_auth_subject_dn: nameOf(identity.subject),
    tls_client_certificate_bound_access_tokens: true,
  })
  assert.equal(status, 201, JSON.stringify(json))
  const form = { grant_type: 'client_credentials', client_id: json.client_id }
  const ask = (identity, headers) => postForm(`${proxy.origin}/token`, form, { authority, identity, headers })
  const granted = await ask(identity)
  assert.equal(granted.status, 200, JSON.stringify(granted.json))
  assert.deepEqual(decodeJwt(granted.json.access_token).cnf, { 'x5t#S256': thumbprintOf(identity) })
  const spoofed = { 'ssl-client-cert': encodeURIComponent(identity.cert) }
  assert.equal((await ask(undefined, spoofed)).status, 401, 'nginx replaces the header')
  const body = new URLSearchParams(form)
  const direct = await send(`${enrol.issuer}/token`, { method: 'POST', body, headers: spoofed })
  assert.equal(direct.status, 401, 'nothing proves the proxy')
  await assert.rejects(ask(revoked), SyntaxError, 'nginx answers itself, with a page')
})
