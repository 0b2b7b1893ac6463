//! The sessions of a user: where each began, and how the user ends one from another.

use enrol::maintenance;
use enrol::model::SessionId;
use enrol::unit::Seconds;
use serde_json::json;

use super::{press, signed_in, text_after};
use crate::support::browser::{Browser, hidden, page};
use crate::support::users::{app, redeem};
use crate::support::visitor::PASSWORD;
use crate::support::{Call, World, markup, run};

/// A user tells sessions apart by browser, time and place, and sees which one this is.
#[test]
fn the_page_says_where_each_session_began() {
    let world = World::new();
    world.add_alice();
    let browser = Browser::default();
    let request = hidden(&browser.open(&world, "/sign-in"), "request");
    let form = [("request", &*request), ("username", "alice"), ("password", PASSWORD)];
    let call = Call::form("/sign-in", &form).header("origin", "https://as.example").at("Lisbon, PT");
    assert_eq!(browser.send(&world, call).status(), 303);
    let text = markup::text(&page(&browser.open(&world, "/account")));
    assert!(text.contains("Signed in fromLisbon, PT") && text.contains("this browser"), "{text}");
    world.sessions.borrow_mut().values_mut().for_each(|session| session.place = None);
    assert!(!markup::text(&page(&browser.open(&world, "/account"))).contains("Signed in from"));
}

/// The platform makes the place on its first read, which costs time.
#[test]
fn the_place_is_read_where_sessions_begin_and_nowhere_else() {
    for (call, is_read) in [
        (Call::form("/sign-in", &[]), true),
        (Call::get("/sign-in/callback/p"), true),
        (Call::form("/device_authorization", &[]), true),
        (Call::get("/sign-in"), false),
        (Call::get("/account"), false),
        (Call::form("/token", &[]), false),
    ] {
        let request = call.into_request();
        assert_eq!(enrol::route::looks_at_place(&request), is_read, "{}", request.path);
    }
}

/// OpenID Connect Back-Channel Logout section 2.5.
#[test]
fn clients_learn_of_a_session_that_the_user_ends_from_elsewhere() {
    const TOLD: &str = "https://client.example/logout";
    let (world, [alice, _], [browser, _]) = signed_in();
    world.resolve("client.example", "93.184.216.34", "");
    world.answer(TOLD, 200, &json!({}));
    let before: Vec<SessionId> = world.sessions.borrow().keys().cloned().collect();
    world.wait(Seconds(60));
    Browser::of(&world, &alice);
    let new = world.sessions.borrow().values().find(|session| !before.contains(&session.id)).cloned().unwrap();
    redeem(&world, &app(&world, &json!({"backchannel_logout_uri": TOLD})), &new, "openid");
    text_after(&world, &browser, "end-others", &[]);
    let is_over = |id: &SessionId| !world.sessions.borrow().contains_key(id);
    assert!(is_over(&new.id) && world.sent.borrow().is_empty(), "nobody waits for a client");
    run(maintenance::run(maintenance::MESSAGES, world.server.config(), &world));
    assert_eq!(world.sent.borrow().iter().filter(|(address, _)| address == TOLD).count(), 1);
    world.answer(TOLD, 500, &json!({}));
    Browser::of(&world, &alice);
    let session = world.sessions.borrow().values().find(|it| !before.contains(&it.id)).cloned().unwrap();
    redeem(&world, &app(&world, &json!({"backchannel_logout_uri": TOLD})), &session, "openid");
    let reply = press(&world, &browser, "end", &[("session", session.id.as_str())]);
    assert!(reply.status() == 303 && reply.line.contains("1 client was not told"), "{}", reply.line);
    let text = markup::text(&page(&browser.open(&world, reply.header("location").unwrap())));
    assert!(text.contains("Some apps have not answered yet"), "{text}");
}

/// Somebody else may have begun very many sessions, with clients that never answer.
#[test]
fn a_user_ends_more_sessions_than_the_page_lists_and_waits_for_no_client() {
    const SLOW: &str = "https://client.example/logout";
    let (world, [alice, _], [browser, _]) = signed_in();
    world.resolve("client.example", "93.184.216.34", "");
    world.hang(SLOW);
    let client = app(&world, &json!({"backchannel_logout_uri": SLOW}));
    for _ in 0..120 {
        Browser::of(&world, &alice);
    }
    for session in world.sessions.borrow().clone().values().filter(|session| session.user == alice.id).take(3) {
        redeem(&world, &client, session, "openid");
    }
    assert!(text_after(&world, &browser, "end-others", &[]).contains("You are signed out there."));
    assert_eq!((world.sessions.borrow().len(), browser.open(&world, "/account").status()), (2, 200));
}

#[test]
fn a_user_ends_other_sessions_and_nobody_elses() {
    let (world, [alice, _], [browser, of_bob]) = signed_in();
    world.wait(Seconds(60));
    let [second, third] = [Browser::of(&world, &alice), Browser::of(&world, &alice)];
    let sessions: Vec<String> = world.sessions.borrow().keys().map(|id| id.as_str().to_owned()).collect();
    let of_bob_alone = |name: &&String| !name.starts_with(alice.id.as_str());
    let bobs = sessions.iter().find(of_bob_alone).unwrap();
    text_after(&world, &browser, "end", &[("session", bobs)]);
    assert_eq!(world.sessions.borrow().len(), 4);
    let page_of_alice = page(&browser.open(&world, "/account"));
    let (_, rest) = page_of_alice.split_once("name=\"session\" value=\"").unwrap();
    let text = text_after(&world, &browser, "end", &[("session", rest.split('"').next().unwrap())]);
    assert!(text.contains("You are signed out there."), "{text}");
    assert_eq!(world.sessions.borrow().len(), 3);
    text_after(&world, &browser, "end-others", &[]);
    assert_eq!(world.sessions.borrow().len(), 2);
    assert_eq!(browser.open(&world, "/account").status(), 200);
    assert_eq!([&second, &third].map(|other| other.open(&world, "/account").status()), [303, 303]);
    assert_eq!(of_bob.open(&world, "/account").status(), 200);
}
