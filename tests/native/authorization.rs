//! Authorization to register. RFC 7591 section 3, RFC 6750.

use enrol::http::Method;
use enrol::ports::Limit;
use serde_json::{Value, json};

use crate::support::{Call, World};

fn register() -> Call {
    Call::register(&json!({"redirect_uris": ["https://client.example/cb"]}))
}

/// RFC 7591 section 3; requirements B1, B19.
#[test]
fn registration_is_off_until_an_operator_opens_it() {
    let world = World::with(&[("REGISTRATION_MODE", "off")]);
    let reply = register().to(&world);
    assert_eq!((reply.status(), reply.text("error")), (403, "access_denied".to_owned()));
    assert!(reply.text("error_description").contains("REGISTRATION_MODE"));
    let discovery = Call::get("/.well-known/openid-configuration").to(&world);
    assert_eq!(discovery.member("registration_endpoint"), Value::Null);
    assert_eq!(register().to(&World::new()).status(), 201);
}

/// RFC 6750 section 3.1; requirements B5, B6, B9, G23.
#[test]
fn a_token_that_nobody_asked_for_is_checked_all_the_same() {
    let world = World::new();
    let client = register().to(&world);
    for (authorization, challenge) in [
        ("Bearer made-up".to_owned(), "Bearer error=\"invalid_token\""),
        (format!("Bearer {}", client.text("registration_access_token")), "Bearer error=\"invalid_token\""),
        ("Bearer".to_owned(), "Bearer error=\"invalid_token\""),
        ("Bearer a, Bearer b".to_owned(), "Bearer error=\"invalid_token\""),
        ("Basic YTpi".to_owned(), "Bearer"),
    ] {
        let reply = register().header("authorization", &authorization).to(&world);
        assert_eq!(reply.status(), 401, "{authorization}");
        let told = reply.header("www-authenticate").and_then(|told| told.split(", error_description").next());
        assert_eq!(told, Some(challenge), "{authorization}");
        assert_eq!(reply.text("error"), "invalid_token");
    }
    assert_eq!(world.clients().len(), 1);
}

/// RFC 7591 section 3; requirement A29.
#[test]
fn a_flood_is_told_to_come_back_later() {
    let world = World::new();
    world.admit(Limit::Registration, 1);
    let client = register().to(&world);
    let reply = register().to(&world);
    assert_eq!((reply.status(), reply.header("retry-after")), (429, Some("60")));
    assert_eq!(reply.text("error"), "temporarily_unavailable");
    assert_eq!(world.clients().len(), 1);
    let read = Call::get("/.well-known/openid-configuration").to(&world);
    assert_eq!(read.status(), 200);
    assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 200);
    for method in [Method::Put, Method::Delete] {
        assert_eq!(Call::manage(method, &client).json(&client.resubmitted()).to(&world).status(), 429);
    }
}

/// Requirement A29: one subscriber counts as one, however many addresses it has.
#[test]
fn an_ipv6_network_is_one_subscriber() {
    let network = |address: &str| enrol::http::Peer(address.parse().ok()).network();
    assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::2"));
    assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
}

/// RFC 7591 section 5; requirements A2, L43, O9.
#[test]
fn nothing_is_answered_without_tls() {
    let world = World::new();
    let webfinger = "/.well-known/webfinger?resource=acct%3Ajoe%40as.example";
    for call in [
        register(),
        Call::get("/.well-known/openid-configuration"),
        Call::get(webfinger),
        Call::new(Method::Options, "/register"),
    ] {
        let reply = call.over_http().to(&world);
        assert_eq!((reply.status(), reply.text("error")), (403, "invalid_request".to_owned()));
    }
    assert!(world.clients().is_empty());
    let local = World::with(&[("ISSUER", "http://localhost:8787")]);
    assert_eq!(register().over_http().to(&local).status(), 201);
}
