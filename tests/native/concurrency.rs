//! Parallel changes of one client: all requests read the client before the first change is stored. RFC 7592 section 2.

mod statements;

use std::collections::BTreeSet;

use enrol::http::Method;
use enrol::ports::Limit;
use serde_json::json;

use crate::support::authority::over;
use crate::support::{Call, Reply, World, at_once};

const STORAGES: [&str; 2] = ["sealed", "stored"];
const GRANT: (&str, &str) = ("grant_type", "client_credentials");

fn register(world: &World) -> Reply {
    let asked = json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "client_secret_basic"});
    let reply = Call::register(&asked).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

/// Updates the client's name and URI to this number, without the client secret.
fn put(client: &Reply, number: usize) -> Call {
    let changes = json!({"client_name": format!("Name {number}"), "client_secret": null,
        "client_uri": format!("https://client.example/{number}")});
    Call::manage(Method::Put, client).json(&over(&client.resubmitted(), &changes))
}

fn renew(client: &Reply) -> Call {
    let path = format!("/register/{}/secret", client.text("client_id"));
    Call::new(Method::Post, &path).token(&client.text("registration_access_token"))
}

fn read(client: &Reply, world: &World) -> Reply {
    Call::manage(Method::Get, client).to(world)
}

fn statuses(replies: &[Reply]) -> Vec<u16> {
    replies.iter().map(Reply::status).collect()
}

/// Counts the replies with a status.
fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status() == status).count()
}

fn token(client: &Reply, secret: &str, world: &World) -> u16 {
    Call::token_request(&[GRANT]).basic(&client.text("client_id"), secret).to(world).status()
}

/// Requirement H40: no update is refused because of an earlier one, and the last update wins as a whole.
#[test]
fn of_updates_at_once_all_succeed_and_the_last_one_wins_as_a_whole() {
    for storage in STORAGES {
        let world = World::with(&[("CLIENT_STORAGE", storage)]);
        let client = register(&world);
        for (round, calls) in [("the first", 4), ("a later", 2)] {
            world.store_calls.set(0);
            let replies = at_once(&world, (0..16).map(|number| put(&client, number)));
            assert_eq!(statuses(&replies), [200; 16], "{storage} {round}");
            let most = if storage == "sealed" { calls } else { 2 };
            assert!(world.store_calls.get() <= 16 * most, "{storage} {round}: {} calls", world.store_calls.get());
            let last = read(&client, &world);
            let winner = replies.iter().find(|reply| reply.header("etag") == last.header("etag")).unwrap();
            assert_eq!(winner.json(), last.json(), "{storage} {round}");
            let number = last.text("client_name").replace("Name ", "");
            assert_eq!(last.text("client_uri"), format!("https://client.example/{number}"));
            let tags: BTreeSet<_> = replies.iter().map(|reply| reply.header("etag")).collect();
            assert_eq!(tags.len(), 16, "each is a revision of its own");
        }
    }
}

/// Requirements H40, R41: of parallel first changes, only one counts as growth of the database.
#[test]
fn first_changes_at_once_are_beyond_no_limit_because_each_of_them_could_be_the_first() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed")]);
    let client = register(&world);
    world.admit(Limit::Storage, 1);
    assert_eq!(statuses(&at_once(&world, (0..16).map(|number| put(&client, number)))), [200; 16]);
    let others: Vec<_> = (0..2).map(|_| register(&world)).collect();
    assert_eq!(statuses(&at_once(&world, others.iter().map(renew))), [429, 429], "there is no room for them");
    assert_eq!(put(&others[0], 1).to(&world).status(), 429);
    assert_eq!(Call::manage(Method::Delete, &others[1]).to(&world).status(), 429);
    assert_eq!(world.clients().len(), 1);
}

/// RFC 9110 section 13.1.1; requirement H40.
#[test]
fn of_updates_at_once_that_say_what_they_expect_one_succeeds() {
    for storage in STORAGES {
        let world = World::with(&[("CLIENT_STORAGE", storage)]);
        let client = register(&world);
        for round in 0..2 {
            let tag = read(&client, &world).header("etag").unwrap().to_owned();
            let calls = (0..16).map(|number| put(&client, number).header("if-match", &tag));
            let replies = at_once(&world, calls);
            assert_eq!((count(&replies, 200), count(&replies, 412)), (1, 15), "{storage} {round}");
            let winner = replies.iter().find(|reply| reply.status() == 200).unwrap();
            assert_eq!(winner.json(), read(&client, &world).json());
        }
    }
}

