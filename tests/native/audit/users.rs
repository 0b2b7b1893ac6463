//! Sign-ins of users, and changes of their accounts, in the audit log.

use enrol::model::Journal;
use serde_json::{Value, json};

use super::{ON, events, rows, world_with};
use crate::support::World;
use crate::support::visitor::{PASSWORD, Visitor, field};

fn world(settings: &[(&str, &str)]) -> World {
    let world = world_with("admin", settings);
    world.add_alice();
    world
}

fn user(world: &World) -> String {
    world.users.borrow().keys().next().unwrap().as_str().to_owned()
}

#[test]
fn a_sign_in_leaves_an_event_with_its_methods() {
    let world = world(&[ON]);
    let visitor = Visitor::new(&world);
    assert_ne!(visitor.sign_in("alice", "wrong").status(), 303);
    assert_eq!(events("users", &world), Vec::<Value>::new());
    assert_eq!(visitor.sign_in("alice", PASSWORD).status(), 303);
    let expected = json!({
        "sequence": 1, "at": world.now.get().0, "kind": "sign-in", "actor": "user", "trust": "pwd",
        "user_id": user(&world), "details": {},
    });
    assert_eq!(events("users", &world), [expected]);
    let row = &rows(Journal::Users, &world)[0];
    assert!(row.salt.is_some() && row.personal.is_some() && row.address.is_none(), "{row:?}");
}

#[test]
fn a_change_of_an_account_leaves_an_event() {
    let world = world(&[ON]);
    let visitor = Visitor::new(&world);
    visitor.sign_in("alice", PASSWORD);
    let token = field(&visitor.get("/account"), "token");
    visitor.post("/account", &[("token", &token), ("action", "end-others")]);
    let kinds: Vec<Value> = events("users", &world).iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds, [json!("sessions-ended"), json!("sign-in")]);
}

#[test]
fn a_user_whom_an_operator_has_shut_out_leaves_no_event() {
    let world = world(&[ON]);
    for user in world.users.borrow_mut().values_mut() {
        user.disabled_at = Some(world.now.get());
    }
    Visitor::new(&world).sign_in("alice", PASSWORD);
    assert_eq!(events("users", &world), Vec::<Value>::new());
}

#[test]
fn addresses_are_kept_where_the_setting_says_so() {
    let world = world(&[("AUDIT", r#"{"users": 1, "addresses": true}"#)]);
    Visitor::new(&world).sign_in("alice", PASSWORD);
    assert!(events("users", &world)[0]["address"].is_string());
}

#[test]
fn without_the_journal_users_leave_no_event() {
    let world = world(&[]);
    Visitor::new(&world).sign_in("alice", PASSWORD);
    assert_eq!(events("users", &world), Vec::<Value>::new());
}
