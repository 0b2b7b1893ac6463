//! The steps of operators in the audit log.

use enrol::http::Method;
use enrol::model::Journal;
use serde_json::{Value, json};

use super::{asking, events, get, rows, world_with};
use crate::support::{Call, Down, World};

fn client(world: &World) -> String {
    let members = json!({"redirect_uris": ["https://app.example/cb"], "grant_types": ["authorization_code"]});
    Call::register(&members).to(world).text("client_id")
}

/// Sends a request of the operator, and returns its event; `None` if there is no new one.
fn event_of(method: Method, path: &str, body: Option<&Value>, world: &World) -> Option<Value> {
    let before = events("administration", world).len();
    let call = asking(method, path, world);
    let reply = (match body {
        Some(body) => call.json(body),
        None => call,
    })
    .to(world);
    assert!(reply.status() < 300, "{path} {}", reply.status());
    let after = events("administration", world);
    (after.len() > before).then(|| after[0].clone())
}

#[test]
fn each_step_of_an_operator_leaves_an_event() {
    let world = world_with("admin", &[]);
    let id = client(&world);
    let path = |action: &str| format!("/clients/{id}{action}");
    let tier = || json!({"tier": "unverified"});
    let steps = [
        (Method::Post, path("/approve"), None, "client-approved", tier()),
        (Method::Post, path("/disable"), None, "client-disabled", tier()),
        (Method::Post, path("/enable"), None, "client-enabled", tier()),
        (Method::Post, path("/secret"), None, "secret-renewed", tier()),
        (Method::Delete, path(""), None, "client-deleted", tier()),
        (
            Method::Post,
            "/epochs".to_owned(),
            Some(json!({"software_id": "s"})),
            "epoch-begun",
            json!({"epoch": "software_id s"}),
        ),
        (Method::Delete, "/epochs?software_id=s".to_owned(), None, "epoch-lifted", json!({"epoch": "software_id s"})),
    ];
    for (number, (method, path, body, kind, details)) in (1..).zip(steps) {
        let mut expected = json!({
            "sequence": number, "at": world.now.get().0, "kind": kind, "actor": "operator", "actor_id": "ops",
            "details": details,
        });
        if path.starts_with("/clients") {
            expected["client_id"] = json!(id);
        }
        assert_eq!(event_of(method, &path, body.as_ref(), &world), Some(expected), "{path}");
    }
}

#[test]
fn an_initial_access_token_is_there_by_its_digest_and_never_itself() {
    let world = world_with("admin", &[]);
    let made =
        asking(Method::Post, "/initial-access-tokens", &world).json(&json!({"uses": 3, "label": "l"})).to(&world);
    let digest = made.text("digest");
    let event = &events("administration", &world)[0];
    assert_eq!(
        (&event["kind"], &event["details"]),
        (&json!("initial-access-token-created"), &json!({"initial_access_token": digest, "uses": 3}))
    );
    let path = format!("/initial-access-tokens/{digest}");
    let event = event_of(Method::Delete, &path, None, &world).unwrap();
    assert_eq!(
        (&event["kind"], &event["details"]),
        (&json!("initial-access-token-revoked"), &json!({"initial_access_token": digest}))
    );
    let written = format!("{:?}", rows(Journal::Administration, &world));
    assert!(!written.contains(&made.text("token")), "{written}");
}

#[test]
fn a_step_that_changes_nothing_leaves_no_event() {
    let world = world_with("admin", &[]);
    let id = client(&world);
    assert_eq!(event_of(Method::Post, &format!("/clients/{id}/enable"), None, &world), None, "it was not shut out");
    assert!(event_of(Method::Post, &format!("/clients/{id}/disable"), None, &world).is_some());
    assert_eq!(event_of(Method::Post, &format!("/clients/{id}/disable"), None, &world), None, "it is already");
    let refused = [
        (Method::Delete, "/epochs?all=true".to_owned()),
        (Method::Delete, "/initial-access-tokens/none".to_owned()),
        (Method::Delete, "/clients/none".to_owned()),
        (Method::Post, "/clients/ops/disable".to_owned()),
    ];
    for (method, path) in refused {
        assert!(asking(method, &path, &world).to(&world).status() >= 400, "{path}");
    }
    let call = asking(Method::Post, "/epochs", &world).json(&json!({"all": true}));
    world.down.set(Down::Store);
    assert_eq!(call.to(&world).status(), 503);
    world.down.set(Down::Nothing);
    assert_eq!(rows(Journal::Administration, &world).len(), 1);
    assert_eq!(get("/audit/clients", &world).json()["events"], json!([]));
}

#[test]
fn without_the_journal_steps_leave_no_event() {
    let world = world_with("admin", &[("AUDIT", r#"{"administration": 0}"#)]);
    let id = client(&world);
    assert_eq!(event_of(Method::Post, &format!("/clients/{id}/disable"), None, &world), None);
}
