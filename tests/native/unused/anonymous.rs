//! The storage that anonymous clients may use: how long, how much, and within which limits.

use enrol::http::Method;
use enrol::ports::Limit;
use enrol::unit::Timestamp;
use serde_json::json;

use super::{
    DAY, LOGIN, NOW, SEALED, STORED, TOKEN, at, contacts, delete, large, machine, read, register, renew, sweep, token,
    update,
};
use crate::support::{Call, Down, Reply, World};

/// Requirement R41: a row of an anonymous client is deleted after a day unless the client is used or changed.
#[test]
fn a_client_that_is_too_large_for_an_identifier_is_stored_for_a_day() {
    let world = World::with(&[SEALED]);
    let [used, changed, unused] = [(); 3].map(|()| register(&large(), &world));
    assert_eq!((world.clients().len(), token(&used, &world)), (3, 200));
    assert_eq!(update(&changed, &large(), &world).status(), 200);
    world.now.set(Timestamp(NOW + DAY - 1));
    assert_eq!(sweep(&world), 0);
    at(1, &world);
    assert_eq!((sweep(&world), world.clients().len()), (1, 2));
    assert_eq!([&used, &changed, &unused].map(|client| read(client, &world)), [200, 200, 401]);
    at(90, &world);
    assert_eq!((sweep(&world), read(&used, &world), read(&changed, &world)), (1, 200, 401));
}

/// If the server does not see uses, no client is deleted by age or evicted: it may be in use every day.
#[test]
fn a_large_client_lives_for_ever_where_its_use_is_not_seen() {
    let beside = ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#);
    for setting in [beside, LOGIN] {
        let world = World::with(&[SEALED, setting, ("STORED_CLIENT_LIMIT", "1")]);
        let clients = [(); 3].map(|()| register(&large(), &world));
        assert_eq!(update(&clients[0], &large(), &world).status(), 200);
        at(1000, &world);
        assert_eq!(sweep(&world), 0, "{setting:?}");
        assert_eq!(clients.map(|client| read(&client, &world)), [200; 3], "{setting:?}");
    }
}

/// A client that somebody vouches for is stored as long as any other.
#[test]
fn a_large_client_of_a_token_lives_as_others_do() {
    let world = World::with(&[SEALED]);
    world.give(TOKEN, 1, &json!({}));
    world.admit(Limit::Storage, 0);
    let client = Call::register(&large()).token(TOKEN).to(&world);
    at(89, &world);
    assert_eq!((client.status(), sweep(&world), read(&client, &world)), (201, 0, 200));
    at(90, &world);
    assert_eq!((sweep(&world), world.clients().len()), (1, 0));
}

/// Requirement A21: the refusal points at the longest member that was sent, and names the other members that must be
/// shorter.
#[test]
fn a_stranger_may_have_eight_kilobytes_stored() {
    let redirect_uris = |count: usize| -> Vec<String> {
        (0..count).map(|number| format!("https://client.example/{number}/{}", "x".repeat(150))).collect()
    };
    let fitting = json!({"redirect_uris": redirect_uris(20), "contacts": contacts(20)});
    let long = json!({"redirect_uris": redirect_uris(50), "contacts": contacts(20)});
    let both = json!({"redirect_uris": redirect_uris(46), "contacts": contacts(50), "client_name": "x"});
    let both = json!({"initiate_login_uri": format!("https://client.example/{}", "y".repeat(1900)), "redirect_uris": both["redirect_uris"],
        "contacts": both["contacts"], "tos_uri": format!("https://client.example/{}", "z".repeat(2000)),
        "policy_uri": format!("https://client.example/{}", "z".repeat(2000)),
        "logo_uri": format!("https://client.example/{}", "z".repeat(2000)),
        "client_uri": format!("https://client.example/{}", "z".repeat(2000)),
    });
    for storage in [SEALED, STORED] {
        let world = World::with(&[storage]);
        let client = register(&fitting, &world);
        for (asked, others) in [(&long, ""), (&both, ", as must contacts")] {
            let expected = format!("redirect_uris must be shorter{others}");
            for reply in [Call::register(asked).to(&world), update(&client, asked, &world)] {
                assert_eq!((reply.status(), reply.text("pointer")), (400, "/redirect_uris".to_owned()), "{storage:?}");
                let said = reply.text("error_description");
                assert!(said.starts_with(&expected) && said.ends_with("at most 8192 bytes"), "{said}");
            }
            let tried = Call::new(Method::Post, "/register?dry_run=true").json(asked).to(&world);
            let refusals = tried.member("refusals");
            assert_eq!((tried.status(), refusals[0]["pointer"].as_str()), (200, Some("/redirect_uris")), "{refusals}");
        }
        world.give(TOKEN, 1, &json!({}));
        assert_eq!(Call::register(&both).token(TOKEN).to(&world).status(), 201, "somebody vouches for it");
    }
}

