//! Signed authorization responses. JWT Secured Authorization Response Mode for OAuth 2.0 (JARM).

use enrol::client_metadata::SigningAlgorithm;
use enrol::jose::Token;
use enrol::unit::ByteCount;
use serde_json::{Value, json};

use crate::support::authorization::{CALLBACK, app, approve, ask, parameters, push};
use crate::support::browser::{Browser, answer, code, destination, hidden, page};
use crate::support::tokens::is_verified;
use crate::support::{Call, Down, Reply, World};

/// The operator turns signed responses on.
const SERVER: (&str, &str) =
    ("AUTHORIZATION_SERVER", r#"{"authorization_signing_alg_values_supported":["PS256","ES256"]}"#);

fn world() -> World {
    World::with(&[SERVER, ("PROMPT_NONE", "any")])
}

/// Reads a signed response for a client, after the checks of section 2.4.
fn read(world: &World, client: &Reply, response: &str) -> Value {
    let token = Token::read(response, ByteCount(16_384)).unwrap();
    assert!(is_verified(&token, world));
    let claims = &token.claims;
    assert!(claims.text("iss") == Some("https://as.example") && claims.is_only_for(&[&client.text("client_id")]));
    let life = claims.time("exp").unwrap().unwrap().0 - world.now.get().0;
    assert!((1..=600).contains(&life), "{life}");
    Value::Object(claims.members().clone())
}

fn algorithm(response: &str) -> SigningAlgorithm {
    Token::read(response, ByteCount(16_384)).unwrap().algorithm
}

/// Sections 2.1 and 2.3.
#[test]
fn a_code_comes_in_one_signed_parameter() {
    let world = world();
    let client = app(&world, &json!({}));
    let browser = Browser::of(&world, &world.add_alice());
    for (mode, separator) in [("jwt", "?"), ("query.jwt", "?"), ("fragment.jwt", "#")] {
        let reply = approve(&browser, &world, &client, &[("response_mode", mode), ("prompt", "consent")]);
        assert!(destination(&reply).unwrap().starts_with(&format!("{CALLBACK}{separator}response=")), "{mode}");
        let found = answer(&reply, CALLBACK);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["response"], "{mode}");
        let claims = read(&world, &client, &found["response"]);
        assert_eq!(claims["state"], "s1");
        assert!(code(&world, &client.text("client_id"), claims["code"].as_str().unwrap()).is_some());
        assert_eq!(claims.as_object().unwrap().len(), 5, "{claims}");
    }
    let reply = approve(&browser, &world, &client, &[("response_mode", "form_post.jwt"), ("prompt", "consent")]);
    assert!(page(&reply).contains(&format!("action=\"{CALLBACK}\"")) && !page(&reply).contains("name=\"state\""));
    assert!(read(&world, &client, &hidden(&reply, "response"))["code"].is_string());
    let remembered = ask(&browser, &world, &client, &[("response_mode", "jwt")]);
    assert!(read(&world, &client, &answer(&remembered, CALLBACK)["response"])["code"].is_string());
}

