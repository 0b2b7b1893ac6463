//! Single clients at the admin API: read, shut out, let in, deleted.

use enrol::http::{CertificateStatus, Method};
use enrol::ports::Clock;
use enrol::unit::Seconds;
use serde_json::json;

use super::{asking, get, post, problem, registered, use_client, world};
use crate::support::{Call, World};

const KINDS: [&str; 2] = ["sealed", "stored"];

fn of_kind(kind: &str) -> World {
    world(&[("CLIENT_STORAGE", kind)])
}

#[test]
fn a_client_is_read_with_what_it_may_do_and_by_whose_word() {
    for kind in KINDS {
        let world = of_kind(kind);
        let client = registered(&json!({"client_name": "My app"}), &world);
        let id = client.text("client_id");
        let reply = get(&format!("/clients/{id}"), &world);
        assert_eq!((reply.status(), reply.header("etag")), (200, Some("\"0-0-active\"")));
        let body = reply.json();
        assert_eq!(
            (&body["kind"], &body["state"], &body["is_anonymous"]),
            (&json!(kind), &json!("active"), &json!(true))
        );
        assert_eq!((&body["metadata"]["client_name"], &body["trust"]), (&json!("My app"), &json!("unverified")));
        assert_eq!(body["registered_at"], client.json()["client_id_issued_at"]);
        assert_eq!((body.get("last_used_at"), body.get("bounds")), (None, None));
        for secret in ["client_secret", "registration_access_token"] {
            assert!(!body.to_string().contains(&client.text(secret)), "{secret}");
        }
        assert!(reply.line.contains("\"administrator\":\"ops\"") && reply.line.contains(&id), "{}", reply.line);
        use_client(&client, &world);
        assert!(get(&format!("/clients/{id}"), &world).json()["last_used_at"].is_u64());
    }
}

#[test]
fn the_bounds_of_a_client_tell_by_whose_word_it_registered() {
    let world = world(&[("REGISTRATION_MODE", "token")]);
    let token = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    world.give(token, 1, &json!({"redirect_hosts": ["app.example"]}));
    let client = Call::register(&json!({"redirect_uris": ["https://app.example/cb"]})).token(token).to(&world);
    let body = get(&format!("/clients/{}", client.text("client_id")), &world).json();
    assert_eq!(body["trust"], "operator");
    assert_eq!((&body["is_anonymous"], &body["bounds"]), (&json!(false), &json!({"redirect_hosts": ["app.example"]})));
}

#[test]
fn clients_of_the_settings_are_read_and_not_changed() {
    let world = world(&[]);
    let reply = get("/clients/ops", &world);
    assert_eq!((reply.text("kind"), reply.text("scope")), ("configured".to_owned(), "admin".to_owned()));
    assert_eq!(reply.text("trust"), "operator");
    for reply in [post("/clients/ops/disable", &world), asking(Method::Delete, "/clients/ops", &world).to(&world)] {
        assert_eq!(problem(&reply), (400, "invalid_request".to_owned(), "#/client_id".to_owned()));
    }
}

#[test]
fn an_unknown_client_is_not_found() {
    let world = world(&[]);
    let strange = registered(&json!({}), &World::with(&[])).text("client_id");
    for id in ["nobody", "c0000000000000000000000000000000", &*strange, "%00", "https:"] {
        for (method, path) in [
            (Method::Get, format!("/clients/{id}")),
            (Method::Delete, format!("/clients/{id}")),
            (Method::Post, format!("/clients/{id}/disable")),
            (Method::Post, format!("/clients/{id}/enable")),
        ] {
            assert_eq!(problem(&asking(method, &path, &world).to(&world)).0, 404, "{path}");
        }
    }
}

