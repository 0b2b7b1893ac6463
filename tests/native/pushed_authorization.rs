//! Pushed authorization requests. RFC 9126.

use enrol::http::Method;
use enrol::ports::Limit;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::support::authorization::{app, parameters, push};
use crate::support::{Call, Down, World};

/// RFC 9126 section 2.2.
#[test]
fn a_good_request_gets_a_name_for_ninety_seconds() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let reply = push(&world, &client, &[]);
    assert_eq!((reply.status(), reply.member("expires_in")), (201, json!(90)));
    assert!(reply.text("request_uri").starts_with("urn:ietf:params:oauth:request_uri:"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert!(reply.line.contains(&client.text("client_id")), "{}", reply.line);
    assert_ne!(push(&world, &client, &[]).text("request_uri"), reply.text("request_uri"));
}

/// RFC 9126 section 2.1: the name has the request in it, so that nothing is stored. A long one is stored.
#[test]
fn only_a_request_that_is_too_long_for_an_address_is_stored() {
    let world = World::new();
    let client = app(&world, &json!({}));
    push(&world, &client, &[]);
    assert!(world.requests.borrow().is_empty());
    let reply = push(&world, &client, &[("state", &"s".repeat(2000))]);
    assert_eq!((reply.status(), reply.text("request_uri").len()), (201, 57));
    let requests = world.requests.borrow();
    let (name, (request, until)) = requests.iter().next().unwrap();
    assert_eq!(until.0, world.now.get().after(Seconds(90)).0);
    assert!(!reply.text("request_uri").contains(name.trim_start_matches('r')) && !request.contains("ssss"));
}

/// RFC 9126 section 2.1: the client authenticates as it does at the token endpoint.
#[test]
fn the_client_authenticates_as_at_the_token_endpoint() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let id = client.text("client_id");
    let form = || Call::form("/par", &parameters(&[]));
    let with = |name: &str, value: &str| Call::form("/par", &parameters(&[("client_id", &id), (name, value)]));
    for call in [
        form(),
        form().basic(&id, "wrong"),
        with("client_secret", "wrong"),
        with("client_assertion", "x"),
        Call::form("/par", &parameters(&[("client_id", &id)])),
        Call::form("/par", &parameters(&[("client_id", "unknown")])),
    ] {
        let reply = call.to(&world);
        assert_eq!((reply.status(), reply.text("error")), (401, "invalid_client".to_owned()));
    }
    assert_eq!(with("client_secret", &client.text("client_secret")).to(&world).status(), 201);
    let public = app(&world, &json!({"token_endpoint_auth_method": "none"}));
    assert_eq!(push(&world, &public, &[]).status(), 201);
    let other = form().basic(&id, &client.text("client_secret"));
    let public = public.text("client_id");
    let named =
        Call::form("/par", &parameters(&[("client_id", &public)])).basic(&id, &client.text("client_secret")).to(&world);
    assert_eq!(named.refusal(), (400, "invalid_request".to_owned(), "/client_id".to_owned()));
    assert_eq!(other.to(&world).status(), 201);
}

/// RFC 9126 sections 2.1 and 2.3; requirements A18, A29.
#[test]
fn what_is_no_form_of_a_modest_size_is_refused() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let call = || Call::form("/par", &parameters(&[])).basic(&id, &secret);
    assert_eq!(Call::get("/par").to(&world).status(), 405);
    assert_eq!(call().too_large().to(&world).status(), 413);
    assert_eq!(call().broken().to(&world).status(), 400);
    assert_eq!(Call::new(Method::Post, "/par").json(&json!({})).basic(&id, &secret).to(&world).status(), 400);
    assert_eq!(push(&world, &client, &[("state", "1"), ("state", "2")]).refusal().2, "/state");
    world.admit(Limit::Registration, 0);
    let reply = call().to(&world);
    assert_eq!((reply.status(), reply.header("retry-after")), (429, Some("60")));
}

/// RFC 9126 section 2.1.
#[test]
fn a_pushed_request_has_no_request_uri_in_it() {
    let world = World::new();
    let client = app(&world, &json!({}));
    for uri in ["https://client.example/request", &push(&world, &client, &[]).text("request_uri")] {
        let refusal = push(&world, &client, &[("request_uri", uri)]).refusal();
        assert_eq!(refusal, (400, "invalid_request".to_owned(), "/request_uri".to_owned()));
    }
}

/// RFC 9126 section 2.3: nobody is redirected, so every error is told here.
#[test]
fn a_wrong_redirection_uri_is_told_to_the_client() {
    let world = World::new();
    let client = app(&world, &json!({}));
    for uri in ["https://client.example/cb/", "https://evil.example/cb", ""] {
        let refusal = push(&world, &client, &[("redirect_uri", uri)]).refusal();
        assert_eq!(refusal, (400, "invalid_request".to_owned(), "/redirect_uri".to_owned()), "{uri}");
    }
    let machine = Call::register(&json!({"grant_types": ["client_credentials"]})).to(&world);
    let reply = push(&world, &machine, &[]);
    assert_eq!((reply.status(), reply.text("error")), (400, "unauthorized_client".to_owned()));
}

/// RFC 9126 section 6; requirement C92.
#[test]
fn a_client_can_demand_that_its_requests_are_pushed() {
    let world = World::new();
    let client = app(&world, &json!({"require_pushed_authorization_requests": true}));
    assert_eq!(push(&world, &client, &[]).status(), 201);
}

#[test]
fn nothing_is_pushed_where_users_sign_in_elsewhere() {
    let elsewhere = json!({"authorization_endpoint": "https://op.example/authorize"}).to_string();
    let world = World::with(&[("AUTHORIZATION_SERVER", &elsewhere)]);
    assert_eq!(Call::form("/par", &parameters(&[])).to(&world).status(), 404);
}

#[test]
fn a_part_that_fails_pushes_nothing() {
    let world = World::new();
    let client = app(&world, &json!({}));
    for (down, status) in [(Down::Store, 503), (Down::Random, 503), (Down::Limit(Limit::Registration), 503)] {
        world.down.set(down);
        let reply = push(&world, &client, &[("state", &"s".repeat(2000))]);
        assert_eq!((reply.status(), reply.member("request_uri")), (status, Value::Null), "{down:?}");
        world.down.set(Down::Nothing);
    }
    assert!(world.requests.borrow().is_empty());
}

/// Requirement A29: a request takes up little, and everybody can register a client, so a network stores few for them.
#[test]
fn what_strangers_have_stored_is_limited() {
    let world = World::new();
    let client = app(&world, &json!({}));
    for unknown in [("scope", "openid ".repeat(3000)), ("unknown", "x".repeat(16_384))] {
        let reply = push(&world, &client, &[(unknown.0, &unknown.1)]);
        assert_eq!((reply.status(), reply.text("error")), (400, "invalid_request".to_owned()), "{}", unknown.0);
    }
    world.admit(Limit::Storage, 1);
    let long = "s".repeat(2000);
    for (state, status) in [(&*long, 201), (&*long, 429), ("short", 201)] {
        assert_eq!(push(&world, &client, &[("state", state)]).status(), status);
    }
    assert_eq!(world.requests.borrow().len(), 1);
    world.down.set(Down::Limit(Limit::Storage));
    assert_eq!((push(&world, &client, &[("state", &long)]).status(), world.requests.borrow().len()), (503, 1));
}
