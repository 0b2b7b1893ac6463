//! How long an isolate uses the policies that it has read.

use enrol::unit::Seconds;
use serde_json::json;

use super::{activate, operator, register, world};
use crate::support::{Down, World};

const REFUSING: &str = "app.example";

fn refuses(world: &World) -> bool {
    register(&json!({"client_name": REFUSING}), world).status() == 400
}

#[test]
fn without_the_setting_nothing_is_read_and_there_is_no_admin_api_of_policies() {
    let operator = operator("admin");
    let operator = operator.each_ref().map(|(name, value)| (*name, &**value));
    let calls = |world: &World| {
        let before = world.store_calls.get();
        assert_eq!(register(&json!({}), world).status(), 201);
        world.store_calls.get() - before
    };
    let off = World::with(&operator);
    assert_eq!(calls(&off), calls(&World::with(&[])));
    assert_eq!(super::asking(enrol::http::Method::Get, "", &off).to(&off).status(), 404);
    let on = world(&[]);
    assert_eq!(calls(&on), calls(&off) + 1);
    assert_eq!(calls(&on), calls(&off), "the policies are remembered");
}

#[test]
fn an_isolate_reads_the_policies_at_most_once_in_30_seconds() {
    let world = world(&[]);
    register(&json!({}), &world);
    let before = world.store_calls.get();
    for _ in 0..29 {
        world.wait(Seconds(1));
        assert_eq!(register(&json!({}), &world).status(), 201);
    }
    assert_eq!(world.store_calls.get() - before, 29, "each registration stores its client, and reads nothing");
    world.wait(Seconds(1));
    register(&json!({}), &world);
    assert_eq!(world.store_calls.get() - before, 31);
}

/// Another isolate changes the policy. This one knows after 30 seconds.
#[test]
fn a_change_holds_everywhere_within_30_seconds() {
    let world = world(&[]);
    assert!(!refuses(&world));
    let before = world.held();
    activate("open", &json!({"protected_names": [REFUSING]}), &world);
    assert!(refuses(&world), "the isolate of the change knows at once");
    world.hold(before);
    world.wait(Seconds(29));
    assert!(!refuses(&world));
    world.wait(Seconds(1));
    assert!(refuses(&world));
}

#[test]
fn without_the_database_the_policies_hold_for_30_seconds_and_then_nobody_registers() {
    // Sealed clients need no database.
    let world = World::of(crate::support::start(&[super::DATABASE]));
    assert_eq!(register(&json!({}), &world).status(), 201);
    world.down.set(Down::Store);
    world.wait(Seconds(29));
    assert_eq!(register(&json!({}), &world).status(), 201);
    world.wait(Seconds(1));
    let refused = register(&json!({}), &world);
    assert_eq!((refused.status(), refused.text("error")), (503, "temporarily_unavailable".to_owned()));
    world.down.set(Down::Nothing);
    assert_eq!(register(&json!({}), &world).status(), 201);
}

/// Nobody registers without a policy that cannot be read.
#[test]
fn a_stored_policy_that_cannot_be_read_is_a_fault() {
    let world = world(&[]);
    activate("open", &json!({}), &world);
    world.policies.borrow_mut()[0].set("document", json!({"bounds": 1}));
    let refused = register(&json!({}), &world);
    assert_eq!((refused.status(), refused.text("error")), (500, "server_error".to_owned()));
}