/// Growth of the database by anonymous clients has its own limit, which fails closed.
#[test]
fn rows_of_strangers_have_a_limit_of_their_own() {
    let world = World::with(&[SEALED]);
    let [changed, renewed, deleted, used] = [(); 4].map(|()| register(&machine(), &world));
    assert_eq!(token(&used, &world), 200);
    let too_many = |reply: &Reply| {
        assert_eq!((reply.status(), reply.header("retry-after")), (429, Some("60")));
        assert_eq!(reply.text("error"), "temporarily_unavailable");
        assert!(reply.text("error_description").ends_with("or register with less metadata"));
    };
    let writes: [&dyn Fn() -> Reply; 4] = [
        &|| Call::register(&large()).to(&world),
        &|| update(&changed, &machine(), &world),
        &|| renew(&renewed, &world),
        &|| Call::manage(Method::Delete, &deleted).to(&world),
    ];
    world.admit(Limit::Storage, 0);
    for write in writes {
        too_many(&write());
    }
    assert_eq!(world.clients().len() + world.tombstones(), 0);
    world.down.set(Down::Limit(Limit::Storage));
    for write in writes {
        assert_eq!(write().status(), 503);
    }
    world.down.set(Down::Nothing);
    world.admit(Limit::Storage, 4);
    for write in writes {
        assert!(write().status() < 300);
    }
    // Further changes do not grow the database, and deleting a used client leaves less than before.
    assert_eq!(register(&machine(), &world).status(), 201);
    assert_eq!(update(&changed, &machine(), &world).status(), 200);
    assert_eq!((renew(&renewed, &world).status(), delete(&changed, &world), delete(&used, &world)), (200, 204, 204));
    too_many(&update(&renewed, &large(), &world));
}

/// If the operator stores every client, ordinary ones count as registrations alone.
#[test]
fn ordinary_stored_clients_count_as_registrations() {
    let world = World::with(&[STORED]);
    world.admit(Limit::Storage, 1);
    let client = register(&machine(), &world);
    assert_eq!(update(&client, &machine(), &world).status(), 200);
    let one = register(&large(), &world);
    assert_eq!(Call::register(&large()).to(&world).status(), 429);
    assert_eq!(update(&client, &large(), &world).status(), 429);
    assert_eq!(
        (update(&one, &large(), &world).status(), delete(&one, &world), delete(&client, &world)),
        (200, 204, 204)
    );
}

/// First uses of anonymous clients are noted within a limit. Above the limit, a client still gets its token, and is
/// noted at a later use.
#[test]
fn first_uses_of_strangers_are_noted_within_a_limit() {
    let world = World::with(&[SEALED]);
    let [first, second] = [(); 2].map(|()| register(&machine(), &world));
    world.admit(Limit::Use, 1);
    assert_eq!([token(&first, &world), token(&second, &world), token(&second, &world)], [200, 200, 200]);
    assert_eq!((world.uses.borrow().len(), world.left(Limit::Use)), (1, 0));
    at(2, &world);
    assert_eq!(token(&first, &world), 200, "its row is there already");
    assert_eq!(world.uses.borrow().values().copied().collect::<Vec<_>>(), [world.now.get()]);
    world.down.set(Down::Limit(Limit::Use));
    assert_eq!((token(&second, &world), world.uses.borrow().len()), (200, 1));
    world.down.set(Down::Nothing);
    world.admit(Limit::Use, 1);
    assert_eq!((token(&second, &world), world.uses.borrow().len()), (200, 2));
    at(90, &world);
    assert_eq!([&first, &second].map(|client| read(client, &world)), [200, 200]);
    world.give(TOKEN, 1, &json!({}));
    let vouched = Call::register(&machine()).token(TOKEN).to(&world);
    assert_eq!((token(&vouched, &world), world.uses.borrow().len()), (200, 3), "somebody vouches for it");
}
