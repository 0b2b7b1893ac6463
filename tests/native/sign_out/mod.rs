//! Sign-out: the end session endpoint, and the clients that learn of it. OpenID Connect RP-Initiated Logout, OpenID
//! Connect Back-Channel Logout.

mod back_channel;
mod front_channel;
mod waiting;

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::model::Session;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::support::users::{app, redeem};
use crate::support::visitor::{PASSWORD, Visitor, field, html};
use crate::support::{Call, Reply, World};

const BACK: &str = "https://client.example/bye";

/// A world with a user who is signed in with a browser.
fn world() -> World {
    let world = World::new();
    world.add_alice();
    world.resolve("client.example", "93.184.216.34", "");
    world
}

fn signed_in(world: &World) -> Visitor<'_> {
    let browser = Visitor::new(world);
    assert_eq!(browser.sign_in("alice", PASSWORD).status(), 303);
    browser
}

fn session(world: &World) -> Session {
    world.sessions.borrow().values().next().unwrap().clone()
}

/// A client that the user of the session has signed in to, with its ID token.
fn client(world: &World, members: &Value) -> (Reply, String) {
    let client = app(world, members);
    let id_token = redeem(world, &client, &session(world), "openid").text("id_token");
    (client, id_token)
}

fn back() -> Value {
    json!({"post_logout_redirect_uris": [BACK, "https://client.example/bye?a=1"]})
}

fn address(parameters: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("/sign-out?{query}")
}

fn is_signed_in(world: &World) -> bool {
    !world.sessions.borrow().is_empty()
}

/// OpenID Connect RP-Initiated Logout section 3; requirement C81.
#[test]
fn an_id_token_of_the_user_signs_out_and_leads_back() {
    let world = world();
    for (uri, state, expected) in [
        (BACK, Some("a b&c"), "https://client.example/bye?state=a+b%26c"),
        (BACK, None, BACK),
        ("https://client.example/bye?a=1", Some("x"), "https://client.example/bye?a=1&state=x"),
    ] {
        let browser = signed_in(&world);
        let (_, id_token) = client(&world, &back());
        let mut parameters = vec![("id_token_hint", &*id_token), ("post_logout_redirect_uri", uri)];
        parameters.extend(state.map(|state| ("state", state)));
        let reply = browser.get(&address(&parameters));
        assert_eq!((reply.status(), reply.header("location")), (303, Some(expected)));
        assert!(
            !is_signed_in(&world) && !browser.browser.cookies().iter().any(|name| name.starts_with("__Host-enrol-9"))
        );
    }
}

#[test]
fn without_an_address_a_page_says_that_the_user_is_signed_out() {
    let world = world();
    let browser = signed_in(&world);
    let (_, id_token) = client(&world, &back());
    let reply = browser.get(&address(&[("id_token_hint", &id_token), ("state", "x")]));
    assert_eq!((reply.status(), reply.header("location"), is_signed_in(&world)), (200, None, false));
    assert_eq!(browser.get("/sign-out").status(), 200);
}

/// RFC 9700 section 4.11.2: an ID token of the sender leads nobody else to an address that anybody can
/// register.
#[test]
fn where_nobody_is_signed_in_a_stranger_is_offered_and_not_followed() {
    for (setting, follows) in [("approved", false), ("any", true)] {
        let world = World::with(&[("PROMPT_NONE", setting)]);
        world.add_alice();
        signed_in(&world);
        let (_, id_token) = client(&world, &back());
        let parameters = [("id_token_hint", &*id_token), ("post_logout_redirect_uri", BACK)];
        let reply = Visitor::new(&world).get(&address(&parameters));
        let (status, location) = if follows { (303, Some(BACK)) } else { (200, None) };
        assert_eq!((reply.status(), reply.header("location")), (status, location), "{setting}");
        assert_eq!(html(&reply).contains(BACK), !follows);
        assert!(is_signed_in(&world), "another browser has the session");
    }
}

/// Requirement K19.
#[test]
fn an_address_that_an_operator_has_ruled_out_since_leads_nowhere() {
    let world = world();
    let browser = signed_in(&world).browser;
    let (_, id_token) = client(&world, &back());
    let world = world.restarted(&[("REFUSED_HOSTS", "client.example")]);
    let reply = browser.open(&world, &address(&[("id_token_hint", &id_token), ("post_logout_redirect_uri", BACK)]));
    assert_eq!((reply.status(), reply.header("location"), is_signed_in(&world)), (400, None, true));
    assert!(!html(&reply).contains(BACK));
}

/// Requirement C81: exactly a registered address of this client.
#[test]
fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let world = world();
    let browser = signed_in(&world);
    let (one, id_token) = client(&world, &back());
    let (other, _) = client(&world, &json!({"post_logout_redirect_uris": ["https://client.example/other"]}));
    let (one, other) = (one.text("client_id"), other.text("client_id"));
    for uri in [
        "https://evil.example/",
        "https://client.example/bye/",
        "https://client.example/bye?x=1",
        "https://client.example/BYE",
        "https://client.example/bye#x",
        "https://client.example/other",
        "https://client.example/cb",
        "javascript:alert(1)",
    ] {
        for parameters in [
            vec![("id_token_hint", &*id_token), ("post_logout_redirect_uri", uri)],
            vec![("client_id", &*one), ("post_logout_redirect_uri", uri)],
            vec![("post_logout_redirect_uri", uri)],
            vec![("client_id", "unknown"), ("post_logout_redirect_uri", uri)],
        ] {
            let reply = browser.get(&address(&parameters));
            assert_eq!((reply.status(), reply.header("location")), (400, None), "{parameters:?}");
        }
    }
    let reply = browser.get(&address(&[("id_token_hint", &id_token), ("client_id", &other)]));
    assert_eq!(reply.status(), 400, "the ID token is of another client");
    assert!(is_signed_in(&world));
}

