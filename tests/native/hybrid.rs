//! The response type `code id_token`. OpenID Connect Core section 3.3, FAPI 1.0 Advanced section 5.2.2.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::client_metadata::SigningAlgorithm;
use enrol::jose::Token;
use enrol::unit::ByteCount;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::authorization::{CALLBACK, app, approve, ask, push};
use crate::support::browser::{Browser, answer, code, destination, hidden};
use crate::support::tokens::is_verified;
use crate::support::{Call, Reply, World};

const TYPES: (&str, &str) = ("RESPONSE_TYPES_SUPPORTED", r#"["code","code id_token"]"#);

const HYBRID: (&str, &str) = ("response_type", "code id_token");

fn world(settings: &[(&str, &str)]) -> World {
    World::with(&[settings, &[TYPES, ("PROMPT_NONE", "any")]].concat())
}

fn hybrid(world: &World, members: &Value) -> Reply {
    let mut all = json!({"response_types": ["code id_token", "code"]});
    all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    app(world, &all)
}

fn half(text: &str) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(text)[..16])
}

fn read(text: &str) -> Token {
    Token::read(text, ByteCount(16_384)).unwrap()
}

/// OpenID Connect Core sections 3.3.2.5 and 3.3.2.11, RFC 9207 section 2.
#[test]
fn the_response_has_an_id_token_that_signs_code_and_state() {
    let world = world(&[]);
    let client = hybrid(&world, &json!({}));
    let alice = world.add_alice();
    let browser = Browser::of(&world, &alice);
    let claims = r#"{"id_token":{"email":null,"name":null}}"#;
    let reply = approve(&browser, &world, &client, &[HYBRID, ("scope", "openid profile email"), ("claims", claims)]);
    assert!(destination(&reply).unwrap().starts_with(&format!("{CALLBACK}#")));
    let found = answer(&reply, CALLBACK);
    assert_eq!(found.keys().collect::<Vec<_>>(), ["code", "id_token", "iss", "state"]);
    let token = read(&found["id_token"]);
    assert!(is_verified(&token, &world) && token.is_of_kind("jwt") == Some(true));
    let id = client.text("client_id");
    let now = world.now.get().0;
    let session = code(&world, &id, &found["code"]).unwrap().session;
    assert_eq!(
        Value::Object(token.claims.members().clone()),
        json!({"iss": "https://as.example", "sub": alice.id.as_str(), "aud": id, "azp": id, "nonce": "n1",
            "iat": now, "exp": now + 600, "auth_time": now, "amr": ["pwd"], "c_hash": half(&found["code"]),
            "s_hash": half("s1"), "sid": session.sid(&id, world.server.config())}),
        "it has nothing of the user but the subject"
    );
}

/// OpenID Connect Core section 3.3.3.6: the ID token of the token response is about the same user and sign-in.
#[test]
fn both_id_tokens_agree_and_the_code_is_redeemed_as_any_other() {
    let world = world(&[]);
    let client = hybrid(&world, &json!({"id_token_signed_response_alg": "ES256"}));
    let browser = Browser::of(&world, &world.add_alice());
    let found = answer(&approve(&browser, &world, &client, &[HYBRID, ("state", "")]), CALLBACK);
    let parameters = [
        ("grant_type", "authorization_code"),
        ("code", &*found["code"]),
        ("redirect_uri", CALLBACK),
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
    ];
    let call = Call::token_request(&parameters).basic(&client.text("client_id"), &client.text("client_secret"));
    let tokens = call.to(&world);
    let (first, second) = (read(&found["id_token"]), read(&tokens.text("id_token")));
    assert_eq!([&first.algorithm, &second.algorithm], [&SigningAlgorithm::Es256; 2]);
    for name in ["iss", "sub", "aud", "nonce", "auth_time", "sid"] {
        assert_eq!(first.claims.members()[name], second.claims.members()[name], "{name}");
    }
    let has = |token: &Token, name: &str| token.claims.members().contains_key(name);
    assert!(has(&first, "c_hash") && !has(&first, "at_hash") && has(&second, "at_hash") && !has(&second, "c_hash"));
    assert!(!has(&first, "s_hash"), "there is no state");
}

/// OpenID Connect Core section 3.3.2.1, OAuth 2.0 Multiple Response Types section 5.
#[test]
fn a_request_for_an_id_token_has_a_nonce_openid_and_no_query() {
    let world = world(&[]);
    let client = hybrid(&world, &json!({"scope": "read"}));
    for (changes, code) in [
        (&[HYBRID][..], ""),
        (&[("response_type", "id_token code")], ""),
        (&[HYBRID, ("response_mode", "fragment")], ""),
        (&[HYBRID, ("response_mode", "form_post")], ""),
        (&[HYBRID, ("response_mode", "query")], "invalid_request"),
        (&[HYBRID, ("response_mode", "query.jwt")], "invalid_request"),
        (&[HYBRID, ("nonce", "")], "invalid_request"),
        (&[HYBRID, ("scope", "read")], "invalid_scope"),
        (&[("response_type", "code id_token token")], "unsupported_response_type"),
        (&[("response_type", "code token")], "unsupported_response_type"),
        (&[("response_type", "id_token")], "unsupported_response_type"),
    ] {
        let reply = push(&world, &client, changes);
        assert_eq!(reply.member("error").as_str().unwrap_or_default(), code, "{changes:?}");
    }
    let missing = push(&world, &client, &[HYBRID, ("nonce", "")]);
    assert_eq!(missing.text("error_description"), "nonce must be present with the response type code id_token");
    let plain = app(&world, &json!({}));
    assert_eq!(push(&world, &plain, &[HYBRID]).text("error"), "unauthorized_client", "it is not registered");
    let only = app(&world, &json!({"response_types": ["code id_token"]}));
    assert_eq!(push(&world, &only, &[]).text("error"), "unauthorized_client");
}

