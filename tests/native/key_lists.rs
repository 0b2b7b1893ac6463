//! Members and uses of keys, against independent lists.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};

use crate::support::{Call, Reply, World};

/// Sound keys by their curves, and one of RSA.
fn key(kind: &str) -> Value {
    let keys: Value = serde_json::from_str(include_str!("messages/certified_keys.json")).unwrap();
    let certified = keys.as_object().unwrap().values().find(|key| key["kid"] == kind).cloned();
    let mut key = certified.unwrap_or_else(|| {
        let (kty, length) = match kind {
            "X25519" => ("OKP", 32),
            "X448" => ("OKP", 56),
            "Ed448" => ("OKP", 57),
            _ => ("EC", 32),
        };
        let mut point = vec![7; length];
        point[length - 1] = 0;
        let point = Base64UrlUnpadded::encode_string(&point);
        let mut key = json!({"kty": kty, "crv": kind, "kid": kind, "x": point});
        if kty == "EC" {
            key["y"] = key["x"].clone();
        }
        key
    });
    key.as_object_mut().unwrap().retain(|name, _| !["alg", "use", "x5c"].contains(&&**name));
    key
}

fn with(mut key: Value, name: &str, value: Value) -> Value {
    key[name] = value;
    key
}

fn register(key: &Value, members: &Value, world: &World) -> Reply {
    let mut asked = json!({"redirect_uris": ["https://a.example/"], "jwks": {"keys": [key]}});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    Call::register(&asked).to(world)
}

/// Returns the place of a refused key; `None` if it is registered.
fn place(key: &Value) -> Option<String> {
    let reply = register(key, &json!({}), &World::new());
    (reply.status() != 201).then(|| reply.refusal().2)
}

/// RFC 7518 sections 6.2.2, 6.3.2 and 6.4, RFC 8037 section 2, RFC 9964; requirements F1 to F3, R14.
#[test]
fn a_member_of_a_private_key_is_refused_in_a_key_of_any_type() {
    for kind in ["P-256", "rsa", "Ed25519"] {
        for name in ["d", "dp", "dq", "k", "oth", "p", "priv", "q", "qi", "seed"] {
            let private = with(key(kind), name, json!("AA"));
            assert_eq!(place(&private), Some(format!("/jwks/keys/0/{name}")), "{kind}");
        }
        assert_eq!(place(&key(kind)), None, "{kind}");
    }
}

/// RFC 7518 section 6; requirement R15: a key of two types is of none.
#[test]
fn a_key_has_no_member_of_another_type() {
    for (kind, foreign) in [("P-256", vec!["n", "e"]), ("Ed25519", vec!["y", "n", "e"]), ("rsa", vec!["crv", "x", "y"])]
    {
        for name in foreign {
            let mixed = with(key(kind), name, json!("AQAB"));
            assert_eq!(place(&mixed), Some(format!("/jwks/keys/0/{name}")), "{kind}");
        }
    }
}

/// RFC 7517 section 4; requirement F8: the response contains the registered key.
#[test]
fn every_member_of_a_public_key_is_kept() {
    let keys: Value = serde_json::from_str(include_str!("messages/certified_keys.json")).unwrap();
    for mut key in keys.as_object().unwrap().values().cloned() {
        key["use"] = json!("sig");
        key["key_ops"] = json!(["verify"]);
        let leaf = base64ct::Base64::decode_vec(key["x5c"][0].as_str().unwrap()).unwrap();
        let thumbprint = <sha2::Sha256 as sha2::Digest>::digest(&leaf);
        key["x5t#S256"] = json!(Base64UrlUnpadded::encode_string(&thumbprint));
        let reply = register(&key, &json!({}), &World::new());
        assert_eq!((reply.status(), &reply.member("jwks")["keys"][0]), (201, &key), "{}", reply.json());
    }
}

const ENCRYPTING: &str = r#"{"token_endpoint": "https://op.example/token",
    "id_token_encryption_alg_values_supported": ["ECDH-ES", "RSA-OAEP"],
    "id_token_encryption_enc_values_supported": ["A128GCM"]}"#;

/// Returns if a key serves to encrypt to the client, and if it verifies the client's signatures.
fn uses(key: &Value) -> (bool, bool) {
    let world = World::with(&[("AUTHORIZATION_SERVER", ENCRYPTING)]);
    let algorithm = if key["kty"] == "RSA" { "RSA-OAEP" } else { "ECDH-ES" };
    let encrypted = register(key, &json!({"id_token_encrypted_response_alg": algorithm}), &world);
    let signing = register(key, &json!({"token_endpoint_auth_method": "private_key_jwt"}), &world);
    (encrypted.status() == 201, signing.status() == 201)
}

/// RFC 7517 section 4.3; requirements F13, F14: a key is used only for the operations that it lists.
#[test]
fn the_operations_of_a_key_say_what_it_is_for() {
    for kind in ["P-256", "rsa"] {
        for (operation, expected) in [
            ("encrypt", (true, false)),
            ("wrapKey", (true, false)),
            ("deriveKey", (true, false)),
            ("deriveBits", (true, false)),
            ("verify", (false, true)),
            ("sign", (false, false)),
            ("decrypt", (false, false)),
            ("unwrapKey", (false, false)),
        ] {
            assert_eq!(uses(&with(key(kind), "key_ops", json!([operation]))), expected, "{kind} {operation}");
        }
        assert_eq!(uses(&key(kind)), (true, true), "{kind}");
        assert_eq!(uses(&with(key(kind), "use", json!("enc"))), (true, false), "{kind}");
        assert_eq!(uses(&with(key(kind), "use", json!("sig"))), (false, true), "{kind}");
        assert_eq!(uses(&with(key(kind), "use", json!("other"))), (false, false), "{kind}");
    }
}

/// RFC 7518 sections 3.4 and 4.6, RFC 8037 section 3; requirements F13, F16.
#[test]
fn a_curve_says_what_its_keys_are_for() {
    for (curve, expected) in [
        ("P-256", (true, true)),
        ("P-384", (true, true)),
        ("P-521", (true, true)),
        ("X25519", (true, false)),
        ("X448", (true, false)),
        ("Ed25519", (false, true)),
        ("Ed448", (false, true)),
        ("secp256k1", (false, false)),
    ] {
        assert_eq!(place(&key(curve)), None, "{curve}");
        assert_eq!(uses(&key(curve)), expected, "{curve}");
    }
}

/// RFC 7518 section 3.1, RFC 8037 section 3.1: a curve has one algorithm, and an RSA key serves all RSA algorithms.
#[test]
fn an_algorithm_is_of_one_type_of_key() {
    let signing = ["ES256", "ES384", "ES512", "EdDSA", "Ed25519", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];
    let others = ["HS256", "HS512", "none"];
    for (kind, good) in [
        ("P-256", vec!["ES256"]),
        ("P-384", vec!["ES384"]),
        ("P-521", vec!["ES512"]),
        ("Ed25519", vec!["EdDSA", "Ed25519"]),
        ("Ed448", vec!["EdDSA"]),
        ("X25519", vec![]),
        ("rsa", vec!["PS256", "PS384", "PS512", "RS256", "RS384", "RS512"]),
    ] {
        for algorithm in signing.iter().chain(&others) {
            let named = with(key(kind), "alg", json!(algorithm));
            let expected = if good.contains(algorithm) { None } else { Some("/jwks/keys/0/alg".to_owned()) };
            assert_eq!(place(&named), expected, "{kind} {algorithm}");
        }
    }
}
