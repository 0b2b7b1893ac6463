//! Clients can register exactly the values that discovery lists. RFC 7591 section 2, RFC 8414 section 2.

use serde_json::{Value, json};

use crate::support::{Call, World, register};

const SERVER: &str = r#"{
    "token_endpoint": "https://op.example/token",
    "subject_types_supported": ["pairwise"],
    "acr_values_supported": ["1"],
    "authorization_details_types_supported": ["payment"],
    "id_token_signing_alg_values_supported": ["RS256", "ES384", "HS512"],
    "id_token_encryption_alg_values_supported": ["RSA-OAEP", "ECDH-ES"],
    "id_token_encryption_enc_values_supported": ["A128CBC-HS256", "A256GCM"],
    "userinfo_signing_alg_values_supported": ["PS256"],
    "userinfo_encryption_alg_values_supported": ["RSA-OAEP", "ECDH-ES"],
    "userinfo_encryption_enc_values_supported": ["A128CBC-HS256", "A256GCM"],
    "request_object_signing_alg_values_supported": ["EdDSA"],
    "request_object_encryption_alg_values_supported": ["RSA-OAEP", "ECDH-ES"],
    "request_object_encryption_enc_values_supported": ["A128CBC-HS256", "A256GCM"],
    "introspection_signing_alg_values_supported": ["ES256"],
    "introspection_encryption_alg_values_supported": ["RSA-OAEP", "ECDH-ES"],
    "introspection_encryption_enc_values_supported": ["A128CBC-HS256", "A256GCM"],
    "authorization_signing_alg_values_supported": ["ES256"],
    "authorization_encryption_alg_values_supported": ["RSA-OAEP", "ECDH-ES"],
    "authorization_encryption_enc_values_supported": ["A128CBC-HS256", "A256GCM"]
}"#;

