//! Messages to other servers: requests with credentials or a body.

use enrol::client_metadata::AbsoluteUri;
use enrol::error::Fault;
use enrol::http::Peer;
use enrol::outbound::{json_of, send};
use enrol::policy::Guard;
use enrol::ports::{Content, Fetched, Limit, Message};
use serde_json::json;

use crate::support::{Down, World, run};

const ADDRESS: &str = "https://client.example/logout";
const PEER: &str = "203.0.113.7";

/// A world in which the address answers a POST.
fn world() -> World {
    let world = World::new();
    world.resolve("client.example", "93.184.216.34", "");
    world.answer(ADDRESS, 400, &json!({"error": "invalid_request"}));
    world
}

fn form() -> Message {
    Message::post(Content::form(&[("logout_token", "a b&c=\u{e9}"), ("x", "")]))
}

fn sent(address: &str, guard: &Guard, world: &World) -> Result<Option<Fetched>, Fault> {
    let peer = Peer(PEER.parse().ok());
    run(send(&AbsoluteUri::parse(address).unwrap(), &form(), peer, guard, world))
}

fn guard(world: &World) -> Guard {
    world.server.config().policy.guard.clone()
}

/// RFC 6749 appendix B; requirement Q1.
#[test]
fn a_form_is_sent_as_it_is_and_every_status_is_returned() {
    let world = world();
    let answer = sent(ADDRESS, &guard(&world), &world).unwrap().unwrap();
    assert_eq!((answer.status.0, json_of(&answer)), (400, Some(json!({"error": "invalid_request"}))));
    let messages = world.sent.borrow();
    let (address, message) = &messages[0];
    assert_eq!((messages.len(), &**address, &message.authorization), (1, ADDRESS, &None));
    let content = message.content.as_ref().unwrap();
    assert_eq!(
        (content.text(), content.media_type()),
        ("logout_token=a+b%26c%3D%C3%A9&x=", "application/x-www-form-urlencoded")
    );
}

/// Requirements Q2, Q6.
#[test]
fn a_message_goes_only_where_the_guard_permits() {
    let world = world();
    world.resolve("inside.example", "10.0.0.1", "");
    for address in [
        "http://client.example/logout",
        "https://127.0.0.1/logout",
        "https://inside.example/logout",
        "https://as.example/token",
        "https://client.example:22/logout",
    ] {
        world.answer(address, 200, &json!({}));
        assert_eq!(sent(address, &guard(&world), &world), Ok(None), "{address}");
    }
    assert!(world.sent.borrow().is_empty());
}

#[test]
fn an_address_of_the_operator_needs_no_check_and_no_limit_of_its_host() {
    let world = world();
    let address = "https://inside.example:9443/token";
    world.answer(address, 200, &json!({}));
    let guard = Guard { trusted: vec![AbsoluteUri::parse(address).unwrap()], ..guard(&world) };
    assert!(sent(address, &guard, &world).unwrap().is_some());
    assert_eq!((world.counted(Limit::Outbound), world.counted(Limit::Fetch)), (vec![PEER.to_owned()], Vec::new()));
}

/// Requirement Q17.
#[test]
fn messages_are_limited_for_each_network_and_each_host() {
    let world = world();
    world.admit(Limit::Fetch, 1);
    assert!(sent(ADDRESS, &guard(&world), &world).unwrap().is_some());
    assert_eq!(world.counted(Limit::Outbound), [PEER; 3], "one message, and two requests to the resolver");
    assert_eq!(world.counted(Limit::Fetch), ["client.example"]);
    assert_eq!(sent(ADDRESS, &guard(&world), &world), Ok(None));
    world.admit(Limit::Fetch, 1);
    world.admit(Limit::Outbound, 2);
    assert_eq!(sent(ADDRESS, &guard(&world), &world), Err(Fault::Limited));
    assert_eq!(world.sent.borrow().len(), 1);
    for limit in [Limit::Fetch, Limit::Outbound] {
        let world = self::world();
        world.down.set(Down::Limit(limit));
        assert!(matches!(sent(ADDRESS, &guard(&world), &world), Err(Fault::Unavailable(_))));
    }
}

#[test]
fn a_server_that_does_not_answer_is_told_as_nothing() {
    let world = world();
    world.down.set(Down::Fetch);
    assert_eq!(sent(ADDRESS, &guard(&world), &world), Ok(None));
}

#[test]
fn a_response_is_json_by_its_media_type_its_length_and_its_text() {
    let world = world();
    let json = |content_type: &str, body: &str| {
        world.publish_as(&format!("POST {ADDRESS}"), 200, content_type, body);
        json_of(&sent(ADDRESS, &guard(&world), &world).unwrap().unwrap())
    };
    assert_eq!(json("application/json; charset=utf-8", "{}"), Some(json!({})));
    assert_eq!(json("application/x-www-form-urlencoded", "access_token=x"), None);
    assert_eq!(json("application/json", r#"{"a":1,"a":2}"#), None);
    assert_eq!(json("application/json", &format!("\"{}\"", "x".repeat(65_536))), None);
}

#[test]
fn a_message_shows_nothing_of_itself() {
    assert_eq!(format!("{:?} {:?}", form(), Message::with_token("secret")), "Message Message");
    assert_eq!(Message::with_token("secret").authorization.as_deref(), Some("Bearer secret"));
}
