import { defined } from './members.mjs'

/** Clients of a realm export of Keycloak, or of `GET /admin/realms/REALM/clients`. */

const OWN = ['account', 'account-console', 'admin-cli', 'broker', 'realm-management', 'security-admin-console']

// Client scopes that Keycloak has for itself: they are no values of `scope`.
const OWN_SCOPES = ['acr', 'basic', 'microprofile-jwt', 'role_list', 'roles', 'saml_organization', 'service_account', 'web-origins']

const METHODS = {
  'client-secret': 'client_secret_basic',
  'client-secret-jwt': 'client_secret_jwt',
  'client-jwt': 'private_key_jwt',
  'client-x509': 'tls_client_auth',
}

export function read(entry) {
  const { clientId: client_id, protocol = 'openid-connect', attributes = {} } = entry
  const refuse = (reason) => ({ client_id, refusal: reason })
  if (OWN.includes(client_id) || client_id?.endsWith?.('-realm')) return refuse('is a client of Keycloak itself')
  if (protocol !== 'openid-connect') return refuse(`is a client of ${protocol}`)
  if (entry.bearerOnly) return refuse('is an API, which gets no tokens: name it in RESOURCES')
  if (entry.enabled === false) return refuse('is disabled there')
  if (/^\*+$/.test(entry.secret ?? '')) return refuse('has a secret that the export hides: export the realm with kc.sh export')
  const method = entry.publicClient ? 'none' : METHODS[entry.clientAuthenticatorType ?? 'client-secret']
  if (method === undefined) return refuse(`authenticates with ${entry.clientAuthenticatorType}, which is of Keycloak alone`)
  const uris = (entry.redirectUris ?? []).map((uri) => absolute(uri, entry.rootUrl))
  return {
    client: defined({
      client_id,
      client_name: entry.name && !entry.name.startsWith('${') ? entry.name : undefined,
      client_uri: absolute(entry.baseUrl, entry.rootUrl),
      client_secret: method.startsWith('client_secret') ? entry.secret : undefined,
      token_endpoint_auth_method: method,
      tls_client_auth_subject_dn: attributes['x509.subjectdn'],
      redirect_uris: uris.length > 0 ? uris : undefined,
      post_logout_redirect_uris: logoutUris(attributes['post.logout.redirect.uris'], uris),
      grant_types: grantsOf(entry),
      scope: scopeOf(entry),
      jwks_uri: attributes['use.jwks.url'] === 'true' ? attributes['jwks.url'] : undefined,
      token_endpoint_auth_signing_alg: attributes['token.endpoint.auth.signing.alg'],
      id_token_signed_response_alg: attributes['id.token.signed.response.alg'],
      backchannel_logout_uri: attributes['backchannel.logout.url'],
      logo_uri: attributes.logoUri,
      policy_uri: attributes.policyUri,
      tos_uri: attributes.tosUri,
      tls_client_certificate_bound_access_tokens: flag(attributes['tls.client.certificate.bound.access.tokens']),
      dpop_bound_access_tokens: flag(attributes['dpop.bound.access.tokens']),
    }),
  }
}

const flag = (text) => (text === 'true' ? true : undefined)

function grantsOf({ standardFlowEnabled = true, implicitFlowEnabled, serviceAccountsEnabled, attributes = {} }) {
  const grants = []
  if (standardFlowEnabled) grants.push('authorization_code', 'refresh_token')
  if (implicitFlowEnabled) grants.push('implicit')
  if (serviceAccountsEnabled) grants.push('client_credentials')
  if (flag(attributes['oauth2.device.authorization.grant.enabled'])) grants.push('urn:ietf:params:oauth:grant-type:device_code')
  return grants
}

function scopeOf({ standardFlowEnabled = true, defaultClientScopes = [], optionalClientScopes = [] }) {
  const values = [...defaultClientScopes, ...optionalClientScopes].filter((value) => !OWN_SCOPES.includes(value))
  const all = [...new Set([...(standardFlowEnabled ? ['openid'] : []), ...values])]
  return all.length > 0 ? all.join(' ') : undefined
}

// `+` stands for the redirection URIs, `-` for none.
function logoutUris(text, redirectUris) {
  const uris = (text ?? '').split('##').flatMap((uri) => (uri === '+' ? redirectUris : uri === '-' ? [] : [uri])).filter(Boolean)
  return uris.length > 0 ? uris : undefined
}

/** Returns an address as Keycloak resolves it: one that begins with a slash is below the root URL. */
function absolute(uri, root) {
  if (!uri || uri.startsWith('${')) return undefined
  return uri.startsWith('/') && root ? root.replace(/\/$/, '') + uri : uri
}
