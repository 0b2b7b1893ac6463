//! The passkeys on the user's own page.

use enrol::maintenance;
use enrol::model::TokenDigest;
use enrol::unit::{Seconds, Timestamp};
use serde_json::{Value, json};

use super::{BY_PASSKEY, ORIGIN, SAME, add, options, place, prepared, send_new, sign_in, world};
use crate::support::authenticator::{Authenticator, COPIED};
use crate::support::browser::{Browser, hidden, page};
use crate::support::visitor::PASSWORD;
use crate::support::{Call, Reply, World, markup, run};

fn remove(world: &World, browser: &Browser, id: &str) -> Reply {
    let token = hidden(&browser.open(world, "/account"), "token");
    browser.submit(world, "/account", &[("token", &token), ("action", "remove-passkey"), ("passkey", id)])
}

/// Returns the text of the page that a response leads to.
fn shown(world: &World, browser: &Browser, reply: &Reply) -> String {
    markup::text(&page(&browser.open(world, reply.header("location").unwrap())))
}

#[test]
fn the_page_lists_passkeys_with_their_last_use_and_their_place() {
    let mut authenticator = Authenticator::new(1);
    let (world, browser) = prepared(&mut authenticator);
    add(&world, &browser, &mut Authenticator::copied(2), "Phone <b>", SAME);
    let mut waiting = Authenticator::copied(3);
    waiting.flags = COPIED & !0x10;
    let reply = add(&world, &browser, &mut waiting, "", SAME);
    let text = shown(&world, &browser, &reply);
    assert!(text.contains("The passkey is added."), "{text}");
    for part in ["My key", "Phone <b>", "never", "on one device, for ever", "not backed up yet", "backed up, for your"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(world.passkeys.borrow()[2].name, "passkey", "the browser of the test has no name");
    world.wait(Seconds(60));
    assert_eq!(sign_in(&world, &browser, &mut authenticator, SAME).status(), 303);
    let text = markup::text(&page(&browser.open(&world, "/account")));
    assert_eq!(text.matches("never").count(), 2, "{text}");
}

#[test]
fn a_passkey_without_a_name_has_that_of_its_browser_and_a_name_is_bounded() {
    let world = world();
    let browser = Browser::default();
    browser.sign_in_by(&world, &world.add_alice(), &BY_PASSKEY);
    for (id, name) in [(1, "  "), (2, &*"é".repeat(65))] {
        let account = browser.open(&world, "/account");
        let answer = Authenticator::new(id).create(&options(&account), ORIGIN).credential().to_string();
        let token = hidden(&account, "token");
        let form = [("token", &*token), ("action", "add-passkey"), ("name", name), ("credential", &*answer)];
        let call = Call::form("/account", &form).header("origin", ORIGIN).header("user-agent", "Firefox/1 (Linux)");
        assert_eq!(browser.send(&world, call).status(), 303);
    }
    let names: Vec<String> = world.passkeys.borrow().iter().map(|passkey| passkey.name.clone()).collect();
    assert_eq!(names, ["Firefox on Linux".to_owned(), "é".repeat(64)]);
}

#[test]
fn a_user_renames_a_passkey_and_its_name_is_bounded() {
    let mut authenticator = Authenticator::new(1);
    let (world, browser) = prepared(&mut authenticator);
    let id = world.passkeys.borrow()[0].id.clone();
    let rename = |browser: &Browser, id: &str, name: &str| {
        let token = hidden(&browser.open(&world, "/account"), "token");
        let form = [("token", &*token), ("action", "rename-passkey"), ("passkey", id), ("name", name)];
        shown(&world, browser, &browser.submit(&world, "/account", &form))
    };
    let name = || world.passkeys.borrow()[0].name.clone();
    assert!(rename(&browser, &id, " Blue <b> ").contains("The passkey has its new name."));
    assert_eq!(name(), "Blue <b>");
    let account = page(&browser.open(&world, "/account"));
    assert!(account.contains("value=\"Blue &lt;b&gt;\"") && !account.contains("Blue <b>"), "{account}");
    rename(&browser, &id, &"é".repeat(65));
    assert_eq!(name(), "é".repeat(64));
    let bob = Browser::of(&world, &world.add_user("bob", &json!({})));
    for text in [rename(&browser, &id, "  "), rename(&browser, "gone", "x"), rename(&bob, &id, "x")] {
        assert!(text.contains("No passkey was renamed."), "{text}");
    }
    assert_eq!(name(), "é".repeat(64));
    assert_eq!(sign_in(&world, &Browser::default(), &mut authenticator, SAME).status(), 303);
}

/// Somebody who finds an open browser must not add a way to sign in, or take one away.
#[test]
fn a_change_needs_a_sign_in_of_the_last_15_minutes() {
    let mut authenticator = Authenticator::new(1);
    let (world, browser) = prepared(&mut authenticator);
    let account = browser.open(&world, "/account");
    let answer = Authenticator::new(2).create(&options(&account), ORIGIN).credential();
    world.wait(Seconds(900));
    let late = page(&browser.open(&world, "/account"));
    assert!(late.contains("My key") && !late.contains("data-passkey") && !late.contains("remove-passkey"), "{late}");
    assert!(markup::text(&late).contains("Sign in again to add, rename or remove passkeys"));
    let refused = markup::text(&page(&send_new(&world, &browser, &account, "x", &answer)));
    assert!(refused.contains("Sign in again before you change how you sign in."), "{refused}");
    let id = world.passkeys.borrow()[0].id.clone();
    for action in ["remove-passkey", "rename-passkey"] {
        let form = [("token", &*hidden(&account, "token")), ("action", action), ("passkey", &*id), ("name", "x")];
        let refused = markup::text(&page(&browser.submit(&world, "/account", &form)));
        assert!(refused.contains("Sign in again before you change how you sign in."), "{action} {refused}");
    }
    assert_eq!(world.passkeys.borrow().iter().map(|passkey| &*passkey.name).collect::<Vec<_>>(), ["My key"]);
    // The passkey itself is such a sign-in.
    assert_eq!(place(&sign_in(&world, &browser, &mut authenticator, SAME)), "/account");
    assert_eq!(place(&remove(&world, &browser, &id)), "/account");
    assert!(world.passkeys.borrow().is_empty());
}

#[test]
fn a_removed_passkey_signs_nobody_in_and_ends_no_session() {
    let mut authenticator = Authenticator::new(1);
    let (world, browser) = prepared(&mut authenticator);
    let other = Browser::default();
    assert_eq!(sign_in(&world, &other, &mut authenticator, SAME).status(), 303);
    let id = world.passkeys.borrow()[0].id.clone();
    let bob = Browser::of(&world, &world.add_user("bob", &json!({})));
    remove(&world, &bob, &id);
    assert_eq!(world.passkeys.borrow().len(), 1, "Bob removes no passkey of Alice");
    let reply = remove(&world, &browser, &id);
    assert!(shown(&world, &browser, &reply).contains("The passkey is removed."));
    let reply = remove(&world, &browser, &id);
    assert!(shown(&world, &browser, &reply).contains("The passkey is removed."), "a second time");
    let reply = sign_in(&world, &Browser::default(), &mut authenticator, SAME);
    assert!(reply.line.contains("passkey_unknown"), "{}", reply.line);
    assert_eq!(other.open(&world, "/account").status(), 200);
}

/// A user without a password signs in with a passkey, and keeps the last one.
#[test]
fn the_last_passkey_of_a_user_without_a_password_stays() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    let user = world.passkeys.borrow()[0].user.clone();
    world.passwords.borrow_mut().remove(&user);
    let browser = Browser::default();
    let asked = browser.open(&world, "/sign-in");
    let form = [("request", &*hidden(&asked, "request")), ("username", "alice"), ("password", PASSWORD)];
    assert_eq!(browser.submit(&world, "/sign-in", &form).status(), 200);
    assert_eq!(sign_in(&world, &browser, &mut authenticator, SAME).status(), 303);
    let id = world.passkeys.borrow()[0].id.clone();
    let reply = remove(&world, &browser, &id);
    assert!(shown(&world, &browser, &reply).contains("It is your only way to sign in"));
    assert_eq!(world.passkeys.borrow().len(), 1);
    add(&world, &browser, &mut Authenticator::new(2), "x", SAME);
    remove(&world, &browser, &id);
    assert_eq!(world.passkeys.borrow().len(), 1);
    assert_ne!(world.passkeys.borrow()[0].id, id);
}