/// OpenID Connect RP-Initiated Logout section 4: a hint that cannot be verified signs nobody out.
#[test]
fn a_hint_that_is_no_id_token_of_this_server_is_refused() {
    let world = world();
    let browser = signed_in(&world);
    let (client, id_token) = client(&world, &back());
    let response = redeem(&world, &client, &session(&world), "openid");
    let (signed, signature) = id_token.rsplit_once('.').unwrap();
    let (header, _) = signed.split_once('.').unwrap();
    let claims = json!({"iss": "https://as.example", "sub": "x", "aud": client.text("client_id")}).to_string();
    let forged = format!("{header}.{}.{signature}", Base64UrlUnpadded::encode_string(claims.as_bytes()));
    for hint in ["x", signed, &forged, &format!("{id_token}A"), &response.text("access_token"), &"x".repeat(10_000)] {
        let reply = browser.get(&address(&[("id_token_hint", hint), ("post_logout_redirect_uri", BACK)]));
        assert_eq!((reply.status(), reply.header("location"), is_signed_in(&world)), (400, None, true), "{hint}");
    }
    // An ID token that is over is a good hint.
    world.wait(Seconds(86_000));
    let reply = browser.get(&address(&[("id_token_hint", &id_token), ("post_logout_redirect_uri", BACK)]));
    assert_eq!((reply.status(), reply.header("location")), (303, Some(BACK)));
}

/// CSRF on logout: without an ID token of the session's user, the user decides.
#[test]
fn the_user_is_asked_unless_the_client_shows_an_id_token_of_the_user() {
    let world = world();
    let browser = signed_in(&world);
    let (app, id_token) = client(&world, &back());
    let id = app.text("client_id");
    world.sessions.borrow_mut().clear();
    world.add_user("bob", &json!({}));
    assert_eq!(browser.sign_in("bob", PASSWORD).status(), 303);
    for parameters in [
        vec![],
        vec![("state", "x")],
        vec![("client_id", &*id), ("post_logout_redirect_uri", BACK)],
        vec![("id_token_hint", &*id_token), ("post_logout_redirect_uri", BACK)],
    ] {
        let page = browser.get(&address(&parameters));
        assert_eq!((page.status(), is_signed_in(&world)), (200, true), "{parameters:?}");
        let request = field(&page, "request");
        let stay = browser.post("/sign-out", &[("request", &request), ("decision", "stay")]);
        assert_eq!((stay.header("location"), is_signed_in(&world)), (Some("https://as.example/account"), true));
        let reply = browser.post("/sign-out", &[("request", &request), ("decision", "sign-out")]);
        assert_eq!((reply.status(), reply.header("location"), is_signed_in(&world)), (200, None, false));
        // The page offers the registered address: anybody can make a browser send such a request.
        assert_eq!(html(&reply).contains(BACK), parameters.contains(&("post_logout_redirect_uri", BACK)));
        assert_eq!(browser.sign_in("bob", PASSWORD).status(), 303);
    }
}

#[test]
fn a_decision_counts_for_its_own_session_from_a_page_of_this_server() {
    let world = world();
    let (browser, other) = (signed_in(&world), signed_in(&world));
    let foreign = field(&other.get("/sign-out"), "request");
    let own = field(&browser.get("/sign-out"), "request");
    let count = || world.sessions.borrow().len();
    let form = |request: &str| Call::form("/sign-out", &[("request", request), ("decision", "sign-out")]);
    assert_eq!(browser.send(form(&own).header("origin", "https://evil.example")).status(), 403);
    for request in [&*foreign, "x", own.get(1..).unwrap()] {
        assert_eq!((browser.send(form(request)).status(), count()), (400, 2), "{request}");
    }
    assert_eq!((form(&own).to(&world).status(), count()), (400, 2), "another site sends no cookies");
    world.wait(Seconds(3_600));
    assert_eq!((browser.send(form(&own)).status(), count()), (400, 2), "too late");
}

/// OpenID Connect RP-Initiated Logout section 2: a client may send a form. Browsers send it without cookies.
#[test]
fn a_form_of_a_client_becomes_the_same_request_with_cookies() {
    let world = world();
    let browser = signed_in(&world);
    let (_, id_token) = client(&world, &back());
    let parameters = [("id_token_hint", &*id_token), ("post_logout_redirect_uri", BACK), ("state", "x y"), ("z", "1")];
    let reply = Call::form("/sign-out", &parameters).header("origin", "https://client.example").to(&world);
    assert_eq!((reply.status(), is_signed_in(&world)), (303, true));
    let location = reply.header("location").unwrap();
    assert!(
        location.starts_with("https://as.example/sign-out?id_token_hint=") && !location.contains("z="),
        "{location}"
    );
    assert_eq!(browser.get(location).header("location"), Some("https://client.example/bye?state=x+y"));
}

/// A grant without `offline_access` ends with its session.
#[test]
fn grants_end_with_the_session_unless_they_outlive_it() {
    let world = world();
    let browser = signed_in(&world);
    let app = app(&world, &json!({}));
    let of = |scope: &str| redeem(&world, &app, &session(&world), scope).text("refresh_token");
    let (online, offline) = (of("openid"), of("openid offline_access"));
    // A second sign-in of the user in this browser ends no grant.
    assert_eq!(browser.sign_in("alice", PASSWORD).status(), 303);
    let live = || world.grants.borrow().values().filter(|grant| grant.ended_at.is_none()).count();
    assert_eq!(live(), 2);
    let request = field(&browser.get("/sign-out"), "request");
    browser.post("/sign-out", &[("request", &request), ("decision", "sign-out")]);
    assert_eq!(live(), 1);
    assert_ne!(online, offline);
}
