//! Events of accounts for the receiver of the operator. RFC 8417, RFC 8935, OpenID CAEP, OpenID RISC Profile.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::jose::Token;
use enrol::maintenance;
use enrol::model::{Delivery, DeliveryKind, TokenDigest, UserId};
use enrol::ports::{Content, Message};
use enrol::unit::{ByteCount, Seconds, Timestamp};
use serde_json::{Value, json};

use crate::setting_limits::starts;
use crate::support::browser::{Browser, hidden};
use crate::support::tokens::is_verified;
use crate::support::visitor::{PASSWORD, Visitor, html};
use crate::support::{Call, Down, World, run};

const HOOK: &str = "https://events.example/enrol";
const SECRET: &str = "c3VwZXItc2VjcmV0LW9mLXRoZS1ob29r";
const SETTINGS: [(&str, &str); 2] = [("EVENT_WEBHOOK", HOOK), ("EVENT_WEBHOOK_SECRET", SECRET)];

fn world() -> World {
    let world = World::with(&SETTINGS);
    world.add_alice();
    world.answer(HOOK, 202, &json!({}));
    world
}

fn user(world: &World) -> UserId {
    world.users.borrow().keys().next().unwrap().clone()
}

/// Signs Alice in from a place.
fn sign_in(world: &World, browser: &Browser, place: &str) {
    let request = hidden(&browser.open(world, "/sign-in"), "request");
    let form = [("request", &*request), ("username", "alice"), ("password", PASSWORD)];
    let call = Call::form("/sign-in", &form).header("origin", "https://as.example").at(place);
    assert_eq!(browser.send(world, call).status(), 303);
}

/// Sends what waits, and returns the lines about messages.
fn work(world: &World) -> Vec<Value> {
    let lines = run(maintenance::run(maintenance::MESSAGES, world.server.config(), world));
    let lines = lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["route"] != "audit").collect()
}

fn token(message: &Message) -> String {
    let Some(Content::SecurityEvent(token)) = &message.content else { panic!("an event") };
    token.clone()
}

/// The claims of the events that were sent.
fn sent(world: &World) -> Vec<Value> {
    let payload = |token: &str| Base64UrlUnpadded::decode_vec(token.split('.').nth(1).unwrap()).unwrap();
    let sent = world.sent.borrow();
    sent.iter().map(|(_, message)| serde_json::from_slice(&payload(&token(message))).unwrap()).collect()
}

/// The types of the events that were sent, below the part that all have.
fn kinds(world: &World) -> Vec<String> {
    let of = |claims: &Value| claims["events"].as_object().unwrap().keys().next().unwrap().clone();
    let short = |uri: String| uri.strip_prefix("https://schemas.openid.net/secevent/").unwrap().to_owned();
    sent(world).iter().map(|claims| short(of(claims))).collect()
}

/// RFC 8417 section 2.2, RFC 8935 section 2.
#[test]
fn an_event_is_signed_and_names_the_user() {
    let world = world();
    sign_in(&world, &Browser::default(), "Lisbon, PT");
    let now = world.now.get().0;
    world.wait(Seconds(30));
    let [line] = &work(&world)[..] else { panic!("one line") };
    let user = user(&world);
    let expected = json!({"attempts": 1, "event": "new-sign-in", "kind": "event", "outcome": "arrived",
        "recipient": user.as_str(), "route": "delivery"});
    assert_eq!(*line, expected);
    let (address, message) = world.sent.borrow()[0].clone();
    assert_eq!((&*address, message.authorization), (HOOK, Some(format!("Bearer {SECRET}"))));
    let Some(content) = &message.content else { panic!("a body") };
    assert_eq!(content.media_type(), "application/secevent+jwt");
    let text = content.text().to_owned();
    let read = Token::read(&text, ByteCount(8192)).unwrap();
    assert!(read.is_of_kind("secevent+jwt") == Some(true) && is_verified(&read, &world));
    let claims = sent(&world).remove(0);
    let event = json!({"event_timestamp": now, "initiating_entity": "user", "device": "", "place": "Lisbon, PT"});
    assert_eq!(
        claims,
        json!({
            "iss": "https://as.example", "aud": HOOK, "iat": now + 30, "jti": claims["jti"],
            "sub_id": {"format": "iss_sub", "iss": "https://as.example", "sub": user.as_str()},
            "events": {"https://schemas.openid.net/secevent/caep/event-type/session-established": event},
        })
    );
}

