//! The steps of the server itself, and the commands of operators, in the audit log.

use enrol::maintenance;
use enrol::model::{Delivery, DeliveryKind, UserId};
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{events, minute, world_with};
use crate::support::{World, run};

#[test]
fn a_signing_key_that_follows_another_is_an_event() {
    let world = world_with("admin", &[]);
    assert_eq!(events("administration", &world), Vec::<Value>::new(), "the first key replaces none");
    world.wait(Seconds::of_days(91));
    run(maintenance::sweep(world.server.config(), &world)).unwrap();
    let event = &events("administration", &world)[0];
    assert_eq!((&event["kind"], &event["actor"]), (&json!("signing-key-made"), &json!("system")));
    let keys = world.signing_keys.borrow();
    let newest = keys.iter().rfind(|key| key.algorithm.name() == "ES256").unwrap();
    assert_eq!(event["details"], json!({"kid": newest.kid, "alg": newest.algorithm.name()}));
}

/// Queues an event as a command of the operator does.
fn command(kind: &str, user: &UserId, world: &World) {
    let contents = json!({"e": kind, "u": user.as_str(), "b": "admin"}).to_string();
    let (now, recipient) = (world.now.get(), user.as_str().to_owned());
    let (name, kind) = (kind.to_owned(), DeliveryKind::Event);
    let delivery = Delivery { name, kind, recipient, contents, created_at: now, due_at: now, attempts: 0 };
    world.deliveries.borrow_mut().insert(delivery.name.clone(), delivery);
}

#[test]
fn a_command_about_a_user_is_an_event_and_a_deleted_user_is_not_named() {
    let world = world_with("admin", &[]);
    let user = UserId::new(&[7; 16]);
    for kind in ["user-disabled", "user-deleted"] {
        command(kind, &user, &world);
        minute(&world);
    }
    let shown = |event: &Value| (event["kind"].clone(), event["actor"].clone(), event["user_id"].clone());
    let found: Vec<_> = events("administration", &world).iter().map(shown).collect();
    let expected = [("user-deleted", Value::Null), ("user-disabled", json!(user.as_str()))];
    assert_eq!(found, expected.map(|(kind, user)| (json!(kind), json!("command line"), user)));
}
