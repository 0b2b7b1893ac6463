//! RFC 7592 section 2.

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::{Call, Reply, World};

fn registered(world: &World) -> Reply {
    let asked = json!({"redirect_uris": ["https://client.example/cb"], "client_name": "My app", "scope": "openid"});
    Call::register(&asked).to(world)
}

/// RFC 7592 sections 2.1 and 3; requirements G10, H8, H11, H17 to H20, H22, J41, R36, R37,
/// S18.
#[test]
fn a_read_answers_what_the_registration_answered_however_often() {
    let world = World::new();
    let client = registered(&world);
    for _ in 0..2 {
        let read = Call::manage(Method::Get, &client).to(&world);
        assert_eq!(read.status(), 200);
        assert_eq!(read.header("cache-control"), Some("no-store"));
        assert_eq!(read.json(), client.json());
    }
}

/// Requirement H23.
#[test]
fn a_head_is_a_read_without_a_body() {
    let world = World::new();
    let client = registered(&world);
    let head = Call::manage(Method::Head, &client).to(&world);
    assert_eq!((head.status(), head.response.body.len()), (200, 0));
    let path = format!("/register/{}", client.text("client_id"));
    assert_eq!(Call::new(Method::Head, &path).to(&world).status(), 401);
}

/// RFC 7592 section 2.2; requirements G16, H10, H24, H39, J41.
#[test]
fn the_answer_less_what_the_server_sets_is_an_update_that_changes_nothing() {
    let world = World::new();
    let client = registered(&world);
    let updated = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    assert_eq!(updated.status(), 200);
    assert_eq!(updated.json(), client.json());
    assert_eq!(Call::manage(Method::Get, &client).to(&world).json(), client.json());
}

/// RFC 7592 section 2.2; requirements H25, H26, H27, H42, C50.
#[test]
fn an_update_replaces_the_metadata_as_a_whole() {
    let world = World::new();
    let client = registered(&world);
    let body = json!({
        "client_id": client.text("client_id"),
        "redirect_uris": ["https://client.example/other"],
        "client_name": null,
        "unknown": 1,
    });
    let updated = Call::manage(Method::Put, &client).json(&body).to(&world);
    assert_eq!(updated.status(), 200);
    assert_eq!(updated.member("redirect_uris"), json!(["https://client.example/other"]));
    assert_eq!(updated.member("grant_types"), json!(["authorization_code"]));
    for gone in ["client_name", "scope", "unknown"] {
        assert_eq!(updated.member(gone), Value::Null, "{gone}");
    }
    assert_eq!(updated.json(), Call::manage(Method::Get, &client).to(&world).json());
}

/// RFC 7592 section 2.2.
#[test]
fn the_example_of_rfc_7592_is_an_update() {
    let world = World::new();
    let client = registered(&world);
    let mut example: Value = serde_json::from_str(include_str!("messages/rfc7592_section_2_2.json")).unwrap();
    example["client_id"] = client.member("client_id");
    example["client_secret"] = client.member("client_secret");
    let updated = Call::manage(Method::Put, &client).json(&example).to(&world);
    assert_eq!(updated.status(), 200);
    for (name, value) in example.as_object().unwrap() {
        assert_eq!(&updated.member(name), value, "{name}");
    }
}

/// RFC 7592 section 2.2; requirement H27.
#[test]
fn in_an_update_null_and_the_empty_string_count_as_absent() {
    let world = World::new();
    let client = registered(&world);
    for name in [
        "client_secret",
        "registration_access_token",
        "registration_client_uri",
        "client_secret_expires_at",
        "client_id_issued_at",
        "client_name#de",
    ] {
        for nothing in [Value::Null, json!("")] {
            let mut body = client.resubmitted();
            body[name] = nothing;
            let updated = Call::manage(Method::Put, &client).json(&body).to(&world);
            assert_eq!((updated.status(), updated.json()), (200, client.json()), "{body}");
        }
    }
}