#[test]
fn a_client_that_is_shut_out_can_do_nothing_until_it_is_let_in() {
    for kind in KINDS {
        let world = of_kind(kind);
        let client = registered(&json!({}), &world);
        let id = client.text("client_id");
        let token = use_client(&client, &world).text("access_token");
        let path = format!("/clients/{id}");
        let reply = post(&format!("{path}/disable"), &world);
        assert_eq!((reply.status(), reply.text("state")), (200, "disabled".to_owned()));
        assert!(reply.line.contains(&id), "{}", reply.line);

        let refused = use_client(&client, &world);
        assert_eq!((refused.status(), refused.text("error")), (401, "invalid_client".to_owned()));
        assert!(refused.line.contains("client_disabled"), "{}", refused.line);
        assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 401, "it cannot manage itself");
        let introspection = Call::form("/introspect", &[("token", &token)]).basic("ops", super::SECRET).to(&world);
        assert_eq!(introspection.json(), json!({"active": false}), "its tokens count no more");

        let body = get(&path, &world).json();
        assert_eq!((&body["state"], &body["disabled_at"]), (&json!("disabled"), &json!(world.now().0)));
        world.wait(Seconds(60));
        assert_eq!(post(&format!("{path}/disable"), &world).status(), 200);
        assert_eq!(get(&path, &world).json()["disabled_at"], body["disabled_at"], "the first time remains");

        assert_eq!(post(&format!("{path}/enable"), &world).text("state"), "active");
        assert_eq!(use_client(&client, &world).status(), 200);
        assert_eq!(post(&format!("{path}/enable"), &world).status(), 200, "nothing is left to do");
    }
}

#[test]
fn an_operator_deletes_a_client() {
    for kind in KINDS {
        let world = of_kind(kind);
        let client = registered(&json!({}), &world);
        let path = format!("/clients/{}", client.text("client_id"));
        post(&format!("{path}/disable"), &world);
        assert_eq!(asking(Method::Delete, &path, &world).to(&world).status(), 204, "also one that is shut out");
        assert_eq!(get(&path, &world).json()["state"], "deleted");
        assert!(use_client(&client, &world).line.contains("client_deleted"));
        for reply in [asking(Method::Delete, &path, &world).to(&world), post(&format!("{path}/enable"), &world)] {
            assert_eq!(problem(&reply).0, 404, "it is gone for good");
        }
    }
}

/// RFC 9110 section 13.1.1.
#[test]
fn a_change_can_name_the_state_that_it_expects() {
    let world = world(&[]);
    let client = registered(&json!({}), &world);
    let path = format!("/clients/{}", client.text("client_id"));
    let tag = get(&path, &world).header("etag").unwrap().to_owned();
    post(&format!("{path}/disable"), &world);
    for (method, path) in [(Method::Delete, path.clone()), (Method::Post, format!("{path}/enable"))] {
        let stale = asking(method, &path, &world).header("if-match", &tag).to(&world);
        assert_eq!(problem(&stale).0, 412, "{path}");
    }
    let tag = get(&path, &world).header("etag").unwrap().to_owned();
    let current = asking(Method::Post, &format!("{path}/enable"), &world).header("if-match", &tag).to(&world);
    assert_eq!(current.status(), 200);
    let tag = current.header("etag").unwrap().to_owned();
    assert_eq!(asking(Method::Delete, &path, &world).header("if-match", &tag).to(&world).status(), 204);
}

#[test]
fn a_client_that_an_epoch_ended_is_shown_as_that() {
    let world = world(&[]);
    let client = registered(&json!({}), &world);
    world.epochs.borrow_mut().insert("all".to_owned(), world.now().after(Seconds(1)));
    let path = format!("/clients/{}", client.text("client_id"));
    assert_eq!(get(&path, &world).json()["state"], "ended");
    assert_eq!(
        post(&format!("{path}/disable"), &world).text("state"),
        "disabled",
        "it stays out if the epoch is lifted"
    );
}

