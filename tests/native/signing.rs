//! The keys that the server signs with: made, published, followed by others.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::client_metadata::SigningAlgorithm;
use enrol::model;
use enrol::signing::{self, ALGORITHMS};
use enrol::unit::{Seconds, Timestamp};
use serde_json::{Value, json};

use crate::support::tokens::{ask, is_verified, published, rotate, sign};
use crate::support::{Call, Down, KEYS, World, run};

/// RFC 7517 sections 4 and 5, RFC 7518 section 6; requirement L15.
#[test]
fn there_is_a_public_key_for_each_algorithm() {
    let world = World::new();
    let keys = Call::get("/jwks").to(&world).json()["keys"].as_array().unwrap().clone();
    let names: Vec<Vec<&String>> = keys.iter().map(|key| key.as_object().unwrap().keys().collect()).collect();
    assert_eq!(names, [vec!["alg", "crv", "kid", "kty", "use", "x", "y"], vec!["alg", "e", "kid", "kty", "n", "use"]]);
    assert_ne!(keys[0]["kid"], keys[1]["kid"]);
    let bytes = |value: &Value| Base64UrlUnpadded::decode_vec(value.as_str().unwrap()).unwrap().len();
    for (key, members, length) in [
        (&keys[0], json!({"alg": "ES256", "kty": "EC", "crv": "P-256", "use": "sig"}), bytes(&keys[0]["x"])),
        (&keys[1], json!({"alg": "RS256", "kty": "RSA", "e": "AQAB", "use": "sig"}), bytes(&keys[1]["n"]) / 8),
    ] {
        assert!(members.as_object().unwrap().iter().all(|(name, value)| key[name] == *value), "{key}");
        assert_eq!(length, 32);
    }
    for algorithm in &ALGORITHMS {
        let token = sign(&world, algorithm);
        assert_eq!(published(&world, algorithm), [token.kid.clone().unwrap()], "the one that signs");
        assert!(is_verified(&token, &world));
    }
}

#[test]
fn asking_for_the_keys_reads_them_once() {
    let world = World::new();
    for days in [0, 90] {
        world.wait(Seconds::of_days(days));
        assert_eq!(Call::get("/jwks").to(&world).status(), 200);
        let calls = world.store_calls.get();
        assert_eq!(Call::get("/jwks").to(&world).status(), 200);
        assert_eq!(world.store_calls.get(), calls + 1);
    }
}

#[test]
fn requests_at_the_same_time_end_with_the_same_keys() {
    let world = World::new();
    for days in [0, 90] {
        world.wait(Seconds::of_days(days));
        world.key_rivals.set(3);
        for algorithm in &ALGORITHMS {
            assert_eq!(published(&world, algorithm).len(), if days == 0 { 1 } else { 2 });
        }
    }
    for algorithm in &ALGORITHMS {
        let world = World::new();
        world.key_rivals.set(1);
        let token = sign(&world, algorithm);
        assert!(is_verified(&token, &world));
        assert_eq!(published(&world, algorithm).len(), 1);
    }
}

/// RFC 7517 section 5.
#[test]
fn keys_are_published_before_they_sign_and_after() {
    for algorithm in &ALGORITHMS {
        let world = World::new();
        let first = sign(&world, algorithm);
        rotate(&world);
        assert_eq!(published(&world, algorithm).len(), 1, "a young key goes on");
        world.wait(Seconds::of_days(90));
        rotate(&world);
        rotate(&world);
        assert_eq!(published(&world, algorithm).len(), 2, "there is one next key");
        assert_eq!(sign(&world, algorithm).kid, first.kid, "which does not sign yet");
        world.wait(Seconds::of_days(1));
        let second = sign(&world, algorithm);
        assert_ne!(second.kid, first.kid);
        assert!(is_verified(&first, &world) && is_verified(&second, &world));
        world.wait(Seconds::of_days(7));
        assert_eq!(published(&world, algorithm).len(), 1, "what nobody can hold a token of is gone");
        assert!(!is_verified(&first, &world) && is_verified(&second, &world));
    }
}

#[test]
fn without_the_cron_trigger_the_next_key_is_made_when_the_keys_are_asked_for() {
    for algorithm in &ALGORITHMS {
        let world = World::new();
        let first = sign(&world, algorithm);
        world.wait(Seconds::of_days(90));
        assert_eq!(published(&world, algorithm).len(), 2);
        assert_eq!(sign(&world, algorithm).kid, first.kid);
        world.wait(Seconds::of_days(1));
        assert_ne!(sign(&world, algorithm).kid, first.kid);
    }
}

#[test]
fn the_keys_of_one_algorithm_know_nothing_of_those_of_another() {
    for [early, late] in [[0, 1], [1, 0]].map(|order| order.map(|index| &ALGORITHMS[index])) {
        let world = World::new();
        let first = sign(&world, early);
        world.wait(Seconds::of_days(60));
        let second = sign(&world, late);
        for (days, keys) in [(30, 2), (1, 2), (8, 1)] {
            world.wait(Seconds::of_days(days));
            rotate(&world);
            assert_eq!(published(&world, early).len(), keys, "{days}");
            assert_eq!(published(&world, late), [second.kid.clone().unwrap()], "{days}");
        }
        assert_ne!(sign(&world, early).kid, first.kid);
        assert_eq!(sign(&world, late).kid, second.kid);
    }
}