/// Requirement H40: an update that is overtaken on every attempt gets a retry-later response.
#[test]
fn a_change_that_is_outrun_each_time_is_refused_for_now() {
    let world = World::new();
    let client = register(&world);
    for (method, path) in [(Method::Put, ""), (Method::Delete, ""), (Method::Post, "/secret")] {
        let address = format!("/register/{}{path}", client.text("client_id"));
        let call = || {
            let call = Call::new(method, &address).token(&client.text("registration_access_token"));
            call.header("if-match", "*").json(&over(&client.resubmitted(), &json!({"client_secret": null})))
        };
        world.rivals.set(1000);
        let outrun = call().to(&world);
        assert_eq!((outrun.status(), outrun.text("error")), (503, "temporarily_unavailable".to_owned()));
        assert!(outrun.header("retry-after").is_some());
        world.rivals.set(2);
        if method != Method::Delete {
            assert_eq!(call().to(&world).status(), 200);
        }
    }
    world.rivals.set(1000);
    assert_eq!(put(&client, 1).to(&world).status(), 200, "an update that expects nothing is stored on top of all");
}

/// RFC 7591 section 3.2.1; requirement R34.
#[test]
fn of_secrets_at_once_all_are_told_and_the_last_one_works() {
    for (storage, grace) in [("sealed", "0"), ("stored", "0"), ("sealed", "60"), ("stored", "60")] {
        let world = World::with(&[("CLIENT_STORAGE", storage), ("SECRET_GRACE_SECONDS", grace)]);
        let client = register(&world);
        let replies = at_once(&world, (0..16).map(|_| renew(&client)));
        assert_eq!(statuses(&replies), [200; 16], "{storage}");
        let secrets: BTreeSet<_> = replies.iter().map(|reply| reply.text("client_secret")).collect();
        assert_eq!(secrets.len(), 16);
        let last = read(&client, &world).text("client_secret");
        assert!(secrets.contains(&last));
        let working = secrets.iter().filter(|secret| token(&client, secret, &world) == 200).count();
        assert_eq!(working, if grace == "0" { 1 } else { 2 }, "{storage} {grace}");
        assert_eq!(token(&client, &last, &world), 200);
        assert_eq!(token(&client, &client.text("client_secret"), &world), 401);
    }
}

/// Requirements H40, R34: neither change undoes the other.
#[test]
fn an_update_and_a_new_secret_at_once_are_both_kept() {
    for storage in STORAGES {
        for is_update_first in [true, false] {
            let world = World::with(&[("CLIENT_STORAGE", storage)]);
            let client = register(&world);
            let mut calls = vec![put(&client, 7), renew(&client)];
            if !is_update_first {
                calls.reverse();
            }
            let replies = at_once(&world, calls);
            assert_eq!(statuses(&replies), [200, 200], "{storage}");
            let renewed = if is_update_first { &replies[1] } else { &replies[0] };
            let last = read(&client, &world);
            assert_eq!(last.text("client_name"), "Name 7");
            assert_eq!(last.member("client_secret"), renewed.member("client_secret"));
            assert_eq!(token(&client, &last.text("client_secret"), &world), 200);
        }
    }
}

/// RFC 7592 section 2.2; requirement H29: a secret that another request has just replaced is not the current one.
#[test]
fn an_update_that_names_its_secret_is_refused_once_that_is_replaced() {
    for storage in STORAGES {
        let world = World::with(&[("CLIENT_STORAGE", storage), ("SECRET_GRACE_SECONDS", "60")]);
        let client = register(&world);
        let update = Call::manage(Method::Put, &client).json(&client.resubmitted());
        let replies = at_once(&world, [renew(&client), update]);
        assert_eq!(statuses(&replies), [200, 400], "{storage}");
        assert_eq!(replies[1].refusal().2, "/client_secret");
    }
}

/// RFC 7592 section 2.3; requirement H14.
#[test]
fn a_deletion_among_updates_is_the_end() {
    for storage in STORAGES {
        for place in [0, 8, 15] {
            let world = World::with(&[("CLIENT_STORAGE", storage)]);
            let client = register(&world);
            let call = |number| match number == place {
                true => Call::manage(Method::Delete, &client),
                false if number % 2 == 0 => put(&client, number),
                false => renew(&client),
            };
            let replies = at_once(&world, (0..16).map(call));
            assert_eq!(replies[place].status(), 204, "{storage} {place}");
            assert_eq!(count(&replies, 200) + count(&replies, 401), 15, "{storage} {:?}", statuses(&replies));
            assert_eq!((read(&client, &world).status(), world.tombstones()), (401, 1));
            assert!(world.clients().is_empty());
            assert_eq!(put(&client, 1).to(&world).status(), 401);
        }
    }
}

