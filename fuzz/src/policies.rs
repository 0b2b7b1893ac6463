//! The servers that are asked, and what they are started with: one with nothing but defaults, and one that has every feature.

use std::sync::LazyLock;

use enrol::policy::Policy;
use enrol_testing::start;

/// Both policies.
pub struct Policies {
    /// Of a server with nothing but defaults.
    pub default: Policy,
    /// Of a server that has every feature.
    pub able: Policy,
}

impl Policies {
    /// Each of them.
    pub fn all(&self) -> [&Policy; 2] {
        [&self.default, &self.able]
    }
}

/// Both policies, read once.
pub fn policies() -> &'static Policies {
    static POLICIES: LazyLock<Policies> = LazyLock::new(|| Policies { default: policy(&[]), able: policy(&ABLE) });
    &POLICIES
}

fn policy(settings: &[(&str, &str)]) -> Policy {
    start(settings).config().policy.clone()
}

/// The settings of a server that has every feature.
pub const ABLE: [(&str, &str); 5] = [
    ("AUTHORIZATION_SERVER", AUTHORIZATION_SERVER),
    (
        "GRANT_TYPES_SUPPORTED",
        "authorization_code implicit client_credentials refresh_token urn:openid:params:grant-type:ciba",
    ),
    ("PARTIAL_ACCEPTANCE", "on"),
    ("RESPONSE_TYPES_SUPPORTED", r#"["code", "id_token", "code id_token", "id_token token"]"#),
    (
        "TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED",
        "none client_secret_post client_secret_basic client_secret_jwt private_key_jwt tls_client_auth \
         self_signed_tls_client_auth",
    ),
];

const AUTHORIZATION_SERVER: &str = r#"{
    "authorization_details_types_supported": ["payment_initiation"],
    "authorization_encryption_alg_values_supported": ["RSA-OAEP", "dir"],
    "authorization_encryption_enc_values_supported": ["A128CBC-HS256"],
    "authorization_signing_alg_values_supported": ["ES256", "HS256"],
    "acr_values_supported": ["1", "2"],
    "backchannel_authentication_request_signing_alg_values_supported": ["ES256", "HS256"],
    "backchannel_logout_session_supported": true,
    "backchannel_logout_supported": true,
    "backchannel_token_delivery_modes_supported": ["poll", "ping"],
    "backchannel_user_code_parameter_supported": true,
    "dpop_signing_alg_values_supported": ["ES256"],
    "end_session_endpoint": "https://as.example/logout",
    "frontchannel_logout_session_supported": true,
    "frontchannel_logout_supported": true,
    "id_token_encryption_alg_values_supported": ["RSA-OAEP", "A128KW"],
    "id_token_encryption_enc_values_supported": ["A128CBC-HS256", "A128GCM"],
    "id_token_signing_alg_values_supported": ["ES256", "RS256", "HS256"],
    "introspection_encryption_alg_values_supported": ["RSA-OAEP"],
    "introspection_encryption_enc_values_supported": ["A128CBC-HS256"],
    "introspection_signing_alg_values_supported": ["ES256"],
    "pushed_authorization_request_endpoint": "https://as.example/par",
    "request_object_encryption_alg_values_supported": ["RSA-OAEP", "A128KW"],
    "request_object_encryption_enc_values_supported": ["A128CBC-HS256"],
    "request_object_signing_alg_values_supported": ["ES256", "HS256"],
    "request_uri_parameter_supported": true,
    "subject_types_supported": ["pairwise", "public"],
    "tls_client_certificate_bound_access_tokens": true,
    "token_endpoint": "https://tokens.example/token",
    "userinfo_encryption_alg_values_supported": ["RSA-OAEP"],
    "userinfo_encryption_enc_values_supported": ["A128CBC-HS256"],
    "userinfo_signing_alg_values_supported": ["ES256"]
}"#;
