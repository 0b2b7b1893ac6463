//! Unused clients, and the storage of anonymous clients.

use enrol::http::Method;
use enrol::ports::ClientStore;
use enrol::ports::Limit;
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

/// Requirement R41: a row of an anonymous client is deleted after a day unless the client is used or changed.
#[test]
fn a_client_that_is_too_large_for_an_identifier_is_stored_for_a_day() {
    let world = World::with(&[SEALED]);
    let [used, changed, unused] = [(); 3].map(|()| register(&large(), &world));
    assert_eq!((world.clients().len(), token(&used, &world)), (3, 200));
    assert_eq!(update(&changed, &large(), &world).status(), 200);
    world.now.set(Timestamp(NOW + DAY - 1));
    assert_eq!(sweep(&world), 0);
    at(1, &world);
    assert_eq!((sweep(&world), world.clients().len()), (1, 2));
    assert_eq!([&used, &changed, &unused].map(|client| read(client, &world)), [200, 200, 401]);
    at(90, &world);
    assert_eq!((sweep(&world), read(&used, &world), read(&changed, &world)), (1, 200, 401));
}

/// If the server does not see uses, no client is deleted by age or evicted: it may be in use every day.
#[test]
fn a_large_client_lives_for_ever_where_its_use_is_not_seen() {
    let beside = ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#);
    for setting in [beside, LOGIN] {
        let world = World::with(&[SEALED, setting, ("STORED_CLIENT_LIMIT", "1")]);
        let clients = [(); 3].map(|()| register(&large(), &world));
        assert_eq!(update(&clients[0], &large(), &world).status(), 200);
        at(1000, &world);
        assert_eq!(sweep(&world), 0, "{setting:?}");
        assert_eq!(clients.map(|client| read(&client, &world)), [200; 3], "{setting:?}");
    }
}

/// A client that somebody vouches for is stored as long as any other.
#[test]
fn a_large_client_of_a_token_lives_as_others_do() {
    let world = World::with(&[SEALED]);
    world.give(TOKEN, 1, &json!({}));
    world.admit(Limit::Storage, 0);
    let client = Call::register(&large()).token(TOKEN).to(&world);
    at(89, &world);
    assert_eq!((client.status(), sweep(&world), read(&client, &world)), (201, 0, 200));
    at(90, &world);
    assert_eq!((sweep(&world), world.clients().len()), (1, 0));
}

/// The limit evicts clients: first those that would be deleted soonest, the oldest first, and never a used client.
#[test]
fn the_oldest_clients_make_room_above_the_limit() {
    let world = World::with(&[SEALED, ("STORED_CLIENT_LIMIT", "3")]);
    let small = register(&machine(), &world);
    let small = update(&small, &machine(), &world);
    let mut clients = Vec::new();
    for later in 1..=5 {
        world.now.set(Timestamp(NOW + later));
        clients.push(register(&large(), &world));
    }
    let [first, second, third, fourth, fifth] = <[_; 5]>::try_from(clients).unwrap_or_else(|_| panic!());
    assert_eq!(token(&first, &world), 200);
    assert_eq!((world.clients().len(), sweep(&world)), (6, 2));
    for (client, expected) in
        [(&small, 200), (&first, 200), (&second, 401), (&third, 401), (&fourth, 200), (&fifth, 200)]
    {
        assert_eq!(read(client, &world), expected);
    }
    let world = world.restarted(&[SEALED, ("STORED_CLIENT_LIMIT", "1")]);
    assert_eq!((sweep(&world), read(&fourth, &world), read(&fifth, &world), read(&small, &world)), (2, 401, 401, 200));
}

/// A sealed client that makes room is deleted: without a tombstone it would be as it was at first.
#[test]
fn a_changed_client_that_makes_room_is_deleted() {
    let world = World::with(&[SEALED, ("STORED_CLIENT_LIMIT", "1")]);
    let [one, other] = [(); 2].map(|()| register(&machine(), &world));
    assert_eq!(renew(&one, &world).status(), 200);
    world.now.set(Timestamp(NOW + 1));
    let newer = register(&machine(), &world);
    assert_eq!(renew(&newer, &world).status(), 200);
    assert_eq!((sweep(&world), world.tombstones(), world.clients().len()), (1, 1, 1));
    assert_eq!([&one, &other, &newer].map(|client| read(client, &world)), [401, 200, 200]);
}

/// Some registrations check the number of clients, so that a flood does not have to wait for the cron trigger.
#[test]
fn a_registration_makes_room_now_and_then() {
    for (calls, expected) in [(2, 3), (u8::MAX, 2)] {
        let world = World::with(&[("STORED_CLIENT_LIMIT", "1")]);
        for _ in 0..2 {
            register(&machine(), &world);
        }
        world.random_calls.set(calls);
        register(&machine(), &world);
        assert_eq!(world.clients().len(), expected, "{calls}");
    }
}

