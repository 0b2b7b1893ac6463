//! Events of clients and of the server for the receiver of the operator. RFC 8417, RFC 8935, RFC 9493.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::http::{CertificateStatus, Method};
use enrol::jose::Token;
use enrol::maintenance;
use enrol::model::Delivery;
use enrol::ports::Content;
use enrol::unit::{ByteCount, Seconds};
use serde_json::{Value, json};

use crate::setting_limits::starts;
use crate::support::authorization::{CALLBACK, ask};
use crate::support::browser::Browser;
use crate::support::tokens::is_verified;
use crate::support::{Call, Reply, World, run, start};

const HOOK: &str = "https://events.example/enrol";
const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const INITIAL: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const TYPES: &str = "https://as.example/events/";

/// A server whose receiver wants these events.
fn world(events: &str, settings: &[(&str, &str)]) -> World {
    let clients = json!({"ops": {"grant_types": ["client_credentials"], "scope": "admin"}}).to_string();
    let secrets = format!("ops:{SECRET}");
    let own = [
        ("CLIENTS", &*clients),
        ("CLIENT_SECRETS", &*secrets),
        ("CLIENT_STORAGE", "stored"),
        ("EVENT_WEBHOOK", HOOK),
        ("EVENT_WEBHOOK_EVENTS", events),
        ("POLICIES", "database"),
    ];
    let world = World::of(start(&[settings, &own[..]].concat()));
    world.give(INITIAL, 99, &json!({}));
    world.answer(HOOK, 202, &json!({}));
    world
}

fn operate(method: Method, path: &str, world: &World) -> Call {
    let grant = [("grant_type", "client_credentials")];
    let token = Call::form("/token", &grant).basic("ops", SECRET).to(world).text("access_token");
    Call::new(method, &format!("/admin/v1{path}")).token(&token)
}

fn post(path: &str, world: &World) -> Reply {
    operate(Method::Post, path, world).to(world)
}

