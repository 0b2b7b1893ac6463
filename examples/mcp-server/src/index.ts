import {
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  oauthMetadataResponse,
  requireBearerAuth,
} from '@modelcontextprotocol/server'
import type { JWTVerifyGetKey } from 'jose'
import { READ, type Settings, WRITE } from './settings.ts'
import { keysOf, verifierOf } from './tokens.ts'
import { serverFor } from './tools.ts'

/** Answers a request: with the metadata of this server, with a challenge, or as the MCP server. */
export async function answer(request: Request, settings: Settings, keys: JWTVerifyGetKey): Promise<Response> {
  const { ISSUER, RESOURCE } = settings
  const resource = new URL(RESOURCE)
  const metadata = getOAuthProtectedResourceMetadataUrl(resource)
  const { pathname } = new URL(request.url)
  if (pathname === new URL(metadata).pathname) return described(request, ISSUER, resource)
  if (pathname !== resource.pathname) return new Response('Not found', { status: 404 })
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: PREFLIGHT })
  const gate = requireBearerAuth({
    verifier: verifierOf(settings, keys),
    requiredScopes: [READ],
    resourceMetadataUrl: metadata,
    expectedResource: resource,
  })
  const authInfo = await gate(request)
  if (authInfo instanceof Response) return readable(authInfo)
  const handler = createMcpHandler((context) => serverFor(context.authInfo, settings.NOTES))
  return readable(await handler.fetch(request, { authInfo }))
}

/** Says who issues tokens for this server, and which scope values it has. RFC 9728 section 2. */
function described(request: Request, issuer: string, resource: URL): Response {
  // The document names the issuer alone. Clients read the rest at Enrol.
  const oauthMetadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    response_types_supported: ['code'],
  }
  const options = { oauthMetadata, resourceServerUrl: resource, resourceName: 'Notes', scopesSupported: [READ, WRITE] }
  return oauthMetadataResponse(request, options) ?? new Response('Not found', { status: 404 })
}

// Clients in a browser, such as MCP Inspector, read challenges. No cookie counts here, so every origin may ask.
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'mcp-protocol-version, mcp-session-id, www-authenticate',
}
const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'GET, POST, DELETE',
  'access-control-allow-headers': 'authorization, content-type, last-event-id, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id',
}

function readable({ body, status, headers }: Response): Response {
  return new Response(body, { status, headers: { ...Object.fromEntries(headers), ...CORS } })
}

let known: { issuer: string; keys: JWTVerifyGetKey } | undefined

export default {
  async fetch(request: Request, settings: Settings): Promise<Response> {
    // An isolate keeps the keys for its later requests.
    if (known?.issuer !== settings.ISSUER) known = { issuer: settings.ISSUER, keys: keysOf(settings.ISSUER) }
    return answer(request, settings, known.keys)
  },
}
