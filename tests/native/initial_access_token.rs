//! Initial access tokens: their uses and their bounds.

use enrol::http::Method;
use enrol::model::{Bounds, InitialAccessToken, Origin, TokenDigest};
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use crate::support::{Call, Down, Reply, World};

const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// A server that wants a token, of which this one has been given out.
fn world(uses_left: u32, bounds: &Value) -> World {
    with_mode("token", uses_left, bounds)
}

fn with_mode(mode: &str, uses_left: u32, bounds: &Value) -> World {
    let world = World::with(&[("REGISTRATION_MODE", mode)]);
    world.initial_access_tokens.borrow_mut().push(InitialAccessToken {
        digest: TokenDigest::of(TOKEN).unwrap(),
        uses_left,
        expires_at: Timestamp(1_800_000_100),
        bounds: Bounds::restore(bounds.as_object().unwrap().clone()).unwrap(),
        origin: Origin::Operator,
    });
    world
}

fn asked() -> Value {
    json!({"redirect_uris": ["https://app.example.com/cb"], "scope": "openid"})
}

fn register(metadata: &Value, world: &World) -> Reply {
    Call::register(metadata).token(TOKEN).to(world)
}

fn uses_left(world: &World) -> u32 {
    world.initial_access_tokens.borrow()[0].uses_left
}

/// RFC 6750 section 3.1, RFC 7591 section 3.2.2; requirements B2, B3, B5, B9, G23.
#[test]
fn without_a_good_token_nobody_registers() {
    let world = world(1, &json!({}));
    let none = Call::register(&asked()).to(&world);
    assert_eq!((none.status(), none.header("www-authenticate")), (401, Some("Bearer")));
    let other = TOKEN.replace("AAEC", "AAED");
    let bare = TOKEN.strip_prefix("enrol_iat_").unwrap();
    for token in [&*other, "enrol_iat_AAEC", "x", bare, &format!("{TOKEN}A"), "enrol_rat_k1.0.AAAA"] {
        let reply = Call::register(&asked()).token(token).to(&world);
        assert_eq!((reply.status(), reply.text("error")), (401, "invalid_token".to_owned()), "{token}");
        assert!(reply.header("www-authenticate").unwrap().starts_with("Bearer error=\"invalid_token\""));
    }
    for header in ["Bearer", "Basic YTpi", &format!("Bearer {TOKEN}, Bearer {TOKEN}")] {
        assert_eq!(Call::register(&asked()).header("authorization", header).to(&world).status(), 401, "{header}");
    }
    assert!(world.clients().is_empty() && uses_left(&world) == 1);
    let query = Call::new(Method::Post, &format!("/register?access_token={TOKEN}")).json(&asked());
    assert_eq!(query.to(&world).status(), 401);
}

/// RFC 7592 appendix A; requirement B9.
#[test]
fn a_token_for_registration_is_good_for_nothing_else() {
    let world = world(2, &json!({}));
    let client = register(&asked(), &world);
    assert_eq!(client.status(), 201);
    let path = format!("/register/{}", client.text("client_id"));
    assert_eq!(Call::get(&path).token(TOKEN).to(&world).status(), 401);
    let own = client.text("registration_access_token");
    assert_eq!(Call::register(&asked()).token(&own).to(&world).status(), 401);
    let mut form = asked();
    form["access_token"] = json!(TOKEN);
    assert_eq!(Call::register(&form).to(&world).status(), 401);
}

/// Requirements B10, B11.
#[test]
fn a_token_is_used_up_by_what_is_registered_and_by_nothing_else() {
    let world = world(2, &json!({}));
    assert_eq!(register(&json!({"redirect_uris": ["http://app.example.com/"]}), &world).status(), 400);
    assert_eq!(Call::new(Method::Post, "/register?dry_run=true").json(&asked()).token(TOKEN).to(&world).status(), 200);
    world.down.set(Down::Random);
    assert_eq!(register(&asked(), &world).status(), 503);
    world.down.set(Down::Nothing);
    assert_eq!(uses_left(&world), 2);
    for left in [1, 0] {
        assert_eq!((register(&asked(), &world).status(), uses_left(&world)), (201, left));
    }
    assert_eq!((register(&asked(), &world).status(), world.clients().len()), (401, 2));
}