#[test]
fn an_operator_gets_another_secret_for_a_client() {
    for kind in KINDS {
        let world = world(&[("CLIENT_STORAGE", kind), ("SECRET_GRACE_SECONDS", "60"), ("SECRET_LIFE_DAYS", "30")]);
        let client = registered(&json!({}), &world);
        let path = format!("/clients/{}", client.text("client_id"));
        let renewed = post(&format!("{path}/secret"), &world);
        assert_eq!(renewed.status(), 200, "{}", renewed.json());
        let (secret, end) = (renewed.text("client_secret"), renewed.json()["client_secret_expires_at"].clone());
        assert_ne!(secret, client.text("client_secret"));
        assert_eq!((end, renewed.json().as_object().unwrap().len()), (json!(world.now().0 + 30 * 86_400), 3));
        assert!(!renewed.line.contains(&secret));
        assert_eq!(renewed.header("etag"), get(&path, &world).header("etag"));
        assert_eq!(use_client(&renewed, &world).status(), 200);
        assert_eq!(use_client(&client, &world).status(), 200, "the former secret has its grace period");
        world.wait(Seconds(60));
        assert_eq!(use_client(&client, &world).status(), 401);
        assert_eq!(Call::manage(Method::Get, &client).to(&world).text("client_secret"), secret);
        let stale = asking(Method::Post, &format!("{path}/secret"), &world).header("if-match", "\"0-0-active\"");
        assert_eq!(problem(&stale.to(&world)).0, 412);
    }
}

#[test]
fn a_client_without_a_secret_gets_none() {
    let world = world(&[]);
    let members = json!({"token_endpoint_auth_method": "none", "grant_types": ["authorization_code"]});
    let path = format!("/clients/{}/secret", registered(&members, &world).text("client_id"));
    let expected = (400, "invalid_request".to_owned(), "#/token_endpoint_auth_method".to_owned());
    assert_eq!(problem(&post(&path, &world)), expected);
}

#[test]
fn a_secret_is_not_renewed_beside_changes_that_never_end() {
    let world = world(&[("CLIENT_STORAGE", "stored")]);
    let path = format!("/clients/{}/secret", registered(&json!({}), &world).text("client_id"));
    world.rivals.set(1);
    assert_eq!(post(&path, &world).status(), 200, "one change in between is no harm");
    world.rivals.set(99);
    let conditional = asking(Method::Post, &path, &world).header("if-match", "*");
    assert_eq!(problem(&conditional.to(&world)).0, 503);
}

/// RFC 9110 section 13.1.1.
#[test]
fn a_deletion_expects_its_state_until_it_is_stored() {
    let world = world(&[("CLIENT_STORAGE", "stored")]);
    let path = || format!("/clients/{}", registered(&json!({}), &world).text("client_id"));
    let (raced, other) = (path(), path());
    let tag = get(&raced, &world).header("etag").unwrap().to_owned();
    let conditional = asking(Method::Delete, &raced, &world).header("if-match", &tag);
    world.rivals.set(1);
    assert_eq!(problem(&conditional.to(&world)).0, 412, "another change came after the read");
    world.rivals.set(1);
    assert_eq!(asking(Method::Delete, &other, &world).to(&world).status(), 204, "it expects nothing");
    let endless = asking(Method::Delete, &raced, &world).header("if-match", "*");
    world.rivals.set(99);
    assert_eq!(problem(&endless.to(&world)).0, 503);
}

#[test]
fn a_client_that_a_certificate_has_registered_is_of_that_tier() {
    for kind in KINDS {
        let world = world(&[
            ("CLIENT_STORAGE", kind),
            ("REGISTRATION_MODE", "certificate"),
            ("CERTIFICATE_ISSUERS", r#"["CN=Directory"]"#),
        ]);
        let asked = json!({"redirect_uris": ["https://app.example/cb"]});
        let call = Call::register(&asked).certificate("t", "CN=Directory", CertificateStatus::Verified);
        let client = call.to(&world);
        let path = format!("/clients/{}", client.text("client_id"));
        assert_eq!(get(&path, &world).text("trust"), "certificate", "{kind}");
        let change = json!({"client_id": client.text("client_id"), "redirect_uris": ["https://app.example/2"]});
        assert_eq!(
            Call::manage(Method::Put, &client).json(&change).to(&world).status(),
            200,
            "no certificate is needed from then on"
        );
        assert_eq!(get(&path, &world).text("trust"), "certificate", "{kind}");
    }
}