/// Section 3.
#[test]
fn a_response_is_signed_as_the_client_registered() {
    let world = world();
    let browser = Browser::of(&world, &world.add_alice());
    for (members, expected) in [
        (json!({"authorization_signed_response_alg": "ES256"}), SigningAlgorithm::Es256),
        (json!({"authorization_signed_response_alg": "PS256"}), SigningAlgorithm::Ps256),
        (json!({}), SigningAlgorithm::Ps256),
    ] {
        let client = app(&world, &members);
        assert_eq!(client.member("authorization_signed_response_alg"), members["authorization_signed_response_alg"]);
        let found = answer(&approve(&browser, &world, &client, &[("response_mode", "jwt")]), CALLBACK);
        assert_eq!(algorithm(&found["response"]), expected, "{members}");
    }
    for algorithm in ["none", "RS256", "HS256", "ES384"] {
        let asked = json!({"redirect_uris": [CALLBACK], "authorization_signed_response_alg": algorithm});
        let (_, code, pointer) = Call::register(&asked).to(&world).refusal();
        assert_eq!((&*code, &*pointer), ("invalid_client_metadata", "/authorization_signed_response_alg"));
    }
    let usual =
        World::with(&[("AUTHORIZATION_SERVER", r#"{"authorization_signing_alg_values_supported":["ES256","RS256"]}"#)]);
    let client = app(&usual, &json!({}));
    let browser = Browser::of(&usual, &usual.add_alice());
    let found = answer(&approve(&browser, &usual, &client, &[("response_mode", "jwt")]), CALLBACK);
    assert_eq!(algorithm(&found["response"]), SigningAlgorithm::Rs256, "the default of the specification");
}

/// Section 2.1: errors are signed too.
#[test]
fn an_error_is_signed_as_a_code_is() {
    let world = world();
    let client = app(&world, &json!({}));
    let mode = ("response_mode", "jwt");
    let error = |reply: &Reply| read(&world, &client, &answer(reply, CALLBACK)["response"]);
    let silent = error(&ask(&Browser::default(), &world, &client, &[mode, ("prompt", "none")]));
    assert_eq!((&silent["error"], &silent["state"]), (&json!("login_required"), &json!("s1")));
    assert!(silent["error_description"].is_string() && silent.get("code").is_none());
    let wrong = error(&ask(&Browser::default(), &world, &client, &[mode, ("scope", "write")]));
    assert_eq!(wrong["error"], "invalid_scope");
    let browser = Browser::of(&world, &world.add_alice());
    let request = hidden(&ask(&browser, &world, &client, &[mode]), "request");
    let denied = browser.submit(&world, "/authorize/consent", &[("request", &*request), ("decision", "deny")]);
    assert_eq!(error(&denied)["error"], "access_denied");
    let unknown = answer(&ask(&browser, &world, &client, &[("response_mode", "x.jwt")]), CALLBACK);
    assert_eq!(unknown["error"], "invalid_request", "in the usual mode");
}

/// RFC 9700 section 4.11.2: the link of the page that shows the host first is signed too.
#[test]
fn a_client_that_nobody_knows_gets_its_error_by_a_link() {
    let world = World::with(&[SERVER]);
    let client = app(&world, &json!({}));
    let reply = ask(&Browser::default(), &world, &client, &[("response_mode", "jwt"), ("prompt", "none")]);
    let shown = page(&reply);
    let (_, rest) = shown.split_once(&format!("{CALLBACK}?response=")).unwrap();
    let response = rest.split('"').next().unwrap();
    assert_eq!(read(&world, &client, response)["error"], "login_required");
}

/// RFC 9126: the mode of a pushed request counts when the browser brings it.
#[test]
fn a_pushed_request_has_a_signed_response() {
    let world = world();
    let client = app(&world, &json!({}));
    let browser = Browser::of(&world, &world.add_alice());
    let pushed = push(&world, &client, &[("response_mode", "jwt")]).text("request_uri");
    let id = client.text("client_id");
    let shown = browser.ask(&world, &[("client_id", &id), ("request_uri", &pushed)]);
    let form = [("request", &*hidden(&shown, "request")), ("decision", "allow")];
    let found = answer(&browser.submit(&world, "/authorize/consent", &form), CALLBACK);
    assert!(read(&world, &client, &found["response"])["code"].is_string());
    assert_eq!(push(&world, &client, &[("response_mode", "web_message.jwt")]).text("error"), "invalid_request");
}

/// Signed responses are off unless the operator lists an algorithm.
#[test]
fn without_a_list_nothing_is_offered() {
    let off = World::new();
    let client = app(&off, &json!({}));
    for mode in ["jwt", "query.jwt", "fragment.jwt", "form_post.jwt"] {
        assert_eq!(push(&off, &client, &[("response_mode", mode)]).text("error"), "invalid_request", "{mode}");
    }
    let document = |world: &World| Call::get("/.well-known/openid-configuration").to(world).json();
    let (off, on) = (document(&off), document(&world()));
    assert_eq!(off.get("authorization_signing_alg_values_supported"), None);
    assert_eq!(off["response_modes_supported"], json!(["query", "fragment", "form_post"]));
    assert_eq!(on["authorization_signing_alg_values_supported"], json!(["PS256", "ES256"]));
    let modes = json!(["query", "fragment", "form_post", "jwt", "query.jwt", "fragment.jwt", "form_post.jwt"]);
    assert_eq!(on["response_modes_supported"], modes);
    for (list, starts) in [(json!(["RS256"]), true), (json!(["ES384"]), false), (json!(["none"]), false)] {
        let server = json!({"authorization_signing_alg_values_supported": list}).to_string();
        assert_eq!(crate::setting_limits::starts(&[("AUTHORIZATION_SERVER", &server)]), starts, "{list}");
    }
}

/// FAPI 1.0 Advanced section 5.2.2: an operator can demand that responses are signed.
#[test]
fn an_operator_can_demand_signed_responses() {
    let world = World::with(&[SERVER, ("AUTHORIZATION_RESPONSES", "signed"), ("PROMPT_NONE", "any")]);
    let client = app(&world, &json!({}));
    for (mode, status) in [("", 400), ("query", 400), ("form_post", 400), ("jwt", 201), ("form_post.jwt", 201)] {
        let reply = push(&world, &client, &[("response_mode", mode)]);
        assert_eq!(reply.status(), status, "{mode}");
        assert!(status == 201 || reply.refusal().2 == "/response_mode");
    }
    let told = answer(&ask(&Browser::default(), &world, &client, &[]), CALLBACK);
    assert_eq!(told["error"], "invalid_request");
    assert!(!crate::setting_limits::starts(&[("AUTHORIZATION_RESPONSES", "signed")]), "no client could comply");
}

#[test]
fn a_platform_that_cannot_sign_sends_nobody_anywhere() {
    let world = world();
    let client = app(&world, &json!({}));
    world.down.set(Down::Sign);
    let asked = parameters(&[("client_id", ""), ("response_mode", "jwt"), ("prompt", "none")]);
    let id = client.text("client_id");
    let reply = Browser::default().ask(&world, &[&asked[..], &[("client_id", &*id)]].concat());
    assert_eq!((reply.status(), destination(&reply)), (503, None));
}
