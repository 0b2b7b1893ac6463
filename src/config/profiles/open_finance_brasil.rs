//! The registration profile of Open Finance Brasil, and its security profile.

use crate::config::profiles::{among, default, fixed};
use crate::policy::Profile;

const GRANTS: [&str; 5] =
    ["authorization_code", "client_credentials", "implicit", "refresh_token", "urn:openid:params:grant-type:ciba"];

/// The settings of sections 7.1 and 7.2 of the registration profile, and of sections 5 and 6 of the security profile.
pub const PROFILE: Profile = Profile {
    name: "open-finance-brasil",
    settings: &[
        default("ACCESS_TOKEN_SIGNING_ALG", "PS256"),
        fixed("AUTHORIZATION_RESPONSES", "signed"),
        fixed("AUTHORIZATION_SERVER", r#"{"authorization_signing_alg_values_supported":["PS256"]}"#),
        fixed(
            "AUTHORIZATION_SERVER",
            r#"{"id_token_encryption_alg_values_supported":["RSA-OAEP"],"id_token_encryption_enc_values_supported":["A256GCM"]}"#,
        ),
        fixed("AUTHORIZATION_SERVER", r#"{"id_token_signing_alg_values_supported":["PS256"]}"#),
        fixed(
            "AUTHORIZATION_SERVER",
            r#"{"request_object_encryption_alg_values_supported":["RSA-OAEP"],"request_object_encryption_enc_values_supported":["A256GCM"]}"#,
        ),
        fixed("AUTHORIZATION_SERVER", r#"{"request_object_signing_alg_values_supported":["PS256"]}"#),
        fixed("AUTHORIZATION_SERVER", r#"{"require_signed_request_object":true}"#),
        default("AUTHORIZATION_SERVER", r#"{"tls_client_certificate_bound_access_tokens":true}"#),
        fixed("AUTHORIZATION_SERVER", r#"{"userinfo_signing_alg_values_supported":["PS256"]}"#),
        fixed("CERTIFICATE_NAMES", "encoded-subject"),
        fixed("CLIENT_STORAGE", "stored"),
        among("GRANT_TYPES_SUPPORTED", "authorization_code client_credentials refresh_token", &GRANTS),
        fixed("MEMBER_RULES", r#"{"jwks":{"refused":true}}"#),
        fixed("MEMBER_RULES", r#"{"tls_client_auth_subject_dn":{"form":"rfc4514"}}"#),
        default("PKCE_REQUIRED", "always"),
        default("PUSHED_REQUESTS", "required"),
        among("REDIRECT_URI_FORMS", "https claimed-https", &["https", "claimed-https"]),
        // The rule of the issuer holds without the binding too, for subjects that change with a renewal.
        among("REGISTRATION_ACCESS_TOKEN_BINDING", "certificate", &["certificate"]),
        default("REGISTRATION_MODE", "statement"),
        fixed("REQUEST_OBJECT_CLAIMS", "required"),
        among("RESPONSE_TYPES_SUPPORTED", r#"["code id_token","code"]"#, &["code id_token", "code"]),
        // The registration access token stays as it is. Section 7.1.
        among("ROTATION_ON_UPDATE", "[]", &["secret"]),
        fixed("SENDER_CONSTRAINED_TOKENS", "required"),
        fixed("SOFTWARE_STATEMENTS", "required"),
        fixed("STATEMENT_ISSUERS", r#"{"algorithms":["PS256"]}"#),
        default(
            "STATEMENT_ISSUERS",
            r#"{"certificate":{"UID":"{software_id}","organizationIdentifier":"OFBBR-{org_id}"}}"#,
        ),
        default(
            "STATEMENT_ISSUERS",
            r#"{"claims":{"software_client_name":"client_name","software_client_uri":"client_uri","software_jwks_uri":"jwks_uri","software_logo_uri":"logo_uri","software_policy_uri":"policy_uri","software_redirect_uris":"redirect_uris","software_tos_uri":"tos_uri"}}"#,
        ),
        fixed("STATEMENT_ISSUERS", r#"{"maximum_age_seconds":300}"#),
        fixed("STATEMENT_ISSUERS", r#"{"narrowed":["jwks_uri","redirect_uris","scope"]}"#),
        fixed("STATEMENT_ISSUERS", r#"{"requested":["redirect_uris"]}"#),
        default(
            "STATEMENT_ISSUERS",
            r#"{"required":["org_id","software_id","software_jwks_uri","software_redirect_uris","software_statement_roles"]}"#,
        ),
        fixed("STATEMENT_ISSUERS", r#"{"required_in_updates":true}"#),
        default(
            "STATEMENT_ISSUERS",
            r#"{"roles":{"software_statement_roles":{"CCORR":"openid","CONTA":"openid","DADOS":"openid accounts bank-fixed-incomes consents credit-cards-accounts credit-fixed-incomes credit-portability customers exchanges financings funds invoice-financings loans resources treasure-titles unarranged-accounts-overdraft variable-incomes","PAGTO":"openid nrp-consents payments recurring-payments"}}}"#,
        ),
        fixed("STATEMENT_ISSUERS", r#"{"unique":true}"#),
        among(
            "TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED",
            "private_key_jwt tls_client_auth",
            &["private_key_jwt", "tls_client_auth"],
        ),
        fixed("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "PS256"),
    ],
};