#[test]
fn only_a_new_browser_or_place_is_an_event() {
    let world = world();
    let browser = Browser::default();
    for (place, is_new) in [("Lisbon, PT", true), ("Lisbon, PT", false), ("Porto, PT", true), ("Porto, PT", false)] {
        sign_in(&world, &browser, place);
        assert_eq!(work(&world).len(), usize::from(is_new), "{place}");
    }
}

/// Whoever fills the queue with logout tokens that nobody takes does not hold up the events.
#[test]
fn an_event_does_not_wait_for_all_other_messages() {
    let world = world();
    let now = world.now.get();
    let due_at = Timestamp(now.0 - 9);
    for number in 0..100 {
        let name = format!("u.s.1 {number}");
        let (kind, recipient, contents) = (DeliveryKind::Logout, number.to_string(), "u.s.1".to_owned());
        let delivery = Delivery { name: name.clone(), kind, recipient, contents, created_at: now, due_at, attempts: 3 };
        world.deliveries.borrow_mut().insert(name, delivery);
    }
    sign_in(&world, &Browser::default(), "Lisbon, PT");
    work(&world);
    assert_eq!(kinds(&world).len(), 1, "{:?}", world.sent.borrow());
}

/// RFC 8417 section 2.2: an event that comes twice has one `jti`.
#[test]
fn a_receiver_that_was_down_gets_the_event_when_it_is_up() {
    let world = world();
    world.answer(HOOK, 500, &json!({}));
    sign_in(&world, &Browser::default(), "Lisbon, PT");
    let lines = work(&world);
    assert_eq!((&lines[0]["outcome"], &lines[0]["reason"]), (&json!("failed"), &json!("the answer was 500")));
    world.answer(HOOK, 202, &json!({}));
    assert!(work(&world).is_empty());
    world.wait(Seconds(60));
    let lines = work(&world);
    assert_eq!((&lines[0]["outcome"], &lines[0]["attempts"]), (&json!("arrived"), &json!(2)));
    let claims = sent(&world);
    assert_eq!((claims.len(), &claims[0]["jti"]), (2, &claims[1]["jti"]));
    assert!(world.deliveries.borrow().is_empty());
}

#[test]
fn a_new_password_and_the_end_of_all_sessions_are_events() {
    let world = world();
    let code = format!("enrol_reset_{}", "A".repeat(43));
    let until = world.now.get().after(Seconds(60));
    world.resets.borrow_mut().insert(TokenDigest::of_reset_code(&code).unwrap(), (user(&world), until));
    let new = [("code", &*code), ("password", "battery staple"), ("password_again", "battery staple")];
    let reply = Visitor::new(&world).post("/sign-in/reset", &new);
    let note = format!("{} has set a password with a link", user(&world).as_str());
    assert!(reply.status() == 200 && reply.line.contains(&note), "{}", reply.line);
    assert_eq!(work(&world).len(), 2);
    let mut told = kinds(&world);
    told.sort();
    assert_eq!(told, ["caep/event-type/credential-change", "risc/event-type/recovery-activated"]);
    let changed = sent(&world).into_iter().find_map(|claims| {
        claims["events"].get("https://schemas.openid.net/secevent/caep/event-type/credential-change").cloned()
    });
    let changed = changed.unwrap();
    assert_eq!((&changed["credential_type"], &changed["change_type"]), (&json!("password"), &json!("update")));
    world.sent.borrow_mut().clear();

    let alice = world.users.borrow().values().next().unwrap().clone();
    let browser = Browser::of(&world, &alice);
    Browser::of(&world, &alice);
    work(&world);
    world.sent.borrow_mut().clear();
    let token = hidden(&browser.open(&world, "/account"), "token");
    browser.submit(&world, "/account", &[("token", &token), ("action", "end-others")]);
    assert_eq!(work(&world)[0]["event"], "sessions-ended");
    assert_eq!(kinds(&world), ["caep/event-type/session-revoked"]);
}