#[test]
fn a_user_has_at_most_20_passkeys() {
    let world = world();
    let browser = Browser::default();
    browser.sign_in_by(&world, &world.add_alice(), &BY_PASSKEY);
    for id in 0..20 {
        add(&world, &browser, &mut Authenticator::new(id), "x", SAME);
    }
    assert_eq!(world.passkeys.borrow().len(), 20);
    let reply = add(&world, &browser, &mut Authenticator::new(20), "x", SAME);
    assert!(reply.line.contains("passkey_too_many"), "{}", reply.line);
    assert!(shown(&world, &browser, &reply).contains("as many passkeys as you can have"));
    let reply = add(&world, &browser, &mut Authenticator::new(0), "x", SAME);
    assert!(shown(&world, &browser, &reply).contains("has a passkey for your account already"));
    let bob = Browser::of(&world, &world.add_user("bob", &json!({})));
    add(&world, &bob, &mut Authenticator::new(20), "x", SAME);
    assert_eq!(world.passkeys.borrow().len(), 21);
}

/// A user of an identity provider signs in there alone.
#[test]
fn a_user_of_a_provider_has_no_passkeys_here() {
    let world = world();
    let mut user = world.add_alice();
    user.home = enrol::model::Home::Provider { issuer: "https://p.example".to_owned(), subject: "1".to_owned() };
    world.users.borrow_mut().insert(user.id.clone(), user.clone());
    let [_, browser] = [(), ()].map(|()| Browser::of(&world, &user));
    let account = browser.open(&world, "/account");
    assert!(!page(&account).contains("asskey"));
    let form = [("token", &*hidden(&account, "token")), ("action", "add-passkey"), ("credential", "{}")];
    assert_eq!(browser.submit(&world, "/account", &form).status(), 400);
}

