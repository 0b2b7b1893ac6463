/** As the MCP clients register that run on their user's machine. */
export const MCP = {
  client_name: 'Coding assistant',
  redirect_uris: ['http://localhost:3118/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
  application_type: 'native',
}

/** As a web application registers, with a secret and with its pages. */
export const WEB = {
  client_name: 'Example planner',
  redirect_uris: ['https://planner.example/oauth/callback', 'https://staging.planner.example/oauth/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'client_secret_basic',
  scope: 'openid',
  client_uri: 'https://planner.example/',
  logo_uri: 'https://planner.example/logo.png',
  policy_uri: 'https://planner.example/privacy',
  tos_uri: 'https://planner.example/terms',
  contacts: ['ops@planner.example'],
}

/** As a machine registers that gets tokens for itself. */
export const MACHINE = {
  client_name: 'Nightly export',
  redirect_uris: [],
  response_types: [],
  grant_types: ['client_credentials'],
  token_endpoint_auth_method: 'client_secret_basic',
  scope: 'read',
}

/** All that an OpenID Connect client can say of itself. OpenID Connect Registration section 2. */
export const OPENID = {
  ...WEB,
  application_type: 'web',
  redirect_uris: ['https://planner.example/oauth/callback'],
  'client_name#fr': 'Agenda exemple',
  'client_name#ja-Hani-JP': '予定表',
  jwks_uri: 'https://planner.example/jwks',
  subject_type: 'pairwise',
  id_token_signed_response_alg: 'ES256',
  id_token_encrypted_response_alg: 'ECDH-ES',
  id_token_encrypted_response_enc: 'A128CBC-HS256',
  userinfo_signed_response_alg: 'RS256',
  userinfo_encrypted_response_alg: 'ECDH-ES',
  userinfo_encrypted_response_enc: 'A256GCM',
  request_object_signing_alg: 'ES256',
  request_object_encryption_alg: 'RSA-OAEP-256',
  request_object_encryption_enc: 'A256GCM',
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: 'ES256',
  default_max_age: 3600,
  require_auth_time: true,
  default_acr_values: ['urn:example:silver', 'urn:example:gold'],
  initiate_login_uri: 'https://planner.example/login',
  request_uris: ['https://planner.example/requests/1'],
  post_logout_redirect_uris: ['https://planner.example/bye'],
  frontchannel_logout_uri: 'https://planner.example/frontchannel',
  frontchannel_logout_session_required: true,
  backchannel_logout_uri: 'https://planner.example/backchannel',
  backchannel_logout_session_required: true,
}

/** What an OpenID provider says of itself that such a client may register with. */
export const PROVIDER = {
  authorization_endpoint: 'https://login.example/authorize',
  token_endpoint: 'https://login.example/token',
  userinfo_endpoint: 'https://login.example/userinfo',
  end_session_endpoint: 'https://login.example/logout',
  jwks_uri: 'https://login.example/jwks',
  subject_types_supported: ['public', 'pairwise'],
  acr_values_supported: ['urn:example:silver', 'urn:example:gold'],
  code_challenge_methods_supported: ['S256'],
  request_parameter_supported: true,
  request_uri_parameter_supported: true,
  require_request_uri_registration: false,
  frontchannel_logout_supported: true,
  frontchannel_logout_session_supported: true,
  backchannel_logout_supported: true,
  backchannel_logout_session_supported: true,
  ...algorithms('id_token'),
  ...algorithms('userinfo'),
  ...algorithms('request_object'),
}

function algorithms(of) {
  return {
    [`${of}_signing_alg_values_supported`]: ['RS256', 'ES256'],
    [`${of}_encryption_alg_values_supported`]: ['ECDH-ES', 'RSA-OAEP-256'],
    [`${of}_encryption_enc_values_supported`]: ['A128CBC-HS256', 'A256GCM'],
  }
}
