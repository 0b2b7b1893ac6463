//! Tests of used, unused and idle clients.

use enrol::http::Method;
use enrol::unit::{Seconds, Timestamp};
use serde_json::{Value, json};

use crate::support::{Call, Down, Reply, World, run, users};

const NOW: u64 = 1_800_000_000;
const DAY: u64 = 86_400;

fn register(world: &World) -> Reply {
    Call::register(&json!({"grant_types": ["client_credentials"], "software_id": "nightly"})).to(world)
}

fn token(client: &Reply, world: &World) -> Reply {
    let call = Call::token_request(&[("grant_type", "client_credentials")]);
    call.basic(&client.text("client_id"), &client.text("client_secret")).to(world)
}

/// An unused registration stores nothing. A use is noted once a day.
#[test]
fn a_use_is_noted_once_a_day() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed")]);
    let client = register(&world);
    assert!(world.uses.borrow().is_empty());
    let noted = || world.uses.borrow().values().copied().collect::<Vec<_>>();
    let wrong = Call::token_request(&[("grant_type", "client_credentials")]).basic(&client.text("client_id"), "wrong");
    assert_eq!((wrong.to(&world).status(), noted()), (401, vec![]));
    for (later, expected) in [(0, 0), (1, 0), (DAY - 1, 0), (DAY, DAY), (2 * DAY - 1, DAY), (5 * DAY, 5 * DAY)] {
        world.now.set(Timestamp(NOW + later));
        assert_eq!((token(&client, &world).status(), noted()), (200, vec![Timestamp(NOW + expected)]), "{later}");
    }
    let before = world.store_calls.get();
    assert_eq!(token(&client, &world).status(), 200);
    assert_eq!(
        world.store_calls.get() - before,
        1,
        "the client with its last use, and whether the key that signs is so still"
    );
    world.now.set(Timestamp(NOW + 9 * DAY));
    world.down.set(Down::Store);
    assert_eq!(token(&client, &world).status(), 503);
}

/// If a use cannot be noted, the token is still issued, unless clients live by their use.
#[test]
fn a_use_that_cannot_be_noted_ends_a_client_only_where_it_lives_by_it() {
    for (settings, expected) in [(&[][..], 200), (&[("IDLE_CLIENT_DAYS", "30")], 503)] {
        let world = World::with(settings);
        let client = register(&world);
        world.down.set(Down::NoteOfUse);
        assert_eq!((token(&client, &world).status(), world.uses.borrow().len()), (expected, 0));
        world.down.set(Down::Nothing);
        assert_eq!((token(&client, &world).status(), world.uses.borrow().len()), (200, 1));
    }
}

/// A used client lives and an idle client ends, in every kind of storage. A use is noted once a day, so the last note
/// can be a day older than the last use.
#[test]
fn a_client_that_is_idle_for_too_long_is_over() {
    for storage in ["sealed", "stored"] {
        let settings = [("CLIENT_STORAGE", storage), ("IDLE_CLIENT_DAYS", "30")];
        let world = World::with(&settings);
        let [used, unused] = [(); 2].map(|()| register(&world));
        world.now.set(Timestamp(NOW + 31 * DAY - 1));
        assert_eq!([&used, &unused].map(|client| Call::manage(Method::Get, client).to(&world).status()), [200, 200]);
        assert_eq!(token(&used, &world).status(), 200);
        world.now.set(Timestamp(NOW + 31 * DAY));
        assert_eq!(token(&unused, &world).text("error"), "invalid_client", "{storage}");
        assert_eq!(Call::manage(Method::Get, &unused).to(&world).text("error"), "invalid_token");
        assert_eq!(token(&used, &world).status(), 200, "{storage}");
        world.now.set(Timestamp(NOW + 62 * DAY - 1));
        assert_eq!(token(&used, &world).status(), 401, "its use was noted thirty-one days ago");
        let world = world.restarted(&[("CLIENT_STORAGE", storage)]);
        assert_eq!([&used, &unused].map(|client| token(client, &world).status()), [200, 200], "without a limit");
    }
}

/// A client that gets a token a second before the end of each period is not idle, whenever the previous use was noted.
#[test]
fn a_client_that_is_used_within_its_days_lives() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed"), ("IDLE_CLIENT_DAYS", "1")]);
    let client = register(&world);
    for day in 0..20 {
        for later in [0, DAY - 1] {
            world.now.set(Timestamp(NOW + day * DAY + later));
            assert_eq!(token(&client, &world).status(), 200, "{day} {later}");
        }
    }
}