/// RFC 7592 section 2.2; requirements H28 to H30, H33, S14.
#[test]
fn an_update_about_another_client_or_of_what_only_the_server_sets_changes_nothing() {
    let world = World::new();
    let client = registered(&world);
    let stored = world.clients();
    for (name, value) in [
        ("client_id", json!("cAAAAAAAAAAAAAAAAAAAAAA")),
        ("client_id", Value::Null),
        ("client_id", json!("")),
        ("client_secret", json!("chosen")),
        ("client_secret", json!(1)),
        ("registration_access_token", client.member("registration_access_token")),
        ("registration_client_uri", client.member("registration_client_uri")),
        ("client_secret_expires_at", json!(0)),
        ("client_id_issued_at", json!(1_800_000_000)),
    ] {
        let mut body = client.resubmitted();
        body[name] = value;
        let refusal = Call::manage(Method::Put, &client).json(&body).to(&world).refusal();
        assert_eq!(refusal, (400, "invalid_request".to_owned(), format!("/{name}")));
    }
    let mut body = client.resubmitted();
    body["redirect_uris"] = json!(["https://client.example/new", "http://evil.example/"]);
    let refusal = Call::manage(Method::Put, &client).json(&body).to(&world).refusal();
    assert_eq!(refusal, (400, "invalid_redirect_uri".to_owned(), "/redirect_uris/1".to_owned()));
    assert_eq!(world.clients(), stored);
}

/// RFC 7592 section 2.2; requirement H30.
#[test]
fn a_public_client_has_no_secret_to_send() {
    let world = World::new();
    let asked = json!({"redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": "none"});
    let client = Call::register(&asked).to(&world);
    let mut body = client.resubmitted();
    body["client_secret"] = json!("x");
    assert_eq!(Call::manage(Method::Put, &client).json(&body).to(&world).refusal().2, "/client_secret");
}

/// RFC 7592 sections 2.1 to 2.3, OpenID Connect Registration section 4.4; requirements H1 to H5, H49, B9, R29, S2.
#[test]
fn whoever_lacks_the_token_of_the_client_learns_nothing() {
    let world = World::new();
    let (client, other, gone) = (registered(&world), registered(&world), registered(&world));
    assert_eq!(Call::manage(Method::Delete, &gone).to(&world).status(), 204);
    let before = world.clients();
    let path = |id: &str| format!("/register/{id}");
    let own = path(&client.text("client_id"));
    let token = client.text("registration_access_token");
    let cases = [
        (own.clone(), other.text("registration_access_token")),
        (own.clone(), "enrol_rat_k1.0.AAAA".to_owned()),
        (own.clone(), token.replace(".0.", ".1.")),
        (own.clone(), client.text("client_secret")),
        (path("cAAAAAAAAAAAAAAAAAAAAAA"), token.clone()),
        (path("https%3A%2F%2Fas.example"), token.clone()),
        (path(&gone.text("client_id")), gone.text("registration_access_token")),
    ];
    let first = Call::new(Method::Get, &own).token("made-up").to(&world);
    for method in [Method::Get, Method::Put, Method::Delete] {
        for (path, token) in &cases {
            let reply = Call::new(method, path).token(token).json(&client.resubmitted()).to(&world);
            assert_eq!(reply.status(), 401, "{path}");
            assert_eq!(reply.response.headers, first.response.headers, "{path}");
            let challenge = "Bearer error=\"invalid_token\", error_description=\"the bearer token is not valid here\"";
            assert_eq!(reply.header("www-authenticate"), Some(challenge));
            let expected = json!({"error": "invalid_token", "error_description": "the bearer token is not valid here"});
            assert_eq!(reply.json(), expected);
        }
        let reply = Call::new(method, &own).to(&world);
        assert_eq!((reply.status(), reply.header("www-authenticate")), (401, Some("Bearer")));
        assert_eq!(Call::new(method, &format!("{own}?access_token={token}")).to(&world).status(), 401);
    }
    assert_eq!(world.clients(), before);
    assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 200);
}

