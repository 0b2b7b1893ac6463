//! What the cron trigger does.

use enrol::http::Method;
use enrol::maintenance;
use enrol::ports::Forgotten;
use enrol::unit::{Seconds, Timestamp};
use serde_json::json;

use crate::support::{Break, Call, World, run};

/// Requirement H50.
#[test]
fn a_deleted_client_is_remembered_for_as_long_as_the_operator_says() {
    let world = World::with(&[("DELETED_CLIENT_RETENTION_DAYS", "30")]);
    for _ in 0..3 {
        let client = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(&world);
        assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
    }
    let sweep = || run(maintenance::sweep(world.server.config(), &world));
    let Timestamp(deleted) = world.now.get();
    world.now.set(Timestamp(deleted + Seconds::of_days(30).0));
    assert_eq!((sweep(), world.tombstones()), (Ok(Forgotten(0)), 3));
    world.now.set(Timestamp(deleted + Seconds::of_days(30).0 + 1));
    assert_eq!((sweep(), world.tombstones()), (Ok(Forgotten(3)), 0));
    world.broken.set(Break::Store);
    let line = maintenance::line(&sweep());
    assert!(line.contains("temporarily_unavailable") && line.contains("no such table"), "{line}");
    assert_eq!(maintenance::line(&Ok(Forgotten(3))), r#"{"forgotten":3,"route":"scheduled"}"#);
}
