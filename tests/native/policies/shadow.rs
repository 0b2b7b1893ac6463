//! A version that is only tried changes no answer: the log says what it would have refused.

use enrol::http::Method;
use serde_json::{Value, json};

use super::{put_in, register, world};
use crate::support::{Call, Reply};

fn shadow(reply: &Reply) -> Option<String> {
    let line: Value = serde_json::from_str(&reply.line).unwrap();
    Some(line.get("shadow_policy")?.as_str().unwrap().to_owned())
}

#[test]
fn a_policy_in_the_shadow_refuses_nothing_and_is_logged() {
    let world = world(&[]);
    let document = json!({"protected_names": ["Example Bank"], "bounds": {"scope": ["a"]}, "lifetime": 60});
    put_in("shadow", "open", &document, &world);
    let client = register(&json!({"client_name": "Example Bank"}), &world);
    assert_eq!((client.status(), shadow(&client).as_deref()), (201, Some("open 1 /client_name")));
    assert_eq!(client.member("client_secret_expires_at"), 0);
    assert_eq!(world.clients()[0].bounds, None);
    let updated = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    assert_eq!((updated.status(), shadow(&updated).as_deref()), (200, Some("open 1 /client_name")));
    let narrowed = register(&json!({"scope": "a b"}), &world);
    assert_eq!((narrowed.text("scope"), shadow(&narrowed).as_deref()), ("a b".to_owned(), Some("open 1 /scope")));
    assert_eq!(shadow(&register(&json!({"scope": "a"}), &world)), None);
}

#[test]
fn a_policy_in_the_shadow_stands_beside_the_one_in_force() {
    let world = world(&[]);
    put_in("activate", "open", &json!({"protected_names": ["Enrol"]}), &world);
    put_in("shadow", "open", &json!({"protected_names": ["Example Bank"]}), &world);
    assert_eq!(register(&json!({"client_name": "Enrol"}), &world).status(), 400);
    let client = register(&json!({"client_name": "Example Bank"}), &world);
    assert_eq!((client.status(), shadow(&client).as_deref()), (201, Some("open 2 /client_name")));
}
