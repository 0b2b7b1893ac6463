//! Credentials across a change of the master secret.

use enrol::http::Method;
use serde_json::json;

use crate::support::{Call, KEYS, Reply, World};

fn registered(world: &World) -> Reply {
    Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(world)
}

/// Requirements K14, R33.
#[test]
fn credentials_outlive_a_new_master_secret_until_the_old_key_is_removed() {
    let world = World::new();
    let client = registered(&world);

    let world = world.restarted(&[("MASTER_SECRET", &format!("{} {}", KEYS[1], KEYS[0]))]);
    assert_eq!(Call::manage(Method::Get, &client).to(&world).json(), client.json());
    let updated = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    assert_eq!(updated.json(), client.json());
    assert!(registered(&world).text("registration_access_token").starts_with("enrol_rat_k2."));

    let world = world.restarted(&[("MASTER_SECRET", KEYS[1])]);
    assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 401);
}

/// RFC 7592 section 5; requirement H13.
#[test]
fn credentials_do_not_expire_while_the_client_is_registered() {
    let world = World::with(&[("UNUSED_CLIENT_DAYS", "0")]);
    let client = registered(&world);
    world.now.set(enrol::unit::Timestamp(world.now.get().0 + 100 * 366 * 86_400));
    assert_eq!(Call::manage(Method::Get, &client).to(&world).json(), client.json());
    let updated = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    assert_eq!(updated.json(), client.json());
}

/// A key of the same name with other bytes is another key.
#[test]
fn credentials_die_with_the_bytes_of_their_key() {
    let world = World::new();
    let client = registered(&world);
    let world = world.restarted(&[("MASTER_SECRET", &KEYS[1].replace("k2:", "k1:"))]);
    assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 401);
}

/// Requirements H2, H12: another key of the ring does not stand in for the one that a client was given.
#[test]
fn a_token_forged_with_an_earlier_key_is_refused() {
    let ring = format!("{} {}", KEYS[1], KEYS[0]);
    let world = World::with(&[("MASTER_SECRET", &ring)]);
    let client = registered(&world);
    let keys = enrol::key_ring::KeyRing::parse(KEYS[0]).unwrap();
    let id = enrol::model::ClientId::parse(&client.text("client_id")).unwrap();
    let forged =
        enrol::model::Credentials::first(keys.current(), enrol::unit::Timestamp(0)).token(&id, &keys).unwrap().reveal();
    assert!(forged.starts_with("enrol_rat_k1.0."));
    let path = format!("/register/{}", client.text("client_id"));
    assert_eq!(Call::get(&path).token(&forged).to(&world).status(), 401);
    assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 200);
}

/// Requirements R32, R35: the stored rows reveal no credential.
#[test]
fn no_credential_is_stored_or_logged() {
    let world = World::new();
    let client = registered(&world);
    let read = Call::manage(Method::Get, &client).to(&world);
    let stored = format!("{:?}", world.clients());
    for name in ["client_secret", "registration_access_token"] {
        for place in [&stored, &client.line, &read.line] {
            assert!(!place.contains(&client.text(name)), "{name}");
        }
    }
}

/// RFC 7592 section 2.2 and appendix A.2; requirements H2, H19, H21, H32, H38, R34, S1.
#[test]
fn an_operator_may_have_every_update_replace_the_credentials() {
    let rotating = [("ROTATION_ON_UPDATE", "secret token"), ("ROTATION_GRACE_SECONDS", "60")];
    let world = World::with(&rotating);
    let client = registered(&world);
    let updated = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    for name in ["client_secret", "registration_access_token"] {
        assert_ne!(updated.member(name), client.member(name), "{name}");
    }
    assert_eq!(Call::manage(Method::Get, &updated).to(&world).json(), updated.json());
    // The response may have been lost: the old token still reads, and gets the current secret.
    let again = Call::manage(Method::Get, &client).to(&world);
    assert_eq!((again.status(), again.member("client_secret")), (200, updated.member("client_secret")));
    let stale = Call::manage(Method::Put, &updated).json(&client.resubmitted()).to(&world);
    assert_eq!(stale.refusal().2, "/client_secret");
    world.now.set(enrol::unit::Timestamp(world.now.get().0 + 60));
    assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 401);
    assert_eq!(Call::manage(Method::Get, &updated).to(&world).status(), 200);
}

