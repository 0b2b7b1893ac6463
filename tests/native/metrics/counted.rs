//! The requests that are counted, and their keys.

use enrol::http::Method;
use enrol::model::Metric;
use serde_json::json;

use super::{assert_counted, register};
use crate::support::{Call, Down, World, users};

const TOKEN: &str = "enrol_iat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[test]
fn a_registration_is_counted_once_by_its_outcome() {
    let world = World::with(&[]);
    world.give(TOKEN, 9, &json!({}));
    assert_eq!(register(&json!({}), &world).status(), 201);
    assert_eq!(Call::register(&json!({"redirect_uris": ["https://a.example/"]})).token(TOKEN).to(&world).status(), 201);
    assert_eq!(register(&json!({"redirect_uris": ["https://a.example/#f"]}), &world).status(), 400);
    let trial = Call::new(Method::Post, "/register?dry_run=true").json(&json!({"client_name": "Trial"}));
    assert_eq!(trial.to(&world).status(), 200);
    world.down.set(Down::Store);
    assert_eq!(register(&json!({}), &world).status(), 503);
    world.down.set(Down::Nothing);
    let outcomes = [("explained", 1), ("failed", 1), ("refused", 1), ("registered", 2)];
    assert_counted(&world, Metric::Registration, &outcomes);
    assert_counted(&world, Metric::Registrant, &[("initial access token", 1), ("nobody", 1)]);
    assert_counted(
        &world,
        Metric::Refusal,
        &[("invalid_redirect_uri redirect_uris", 1), ("temporarily_unavailable", 1)],
    );
    assert_counted(&world, Metric::RedirectHost, &[("a.example", 1), ("app.example", 1)]);
    assert_counted(&world, Metric::Software, &[]);
}

#[test]
fn a_request_for_a_token_is_counted_by_grant_and_outcome() {
    let world = World::with(&[]);
    let client = users::app(&world, &json!({}));
    let session = users::sign_in(&world);
    let granted = users::redeem(&world, &client, &session, "openid offline_access");
    assert_eq!(granted.status(), 200, "{}", granted.json());
    let refused = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    assert_eq!(users::token_request(&client, &refused).to(&world).status(), 400);
    for grant_type in ["client_credentials", "password", ""] {
        Call::token_request(&[("grant_type", grant_type), ("client_id", "x")]).to(&world);
    }
    world.down.set(Down::Store);
    let machine = [("grant_type", "client_credentials"), ("client_id", &*client.text("client_id"))];
    assert_eq!(Call::token_request(&machine).to(&world).status(), 503);
    world.down.set(Down::Nothing);
    assert_counted(
        &world,
        Metric::Token,
        &[
            ("authorization_code issued", 1),
            ("client_credentials failed", 1),
            ("client_credentials refused", 1),
            ("other refused", 2),
            ("refresh_token refused", 1),
        ],
    );
}

#[test]
fn refusals_of_other_endpoints_are_counted_and_what_is_no_endpoint_is_not() {
    let world = World::with(&[]);
    Call::get("/jwks").to(&world);
    Call::get("/wp-login.php").to(&world);
    Call::new(Method::Options, "/register").to(&world);
    Call::get("/register").to(&world);
    Call::form("/introspect", &[("token", "x")]).to(&world);
    assert_counted(&world, Metric::Refusal, &[("invalid_client", 1), ("invalid_request", 1)]);
    assert_counted(&world, Metric::Registration, &[]);
}

/// The member of a refusal is one that is known here.
#[test]
fn no_name_that_a_stranger_chose_is_the_key_of_a_refusal() {
    let world = World::with(&[]);
    let languages = json!({"client_uri#de-secret": 7});
    for body in [languages, json!({"jwks": {"keys": [{"kty": 7}]}}), json!({"client_name": "\u{202e}"})] {
        assert_eq!(register(&body, &world).status(), 400);
    }
    let twice = r#"{"secret": 1, "secret": 2}"#;
    assert_eq!(Call::register_bytes(twice).to(&world).status(), 400);
    assert_counted(
        &world,
        Metric::Refusal,
        &[
            ("invalid_client_metadata *", 1),
            ("invalid_client_metadata client_name", 1),
            ("invalid_client_metadata client_uri", 1),
            ("invalid_client_metadata jwks", 1),
        ],
    );
}

