//! Parallel updates that bring software statements.

use enrol::http::Method;
use serde_json::{Value, json};

use super::{STORAGES, count, read, statuses};
use crate::support::authority::{Authority, over};
use crate::support::{Call, Reply, at_once};

/// RFC 7591 section 5; requirements H35, H36: an update that read the client before a statement came stays within the
/// statement.
#[test]
fn an_update_at_once_with_a_statement_is_bound_by_it() {
    for storage in STORAGES {
        for is_statement_first in [true, false] {
            let authority = Authority::trusted(&json!({}), &[("CLIENT_STORAGE", storage)]);
            let world = &authority.world;
            let asked = json!({"redirect_uris": ["https://bank.example/cb"], "client_name": "Evil"});
            let client = Call::register(&asked).to(world);
            let body = client.resubmitted();
            let vouched = over(&body, &json!({"software_statement": authority.statement(&json!({}))}));
            let plain = over(&body, &json!({"redirect_uris": ["https://evil.example/cb"]}));
            let mut bodies = [vouched, plain.clone(), plain];
            if !is_statement_first {
                bodies.rotate_left(1);
            }
            let calls = bodies.iter().map(|body| Call::manage(Method::Put, &client).json(body));
            let replies = at_once(world, calls);
            assert_eq!(statuses(&replies), [200; 3], "{storage}");
            let last = read(&client, world);
            assert_eq!(last.text("client_name"), "Bank");
            assert_eq!(last.member("redirect_uris"), json!(["https://bank.example/cb"]));
            assert_eq!(last.member("software_id"), json!("bank-app"));
        }
    }
}

/// RFC 7592 section 2.2; requirement H36.
#[test]
fn of_statements_at_once_all_are_taken_and_the_last_one_binds() {
    for storage in STORAGES {
        let authority = Authority::trusted(&json!({"single_use": true}), &[("CLIENT_STORAGE", storage)]);
        let world = &authority.world;
        let client = authority.register(&authority.statement(&json!({})), &json!({}));
        let statements: Vec<String> = (0..16)
            .map(|number| authority.statement(&json!({"jti": number.to_string(), "client_name": format!("{number}")})))
            .collect();
        let call = |statement: &String| {
            let body = over(&client.resubmitted(), &json!({"software_statement": statement}));
            Call::manage(Method::Put, &client).json(&body)
        };
        let replies = at_once(world, statements.iter().map(call));
        assert_eq!(statuses(&replies), [200; 16], "{storage}");
        let last = read(&client, world);
        let winner: usize = last.text("client_name").parse().unwrap();
        assert_eq!(last.text("software_statement"), statements[winner]);
        let spent = world.initial_access_tokens.borrow().iter().filter(|token| token.uses_left == 0).count();
        assert_eq!(spent, 17, "each was used up once, with that of the registration");

        let fresh = authority.statement(&json!({"jti": "fresh"}));
        let replies = at_once(world, (0..8).map(|_| call(&fresh)));
        let refused = count(&replies, 400);
        assert_eq!(count(&replies, 200) + refused, 8, "{storage}");
        assert!(count(&replies, 200) >= 1);
        let codes = replies.iter().filter(|reply| reply.status() == 400).map(|reply| reply.text("error"));
        assert!(codes.into_iter().all(|code| code == "invalid_software_statement"));
    }
}

/// RFC 7592 section 2.2; requirement J38: of two parallel clients of one software, only one is registered.
#[test]
fn of_clients_at_once_that_may_be_one_only_one_is() {
    for storage in STORAGES {
        let authority = Authority::trusted(&json!({"unique": true}), &[("CLIENT_STORAGE", storage)]);
        let world = &authority.world;
        let asked = json!({"redirect_uris": ["https://bank.example/cb"]});
        let clients: Vec<Reply> = (0..4).map(|_| Call::register(&asked).to(world)).collect();
        let vouched = json!({"software_statement": authority.statement(&json!({}))});
        let call = |client: &Reply| Call::manage(Method::Put, client).json(&over(&client.resubmitted(), &vouched));
        let replies = at_once(world, clients.iter().map(call));
        assert_eq!((count(&replies, 200), count(&replies, 400)), (1, 3), "{storage}");
        let held: Vec<Value> = clients.iter().map(|client| read(client, world).member("software_statement")).collect();
        assert_eq!(held.iter().filter(|held| held.is_string()).count(), 1);
    }
}
