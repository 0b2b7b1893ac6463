//! Epochs: one row refuses all clients of a kind that registered earlier.

use std::collections::BTreeSet;

use enrol::http::Method;
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use crate::support::authority::{Authority, DIRECTORY};
use crate::support::{Call, Reply, World};

const NOW: u64 = 1_800_000_000;

fn register(members: &Value, world: &World) -> Reply {
    let mut asked = json!({"grant_types": ["client_credentials"], "scope": "read"});
    asked.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let reply = Call::register(&asked).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

fn token(client: &Reply, world: &World) -> Reply {
    let call = Call::token_request(&[("grant_type", "client_credentials")]);
    call.basic(&client.text("client_id"), &client.text("client_secret")).to(world)
}

/// Requirement K17: a client sealed earlier is refused everywhere, and a later one is not.
#[test]
fn an_epoch_refuses_who_registered_before_it() {
    for storage in ["sealed", "stored"] {
        let world = World::with(&[("CLIENT_STORAGE", storage)]);
        let [untouched, updated] = [(); 2].map(|()| register(&json!({}), &world));
        let changed = Call::manage(Method::Put, &updated).json(&updated.resubmitted()).to(&world);
        assert_eq!(changed.status(), 200);
        let issued = token(&untouched, &world).text("access_token");
        world.epochs.borrow_mut().insert("all".to_owned(), Timestamp(NOW + 1));
        for client in [&untouched, &updated] {
            assert_eq!(token(client, &world).text("error"), "invalid_client", "{storage}");
            for method in [Method::Get, Method::Delete] {
                assert_eq!(Call::manage(method, client).to(&world).text("error"), "invalid_token");
            }
            let revived = Call::manage(Method::Put, client).json(&client.resubmitted()).to(&world);
            assert_eq!(revived.status(), 401);
        }
        world.now.set(Timestamp(NOW + 1));
        let later = register(&json!({}), &world);
        assert_eq!(token(&later, &world).status(), 200);
        let asked = Call::form("/introspect", &[("token", &issued)]);
        let asked = asked.basic(&later.text("client_id"), &later.text("client_secret")).to(&world);
        assert_eq!(asked.member("active"), json!(false));
        world.epochs.borrow_mut().clear();
        assert_eq!(token(&untouched, &world).status(), 200, "an epoch that is lifted leaves nothing behind");
    }
}

/// Requirement K17.
#[test]
fn an_epoch_of_software_refuses_it_alone() {
    for storage in ["sealed", "stored"] {
        let world = World::with(&[("CLIENT_STORAGE", storage)]);
        let [bad, good, none] = [json!({"software_id": "bad"}), json!({"software_id": "good"}), json!({})]
            .map(|members| register(&members, &world));
        world.epochs.borrow_mut().insert("software_id bad".to_owned(), Timestamp(NOW + 1));
        assert_eq!([&bad, &good, &none].map(|client| token(client, &world).status()), [401, 200, 200], "{storage}");
    }
}

/// Requirement K17: the software of a client is the one at its registration, even after an update.
#[test]
fn a_client_does_not_escape_an_epoch_by_another_name() {
    for storage in ["sealed", "stored"] {
        let world = World::with(&[("CLIENT_STORAGE", storage)]);
        let client = register(&json!({"software_id": "bad"}), &world);
        for name in [Some("good"), None, Some("other")] {
            let mut changed = client.resubmitted();
            changed.as_object_mut().unwrap().remove("software_id");
            if let Some(name) = name {
                changed["software_id"] = json!(name);
            }
            assert_eq!(Call::manage(Method::Put, &client).json(&changed).to(&world).status(), 200);
        }
        for name in ["bad", "other"] {
            world.epochs.borrow_mut().insert(format!("software_id {name}"), Timestamp(NOW + 1));
            assert_eq!(token(&client, &world).status(), 401, "{storage} {name}");
            world.epochs.borrow_mut().clear();
        }
        assert_eq!(token(&client, &world).status(), 200);
    }
}

/// Requirement K17: an epoch of a statement issuer ends its clients, even after updates.
#[test]
fn an_epoch_of_a_statement_issuer_refuses_its_clients_alone() {
    for storage in ["sealed", "stored"] {
        let authority = Authority::trusted(&json!({}), &[("CLIENT_STORAGE", storage)]);
        let claims = json!({"grant_types": ["client_credentials"], "redirect_uris": null});
        let [kept, updated] = [(); 2].map(|()| authority.register(&authority.statement(&claims), &json!({})));
        let world = &authority.world;
        let other = register(&json!({"software_id": "bank-app"}), world);
        assert_eq!(Call::manage(Method::Put, &updated).json(&updated.resubmitted()).to(world).status(), 200);
        for client in [&kept, &updated] {
            assert_eq!(token(client, world).status(), 200);
        }
        world.epochs.borrow_mut().insert(format!("statement_issuer {DIRECTORY}"), Timestamp(NOW + 1));
        for client in [&kept, &updated] {
            assert_eq!(token(client, world).text("error"), "invalid_client", "{storage}");
            assert_eq!(Call::manage(Method::Get, client).to(world).status(), 401);
        }
        assert_eq!(token(&other, world).status(), 200);
    }
}

const IAT: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const RING: &str = "k2:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8 k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const NEW_KEY: &str = "k2:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";

/// A client, its history, its latest response, and the epochs that concern it.
struct Subject {
    name: &'static str,
    told: Reply,
    of: Vec<&'static str>,
    /// True if the client has a row.
    is_stored: bool,
}

fn put(client: &Reply, software: &str, world: &World) -> Reply {
    let mut body = client.resubmitted();
    body["software_id"] = json!(software);
    let reply = Call::manage(Method::Put, client).json(&body).to(world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
    reply
}

fn renew(client: &Reply, world: &World) -> Reply {
    let path = format!("/register/{}/secret", client.text("client_id"));
    let reply = Call::new(Method::Post, &path).token(&client.text("registration_access_token")).to(world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
    reply
}

/// Returns a client of each kind. Changed clients get credentials of the key that is first at that time.
fn subjects(authority: &Authority, storage: &str) -> Vec<Subject> {
    const BAD: &str = "software_id bad";
    const GOOD: &str = "software_id good";
    const TEMPLATE: &str = "template portal";
    const ISSUER: &str = "statement_issuer https://directory.example";
    let world = &authority.world;
    let bad = || register(&json!({"software_id": "bad"}), world);
    let of_template = || {
        let reply = Call::register(&json!({"software_id": "portal"})).token(IAT).to(world);
        assert_eq!(reply.status(), 201, "{}", reply.json());
        reply
    };
    let claims = json!({"grant_types": ["client_credentials"], "redirect_uris": null, "software_id": "vouched"});
    let vouched = || authority.register(&authority.statement(&claims), &json!({}));
    let at_registration = storage == "stored";
    let of = |name, told, of: &[&'static str], is_stored| Subject { name, told, of: of.to_vec(), is_stored };
    let once = |name, told, concerns: &[&'static str]| of(name, told, concerns, at_registration);
    let changed = |name, told, concerns: &[&'static str]| of(name, told, concerns, true);
    vec![
        once("untouched", bad(), &[BAD]),
        changed("updated", put(&bad(), "bad", world), &[BAD]),
        changed("of another software since", put(&bad(), "good", world), &[BAD, GOOD]),
        changed("of no software since", put(&put(&bad(), "good", world), "", world), &[BAD]),
        changed("with another secret", put(&renew(&bad(), world), "other", world), &[BAD, "software_id other"]),
        once("of a template", of_template(), &[TEMPLATE, "software_id portal"]),
        changed("of a template, updated", put(&of_template(), "portal", world), &[TEMPLATE, "software_id portal"]),
        once("of a statement", vouched(), &[ISSUER, "software_id vouched"]),
        changed("of a statement, updated", put(&vouched(), "vouched", world), &[ISSUER, "software_id vouched"]),
        once("of nothing", register(&json!({}), world), &[]),
    ]
}

/// Returns the statuses of a token request and of a read.
fn answers(told: &Reply, world: &World) -> [u16; 2] {
    let path = format!("/register/{}", told.text("client_id"));
    let read = Call::get(&path).token(&told.text("registration_access_token")).to(world);
    [token(told, world).status(), read.status()]
}

/// Requirement K17: only the operator lifts an epoch: neither a key that leaves the ring nor a new issuer name does.
#[test]
fn an_epoch_holds_for_every_kind_of_client_before_and_after_a_change_of_the_ring_and_of_the_issuer() {
    let templates = json!({"portal": {"grant_types": ["client_credentials"], "scope": "read"}}).to_string();
    for storage in ["sealed", "stored"] {
        let settings =
            [("CLIENT_STORAGE", storage), ("TEMPLATES", &*templates), ("ROTATION_ON_UPDATE", "secret token")];
        // Clients that change later move to the new key, which stays when the other key leaves.
        let rings = [
            ("as it was", [("MASTER_SECRET", RING), ("ISSUER", "https://as.example")]),
            ("a key has left", [("MASTER_SECRET", NEW_KEY), ("ISSUER", "https://as.example")]),
            ("another issuer", [("MASTER_SECRET", RING), ("ISSUER", "https://new.example")]),
        ];
        for (after, change) in rings {
            let authority = Authority::trusted(&json!({}), &settings);
            authority.world.give(IAT, 10, &json!({"templates": ["portal"]}));
            let Authority { signer, world } = authority;
            let trusting = crate::support::authority::issuers(&json!({}));
            let before = [&settings[..], &[("STATEMENT_ISSUERS", &*trusting)]].concat();
            let world = world.restarted(&before);
            let authority = Authority { signer, world };
            let earlier = subjects(&authority, storage);
            let Authority { signer, world } = authority;
            let world = world.restarted(&[&before[..], &[("MASTER_SECRET", RING)]].concat());
            let authority = Authority { signer, world };
            let later = subjects(&authority, storage);
            let world = authority.world.restarted(&[&before[..], &change].concat());
            let subjects: Vec<&Subject> = earlier.iter().chain(&later).collect();
            let all: BTreeSet<&str> = subjects.iter().flat_map(|subject| subject.of.clone()).collect();
            for Subject { name, told, of, is_stored } in subjects {
                let is_of_new_key = told.text("registration_access_token").starts_with("enrol_rat_k2.");
                let lives = match after {
                    "as it was" => true,
                    "a key has left" => is_of_new_key,
                    _ => *is_stored,
                };
                let others: Vec<&str> = all.iter().copied().filter(|epoch| !of.contains(epoch)).collect();
                let own = of.iter().chain(&["all"]).map(|epoch| (vec![*epoch], false));
                for (epochs, is_let_be) in own.chain([(others, true)]) {
                    let begin = |epoch: &&str| ((*epoch).to_owned(), Timestamp(NOW + 1));
                    world.epochs.borrow_mut().extend(epochs.iter().map(begin));
                    let expected = if lives && is_let_be { [200, 200] } else { [401, 401] };
                    assert_eq!(answers(told, &world), expected, "{storage}, {after}: {name}, {epochs:?}");
                    world.epochs.borrow_mut().clear();
                }
            }
        }
    }
}
