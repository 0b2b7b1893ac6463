//! The work of the cron trigger.

use enrol::http::Method;
use enrol::maintenance::{self, Swept};
use enrol::model::{Bounds, Consent, InitialAccessToken, Origin, TokenDigest, UserId};
use enrol::ports::Forgotten;
use enrol::signing::ALGORITHMS;
use enrol::unit::{Seconds, Timestamp};
use serde_json::json;

use crate::support::{Call, Down, World, run, sign_with_secret, users};

fn sweep(world: &World) -> Result<Swept, enrol::error::Fault> {
    run(maintenance::sweep(world.server.config(), world))
}

/// Requirement H50.
#[test]
fn a_deleted_client_is_remembered_for_as_long_as_the_operator_says() {
    let world = World::with(&[("DELETED_CLIENT_RETENTION_DAYS", "30"), ("REGISTRATION_MODE", "token")]);
    let token = format!("enrol_iat_{}", "A".repeat(43));
    world.give(&token, 3, &json!({}));
    for _ in 0..3 {
        let client = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).token(&token).to(&world);
        assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
    }
    let Timestamp(deleted) = world.now.get();
    world.now.set(Timestamp(deleted + Seconds::of_days(30).0));
    assert_eq!((sweep(&world).unwrap().clients, world.tombstones()), (Forgotten(0), 3));
    world.now.set(Timestamp(deleted + Seconds::of_days(30).0 + 1));
    assert_eq!((sweep(&world).unwrap().clients, world.tombstones()), (Forgotten(3), 0));
    world.down.set(Down::Store);
    let line = maintenance::line(&sweep(&world));
    assert!(line.contains("temporarily_unavailable") && line.contains("no such table"), "{line}");
    let swept = Swept {
        audit: Forgotten(11),
        clients: Forgotten(3),
        consents: Forgotten(9),
        counts: Forgotten(12),
        devices: Forgotten(10),
        ended: Forgotten(13),
        grants: Forgotten(6),
        requests: Forgotten(7),
        sessions: Forgotten(8),
        unused: Forgotten(5),
        uses: Forgotten(4),
        tokens: Forgotten(2),
        spent: Forgotten(1),
    };
    assert_eq!(
        maintenance::line(&Ok(swept)),
        r#"{"audit":11,"consents":9,"counts":12,"devices":10,"ended":13,"forgotten":3,"grants":6,"requests":7,"route":"scheduled","sessions":8,"spent":1,"tokens":2,"unused":5,"uses":4}"#
    );
}

/// RFC 7592 section 2.3; requirement H45: nothing that users said to a deleted client stays, and nothing of deleted users.
#[test]
fn consents_end_with_their_client_and_their_user() {
    for storage in ["stored", "sealed"] {
        let world = World::with(&[("CLIENT_STORAGE", storage)]);
        let (user, gone) = (users::sign_in(&world).user, UserId::new(&[9; 16]));
        let [kept, deleted] = [(); 2].map(|()| users::app(&world, &json!({})));
        for (user, client) in [(&user, &kept), (&user, &deleted), (&gone, &kept)] {
            world.consents.borrow_mut().push(Consent {
                user: user.clone(),
                client_id: client.text("client_id"),
                client_name: None,
                redirect_uri: users::CALLBACK.to_owned(),
                scope: Vec::new(),
                resources: Vec::new(),
                can_start: false,
                granted_at: world.now.get(),
            });
        }
        assert_eq!(Call::manage(Method::Delete, &deleted).to(&world).status(), 204);
        assert_eq!(sweep(&world).unwrap().consents, Forgotten(2), "{storage}");
        let consents = world.consents.borrow();
        let left: Vec<_> = consents.iter().map(|it| (&it.user, it.client_id.clone())).collect();
        assert_eq!(left, [(&user, kept.text("client_id"))]);
    }
}

/// Requirement M22: a single use is stored until its token has expired, and longer than any request lasts: one that read the
/// clock before may still look for it.
#[test]
fn an_assertion_is_remembered_until_it_is_over() {
    let world = World::new();
    let asked = json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "client_secret_jwt"});
    let client = Call::register(&asked).to(&world);
    let (id, Timestamp(now)) = (client.text("client_id"), world.now.get());
    let claims = json!({"iss": id, "sub": id, "aud": "https://as.example", "exp": now + 60, "jti": "1"});
    let assertion = sign_with_secret(&client.text("client_secret"), &json!({"alg": "HS256"}), &claims);
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let parameters =
        [("grant_type", "client_credentials"), ("client_assertion_type", kind), ("client_assertion", &*assertion)];
    assert_eq!(Call::token_request(&parameters).to(&world).status(), 200);
    for later in [0, 69, 70, 370] {
        world.now.set(Timestamp(now + later));
        assert_eq!(sweep(&world).unwrap().spent, Forgotten(0), "{later}");
        assert_eq!(Call::token_request(&parameters).to(&world).status(), 401, "{later}");
    }
    world.now.set(Timestamp(now + 371));
    assert_eq!(sweep(&world).unwrap().spent, Forgotten(1));
    assert_eq!(Call::token_request(&parameters).to(&world).status(), 401);
}

#[test]
fn a_run_makes_the_first_key_of_each_algorithm_and_deletes_those_of_no_use() {
    let world = World::new();
    for (days, keys) in [(0, 1), (90, 2), (1, 2), (7, 1)] {
        world.now.set(Timestamp(world.now.get().0 + days * 86_400));
        sweep(&world).unwrap();
        for algorithm in &ALGORITHMS {
            let stored = world.signing_keys.borrow().iter().filter(|key| key.algorithm == *algorithm).count();
            assert_eq!(stored, keys, "{days} {algorithm:?}");
        }
    }
    let beside = World::with(&[("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#)]);
    sweep(&beside).unwrap();
    assert!(beside.signing_keys.borrow().is_empty());
}

#[test]
fn an_initial_access_token_is_listed_for_a_while_after_it_has_expired() {
    let world = World::with(&[("DELETED_CLIENT_RETENTION_DAYS", "30")]);
    let token = format!("enrol_iat_{}", "A".repeat(43));
    world.initial_access_tokens.borrow_mut().push(InitialAccessToken {
        digest: TokenDigest::of(&token).unwrap(),
        uses_left: 1,
        expires_at: world.now.get(),
        bounds: Bounds::default(),
        origin: Origin::Operator,
    });
    let Timestamp(expired) = world.now.get();
    for (later, left) in [(Seconds::of_days(30).0, 1), (Seconds::of_days(30).0 + 1, 0)] {
        world.now.set(Timestamp(expired + later));
        sweep(&world).unwrap();
        assert_eq!(world.initial_access_tokens.borrow().len(), left);
    }
}

/// A run ends although there are more rows: the next run continues.
#[test]
fn a_run_does_a_hundred_pieces_of_work_of_a_kind() {
    let world = World::new();
    let past = Timestamp(world.now.get().0 - 301);
    world.spent.borrow_mut().extend((0..101).map(|number| (format!("assertion {number}"), past)));
    assert_eq!(sweep(&world).unwrap().spent, Forgotten(100));
    assert_eq!(world.spent.borrow().len(), 1);
    assert_eq!(sweep(&world).unwrap().spent, Forgotten(1));
}
