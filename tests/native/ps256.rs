//! PS256, for servers whose operator lists it. FAPI 2.0 Security Profile section 5.4.1, RFC 8725 section 3.1.

use enrol::client_metadata::SigningAlgorithm;
use enrol::jose::Token;
use enrol::unit::{ByteCount, Seconds};
use serde_json::json;

use crate::support::tokens::{is_verified, published, rotate, sign};
use crate::support::users::{app, form, redeem, sign_in};
use crate::support::{Call, World};

const SERVER: &str = r#"{"id_token_signing_alg_values_supported":["PS256","ES256"],
    "userinfo_signing_alg_values_supported":["PS256"],"introspection_signing_alg_values_supported":["PS256"]}"#;

const PS256: SigningAlgorithm = SigningAlgorithm::Ps256;

fn world() -> World {
    World::with(&[("AUTHORIZATION_SERVER", SERVER), ("ACCESS_TOKEN_SIGNING_ALG", "PS256")])
}

fn read(text: &str) -> Token {
    Token::read(text, ByteCount(16_384)).unwrap()
}

fn is_signed(text: &str, world: &World) -> bool {
    let token = read(text);
    token.algorithm == PS256 && is_verified(&token, world)
}

/// OpenID Connect Registration section 2.
#[test]
fn a_client_of_ps256_gets_tokens_with_it() {
    let world = world();
    let session = sign_in(&world);
    let members = json!({"id_token_signed_response_alg": "PS256", "userinfo_signed_response_alg": "PS256",
        "introspection_signed_response_alg": "PS256"});
    let client = app(&world, &members);
    for (name, value) in members.as_object().unwrap() {
        assert_eq!(client.member(name), *value);
    }
    let tokens = redeem(&world, &client, &session, "openid");
    let access_token = tokens.text("access_token");
    assert!(is_signed(&tokens.text("id_token"), &world) && is_signed(&access_token, &world));
    let userinfo = Call::get("/userinfo").token(&access_token).to(&world);
    assert!(is_signed(std::str::from_utf8(&userinfo.response.body).unwrap(), &world));
    let about = form("/introspect", &client, &[("token", &access_token)]);
    let about = about.header("accept", "application/token-introspection+jwt").to(&world);
    assert!(is_signed(std::str::from_utf8(&about.response.body).unwrap(), &world));
}

/// A client that names no algorithm gets the first of the list, since RS256 is not in it.
#[test]
fn the_default_is_an_algorithm_of_the_list() {
    let world = world();
    let client = app(&world, &json!({}));
    assert_eq!(client.member("id_token_signed_response_alg"), "PS256");
    let tokens = redeem(&world, &client, &sign_in(&world), "openid");
    assert!(is_signed(&tokens.text("id_token"), &world));
    let asked = json!({"redirect_uris": ["https://client.example/cb"], "id_token_signed_response_alg": "RS256"});
    let refused = Call::register(&asked).to(&world).refusal();
    assert_eq!(refused, (400, "invalid_client_metadata".to_owned(), "/id_token_signed_response_alg".to_owned()));
}

/// RFC 8725 section 3.1: a key is for one algorithm.
#[test]
fn ps256_has_keys_of_its_own_where_a_setting_names_it() {
    for (settings, has_key) in [
        (&[][..], false),
        (&[("ACCESS_TOKEN_SIGNING_ALG", "PS256")], true),
        (&[("AUTHORIZATION_SERVER", SERVER)], true),
        (&[("AUTHORIZATION_SERVER", r#"{"introspection_signing_alg_values_supported":["RS256","PS256"]}"#)], true),
        (&[("AUTHORIZATION_SERVER", r#"{"request_object_signing_alg_values_supported":["PS256"]}"#)], false),
    ] {
        let world = World::with(settings);
        let keys = Call::get("/jwks").to(&world).json()["keys"].as_array().unwrap().clone();
        assert_eq!(keys.len(), if has_key { 3 } else { 2 }, "{settings:?}");
        let modulus = |alg: &str| keys.iter().find(|key| key["alg"] == alg).map(|key| key["n"].clone());
        assert_eq!(modulus("PS256").is_some(), has_key);
        assert_ne!(modulus("PS256"), modulus("RS256"));
        let refused = Call::register(&json!({"redirect_uris": ["https://client.example/cb"],
            "id_token_signed_response_alg": "PS256"}));
        let document = Call::get("/.well-known/openid-configuration").to(&world).json();
        let is_listed = document["id_token_signing_alg_values_supported"].as_array().unwrap().contains(&json!("PS256"));
        assert_eq!(refused.to(&world).status(), if is_listed { 201 } else { 400 }, "{settings:?}");
    }
}

#[test]
fn keys_of_ps256_follow_each_other_as_others_do() {
    let world = world();
    let first = sign(&world, &PS256);
    let others = published(&world, &SigningAlgorithm::Rs256);
    world.wait(Seconds::of_days(90));
    rotate(&world);
    assert_eq!(published(&world, &PS256).len(), 2);
    world.wait(Seconds::of_days(1));
    let second = sign(&world, &PS256);
    assert!(second.kid != first.kid && is_verified(&first, &world) && is_verified(&second, &world));
    assert!(!others.contains(second.kid.as_ref().unwrap()));
    let world = world.restarted(&[]);
    assert!(is_verified(&second, &world), "tokens of before count, though no new key is made");
    let document = Call::get("/.well-known/openid-configuration").to(&world).json();
    assert_eq!(document["id_token_signing_alg_values_supported"], json!(["RS256", "ES256"]));
}

/// A list with an algorithm that the server lacks is refused at start.
#[test]
fn other_algorithms_of_the_family_are_not_offered() {
    for kind in ["id_token", "userinfo", "introspection"] {
        for (algorithm, starts) in [("PS256", true), ("PS384", false), ("EdDSA", false), ("HS256", false)] {
            let list = json!({format!("{kind}_signing_alg_values_supported"): [algorithm]}).to_string();
            assert_eq!(crate::setting_limits::starts(&[("AUTHORIZATION_SERVER", &list)]), starts, "{kind} {algorithm}");
        }
    }
    assert!(!crate::setting_limits::starts(&[("ACCESS_TOKEN_SIGNING_ALG", "PS384")]));
}
