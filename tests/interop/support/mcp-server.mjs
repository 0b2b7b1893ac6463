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
 * `trust` names the issuer. The tool `whoami` answers with the claims of the token. The others answer with the claims too,
 * and make a client do what it does only after a while: `expire` refuses the token from now on, `unregister` also deletes
 * the client. `calls` has the claims of all calls.
 */
export async function startMcpServer() {
  let issuer, keys, enrol
  const refused = new Set()
  const calls = []
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, origin)
    if (pathname === METADATA + PATH || pathname === METADATA) {
      return json(response, 200, { resource: url, authorization_servers: [issuer], bearer_methods_supported: ['header'] })
    }
    if (pathname !== PATH) return json(response, 404, {})
    const { authorization } = request.headers
    const claims = await claimsOf(authorization)
    if (!claims) {
      response.setHeader('www-authenticate', `Bearer error="invalid_token", resource_metadata="${origin}${METADATA}${PATH}"`)
      return json(response, 401, { error: 'invalid_token' })
    }
    const expire = () => refused.add(authorization)
    const unregister = () => {
      deleteClient(enrol, claims.client_id)
      expire()
    }
    await answer(request, response, claims, { whoami: () => {}, expire, unregister }, calls)
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const origin = `http://localhost:${server.address().port}`
  const url = origin + PATH

  async function claimsOf(authorization = '') {
    if (refused.has(authorization)) return undefined
    try {
      const [, token] = /^Bearer (\S+)$/.exec(authorization)
      return (await jwtVerify(token, keys, { issuer, audience: url, typ: 'at+jwt' })).payload
    } catch {
      return undefined
    }
  }
  const trust = (server) => {
    enrol = server
    issuer = enrol.issuer
    keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
  }
  const stop = async () => {
    server.closeAllConnections()
    await once(server.close(), 'close')
  }
  return { url, trust, calls, stop }
}

/** Answers one request of the protocol with a server of its own, so that no session is kept. */
async function answer(request, response, claims, tools, calls) {
  const server = new McpServer({ name: 'test', version: '1.0.0' })
  for (const [name, act] of Object.entries(tools)) {
    server.registerTool(name, { description: `Returns the claims of the access token: ${name}` }, () => {
      act()
      calls.push(claims)
      return { content: [{ type: 'text', text: JSON.stringify(claims) }] }
    })
  }
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true })
  response.on('close', () => Promise.all([transport.close(), server.close()]))
  await server.connect(transport)
  await transport.handleRequest(request, response)
}

/** Deletes a sealed client as its own request would, for which few libraries keep the token. */
function deleteClient(enrol, client_id) {
  const database = enrol.database()
  const insert =
    'INSERT INTO clients (client_id, metadata, issued_at, secret_key, secret_generation, token_key, token_generation, ' +
    "revision, deleted_at) VALUES (?, '{}', unixepoch(), '', 0, '', 0, 1, unixepoch())"
  database.prepare(insert).run(client_id)
  database.close()
}

const json = (response, status, value) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
