//! The key pairs of the server at the admin API.

use enrol::http::Method;
use enrol::model::Journal;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{asking, get, post, problem, token, world, world_with};
use crate::support::{Call, Down, World};

const DAY: u64 = 86_400;

/// Algorithm, state, beginning and end of each key.
fn listed(body: &Value) -> Vec<(String, String, u64, Option<u64>)> {
    let keys = body["keys"].as_array().unwrap().iter();
    let mut keys: Vec<_> = keys
        .map(|key| {
            let text = |name: &str| key[name].as_str().unwrap().to_owned();
            (text("algorithm"), text("state"), key["since"].as_u64().unwrap(), key["until"].as_u64())
        })
        .collect();
    keys.sort();
    keys
}

fn key(algorithm: &str, state: &str, since: u64, until: Option<u64>) -> (String, String, u64, Option<u64>) {
    (algorithm.to_owned(), state.to_owned(), since, until)
}

#[test]
fn a_rotation_makes_the_next_keys_at_once_and_once() {
    let world = world(&[]);
    assert_eq!(Call::get("/jwks").to(&world).status(), 200);
    let now = world.now.get().0;
    let first = [key("ES256", "current", now, None), key("RS256", "current", now, None)];
    assert_eq!(listed(&get("/keys", &world).json()), first);
    world.wait(Seconds(60));
    let reply = post("/keys/rotate", &world);
    assert_eq!((reply.status(), reply.json()), (200, json!({"rotated": ["ES256", "RS256"]})));
    let next = now + 60 + DAY;
    let both = [
        key("ES256", "current", now, Some(next)),
        key("ES256", "next", next, None),
        key("RS256", "current", now, Some(next)),
        key("RS256", "next", next, None),
    ];
    assert_eq!(listed(&get("/keys", &world).json()), both);
    let again = post("/keys/rotate", &world);
    assert_eq!((again.json(), listed(&get("/keys", &world).json())), (json!({"rotated": []}), both.to_vec()));
    let noted: Vec<_> = world.journal(Journal::Administration).rows.into_iter().map(|row| row.kind).collect();
    assert_eq!(noted, ["signing-key-rotation-requested", "signing-key-made", "signing-key-made"]);
    world.wait(Seconds(DAY));
    assert!(listed(&get("/keys", &world).json()).contains(&key("ES256", "retired", now, Some(next))));
}

#[test]
fn a_key_is_shown_without_its_private_half() {
    let world = world(&[]);
    Call::get("/jwks").to(&world);
    let keys = get("/keys", &world).json();
    let shown = keys["keys"][0].as_object().unwrap();
    assert_eq!(shown.keys().collect::<Vec<_>>(), ["algorithm", "kid", "since", "state", "use"]);
    assert_eq!(shown["use"], "sig");
    let values = json!({"request_object_encryption_alg_values_supported": ["RSA-OAEP-256"],
        "request_object_encryption_enc_values_supported": ["A256GCM"]});
    let values = values.to_string();
    let settings = [("AUTHORIZATION_SERVER", &*values)];
    let world = super::world(&settings);
    Call::get("/jwks").to(&world);
    let keys = get("/keys", &world).json();
    let uses = keys["keys"].as_array().unwrap().iter().map(|key| (key["algorithm"].clone(), key["use"].clone()));
    assert!(uses.into_iter().any(|(algorithm, used)| algorithm == "RSA-OAEP-256" && used == "enc"));
    let rotated = post("/keys/rotate", &world).json();
    assert_eq!(rotated["rotated"], json!(["ES256", "RS256"]), "keys that others encrypt to have their own term");
}

#[test]
fn each_right_permits_what_it_names() {
    for (right, list, rotation) in [
        ("admin", 200, 200),
        ("admin:read", 200, 403),
        ("admin:keys", 200, 200),
        ("admin:keys:read", 200, 403),
        ("admin:users", 403, 403),
    ] {
        let world = world_with(right, &[]);
        assert_eq!((get("/keys", &world).status(), post("/keys/rotate", &world).status()), (list, rotation), "{right}");
    }
    let world = world(&[]);
    for (method, path, allow) in
        [(Method::Post, "/keys", "GET, HEAD, OPTIONS"), (Method::Get, "/keys/rotate", "POST, OPTIONS")]
    {
        let reply = asking(method, path, &world).to(&world);
        assert_eq!((problem(&reply).0, reply.header("allow")), (405, Some(allow)), "{path}");
    }
    for path in ["/keys/", "/keys/x", "/keys/rotate/", "/keys/rotate/x"] {
        assert_eq!(get(path, &world).status(), 404, "{path}");
    }
}

#[test]
fn keys_that_cannot_be_read_or_made_are_a_fault() {
    let rotate = |world: &World, token: &str| Call::new(Method::Post, "/admin/v1/keys/rotate").token(token).to(world);
    for down in [Down::Store, Down::NewKeys, Down::Random, Down::Sign] {
        let world = world(&[]);
        Call::get("/jwks").to(&world);
        let token = token(&[], &world);
        world.down.set(down);
        assert!(problem(&rotate(&world, &token)).0 >= 500, "{down:?}");
        world.down.set(Down::Nothing);
        rotate(&world, &token);
        assert_eq!(listed(&get("/keys", &world).json()).len(), 4, "{down:?}: the next request makes the keys");
    }
}
