//! Values for the members of a request.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::support::Signer;

/// Values for members, good and bad ones, so that every rule is reached.
pub(super) static VALUES: LazyLock<Vec<(&str, Vec<Value>)>> = LazyLock::new(|| {
    let key = Signer::new().jwk("1");
    let marked = |member: &str, value: Value| {
        let mut key = key.clone();
        key[member] = value;
        key
    };
    let methods = json!(["none", "private_key_jwt", "client_secret_jwt", "tls_client_auth"]);
    let algorithms = || vec![json!("ES256"), json!("HS256"), json!("none"), json!("A128KW"), json!("RSA-OAEP")];
    let list = |values: Value| values.as_array().unwrap().clone();
    let uris = || {
        list(json!([
            "https://a.example/",
            "http://a.example/",
            "https://b.example/x",
            "javascript:x",
            "com.example:/cb",
            "https://as.example/token",
            "http://localhost/x"
        ]))
    };
    vec![
        (
            "redirect_uris",
            list(json!([
                ["https://a.example/"],
                ["https://a.example/", "http://b.example/"],
                [],
                ["com.example.app:/x"],
                ["https://a.example/", "https://b.example/", "https://c.example/"],
                ["http://localhost/"],
                ["https://a.example/", "https://a.example/with/a/long/path"]
            ])),
        ),
        (
            "token_endpoint_auth_method",
            list(json!([
                "none",
                "private_key_jwt",
                "client_secret_jwt",
                "tls_client_auth",
                "self_signed_tls_client_auth",
                "client_secret_post",
                "magic"
            ])),
        ),
        (
            "token_endpoint_auth_methods_supported",
            list(json!([["private_key_jwt"], ["none"], ["magic", "none"], [], "none", [1], methods])),
        ),
        (
            "grant_types",
            list(json!([
                ["authorization_code"],
                ["client_credentials"],
                ["implicit"],
                ["refresh_token"],
                ["password", "authorization_code"],
                ["password"],
                [],
                ["authorization_code", "client_credentials"],
                ["urn:openid:params:grant-type:ciba"],
                ["authorization_code", "implicit", "x", 1]
            ])),
        ),
        (
            "response_types",
            list(json!([
                [],
                ["code"],
                ["token"],
                ["id_token", "code"],
                ["code id_token"],
                ["token id_token"],
                ["code", "code"]
            ])),
        ),
        ("client_name", list(json!(["App", "Appl", "a\u{202e}b", 1]))),
        ("client_name#fr", list(json!(["Appl", ""]))),
        ("client_name#", list(json!(["x"]))),
        ("client_uri", uris()),
        ("logo_uri#de", uris()),
        ("tos_uri", uris()),
        ("scope", list(json!(["openid", "admin", "dcr", "a  b", "openid admin"]))),
        ("contacts", list(json!([["a@b.example"], ["a@b.example", "x"], ["a@b.example", "c@d.example"]]))),
        ("jwks_uri", list(json!(["https://a.example/jwks", "http://a.example/", "https://localhost/"]))),
        (
            "jwks",
            vec![
                json!({}),
                json!({"keys": null}),
                json!({"keys": [{}]}),
                json!({"keys": [{"kty": null}]}),
                json!({"keys": [key]}),
                json!({"keys": [key, key]}),
                json!({"keys": [marked("use", json!("enc")), marked("kid", json!("2"))]}),
                json!({"keys": [marked("use", json!("enc")), marked("use", json!("sig")), marked("kid", json!("2"))]}),
                json!({"keys": [marked("x", json!("AA"))]}),
                json!({"keys": [marked("d", json!("AA"))]}),
                json!({"keys": [marked("x5t#S256", json!("AA"))]}),
                json!({"keys": [marked("x5c", json!(["AA"]))]}),
            ],
        ),
        ("software_id", list(json!(["t", "u", "v", 1]))),
        ("application_type", list(json!(["web", "native", "other"]))),
        ("subject_type", list(json!(["pairwise", "public", "x"]))),
        ("subject_types_supported", list(json!([["pairwise"], ["public", "x"], "x"]))),
        ("sector_identifier_uri", list(json!(["https://a.example/sector", "http://a.example/", null, ""]))),
        ("id_token_signed_response_alg", algorithms()),
        ("id_token_signing_alg_values_supported", list(json!([["HS256"], ["ES256"], ["none"], []]))),
        ("id_token_encrypted_response_alg", algorithms()),
        ("id_token_encryption_alg_values_supported", list(json!([["A128KW"], ["RSA-OAEP"]]))),
        ("id_token_encrypted_response_enc", list(json!(["A128GCM", "A256GCM"]))),
        ("request_object_signing_alg", algorithms()),
        ("request_object_signing_alg_values_supported", list(json!([["HS256"], ["ES256"], ["RS256"]]))),
        ("token_endpoint_auth_signing_alg", algorithms()),
        ("token_endpoint_auth_signing_alg_values_supported", list(json!([["HS256"], ["ES256"], ["x"]]))),
        ("introspection_signed_response_alg", algorithms()),
        ("default_acr_values", list(json!([["1"], ["1", "2"]]))),
        ("initiate_login_uri", uris()),
        ("request_uris", list(json!([["https://a.example/r"], ["https://a.example/r", "https://a.example:1/r"]]))),
        (
            "post_logout_redirect_uris",
            list(json!([["https://a.example/"], ["https://a.example/", "http://localhost/"], ["http://b.example/"]])),
        ),
        ("frontchannel_logout_uri", uris()),
        ("frontchannel_logout_session_required", list(json!([true, false]))),
        ("backchannel_logout_uri", uris()),
        ("backchannel_logout_session_required", list(json!([true, false]))),
        ("tls_client_auth_san_dns", list(json!(["a.example", "*"]))),
        ("tls_client_auth_subject_dn", list(json!(["CN=a", "x"]))),
        ("dpop_bound_access_tokens", list(json!([true, false]))),
        ("tls_client_certificate_bound_access_tokens", list(json!([true, 1]))),
        ("require_signed_request_object", list(json!([true, false]))),
        ("authorization_details_types", list(json!([["payment"], ["payment", "x"]]))),
        ("backchannel_token_delivery_mode", list(json!(["poll", "ping", "push"]))),
        ("backchannel_client_notification_endpoint", uris()),
        ("backchannel_authentication_request_signing_alg", algorithms()),
        ("backchannel_user_code_parameter", list(json!([true, false]))),
        ("software_statement", list(json!(["x", 1, null]))),
        ("client_id", list(json!(["c", null]))),
        ("client_secret", list(json!(["c", ""]))),
        ("client_id_issued_at", list(json!([1]))),
    ]
});
