//! Users who have passkeys, and second factors: neither is a way around the other.

use enrol::unit::Seconds;
use serde_json::json;

use crate::passkeys::{ORIGIN, options, send, send_new};
use crate::support::World;
use crate::support::authenticator::Authenticator;
use crate::support::authorization::{app, ask};
use crate::support::browser::hidden;
use crate::support::second_factor::{App, first_step, give};
use crate::support::visitor::{PASSWORD, Visitor, html};

const PASSKEYS: (&str, &str) = ("PASSKEYS", "allowed");

/// Adds the passkey of an authenticator in a browser whose user is signed in.
fn add(world: &World, visitor: &Visitor<'_>, authenticator: &mut Authenticator) -> usize {
    let account = visitor.get("/account");
    let credential = authenticator.create(&options(&account), ORIGIN).credential();
    send_new(world, &visitor.browser, &account, "Key", &credential);
    world.passkeys.borrow().len()
}

/// Signs in with a passkey.
fn sign_in(world: &World, visitor: &Visitor<'_>, authenticator: &mut Authenticator) {
    let asked = visitor.get("/sign-in");
    let credential = authenticator.get(&options(&asked), ORIGIN).credential();
    assert_eq!(send(world, &visitor.browser, &asked, &credential).status(), 303);
}

/// Downgrade: who has stolen the password of a user with a passkey must not set up an app of their own.
#[test]
fn a_password_does_not_raise_itself_where_the_user_has_a_passkey() {
    let world = World::with(&[PASSKEYS]);
    world.add_alice();
    let (owner, mut key) = (Visitor::new(&world), Authenticator::new(1));
    owner.sign_in("alice", PASSWORD);
    assert_eq!(add(&world, &owner, &mut key), 1);
    let thief = Visitor::new(&world);
    assert_eq!(thief.sign_in("alice", PASSWORD).status(), 303, "a password is enough without a rule");
    let press = |action| {
        let token = hidden(&thief.get("/account"), "token");
        html(&thief.post("/account", &[("token", &token), ("action", action)]))
    };
    assert!(press("factor-add").contains("Sign in with your passkey."));
    let client = app(&world, &json!({"default_acr_values": ["https://refeds.org/profile/mfa"]}));
    let asked = ask(&thief.browser, &world, &client, &[]);
    let form = [("request", &*hidden(&asked, "request")), ("username", "alice"), ("password", PASSWORD)];
    let by_client = thief.post("/sign-in", &form);
    assert!(html(&by_client).contains("Sign in with your passkey."), "{}", html(&by_client));
    let world = world.restarted(&[PASSKEYS, ("SECOND_FACTOR", "required")]);
    let thief = Visitor::new(&world);
    let by_rule = thief.sign_in("alice", PASSWORD);
    assert!(html(&by_rule).contains("Sign in with your passkey."), "{}", html(&by_rule));
    assert!(world.factors.borrow().is_empty() && thief.get("/account").status() == 303);
    let owner = Visitor::new(&world);
    sign_in(&world, &owner, &mut key);
    App::set_up(&world, &owner);
    assert_eq!(world.factors.borrow().len(), 1, "a passkey is enough for the rule, and to set up an app");
}

/// Whoever has stolen the password of a user with a passkey must not add a passkey of their own, which would count for two
/// factors and outlive the password; nor remove the passkey, and then set up an app.
#[test]
fn a_password_adds_no_passkey_beside_another_and_removes_none() {
    for rule in ["off", "optional"] {
        let world = World::with(&[PASSKEYS, ("SECOND_FACTOR", rule)]);
        world.add_alice();
        let (owner, mut key) = (Visitor::new(&world), Authenticator::new(1));
        owner.sign_in("alice", PASSWORD);
        let early = owner.get("/account");
        let early = Authenticator::new(3).create(&options(&early), ORIGIN).credential();
        assert_eq!(add(&world, &owner, &mut key), 1, "{rule}: a password adds the first passkey");
        let thief = Visitor::new(&world);
        assert_eq!(thief.sign_in("alice", PASSWORD).status(), 303);
        for visitor in [&thief, &owner] {
            let account = visitor.get("/account");
            let page = html(&account);
            assert!(!page.contains("data-passkey") && !page.contains("remove-passkey"), "{rule}: {page}");
            let id = world.passkeys.borrow()[0].id.clone();
            let token = hidden(&account, "token");
            let form = [("token", &*token), ("action", "remove-passkey"), ("passkey", &id)];
            let removal = html(&visitor.post("/account", &form));
            assert!(removal.contains("Sign in with your passkey."), "{rule}: {removal}");
            let addition = html(&send_new(&world, &visitor.browser, &account, "x", &early));
            assert!(addition.contains("Sign in with your passkey."), "{rule}: {addition}");
            assert_eq!(world.passkeys.borrow().len(), 1, "{rule}");
        }
        sign_in(&world, &owner, &mut key);
        assert_eq!(add(&world, &owner, &mut Authenticator::new(2)), 2, "{rule}");
    }
}

/// A passkey is enough where the user has an app too, and a session without both steps adds no passkey.
#[test]
fn a_session_without_the_second_step_adds_no_passkey() {
    let world = World::with(&[PASSKEYS]);
    world.add_alice();
    let visitor = Visitor::new(&world);
    visitor.sign_in("alice", PASSWORD);
    let early = visitor.get("/account");
    let authenticator_app = App::set_up(&world, &visitor);
    let mut key = Authenticator::new(1);
    let answer = key.create(&options(&early), ORIGIN).credential();
    let refused = html(&send_new(&world, &visitor.browser, &early, "Key", &answer));
    assert!(refused.contains("Sign in again before you change how you sign in."), "{refused}");
    assert!(!html(&visitor.get("/account")).contains("data-passkey"), "the session is from before the app");
    assert_eq!(give(&visitor, &first_step(&visitor), &authenticator_app.code(&world)).status(), 303);
    assert_eq!(add(&world, &visitor, &mut key), 1);
    world.wait(Seconds(60));
    let other = Visitor::new(&world);
    sign_in(&world, &other, &mut key);
    assert_eq!(other.get("/account").status(), 200);
}