#[test]
fn hosts_and_software_are_counted_by_clean_names() {
    let world = World::with(&[("LIMITS", r#"{"redirect_uris": 20}"#), ("PRIVATE_USE_SCHEMES", "any")]);
    let native = json!({
        "application_type": "native",
        "client_name": "A name that goes on for more than forty characters",
        "redirect_uris": ["http://localhost:1/cb", "http://127.0.0.1:2/cb", "com.example.app://203.0.113.9/cb"],
    });
    assert_eq!(register(&native, &world).status(), 201);
    let web = json!({
        "software_id": "6c3b",
        "redirect_uris": ["https://App.example/a", "https://app.example/b"],
    });
    let reply = register(&web, &world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    let long = format!("https://{}example/", "a.".repeat(60));
    assert_eq!(register(&json!({"client_name": "Ok", "redirect_uris": [long]}), &world).status(), 201);
    assert_counted(
        &world,
        Metric::RedirectHost,
        &[("app.example", 1), ("com.example.app:", 1), ("loopback", 1), ("other", 1)],
    );
    assert_counted(
        &world,
        Metric::Software,
        &[("6c3b", 1), ("A name that goes on for more than forty \u{2026}", 1), ("Ok", 1)],
    );
}

#[test]
fn a_registration_a_token_and_a_refusal_have_a_data_point_each() {
    let world = World::with(&[]);
    let asked = json!({
        "client_name": "Photo", "redirect_uris": ["https://a.example/cb", "https://b.example/cb"],
        "token_endpoint_auth_method": "client_secret_post", "grant_types": ["authorization_code", "client_credentials"],
    });
    let client = register(&asked, &world);
    assert_eq!(client.status(), 201);
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let machine = [("grant_type", "client_credentials"), ("client_id", &*id), ("client_secret", &*secret)];
    assert_eq!(Call::token_request(&machine).to(&world).status(), 200);
    assert_eq!(register(&json!({"redirect_uris": ["https://a.example/#f"]}), &world).status(), 400);
    Call::get("/jwks").to(&world);
    let points = world.points.borrow();
    let points: Vec<Vec<&str>> = points.iter().map(|point| point.iter().map(String::as_str).collect()).collect();
    assert_eq!(
        points,
        [
            vec!["client_registration", "registered", "nobody", "", "", "a.example", "Photo"],
            vec!["token", "issued", "client_credentials", "", "", "", ""],
            vec!["client_registration", "refused", "", "invalid_redirect_uri", "redirect_uris", "", ""],
        ]
    );
}

#[test]
fn without_counts_or_names_data_points_have_none() {
    let world = World::with(&[("METRICS", r#"{"names": false}"#)]);
    assert_eq!(register(&json!({"client_name": "Photo"}), &world).status(), 201);
    assert_eq!(world.points.borrow()[0], ["client_registration", "registered", "nobody", "", "", "", ""]);
    let world = World::with(&[("METRICS", r#"{"days": 0}"#)]);
    assert_eq!(register(&json!({"client_name": "Photo"}), &world).status(), 201);
    assert!(world.points.borrow().is_empty());
}

#[test]
fn a_sample_has_the_sealed_clients_that_left_no_row() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed")]);
    let client = register(&json!({}), &world);
    assert_counted(&world, Metric::SealedClient, &[(&client.text("client_id"), 1)]);
    let refused = register(&json!({"redirect_uris": ["https://a.example/#f"]}), &world);
    assert_eq!(refused.status(), 400);
    for _ in 0..30 {
        register(&json!({}), &world);
    }
    let sample = world.counts_of(Metric::SealedClient);
    // An isolate has room for 5 of them at a time. The others are counted.
    assert_eq!(sample.len(), 7);
    assert_eq!(sample.iter().find(|(key, _)| key == "other"), Some(&("other".to_owned(), 25)));
    assert!(world.clients.borrow().is_empty());

    for (storage, metrics) in [("stored", "{}"), ("sealed", r#"{"names": false}"#)] {
        let world = World::with(&[("CLIENT_STORAGE", storage), ("METRICS", metrics)]);
        assert_eq!(register(&json!({}), &world).status(), 201);
        assert_counted(&world, Metric::SealedClient, &[]);
    }
}