/// Requirement K14: by replacing credentials a key can be retired without losing a client.
#[test]
fn an_update_moves_a_client_to_the_current_key() {
    let world = World::new();
    let client = registered(&world);
    let ring = format!("{} {}", KEYS[1], KEYS[0]);
    let world = world.restarted(&[("MASTER_SECRET", &ring), ("ROTATION_ON_UPDATE", "secret token")]);
    let moved = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    let world = world.restarted(&[("MASTER_SECRET", KEYS[1])]);
    assert_eq!(Call::manage(Method::Get, &moved).to(&world).json(), moved.json());
    assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 401);
}

/// RFC 7592 appendix A.2; requirement H21: however many answers are lost.
#[test]
fn a_client_that_loses_every_answer_is_not_locked_out() {
    let world = World::with(&[("ROTATION_ON_UPDATE", "token")]);
    let client = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(&world);
    let put = || Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    let answers = [put(), put(), put()];
    assert!(answers.iter().all(|answer| answer.status() == 200));
    let last = answers.last().unwrap().text("registration_access_token");
    let path = format!("/register/{}", client.text("client_id"));
    assert_eq!(Call::get(&path).token(&last).to(&world).status(), 200);
    world.now.set(enrol::unit::Timestamp(world.now.get().0 + 300));
    assert_eq!((put().status(), Call::get(&path).token(&last).to(&world).status()), (401, 200));
}

/// RFC 7592 appendix A.2; requirement H2: the grace period is for the previous token alone, not for earlier ones.
#[test]
fn a_token_that_was_replaced_twice_is_refused_during_the_grace() {
    for storage in ["sealed", "stored"] {
        let world = World::with(&[
            ("CLIENT_STORAGE", storage),
            ("ROTATION_ON_UPDATE", "token"),
            ("ROTATION_GRACE_SECONDS", "600"),
        ]);
        let first = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(&world);
        let put = |shown: &Reply| Call::manage(Method::Put, shown).json(&first.resubmitted()).to(&world);
        let second = put(&first);
        let third = put(&second);
        let reads = |shown: &Reply| Call::manage(Method::Get, shown).to(&world).status();
        assert_eq!([reads(&first), reads(&second), reads(&third)], [401, 200, 200], "{storage}");
        assert_eq!(put(&first).status(), 401, "{storage}");
        assert_eq!(Call::manage(Method::Delete, &first).to(&world).status(), 401, "{storage}");
        world.now.set(enrol::unit::Timestamp(world.now.get().0 + 599));
        assert_eq!(reads(&second), 200, "{storage}");
        world.now.set(enrol::unit::Timestamp(world.now.get().0 + 1));
        assert_eq!([reads(&second), reads(&third)], [401, 200], "{storage}");
    }
}

/// Requirements H2, H12: nor does it stand in for the key of a token that was replaced and is accepted for a while.
#[test]
fn a_replaced_token_forged_with_an_earlier_key_is_refused() {
    let ring = format!("{} {}", KEYS[1], KEYS[0]);
    let world = World::with(&[("MASTER_SECRET", &ring), ("ROTATION_ON_UPDATE", "token")]);
    let client = registered(&world);
    assert_eq!(Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world).status(), 200);
    let keys = enrol::key_ring::KeyRing::parse(KEYS[0]).unwrap();
    let id = enrol::model::ClientId::parse(&client.text("client_id")).unwrap();
    let first = enrol::model::Credentials::first(keys.current(), enrol::unit::Timestamp(0));
    let forged = first.token(&id, &keys).unwrap().reveal();
    let path = format!("/register/{}", client.text("client_id"));
    assert_eq!(Call::get(&path).token(&forged).to(&world).status(), 401);
    assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 200, "the replaced one itself");
}