/// RFC 7592 section 2.3; requirement H14: a deletion that expects another revision deletes nothing.
#[test]
fn of_deletions_at_once_one_is_answered_and_one_that_is_outrun_forgets_no_use() {
    for storage in STORAGES {
        let world = World::with(&[("CLIENT_STORAGE", storage)]);
        let client = register(&world);
        assert_eq!(token(&client, &client.text("client_secret"), &world), 200);
        let tag = client.header("etag").unwrap().to_owned();
        let expecting = Call::manage(Method::Delete, &client).header("if-match", &tag);
        let replies = at_once(&world, [put(&client, 1), expecting]);
        assert_eq!(statuses(&replies), [200, 412], "{storage}");
        assert_eq!(world.uses.borrow().len(), 1);
        let replies = at_once(&world, (0..4).map(|_| Call::manage(Method::Delete, &client)));
        assert_eq!((count(&replies, 204), count(&replies, 401)), (1, 3), "{storage}");
        assert!(world.uses.borrow().is_empty());
    }
}

/// RFC 7592 appendix A.2; requirements H19, H21, R34.
#[test]
fn updates_at_once_that_replace_credentials_follow_each_other() {
    for storage in STORAGES {
        let rotating = [("ROTATION_ON_UPDATE", "secret token"), ("CLIENT_STORAGE", storage)];
        let world = World::with(&rotating);
        let client = register(&world);
        let replies = at_once(&world, (0..16).map(|number| put(&client, number)));
        assert_eq!(statuses(&replies), [200; 16], "{storage}");
        let tokens: BTreeSet<_> = replies.iter().map(|reply| reply.text("registration_access_token")).collect();
        assert_eq!(tokens.len(), 16);
        let accepted: Vec<_> = replies.iter().filter(|reply| read(reply, &world).status() == 200).collect();
        assert_eq!(accepted.len(), 1, "{storage}: the last one, beside the one that all have shown");
        assert_eq!(read(accepted[0], &world).json(), accepted[0].json());
        assert_eq!(read(&client, &world).status(), 200, "within its grace");
        assert_eq!(token(&client, &accepted[0].text("client_secret"), &world), 200);
    }
}

/// RFC 7592 section 3; requirement H19: without a grace period, a token that one update has replaced fails in the next.
#[test]
fn a_token_that_an_update_has_replaced_changes_nothing_any_more() {
    for storage in STORAGES {
        let rotating = [("ROTATION_ON_UPDATE", "token"), ("ROTATION_GRACE_SECONDS", "0"), ("CLIENT_STORAGE", storage)];
        let world = World::with(&rotating);
        let client = register(&world);
        let calls = (0..8).map(|number| put(&client, number));
        let replies = at_once(&world, calls.chain([renew(&client), Call::manage(Method::Delete, &client)]));
        assert_eq!((count(&replies, 200), count(&replies, 401)), (1, 9), "{storage}");
        let winner = replies.iter().find(|reply| reply.status() == 200).unwrap();
        assert_eq!(read(winner, &world).json(), winner.json());
    }
}

/// RFC 7591 section 3.2.1: no response contains a secret that is already replaced.
#[test]
fn clients_that_come_to_need_a_secret_at_once_are_told_the_same() {
    for storage in STORAGES {
        let world = World::with(&[("CLIENT_STORAGE", storage)]);
        let asked = json!({"redirect_uris": ["https://client.example/cb"], "token_endpoint_auth_method": "none"});
        let client = Call::register(&asked).to(&world);
        let needing = json!({"token_endpoint_auth_method": "client_secret_basic",
            "grant_types": ["client_credentials", "authorization_code"]});
        let body = over(&client.resubmitted(), &needing);
        let calls = (0..16).map(|_| Call::manage(Method::Put, &client).json(&body));
        let replies = at_once(&world, calls);
        assert_eq!(statuses(&replies), [200; 16], "{storage}");
        let secrets: BTreeSet<_> = replies.iter().map(|reply| reply.text("client_secret")).collect();
        assert_eq!(secrets.len(), 1, "{storage}");
        let without = Call::manage(Method::Put, &client).json(&over(&client.resubmitted(), &json!({})));
        let replies = at_once(&world, [without, renew(&client)]);
        assert_eq!(statuses(&replies), [200, 400], "{storage}");
        assert_eq!(replies[1].refusal().2, "/token_endpoint_auth_method");
    }
}
