//! The health endpoint.

use enrol::http::Method;
use serde_json::json;

use crate::support::{Call, Down, World};

#[test]
fn a_monitor_learns_whether_the_server_can_answer() {
    let world = World::new();
    let well = Call::get("/healthz").to(&world);
    assert_eq!(
        (well.status(), well.json(), well.header("cache-control")),
        (200, json!({"status": "ok"}), Some("no-store"))
    );
    assert_eq!(world.store_calls.get(), 1);
    let head = Call::new(Method::Head, "/healthz").to(&world);
    assert_eq!((head.status(), head.response.body.len()), (200, 0));
    assert_eq!(Call::form("/healthz", &[]).to(&world).header("allow"), Some("GET, HEAD, OPTIONS"));
    world.down.set(Down::Store);
    let ill = Call::get("/healthz").to(&world);
    assert_eq!(
        (ill.status(), ill.text("error"), ill.header("retry-after")),
        (503, "temporarily_unavailable".to_owned(), Some("5"))
    );
    assert!(ill.line.contains("D1_ERROR"), "{}", ill.line);
}

#[test]
fn it_is_below_the_issuer_and_there_whatever_the_server_does() {
    let elsewhere = r#"{"authorization_endpoint": "https://login.example/authorize", "token_endpoint": "https://login.example/token"}"#;
    let world = World::with(&[("ISSUER", "https://as.example/t1"), ("AUTHORIZATION_SERVER", elsewhere)]);
    assert_eq!((Call::get("/t1/healthz").to(&world).status(), Call::get("/healthz").to(&world).status()), (200, 404));
}
