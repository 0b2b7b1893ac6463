//! Dynamic Client Registration of Open Banking UK, versions 3.2 to 3.4.

use crate::config::profiles::{
    AUTHORIZATION_SIGNING, FAPI1, ID_TOKEN_SIGNING, REQUEST_OBJECT_SIGNING, among, default, fixed,
};
use crate::policy::Profile;

/// The grants of version 3.4.
const GRANTS: [&str; 5] = [
    "authorization_code",
    "client_credentials",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:openid:params:grant-type:ciba",
];

const METHODS: [&str; 5] =
    ["private_key_jwt", "client_secret_jwt", "client_secret_basic", "client_secret_post", "tls_client_auth"];

/// The settings of the profile. The rules of the members are those of the data dictionary.
pub const PROFILE: Profile = Profile {
    name: "open-banking-uk",
    settings: &[
        fixed("AUTHORIZATION_RESPONSES", "signed"),
        AUTHORIZATION_SIGNING,
        ID_TOKEN_SIGNING,
        REQUEST_OBJECT_SIGNING,
        fixed("AUTHORIZATION_SERVER", r#"{"require_signed_request_object":true}"#),
        default("AUTHORIZATION_SERVER", r#"{"tls_client_certificate_bound_access_tokens":true}"#),
        fixed("CERTIFICATE_NAMES", "subject"),
        fixed("CLIENT_SECRET_CHARACTERS", "36"),
        fixed("CLIENT_STORAGE", "stored"),
        default("DEFAULT_RESPONSE_TYPE", "code id_token"),
        among("GRANT_TYPES_SUPPORTED", "authorization_code client_credentials refresh_token", &GRANTS),
        fixed("LIMITS", r#"{"redirect_uri_bytes":256}"#),
        default("MANAGEMENT_TOKEN", "access_token"),
        fixed(
            "MEMBER_RULES",
            r#"{"backchannel_authentication_request_signing_alg":{"required":true,"values":["PS256","ES256"]}}"#,
        ),
        fixed("MEMBER_RULES", r#"{"backchannel_token_delivery_mode":{"required":true,"values":["poll","ping"]}}"#),
        fixed("MEMBER_RULES", r#"{"backchannel_user_code_parameter":{"values":[false]}}"#),
        fixed("MEMBER_RULES", r#"{"id_token_signed_response_alg":{"required":true}}"#),
        fixed("MEMBER_RULES", r#"{"request_object_signing_alg":{"required":true}}"#),
        fixed("MEMBER_RULES", r#"{"software_id":{"form":"alphanumeric","longest":22}}"#),
        default("MEMBER_RULES", r#"{"tls_client_auth_subject_dn":{"longest":128}}"#),
        fixed("MEMBER_RULES", r#"{"token_endpoint_auth_signing_alg":{"required":true}}"#),
        default("MOBILE_CLIENTS", "native"),
        among("REDIRECT_URI_FORMS", "https claimed-https", &["https", "claimed-https"]),
        default("REGISTRATION_MODE", "statement"),
        fixed("REQUEST_OBJECT_CLAIMS", "required"),
        among("RESPONSE_TYPES_SUPPORTED", r#"["code id_token","code"]"#, &["code id_token", "code"]),
        fixed("SENDER_CONSTRAINED_TOKENS", "required"),
        fixed("SIGNED_REQUESTS", "required"),
        among("SIGNED_REQUEST_RULES", r#"{"algorithms":["PS256","ES256"]}"#, &FAPI1),
        fixed("SIGNED_REQUEST_RULES", r#"{"jti":"uuid"}"#),
        fixed("SOFTWARE_STATEMENTS", "required"),
        among("STATEMENT_ISSUERS", r#"{"algorithms":["PS256","ES256"]}"#, &FAPI1),
        default(
            "STATEMENT_ISSUERS",
            r#"{"claims":{"software_client_name":"client_name","software_client_uri":"client_uri","software_jwks_endpoint":"jwks_uri","software_logo_uri":"logo_uri","software_policy_uri":"policy_uri","software_redirect_uris":"redirect_uris","software_tos_uri":"tos_uri"}}"#,
        ),
        default("STATEMENT_ISSUERS", r#"{"maximum_age_seconds":1800}"#),
        fixed("STATEMENT_ISSUERS", r#"{"narrowed":["redirect_uris","scope","software_id"]}"#),
        fixed("STATEMENT_ISSUERS", r#"{"requested":["scope"]}"#),
        default(
            "STATEMENT_ISSUERS",
            r#"{"required":["software_id","software_jwks_endpoint","software_redirect_uris","software_roles"]}"#,
        ),
        default(
            "STATEMENT_ISSUERS",
            r#"{"roles":{"software_roles":{"AISP":"openid accounts","CBPII":"openid fundsconfirmations","PISP":"openid payments"}}}"#,
        ),
        default("STATEMENT_ISSUERS", r#"{"typ":["JWT"]}"#),
        among(
            "TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED",
            "private_key_jwt client_secret_jwt client_secret_basic client_secret_post tls_client_auth",
            &METHODS,
        ),
        among("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "PS256 ES256 HS256", &["PS256", "ES256", "HS256"]),
        fixed("UNSUPPORTED_VALUES", "refuse"),
    ],
};