/// Requirement B10: another registration comes first.
#[test]
fn a_use_that_somebody_else_had_meanwhile_is_gone() {
    let world = world(1, &json!({}));
    world.token_rivals.set(1);
    assert_eq!((register(&asked(), &world).status(), world.clients().len()), (401, 0));
}

/// Requirements B3, R47: a token has expired at the time that it says.
#[test]
fn a_token_expires() {
    let world = world(9, &json!({}));
    world.now.set(Timestamp(1_800_000_099));
    assert_eq!(register(&asked(), &world).status(), 201);
    world.now.set(Timestamp(1_800_000_100));
    assert_eq!(register(&asked(), &world).status(), 401);
}

/// Requirement B6: a presented token is checked and used, even if none is required.
#[test]
fn a_token_counts_where_none_is_needed_too() {
    let world = with_mode("open", 1, &json!({"scope": ["openid"]}));
    let mut more = asked();
    more["scope"] = json!("openid manage");
    assert_eq!(register(&more, &world).refusal().2, "/scope");
    assert_eq!((register(&asked(), &world).status(), uses_left(&world)), (201, 0));
    assert_eq!(register(&asked(), &world).status(), 401);
    assert_eq!(Call::register(&asked()).to(&world).status(), 201);
}

/// RFC 7591 section 5; requirements B13, B14, H35.
#[test]
fn what_is_registered_with_a_token_stays_within_its_bounds() {
    let bounds = json!({
        "grant_types": ["authorization_code", "refresh_token"],
        "redirect_hosts": ["example.com"],
        "scope": ["openid", "profile"],
        "token_endpoint_auth_method": ["none", "client_secret_basic"],
    });
    let world = world(99, &bounds);
    let client = register(&asked(), &world);
    assert_eq!(client.status(), 201, "{}", client.json());
    for (member, value, code, pointer) in [
        (
            "grant_types",
            json!(["authorization_code", "client_credentials"]),
            "invalid_client_metadata",
            "/grant_types/1",
        ),
        ("scope", json!("openid email"), "invalid_client_metadata", "/scope"),
        (
            "token_endpoint_auth_method",
            json!("client_secret_post"),
            "invalid_client_metadata",
            "/token_endpoint_auth_method",
        ),
        (
            "redirect_uris",
            json!(["https://example.com/", "https://example.org/"]),
            "invalid_redirect_uri",
            "/redirect_uris/1",
        ),
        ("redirect_uris", json!(["https://badexample.com/"]), "invalid_redirect_uri", "/redirect_uris/0"),
        ("redirect_uris", json!(["https://example.com.evil.org/"]), "invalid_redirect_uri", "/redirect_uris/0"),
        ("redirect_uris", json!(["com.example.app:/cb"]), "invalid_redirect_uri", "/redirect_uris/0"),
        ("redirect_uris", json!(["com.example.app://example.com/cb"]), "invalid_redirect_uri", "/redirect_uris/0"),
    ] {
        let mut beyond = asked();
        beyond[member] = value;
        let expected = (400, code.to_owned(), pointer.to_owned());
        assert_eq!(register(&beyond, &world).refusal(), expected, "{beyond}");
        let tried = Call::new(Method::Post, "/register?dry_run=true").json(&beyond).token(TOKEN).to(&world);
        assert_eq!(tried.member("refusals")[0]["pointer"], pointer, "{beyond}");
        beyond["client_id"] = client.member("client_id");
        assert_eq!(Call::manage(Method::Put, &client).json(&beyond).to(&world).refusal(), expected, "{beyond}");
    }
    assert_eq!(Call::manage(Method::Get, &client).to(&world).json(), client.json());
    assert_eq!(Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world).status(), 200);
}

