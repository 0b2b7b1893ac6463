//! How old the data is that a request sees.

use enrol::http::Method;
use enrol::unit::Seconds;
use serde_json::json;

use super::{ISSUER, SECRET, activate, asking, mobile, post, register, world};
use crate::support::authority::DIRECTORY_KEYS;
use crate::support::{Call, Down, World};

const MOBILE: &str = "/templates/mobile";

/// Registers a client of the template, and returns true if it has the members of the template.
fn has_template(world: &World) -> bool {
    register("mobile", world).member("client_name") == "Mobile app"
}

/// Another isolate puts the template in force, and takes it out of force. This one knows after 30 seconds.
#[test]
fn a_change_of_a_template_holds_everywhere_within_30_seconds() {
    let world = world(&[]);
    assert!(!has_template(&world));
    for (action, before, after) in [("activate", false, true), ("retire", true, false)] {
        let held = world.held();
        match action {
            "activate" => activate(MOBILE, &mobile(), &world),
            _ => assert_eq!(post("/templates/mobile/1/retire", &world).status(), 200),
        }
        world.hold(held);
        world.wait(Seconds(29));
        assert_eq!(has_template(&world), before, "{action}");
        world.wait(Seconds(1));
        assert_eq!(has_template(&world), after, "{action}");
    }
}

#[test]
fn a_retired_issuer_is_trusted_nowhere_after_30_seconds() {
    let authority = super::issuers::authority(&[]);
    activate(ISSUER, &json!({"jwks_uri": DIRECTORY_KEYS}), &authority.world);
    assert_eq!(authority.outcome(&json!({})).0, 201);
    let held = authority.world.held();
    post(&format!("{ISSUER}/1/retire"), &authority.world);
    authority.world.hold(held);
    authority.world.wait(Seconds(29));
    assert_eq!(authority.outcome(&json!({"jti": "2"})).0, 201);
    authority.world.wait(Seconds(1));
    assert_eq!(authority.outcome(&json!({"jti": "3"})).0, 400);
}

/// The data of all kinds is one statement, and so is that of requests of all kinds.
#[test]
fn an_isolate_reads_all_data_with_one_statement() {
    let world = world(&[]);
    activate(MOBILE, &mobile(), &world);
    let client = register("mobile", &world);
    let calls = |world: &World| {
        let before = world.store_calls.get();
        assert_eq!(Call::manage(Method::Get, &client).to(world).status(), 200);
        world.store_calls.get() - before
    };
    let usual = calls(&world);
    world.hold(None);
    assert_eq!((calls(&world), calls(&world)), (usual + 1, usual));
    world.hold(None);
    for path in ["/.well-known/openid-configuration", "/jwks", "/openapi.json", "/.well-known/webfinger"] {
        Call::get(path).to(&world);
        assert!(world.held().is_none(), "{path} needs no data");
    }
}

/// As with policies, nobody registers beside data that cannot be read. A client of a template is not taken for one without.
#[test]
fn without_the_database_the_data_holds_for_30_seconds_and_then_no_longer() {
    let world = world(&[("CLIENT_STORAGE", "sealed")]);
    activate(MOBILE, &json!({"grant_types": ["client_credentials"], "scope": "orders"}), &world);
    let client = register("mobile", &world);
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let token = || Call::form("/token", &[("grant_type", "client_credentials")]).basic(&id, &secret);
    assert_eq!(token().to(&world).status(), 200);
    world.hold(None);
    // The data is the first thing that a request reads.
    world.store_fails_at.set(Some(world.store_calls.get() + 1));
    let refused = token().to(&world);
    assert_eq!((refused.status(), refused.text("error")), (503, "temporarily_unavailable".to_owned()));
    assert_eq!(token().to(&world).status(), 200);

    let configured = |world: &World| {
        Call::form("/token", &[("grant_type", "client_credentials")]).basic("ops", SECRET).to(world).status()
    };
    world.hold(None);
    world.down.set(Down::Store);
    for template in ["mobile", "other"] {
        assert_eq!(register(template, &world).status(), 503, "{template}");
    }
    world.down.set(Down::Nothing);
    world.hold(None);
    world.store_fails_at.set(Some(world.store_calls.get() + 1));
    assert_eq!(configured(&world), 200, "a client of the settings needs no data");
}

#[test]
fn without_the_database_nothing_is_said_of_the_data() {
    let world = world(&[]);
    activate(MOBILE, &mobile(), &world);
    for (method, path) in [
        (Method::Get, "/templates"),
        (Method::Get, "/statement-issuers"),
        (Method::Put, "/templates/mobile/1"),
        (Method::Post, "/templates/mobile/1/preview"),
        (Method::Post, ISSUER),
    ] {
        let call = asking(method, path, &world).json(&json!({}));
        world.down.set(Down::Store);
        assert_eq!(call.to(&world).status(), 503, "{path}");
        world.down.set(Down::Nothing);
    }
}

#[test]
fn without_the_setting_there_is_no_data() {
    let world = super::world(&[("POLICIES", "off")]);
    for path in ["/templates", "/templates/mobile", ISSUER] {
        assert_eq!(super::get(path, &world).status(), 404, "{path}");
    }
}

/// A version that goes back finds what a later one has stored: it must not stop all registrations.
#[test]
fn data_of_a_collection_that_a_later_version_has_changes_nothing() {
    let world = world(&[]);
    activate(MOBILE, &mobile(), &world);
    world.policies.borrow_mut()[0].set("kind", json!("later:mobile"));
    world.hold(None);
    let machine = json!({"grant_types": ["client_credentials"]});
    assert_eq!(Call::register(&machine).token(super::TOKEN).to(&world).status(), 201);
}