/// Requirements H4, R30: a forged token costs no read, even if the client exists.
#[test]
fn a_forged_token_is_refused_before_anything_is_looked_up() {
    let world = World::new();
    let client = registered(&world);
    world.store_calls.set(0);
    for id in [client.text("client_id"), "cAAAAAAAAAAAAAAAAAAAAAA".to_owned()] {
        let forged = client.text("registration_access_token").replace(".0.", ".9.");
        assert_eq!(Call::get(&format!("/register/{id}")).token(&forged).to(&world).status(), 401);
    }
    assert_eq!(world.store_calls.get(), 0);
}

/// RFC 7592 section 2.3; requirements H14, H44, H45, H48, H50, J20, J43.
#[test]
fn a_deleted_client_is_gone() {
    let world = World::new();
    let machine = json!({"grant_types": ["client_credentials"]});
    let client = Call::register(&machine).to(&world);
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let ask = || Call::token_request(&[("grant_type", "client_credentials")]).basic(&id, &secret).to(&world);
    assert_eq!(ask().status(), 200);
    let deleted = Call::manage(Method::Delete, &client).body("ignored").to(&world);
    assert_eq!((deleted.status(), deleted.response.body.len()), (204, 0));
    assert_eq!((ask().status(), ask().text("error")), (401, "invalid_client".to_owned()));
    for method in [Method::Get, Method::Put, Method::Delete] {
        assert_eq!(Call::manage(method, &client).json(&client.resubmitted()).to(&world).status(), 401);
    }
    assert!(world.clients().is_empty());
    assert_eq!(world.tombstones(), 1);
}

/// RFC 7592 section 2.2; requirements H37, H38.
#[test]
fn a_client_that_changes_how_it_authenticates_gets_and_loses_its_secret() {
    let world = World::new();
    let client = registered(&world);
    let change = |method: &str| {
        let body = json!({
            "client_id": client.text("client_id"),
            "redirect_uris": ["https://client.example/cb"],
            "token_endpoint_auth_method": method,
        });
        Call::manage(Method::Put, &client).json(&body).to(&world)
    };
    assert_eq!(change("client_secret_post").member("client_secret"), client.member("client_secret"));
    let public = change("none");
    assert_eq!(public.member("client_secret"), Value::Null);
    assert_eq!(public.member("client_secret_expires_at"), Value::Null);
    let renewed = change("client_secret_basic");
    assert_ne!(renewed.member("client_secret"), client.member("client_secret"));
    assert_eq!(renewed.member("client_secret_expires_at"), 0);
    let mut stale = renewed.resubmitted();
    stale["client_secret"] = client.member("client_secret");
    assert_eq!(Call::manage(Method::Put, &client).json(&stale).to(&world).refusal().2, "/client_secret");
}

/// Requirements H14, K19: a later rule never locks a client out of its own registration.
#[test]
fn a_client_that_would_be_refused_today_still_reads_mends_and_deletes_itself() {
    let world = World::new();
    let mut client = registered(&world);
    let mut stored = world.clients().remove(0);
    let mut members = stored.metadata.members().clone();
    members.insert("client_name".to_owned(), json!("\u{3164}"));
    stored.metadata = enrol::rules::ValidatedClient::restore(members);
    world.put(stored);
    let read = Call::manage(Method::Get, &client).to(&world);
    assert_eq!((read.status(), read.text("client_name")), (200, "\u{3164}".to_owned()));
    let unmended = Call::manage(Method::Put, &client).json(&read.resubmitted()).to(&world);
    assert_eq!(unmended.refusal().2, "/client_name");
    client = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    assert_eq!(client.text("client_name"), "My app");
    assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
}

/// RFC 7592 section 2; requirements H7, S22.
#[test]
fn another_method_is_not_allowed() {
    let world = World::new();
    let client = registered(&world);
    for method in [Method::Post, Method::Other] {
        let reply = Call::manage(method, &client).json(&client.resubmitted()).to(&world);
        assert_eq!((reply.status(), reply.header("allow")), (405, Some("GET, HEAD, PUT, DELETE, OPTIONS")));
    }
}
