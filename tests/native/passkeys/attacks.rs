//! Attacks: replays, answers of other browsers and pages, copies of authenticators, and ways around passkeys.

use enrol::ports::Limit;
use enrol::unit::{Seconds, Timestamp};
use serde_json::json;

use super::{BY_PASSKEY, ORIGIN, SAME, add, options, place, prepared, send, send_new, sign_in, world};
use crate::support::authenticator::Authenticator;
use crate::support::browser::{Browser, hidden, page};
use crate::support::{Call, World, markup};

/// An answer counts once, also from an authenticator that does not count.
#[test]
fn an_answer_that_is_sent_again_is_refused() {
    for mut authenticator in [Authenticator::new(1), Authenticator::copied(2)] {
        let (world, _) = prepared(&mut authenticator);
        let browser = Browser::default();
        let asked = browser.open(&world, "/sign-in");
        let answer = authenticator.get(&options(&asked), ORIGIN).credential();
        assert_eq!(send(&world, &browser, &asked, &answer).status(), 303);
        let again = send(&world, &browser, &asked, &answer);
        assert_eq!(again.status(), 200);
        assert!(again.line.contains("passkey_challenge_used"), "{}", again.line);
        assert_eq!(world.sessions.borrow().len(), 2);
    }
}

/// Two sign-ins with one challenge cannot both count, whichever passkey answers.
#[test]
fn a_challenge_counts_once() {
    let (mut one, mut other) = (Authenticator::copied(1), Authenticator::copied(2));
    let (world, owner) = prepared(&mut one);
    add(&world, &owner, &mut other, "x", SAME);
    let browser = Browser::default();
    let asked = browser.open(&world, "/sign-in");
    let [one, other] = [&mut one, &mut other].map(|it| it.get(&options(&asked), ORIGIN).credential());
    assert_eq!(send(&world, &browser, &asked, &one).status(), 303);
    let reply = send(&world, &browser, &asked, &other);
    assert!(reply.line.contains("passkey_challenge_used"), "{}", reply.line);
}

/// A copy of an authenticator gives itself away by its counter. Web Authentication Level 3 section 6.1.1.
#[test]
fn a_counter_that_goes_back_is_refused_and_logged() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    for _ in 0..3 {
        assert_eq!(sign_in(&world, &Browser::default(), &mut authenticator, SAME).status(), 303);
    }
    for counter in [3, 2, 0] {
        let reply = sign_in(&world, &Browser::default(), &mut authenticator, |answer| answer.counter = counter);
        assert_eq!(reply.status(), 200);
        assert!(reply.line.contains("passkey_counter_rolled_back"), "{counter} {}", reply.line);
        assert_eq!(world.passkeys.borrow()[0].counter, 3);
    }
    let reply = sign_in(&world, &Browser::default(), &mut authenticator, |answer| answer.counter = u32::MAX);
    assert_eq!(reply.status(), 303);
}

/// Phishing: the challenge that another browser got is worth nothing, whoever signs it.
#[test]
fn the_answer_of_another_browser_is_refused() {
    let mut authenticator = Authenticator::new(1);
    let (world, owner) = prepared(&mut authenticator);
    let (victim, attacker) = (Browser::default(), Browser::default());
    let (own, foreign) = (victim.open(&world, "/sign-in"), attacker.open(&world, "/sign-in"));
    let answer = authenticator.get(&options(&own), ORIGIN).credential();
    let reply = send(&world, &attacker, &foreign, &answer);
    assert!(reply.line.contains("passkey_challenge_unknown"), "{}", reply.line);
    // The request that waits is bound to the browser too.
    let reply = send(&world, &attacker, &own, &answer);
    assert_eq!(reply.status(), 400);
    // A challenge for a new passkey signs nobody in, and the other way round.
    let account = options(&owner.open(&world, "/account"));
    let mut mixed = options(&foreign);
    mixed["challenge"] = account["challenge"].clone();
    let answer = authenticator.get(&mixed, ORIGIN).credential();
    let reply = send(&world, &attacker, &foreign, &answer);
    assert!(reply.line.contains("passkey_challenge_unknown"), "{}", reply.line);
}

/// CSRF: a form of another site does nothing, with or without the cookies of the user.
#[test]
fn a_form_of_another_site_is_refused() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    let browser = Browser::default();
    let asked = browser.open(&world, "/sign-in");
    let answer = authenticator.get(&options(&asked), ORIGIN).credential().to_string();
    let form = || Call::form("/sign-in/passkey", &[("request", &*hidden(&asked, "request")), ("credential", &*answer)]);
    for origin in ["https://evil.example", "null", "http://as.example"] {
        assert_eq!(browser.send(&world, form().header("origin", origin)).status(), 403, "{origin}");
    }
    assert_eq!(form().header("origin", ORIGIN).to(&world).status(), 400, "without the cookie of the browser");
    assert_eq!(browser.send(&world, form().header("origin", ORIGIN)).status(), 303);
}

