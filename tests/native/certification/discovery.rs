//! The profile Config OP, and the discovery of the logout profiles.

use serde_json::{Value, json};

use super::Run;
use crate::support::Call;

fn document() -> Value {
    Call::get("/.well-known/openid-configuration").to(&Run::new().world).json()
}

/// oidcc-discovery-endpoint-verification with a static client.
#[test]
fn the_document_has_what_the_profiles_require() {
    let document = document();
    for (name, value) in [
        ("response_types_supported", "code"),
        ("grant_types_supported", "authorization_code"),
        ("subject_types_supported", "public"),
        ("subject_types_supported", "pairwise"),
        ("id_token_signing_alg_values_supported", "RS256"),
        ("userinfo_signing_alg_values_supported", "RS256"),
        ("request_object_signing_alg_values_supported", "RS256"),
        ("scopes_supported", "openid"),
        ("claims_supported", "sub"),
        ("code_challenge_methods_supported", "S256"),
        ("token_endpoint_auth_methods_supported", "client_secret_basic"),
        ("token_endpoint_auth_methods_supported", "client_secret_post"),
        ("token_endpoint_auth_methods_supported", "private_key_jwt"),
    ] {
        assert!(document[name].as_array().unwrap().contains(&json!(value)), "{name}: {value}");
    }
    assert_eq!(document["issuer"], "https://as.example");
    for name in ["request_parameter_supported", "request_uri_parameter_supported", "claims_parameter_supported"] {
        assert_eq!(document[name], true, "{name}");
    }
    for (name, address) in document.as_object().unwrap() {
        if name.ends_with("_endpoint") || name.ends_with("_uri") {
            assert!(address.as_str().unwrap().starts_with("https://as.example/"), "{name}");
        }
    }
}

/// oidcc-rp-initiated-logout-discovery-endpoint-verification,
/// oidcc-backchannel-logout-discovery-endpoint-verification.
#[test]
fn the_document_has_the_endpoints_of_logout() {
    let document = document();
    assert!(document["end_session_endpoint"].is_string());
    assert_eq!(document["backchannel_logout_supported"], true);
    assert_eq!(document["backchannel_logout_session_supported"], true);
}

/// oidcc-idtoken-unsigned and oidcc-request-uri-unsigned: they are skipped.
#[test]
fn nothing_is_offered_without_a_signature() {
    let document = document();
    for name in ["id_token", "userinfo", "request_object"] {
        let list = &document[format!("{name}_signing_alg_values_supported")];
        assert!(!list.as_array().unwrap().contains(&json!("none")), "{name}");
    }
}
