//! The cache of documents. Draft section 4.2, RFC 9111 section 5.2.2.

use enrol::ports::Limit;
use enrol::unit::Seconds;
use serde_json::json;

use super::{ID, ask, document, fetches, log, publish, world_with};
use crate::support::browser::Browser;
use crate::support::{Down, World};

/// Asks after some seconds; returns the status and the number of fetches so far.
fn after(seconds: u64, world: &World) -> (u16, usize) {
    world.wait(Seconds(seconds));
    (ask(&Browser::default(), world, &[]).status(), fetches(world))
}

/// Requirements N15, N21, Q18: a good document is fresh for the time of its header, from five minutes to a day.
#[test]
fn a_document_is_fresh_for_the_time_of_its_header_within_bounds() {
    for (header, fresh) in [
        ("", 300),
        ("no-store", 300),
        ("no-cache, max-age=7200", 300),
        ("max-age=0", 300),
        ("max-age=10", 300),
        ("max-age=x", 300),
        ("public, max-age=7200", 7200),
        ("MAX-AGE=\"7200\", immutable", 7200),
        ("max-age=31536000", 86_400),
        ("max-age=99999999999999999999999", 300),
    ] {
        let world = world_with(&[]);
        world.cache_document(ID, header);
        assert_eq!(after(0, &world), (200, 1), "{header}");
        assert_eq!(after(fresh - 1, &world), (200, 1), "{header}");
        assert_eq!(after(1, &world), (200, 2), "{header}");
    }
}

/// RFC 9111 section 4.2.4: a host that is out of order for a while ends no client. A document that is gone does.
#[test]
fn an_old_document_serves_while_the_host_does_not_answer() {
    let world = world_with(&[]);
    assert_eq!(after(0, &world), (200, 1));
    for status in [429, 500, 503] {
        world.publish_as(ID, status, "text/html", "");
        assert_eq!(after(300, &world).0, 200, "{status}");
    }
    world.down.set(Down::Fetch);
    assert_eq!(after(300, &world).0, 200);
    world.down.set(Down::Nothing);
    world.admit(Limit::Fetch, 0);
    assert_eq!(after(300, &world).0, 200);
    world.admit(Limit::Outbound, 0);
    assert_eq!(after(300, &world).0, 200);
    world.admit(Limit::Outbound, 1000);
    world.admit(Limit::Fetch, 1000);
    world.publish_as(ID, 500, "text/html", "");
    let reply = {
        world.wait(Seconds(86_400 - 1800));
        ask(&Browser::default(), &world, &[])
    };
    assert_eq!((reply.status(), &*log(&reply, "reason")), (400, "document_unavailable"));
}

/// Requirement N21: a document that was changed counts when it is fetched again; a hostile or missing one ends the use.
#[test]
fn a_document_that_is_gone_or_turned_bad_ends_the_use() {
    for (status, text, reason) in [
        (404, String::new(), "document_status"),
        (410, String::new(), "document_status"),
        (302, String::new(), "document_redirect"),
        (200, "{}".to_owned(), "document_client_id"),
        (200, document(&json!({"client_secret": "x"})).to_string(), "document_member"),
    ] {
        let world = world_with(&[]);
        assert_eq!(after(0, &world), (200, 1));
        world.publish_as(ID, status, "application/json", &text);
        assert_eq!(after(299, &world), (200, 1));
        world.wait(Seconds(1));
        let reply = ask(&Browser::default(), &world, &[]);
        assert_eq!((reply.status(), &*log(&reply, "reason")), (400, reason));
        publish(&world, &document(&json!({})));
        assert_eq!(after(0, &world).0, 200);
    }
}

/// A cache that does not answer costs fetches, and nothing else. The entry of another address never counts.
#[test]
fn the_cache_is_no_more_than_a_cache() {
    let world = world_with(&[]);
    world.down.set(Down::Cache);
    assert_eq!((after(0, &world), after(0, &world)), ((200, 1), (200, 2)));
    world.down.set(Down::Nothing);
    assert_eq!(after(0, &world), (200, 3));
    let key = world.cache.borrow().keys().find(|key| key.starts_with("client:")).unwrap().clone();
    let (text, end) = world.cache.borrow()[&key].clone();
    for spoilt in [text.replace("client.json", "other.json"), "{}".to_owned(), "x".to_owned()] {
        world.cache.borrow_mut().insert(key.clone(), (spoilt, end));
        assert_eq!(after(0, &world).0, 200);
    }
    assert_eq!(fetches(&world), 6);
}