fn world() -> World {
    World::with(&[
        ("AUTHORIZATION_SERVER", SERVER),
        ("GRANT_TYPES_SUPPORTED", "authorization_code refresh_token urn:ietf:params:oauth:grant-type:device_code"),
        ("RESPONSE_TYPES_SUPPORTED", r#"["code"]"#),
        (
            "TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED",
            "client_secret_post client_secret_jwt private_key_jwt tls_client_auth",
        ),
        ("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "ES256 HS256"),
    ])
}

/// Plausible values.
const ALGORITHMS: [&str; 10] =
    ["none", "HS256", "HS512", "RS256", "PS256", "ES256", "ES384", "EdDSA", "ES256K", "es256"];
const KEY_MANAGEMENT: [&str; 5] = ["RSA1_5", "RSA-OAEP", "ECDH-ES", "dir", "none"];
const CONTENT: [&str; 4] = ["A128CBC-HS256", "A128GCM", "A256GCM", "none"];

/// The prefixes of the members of each kind of message.
fn of_message(kind: &str) -> [String; 3] {
    match kind {
        "request_object" => ["signing_alg", "encryption_alg", "encryption_enc"].map(|part| format!("{kind}_{part}")),
        _ => ["signed_response_alg", "encrypted_response_alg", "encrypted_response_enc"]
            .map(|part| format!("{kind}_{part}")),
    }
}

const MESSAGES: [&str; 5] = ["id_token", "userinfo", "request_object", "introspection", "authorization"];

/// RFC 7591 section 2; requirements C16, C59, C63, C94, L14.
#[test]
fn a_value_can_be_registered_exactly_when_it_is_advertised() {
    let world = world();
    let document = Call::get("/.well-known/openid-configuration").to(&world);
    let mut lists: Vec<(String, String, &[&str])> = vec![
        ("subject_types_supported".to_owned(), "subject_type".to_owned(), &["public", "pairwise", "Pairwise"]),
        (
            "token_endpoint_auth_methods_supported".to_owned(),
            "token_endpoint_auth_method".to_owned(),
            &[
                "none",
                "client_secret_basic",
                "client_secret_post",
                "client_secret_jwt",
                "private_key_jwt",
                "tls_client_auth",
            ],
        ),
        (
            "grant_types_supported".to_owned(),
            "grant_types".to_owned(),
            &[
                "authorization_code",
                "refresh_token",
                "client_credentials",
                "password",
                "urn:ietf:params:oauth:grant-type:device_code",
                "urn:ietf:params:oauth:grant-type:token-exchange",
            ],
        ),
        ("response_types_supported".to_owned(), "response_types".to_owned(), &["code", "token", "code id_token"]),
        ("acr_values_supported".to_owned(), "default_acr_values".to_owned(), &["1", "2"]),
        (
            "authorization_details_types_supported".to_owned(),
            "authorization_details_types".to_owned(),
            &["payment", "account"],
        ),
        (
            "token_endpoint_auth_signing_alg_values_supported".to_owned(),
            "token_endpoint_auth_signing_alg".to_owned(),
            &ALGORITHMS,
        ),
    ];
    for kind in MESSAGES {
        let [signing, encryption, content] = of_message(kind);
        lists.push((format!("{kind}_signing_alg_values_supported"), signing, &ALGORITHMS));
        lists.push((format!("{kind}_encryption_alg_values_supported"), encryption, &KEY_MANAGEMENT));
        lists.push((format!("{kind}_encryption_enc_values_supported"), content, &CONTENT));
    }
    for (list, member, values) in lists {
        let advertised = document.member(&list);
        let advertised: Vec<&str> =
            advertised.as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect();
        assert!(advertised.iter().all(|value| values.contains(value)), "{list} {advertised:?}");
        for value in values {
            let reply = register(&world, &with(&member, value));
            let is_advertised = advertised.contains(value);
            assert_eq!(reply.status(), if is_advertised { 201 } else { 400 }, "{member} {value} {}", reply.json());
            if !is_advertised {
                let (_, code, pointer) = reply.refusal();
                assert_eq!(code, "invalid_client_metadata");
                assert!(pointer.starts_with(&format!("/{member}")), "{pointer}");
            }
        }
    }
}

/// A member with one value, and the other members that this value requires.
fn with(member: &str, value: &str) -> Value {
    let mut members = match (member, value) {
        ("token_endpoint_auth_signing_alg", alg) if alg.starts_with("HS") => {
            json!({"token_endpoint_auth_method": "client_secret_jwt"})
        }
        ("token_endpoint_auth_signing_alg", _) => json!({"token_endpoint_auth_method": "private_key_jwt"}),
        (_, "tls_client_auth") => json!({"tls_client_auth_san_dns": "client.example"}),
        _ => json!({}),
    };
    if let Some(kind) = member.strip_suffix("_encrypted_response_enc") {
        members[format!("{kind}_encrypted_response_alg")] = json!("RSA-OAEP");
    }
    if member == "request_object_encryption_enc" {
        members["request_object_encryption_alg"] = json!("RSA-OAEP");
    }
    members[member] = match (member, value) {
        // A refresh token comes from another grant.
        ("grant_types", "refresh_token") => json!(["refresh_token", "authorization_code"]),
        _ if member.ends_with('s') => json!([value]),
        _ => json!(value),
    };
    members
}

/// OpenID Connect Registration section 2, RFC 9701 section 6; requirements C65 to C67, C95, C96.
#[test]
fn every_kind_of_message_is_encrypted_by_the_same_rules() {
    let world = world();
    for kind in MESSAGES {
        let [_, encryption, content] = of_message(kind);
        let alone = register(&world, &json!({&content: "A256GCM"})).refusal();
        assert_eq!(alone, (400, "invalid_client_metadata".to_owned(), format!("/{content}")));
        let filled = register(&world, &json!({&encryption: "RSA-OAEP"}));
        assert_eq!(filled.member(&content), "A128CBC-HS256", "{kind}");
        let chosen = register(&world, &json!({&encryption: "RSA-OAEP", &content: "A256GCM"}));
        assert_eq!(chosen.member(&content), "A256GCM", "{kind}");
        let keyless = register(&world, &json!({&encryption: "RSA-OAEP", "jwks_uri": null}));
        if kind == "request_object" {
            assert_eq!(keyless.status(), 201, "it is encrypted to a key of the server");
        } else {
            assert_eq!(keyless.refusal().2, format!("/{encryption}"));
        }
        assert_eq!(register(&world, &json!({})).member(&content), Value::Null);
    }
}
