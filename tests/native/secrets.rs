//! Clients that need a secret for something else than to authenticate.

use serde_json::json;

use crate::support::{World, register};

/// OpenID Connect Core section 10; requirement C68.
#[test]
fn whoever_signs_or_is_encrypted_to_by_a_secret_gets_one() {
    let server = r#"{
        "token_endpoint": "https://op.example/token",
        "id_token_signing_alg_values_supported": ["RS256"],
        "id_token_encryption_alg_values_supported": ["dir", "A256KW"],
        "id_token_encryption_enc_values_supported": ["A128CBC-HS256"],
        "request_object_signing_alg_values_supported": ["HS256"]
    }"#;
    let world = World::with(&[("AUTHORIZATION_SERVER", server)]);
    for (member, value) in [
        ("id_token_encrypted_response_alg", "dir"),
        ("id_token_encrypted_response_alg", "A256KW"),
        ("request_object_signing_alg", "HS256"),
    ] {
        let keyed = json!({"token_endpoint_auth_method": "private_key_jwt", member: value});
        assert_eq!(register(&world, &keyed).text("client_secret").len(), 86, "{value}");
        let public = json!({"token_endpoint_auth_method": "none", member: value});
        assert_eq!(register(&world, &public).refusal().2, format!("/{member}"), "{value}");
    }
}
