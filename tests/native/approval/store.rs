//! What is stored of approvals, and which clients need one.

use enrol::http::{CertificateStatus, Method};
use enrol::model::{ClientId, RegisteredClient};
use enrol::ports::{ApprovalStore, Limit};
use enrol::unit::Seconds;
use serde_json::json;

use super::{app, approve, error, of_kind, operate, own_token, state, waiting, world};
use crate::support::authorization::ask;
use crate::support::browser::{Browser, page};
use crate::support::{Call, Down, World, run};

#[test]
fn a_thousand_sealed_clients_wait_and_the_oldest_makes_room() {
    let world = world(&[]);
    let config = world.server.config();
    let clients: Vec<_> = (0..3).map(|_| app(&world, &json!({}))).collect();
    let alice = world.add_alice();
    for client in &clients[..2] {
        ask(&Browser::of(&world, &alice), &world, client, &[]);
        world.wait(Seconds(1));
    }
    let template = world.approvals.borrow().values().next().unwrap().client.clone();
    for number in 0..999_u32 {
        let client = RegisteredClient { id: ClientId::of_sealed(format!("s{number}")), ..template.clone() };
        run(world.await_approval(&client, &client.approvable(&config.policy), world.now.get(), None)).unwrap();
    }
    assert_eq!(world.approvals.borrow().len(), 1_000, "the oldest is gone");
    assert_eq!(state(&clients[0], &world), "waiting", "it still waits");
    ask(&Browser::of(&world, &alice), &world, &clients[0], &[]);
    assert_eq!(world.approvals.borrow().len(), 1_000);
    assert!(world.approvals.borrow().keys().any(|id| id.as_str() == clients[0].text("client_id")), "it is back");
    assert!(!world.approvals.borrow().keys().any(|id| id.as_str() == clients[1].text("client_id")));
}

/// Nothing in use is removed.
#[test]
fn a_client_that_was_used_before_the_setting_goes_on() {
    for kind in ["sealed", "stored"] {
        let before = World::with(&[("CLIENT_STORAGE", kind)]);
        let (used, unused) = (app(&before, &json!({})), app(&before, &json!({})));
        assert_eq!(own_token(&used, &before).status(), 200);
        let now = before.restarted(&[("CLIENT_STORAGE", kind), ("APPROVAL", "unverified")]);
        assert_eq!(own_token(&used, &now).status(), 200, "{kind}");
        assert_eq!(error(&own_token(&unused, &now)), (400, "unauthorized_client".to_owned()), "{kind}");
    }
}

#[test]
fn without_the_setting_nobody_waits() {
    let world = of_kind("stored");
    let client = app(&world, &json!({}));
    let now = world.restarted(&[]);
    assert_eq!(own_token(&client, &now).status(), 200);
    let world = World::with(&[]);
    app(&world, &json!({}));
    assert!(world.approvals.borrow().is_empty());
}

#[test]
fn the_setting_names_the_tiers_that_wait() {
    let asked = json!({"redirect_uris": ["https://app.example/cb"], "grant_types": ["client_credentials"]});
    let issuers = ("CERTIFICATE_ISSUERS", r#"["CN=Directory"]"#);
    for (tiers, stranger, certified) in [
        ("unverified", 400, 200),
        ("certificate", 200, 400),
        ("unverified certificate", 400, 400),
        (r#"["statement"]"#, 200, 200),
    ] {
        let world = World::with(&[("APPROVAL", tiers)]);
        let client = Call::register(&asked).to(&world);
        assert_eq!(own_token(&client, &world).status(), stranger, "{tiers}");
        let world = World::with(&[("APPROVAL", tiers), ("REGISTRATION_MODE", "certificate token"), issuers]);
        let client = Call::register(&asked).certificate("t", "CN=Directory", CertificateStatus::Verified).to(&world);
        assert_eq!(own_token(&client, &world).status(), certified, "{tiers}");
        let token = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        world.give(token, 1, &json!({}));
        let client = Call::register(&asked).token(token).to(&world);
        assert_eq!(own_token(&client, &world).status(), 200, "the operator has given out the token");
    }
}

/// Above the limit the user still sees why.
#[test]
fn a_network_lists_a_limited_number_of_clients() {
    let world = world(&[]);
    world.admit(Limit::Use, 1);
    let browser = Browser::of(&world, &world.add_alice());
    for _ in 0..3 {
        let client = app(&world, &json!({}));
        for _ in 0..2 {
            assert!(page(&ask(&browser, &world, &client, &[])).contains(super::WORDS));
        }
    }
    assert_eq!(waiting(&world).len(), 1);
}

#[test]
fn a_store_or_a_limit_that_breaks_lets_nobody_in() {
    let world = world(&[]);
    let client = app(&world, &json!({}));
    let browser = Browser::of(&world, &world.add_alice());
    for down in [Down::Store, Down::Limit(Limit::Use)] {
        world.down.set(down);
        assert_eq!(ask(&browser, &world, &client, &[]).status(), 503, "{down:?}");
    }
    let call = operate_while_up(&client, &world);
    world.down.set(Down::Store);
    assert_eq!(call.to(&world).status(), 503);
    assert_eq!(own_token(&client, &world).status(), 503);
    world.down.set(Down::Nothing);
    assert!(world.approvals.borrow().is_empty());
}

fn operate_while_up(client: &crate::support::Reply, world: &World) -> Call {
    world.down.set(Down::Nothing);
    operate(Method::Post, &format!("{}/approve", super::path_of(client)), world)
}

/// The approval of a client that is gone goes with it.
#[test]
fn the_sweep_deletes_the_approvals_of_clients_that_are_gone() {
    for kind in ["sealed", "stored"] {
        let world = of_kind(kind);
        let (kept, gone) = (app(&world, &json!({})), app(&world, &json!({})));
        approve(&kept, &world);
        approve(&gone, &world);
        assert_eq!(own_token(&kept, &world).status(), 200);
        assert_eq!(Call::manage(Method::Delete, &gone).to(&world).status(), 204);
        assert_eq!(state(&gone, &world), "deleted");
        run(enrol::maintenance::sweep(world.server.config(), &world)).unwrap();
        let ids: Vec<String> = world.approvals.borrow().keys().map(|id| id.as_str().to_owned()).collect();
        assert_eq!(ids, [kept.text("client_id")], "{kind}");
    }
}
