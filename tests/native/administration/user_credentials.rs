//! Links to set a password, and the removal of passkeys and of the second factor, at the admin API.

use enrol::http::Method;
use enrol::maintenance;
use enrol::model::{Backup, User};
use serde_json::json;

use super::user_changes::{HOOK, act, announced, inhabited, noted};
use super::users::{add_factor, add_passkey, guest, path};
use super::{asking, get, problem, world, world_with};
use crate::support::visitor::{PASSWORD, Visitor};
use crate::support::{Reply, World, run};

fn remove(user: &User, what: &str, world: &World) -> Reply {
    asking(Method::Delete, &path(user, what), world).to(world)
}

#[test]
fn a_link_sets_another_password_and_the_former_one_works_until_then() {
    let world = world(&[]);
    let alice = world.add_alice();
    add_passkey(&alice, "k", Backup::Done, &world);
    let browser = Visitor::new(&world);
    assert_eq!(browser.sign_in("alice", PASSWORD).status(), 303);
    let reply = act(&alice, "/password-link", &world);
    let (link, now) = (reply.text("link"), world.now.get().0);
    let expected = json!({"user_id": alice.id.as_str(), "state": "active", "link": link, "expires_at": now + 86_400});
    assert_eq!((reply.status(), reply.json()), (200, expected));
    let (_, code) = link.split_once("code=").unwrap();
    assert!(!reply.line.contains(code) && !format!("{:?}", world.audit.borrow()).contains(code));
    assert_eq!((world.sessions.borrow().len(), world.passkeys.borrow().len()), (1, 1), "all else stays");
    assert_eq!(Visitor::new(&world).sign_in("alice", PASSWORD).status(), 303);
    assert_eq!(noted(&world), [("recovery-link-made".to_owned(), Some(alice.id.as_str().to_owned()), "{}".to_owned())]);
    let form = [("code", code), ("password", "battery staple"), ("password_again", "battery staple")];
    assert_eq!(browser.post("/sign-in/reset", &form).status(), 200);
    assert_eq!(Visitor::new(&world).sign_in("alice", PASSWORD).status(), 200, "the former password is gone");
    assert_eq!(Visitor::new(&world).sign_in("alice", "battery staple").status(), 303);
}

#[test]
fn a_link_is_for_a_local_user_who_may_sign_in() {
    let refused = |user: &User, query: &str, words: &str, world: &World| {
        let reply = act(user, &format!("/password-link{query}"), world);
        assert_eq!(problem(&reply).0, 400, "{words}");
        assert!(reply.json()["detail"].as_str().unwrap().contains(words), "{}", reply.json());
        assert!(world.resets.borrow().is_empty(), "{words}");
    };
    let world = world(&[]);
    let (alice, guest) = (world.add_alice(), guest(&world));
    refused(&guest, "", "local user", &world);
    refused(&alice, "?remove_factor=true", "be absent", &world);
    world.disable(&alice.id, Some(world.now.get()));
    refused(&alice, "", "enable the user first", &world);
    let world = world_with("admin", &[("LOCAL_USERS", "off")]);
    refused(&world.add_alice(), "", "LOCAL_USERS is off", &world);
}

#[test]
fn passkeys_and_the_second_factor_are_removed_and_sessions_go_on() {
    let (world, user, ..) = inhabited(&[]);
    let other = world.add_alice();
    add_passkey(&other, "of-alice", Backup::Done, &world);
    add_factor(&other, &world);
    for (what, kind) in [("/passkeys", "passkey-removed"), ("/second-factor", "totp-removed")] {
        let reply = remove(&user, what, &world);
        assert_eq!((reply.status(), reply.response.body.len()), (204, 0), "{what}");
        let (last, about, _) = noted(&world).pop().unwrap();
        assert_eq!((&*last, about.as_deref()), (kind, Some(user.id.as_str())));
        assert_eq!(remove(&user, what, &world).status(), 204, "there is none any more");
    }
    assert_eq!(noted(&world).len(), 2, "a step that changes nothing leaves no event");
    let read = get(&path(&user, ""), &world).json();
    assert_eq!((&read["passkey_count"], read.get("second_factor")), (&json!(0), None));
    assert_eq!((world.sessions.borrow().len(), world.passkeys.borrow().len(), world.factors.borrow().len()), (1, 1, 1));
    assert!(world.passwords.borrow().contains_key(&user.id));
}

#[test]
fn each_removal_is_an_event_of_the_account_if_there_was_something() {
    for (method, action, kinds) in [
        (Method::Post, "/password-link", &["recovery-link-made"]),
        (Method::Delete, "/passkeys", &["passkey-removed"]),
        (Method::Delete, "/second-factor", &["totp-removed"]),
    ] {
        let (world, user, ..) = inhabited(&[HOOK]);
        world.answer(HOOK.1, 202, &json!({}));
        assert!(asking(method, &path(&user, action), &world).to(&world).status() < 300, "{action}");
        assert_eq!(announced(&world), kinds, "{action}");
        let before = noted(&world);
        run(maintenance::run(maintenance::MESSAGES, world.server.config(), &world));
        assert_eq!((world.sent.borrow().len(), noted(&world)), (1, before), "{action}");
        if method == Method::Delete {
            asking(method, &path(&user, action), &world).to(&world);
            assert!(announced(&world).is_empty(), "{action}");
        }
    }
}

/// RFC 9110 section 13.1.1.
#[test]
fn a_removal_is_refused_if_the_user_is_not_as_the_caller_has_read() {
    let (world, user, ..) = inhabited(&[]);
    let read = get(&path(&user, ""), &world).header("etag").unwrap().to_owned();
    assert_eq!(remove(&user, "/second-factor", &world).status(), 204);
    for (method, action) in
        [(Method::Delete, "/passkeys"), (Method::Delete, "/second-factor"), (Method::Post, "/password-link")]
    {
        let reply = asking(method, &path(&user, action), &world).header("if-match", &read).to(&world);
        assert_eq!(problem(&reply), (412, "invalid_request".to_owned(), String::new()), "{action}");
    }
    assert_eq!(world.passkeys.borrow().len(), 1);
}
