import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const METADATA = '/.well-known/oauth-protected-resource'
const PATH = '/mcp'

/**
 * Starts an API that takes access tokens and says who issues them. RFC 9728 section 3.
 *
 * `trust` names the issuer. The answer to a request with a token of that issuer, for this API, is the claims.
 */
export async function startResource() {
  let issuer, keys
  const server = createServer(async ({ url: path, headers }, response) => {
    if (path === METADATA + PATH) return json(response, 200, { resource: url, authorization_servers: [issuer] })
    if (path !== PATH) return response.writeHead(404).end()
    const claims = await claimsOf(headers.authorization)
    if (claims) return json(response, 200, claims)
    response.setHeader('www-authenticate', `Bearer resource_metadata="${origin}${METADATA}${PATH}"`)
    json(response, 401, { error: 'invalid_token' })
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const origin = `http://localhost:${server.address().port}`
  const url = origin + PATH

  async function claimsOf(authorization = '') {
    try {
      const [, token] = /^Bearer (\S+)$/.exec(authorization)
      return (await jwtVerify(token, keys, { issuer, audience: url, typ: 'at+jwt' })).payload
    } catch {
      return undefined
    }
  }
  const trust = (enrol) => {
    issuer = enrol.issuer
    keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
  }
  const stop = async () => {
    server.closeAllConnections()
    await once(server.close(), 'close')
  }
  return { url, trust, stop }
}

/** The settings of a server that issues tokens for the API and stands beside a server where people sign in. */
export const settingsFor = ({ url }) => ({
  AUTHORIZATION_SERVER: JSON.stringify({
    authorization_endpoint: 'https://login.example/authorize',
    code_challenge_methods_supported: ['S256'],
  }),
  RESOURCES: url,
})

const json = (response, status, value) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
