//! Documents that change while they are fresh: what a request lacks is looked for again.

use enrol::ports::Limit;
use enrol::unit::Seconds;
use serde_json::json;

use super::{ID, ask, assertion, document, fetches, proven, publish, publish_key, refused, world_with};
use crate::support::authorization::parameters;
use crate::support::browser::Browser;
use crate::support::{Down, Reply, Signer, World};

/// Draft section 6.2; requirements N12, N21: a new key counts at once, and a key that left the document counts no longer then.
#[test]
fn a_token_request_uses_the_current_keys_of_the_document() {
    let world = world_with(&[]);
    let (old, new) = (Signer::new(), Signer::new());
    publish_key(&world, &old, "1");
    world.cache_document(ID, "max-age=86400");
    let push = |signer: &Signer, kid: &str, jti: &str| -> Reply {
        proven("/par", &assertion(signer, kid, jti, &world), &parameters(&[])).to(&world)
    };
    assert_eq!(push(&old, "1", "a").status(), 201);
    publish_key(&world, &new, "2");
    world.cache_document(ID, "max-age=86400");
    assert_eq!(refused(&push(&new, "2", "b")).2, "assertion_signature", "the pause");
    world.wait(Seconds(30));
    assert_eq!(push(&new, "2", "c").status(), 201);
    assert_eq!(fetches(&world), 2);
    assert_eq!(refused(&push(&old, "1", "d")).2, "assertion_signature");
    world.wait(Seconds(30));
    assert_eq!(refused(&push(&old, "1", "e")).2, "assertion_signature");
    assert_eq!(fetches(&world), 3);
}

/// Requirements N13, N21: a redirection URI that came into the document counts at once.
#[test]
fn a_new_redirection_uri_counts_at_once() {
    let world = world_with(&[]);
    let new = [("redirect_uri", "https://client.example/new")];
    let status = |world: &World| ask(&Browser::default(), world, &new).status();
    assert_eq!(status(&world), 400);
    publish(&world, &document(&json!({"redirect_uris": ["https://client.example/new"]})));
    assert_eq!((status(&world), fetches(&world)), (400, 1));
    world.wait(Seconds(30));
    assert_eq!((status(&world), fetches(&world)), (200, 2));
}

/// Requirement N26: looking again stays within the limits, and a document that does not count changes nothing.
#[test]
fn looking_again_is_bounded_and_never_worse() {
    let world = world_with(&[]);
    let asked = |uri: &str| ask(&Browser::default(), &world, &[("redirect_uri", uri)]).status();
    assert_eq!(asked("https://client.example/cb"), 200);
    world.wait(Seconds(30));
    for limit in [Limit::Fetch, Limit::Outbound] {
        world.admit(limit, 0);
        assert_eq!(asked("https://client.example/new"), 400);
        world.admit(limit, 1000);
    }
    assert_eq!(fetches(&world), 1);
    world.publish_as(ID, 404, "text/html", "");
    assert_eq!(asked("https://client.example/new"), 400);
    assert_eq!(asked("https://client.example/cb"), 200, "it is fresh");
    world.down.set(Down::Throttle);
    assert_eq!(asked("https://client.example/new"), 503);
    assert_eq!(asked("https://client.example/cb"), 200);
}
