//! Unused clients: when they end, and what is kept of them.

mod anonymous;
mod room;

use enrol::http::Method;
use enrol::ports::ClientStore;
use enrol::unit::{Seconds, Timestamp};
use serde_json::{Value, json};

use crate::support::{Call, Down, Reply, World, at_once, run};

const NOW: u64 = 1_800_000_000;
const DAY: u64 = 86_400;
const SEALED: (&str, &str) = ("CLIENT_STORAGE", "sealed");
const STORED: (&str, &str) = ("CLIENT_STORAGE", "stored");
const LOGIN: (&str, &str) = ("AUTHORIZATION_SERVER", r#"{"authorization_endpoint":"https://login.example/authorize"}"#);
const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn machine() -> Value {
    json!({"grant_types": ["client_credentials"], "client_name": "Nightly"})
}

/// A client whose metadata are too long for an identifier.
fn large() -> Value {
    json!({"grant_types": ["client_credentials"], "contacts": contacts(40)})
}

fn contacts(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{number}-{}@client.example", "x".repeat(30))).collect()
}

fn register(metadata: &Value, world: &World) -> Reply {
    let reply = Call::register(metadata).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

fn token(client: &Reply, world: &World) -> u16 {
    let call = Call::token_request(&[("grant_type", "client_credentials")]);
    call.basic(&client.text("client_id"), &client.text("client_secret")).to(world).status()
}

fn read(client: &Reply, world: &World) -> u16 {
    Call::manage(Method::Get, client).to(world).status()
}

fn update(client: &Reply, body: &Value, world: &World) -> Reply {
    let mut body = body.clone();
    body["client_id"] = client.member("client_id");
    Call::manage(Method::Put, client).json(&body).to(world)
}

fn renew(client: &Reply, world: &World) -> Reply {
    let path = format!("/register/{}/secret", client.text("client_id"));
    Call::new(Method::Post, &path).token(&client.text("registration_access_token")).to(world)
}

fn delete(client: &Reply, world: &World) -> u16 {
    Call::manage(Method::Delete, client).to(world).status()
}

fn sweep(world: &World) -> u64 {
    run(enrol::maintenance::sweep(world.server.config(), world)).unwrap().unused.0
}

fn at(days: u64, world: &World) {
    world.now.set(Timestamp(NOW).after(Seconds::of_days(days)));
}

/// Requirements K16, R41: then it is refused as one that was deleted.
#[test]
fn a_client_that_was_never_used_ends() {
    for storage in [SEALED, STORED] {
        let world = World::with(&[storage]);
        let [used, changed, unused] = [(); 3].map(|()| register(&machine(), &world));
        assert_eq!(token(&used, &world), 200);
        let changed = update(&changed, &machine(), &world);
        world.now.set(Timestamp(NOW + 90 * DAY - 1));
        for client in [&used, &changed, &unused] {
            assert_eq!(read(client, &world), 200, "{storage:?}");
        }
        at(90, &world);
        assert_eq!((read(&used, &world), token(&used, &world)), (200, 200), "{storage:?}");
        for client in [&changed, &unused] {
            let asked = Call::token_request(&[("grant_type", "client_credentials")]);
            let asked = asked.basic(&client.text("client_id"), &client.text("client_secret")).to(&world);
            assert_eq!((asked.status(), asked.text("error")), (401, "invalid_client".to_owned()), "{storage:?}");
            for method in [Method::Get, Method::Put, Method::Delete] {
                let reply = Call::manage(method, client).json(&client.resubmitted()).to(&world);
                assert_eq!((reply.status(), reply.text("error")), (401, "invalid_token".to_owned()), "{storage:?}");
            }
        }
        sweep(&world);
        at(1000, &world);
        assert_eq!(token(&used, &world), 200, "{storage:?}");
    }
}

/// An unused client lives for the days of the setting, and for ever if the server does not see its uses.
#[test]
fn the_operator_says_how_long_a_client_lives_that_is_never_used() {
    let beside = ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#);
    for (setting, days, expected) in [
        (("UNUSED_CLIENT_DAYS", "1"), 1, 401),
        (("UNUSED_CLIENT_DAYS", "365"), 364, 200),
        (("UNUSED_CLIENT_DAYS", "365"), 365, 401),
        (("UNUSED_CLIENT_DAYS", "0"), 10_000, 200),
        (beside, 10_000, 200),
        (LOGIN, 10_000, 200),
    ] {
        for storage in [SEALED, STORED] {
            let world = World::with(&[storage, setting]);
            let client = register(&machine(), &world);
            at(days, &world);
            sweep(&world);
            assert_eq!(read(&client, &world), expected, "{setting:?} {storage:?}");
        }
    }
}

/// Requirements H45, K17: a deleted client is forgotten when it would have ended anyway, and never comes back.
#[test]
fn a_tombstone_is_forgotten_when_its_client_is_over() {
    let world = World::with(&[SEALED]);
    let [unused, used] = [(); 2].map(|()| register(&machine(), &world));
    assert_eq!(token(&used, &world), 200);
    at(1, &world);
    let younger = register(&machine(), &world);
    for client in [&unused, &used] {
        assert_eq!(delete(client, &world), 204);
    }
    world.now.set(Timestamp(NOW + 90 * DAY - 1));
    assert_eq!((sweep(&world), world.tombstones()), (0, 2));
    at(90, &world);
    assert_eq!((sweep(&world), world.tombstones()), (2, 0));
    let world = world.restarted(&[SEALED, ("UNUSED_CLIENT_DAYS", "0")]);
    for client in [&unused, &used] {
        assert_eq!((token(client, &world), read(client, &world), delete(client, &world)), (401, 401, 401));
    }
    assert_eq!(token(&younger, &world), 200, "it is younger than all that were forgotten");
    let world = world.restarted(&[SEALED, ("UNUSED_CLIENT_DAYS", "3650")]);
    for client in [&unused, &used] {
        assert_eq!((token(client, &world), read(client, &world)), (401, 401));
    }
    assert_eq!(token(&younger, &world), 200);
}

/// A row that wrongly says unused would count as evictable for ever.
#[test]
fn a_row_that_was_stored_at_once_with_the_first_use_is_mended() {
    let world = World::with(&[SEALED, ("STORED_CLIENT_LIMIT", "1")]);
    let client = register(&machine(), &world);
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let put = Call::manage(Method::Put, &client).json(&client.resubmitted());
    let first = Call::token_request(&[("grant_type", "client_credentials")]).basic(&id, &secret);
    assert!(at_once(&world, [put, first]).iter().all(|reply| reply.status() == 200));
    assert!(world.clients()[0].unused.is_some() && world.uses.borrow().len() == 1, "it was read before it was stored");
    at(2, &world);
    assert_eq!(token(&client, &world), 200);
    let other = register(&large(), &world);
    assert_eq!((sweep(&world), read(&client, &world), read(&other, &world)), (0, 200, 200));
}

/// A changed client ends with its row, and never returns with its first credentials.
#[test]
fn the_row_of_a_changed_client_goes_with_the_client() {
    let world = World::with(&[SEALED]);
    let client = register(&machine(), &world);
    let renewed = renew(&client, &world);
    assert_ne!(renewed.text("client_secret"), client.text("client_secret"));
    at(90, &world);
    assert_eq!((world.clients().len(), sweep(&world), world.clients().len()), (1, 1, 0));
    let world = world.restarted(&[SEALED, ("UNUSED_CLIENT_DAYS", "3650")]);
    assert_eq!([&client, &renewed].map(|client| token(client, &world)), [401, 401]);
}

/// A token that was being issued while its client was forgotten does not bring the client back.
#[test]
fn a_use_comes_too_late_for_a_client_that_is_forgotten() {
    let world = World::with(&[SEALED]);
    let client = register(&machine(), &world);
    let updated = update(&client, &machine(), &world);
    assert_eq!(updated.status(), 200);
    let [found] = <[_; 1]>::try_from(world.clients()).unwrap();
    at(90, &world);
    assert_eq!(sweep(&world), 1);
    run(world.note_use(&found, world.now.get())).unwrap();
    let world = world.restarted(&[SEALED, ("UNUSED_CLIENT_DAYS", "0")]);
    assert_eq!((token(&client, &world), world.uses.borrow().len()), (401, 0));
}

/// A sealed client that was changed lives by its use: that stays, however long ago it was.
#[test]
fn the_use_of_a_changed_client_is_kept() {
    let world = World::with(&[SEALED, ("IDLE_CLIENT_DAYS", "30")]);
    let client = register(&machine(), &world);
    assert_eq!(token(&client, &world), 200);
    at(20, &world);
    let mut client = renew(&client, &world);
    for days in [40, 60, 80, 100] {
        at(days, &world);
        sweep(&world);
        client = renew(&client, &world);
        assert_eq!(client.status(), 200, "{days}: a new secret keeps a client from being idle");
    }
    assert_eq!(token(&client, &world), 200);
}

/// A stored client that was never used is swept, and one that was used or is wanted for ever is not.
#[test]
fn ordinary_stored_clients_live_as_long_as_sealed_ones() {
    let world = World::with(&[STORED]);
    let [used, unused] = [(); 2].map(|()| register(&machine(), &world));
    at(2, &world);
    assert_eq!((token(&used, &world), sweep(&world), world.clients().len()), (200, 0, 2));
    at(90, &world);
    assert_eq!((sweep(&world), world.clients().len(), token(&unused, &world), token(&used, &world)), (1, 1, 401, 200));
}

#[test]
fn a_store_that_is_down_sweeps_nothing() {
    let world = World::with(&[SEALED]);
    register(&large(), &world);
    at(2, &world);
    world.down.set(Down::Store);
    assert!(run(enrol::maintenance::sweep(world.server.config(), &world)).is_err());
    assert_eq!(world.clients().len(), 1);
}
