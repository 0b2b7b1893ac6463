//! Credentials across a change of the master secret.

use enrol::http::Method;
use serde_json::json;

use crate::support::{Call, KEYS, Reply, World};

fn registered(world: &World) -> Reply {
    Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(world)
}

/// Requirement K14.
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
    let id = enrol::client::ClientId::parse(&client.text("client_id")).unwrap();
    let forged = enrol::client::Credentials::first(&keys).token(&id, &keys).unwrap().reveal();
    assert!(forged.starts_with("enrol_rat_k1.0."));
    let path = format!("/register/{}", client.text("client_id"));
    assert_eq!(Call::get(&path).token(&forged).to(&world).status(), 401);
    assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 200);
}

/// Requirements R32, R35: what is stored is worth nothing to a thief.
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
