//! A version is compared with registered clients before it is put in force.

use std::collections::BTreeMap;

use enrol::http::Method;
use enrol::metrics::{self, Storing};
use enrol::model::{ClientId, RegisteredClient};
use serde_json::{Value, json};

use super::{activate, asking, draft, post, register, world};
use crate::support::{Call, World, run};

/// Replays a version on all pages, and returns the sums and the differences.
fn replay(path: &str, world: &World) -> (u64, u64, Vec<Value>) {
    let (mut compared, mut refused, mut differences, mut after) = (0, 0, Vec::new(), String::new());
    for _ in 0..100 {
        let query = if after.is_empty() { String::new() } else { format!("?after={}", after.replace(' ', "%20")) };
        let page = asking(Method::Post, &format!("{path}/replay{query}"), world).to(world).json();
        compared += page["compared"].as_u64().unwrap_or_else(|| panic!("{page}"));
        refused += page["refused"].as_u64().unwrap();
        let found = page["differences"].as_array().unwrap();
        assert!(found.len() <= 40);
        differences.extend(found.clone());
        let Some(next) = page["next"].as_str() else { return (compared, refused, differences) };
        next.clone_into(&mut after);
    }
    panic!("it has no end");
}

#[test]
fn a_replay_tells_which_clients_a_version_would_refuse_or_change() {
    let world = world(&[]);
    let names = ["An app", "Example Bank", "Another"];
    let ids = names
        .map(|name| register(&json!({"client_name": name, "contacts": ["a@b.example"]}), &world).text("client_id"));
    draft("open", &json!({"protected_names": ["Example Bank"], "defaults": {"software_version": "1"}}), &world);
    let (compared, refused, differences) = replay("/open/1", &world);
    assert_eq!((compared, refused, differences.len()), (3, 1, 3));
    let of = |id: &str| differences.iter().find(|it| it["client_id"] == id).unwrap();
    assert_eq!(*of(&ids[0]), json!({"client_id": ids[0], "changed": ["software_version"]}));
    assert_eq!(
        *of(&ids[1]),
        json!({"client_id": ids[1], "error": "invalid_client_metadata", "pointer": "/client_name",
            "error_description": "client_name must not look like Example Bank (policy open 1)"})
    );
    draft("token", &json!({"protected_names": ["Example Bank"]}), &world);
    assert_eq!(replay("/token/1", &world), (0, 0, Vec::new()), "none of them came with a token");
    assert_eq!(register(&json!({"client_name": "Example Bank"}), &world).status(), 201, "nothing changes");
}

#[test]
fn a_replay_has_the_sample_of_sealed_clients_that_nobody_used() {
    let world = world(&[("CLIENT_STORAGE", "sealed")]);
    let ids = ["Example Bank", "Another", "An app"].map(|name| {
        let client = register(&json!({"client_name": name, "grant_types": ["client_credentials"]}), &world);
        (client.text("client_id"), client.text("client_secret"))
    });
    draft("open", &json!({"protected_names": ["Example Bank"]}), &world);
    assert_eq!(replay("/open/1", &world), (0, 0, Vec::new()), "the counts are in the isolate yet");
    assert_eq!(run(metrics::store(Storing::Now, &world)), None);
    let (compared, refused, differences) = replay("/open/1", &world);
    assert_eq!((compared, refused), (3, 1));
    assert_eq!(differences[0]["client_id"], ids[0].0);
    // A client that is used is in the list of clients from then on.
    let (id, secret) = &ids[1];
    assert_eq!(
        Call::form("/token", &[("grant_type", "client_credentials")]).basic(id, secret).to(&world).status(),
        200
    );
    assert_eq!(replay("/open/1", &world).0, 3);
    let page = |query: &str| asking(Method::Post, &format!("/open/1/replay?{query}"), &world).to(&world);
    assert_eq!(page("after=sample://&limit=1").json()["compared"], 1);
    let refused = page("after=sample://x");
    assert_eq!((refused.status(), refused.json()["errors"][0]["pointer"].as_str()), (400, Some("#/after")));
}

/// A difference that the settings make is not one of the policy.
#[test]
fn what_the_settings_refuse_by_now_is_no_difference() {
    let world = world(&[]);
    register(&json!({"client_name": "Example Bank"}), &world);
    draft("open", &json!({"bounds": {"redirect_hosts": ["app.example"]}}), &world);
    let operator = super::operator("admin");
    let operator = operator.each_ref().map(|(name, value)| (*name, &**value));
    let world = world.restarted(&[&[super::DATABASE, ("REFUSED_HOSTS", "app.example")], &operator[..]].concat());
    assert_eq!(replay("/open/1", &world), (1, 0, Vec::new()));
}

#[test]
fn a_thousand_registrations_are_replayed_in_pages() {
    let world = world(&[]);
    let mut recorded = BTreeMap::new();
    for number in 0..1_000 {
        let name = if number % 100 == 0 { "Example Bank" } else { "An app" };
        let host = format!("https://app{number}.example/cb");
        let client = register(&json!({"client_name": name, "redirect_uris": [host]}), &world);
        // Random bytes of a test repeat after 256 calls.
        assert_eq!(client.status(), 201, "{}", client.json());
        let (_, stored) = world.clients.borrow_mut().pop_first().unwrap();
        let id = ClientId::known(&format!("client-{number:04}")).unwrap();
        recorded.insert(id.clone(), RegisteredClient { id, ..stored });
    }
    world.clients.replace(recorded);
    draft("open", &json!({"protected_names": ["Example Bank"]}), &world);
    let (compared, refused, differences) = replay("/open/1", &world);
    assert_eq!((compared, refused, differences.len()), (1_000, 10, 10));
    activate("open", &json!({}), &world);
    assert_eq!(post("/open/2/replay", &world).member("refused"), 0);
}

/// An identifier of another server can look like the place of a page of the sample.
#[test]
fn a_replay_goes_on_after_a_client_whatever_its_identifier() {
    for id in ["sample a", "sample 1 sealed_client z"] {
        let world = world(&[]);
        for id in [id, "zebra"] {
            let line = json!({"client_id": id, "grant_types": ["client_credentials"], "client_name": "Bank"});
            let line = line.to_string();
            let grant = Call::form("/token", &[("grant_type", "client_credentials")]).basic("ops", super::SECRET);
            let call = Call::new(Method::Post, "/admin/v1/client-imports?from=other");
            let call = call.token(&grant.to(&world).text("access_token")).header("content-type", "application/jsonl");
            assert_eq!(call.body(line).to(&world).json()["results"][0]["result"], "created");
        }
        draft("token", &json!({"protected_names": ["Bank"]}), &world);
        let (mut after, mut refused) = (String::new(), 0);
        loop {
            let path = format!("/token/1/replay?limit=1{after}");
            let page = asking(Method::Post, &path, &world).to(&world);
            assert_eq!(page.status(), 200, "{id}: {}", page.json());
            refused += page.json()["refused"].as_u64().unwrap();
            let Some(next) = page.json()["next"].as_str().map(|next| next.replace(' ', "%20")) else { break };
            after = format!("&after={next}");
        }
        assert_eq!(refused, 2, "{id}");
    }
}