/// Requirement B13: URIs are compared as a whole, and host names with their subdomains.
#[test]
fn no_address_is_below_another() {
    for (uri, bound, is_within) in [
        ("http://127.0.0.1/cb", "127.0.0.1", true),
        ("http://127.0.0.1/cb", "0.0.1", false),
        ("http://[::1]/cb", "::1", true),
        ("https://app.example.com/cb", "example.com", true),
    ] {
        let world = world(1, &json!({"redirect_hosts": [bound]}));
        let asked = json!({"application_type": "native", "redirect_uris": [uri]});
        assert_eq!(register(&asked, &world).status() == 201, is_within, "{uri} {bound}");
    }
}

#[test]
fn an_empty_list_of_bounds_permits_no_value() {
    let nothing = world(1, &json!({"scope": [], "grant_types": ["authorization_code"]}));
    assert_eq!(register(&asked(), &nothing).refusal().2, "/scope");
}

/// Requirement B12: a token is with its holder alone.
#[test]
fn the_digest_of_a_token_does_not_tell_it() {
    let digest = TokenDigest::of(TOKEN).unwrap();
    assert_eq!(digest.as_str().len(), 43);
    assert!(!TOKEN.contains(digest.as_str()));
    let world = world(1, &json!({}));
    let reply = register(&asked(), &world);
    assert!(!reply.line.contains(TOKEN) && !reply.json().to_string().contains(TOKEN));
}

/// Requirement B14: defaults are within the bounds, and a refusal points at a sent place.
#[test]
fn bounds_are_told_at_the_place_that_was_sent() {
    let bounds = json!({"redirect_hosts": ["example.com"], "scope": ["openid"], "grant_types": ["client_credentials"]});
    let world = world(9, &bounds);
    let machine = json!({"grant_types": ["client_credentials"]});
    let with = |uris: Value| {
        let mut asked = machine.clone();
        asked["redirect_uris"] = uris;
        register(&asked, &world).refusal().2
    };
    assert_eq!(
        with(json!(["https://a.example.com/", "https://a.example.com/", "https://evil.example/"])),
        "/redirect_uris/2"
    );
    assert_eq!(register(&json!({"redirect_uris": ["https://a.example.com/"]}), &world).refusal().2, "/grant_types");
    let world = world.restarted(&[("REGISTRATION_MODE", "token"), ("DEFAULT_SCOPE", "openid profile")]);
    assert_eq!(register(&machine, &world).text("scope"), "openid");
    let world = world.restarted(&[("REGISTRATION_MODE", "token"), ("PARTIAL_ACCEPTANCE", "on")]);
    let mut mixed = machine;
    mixed["redirect_uris"] = json!(["http://x.example.com/", "https://a.example.com/", "https://evil.example/"]);
    let (tried, reply) = (
        Call::new(Method::Post, "/register?dry_run=true").json(&mixed).token(TOKEN).to(&world),
        register(&mixed, &world),
    );
    let places = |reply: &Reply| -> Vec<Value> {
        reply.member("dropped").as_array().unwrap().iter().map(|one| one["pointer"].clone()).collect()
    };
    assert_eq!(places(&reply), [json!("/redirect_uris/0"), json!("/redirect_uris/2")]);
    assert_eq!(places(&tried), places(&reply));
}

/// OpenID Connect RP-Initiated Logout section 3.1; requirement B13: nor does a user leave for another host.
#[test]
fn a_logout_leads_to_the_hosts_that_a_token_is_for() {
    let server = r#"{"token_endpoint":"https://op.example/token","end_session_endpoint":"https://op.example/logout"}"#;
    let world = World::with(&[("REGISTRATION_MODE", "token"), ("AUTHORIZATION_SERVER", server)]);
    world.give(TOKEN, 9, &json!({"redirect_hosts": ["example.com"]}));
    for (uris, place) in [
        (json!(["https://app.example.com/bye"]), None),
        (json!(["https://app.example.com/bye", "https://evil.example/bye"]), Some("/post_logout_redirect_uris/1")),
    ] {
        let mut leaving = asked();
        leaving["post_logout_redirect_uris"] = uris.clone();
        let reply = register(&leaving, &world);
        match place {
            None => assert_eq!(reply.member("post_logout_redirect_uris"), uris, "{}", reply.json()),
            Some(place) => assert_eq!(reply.refusal().2, place, "{uris}"),
        }
    }
}
