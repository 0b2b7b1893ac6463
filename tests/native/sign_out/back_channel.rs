//! Logout tokens for clients that registered for them. OpenID Connect Back-Channel Logout.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::ports::{Content, Message};
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{address, client, is_signed_in, session, signed_in, world};
use crate::support::users::{form, redeem};
use crate::support::visitor::{PASSWORD, field};
use crate::support::{Down, World, run};

pub const TOLD: &str = "https://client.example/logout";

/// The parts of the logout token that a client was sent.
pub fn told(world: &World) -> Vec<(String, Value, Value)> {
    let part = |text: &str| serde_json::from_slice(&Base64UrlUnpadded::decode_vec(text).unwrap()).unwrap();
    let sent = world.sent.borrow();
    let read = |(address, message): &(String, Message)| {
        let Some(Content::Form(form)) = &message.content else { panic!("a form") };
        assert_eq!(message.authorization, None);
        let mut parts = form.strip_prefix("logout_token=").unwrap().split('.');
        (address.clone(), part(parts.next().unwrap()), part(parts.next().unwrap()))
    };
    sent.iter().map(read).collect()
}

/// OpenID Connect Back-Channel Logout sections 2.4 and 2.5.
#[test]
fn clients_that_registered_for_it_learn_of_the_sign_out() {
    let world = world();
    let browser = signed_in(&world);
    world.answer(TOLD, 200, &json!({}));
    let (app, id_token) = client(&world, &json!({"backchannel_logout_uri": TOLD}));
    client(&world, &json!({}));
    let claims: Value =
        serde_json::from_slice(&Base64UrlUnpadded::decode_vec(id_token.split('.').nth(1).unwrap()).unwrap()).unwrap();
    let reply = browser.get(&address(&[("id_token_hint", &id_token)]));
    assert_eq!(reply.status(), 200);
    assert!(!reply.line.contains("logout"), "{}", reply.line);
    let told = told(&world);
    let [(to, header, payload)] = &told[..] else { panic!("one client: {told:?}") };
    assert_eq!((&**to, &header["typ"], &header["alg"]), (TOLD, &json!("logout+jwt"), &json!("RS256")));
    let iat = world.now.get().0;
    assert_eq!(
        payload,
        &json!({
            "iss": "https://as.example", "aud": app.text("client_id"), "sub": claims["sub"], "sid": claims["sid"],
            "iat": iat, "exp": iat + 120, "jti": payload["jti"],
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        })
    );
    assert!(claims["sid"].is_string());
}

/// Requirements C86, Q21: the address is checked when the message is sent, whatever it was when it was registered.
#[test]
fn nothing_is_sent_into_a_private_network() {
    let world = world();
    let browser = signed_in(&world);
    world.answer(TOLD, 200, &json!({}));
    let (_, id_token) = client(&world, &json!({"backchannel_logout_uri": TOLD}));
    world.resolve("client.example", "10.0.0.1", "");
    let reply = browser.get(&address(&[("id_token_hint", &id_token)]));
    assert_eq!((reply.status(), is_signed_in(&world)), (200, false));
    assert!(told(&world).is_empty() && reply.line.contains("1 client was not told"), "{}", reply.line);
}

/// The end of a session does not wait for anybody's approval.
#[test]
fn a_client_that_cannot_be_told_keeps_nobody_signed_in() {
    let world = world();
    for status in [200, 204, 400, 500, 302] {
        let browser = signed_in(&world);
        world.answer(TOLD, status, &json!({}));
        let (_, id_token) = client(&world, &json!({"backchannel_logout_uri": TOLD}));
        let reply = browser.get(&address(&[("id_token_hint", &id_token)]));
        assert_eq!((reply.status(), is_signed_in(&world)), (200, false), "{status}");
        assert_eq!(reply.line.contains("1 client was not told"), status > 204, "{}", reply.line);
    }
    for down in [Down::Fetch, Down::Sign, Down::Throttle] {
        let browser = signed_in(&world);
        let (_, id_token) = client(&world, &json!({"backchannel_logout_uri": TOLD}));
        world.down.set(down);
        let reply = browser.get(&address(&[("id_token_hint", &id_token)]));
        assert_eq!((reply.status(), is_signed_in(&world)), (200, false), "{down:?}");
        assert!(reply.line.contains("1 client was not told"), "{}", reply.line);
        world.down.set(Down::Nothing);
    }
    let browser = signed_in(&world);
    let request = field(&browser.get("/sign-out"), "request");
    world.down.set(Down::Store);
    let reply = browser.post("/sign-out", &[("request", &request), ("decision", "sign-out")]);
    assert_eq!((reply.status(), is_signed_in(&world)), (503, true));
}

#[test]
fn ten_clients_at_most_are_told() {
    let world = world();
    let browser = signed_in(&world);
    world.answer(TOLD, 200, &json!({}));
    let mut hint = String::new();
    for number in 0..12 {
        let members = json!({"backchannel_logout_uri": TOLD, "client_name": format!("App {number}")});
        hint = client(&world, &members).1;
    }
    let reply = browser.get(&address(&[("id_token_hint", &hint)]));
    assert_eq!((reply.status(), told(&world).len()), (200, 10));
    assert!(reply.line.contains("2 clients were not told"), "{}", reply.line);
}

/// Another user of the same browser ends the session of the user before, as if that user had signed out.
#[test]
fn clients_learn_of_a_session_that_another_sign_in_ends() {
    let world = world();
    let browser = signed_in(&world);
    world.answer(TOLD, 200, &json!({}));
    client(&world, &json!({"backchannel_logout_uri": TOLD}));
    assert_eq!(browser.sign_in("alice", PASSWORD).status(), 303);
    assert!(told(&world).is_empty(), "the session goes on");
    world.add_user("bob", &json!({}));
    assert_eq!(browser.sign_in("bob", PASSWORD).status(), 303);
    assert_eq!(told(&world).len(), 1);
}

/// OpenID Connect Back-Channel Logout section 2.5: a client without a refresh token is told too, long after its access token
/// is over, and so is a client that has given its tokens back.
#[test]
fn clients_whose_tokens_are_over_learn_of_the_sign_out() {
    let world = world();
    let browser = signed_in(&world);
    world.answer(TOLD, 200, &json!({}));
    let short = json!({"backchannel_logout_uri": TOLD, "grant_types": ["authorization_code"]});
    let (_, _) = client(&world, &short);
    let (app, _) = client(&world, &json!({"backchannel_logout_uri": TOLD}));
    let token = redeem(&world, &app, &session(&world), "openid").text("refresh_token");
    form("/revoke", &app, &[("token", &token)]).to(&world);
    let sweep = || run(enrol::maintenance::sweep(world.server.config(), &world)).unwrap();
    let later = |hours: u64| world.now.set(world.now.get().after(Seconds(hours * 3_600)));
    later(23);
    assert_eq!(sweep().grants.0, 0);
    assert_eq!(browser.sign_in("alice", PASSWORD).status(), 303);
    // The second session lives for another week, in which the browser is used each day.
    for _ in 0..7 {
        later(23);
        assert_eq!(browser.get("/account").status(), 200);
        assert_eq!(sweep().grants.0, 0);
    }
    let request = field(&browser.get("/sign-out"), "request");
    browser.post("/sign-out", &[("request", &request), ("decision", "sign-out")]);
    assert_eq!(told(&world).len(), 2);
    later(8 * 24);
    assert_eq!(sweep().grants.0, 1, "then the short grant is forgotten");
}