/// The operator learns of passkeys that come and go, and of a sign-in with one in a new browser.
#[test]
fn the_receiver_of_events_learns_of_passkeys() {
    const HOOK: &str = "https://events.example/enrol";
    let settings = [("EVENT_WEBHOOK", HOOK), ("EVENT_WEBHOOK_SECRET", "c3VwZXItc2VjcmV0LW9mLXRoZS1ob29r")];
    let world = World::with(&[&settings[..], &[("PASSKEYS", "allowed")]].concat());
    world.answer(HOOK, 202, &json!({}));
    let alice = world.add_alice();
    let browser = Browser::of(&world, &alice);
    let mut authenticator = Authenticator::new(1);
    add(&world, &browser, &mut authenticator, "x", SAME);
    browser.sign_in_by(&world, &alice, &BY_PASSKEY);
    let asked = Browser::default();
    let page = asked.open(&world, "/sign-in");
    let answer = authenticator.get(&options(&page), ORIGIN).credential().to_string();
    let form = [("request", &*hidden(&page, "request")), ("credential", &*answer)];
    let call = Call::form("/sign-in/passkey", &form).header("origin", ORIGIN).at("Lisbon, PT");
    assert_eq!(asked.send(&world, call).status(), 303);
    let id = world.passkeys.borrow()[0].id.clone();
    remove(&world, &browser, &id);
    remove(&world, &browser, &id);
    let lines = run(maintenance::run(maintenance::MESSAGES, world.server.config(), &world));
    let lines = lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut events: Vec<String> = lines.map(|line| line["event"].as_str().unwrap().to_owned()).collect();
    events.sort();
    assert_eq!(events, ["new-sign-in", "new-sign-in", "passkey-added", "passkey-removed"]);
}

/// A code of the operator starts the account anew: somebody who knew the password may have added a passkey.
#[test]
fn a_new_password_by_a_code_of_the_operator_removes_the_passkeys() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    let user = world.passkeys.borrow()[0].user.clone();
    let code = format!("enrol_reset_{}", "A".repeat(43));
    let digest = TokenDigest::of_reset_code(&code).unwrap();
    world.resets.borrow_mut().insert(digest, (user, Timestamp(world.now.get().0 + 60)));
    let new = "battery staple";
    let form = [("code", &*code), ("password", new), ("password_again", new)];
    let reply = Browser::default().submit(&world, "/sign-in/reset", &form);
    assert_eq!(reply.status(), 200, "{}", page(&reply));
    assert!(world.passkeys.borrow().is_empty());
}