/// A client in use never ends: a code and each refresh are uses, and the sweep leaves them.
#[test]
fn a_client_lives_by_the_tokens_of_its_users() {
    for storage in ["sealed", "stored"] {
        let world = World::with(&[("CLIENT_STORAGE", storage), ("IDLE_CLIENT_DAYS", "30")]);
        let session = users::sign_in(&world);
        let [used, idle] = [(); 2].map(|()| users::app(&world, &json!({})));
        let noted = |client: &Reply| {
            world.uses.borrow().iter().find(|(id, _)| id.as_str() == client.text("client_id")).map(|(_, at)| at.0)
        };
        let mut token = users::redeem(&world, &used, &session, "openid offline_access").text("refresh_token");
        assert_eq!((noted(&used), noted(&idle)), (Some(NOW), None), "{storage}");
        for uses in 1..5 {
            world.now.set(Timestamp(NOW + uses * 29 * DAY));
            run(enrol::maintenance::sweep(world.server.config(), &world)).unwrap();
            let before = world.store_calls.get();
            token = users::ask(&world, &used, &users::of_refresh(&token)).text("refresh_token");
            assert_eq!(
                (noted(&used), world.store_calls.get() - before),
                (Some(world.now.get().0), 3),
                "the note of the day apart, two"
            );
            token = users::ask(&world, &used, &users::of_refresh(&token)).text("refresh_token");
        }
        assert_eq!(Call::manage(Method::Get, &used).to(&world).status(), 200, "{storage}");
        assert_eq!(Call::manage(Method::Get, &idle).to(&world).text("error"), "invalid_token", "{storage}");
    }
}

/// What is used up is answered, even if the use cannot be noted.
#[test]
fn a_code_and_a_refresh_token_outlive_a_use_that_cannot_be_noted() {
    let world = World::with(&[("IDLE_CLIENT_DAYS", "30")]);
    let (client, session) = (users::app(&world, &json!({})), users::sign_in(&world));
    world.down.set(Down::NoteOfUse);
    let token = users::redeem(&world, &client, &session, "openid").text("refresh_token");
    assert_eq!(users::ask(&world, &client, &users::of_refresh(&token)).status(), 200);
    assert!(world.uses.borrow().is_empty());
}

/// Only an issued token is a use; a refused request writes nothing.
#[test]
fn a_request_that_gets_no_token_is_no_use() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed")]);
    let client = register(&world);
    for (path, parameters, status) in [
        ("/introspect", [("token", "x")], 200),
        ("/revoke", [("token", "x")], 200),
        ("/token", [("grant_type", "refresh_token")], 400),
        ("/token", [("grant_type", "password")], 400),
    ] {
        let asked = Call::form(path, &parameters).basic(&client.text("client_id"), &client.text("client_secret"));
        assert_eq!(asked.to(&world).status(), status, "{path}");
    }
    let scope = Call::token_request(&[("grant_type", "client_credentials"), ("scope", "admin")]);
    let scope = scope.basic(&client.text("client_id"), &client.text("client_secret")).to(&world);
    assert_eq!((scope.text("error"), world.uses.borrow().len()), ("invalid_scope".to_owned(), 0));
    assert_eq!((token(&client, &world).status(), world.uses.borrow().len()), (200, 1));
}

/// No metadata of a client outlives it.
#[test]
fn a_deletion_forgets_the_use() {
    for storage in ["sealed", "stored"] {
        let world = World::with(&[("CLIENT_STORAGE", storage)]);
        let client = register(&world);
        assert_eq!((token(&client, &world).status(), world.uses.borrow().len()), (200, 1));
        assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
        assert_eq!(world.uses.borrow().len(), 0, "{storage}");
    }
}

/// Deleting old rows does not revive a client.
#[test]
fn the_sweep_forgets_uses_of_clients_that_are_over() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed"), ("IDLE_CLIENT_DAYS", "30")]);
    let client = register(&world);
    assert_eq!(token(&client, &world).status(), 200);
    let sweep = || run(enrol::maintenance::sweep(world.server.config(), &world)).unwrap().uses.0;
    world.now.set(Timestamp(NOW).after(Seconds::of_days(31)).before(Seconds(1)));
    assert_eq!((sweep(), world.uses.borrow().len()), (0, 1));
    world.now.set(Timestamp(NOW).after(Seconds::of_days(31)));
    assert_eq!((sweep(), world.uses.borrow().len()), (1, 0));
    assert_eq!(token(&client, &world).member("access_token"), Value::Null);
}
