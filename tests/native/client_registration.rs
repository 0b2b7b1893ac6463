//! RFC 7591 sections 2 and 3.

use serde_json::{Value, json};

use crate::support::{Call, World};

fn minimal() -> Value {
    json!({"redirect_uris": ["https://client.example/cb"]})
}

/// RFC 7591 sections 2 and 3.2.1; requirements A1, A25, C7, C9, C15, C18, C22, C38, G1, G6, G7, G9, G11,
/// G15, J39, O14, S5.
#[test]
fn a_registration_answers_everything_that_is_registered() {
    let world = World::new();
    let reply = Call::register(&minimal()).to(&world);
    assert_eq!(reply.status(), 201);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("pragma"), Some("no-cache"));
    let id = reply.text("client_id");
    assert_eq!(
        reply.json(),
        json!({
            "application_type": "web",
            "backchannel_logout_session_required": false,
            "client_id": id,
            "client_id_issued_at": 1_800_000_000,
            "client_secret": reply.text("client_secret"),
            "client_secret_expires_at": 0,
            "dpop_bound_access_tokens": false,
            "grant_types": ["authorization_code"],
            "id_token_signed_response_alg": "RS256",
            "redirect_uris": ["https://client.example/cb"],
            "registration_access_token": reply.text("registration_access_token"),
            "registration_client_uri": format!("https://as.example/register/{id}"),
            "require_auth_time": false,
            "require_pushed_authorization_requests": false,
            "require_signed_request_object": false,
            "response_types": ["code"],
            "subject_type": "public",
            "token_endpoint_auth_method": "client_secret_basic",
        })
    );
    assert_eq!(world.clients()[0].id.as_str(), id);
}

/// RFC 7591 section 3.1; requirements A1, C1, C45.
#[test]
fn the_example_of_rfc_7591_is_registered_without_its_unknown_member() {
    let example: Value = serde_json::from_str(include_str!("messages/rfc7591_section_3_1.json")).unwrap();
    let reply = Call::register(&example).to(&World::new());
    assert_eq!(reply.status(), 201);
    for (name, value) in example.as_object().unwrap() {
        let expected = if name == "example_extension_parameter" { &Value::Null } else { value };
        assert_eq!(&reply.member(name), expected, "{name}");
    }
}

/// RFC 7591 section 2; requirements C39, C45, C48, G13, O12.
#[test]
fn every_member_is_echoed_as_sent() {
    let asked = json!({
        "redirect_uris": ["https://client.example/cb?a=b", "http://127.0.0.1:33418/", "com.example.app:/cb"],
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
        "response_types": ["code"],
        "client_name": "My app",
        "client_name#fr": "Mon app",
        "client_uri": "https://client.example/",
        "logo_uri": "https://client.example/logo.png",
        "scope": "openid profile",
        "contacts": ["ops@client.example"],
        "tos_uri": "https://client.example/tos",
        "policy_uri": "https://client.example/policy",
        "jwks": {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]},
        "software_id": "4NRB1-0XZABZI9E6-5SM3R",
        "software_version": "1.10",
    });
    let reply = Call::register(&asked).to(&World::new());
    assert_eq!(reply.status(), 201);
    for (name, value) in asked.as_object().unwrap() {
        assert_eq!(&reply.member(name), value, "{name}");
    }
    assert!(reply.json().as_object().unwrap().values().all(|value| !value.is_null() && value != ""));
}

/// RFC 7591 section 3.2.1; requirements C17, C18, O13.
#[test]
fn a_secret_is_issued_to_those_who_need_one_and_to_nobody_else() {
    let world = World::new();
    for (method, has_secret) in [
        ("none", false),
        ("private_key_jwt", false),
        ("client_secret_basic", true),
        ("client_secret_post", true),
        ("client_secret_jwt", true),
    ] {
        let asked = json!({
            "redirect_uris": ["https://client.example/cb"],
            "token_endpoint_auth_method": method,
            "jwks_uri": "https://client.example/jwks",
        });
        let reply = Call::register(&asked).to(&world);
        assert_eq!(reply.text("token_endpoint_auth_method"), method);
        let members = reply.json();
        assert_eq!(members.get("client_secret").is_some(), has_secret, "{method}");
        assert_eq!(members.get("client_secret_expires_at").is_some(), has_secret, "{method}");
    }
}

/// RFC 7591 section 3.2.1, OpenID Connect Registration section 3.2; requirements A30, G1, G2, G5.
#[test]
fn the_same_metadata_twice_makes_two_clients_that_share_nothing() {
    let world = World::new();
    let (one, other) = (Call::register(&minimal()).to(&world), Call::register(&minimal()).to(&world));
    for name in ["client_id", "client_secret", "registration_access_token", "registration_client_uri"] {
        assert_ne!(one.member(name), other.member(name), "{name}");
        assert!(one.text(name).bytes().all(|byte| byte.is_ascii_graphic()), "{name}");
    }
    assert_eq!(world.clients().len(), 2);
}

/// RFC 7591 section 6; requirements C6, G3.
#[test]
fn a_client_cannot_choose_what_the_server_issues() {
    let mut asked = minimal();
    for name in ["client_id", "client_secret", "registration_access_token", "registration_client_uri"] {
        asked[name] = json!("chosen");
    }
    asked["client_id_issued_at"] = json!(1);
    asked["client_secret_expires_at"] = json!(1);
    let reply = Call::register(&asked).to(&World::new());
    assert_eq!(reply.status(), 201);
    let answer = reply.json().to_string();
    assert!(!answer.contains("chosen"));
    assert_eq!(reply.member("client_id_issued_at"), 1_800_000_000);
    assert_eq!(reply.member("client_secret_expires_at"), 0);
}