/// A user who adds the identifier of somebody else's passkey, with a key of their own, gains nothing.
#[test]
fn the_identifier_of_a_passkey_of_somebody_else_is_refused() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    let mallory = Browser::of(&world, &world.add_user("mallory", &json!({})));
    let mut twin = Authenticator::new(1);
    let reply = add(&world, &mallory, &mut twin, "x", SAME);
    assert!(reply.line.contains("passkey_was_added"), "{}", reply.line);
    // The key of the twin does not sign for Alice, and the key of Alice does not sign for Mallory.
    let (handle, of_mallory) = (authenticator.handle.clone(), twin.handle.clone());
    let reply = sign_in(&world, &Browser::default(), &mut twin, |answer| answer.handle.clone_from(&handle));
    assert!(reply.line.contains("passkey_signature_wrong"), "{}", reply.line);
    let reply = sign_in(&world, &Browser::default(), &mut authenticator, |it| it.handle.clone_from(&of_mallory));
    assert!(reply.line.contains("passkey_unknown"), "{}", reply.line);
}

/// The challenge for a new passkey is bound to the session, and counts once.
#[test]
fn a_passkey_is_added_in_the_session_that_asked_for_it_alone() {
    let world = world();
    let alice = Browser::default();
    alice.sign_in_by(&world, &world.add_alice(), &BY_PASSKEY);
    let bob = Browser::of(&world, &world.add_user("bob", &json!({})));
    let [asked, foreign] = [&alice, &bob].map(|browser| browser.open(&world, "/account"));
    let answer = Authenticator::new(1).create(&options(&foreign), ORIGIN).credential();
    let reply = send_new(&world, &alice, &asked, "x", &answer);
    assert!(reply.line.contains("passkey_challenge_unknown"), "{}", reply.line);
    let [first, second] = [2, 3].map(|id| Authenticator::new(id).create(&options(&asked), ORIGIN).credential());
    send_new(&world, &alice, &asked, "x", &first);
    let reply = send_new(&world, &alice, &asked, "x", &second);
    assert!(reply.line.contains("passkey_challenge_used"), "{}", reply.line);
    let late = alice.open(&world, "/account");
    let answer = Authenticator::new(4).create(&options(&late), ORIGIN).credential();
    world.wait(Seconds(600));
    let reply = send_new(&world, &alice, &late, "x", &answer);
    assert!(reply.line.contains("passkey_challenge_expired"), "{}", reply.line);
    assert_eq!(world.passkeys.borrow().len(), 1);
}

/// A user who is shut out learns it after the proof alone, and gets no session.
#[test]
fn a_disabled_user_does_not_sign_in() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    let alice = world.passkeys.borrow()[0].user.clone();
    world.disable(&alice, Some(Timestamp(1)));
    let reply = sign_in(&world, &Browser::default(), &mut authenticator, SAME);
    assert_eq!(reply.status(), 403);
    assert!(reply.line.contains("passkey_user_disabled"), "{}", reply.line);
    let reply = sign_in(&world, &Browser::default(), &mut Authenticator::new(1), |answer| {
        answer.handle = alice.as_str().as_bytes().to_vec();
    });
    assert!(reply.line.contains("passkey_signature_wrong"), "{}", reply.line);
    world.disable(&alice, None);
    assert_eq!(sign_in(&world, &Browser::default(), &mut authenticator, SAME).status(), 303);
}

/// Attempts of a network are counted, those of a browser that a user has signed in with apart.
#[test]
fn attempts_are_limited_and_others_do_not_lock_a_known_browser_out() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    let known = Browser::default();
    assert_eq!(sign_in(&world, &known, &mut authenticator, SAME).status(), 303);
    world.admit(Limit::SignIn, 2);
    let stranger = Browser::default();
    for expected in [200, 200, 429] {
        let reply = sign_in(&world, &stranger, &mut Authenticator::new(2), |answer| answer.handle = b"x".to_vec());
        assert_eq!(reply.status(), expected, "{}", reply.line);
    }
    let reply = sign_in(&world, &stranger, &mut authenticator, SAME);
    assert!(reply.status() == 429 && reply.line.contains("passkey_attempts"), "{}", reply.line);
    assert_eq!(sign_in(&world, &known, &mut authenticator, SAME).status(), 303);
    world.admit(Limit::Password, 0);
    assert_eq!(sign_in(&world, &known, &mut authenticator, SAME).status(), 429);
}

/// A passkey of a server whose operator permits none any more does not count, and the password does.
#[test]
fn passkeys_that_are_turned_off_do_not_count() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    let browser = Browser::default();
    let asked = browser.open(&world, "/sign-in");
    let answer = authenticator.get(&options(&asked), ORIGIN).credential();
    let world = world.restarted(&[]);
    assert_eq!(send(&world, &browser, &asked, &answer).status(), 404);
    let world = world.restarted(&[("PASSKEYS", "allowed")]);
    assert_eq!(send(&world, &browser, &asked, &answer).status(), 303);
}

/// The page with the password gives no hint of who has passkeys: it is the same for every name.
#[test]
fn the_pages_do_not_tell_who_has_passkeys() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    world.add_user("bob", &json!({}));
    let answer = |world: &World, username: &str| {
        let browser = Browser::default();
        let asked = browser.open(world, "/sign-in");
        let form = [("request", &*hidden(&asked, "request")), ("username", username), ("password", "wrong horse")];
        let reply = browser.submit(world, "/sign-in", &form);
        (reply.status(), markup::text(&page(&reply)))
    };
    assert_eq!(answer(&world, "alice"), answer(&world, "bob"));
    assert_eq!(place(&sign_in(&world, &Browser::default(), &mut authenticator, SAME)), "/account");
}
