import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** The grant type of identity assertions. RFC 7523 section 2.1. */
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/**
 * Starts the identity provider of a company, which gives clients access at other servers in the name of its users.
 *
 * `assert` returns an identity assertion. The token endpoint gives one for any subject token, for the client that `know`
 * names: `exchanges` has the requests.
 */
export async function startCompany() {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const keys = [{ ...(await exportJWK(publicKey)), kid: '1', alg: 'ES256', use: 'sig' }]
  const exchanges = []
  let known
  const server = createServer(async (request, response) => {
    const answer = (status, value) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (request.url === '/jwks') return answer(200, { keys })
    if (request.url !== '/token') return answer(request.url.startsWith('/.well-known/') ? 200 : 404, metadata)
    const asked = Object.fromEntries(new URLSearchParams(await text(request)))
    exchanges.push(asked)
    const { audience, resource, scope } = asked
    const access_token = await assert({ aud: audience, client_id: known, resource, scope })
    const issued_token_type = 'urn:ietf:params:oauth:token-type:id-jag'
    answer(200, { access_token, issued_token_type, token_type: 'N_A', scope, expires_in: 300 })
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const issuer = `http://localhost:${server.address().port}`
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    identity_chaining_requested_token_types_supported: ['urn:ietf:params:oauth:token-type:id-jag'],
  }

  /** Signs an assertion with these claims. Draft draft-ietf-oauth-identity-assertion-authz-grant, section "ID-JAG Claims". */
  const assert = (claims) => {
    const now = Math.floor(Date.now() / 1000)
    const usual = { iss: issuer, sub: 'U019488227', jti: crypto.randomUUID(), iat: now, exp: now + 300 }
    return new SignJWT({ ...usual, email: 'joe@example.com', email_verified: true, ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'oauth-id-jag+jwt', kid: '1' })
      .sign(privateKey)
  }

  /** The settings of a server that takes the assertions. */
  const vars = {
    IDENTITY_PROVIDERS: JSON.stringify({ company: { issuer, client_id: 'enrol', allow: 'everybody' } }),
    IDENTITY_PROVIDER_SECRETS: 'company:a-secret-of-the-provider',
    IDENTITY_ASSERTIONS: 'company',
  }
  const know = (client) => (known = client.client_id)
  const stop = async () => {
    server.closeAllConnections()
    await once(server.close(), 'close')
  }
  return { issuer, vars, exchanges, know, assert, stop }
}
