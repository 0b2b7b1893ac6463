//! Requests of devices that are refused, and parts of the server that are down.

use enrol::http::Method;
use enrol::ports::Limit;
use enrol::unit::Seconds;
use serde_json::json;

use super::{GRANT, begin, decide, hidden, page, poll, refused, tool, type_code, world};
use crate::support::browser::Browser;
use crate::support::users::form;
use crate::support::{Call, Down, World};

/// RFC 8628 section 3.1, RFC 6749 section 5.2.
#[test]
fn a_request_is_refused_with_its_reason() {
    let world = world();
    let client = tool(&world, &json!({}));
    let other = Call::register(&json!({"redirect_uris": ["https://a.example/cb"]})).to(&world);
    let machine = Call::register(&json!({"grant_types": ["client_credentials"]})).to(&world);
    for (client, parameters, error) in [
        (&client, vec![("scope", "admin")], "invalid_scope"),
        (&client, vec![("scope", "re\"ad")], "invalid_scope"),
        (&client, vec![("resource", "https://other.example")], "invalid_target"),
        (&other, vec![], "unauthorized_client"),
        (&machine, vec![], "unauthorized_client"),
    ] {
        assert_eq!(refused(&begin(&world, client, &parameters)), (400, error.to_owned()), "{parameters:?}");
    }
    let anybody = Call::form("/device_authorization", &[("client_id", "unknown")]).to(&world);
    assert_eq!(refused(&anybody), (401, "invalid_client".to_owned()));
    assert_eq!(Call::form("/device_authorization", &[]).to(&world).status(), 401);
    assert_eq!(Call::get("/device_authorization").to(&world).status(), 405);
    let secret = tool(&world, &json!({"token_endpoint_auth_method": "client_secret_post"}));
    let without = Call::form("/device_authorization", &[("client_id", &secret.text("client_id"))]).to(&world);
    assert_eq!(refused(&without), (401, "invalid_client".to_owned()));
    assert!(world.devices.borrow().is_empty());
}

/// RFC 8628 section 3.5; the reason is for the log alone.
#[test]
fn a_code_that_does_not_count_is_refused() {
    let world = world();
    let (client, other) = (tool(&world, &json!({})), tool(&world, &json!({})));
    let begun = begin(&world, &client, &[]);
    let code = begun.text("device_code");
    let reply = poll(&world, &other, &begun);
    assert_eq!(refused(&reply), (400, "invalid_grant".to_owned()));
    assert!(reply.line.contains("device_code_malformed") && !reply.line.contains(&code), "{}", reply.line);
    let shorter: String = code.chars().skip(1).collect();
    for text in ["", "x", "x.y", &shorter, &format!("{code}A"), &code.replace('.', "")] {
        let asked = form("/token", &client, &[("grant_type", GRANT), ("device_code", text)]).to(&world);
        assert!(["invalid_grant", "invalid_request"].contains(&&*asked.text("error")), "{text}");
    }
    let missing = form("/token", &client, &[("grant_type", GRANT)]).to(&world);
    assert_eq!(refused(&missing), (400, "invalid_request".to_owned()));
    let ungranted = Call::register(&json!({"redirect_uris": ["https://a.example/cb"]})).to(&world);
    assert_eq!(refused(&poll(&world, &ungranted, &begun)), (400, "unauthorized_client".to_owned()));
    let off = World::new();
    let app = Call::register(&json!({"redirect_uris": ["https://a.example/cb"]})).to(&off);
    assert_eq!(refused(&poll(&off, &app, &begun)).1, "unauthorized_client");
}

#[test]
fn a_client_that_is_gone_or_gave_the_grant_up_gets_nothing() {
    for change in [Method::Delete, Method::Put] {
        let world = world();
        let client = tool(&world, &json!({"redirect_uris": ["https://a.example/cb"]}));
        let begun = begin(&world, &client, &[]);
        let browser = Browser::of(&world, &world.add_alice());
        let asked = type_code(&world, &browser, &begun.text("user_code"));
        let mut metadata = client.resubmitted();
        metadata["grant_types"] = json!(["authorization_code"]);
        metadata["response_types"] = json!(["code"]);
        let changed = Call::manage(change, &client);
        let changed = if change == Method::Put { changed.json(&metadata) } else { changed }.to(&world);
        assert!(changed.status() < 300, "{}", changed.json());
        let answer = [("request", &*hidden(&asked, "request")), ("decision", "allow")];
        assert_eq!(browser.submit(&world, "/device", &answer).status(), 400);
        assert_eq!(type_code(&world, &browser, &begun.text("user_code")).status(), 400);
        assert_ne!(poll(&world, &client, &begun).status(), 200);
        assert!(world.grants.borrow().is_empty());
    }
}

#[test]
fn a_device_fails_closed_where_a_part_of_the_server_is_down() {
    let world = world();
    let client = tool(&world, &json!({}));
    let browser = Browser::of(&world, &world.add_alice());
    for down in [Down::Store, Down::Random, Down::Limit(Limit::Registration)] {
        world.down.set(down);
        assert_eq!(begin(&world, &client, &[]).status(), 503, "{down:?}");
    }
    world.down.set(Down::Nothing);
    let begun = begin(&world, &client, &[]);
    let asked = type_code(&world, &browser, &begun.text("user_code"));
    for down in [Down::Store, Down::Limit(Limit::SignIn), Down::Limit(Limit::Password)] {
        world.down.set(down);
        assert_eq!(type_code(&world, &browser, &begun.text("user_code")).status(), 503, "{down:?}");
    }
    world.down.set(Down::Store);
    let answer = [("request", &*hidden(&asked, "request")), ("decision", "allow")];
    assert_eq!(browser.submit(&world, "/device", &answer).status(), 503);
    assert_eq!(poll(&world, &client, &begun).status(), 503);
    world.down.set(Down::Nothing);
    assert_eq!(browser.submit(&world, "/device", &answer).status(), 200);
    world.down.set(Down::Sign);
    world.wait(Seconds(5));
    assert_eq!(poll(&world, &client, &begun).status(), 503);
    world.down.set(Down::Nothing);
    assert_eq!(poll(&world, &client, &begun).status(), 200, "a failure before the answer is taken uses nothing up");
}

#[test]
fn a_code_that_is_typed_wrongly_is_asked_for_again() {
    let world = world();
    let browser = Browser::of(&world, &world.add_alice());
    for (typed, text) in [("", "eight letters"), ("AEIO-UAEI", "eight letters"), ("BCDF-GHJK", "No device waits")] {
        let reply = type_code(&world, &browser, typed);
        assert_eq!(reply.status(), 400);
        assert!(page(&reply).contains(text), "{}", page(&reply));
    }
    let client = tool(&world, &json!({}));
    let begun = begin(&world, &client, &[]);
    let reply = decide(&world, &browser, &begun, "perhaps");
    assert_eq!(reply.status(), 400, "{}", page(&reply));
}
