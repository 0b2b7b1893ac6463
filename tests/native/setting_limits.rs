//! Settings at the ends of their ranges and beyond. The numbers here are independent of those in the server.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::route::Server;
use serde_json::{Value, json};

use crate::support::KEYS;

/// Returns true if a server starts with these settings. Otherwise the first setting must be the cause.
pub fn starts(own: &[(&str, &str)]) -> bool {
    let base = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0]), ("REGISTRATION_MODE", "open")];
    let setting =
        |name: &str| own.iter().chain(&base).find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    match Server::start(setting) {
        Ok(_) => true,
        Err(misconfigured) => {
            assert_eq!(misconfigured.setting, own[0].0, "{misconfigured}");
            false
        }
    }
}

/// Each number of the setting `LIMITS` is within its range, the ends included.
#[test]
fn a_limit_is_within_its_range() {
    for (limit, low, high) in [
        ("redirect_uris", 1, 50),
        ("redirect_uri_bytes", 32, 2048),
        ("client_name_characters", 1, 256),
        ("contacts", 0, 50),
        ("jwks_keys", 1, 20),
        ("rsa_bits_from", 2048, 8192),
        ("rsa_bits_to", 2048, 8192),
    ] {
        let with = |value: i64| starts(&[("LIMITS", &json!({limit: value}).to_string())]);
        let found = [low - 1, low, high, high + 1].map(with);
        assert_eq!(found, [false, true, true, false], "{limit}");
    }
}

/// Requirement K14: a key has 32 bytes, and its name 1 to 16 characters.
#[test]
fn a_key_of_the_ring_has_32_bytes_and_a_short_name() {
    let with = |name: usize, bytes: u8| {
        let key = Base64UrlUnpadded::encode_string(&(0..bytes).collect::<Vec<u8>>());
        starts(&[("MASTER_SECRET", &format!("{}:{key}", "k".repeat(name)))])
    };
    assert_eq!([with(1, 31), with(1, 32), with(1, 64)], [false, true, true]);
    assert_eq!([with(0, 32), with(16, 32), with(17, 32)], [false, true, false]);
}

/// Identifiers of configured clients, and the shortest secret.
#[test]
fn a_configured_client_has_a_name_of_64_characters_and_a_secret_of_no_less() {
    let with = |name: usize, secret: usize| {
        let name = "a".repeat(name);
        let clients = json!({name.clone(): {"grant_types": ["client_credentials"]}}).to_string();
        let secrets = format!("{name}:{}", "s".repeat(secret));
        let (clients, secrets) = (("CLIENTS", &*clients), ("CLIENT_SECRETS", &*secrets));
        starts(&if secret < 64 { [secrets, clients] } else { [clients, secrets] })
    };
    assert_eq!([with(1, 64), with(64, 64), with(65, 64), with(64, 63)], [true, true, false, false]);
}

/// RFC 8414 section 2, OpenID Connect Discovery section 3; requirement L25: a flag is a boolean, and members that
/// follow from other settings must not be set.
#[test]
fn members_of_the_authorization_server_are_of_their_kind() {
    let with = |member: &str, value: Value| {
        // Beside the server that issues the tokens, so that it may have any feature.
        let members = json!({"token_endpoint": "https://op.example/token",
            "authorization_endpoint": "https://op.example/authorize", (member): value});
        starts(&[("AUTHORIZATION_SERVER", &members.to_string())])
    };
    for flag in [
        "authorization_response_iss_parameter_supported",
        "backchannel_logout_session_supported",
        "backchannel_logout_supported",
        "backchannel_user_code_parameter_supported",
        "claims_parameter_supported",
        "frontchannel_logout_session_supported",
        "frontchannel_logout_supported",
        "request_parameter_supported",
        "request_uri_parameter_supported",
        "require_pushed_authorization_requests",
        "require_request_uri_registration",
        "require_signed_request_object",
        "tls_client_certificate_bound_access_tokens",
    ] {
        let values =
            [json!(true), json!(false), json!("true"), json!(1), json!(["true"]), json!("https://op.example/")];
        assert_eq!(values.map(|value| with(flag, value)), [true, true, false, false, false, false], "{flag}");
    }
    for (foreign, value) in [
        ("grant_types_supported", json!(["authorization_code"])),
        ("issuer", json!("https://as.example")),
        ("registration_endpoint", json!("https://op.example/register")),
        ("response_types_supported", json!(["code"])),
        ("scopes_supported", json!(["openid"])),
        ("signed_metadata", json!("https://op.example/")),
        ("token_endpoint_auth_methods_supported", json!(["none"])),
        ("token_endpoint_auth_signing_alg_values_supported", json!(["ES256"])),
    ] {
        assert!(!with(foreign, value), "{foreign}");
    }
    for (member, value, is_good) in [
        ("userinfo_endpoint", json!("https://op.example/userinfo"), true),
        ("userinfo_endpoint", json!("http://op.example/userinfo"), false),
        ("userinfo_endpoint", json!("userinfo"), false),
        ("userinfo_endpoint", json!(["https://op.example/userinfo"]), false),
        ("op_policy_uri", json!("https://op.example/policy"), true),
        ("op_policy_uri", json!(true), false),
        ("claims_supported", json!(["sub"]), true),
        ("claims_supported", json!([]), false),
        ("claims_supported", json!([1]), false),
        ("claims_supported", json!([""]), false),
        ("claims_supported", json!("https://op.example/"), false),
        ("code_challenge_methods_supported", json!(["S256", "plain"]), true),
        ("code_challenge_methods_supported", json!(["plain"]), false),
        ("userinfo_signing_alg_values_supported", json!(["ES256"]), true),
        ("userinfo_signing_alg_values_supported", json!(["ES256", "none"]), false),
        ("userinfo_signing_alg_values_supported", json!(["XX256"]), false),
        ("userinfo_encryption_alg_values_supported", json!(["ECDH-ES"]), false),
        ("mtls_endpoint_aliases", json!({"token_endpoint": "https://mtls.op.example/token"}), true),
        ("mtls_endpoint_aliases", json!({"token_endpoint": "http://mtls.op.example/token"}), false),
        ("mtls_endpoint_aliases", json!({}), false),
    ] {
        assert_eq!(with(member, value.clone()), is_good, "{member} {value}");
    }
}
