//! Operator commands for signing keys.

use enrol::client_metadata::SigningAlgorithm;
use enrol::jose::Token;
use enrol::signing::ALGORITHMS;
use enrol::unit::Seconds;

use crate::support::World;
use crate::support::tokens::{is_verified, published, rotate, sign};

/// Marks the signing keys of an algorithm as due, as the command line does.
fn demand(world: &World, algorithm: &SigningAlgorithm) {
    let now = world.now.get();
    for key in world.signing_keys.borrow_mut().iter_mut().filter(|key| key.algorithm == *algorithm) {
        key.due_at = Some(now);
    }
}

/// Deletes a leaked key, as the command line does.
fn delete(world: &World, token: &Token) {
    world.signing_keys.borrow_mut().retain(|key| Some(&key.kid) != token.kid.as_ref());
}

#[test]
fn a_key_is_followed_by_another_as_soon_as_an_operator_wants_it() {
    for [turned, other] in [[0, 1], [1, 0]].map(|order| order.map(|index| &ALGORITHMS[index])) {
        let world = World::new();
        let [first, beside] = [turned, other].map(|algorithm| sign(&world, algorithm));
        world.wait(Seconds(10));
        demand(&world, turned);
        assert_eq!(sign(&world, turned).kid, first.kid);
        for _ in 0..2 {
            assert_eq!(published(&world, turned).len(), 2, "there is one next key");
            rotate(&world);
        }
        assert_eq!(published(&world, other), [beside.kid.clone().unwrap()]);
        world.wait(Seconds(86_399));
        assert_eq!(sign(&world, turned).kid, first.kid, "the next one does not sign yet");
        world.wait(Seconds(1));
        let second = sign(&world, turned);
        assert!(second.kid != first.kid && is_verified(&second, &world) && is_verified(&first, &world));
        world.wait(Seconds::of_days(7));
        rotate(&world);
        assert_eq!(published(&world, turned), [second.kid.unwrap()], "it is not followed again");
        assert_eq!(sign(&world, other).kid, beside.kid);
    }
}

#[test]
fn keys_of_both_algorithms_can_be_followed_on_the_same_day() {
    let world = World::new();
    for algorithm in &ALGORITHMS {
        sign(&world, algorithm);
    }
    for algorithm in &ALGORITHMS {
        demand(&world, algorithm);
        assert_eq!(published(&world, algorithm).len(), 2);
        world.wait(Seconds(60));
    }
}

#[test]
fn a_demand_that_is_still_to_come_is_waited_for() {
    let world = World::new();
    let algorithm = &SigningAlgorithm::Es256;
    sign(&world, algorithm);
    demand(&world, algorithm);
    world.now.set(world.now.get().before(Seconds(1)));
    assert_eq!(published(&world, algorithm).len(), 1);
    world.wait(Seconds(1));
    assert_eq!(published(&world, algorithm).len(), 2);
}

#[test]
fn requests_at_the_same_time_make_one_next_key() {
    for algorithm in &ALGORITHMS {
        let world = World::new();
        sign(&world, algorithm);
        demand(&world, algorithm);
        world.key_rivals.set(3);
        assert_eq!(published(&world, algorithm).len(), 2);
        assert_eq!(published(&world, algorithm).len(), 2);
    }
}

#[test]
fn what_a_deleted_key_has_signed_is_worth_nothing() {
    for algorithm in &ALGORITHMS {
        let world = World::new();
        let first = sign(&world, algorithm);
        assert!(is_verified(&first, &world));
        delete(&world, &first);
        assert!(!is_verified(&first, &world));
        let second = sign(&world, algorithm);
        assert!(second.kid != first.kid && is_verified(&second, &world));
    }
}

#[test]
fn a_deleted_key_leaves_its_place_to_the_next_one_at_once() {
    for (algorithm, lead) in ALGORITHMS.iter().flat_map(|algorithm| [0, 1, 86_370].map(|lead| (algorithm, lead))) {
        let world = World::new();
        let first = sign(&world, algorithm);
        demand(&world, algorithm);
        let next = published(&world, algorithm).into_iter().find(|kid| Some(kid) != first.kid.as_ref());
        world.wait(Seconds(lead));
        delete(&world, &first);
        let second = sign(&world, algorithm);
        assert_eq!(second.kid, next);
        assert!(is_verified(&second, &world) && !is_verified(&first, &world), "{lead}");
        demand(&world, algorithm);
        for _ in 0..2 {
            assert_eq!(published(&world, algorithm).len(), 2, "and can be followed itself");
        }
        delete(&world, &second);
        let third = sign(&world, algorithm);
        assert!(is_verified(&third, &world) && !is_verified(&second, &world));
        world.wait(Seconds::of_days(2));
        assert_eq!(sign(&world, algorithm).kid, third.kid);
    }
}

#[test]
fn a_deleted_key_leaves_its_place_to_the_one_before_until_another_is_made() {
    for algorithm in &ALGORITHMS {
        let world = World::new();
        let first = sign(&world, algorithm);
        demand(&world, algorithm);
        rotate(&world);
        world.wait(Seconds::of_days(1));
        let second = sign(&world, algorithm);
        delete(&world, &second);
        let third = sign(&world, algorithm);
        assert_eq!(third.kid, first.kid, "which others have already");
        assert!(is_verified(&third, &world) && !is_verified(&second, &world));
        world.wait(Seconds::of_days(1));
        let fourth = sign(&world, algorithm);
        assert!(![first.kid, second.kid].contains(&fourth.kid) && is_verified(&fourth, &world));
    }
}
