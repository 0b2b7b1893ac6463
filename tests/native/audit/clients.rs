//! Registrations, changes and deletions of clients in the audit log.

use enrol::http::Method;
use serde_json::{Value, json};

use super::{ON, events, world_with};
use crate::support::{Call, Reply, World};

const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn world(storage: &str) -> World {
    let world = world_with("admin", &[ON, ("CLIENT_STORAGE", storage)]);
    world.give(TOKEN, 9, &json!({}));
    world
}

fn machine() -> Value {
    json!({"grant_types": ["client_credentials"], "client_name": "A", "contacts": ["a@example.com"]})
}

/// A client that the holder of a token has registered.
fn registered(world: &World) -> Reply {
    let reply = Call::register(&machine()).token(TOKEN).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

/// The kinds of the events, the newest first.
fn kinds(world: &World) -> Vec<String> {
    events("clients", world).iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_registration_with_a_token_says_which() {
    for storage in ["sealed", "stored"] {
        let world = world(storage);
        let client = registered(&world);
        let digest = world.initial_access_tokens.borrow()[0].digest.as_str().to_owned();
        let expected = json!({
            "sequence": 1, "at": world.now.get().0, "kind": "client-registered", "actor": "registrant",
            "actor_id": digest, "trust": "initial access token", "client_id": client.text("client_id"),
            "details": {"tier": "operator"},
        });
        assert_eq!(events("clients", &world), [expected], "{storage}");
    }
}

#[test]
fn a_registration_that_is_refused_leaves_no_event() {
    let world = world("stored");
    world.initial_access_tokens.borrow_mut()[0].uses_left = 0;
    assert_eq!(Call::register(&machine()).token(TOKEN).to(&world).status(), 401);
    assert_eq!(kinds(&world), Vec::<String>::new());
}

#[test]
fn an_update_says_the_names_of_the_members_that_changed_and_no_value() {
    let world = world("stored");
    let client = registered(&world);
    let mut members = machine();
    members["client_id"] = json!(client.text("client_id"));
    members["client_name"] = json!("Another");
    members.as_object_mut().unwrap().remove("contacts");
    members["software_id"] = json!("s");
    let reply = Call::manage(Method::Put, &client).json(&members).to(&world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
    let event = &events("clients", &world)[0];
    assert_eq!((&event["kind"], &event["actor"]), (&json!("client-updated"), &json!("client")));
    let mut names: Vec<&str> =
        event["details"]["members"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["client_name", "contacts", "software_id"]);
    assert!(!event.to_string().contains("Another") && !event.to_string().contains("example.com"), "{event}");
}

#[test]
fn a_new_secret_and_a_deletion_by_the_client_leave_events() {
    for storage in ["sealed", "stored"] {
        let world = world(storage);
        let client = registered(&world);
        let path = format!("/register/{}/secret", client.text("client_id"));
        let renewal = Call::new(Method::Post, &path).token(&client.text("registration_access_token"));
        assert_eq!(renewal.to(&world).status(), 200);
        assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
        assert_eq!(kinds(&world), ["client-deleted", "secret-renewed", "client-registered"], "{storage}");
    }
}

/// A flood of registrations that nobody vouches for leaves nothing in the audit log.
#[test]
fn an_anonymous_client_leaves_events_from_its_first_use_on() {
    let world = world("stored");
    let client = Call::register(&machine()).to(&world);
    let update = |world: &World| {
        let mut members = machine();
        members["client_id"] = json!(client.text("client_id"));
        assert_eq!(Call::manage(Method::Put, &client).json(&members).to(world).status(), 200);
    };
    update(&world);
    assert_eq!(kinds(&world), Vec::<String>::new());
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let used = Call::form("/token", &[("grant_type", "client_credentials")]).basic(&id, &secret).to(&world);
    assert_eq!(used.status(), 200, "{}", used.json());
    update(&world);
    assert_eq!(kinds(&world), ["client-updated"]);
}

#[test]
fn without_the_journal_clients_leave_no_event() {
    let world = world_with("admin", &[("CLIENT_STORAGE", "stored")]);
    world.give(TOKEN, 9, &json!({}));
    registered(&world);
    assert_eq!(kinds(&world), Vec::<String>::new());
}

/// Whose word stood for the client when the event happened.
#[test]
fn an_event_and_the_line_of_its_request_have_the_tier_of_the_client() {
    let world = world("stored");
    let tier = |reply: &Reply| serde_json::from_str::<Value>(&reply.line).unwrap()["tier"].clone();
    let vouched = registered(&world);
    assert_eq!(
        (tier(&vouched), &events("clients", &world)[0]["details"]),
        (json!("operator"), &json!({"tier": "operator"}))
    );
    let stranger = Call::register(&machine()).to(&world);
    assert_eq!(tier(&stranger), "unverified");
    assert_eq!(tier(&Call::manage(Method::Get, &stranger).to(&world)), "unverified");
    let form = [("grant_type", "client_credentials")];
    let (id, secret) = (vouched.text("client_id"), vouched.text("client_secret"));
    assert_eq!(tier(&Call::form("/token", &form).basic(&id, &secret).to(&world)), "operator");
    let refused = Call::form("/token", &form).basic(&id, "x").to(&world);
    assert_eq!((refused.status(), tier(&refused)), (401, Value::Null));
    assert_eq!(Call::manage(Method::Delete, &stranger).to(&world).status(), 204);
}
