//! Request objects at an address of the client. RFC 9101 section 5.2, OpenID Connect Core section 6.2.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::ports::Limit;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{ADDRESS, Scene};
use crate::support::authorization::CALLBACK;
use crate::support::{Down, sign_with_secret};

/// RFC 9101 section 5.2, OpenID Connect Core section 6.2; requirements C70, C78, C79.
#[test]
fn an_object_is_fetched_from_a_registered_address_alone() {
    let scene = Scene::of(&json!({"request_object_signing_alg": "ES256"}));
    assert_eq!(scene.world.fetches.borrow().len(), 0);
    let object = scene.sign(&json!({}));
    scene.publish(&format!("{object}\n"));
    assert_eq!(scene.ask(&[("request_uri", ADDRESS)]), "");
    let around = [("redirect_uri", CALLBACK), ("response_type", "code")];
    let ask = |address: &str| scene.ask(&[&around[..], &[("request_uri", address)]].concat());
    scene.world.fetches.borrow_mut().clear();
    scene.world.sent.borrow_mut().clear();
    for other in [
        "https://evil.example/request.jwt",
        "https://client.example/request.jwt?x",
        "https://client.example/other.jwt",
        "http://client.example/request.jwt",
        "https://127.0.0.1/request.jwt",
        "urn:example:request",
        "x",
    ] {
        assert_eq!(ask(other), "invalid_request_uri", "{other}");
    }
    assert!(scene.world.fetches.borrow().is_empty() && scene.world.sent.borrow().is_empty());
    let digest = |text: &str| Base64UrlUnpadded::encode_string(&Sha256::digest(text));
    scene.publish(&object);
    assert_eq!(ask(&format!("{ADDRESS}#{}", digest(&object))), "");
    assert_eq!(ask(&format!("{ADDRESS}#v2")), "");
    assert_eq!(ask(&format!("{ADDRESS}#{}", digest("other"))), "invalid_request_uri");
}

/// RFC 9101 section 6; requirements C70, C93, Q9.
#[test]
fn an_object_by_reference_is_verified_as_one_by_value() {
    let scene = Scene::of(&json!({"request_object_signing_alg": "ES256"}));
    let around = [("redirect_uri", CALLBACK), ("response_type", "code"), ("request_uri", ADDRESS)];
    let part = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    let claims = scene.claims(&json!({}));
    let secret = scene.client.text("client_secret");
    for (object, code) in [
        (format!("{}.{}.", part(&json!({"alg": "none"})), part(&claims)), "request_uri_not_supported"),
        (sign_with_secret(&secret, &json!({"alg": "HS256"}), &claims), "invalid_request_object"),
        (scene.sign(&json!({"client_id": "other"})), "invalid_request_object"),
        ("{}".to_owned(), "invalid_request_object"),
        ("x".repeat(65_537), "invalid_request_uri"),
    ] {
        scene.publish(&object);
        assert_eq!(scene.ask(&around), code);
    }
    scene.world.publish_as(ADDRESS, 404, "text/plain", &scene.sign(&json!({})));
    assert_eq!(scene.ask(&around), "invalid_request_uri");
    scene.publish(&scene.sign(&json!({})));
    for down in [Down::Fetch, Down::Limit(Limit::Outbound)] {
        scene.world.down.set(down);
        let expected = if down == Down::Fetch { "invalid_request_uri" } else { "page 503" };
        assert_eq!(scene.ask(&around), expected);
    }
    scene.world.down.set(Down::Nothing);
    scene.world.admit(Limit::Fetch, 0);
    assert_eq!(scene.ask(&around), "invalid_request_uri");
    scene.world.admit(Limit::Outbound, 0);
    assert_eq!(scene.ask(&around), "page 429");
    scene.world.admit(Limit::Outbound, u32::MAX);
    scene.world.admit(Limit::Fetch, u32::MAX);
    scene.world.resolve("client.example", "10.0.0.1", "");
    assert_eq!(scene.ask(&around), "invalid_request_uri");
}
