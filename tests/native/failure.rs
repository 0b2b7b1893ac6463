//! Failures of ports: the log has the cause, the caller gets no details, and nothing is half done.

use enrol::http::Method;
use serde_json::json;

use crate::support::{Call, Down, Reply, World};

fn register() -> Call {
    Call::register(&json!({"redirect_uris": ["https://client.example/cb"]}))
}

fn is_told_nothing(reply: &Reply, status: u16) {
    assert_eq!(reply.status(), status);
    assert!(!reply.json().to_string().contains("D1"), "{}", reply.json());
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert!(reply.line.contains("\"fault\":"), "{}", reply.line);
}

/// Requirements A27, A28.
#[test]
fn a_store_that_is_down_is_a_503_and_leaves_nothing_behind() {
    let world = World::new();
    let client = register().to(&world);
    let before = world.clients();
    world.down.set(Down::Store);
    let calls = [
        register(),
        Call::manage(Method::Get, &client),
        Call::manage(Method::Put, &client).json(&client.resubmitted()),
        Call::manage(Method::Delete, &client),
    ];
    for call in calls {
        let reply = call.to(&world);
        is_told_nothing(&reply, 503);
        assert_eq!(reply.text("error"), "temporarily_unavailable");
        assert!(reply.header("retry-after").is_some());
        assert!(reply.line.contains("no such table"), "{}", reply.line);
    }
    assert_eq!(world.clients(), before);
    assert_eq!(Call::get("/.well-known/openid-configuration").to(&world).status(), 200);
}

#[test]
fn without_randomness_nothing_is_registered() {
    let world = World::new();
    world.down.set(Down::Random);
    is_told_nothing(&register().to(&world), 503);
    assert!(world.clients().is_empty());
}

/// Requirement G1: no identifier is issued twice.
#[test]
fn randomness_that_repeats_itself_registers_nobody_a_second_time() {
    let world = World::new();
    world.repeats_random.set(true);
    let client = register().to(&world);
    let reply = register().to(&world);
    is_told_nothing(&reply, 500);
    assert_eq!(reply.text("error"), "server_error");
    assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
    is_told_nothing(&register().to(&world), 500);
}

/// Requirement R49: a request that was lost with its instance is answered like any other that the server failed.
#[test]
fn a_lost_request_is_answered_as_a_fault_of_the_server_and_leaves_a_line() {
    let world = World::new();
    world.repeats_random.set(true);
    register().to(&world);
    let (lost, fault) = (enrol::route::lost(), register().to(&world).response);
    assert_eq!((lost.status.0, &lost.headers, &lost.body), (500, &fault.headers, &fault.body));
    let line = enrol::log_line::line_of_break("RuntimeError: unreachable");
    assert_eq!(line, r#"{"code":"server_error","fault":"broke off: RuntimeError: unreachable"}"#);
}

#[test]
fn without_the_limit_against_floods_nothing_is_registered() {
    let world = World::new();
    world.down.set(Down::Throttle);
    is_told_nothing(&register().to(&world), 503);
    assert!(world.clients().is_empty());
}

#[test]
fn a_server_that_cannot_run_refuses_everything_and_names_the_setting_in_the_log_alone() {
    let misconfigured = enrol::route::Server::start(|_| None).unwrap_err();
    let request = Call::get("/.well-known/openid-configuration").into_request();
    let handled = enrol::route::refuse_all(&request, &misconfigured);
    let reply = Reply { response: handled.response, line: handled.log_line.text(0, 0) };
    is_told_nothing(&reply, 503);
    assert!(reply.line.contains("the setting ISSUER must be set"), "{}", reply.line);
    assert!(!reply.json().to_string().contains("ISSUER"));
}
