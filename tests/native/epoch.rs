//! Epochs: one write that refuses every client of a kind that has registered before it.

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

/// Requirement K17: a client sealed before is refused everywhere, and one that registers later is not.
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

/// Requirement K17: who calls itself otherwise later is still who it was when it registered.
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

/// Requirement K17: a withdrawn authority takes its clients with it, whatever they have become since.
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
