//! When counts are stored, and for how long.

use enrol::maintenance;
use enrol::metrics::{self, Storing};
use enrol::model::Metric;
use enrol::ports::Forgotten;
use enrol::unit::{Seconds, Timestamp};
use serde_json::json;

use super::{assert_counted, register};
use crate::support::{Call, Down, World, run};

fn store(storing: Storing, world: &World) -> u32 {
    let before = world.store_calls.get();
    assert_eq!(run(metrics::store(storing, world)), None);
    world.store_calls.get() - before
}

#[test]
fn a_request_itself_stores_no_count() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed")]);
    assert_eq!(register(&json!({}), &world).status(), 201);
    assert_eq!((world.store_calls.get(), world.counts.borrow().len()), (0, 0));
}

#[test]
fn an_isolate_stores_its_counts_at_most_once_a_minute() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed")]);
    assert_eq!(store(Storing::WhenDue, &world), 0, "nothing to store");
    register(&json!({}), &world);
    assert_eq!(store(Storing::WhenDue, &world), 1, "the first counts do not wait: few isolates live for a minute");
    register(&json!({}), &world);
    world.wait(Seconds(59));
    assert_eq!(store(Storing::WhenDue, &world), 0);
    world.wait(Seconds(1));
    assert_eq!(store(Storing::WhenDue, &world), 1);
    register(&json!({}), &world);
    // A clock that was set back.
    world.now.set(Timestamp(world.now.get().0 - 3600));
    assert_eq!(store(Storing::WhenDue, &world), 1);
    assert_counted(&world, Metric::Registration, &[("registered", 3)]);
}

#[test]
fn the_cron_trigger_stores_the_counts_of_its_isolate() {
    let world = World::new();
    for _ in 0..2 {
        register(&json!({}), &world);
        run(maintenance::run("* * * * *", world.server.config(), &world));
    }
    assert!(world.tally.borrow().waiting().is_empty());
    assert_counted(&world, Metric::Registration, &[("registered", 2)]);
}

#[test]
fn counts_that_could_not_be_stored_are_stored_later_in_their_own_hour() {
    let world = World::new();
    register(&json!({}), &world);
    let hour = world.now.get().0 / 3600 * 3600;
    world.down.set(Down::Store);
    assert!(
        run(maintenance::run("* * * * *", world.server.config(), &world)).iter().any(|line| line.contains("metrics"))
    );
    world.wait(Seconds(3600));
    world.down.set(Down::Nothing);
    register(&json!({}), &world);
    assert_eq!(store(Storing::WhenDue, &world), 1);
    let counts = world.counts.borrow();
    let registered: Vec<_> = counts.iter().filter(|((_, name, _), _)| *name == "registration").collect();
    assert_eq!(
        registered.iter().map(|((at, ..), count)| (at.0, **count)).collect::<Vec<_>>(),
        [(hour, 1), (hour + 3600, 1)]
    );
}

#[test]
fn counts_are_kept_for_as_long_as_the_operator_says() {
    let world = World::with(&[("METRICS", r#"{"days": 2}"#)]);
    register(&json!({}), &world);
    assert_eq!(store(Storing::Now, &world), 1);
    let swept = |world: &World| run(maintenance::sweep(world.server.config(), world)).unwrap().counts;
    world.now.set(Timestamp(world.now.get().0 / 3600 * 3600 + Seconds::of_days(2).0));
    assert_eq!(swept(&world), Forgotten(0));
    world.wait(Seconds(1));
    // The outcome, the kind of the registrant and the host.
    assert_eq!(swept(&world), Forgotten(3));
    assert!(world.counts.borrow().is_empty());
}

#[test]
fn a_server_without_metrics_counts_nothing_and_forgets_what_was_counted() {
    let world = World::new();
    register(&json!({}), &world);
    assert_eq!(store(Storing::Now, &world), 1);
    let world = world.restarted(&[("METRICS", r#"{"days": 0}"#)]);
    world.wait(Seconds(1));
    register(&json!({}), &world);
    Call::token_request(&[]).to(&world);
    assert!(world.tally.borrow().waiting().is_empty());
    assert_eq!(run(maintenance::sweep(world.server.config(), &world)).unwrap().counts, Forgotten(3));
    assert!(world.counts.borrow().is_empty());
}

#[test]
fn a_server_can_count_without_names() {
    let world = World::with(&[("METRICS", r#"{"names": false}"#)]);
    register(&json!({"client_name": "A"}), &world);
    for metric in [Metric::RedirectHost, Metric::Software] {
        assert_counted(&world, metric, &[]);
    }
    assert_counted(&world, Metric::Registration, &[("registered", 1)]);
}
