//! The FAPI 2.0 Security Profile.

use crate::config::profiles::{among, fixed};
use crate::policy::Profile;

/// The algorithms of FAPI 2.0 section 5.4.1.
const ALGORITHMS: [&str; 3] = ["PS256", "ES256", "EdDSA"];

/// Those that sign ID tokens and user info. No server signs with `EdDSA` here.
const OWN: [&str; 2] = ["PS256", "ES256"];

/// The settings of FAPI 2.0 sections 5.3.2 and 5.4. A code lives for 60 seconds, and a request URI for 90, under any
/// settings.
pub const PROFILE: Profile = Profile {
    name: "fapi2",
    settings: &[
        fixed("ACCESS_TOKEN_SIGNING_ALG", "ES256"),
        fixed("ASSERTION_AUDIENCE", "issuer"),
        among(
            "AUTHORIZATION_SERVER",
            r#"{"dpop_signing_alg_values_supported":["PS256","ES256","EdDSA"]}"#,
            &ALGORITHMS,
        ),
        among("AUTHORIZATION_SERVER", r#"{"id_token_signing_alg_values_supported":["ES256"]}"#, &OWN),
        among(
            "AUTHORIZATION_SERVER",
            r#"{"request_object_signing_alg_values_supported":["PS256","ES256","EdDSA"]}"#,
            &ALGORITHMS,
        ),
        among("AUTHORIZATION_SERVER", r#"{"userinfo_signing_alg_values_supported":["ES256"]}"#, &OWN),
        fixed("PKCE_REQUIRED", "always"),
        fixed("PUSHED_REQUESTS", "required"),
        among(
            "REDIRECT_URI_FORMS",
            "https claimed-https loopback private-use",
            &["https", "claimed-https", "loopback", "private-use"],
        ),
        fixed("RESPONSE_TYPES_SUPPORTED", "code"),
        fixed("SENDER_CONSTRAINED_TOKENS", "required"),
        among(
            "TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED",
            "private_key_jwt",
            &["private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"],
        ),
        among("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "PS256 ES256 EdDSA", &ALGORITHMS),
    ],
};
