//! Updates follow the rules of a registration. RFC 7592 section 2.2.

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::{Call, Reply, World};

/// RFC 7592 section 2.2; requirements C41, H27, H33, H34.
#[test]
fn an_update_is_refused_for_what_a_registration_is_refused() {
    let world = World::new();
    let client = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(&world);
    let stored = world.clients();
    for (name, value) in [
        ("redirect_uris", json!(["https://client.example/cb", "javascript:alert(1)"])),
        ("redirect_uris", json!(["https://client.example/cb#x"])),
        ("redirect_uris", json!([])),
        ("redirect_uris", Value::Null),
        ("redirect_uris", json!("https://client.example/cb")),
        ("token_endpoint_auth_method", json!("private_key_jwt")),
        ("token_endpoint_auth_method", json!("None")),
        ("token_endpoint_auth_signing_alg", json!("none")),
        ("grant_types", json!(["password"])),
        ("response_types", json!(["token"])),
        ("application_type", json!("mobile")),
        ("subject_type", json!("pairwise")),
        ("id_token_signed_response_alg", json!("none")),
        ("client_name", json!("a\u{202e}b")),
        ("client_name#fr", json!(1)),
        ("logo_uri", json!("javascript:alert(1)")),
        ("contacts", json!(["nobody"])),
        ("jwks_uri", json!("http://client.example/jwks")),
        ("jwks", json!({"keys": [{"kty": "oct", "k": "AA"}]})),
        ("jwks", json!({"keys": []})),
        ("scope", json!("a  b")),
        ("default_max_age", json!(-1)),
        ("tls_client_certificate_bound_access_tokens", json!(true)),
    ] {
        let mut body = client.resubmitted();
        body[name] = value.clone();
        let updated = Call::manage(Method::Put, &client).json(&body).to(&world);
        assert_eq!(updated.status(), 400, "{name}: {value}");
        assert_eq!(updated.json(), Call::register(&body).to(&World::new()).json(), "{name}: {value}");
    }
    let mut both = client.resubmitted();
    both["jwks_uri"] = json!("https://client.example/jwks");
    both["jwks"] =
        json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]});
    assert_eq!(Call::manage(Method::Put, &client).json(&both).to(&world).refusal().2, "/jwks");
    for (content_type, body, status) in [("text/plain", "{}", 415), ("application/json", "{}{}", 400)] {
        let call = Call::manage(Method::Put, &client).header("content-type", content_type).body(body);
        assert_eq!(call.to(&world).status(), status);
    }
    assert_eq!(world.clients(), stored);
    assert_eq!(Call::manage(Method::Get, &client).to(&world).json(), client.json());
}

/// Requirements H26, H30: an update removes every member and value that it does not contain.
#[test]
fn nothing_of_the_earlier_registration_is_merged() {
    let world = World::new();
    let asked = json!({"redirect_uris": ["https://client.example/a", "https://client.example/b"],
        "contacts": ["a@client.example", "b@client.example"], "client_name": "A", "client_name#fr": "B",
        "grant_types": ["authorization_code", "refresh_token"]});
    let client = Call::register(&asked).to(&world);
    let body = json!({"client_id": client.text("client_id"), "redirect_uris": ["https://client.example/c"],
        "client_secret": client.text("client_secret"), "contacts": ["c@client.example"], "client_name#de": "C"});
    let updated = Call::manage(Method::Put, &client).json(&body).to(&world);
    assert_eq!(updated.status(), 200);
    for (name, value) in [
        ("redirect_uris", json!(["https://client.example/c"])),
        ("contacts", json!(["c@client.example"])),
        ("grant_types", json!(["authorization_code"])),
        ("client_name", Value::Null),
        ("client_name#fr", Value::Null),
        ("client_name#de", json!("C")),
        ("client_secret", client.member("client_secret")),
        ("client_id_issued_at", client.member("client_id_issued_at")),
    ] {
        assert_eq!(updated.member(name), value, "{name}");
    }
    assert!(!format!("{:?}", world.clients()).contains("client.example/a"));
}

/// Requirement H34: an update must meet the current policy.
#[test]
fn an_update_is_held_to_what_the_operator_says_by_now() {
    let asked = json!({"redirect_uris": ["https://a.example/1", "https://a.example/2"], "scope": "openid write",
        "client_uri": "https://b.example/"});
    for (settings, pointer) in [
        (vec![("LIMITS", r#"{"redirect_uris":1}"#)], "/redirect_uris"),
        (vec![("REFUSED_HOSTS", "a.example")], "/redirect_uris/0"),
        (vec![("FOREIGN_PAGES", "refuse")], "/client_uri"),
        (vec![("SCOPES_SUPPORTED", "openid"), ("UNSUPPORTED_SCOPE", "refuse")], "/scope"),
        (vec![("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "none")], "/grant_types"),
    ] {
        let world = World::new();
        let client = Call::register(&asked).to(&world);
        let settings: Vec<_> = settings.into_iter().chain([("GRANT_TYPES_SUPPORTED", "authorization_code")]).collect();
        let world = world.restarted(&settings);
        assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 200);
        let refused = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world).refusal();
        let pointer = if pointer == "/grant_types" { "/token_endpoint_auth_method" } else { pointer };
        assert_eq!((refused.0, &*refused.2), (400, pointer), "{settings:?}");
    }
}

/// Requirement H11: responses are not cacheable, and the client's URL contains no secret.
#[test]
fn no_answer_about_a_client_is_kept_by_anybody() {
    let world = World::new();
    let client = Call::register(&json!({"redirect_uris": ["https://a.example/"]})).to(&world);
    let address = client.text("registration_client_uri");
    assert!(
        !address.contains(&client.text("registration_access_token"))
            && !address.contains(&client.text("client_secret"))
    );
    let answers = [
        Call::manage(Method::Get, &client).to(&world),
        Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world),
        Call::manage(Method::Put, &client).json(&json!({})).to(&world),
        Call::manage(Method::Post, &client).to(&world),
        Call::manage(Method::Delete, &client).to(&world),
        Call::manage(Method::Get, &client).to(&world),
    ];
    assert_eq!(answers.iter().map(Reply::status).collect::<Vec<_>>(), [200, 200, 400, 405, 204, 401]);
    for answer in answers {
        assert_eq!((answer.header("cache-control"), answer.header("pragma")), (Some("no-store"), Some("no-cache")));
    }
}
