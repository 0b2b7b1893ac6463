import { OAuthProvider } from '@cloudflare/workers-oauth-provider'

const nothing = { fetch: () => new Response(null, { status: 404 }) }

/** A server of @cloudflare/workers-oauth-provider with open registration, set up as in its README. */
export default new OAuthProvider({
  apiRoute: 'https://as.example/api',
  apiHandler: nothing,
  defaultHandler: nothing,
  resourceMetadata: { resource: 'https://as.example/api' },
  authorizeEndpoint: '/authorize',
  tokenEndpoint: '/token',
  clientRegistrationEndpoint: '/register',
})