/// RFC 7591 section 3.1; requirement A4.
#[test]
fn metadata_is_read_from_the_body_alone() {
    let path = "/register?client_name=query&redirect_uris=https://evil.example/";
    let call = Call::new(enrol::http::Method::Post, path).header("client_name", "header").json(&minimal());
    let reply = call.to(&World::new());
    assert_eq!(reply.status(), 201);
    assert_eq!(reply.member("client_name"), Value::Null);
    assert_eq!(reply.member("redirect_uris"), json!(["https://client.example/cb"]));
}

/// RFC 7591 sections 2 and 3.2.2; requirements C2, C16, C21, C30, C33, C35, C41 to C43, C46, G17, G19, G22,
/// A22, J24.
#[test]
fn a_bad_member_is_refused_by_name_and_place() {
    let world = World::with(&[("HTTP_PAGES", "refuse"), ("UNSUPPORTED_VALUES", "refuse")]);
    for (name, value, pointer) in [
        ("token_endpoint_auth_method", json!("tls_client_auth"), "/token_endpoint_auth_method"),
        ("token_endpoint_auth_method", json!("CLIENT_SECRET_BASIC"), "/token_endpoint_auth_method"),
        ("token_endpoint_auth_method", json!("https://example/method"), "/token_endpoint_auth_method"),
        ("token_endpoint_auth_method", json!("private_key_jwt"), "/token_endpoint_auth_method"),
        ("grant_types", json!(["authorization_code", "password"]), "/grant_types/1"),
        ("grant_types", json!([]), "/grant_types"),
        ("response_types", json!(["code", "token"]), "/response_types/1"),
        ("scope", json!("a  b"), "/scope"),
        ("contacts", json!(["a@b.example", "x\r\nBcc: y"]), "/contacts/1"),
        ("client_name", json!("a\u{202e}b"), "/client_name"),
        ("client_uri", json!("http://client.example/"), "/client_uri"),
        ("client_uri", json!("client.example"), "/client_uri"),
        ("logo_uri", json!("javascript:alert(1)"), "/logo_uri"),
        ("logo_uri#en", json!("data:image/png,x"), "/logo_uri#en"),
        ("tos_uri", json!("https:client.example"), "/tos_uri"),
        ("policy_uri", json!("file:///etc/passwd"), "/policy_uri"),
        ("policy_uri", json!("com.example.app:/policy"), "/policy_uri"),
        ("policy_uri#fr", json!("http://client.example/"), "/policy_uri#fr"),
        ("jwks_uri", json!("http://client.example/jwks"), "/jwks_uri"),
        ("jwks_uri", json!("https://u@client.example/jwks"), "/jwks_uri"),
        ("jwks_uri", json!("https://client.example/jwks#x"), "/jwks_uri"),
        ("jwks", json!("{\"keys\":[]}"), "/jwks"),
        ("jwks", json!({"keys": [{"kty": "oct", "k": "AA"}]}), "/jwks/keys/0/k"),
        ("software_id", json!(1), "/software_id"),
        ("software_version", json!("x".repeat(2049)), "/software_version"),
    ] {
        let mut asked = minimal();
        asked[name] = value.clone();
        let reply = Call::register(&asked).to(&world);
        let expected = (400, "invalid_client_metadata".to_owned(), pointer.to_owned());
        assert_eq!(reply.refusal(), expected, "{name}: {value}");
        let description = reply.text("error_description");
        assert!(description.starts_with(name), "{description}");
        assert!(
            description.bytes().all(|byte| matches!(byte, b' '..=b'!' | b'#'..=b'[' | b']'..=b'~')),
            "{description}"
        );
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
    assert!(world.clients().is_empty());
}

/// OpenID Connect Registration section 2; requirements C41, G14.
#[test]
fn keys_come_by_value_or_by_reference_but_not_both() {
    let mut asked = minimal();
    asked["jwks_uri"] = json!("https://client.example/jwks");
    asked["jwks"] =
        json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]});
    assert_eq!(Call::register(&asked).to(&World::new()).refusal().2, "/jwks");
}

/// RFC 7591 section 2; requirements C31, S4.
#[test]
fn scope_values_that_are_not_supported_are_dropped_and_the_rest_is_echoed() {
    let world = World::with(&[("SCOPES_SUPPORTED", "openid profile")]);
    let mut asked = minimal();
    asked["scope"] = json!("openid admin profile");
    assert_eq!(Call::register(&asked).to(&world).text("scope"), "openid profile");
    asked["scope"] = json!("admin");
    assert_eq!(Call::register(&asked).to(&world).member("scope"), Value::Null);
}

/// Requirement C13.
#[test]
fn repeated_values_of_an_array_are_registered_once() {
    let asked = json!({
        "redirect_uris": ["https://a.example/", "https://a.example/"],
        "grant_types": ["refresh_token", "authorization_code", "refresh_token"],
        "scope": "a b a",
    });
    let reply = Call::register(&asked).to(&World::new());
    assert_eq!(reply.member("redirect_uris"), json!(["https://a.example/"]));
    assert_eq!(reply.member("grant_types"), json!(["refresh_token", "authorization_code"]));
    assert_eq!(reply.text("scope"), "a b");
}

/// RFC 6901: a pointer is into the sent metadata, with its repeated values.
#[test]
fn repeated_values_do_not_move_a_pointer() {
    let same = "https://a.example/cb";
    let asked = json!({"redirect_uris": [same, same, "http://evil.example/"]});
    assert_eq!(Call::register(&asked).to(&World::new()).refusal().2, "/redirect_uris/2");
    let long = "x".repeat(200);
    let reply = Call::register_bytes(format!("{{\"jwks\":{{\"{long}\":1,\"{long}\":2}}}}")).to(&World::new());
    assert_eq!(reply.refusal().2, "/jwks");
}
