//! The Consumer Data Right of Australia: the registration of data recipients at data holders.

use crate::config::profiles::{
    AUTHORIZATION_SIGNING, FAPI1, ID_TOKEN_SIGNING, REQUEST_OBJECT_SIGNING, among, default, fixed,
};
use crate::policy::Profile;

const GRANTS: [&str; 3] = ["authorization_code", "client_credentials", "refresh_token"];

/// The settings of the Consumer Data Standards, Register and Security Profile.
pub const PROFILE: Profile = Profile {
    name: "cdr-au",
    settings: &[
        // The examples of the standards have the token endpoint as the audience of assertions.
        default("ASSERTION_AUDIENCE", "server"),
        fixed("AUTHORIZATION_RESPONSES", "signed"),
        AUTHORIZATION_SIGNING,
        ID_TOKEN_SIGNING,
        REQUEST_OBJECT_SIGNING,
        fixed("AUTHORIZATION_SERVER", r#"{"require_signed_request_object":true}"#),
        default("AUTHORIZATION_SERVER", r#"{"tls_client_certificate_bound_access_tokens":true}"#),
        fixed("CLIENT_STORAGE", "stored"),
        among("GRANT_TYPES_SUPPORTED", "authorization_code client_credentials refresh_token", &GRANTS),
        default("MANAGEMENT_SCOPE", "cdr:registration"),
        default("MANAGEMENT_TOKEN", "access_token"),
        fixed("MEMBER_RULES", r#"{"application_type":{"values":["web"]}}"#),
        fixed("MEMBER_RULES", r#"{"authorization_signed_response_alg":{"required":true}}"#),
        fixed(
            "MEMBER_RULES",
            r#"{"id_token_encrypted_response_alg":{"refused":true},"id_token_encrypted_response_enc":{"refused":true}}"#,
        ),
        fixed("MEMBER_RULES", r#"{"token_endpoint_auth_signing_alg":{"required":true}}"#),
        fixed("PKCE_REQUIRED", "always"),
        fixed("PUSHED_REQUESTS", "required"),
        fixed("REDIRECT_URI_FORMS", "https claimed-https"),
        default("REGISTRATION_MODE", "statement"),
        fixed("REQUEST_OBJECT_CLAIMS", "required"),
        fixed("RESPONSE_TYPES_SUPPORTED", "code"),
        fixed("SENDER_CONSTRAINED_TOKENS", "required"),
        fixed("SIGNED_REQUESTS", "required"),
        among("SIGNED_REQUEST_RULES", r#"{"algorithms":["PS256","ES256"]}"#, &FAPI1),
        fixed("SOFTWARE_STATEMENTS", "required"),
        fixed("STATEMENT_ISSUERS", r#"{"algorithms":["PS256"]}"#),
        fixed("STATEMENT_ISSUERS", r#"{"maximum_age_seconds":600}"#),
        fixed("STATEMENT_ISSUERS", r#"{"narrowed":["redirect_uris","software_id"]}"#),
        default(
            "STATEMENT_ISSUERS",
            r#"{"required":["client_name","jwks_uri","org_id","org_name","redirect_uris","scope","software_id","software_roles"]}"#,
        ),
        fixed("STATEMENT_ISSUERS", r#"{"required_in_updates":true}"#),
        default("STATEMENT_ISSUERS", r#"{"single_use":true}"#),
        fixed("STATEMENT_ISSUERS", r#"{"unique":true}"#),
        fixed("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "private_key_jwt"),
        among("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "PS256 ES256", &FAPI1),
        fixed("UNSUPPORTED_SCOPE", "drop"),
    ],
};
