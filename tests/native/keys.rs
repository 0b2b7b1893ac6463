//! A client's keys fit what it registers them for. OpenID Connect Registration section 2, RFC 7517 section 4.

use serde_json::{Value, json};

use crate::support::{Call, World};

const SERVER: &str = r#"{
    "token_endpoint": "https://op.example/token",
    "id_token_signing_alg_values_supported": ["RS256"],
    "id_token_encryption_alg_values_supported": ["RSA-OAEP", "ECDH-ES"],
    "id_token_encryption_enc_values_supported": ["A128CBC-HS256"],
    "request_object_signing_alg_values_supported": ["RS256", "ES256", "HS256"],
    "backchannel_token_delivery_modes_supported": ["poll"],
    "backchannel_authentication_request_signing_alg_values_supported": ["ES256"]
}"#;

fn world(algorithms: &str) -> World {
    World::with(&[
        ("AUTHORIZATION_SERVER", SERVER),
        ("GRANT_TYPES_SUPPORTED", "authorization_code urn:openid:params:grant-type:ciba"),
        (
            "TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED",
            "none client_secret_basic private_key_jwt self_signed_tls_client_auth",
        ),
        ("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", algorithms),
    ])
}

/// A sound key, with other members set.
fn key(kind: &str, members: &Value) -> Value {
    let keys: Value = serde_json::from_str(include_str!("messages/certified_keys.json")).unwrap();
    let mut key = keys.as_object().unwrap().values().find(|key| key["kid"] == kind).unwrap().clone();
    for name in ["use", "x5c"] {
        key.as_object_mut().unwrap().remove(name);
    }
    for (name, value) in members.as_object().unwrap() {
        key[name] = value.clone();
    }
    key
}

/// Where a client with these keys is refused, if it is.
fn pointer(keys: &[Value], members: &Value, algorithms: &str) -> Option<String> {
    let mut asked = json!({"redirect_uris": ["https://client.example/cb"], "jwks": {"keys": keys}});
    if keys.is_empty() {
        asked["jwks"] = Value::Null;
    }
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    let reply = Call::register(&asked).to(&world(algorithms));
    if reply.status() == 201 {
        return None;
    }
    let (status, code, pointer) = reply.refusal();
    assert_eq!((status, &*code), (400, "invalid_client_metadata"), "{asked}");
    Some(pointer)
}

/// Requirements C19, F13, F14: a client that authenticates with a key has one that the server can verify with.
#[test]
fn a_client_that_signs_has_a_key_that_fits() {
    let method =
        |alg: &Value| json!({"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": alg});
    let nothing = &json!({});
    let rows = [
        (vec![], Value::Null, "RS256 ES256", false),
        (vec![key("P-256", nothing)], json!("ES256"), "RS256 ES256", true),
        (vec![key("P-256", nothing)], json!("RS256"), "RS256 ES256", false),
        (vec![key("P-256", nothing), key("rsa", nothing)], json!("RS256"), "RS256 ES256", true),
        (vec![key("P-384", nothing)], json!("ES256"), "RS256 ES256", false),
        (vec![key("P-256", nothing)], Value::Null, "RS256", false),
        (vec![key("P-256", nothing)], Value::Null, "RS256 ES256", true),
        (vec![key("Ed25519", nothing)], json!("Ed25519"), "EdDSA Ed25519", true),
        (vec![key("Ed25519", &json!({"alg": "EdDSA"}))], json!("Ed25519"), "EdDSA Ed25519", true),
        (vec![key("rsa", &json!({"alg": "PS256"}))], json!("RS256"), "RS256 PS256", false),
        (vec![key("rsa", &json!({"use": "enc"}))], json!("RS256"), "RS256", false),
        (vec![key("rsa", &json!({"use": "tls"}))], json!("RS256"), "RS256", false),
        (vec![key("rsa", &json!({"key_ops": ["encrypt"]}))], json!("RS256"), "RS256", false),
        (vec![key("rsa", &json!({"key_ops": ["verify"]}))], json!("RS256"), "RS256", true),
    ];
    for (keys, alg, algorithms, fits) in rows {
        let expected = (!fits).then(|| "/token_endpoint_auth_method".to_owned());
        assert_eq!(pointer(&keys, &method(&alg), algorithms), expected, "{keys:?} {alg}");
    }
    let certificate = json!({"token_endpoint_auth_method": "self_signed_tls_client_auth"});
    assert_eq!(pointer(&[], &certificate, "RS256").as_deref(), Some("/token_endpoint_auth_method"));
    assert_eq!(pointer(&[key("rsa", nothing)], &certificate, "RS256"), None);
}

