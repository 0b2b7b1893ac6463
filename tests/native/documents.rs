//! Keys by reference, and other documents of other servers: fetched on first use, and cached.

mod trials;

use enrol::ports::Limit;
use enrol::rules::ValidatedClient;
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use crate::support::{Call, Down, World};
use trials::{NoKey, trials};

const ADDRESS: &str = "https://client.example/jwks";

/// Returns the key of RFC 7517 appendix A.1 under a name.
fn key(kid: &str) -> Value {
    json!({"kty": "EC", "crv": "P-256", "kid": kid,
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"})
}

fn set(kids: &[&str]) -> String {
    json!({"keys": kids.iter().map(|kid| key(kid)).collect::<Vec<_>>()}).to_string()
}

fn world() -> World {
    let world = World::new();
    world.resolve("client.example", "93.184.216.34", "");
    world.publish(ADDRESS, &set(&["1"]));
    world
}

/// Returns a registered client with these members.
fn client(members: &Value, world: &World) -> ValidatedClient {
    let mut asked = json!({"redirect_uris": ["https://client.example/cb"]});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    let reply = Call::register(&asked).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    let id = reply.text("client_id");
    world.clients().into_iter().find(|client| client.id.as_str() == id).unwrap().metadata
}

fn referring(world: &World) -> ValidatedClient {
    client(&json!({"jwks_uri": ADDRESS}), world)
}

/// Returns the number of keys that a signature with this `kid` is tried with, where the first key verifies it.
fn keys(client: &ValidatedClient, kid: Option<&str>, world: &World) -> Result<usize, NoKey> {
    let (found, tried) = trials(client, kid, true, world);
    found.map(|()| tried)
}

/// Counts the fetches of the document.
fn fetches(world: &World) -> usize {
    world.fetches.borrow().iter().filter(|address| *address == ADDRESS).count()
}

fn wait(seconds: u64, world: &World) {
    world.now.set(Timestamp(world.now.get().0 + seconds));
}

/// Requirements C44, F17, Q18, R21.
#[test]
fn keys_by_reference_are_fetched_when_first_needed_and_kept_for_their_life() {
    let world = world();
    let client = referring(&world);
    assert_eq!(fetches(&world), 0);
    for _ in 0..3 {
        assert_eq!((keys(&client, Some("1"), &world), fetches(&world)), (Ok(1), 1));
    }
    wait(299, &world);
    assert_eq!((keys(&client, Some("1"), &world), fetches(&world)), (Ok(1), 1));
    wait(1, &world);
    assert_eq!((keys(&client, Some("1"), &world), fetches(&world)), (Ok(1), 2));
}

/// OpenID Connect Core section 10.1.1; requirements F17, Q17.
#[test]
fn an_unknown_name_has_the_keys_fetched_again_but_not_at_once() {
    let world = world();
    let client = referring(&world);
    assert_eq!(keys(&client, Some("1"), &world), Ok(1));
    world.publish(ADDRESS, &set(&["2"]));
    for _ in 0..3 {
        assert_eq!((keys(&client, Some("2"), &world), fetches(&world)), (Err(NoKey::Unknown), 1));
    }
    wait(30, &world);
    assert_eq!((keys(&client, Some("2"), &world), fetches(&world)), (Ok(1), 2));
    assert_eq!(keys(&client, Some("1"), &world), Err(NoKey::Unknown), "a key that was taken away is none");
    wait(30, &world);
    assert_eq!((keys(&client, Some("3"), &world), fetches(&world)), (Err(NoKey::Unknown), 3));
    assert_eq!((keys(&client, Some("2"), &world), fetches(&world)), (Ok(1), 3));
}

/// OpenID Connect Core section 10.1.1; requirements F15, F17, M27, Q17: a signature is tried with a few keys at most.
#[test]
fn keys_of_which_none_verifies_are_fetched_again_but_not_at_once() {
    let world = world();
    world.publish(ADDRESS, &set(&["1", "2", "3", "4", "5", "6"]));
    let client = referring(&world);
    let expect = |kid: Option<&str>, tried: usize, fetched: usize| {
        let found = trials(&client, kid, false, &world);
        assert_eq!((found, fetches(&world)), ((Err(NoKey::Unknown), tried), fetched), "{kid:?}");
    };
    expect(None, 4, 1);
    expect(None, 4, 1);
    wait(30, &world);
    expect(None, 8, 2);
    expect(None, 4, 2);
    wait(30, &world);
    expect(Some("6"), 2, 3);
    expect(Some("6"), 1, 3);
    wait(30, &world);
    world.admit(Limit::Fetch, 0);
    expect(Some("6"), 1, 3);
    world.admit(Limit::Fetch, 1);
    world.publish_as(ADDRESS, 404, "application/json", "{}");
    expect(Some("6"), 1, 4);
    assert_eq!(keys(&client, Some("6"), &world), Ok(1));
}

/// Requirement F18: a document that has expired is not used, even if it cannot be fetched again.
#[test]
fn keys_that_cannot_be_fetched_again_are_used_until_their_life_ends() {
    let world = world();
    let client = referring(&world);
    assert_eq!(keys(&client, Some("1"), &world), Ok(1));
    world.down.set(Down::Fetch);
    wait(30, &world);
    assert_eq!(keys(&client, Some("2"), &world), Err(NoKey::Unknown));
    assert_eq!(keys(&client, Some("1"), &world), Ok(1));
    wait(269, &world);
    assert_eq!(keys(&client, Some("1"), &world), Ok(1));
    wait(1, &world);
    assert_eq!(keys(&client, Some("1"), &world), Err(NoKey::Unknown));
}

/// Requirements F18, Q11, Q17: a failed fetch is not repeated at once.
#[test]
fn a_document_that_is_no_sound_set_is_none() {
    let private = json!({"keys": [{"kty": "EC", "d": "AA"}]}).to_string();
    for (status, content_type, body) in [
        (404, "application/json", set(&["1"])),
        (200, "text/html", set(&["1"])),
        (200, "application/json", "[]".to_owned()),
        (200, "application/json", private),
        (200, "application/json", r#"{"keys":[]}"#.to_owned()),
        (200, "application/json", set(&["1", "1"])),
    ] {
        let world = world();
        let client = referring(&world);
        world.publish_as(ADDRESS, status, content_type, &body);
        for _ in 0..3 {
            assert_eq!((keys(&client, Some("1"), &world), fetches(&world)), (Err(NoKey::Unknown), 1), "{body}");
        }
        world.publish(ADDRESS, &set(&["1"]));
        wait(30, &world);
        assert_eq!((keys(&client, Some("1"), &world), fetches(&world)), (Ok(1), 2), "{body}");
    }
}

/// Requirement Q17.
#[test]
fn a_host_is_not_asked_more_often_than_the_limit_lets() {
    let world = world();
    let client = referring(&world);
    world.admit(Limit::Fetch, 0);
    assert_eq!((keys(&client, None, &world), world.fetches.borrow().len()), (Err(NoKey::Unknown), 0));
    world.admit(Limit::Fetch, 1);
    world.down.set(Down::Throttle);
    assert!(matches!(keys(&client, None, &world), Err(NoKey::Fault)));
    assert!(world.fetches.borrow().is_empty());
    world.down.set(Down::Nothing);
    assert_eq!((keys(&client, None, &world), fetches(&world)), (Ok(1), 1));
}

#[test]
fn without_a_cache_every_use_fetches_again() {
    let world = world();
    let client = referring(&world);
    world.down.set(Down::Cache);
    assert_eq!((keys(&client, None, &world), fetches(&world)), (Ok(1), 1));
    assert_eq!((keys(&client, None, &world), fetches(&world)), (Ok(1), 2));
}

/// Requirements F19, Q18.
#[test]
fn what_is_kept_of_one_address_is_never_used_for_another() {
    let world = world();
    let client = referring(&world);
    let other = self::client(&json!({"jwks_uri": "https://client.example/jwks?"}), &world);
    assert_eq!(keys(&client, None, &world), Ok(1));
    assert_eq!(keys(&other, None, &world), Err(NoKey::Unknown));
    let (text, until) = world.cache.borrow().values().next().unwrap().clone();
    for spoiled in [text.replace("/jwks\"", "/jwks?\""), "{".to_owned(), String::new(), text.replace("uri", "url")] {
        world.cache.borrow_mut().values_mut().for_each(|kept| *kept = (spoiled.clone(), until));
        let before = fetches(&world);
        assert_eq!((keys(&client, None, &world), fetches(&world)), (Ok(1), before + 1), "{spoiled}");
    }
}

/// Requirements Q1, Q6: the guard also applies to cached documents.
#[test]
fn an_address_that_the_guard_refuses_by_now_is_of_no_use() {
    let world = world();
    let client = referring(&world);
    assert_eq!(keys(&client, None, &world), Ok(1));
    let world = world.restarted(&[("ISSUER", "https://client.example")]);
    assert_eq!(keys(&client, None, &world), Err(NoKey::Unknown));
    let world = World::new();
    world.resolve("client.example", "10.0.0.1", "");
    world.publish(ADDRESS, &set(&["1"]));
    assert_eq!((keys(&client, None, &world), fetches(&world)), (Err(NoKey::Unknown), 0));
}

/// Requirements F13, F14, F15.
#[test]
fn keys_by_value_are_those_that_fit_and_only_a_few() {
    let world = world();
    let many: Vec<Value> = (0..9).map(|number| key(&number.to_string())).collect();
    let all = client(&json!({"jwks": {"keys": many}}), &world);
    assert_eq!(trials(&all, None, false, &world), (Err(NoKey::Unknown), 4));
    assert_eq!(trials(&all, Some("7"), false, &world), (Err(NoKey::Unknown), 1));
    assert_eq!(keys(&all, Some("7"), &world), Ok(1));
    assert_eq!(keys(&all, Some("9"), &world), Err(NoKey::Unknown));
    let mut encrypting = key("1");
    encrypting["use"] = json!("enc");
    let other = client(&json!({"jwks": {"keys": [encrypting]}}), &world);
    assert_eq!(keys(&other, Some("1"), &world), Err(NoKey::Unknown));
    assert_eq!(keys(&client(&json!({}), &world), None, &world), Err(NoKey::Unknown));
    assert!(world.fetches.borrow().is_empty());
}

/// Requirement Q17: no fetch in the last second of the pause, and one after it, for every earlier result.
#[test]
fn a_document_is_fetched_again_when_the_pause_is_over_and_not_before() {
    for is_there in [true, false] {
        let world = world();
        let client = referring(&world);
        if !is_there {
            world.publish_as(ADDRESS, 404, "application/json", "{}");
        }
        assert_eq!((keys(&client, Some("2"), &world), fetches(&world)), (Err(NoKey::Unknown), 1));
        world.publish(ADDRESS, &set(&["2"]));
        wait(29, &world);
        assert_eq!((keys(&client, Some("2"), &world), fetches(&world)), (Err(NoKey::Unknown), 1), "{is_there}");
        wait(1, &world);
        assert_eq!((keys(&client, Some("2"), &world), fetches(&world)), (Ok(1), 2), "{is_there}");
        assert_eq!((keys(&client, Some("3"), &world), fetches(&world)), (Err(NoKey::Unknown), 2), "{is_there}");
        wait(29, &world);
        assert_eq!((keys(&client, Some("3"), &world), fetches(&world)), (Err(NoKey::Unknown), 2), "{is_there}");
        wait(1, &world);
        assert_eq!((keys(&client, Some("3"), &world), fetches(&world)), (Err(NoKey::Unknown), 3), "{is_there}");
    }
}