/// A client that the holder of a token has registered.
fn registered(world: &World) -> Reply {
    let machine = json!({"grant_types": ["client_credentials"], "client_name": "A"});
    let reply = Call::register(&machine).token(INITIAL).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

/// Sends what waits, and returns the claims of what was sent since the last time.
fn told(world: &World) -> Vec<Value> {
    while !run(maintenance::run(maintenance::MESSAGES, world.server.config(), world)).is_empty() {}
    let sent = world.sent.take();
    let claims = sent.iter().map(|(_, message)| {
        let Some(Content::SecurityEvent(token)) = &message.content else { panic!("an event") };
        let read = Token::read(token, ByteCount(8192)).unwrap();
        assert!(read.is_of_kind("secevent+jwt") == Some(true) && is_verified(&read, world));
        serde_json::from_slice(&Base64UrlUnpadded::decode_vec(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
    });
    claims.collect()
}

/// The kinds of the events that were sent since the last time, in the order of their names.
fn kinds(world: &World) -> Vec<String> {
    let of = |claims: &Value| claims["events"].as_object().unwrap().keys().next().unwrap().clone();
    let mut kinds: Vec<String> =
        told(world).iter().map(|claims| of(claims).strip_prefix(TYPES).unwrap().to_owned()).collect();
    kinds.sort();
    kinds
}

/// RFC 8417 section 2.2, RFC 9493 section 3.2.3.
#[test]
fn an_event_names_the_client_and_the_members_that_changed_and_no_value() {
    let world = world("clients", &[]);
    let client = registered(&world);
    let id = client.text("client_id");
    let now = world.now.get().0;
    let digest = world.initial_access_tokens.borrow()[0].digest.as_str().to_owned();
    let [claims] = &told(&world)[..] else { panic!("one event") };
    let event = json!({"event_timestamp": now, "actor": "registrant", "actor_id": digest,
        "trust": "initial access token", "client_id": id, "details": {"tier": "operator"}});
    assert_eq!(
        *claims,
        json!({
            "iss": "https://as.example", "aud": HOOK, "iat": now, "jti": claims["jti"],
            "sub_id": {"format": "opaque", "id": id},
            "events": {"https://as.example/events/client-registered": event},
        })
    );
    let changed = json!({"client_id": id, "grant_types": ["client_credentials"], "client_name": "Another"});
    assert_eq!(Call::manage(Method::Put, &client).json(&changed).to(&world).status(), 200);
    let [claims] = &told(&world)[..] else { panic!("one event") };
    let event = &claims["events"]["https://as.example/events/client-updated"];
    assert_eq!(
        (&event["actor"], &event["details"]),
        (&json!("client"), &json!({"members": ["client_name"], "tier": "operator"}))
    );
    assert!(!claims.to_string().contains("Another"));
}

#[test]
fn the_steps_of_operators_and_clients_are_events_and_no_event_has_a_secret() {
    let world = world("clients operations", &[]);
    let client = registered(&world);
    let path = format!("/clients/{}", client.text("client_id"));
    for action in ["disable", "disable", "enable"] {
        assert_eq!(post(&format!("{path}/{action}"), &world).status(), 200);
    }
    let renewed = post(&format!("{path}/secret"), &world).text("client_secret");
    let minted = operate(Method::Post, "/initial-access-tokens", &world).json(&json!({"label": "x"})).to(&world);
    assert_eq!(operate(Method::Delete, &path, &world).to(&world).status(), 204);
    let claims = told(&world);
    let text = json!(claims).to_string();
    for secret in
        [&client.text("client_secret"), &renewed, &minted.text("token"), &client.text("registration_access_token")]
    {
        assert!(!text.contains(&**secret));
    }
    let mut kinds: Vec<_> = claims.iter().map(|it| it["events"].as_object().unwrap().keys().next().unwrap()).collect();
    kinds.sort();
    let expected = [
        "client-deleted",
        "client-disabled",
        "client-enabled",
        "client-registered",
        "initial-access-token-created",
        "secret-renewed",
    ];
    assert_eq!(kinds, expected.map(|kind| format!("{TYPES}{kind}")).iter().collect::<Vec<_>>());
    let minted = claims.iter().find(|claims| claims["events"].to_string().contains("token-created")).unwrap();
    assert_eq!(minted["sub_id"], json!({"format": "uri", "uri": "https://as.example"}));
}

#[test]
fn policies_templates_epochs_and_keys_are_events_of_the_server() {
    let world = world("operations", &[]);
    Call::get("/jwks").to(&world);
    let draft = operate(Method::Post, "/policies/open", &world).json(&json!({})).to(&world);
    assert_eq!(draft.status(), 201, "{}", draft.json());
    assert_eq!(post("/policies/open/1/activate", &world).status(), 200);
    let epoch = operate(Method::Post, "/epochs", &world).json(&json!({"all": true})).to(&world);
    assert!(epoch.status() < 300, "{}", epoch.json());
    let template = json!({"redirect_uris": [CALLBACK]});
    operate(Method::Post, "/templates/mobile", &world).json(&template).to(&world);
    assert_eq!(post("/templates/mobile/1/activate", &world).status(), 200);
    assert_eq!(kinds(&world), ["epoch-begun", "policy-activated", "template-activated"]);
    world.wait(Seconds(60));
    assert_eq!(post("/keys/rotate", &world).status(), 200);
    assert_eq!(kinds(&world), ["signing-key-made", "signing-key-made"]);
}

#[test]
fn a_client_that_waits_for_an_operator_is_an_event_when_it_is_listed() {
    let app = json!({"redirect_uris": [CALLBACK], "client_name": "My app"});
    for (storage, at_once) in [("stored", true), ("sealed", false)] {
        let world = world("client-waiting client-approved", &[("APPROVAL", "unverified"), ("CLIENT_STORAGE", storage)]);
        let alice = world.add_alice();
        let client = Call::register(&app).to(&world);
        assert_eq!(kinds(&world), vec!["client-waiting"; usize::from(at_once)], "{storage}");
        ask(&Browser::of(&world, &alice), &world, &client, &[]);
        ask(&Browser::of(&world, &alice), &world, &client, &[]);
        assert_eq!(kinds(&world), vec!["client-waiting"; usize::from(!at_once)], "{storage}");
        assert_eq!(post(&format!("/clients/{}/approve", client.text("client_id")), &world).status(), 200);
        assert_eq!(kinds(&world), ["client-approved"], "{storage}");
    }
    let certified = [("CERTIFICATE_ISSUERS", r#"["CN=Directory"]"#), ("REGISTRATION_MODE", "certificate")];
    let world = world("clients", &[&certified[..], &[("APPROVAL", "certificate")]].concat());
    let client = Call::register(&app).certificate("t", "CN=Directory", CertificateStatus::Verified).to(&world);
    assert_eq!(client.status(), 201, "{}", client.json());
    let [claims] = &told(&world)[..] else { panic!("one event") };
    let event = &claims["events"]["https://as.example/events/client-registered"];
    assert_eq!(event["details"], json!({"state": "waiting", "tier": "certificate"}));
}

/// An anonymous client leaves no event, as in the audit log.
#[test]
fn the_receiver_gets_the_events_that_it_wants_and_no_others() {
    for (events, is_told) in
        [("clients", true), ("client-registered", true), ("client-updated users", false), ("users", false)]
    {
        let world = world(events, &[]);
        let before = world.store_calls.get();
        Call::register(&json!({"grant_types": ["client_credentials"]})).to(&world);
        assert!(world.deliveries.borrow().is_empty(), "{events}");
        registered(&world);
        assert_eq!(world.deliveries.borrow().len(), usize::from(is_told), "{events}");
        let calls = world.store_calls.get() - before;
        assert_eq!(calls, 4, "the event costs no further request to the database: {events}");
        let world = world.restarted(&[("EVENT_WEBHOOK", HOOK)]);
        assert_eq!(kinds(&world), Vec::<String>::new(), "{events}: what is not wanted any more is not sent");
        assert!(world.deliveries.borrow().is_empty(), "{events}");
    }
}

#[test]
fn a_flood_of_registrations_keeps_no_step_of_an_operator_out() {
    let world = world("clients", &[]);
    registered(&world);
    let waiting = world.deliveries.borrow().values().next().unwrap().clone();
    let copy = |number| {
        (format!("server-event {number}"), Delivery { name: format!("server-event {number}"), ..waiting.clone() })
    };
    world.deliveries.borrow_mut().extend((1..1_000).map(copy));
    let last = registered(&world);
    assert_eq!(world.deliveries.borrow().len(), 1_000);
    let path = format!("/clients/{}", last.text("client_id"));
    assert_eq!(post(&format!("{path}/disable"), &world).status(), 200);
    assert_eq!(world.deliveries.borrow().len(), 1_001);
    world.deliveries.borrow_mut().extend((1_000..1_999).map(copy));
    assert_eq!(post(&format!("{path}/enable"), &world).status(), 200);
    assert_eq!(world.deliveries.borrow().len(), 2_000);
}

#[test]
fn beside_another_server_there_are_events_of_clients_and_keys_that_verify_them() {
    let elsewhere = r#"{"authorization_endpoint": "https://op.example/a", "token_endpoint": "https://op.example/t"}"#;
    let beside = [("AUTHORIZATION_SERVER", elsewhere), ("CLIENT_STORAGE", "stored"), ("EVENT_WEBHOOK", HOOK)];
    assert!(!starts(&[&[("EVENT_WEBHOOK_EVENTS", "clients users")], &beside[..]].concat()));
    let world = World::with(&[&beside[..], &[("EVENT_WEBHOOK_EVENTS", "clients")]].concat());
    world.give(INITIAL, 9, &json!({}));
    world.answer(HOOK, 202, &json!({}));
    registered(&world);
    assert_eq!(kinds(&world), ["client-registered"]);
    assert_eq!(Call::get("/jwks").to(&world).status(), 200);
}

#[test]
fn an_event_that_nobody_knows_is_refused() {
    let events = |events| starts(&[("EVENT_WEBHOOK_EVENTS", events), ("EVENT_WEBHOOK", HOOK)]);
    assert!(
        events("users clients operations") && events("policy-retired") && !events("client-eaten") && !events("users,x")
    );
}
