//! A flood of names grows neither the memory of an isolate nor the store.

use enrol::metrics::{self, Storing};
use enrol::model::{Metric, Observation, Outcome, Subject};
use enrol::unit::Seconds;
use serde_json::json;

use super::{assert_counted, register};
use crate::support::{Down, World, run};

/// The facts of a registration with names of its own.
fn named(number: u32) -> Observation {
    Observation {
        route: "client_registration",
        subject: Subject::Registration,
        outcome: Outcome::Registered,
        kind: "nobody",
        code: String::new(),
        member: String::new(),
        hosts: vec![format!("h{number}.example")],
        software: Some(format!("n{number}")),
        sealed_client: None,
    }
}

fn flood(numbers: std::ops::Range<u32>, world: &World) {
    for number in numbers {
        let uri = format!("https://h{number}.example/");
        let reply = register(&json!({"client_name": format!("n{number}"), "redirect_uris": [uri]}), world);
        assert_eq!(reply.status(), 201);
    }
}

#[test]
fn ten_thousand_hostile_names_have_few_keys() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed")]);
    for minute in 0..50 {
        for number in minute * 200..(minute + 1) * 200 {
            metrics::count(&named(number), &world);
        }
        // 20 of each kind of name, one key for the others, and the outcome and the kind of the registrant.
        assert_eq!(world.tally.borrow().waiting().len(), 2 * 21 + 2);
        assert_eq!(run(metrics::store(Storing::WhenDue, &world)), None);
        world.wait(Seconds(60));
    }
    for metric in [Metric::RedirectHost, Metric::Software] {
        let counted = world.counts_of(metric);
        assert_eq!(counted.iter().map(|(_, count)| count).sum::<u64>(), 10_000);
        let other = counted.iter().find(|(key, _)| key == "other").unwrap().1;
        // One hour: each key is among the first of its minute.
        assert_eq!((counted.len(), other), (51, 10_000 - 50), "{metric:?}");
    }
    assert_counted(&world, Metric::Registration, &[("registered", 10_000)]);
}

#[test]
fn a_name_that_was_counted_before_the_flood_is_counted_in_it() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed")]);
    flood(0..1, &world);
    flood(1..100, &world);
    flood(0..1, &world);
    let counted = world.counts_of(Metric::RedirectHost);
    assert!(counted.contains(&("h0.example".to_owned(), 2)), "{counted:?}");
}

#[test]
fn counts_that_cannot_be_stored_wait_in_bounded_memory() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed")]);
    for hour in 0..40 {
        flood(hour * 30..(hour + 1) * 30, &world);
        world.down.set(Down::Store);
        let line = run(metrics::store(Storing::WhenDue, &world)).unwrap();
        assert!(line.contains(r#""route":"metrics""#) && line.contains("temporarily_unavailable"), "{line}");
        world.down.set(Down::Nothing);
        world.wait(Seconds(60 * 60));
    }
    assert_eq!(world.tally.borrow().waiting().len(), 256);
    // Five hours fit, and a part of one before: the counts of the oldest hours are lost.
    let counted = world.counts_of(Metric::Registration);
    let [(_, registered)] = &counted[..] else { panic!("{counted:?}") };
    assert!((120..=180).contains(registered), "{registered}");
}