/// The commands of the operator write rows, whatever the settings of the server are.
#[test]
fn the_steps_of_an_operator_are_in_the_log_without_a_receiver_too() {
    let queue = |world: &World, contents: &Value| {
        let created_at = world.now.get();
        let recipient = user(world).as_str().to_owned();
        let (name, kind, contents) = ("n".to_owned(), DeliveryKind::Event, contents.to_string());
        let delivery = Delivery { name, kind, recipient, contents, created_at, due_at: created_at, attempts: 0 };
        world.deliveries.borrow_mut().insert("n".to_owned(), delivery);
    };
    for (kind, uri) in [
        ("recovery-link-made", "risc/event-type/credential-change-required"),
        ("sessions-ended", "caep/event-type/session-revoked"),
        ("user-deleted", "risc/event-type/account-purged"),
        ("user-disabled", "risc/event-type/account-disabled"),
        ("user-enabled", "risc/event-type/account-enabled"),
        ("totp-added", "caep/event-type/credential-change"),
        ("totp-removed", "caep/event-type/credential-change"),
        ("passkey-added", "caep/event-type/credential-change"),
        ("passkey-removed", "caep/event-type/credential-change"),
        ("recovery-code-used", "risc/event-type/recovery-activated"),
        ("recovery-codes-made", "risc/event-type/recovery-information-changed"),
    ] {
        let alone = World::new();
        alone.add_alice();
        let contents = json!({"e": kind, "u": user(&alone).as_str(), "b": "admin"});
        queue(&alone, &contents);
        let [line] = &work(&alone)[..] else { panic!("one line: {kind}") };
        assert_eq!((&line["event"], &line["outcome"]), (&json!(kind), &json!("noted")));
        assert!(alone.deliveries.borrow().is_empty() && alone.sent.borrow().is_empty());

        let world = world();
        queue(&world, &contents);
        work(&world);
        assert_eq!(kinds(&world), [uri], "{kind}");
        assert!(sent(&world)[0].to_string().contains(r#""initiating_entity":"admin""#));
    }
    let world = world();
    queue(&world, &json!({"e": "of-a-later-version"}));
    assert!(work(&world).is_empty() && world.deliveries.borrow().is_empty());
}

/// Statements cost: without a receiver a sign-in has as many as before.
#[test]
fn without_a_receiver_nothing_is_read_or_queued() {
    let calls = |settings: &[(&str, &str)]| {
        let world = World::with(settings);
        world.add_alice();
        let browser = Browser::default();
        let request = hidden(&browser.open(&world, "/sign-in"), "request");
        let before = world.store_calls.get();
        let form = [("request", &*request), ("username", "alice"), ("password", PASSWORD)];
        browser.submit(&world, "/sign-in", &form);
        (world.store_calls.get() - before, world.deliveries.borrow().len())
    };
    assert_eq!((calls(&[]), calls(&SETTINGS)), ((2, 0), (4, 1)));
}

/// The operator learns of each sign-in from a new place, or there is none.
#[test]
fn a_sign_in_whose_event_cannot_be_queued_is_a_fault() {
    let world = world();
    let browser = Browser::default();
    let request = hidden(&browser.open(&world, "/sign-in"), "request");
    world.store_fails_at.set(Some(world.store_calls.get() + 4));
    let form = [("request", &*request), ("username", "alice"), ("password", PASSWORD)];
    let reply = browser.submit(&world, "/sign-in", &form);
    assert!(reply.status() == 503 && !html(&reply).contains("alice"), "{}", reply.line);
    world.store_fails_at.set(None);
    world.down.set(Down::Store);
    assert_eq!(work(&world)[0]["code"], "temporarily_unavailable");
}

#[test]
fn a_receiver_needs_users_who_sign_in_here_and_a_long_secret() {
    let secret = |secret| ("EVENT_WEBHOOK_SECRET", secret);
    assert!(starts(&SETTINGS) && starts(&SETTINGS[..1]), "the signature alone is enough");
    assert!(!starts(&[secret("short"), SETTINGS[0]]) && starts(&[secret("short")]));
    for address in ["http://events.example/", "https://as.example/x", "https://10.0.0.1/", "x"] {
        assert!(!starts(&[("EVENT_WEBHOOK", address)]), "{address}");
    }
    let elsewhere = r#"{"authorization_endpoint": "https://op.example/a", "token_endpoint": "https://op.example/t"}"#;
    assert!(!starts(&[("EVENT_WEBHOOK_EVENTS", "users"), SETTINGS[0], ("AUTHORIZATION_SERVER", elsewhere)]));
}
