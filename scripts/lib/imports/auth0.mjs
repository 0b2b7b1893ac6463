import { defined } from './members.mjs'

/** Clients of `GET /api/v2/clients` of Auth0, with a token that has the scope `read:client_keys`. */

export function read(entry) {
  const { client_id } = entry
  const refuse = (reason) => ({ client_id, refusal: reason })
  if (entry.global) return refuse('is the global client of Auth0 itself')
  const method = methodOf(entry)
  if (method === undefined) return refuse('authenticates in a way that is of Auth0 alone')
  const needsSecret = method.startsWith('client_secret')
  if (needsSecret && !entry.client_secret) return refuse('has a secret that the export lacks: read it with the scope read:client_keys')
  return {
    client: defined({
      client_id,
      client_name: entry.name,
      client_secret: needsSecret ? entry.client_secret : undefined,
      token_endpoint_auth_method: method,
      application_type: entry.app_type === 'native' ? 'native' : undefined,
      redirect_uris: some(entry.callbacks),
      post_logout_redirect_uris: some(entry.allowed_logout_urls),
      grant_types: grantsOf(entry),
      id_token_signed_response_alg: entry.jwt_configuration?.alg,
      initiate_login_uri: entry.initiate_login_uri || undefined,
      logo_uri: entry.logo_uri || undefined,
      backchannel_logout_uri: entry.oidc_logout?.backchannel_logout_urls?.[0],
    }),
  }
}

const some = (list) => (list?.length > 0 ? list : undefined)

function methodOf({ token_endpoint_auth_method: method, client_authentication_methods: methods }) {
  if (method) return method
  if (methods?.private_key_jwt) return 'private_key_jwt'
  if (methods?.tls_client_auth) return 'tls_client_auth'
  return methods ? undefined : 'client_secret_post'
}

// Auth0 has grants of its own, such as `http://auth0.com/oauth/grant-type/mfa-otp`.
function grantsOf({ grant_types: grants = ['authorization_code', 'refresh_token'] }) {
  const known = grants.filter((grant) => !grant.startsWith('http://auth0.com/'))
  return known.length > 0 ? known : undefined
}