/// Requirement A21: the refusal points at the longest member that was sent, and names the other members that must be
/// shorter.
#[test]
fn a_stranger_may_have_eight_kilobytes_stored() {
    let redirect_uris = |count: usize| -> Vec<String> {
        (0..count).map(|number| format!("https://client.example/{number}/{}", "x".repeat(150))).collect()
    };
    let fitting = json!({"redirect_uris": redirect_uris(20), "contacts": contacts(20)});
    let long = json!({"redirect_uris": redirect_uris(50), "contacts": contacts(20)});
    let both = json!({"redirect_uris": redirect_uris(46), "contacts": contacts(50), "client_name": "x"});
    let both = json!({"initiate_login_uri": format!("https://client.example/{}", "y".repeat(1900)), "redirect_uris": both["redirect_uris"],
        "contacts": both["contacts"], "tos_uri": format!("https://client.example/{}", "z".repeat(2000)),
        "policy_uri": format!("https://client.example/{}", "z".repeat(2000)),
        "logo_uri": format!("https://client.example/{}", "z".repeat(2000)),
        "client_uri": format!("https://client.example/{}", "z".repeat(2000)),
    });
    for storage in [SEALED, STORED] {
        let world = World::with(&[storage]);
        let client = register(&fitting, &world);
        for (asked, others) in [(&long, ""), (&both, ", as must contacts")] {
            let expected = format!("redirect_uris must be shorter{others}");
            for reply in [Call::register(asked).to(&world), update(&client, asked, &world)] {
                assert_eq!((reply.status(), reply.text("pointer")), (400, "/redirect_uris".to_owned()), "{storage:?}");
                let said = reply.text("error_description");
                assert!(said.starts_with(&expected) && said.ends_with("at most 8192 bytes"), "{said}");
            }
            let tried = Call::new(Method::Post, "/register?dry_run=true").json(asked).to(&world);
            let refusals = tried.member("refusals");
            assert_eq!((tried.status(), refusals[0]["pointer"].as_str()), (200, Some("/redirect_uris")), "{refusals}");
        }
        world.give(TOKEN, 1, &json!({}));
        assert_eq!(Call::register(&both).token(TOKEN).to(&world).status(), 201, "somebody vouches for it");
    }
}

/// Growth of the database by anonymous clients has its own limit, which fails closed.
#[test]
fn rows_of_strangers_have_a_limit_of_their_own() {
    let world = World::with(&[SEALED]);
    let [changed, renewed, deleted, used] = [(); 4].map(|()| register(&machine(), &world));
    assert_eq!(token(&used, &world), 200);
    let too_many = |reply: &Reply| {
        assert_eq!((reply.status(), reply.header("retry-after")), (429, Some("60")));
        assert_eq!(reply.text("error"), "temporarily_unavailable");
        assert!(reply.text("error_description").ends_with("or register with less metadata"));
    };
    let writes: [&dyn Fn() -> Reply; 4] = [
        &|| Call::register(&large()).to(&world),
        &|| update(&changed, &machine(), &world),
        &|| renew(&renewed, &world),
        &|| Call::manage(Method::Delete, &deleted).to(&world),
    ];
    world.admit(Limit::Storage, 0);
    for write in writes {
        too_many(&write());
    }
    assert_eq!(world.clients().len() + world.tombstones(), 0);
    world.down.set(Down::Limit(Limit::Storage));
    for write in writes {
        assert_eq!(write().status(), 503);
    }
    world.down.set(Down::Nothing);
    world.admit(Limit::Storage, 4);
    for write in writes {
        assert!(write().status() < 300);
    }
    // Further changes do not grow the database, and deleting a used client leaves less than before.
    assert_eq!(register(&machine(), &world).status(), 201);
    assert_eq!(update(&changed, &machine(), &world).status(), 200);
    assert_eq!((renew(&renewed, &world).status(), delete(&changed, &world), delete(&used, &world)), (200, 204, 204));
    too_many(&update(&renewed, &large(), &world));
}

/// If the operator stores every client, ordinary ones count as registrations alone.
#[test]
fn ordinary_stored_clients_count_as_registrations() {
    let world = World::with(&[STORED]);
    world.admit(Limit::Storage, 1);
    let client = register(&machine(), &world);
    assert_eq!(update(&client, &machine(), &world).status(), 200);
    let one = register(&large(), &world);
    assert_eq!(Call::register(&large()).to(&world).status(), 429);
    assert_eq!(update(&client, &large(), &world).status(), 429);
    assert_eq!(
        (update(&one, &large(), &world).status(), delete(&one, &world), delete(&client, &world)),
        (200, 204, 204)
    );
}

/// The tombstone of a stored client that was never used is the first to make room.
#[test]
fn the_tombstone_of_an_unused_stored_client_makes_room_first() {
    let world = World::with(&[("STORED_CLIENT_LIMIT", "1")]);
    let [deleted, kept] = [(); 2].map(|()| register(&machine(), &world));
    assert_eq!((delete(&deleted, &world), world.tombstones(), sweep(&world), world.tombstones()), (204, 1, 1, 0));
    assert_eq!((read(&deleted, &world), read(&kept, &world)), (401, 200));
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

/// First uses of anonymous clients are noted within a limit. Above the limit, a client still gets its token, and is
/// noted at a later use.
#[test]
fn first_uses_of_strangers_are_noted_within_a_limit() {
    let world = World::with(&[SEALED]);
    let [first, second] = [(); 2].map(|()| register(&machine(), &world));
    world.admit(Limit::Use, 1);
    assert_eq!([token(&first, &world), token(&second, &world), token(&second, &world)], [200, 200, 200]);
    assert_eq!((world.uses.borrow().len(), world.left(Limit::Use)), (1, 0));
    at(2, &world);
    assert_eq!(token(&first, &world), 200, "its row is there already");
    assert_eq!(world.uses.borrow().values().copied().collect::<Vec<_>>(), [world.now.get()]);
    world.down.set(Down::Limit(Limit::Use));
    assert_eq!((token(&second, &world), world.uses.borrow().len()), (200, 1));
    world.down.set(Down::Nothing);
    world.admit(Limit::Use, 1);
    assert_eq!((token(&second, &world), world.uses.borrow().len()), (200, 2));
    at(90, &world);
    assert_eq!([&first, &second].map(|client| read(client, &world)), [200, 200]);
    world.give(TOKEN, 1, &json!({}));
    let vouched = Call::register(&machine()).token(TOKEN).to(&world);
    assert_eq!((token(&vouched, &world), world.uses.borrow().len()), (200, 3), "somebody vouches for it");
}
