import { once } from 'node:events'
import { createServer } from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const METADATA = '/.well-known/oauth-protected-resource'
const PATH = '/mcp'

/**
 * Starts an MCP server that takes access tokens of one issuer, and says which. RFC 9728 section 3.
 *
 * It has one tool, `whoami`, which answers with the claims of the token. `trust` names the issuer.
 */
export async function startMcpServer() {
  let issuer, keys
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, origin)
    if (pathname === METADATA + PATH || pathname === METADATA) {
      return json(response, 200, { resource: url, authorization_servers: [issuer], bearer_methods_supported: ['header'] })
    }
    if (pathname !== PATH) return json(response, 404, {})
    const claims = await claimsOf(request.headers.authorization)
    if (!claims) {
      response.setHeader('www-authenticate', `Bearer error="invalid_token", resource_metadata="${origin}${METADATA}${PATH}"`)
      return json(response, 401, { error: 'invalid_token' })
    }
    await answer(request, response, claims)
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

/** Answers one request of the protocol with a server of its own, so that no session is kept. */
async function answer(request, response, claims) {
  const server = new McpServer({ name: 'test', version: '1.0.0' })
  server.registerTool('whoami', { description: 'Returns the claims of the access token' }, () => ({
    content: [{ type: 'text', text: JSON.stringify(claims) }],
  }))
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true })
  response.on('close', () => Promise.all([transport.close(), server.close()]))
  await server.connect(transport)
  await transport.handleRequest(request, response)
}

const json = (response, status, value) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