/// OAuth 2.0 Multiple Response Types section 5: errors come in the fragment, and in a form if the client wants one.
#[test]
fn errors_go_the_way_of_the_response() {
    let world = world(&[]);
    let client = hybrid(&world, &json!({}));
    let silent = ask(&Browser::default(), &world, &client, &[HYBRID, ("prompt", "none")]);
    assert!(destination(&silent).unwrap().starts_with(&format!("{CALLBACK}#error=login_required&")));
    let query = ask(&Browser::default(), &world, &client, &[HYBRID, ("response_mode", "query")]);
    assert!(destination(&query).unwrap().starts_with(&format!("{CALLBACK}#error=invalid_request&")));
    let browser = Browser::of(&world, &world.add_alice());
    let form = approve(&browser, &world, &client, &[HYBRID, ("response_mode", "form_post")]);
    assert!(!hidden(&form, "code").is_empty() && read(&hidden(&form, "id_token")).claims.text("c_hash").is_some());
}

/// JWT Secured Authorization Response Mode section 2.3: the usual mode is the fragment.
#[test]
fn a_signed_response_has_the_id_token_in_it() {
    let world = world(&[("AUTHORIZATION_SERVER", r#"{"authorization_signing_alg_values_supported":["ES256"]}"#)]);
    let client = hybrid(&world, &json!({}));
    let browser = Browser::of(&world, &world.add_alice());
    let reply = approve(&browser, &world, &client, &[HYBRID, ("response_mode", "jwt")]);
    assert!(destination(&reply).unwrap().starts_with(&format!("{CALLBACK}#response=")));
    let response = read(&answer(&reply, CALLBACK)["response"]);
    assert!(response.claims.text("code").is_some() && response.claims.text("id_token").is_some());
    let signed = World::with(&[TYPES, ("AUTHORIZATION_RESPONSES", "signed")]);
    let client = hybrid(&signed, &json!({}));
    assert_eq!((push(&signed, &client, &[HYBRID]).status(), push(&signed, &client, &[]).status()), (201, 400));
}

/// RFC 7591 section 2.1; OpenID Connect Discovery section 3.
#[test]
fn the_response_type_is_registered_where_the_operator_supports_it() {
    let world = world(&[]);
    let document = Call::get("/.well-known/openid-configuration").to(&world).json();
    assert_eq!(document["response_types_supported"], json!(["code", "code id_token"]));
    assert!(document["claims_supported"].as_array().unwrap().contains(&json!("c_hash")));
    assert!(!document["grant_types_supported"].as_array().unwrap().contains(&json!("implicit")));
    let client = hybrid(&world, &json!({"grant_types": ["authorization_code", "implicit"]}));
    assert_eq!(client.member("grant_types"), json!(["authorization_code"]));
    assert_eq!(client.member("dropped")[0]["pointer"], "/grant_types/1", "nobody gets an access token by it");
    assert_eq!(client.member("response_types"), json!(["code id_token", "code"]));
    assert_eq!(app(&world, &json!({})).member("response_types"), json!(["code"]), "the default stays");
    let off = World::new();
    let asked = json!({"redirect_uris": [CALLBACK], "response_types": ["code id_token"]});
    assert_eq!(Call::register(&asked).to(&off).refusal().2, "/response_types/0");
    assert_eq!(push(&off, &app(&off, &json!({})), &[HYBRID]).text("error"), "unsupported_response_type");
    for (types, starts) in [
        (r#"["code id_token"]"#, true),
        (r#"["code","id_token"]"#, false),
        (r#"["code","code token"]"#, false),
        (r#"["code","code id_token token"]"#, false),
    ] {
        assert_eq!(crate::setting_limits::starts(&[("RESPONSE_TYPES_SUPPORTED", types)]), starts, "{types}");
    }
}

/// OpenID Connect Core section 8.1.
#[test]
fn a_pairwise_client_sees_its_own_subject() {
    let world = world(&[("PAIRWISE_SALT", "s1:BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]);
    let client = hybrid(&world, &json!({"subject_type": "pairwise"}));
    let alice = world.add_alice();
    let browser = Browser::of(&world, &alice);
    let found = answer(&approve(&browser, &world, &client, &[HYBRID]), CALLBACK);
    assert_ne!(read(&found["id_token"]).claims.text("sub"), Some(alice.id.as_str()));
}