#[test]
fn a_key_is_of_no_use_without_the_master_secret() {
    for algorithm in &ALGORITHMS {
        let world = World::new();
        let first = sign(&world, algorithm);
        let stored = world.signing_keys.borrow()[0].clone();
        assert!(!String::from_utf8_lossy(&stored.sealed).contains("PRIVATE") && stored.public.get("d").is_none());
        let both = KEYS.iter().rev().copied().collect::<Vec<_>>().join(" ");
        let world = world.restarted(&[("MASTER_SECRET", &both)]);
        assert_eq!(sign(&world, algorithm).kid, first.kid);
        let world = world.restarted(&[("MASTER_SECRET", KEYS[1])]);
        let second = sign(&world, algorithm);
        assert_ne!(second.kid, first.kid);
        assert!(is_verified(&second, &world));
        let spoil = |key: &mut model::ServerKey| key.sealed[3] ^= 1;
        world.signing_keys.borrow_mut().iter_mut().filter(|key| Some(&key.kid) == second.kid.as_ref()).for_each(spoil);
        let (claims, keys) = (json!({}), &world.server.config().keys);
        let spoilt = run(signing::sign_token("jwt", &claims, algorithm, None, keys, &world));
        assert_eq!(spoilt.unwrap_err().code(), "server_error");
        assert_eq!(ask(&world).status(), if *algorithm == SigningAlgorithm::Es256 { 500 } else { 200 });
    }
}

#[test]
fn a_platform_that_cannot_make_keys_publishes_none() {
    let world = World::new();
    for broken in [Down::Sign, Down::Random, Down::Store] {
        world.down.set(broken);
        assert_eq!(Call::get("/jwks").to(&world).status(), 503, "{broken:?}");
    }
    assert!(world.signing_keys.borrow().is_empty());
}

/// A full database delays the next key, but current keys still sign. The cron trigger reports the failure.
#[test]
fn a_key_that_cannot_be_stored_keeps_nobody_from_those_in_force() {
    let world = World::new();
    world.down.set(Down::NewKeys);
    assert_eq!(Call::get("/jwks").to(&world).status(), 503, "there is none");
    world.down.set(Down::Nothing);
    let before = Call::get("/jwks").to(&world).json();
    world.wait(Seconds::of_days(90));
    world.down.set(Down::NewKeys);
    assert_eq!(Call::get("/jwks").to(&world).json(), before);
    assert!(is_verified(&sign(&world, &ALGORITHMS[0]), &world));
    let config = world.server.config();
    assert!(run(signing::rotate(config, &world)).is_err());
    world.down.set(Down::Nothing);
    assert_ne!(Call::get("/jwks").to(&world).json(), before);
}

#[test]
fn a_master_key_that_was_taken_away_takes_its_signing_keys_along_at_once() {
    for algorithm in &ALGORITHMS {
        let world = World::new();
        let old = sign(&world, algorithm);
        let world = world.restarted(&[("MASTER_SECRET", &[KEYS[1], KEYS[0]].join(" "))]);
        rotate(&world);
        assert_eq!(published(&world, algorithm).len(), 2, "the next one is to come in a day");
        let world = world.restarted(&[("MASTER_SECRET", KEYS[1])]);
        let token = sign(&world, algorithm);
        assert!(is_verified(&token, &world));
        assert!(!is_verified(&old, &world), "whoever has the key that was taken away could sign it");
        for days in [1, 7, 7, 30] {
            world.wait(Seconds::of_days(days));
            rotate(&world);
            assert!(is_verified(&sign(&world, algorithm), &world), "{days}");
        }
    }
}

#[test]
fn a_key_whose_master_key_is_lost_is_kept_for_a_while_in_case_that_comes_back() {
    for algorithm in &ALGORITHMS {
        let world = World::new();
        let old = sign(&world, algorithm);
        let world = world.restarted(&[("MASTER_SECRET", KEYS[1])]);
        let is_kept = || world.signing_keys.borrow().iter().any(|key| Some(&key.kid) == old.kid.as_ref());
        for (wait, kept) in [(Seconds::of_days(98), true), (Seconds(1), false)] {
            world.wait(wait);
            rotate(&world);
            assert_eq!(is_kept(), kept);
        }
    }
}

#[test]
fn a_clock_that_is_behind_finds_the_first_key() {
    for algorithm in &ALGORITHMS {
        let world = World::new();
        let first = sign(&world, algorithm);
        world.now.set(Timestamp(world.now.get().0 - 300));
        assert_eq!(sign(&world, algorithm).kid, first.kid);
        assert_eq!(published(&world, algorithm), [first.kid.unwrap()]);
    }
}
