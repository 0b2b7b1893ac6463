//! Clients that end some time after their registration.

use enrol::http::Method;
use enrol::maintenance;
use enrol::ports::Clock;
use enrol::unit::Seconds;
use serde_json::json;

use super::{activate, register, world};
use crate::support::{Call, Reply, World, run};

fn uses(client: &Reply, world: &World) -> u16 {
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    Call::form("/token", &[("grant_type", "client_credentials")]).basic(&id, &secret).to(world).status()
}

#[test]
fn a_client_ends_when_the_policy_of_its_registration_says_so() {
    for settings in [&[("CLIENT_STORAGE", "stored")][..], &[("CLIENT_STORAGE", "sealed")]] {
        let world = world(settings);
        activate("open", &json!({"lifetime": 3600}), &world);
        let end = world.now().0 + 3600;
        let client = register(&json!({"grant_types": ["client_credentials"]}), &world);
        assert_eq!(client.member("client_secret_expires_at"), end);
        // A later policy changes nothing for it, and an update neither.
        activate("open", &json!({"lifetime": 7200}), &world);
        world.wait(Seconds(3599));
        let updated = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
        assert_eq!(updated.member("client_secret_expires_at"), end, "{}", updated.json());
        assert_eq!(uses(&client, &world), 200);
        world.wait(Seconds(1));
        assert_eq!(uses(&client, &world), 401);
        assert_eq!(Call::manage(Method::Get, &updated).to(&world).status(), 401);
    }
}

/// A secret that an operator renews ends with its client too.
#[test]
fn a_renewed_secret_says_the_end_of_its_client() {
    let world = world(&[]);
    activate("open", &json!({"lifetime": 3600}), &world);
    let client = register(&json!({"grant_types": ["client_credentials"]}), &world);
    let path = format!("/admin/v1/clients/{}/secret", client.text("client_id"));
    let grant = Call::form("/token", &[("grant_type", "client_credentials")]).basic("ops", super::SECRET).to(&world);
    let renewed = Call::new(Method::Post, &path).token(&grant.text("access_token")).to(&world);
    assert_eq!(renewed.member("client_secret_expires_at"), world.now().0 + 3600, "{}", renewed.json());
}

/// Bounds that a policy leaves with a client vouch for nothing.
#[test]
fn a_client_with_an_end_is_still_anonymous() {
    let world = world(&[]);
    activate("open", &json!({"lifetime": 3600, "bounds": {"scope": ["a"]}}), &world);
    let client = register(&json!({"scope": "a"}), &world);
    let path = format!("/admin/v1/clients/{}", client.text("client_id"));
    let grant = Call::form("/token", &[("grant_type", "client_credentials")]).basic("ops", super::SECRET).to(&world);
    let shown = Call::get(&path).token(&grant.text("access_token")).to(&world).json();
    assert_eq!(shown["is_anonymous"], true);
    assert_eq!(shown["bounds"], json!({"ends_at": [(world.now().0 + 3600).to_string()], "registrant": ["open"]}));
    let stored = &world.clients()[0];
    let voucher = enrol::model::Client::Registered(stored.clone());
    assert_eq!(voucher.voucher(), enrol::model::Voucher::Nobody);
}

/// The row of a client that has ended is of no use, and its identifier must not open again.
#[test]
fn the_sweep_deletes_a_client_whose_lifetime_is_over() {
    for settings in [&[("CLIENT_STORAGE", "stored")][..], &[("CLIENT_STORAGE", "sealed")]] {
        let world = world(settings);
        let lasting = register(&json!({"grant_types": ["client_credentials"]}), &world);
        activate("open", &json!({"lifetime": 3600}), &world);
        let client = register(&json!({"grant_types": ["client_credentials"]}), &world);
        for client in [&lasting, &client] {
            let updated = Call::manage(Method::Put, client).json(&client.resubmitted()).to(&world);
            assert_eq!((updated.status(), uses(client, &world)), (200, 200), "{}", updated.json());
        }
        world.wait(Seconds(3599));
        run(maintenance::sweep(world.server.config(), &world)).unwrap();
        assert_eq!((world.clients().len(), uses(&client, &world)), (2, 200));
        world.wait(Seconds(1));
        let swept = run(maintenance::sweep(world.server.config(), &world)).unwrap();
        assert_eq!((swept.ended.0, world.clients().len()), (1, 1));
        assert_eq!((uses(&client, &world), uses(&lasting, &world)), (401, 200));
        assert_eq!(world.tombstones(), 1);
    }
}
