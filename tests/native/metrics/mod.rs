//! The counters.

mod bounds;
mod counted;
mod list;
mod settings;
mod stored;

use enrol::model::Metric;
use serde_json::{Value, json};

use crate::support::{Call, Reply, World};

/// Registers a client with these members.
fn register(members: &Value, world: &World) -> Reply {
    let mut asked = json!({"redirect_uris": ["https://app.example/cb"]});
    asked.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    Call::register(&asked).to(world)
}

/// Compares the counts of a metric.
#[track_caller]
fn assert_counted(world: &World, metric: Metric, expected: &[(&str, u64)]) {
    let counted = world.counts_of(metric);
    let counted: Vec<(&str, u64)> = counted.iter().map(|(key, count)| (&**key, *count)).collect();
    assert_eq!(counted, expected, "{metric:?}");
}