/// Requirement C67.
#[test]
fn a_client_that_is_encrypted_to_has_a_key_that_fits() {
    let ask = |alg: &str| json!({"id_token_encrypted_response_alg": alg});
    for (kind, members, alg, fits) in [
        ("rsa", json!({}), "RSA-OAEP", true),
        ("P-256", json!({}), "RSA-OAEP", false),
        ("P-256", json!({}), "ECDH-ES", true),
        ("rsa", json!({}), "ECDH-ES", false),
        ("rsa", json!({"use": "sig"}), "RSA-OAEP", false),
        ("rsa", json!({"key_ops": ["verify"]}), "RSA-OAEP", false),
        ("rsa", json!({"alg": "RSA-OAEP-256"}), "RSA-OAEP", false),
        ("Ed25519", json!({}), "ECDH-ES", false),
    ] {
        let expected = (!fits).then(|| "/id_token_encrypted_response_alg".to_owned());
        assert_eq!(pointer(&[key(kind, &members)], &ask(alg), "RS256"), expected, "{kind} {members} {alg}");
    }
}

/// OpenID Connect Registration section 2, RFC 9101 section 10.5, CIBA Core section 4; requirements C70, C93, C97.
#[test]
fn a_client_that_signs_its_requests_has_a_key_that_fits() {
    let nothing = &json!({});
    let object = |alg: &str| json!({"request_object_signing_alg": alg});
    let at_object = Some("/request_object_signing_alg".to_owned());
    assert_eq!(pointer(&[], &object("ES256"), "ES256"), at_object);
    assert_eq!(pointer(&[key("rsa", nothing)], &object("ES256"), "ES256"), at_object);
    assert_eq!(pointer(&[key("P-256", nothing)], &object("ES256"), "ES256"), None);
    assert_eq!(pointer(&[], &object("HS256"), "ES256"), None);

    let demand = |method: &str| json!({"require_signed_request_object": true, "token_endpoint_auth_method": method});
    let at_demand = Some("/require_signed_request_object".to_owned());
    assert_eq!(pointer(&[], &demand("none"), "ES256"), at_demand);
    assert_eq!(pointer(&[key("P-384", nothing)], &demand("none"), "ES256"), at_demand);
    assert_eq!(pointer(&[key("P-256", nothing)], &demand("none"), "ES256"), None);
    assert_eq!(pointer(&[], &demand("client_secret_basic"), "ES256"), None);

    let ciba = json!({
        "grant_types": ["authorization_code", "urn:openid:params:grant-type:ciba"],
        "backchannel_token_delivery_mode": "poll",
        "backchannel_authentication_request_signing_alg": "ES256",
    });
    let at_ciba = Some("/backchannel_authentication_request_signing_alg".to_owned());
    assert_eq!(pointer(&[key("rsa", nothing)], &ciba, "ES256"), at_ciba);
    assert_eq!(pointer(&[key("P-256", nothing)], &ciba, "ES256"), None);
}

/// Requirement F5: if a set has keys for both purposes, each key has a `use`, even if its `alg` or `key_ops` shows the
/// purpose.
#[test]
fn keys_for_both_purposes_all_say_which() {
    let nothing = json!({});
    let at_use = Some("/jwks/keys/1/use".to_owned());
    for mark in [json!({"key_ops": ["deriveKey"]}), json!({"alg": "RSA-OAEP"}), json!({"alg": "ECDH-ES"})] {
        let kind = if mark["alg"] == "RSA-OAEP" { "rsa" } else { "P-256" };
        let marked = key(kind, &mark);
        let mut named = marked.clone();
        named["use"] = json!("enc");
        let other = key("Ed25519", &nothing);
        let told = key("Ed25519", &json!({"use": "sig"}));
        assert_eq!(pointer(&[told.clone(), marked], &nothing, "ES256"), at_use, "{mark}");
        assert_eq!(pointer(&[named.clone(), other], &nothing, "ES256"), at_use, "{mark}");
        assert_eq!(pointer(&[named, told], &nothing, "ES256"), None, "{mark}");
    }
}
