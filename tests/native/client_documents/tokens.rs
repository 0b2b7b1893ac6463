//! The tokens of such a client: codes, refresh, keys, and the endpoints that ask about tokens.

use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{
    ID, ask, assertion, consent, document, fetches, log, proven, publish, publish_key, redeem, refresh, refused,
    world_with,
};
use crate::support::authorization::{CALLBACK, asked, parameters};
use crate::support::browser::{Browser, answer, hidden};
use crate::support::users::VERIFIER;
use crate::support::{Call, Signer, World};

/// MCP authorization; requirements N13, M39, O8, O10: a public client gets tokens, uses them, renews and revokes them, and is
/// stored nowhere.
#[test]
fn a_client_that_is_stored_nowhere_gets_renews_and_revokes_tokens() {
    let clients = json!({"api": {"grant_types": ["client_credentials"]}}).to_string();
    let secret = format!("api:{}", "s".repeat(64));
    let world = world_with(&[("CLIENTS", &clients), ("CLIENT_SECRETS", &secret)]);
    let browser = Browser::of(&world, &world.add_alice());
    let code = consent(&browser, &world, &[]);
    let first = redeem(&code).to(&world);
    assert_eq!(first.status(), 200, "{}", first.json());
    assert_eq!(log(&first, "client_id"), ID);
    let userinfo = |token: &str| Call::get("/userinfo").token(token).to(&world).status();
    assert_eq!(userinfo(&first.text("access_token")), 200);
    let introspect = |token: &str| {
        let call = Call::form("/introspect", &[("token", token)]).basic("api", &"s".repeat(64));
        let reply = call.to(&world);
        (reply.member("active"), reply.member("client_id"))
    };
    assert_eq!(introspect(&first.text("access_token")), (json!(true), json!(ID)));
    world.wait(Seconds(100));
    let second = refresh(&first.text("refresh_token")).to(&world);
    assert_eq!(second.status(), 200, "{}", second.json());
    let revoked = Call::form("/revoke", &[("client_id", ID), ("token", &second.text("refresh_token"))]).to(&world);
    assert_eq!(revoked.status(), 200);
    assert_eq!(refused(&refresh(&second.text("refresh_token")).to(&world)).1, "invalid_grant");
    assert_eq!(introspect(&second.text("access_token")).0, json!(false));
    assert_eq!(userinfo(&second.text("access_token")), 401);
    assert!(world.clients().is_empty() && world.uses.borrow().is_empty());
    assert_eq!(fetches(&world), 1);
    assert_eq!(redeem(&code).to(&world).text("error"), "invalid_grant");
    let own = Call::form("/introspect", &[("client_id", ID), ("token", &second.text("access_token"))]).to(&world);
    assert_eq!(refused(&own), (401, "invalid_client".to_owned(), "client_public".to_owned()));
}

/// Requirement N2: the code and the refresh token of a client are worth nothing to another one.
#[test]
fn a_code_belongs_to_one_identifier() {
    let world = world_with(&[]);
    let browser = Browser::of(&world, &world.add_alice());
    let code = consent(&browser, &world, &[]);
    let other = "https://app.example/client.json?";
    world.publish(other, &document(&json!({"client_id": other})).to_string());
    let with = |grant: &str, name: &str, value: &str| {
        let parameters = [
            ("grant_type", grant),
            ("client_id", other),
            (name, value),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        Call::token_request(&parameters).to(&world).text("error")
    };
    assert_eq!(with("authorization_code", "code", &code), "invalid_grant");
    let tokens = redeem(&code).to(&world);
    assert_eq!(with("refresh_token", "refresh_token", &tokens.text("refresh_token")), "invalid_grant");
}

/// Draft section 6.2; requirements N12, N11: a client with keys proves itself everywhere.
#[test]
fn a_client_with_keys_must_prove_itself() {
    let world = world_with(&[]);
    let signer = Signer::new();
    publish_key(&world, &signer, "1");
    let browser = Browser::of(&world, &world.add_alice());
    let code = consent(&browser, &world, &[]);
    let grant = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let unproven = redeem(&code).to(&world);
    assert_eq!(refused(&unproven), (401, "invalid_client".to_owned(), "method_not_permitted".to_owned()));
    for path in ["/par", "/revoke", "/introspect"] {
        let reply = Call::form(path, &[&asked(ID, &[])[..], &[("token", "x")]].concat()).to(&world);
        assert_eq!(refused(&reply).2, "method_not_permitted", "{path}");
    }
    let secret = Call::token_request(&[&grant[..], &[("client_id", ID), ("client_secret", "x")]].concat()).to(&world);
    assert_eq!(refused(&secret).1, "invalid_client");
    let forged = proven("/token", &assertion(&Signer::new(), "1", "a", &world), &grant).to(&world);
    assert_eq!(refused(&forged).2, "assertion_signature");
    let tokens = proven("/token", &assertion(&signer, "1", "b", &world), &grant).to(&world);
    assert_eq!(tokens.status(), 200, "{}", tokens.json());
    let again = proven("/token", &assertion(&signer, "1", "b", &world), &grant).to(&world);
    assert_eq!(refused(&again).2, "assertion_replayed");
    let own = proven("/introspect", &assertion(&signer, "1", "c", &world), &[("token", &tokens.text("access_token"))]);
    assert_eq!(own.to(&world).member("active"), json!(true));
    let pushed = proven("/par", &assertion(&signer, "1", "d", &world), &parameters(&[])).to(&world);
    assert_eq!(pushed.status(), 201, "{}", pushed.json());
    let reply = browser.ask(&world, &[("client_id", ID), ("request_uri", &pushed.text("request_uri"))]);
    assert!(answer(&reply, CALLBACK).contains_key("code"), "the consent is remembered");
}

/// Requirement F17: the keys of a client may be at an address of its own origin.
#[test]
fn the_keys_may_be_at_the_same_origin() {
    let world = world_with(&[]);
    let signer = Signer::new();
    let members = json!({"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://app.example/jwks"});
    publish(&world, &document(&members));
    world.publish("https://app.example/jwks", &json!({"keys": [signer.jwk("1")]}).to_string());
    let pushed = proven("/par", &assertion(&signer, "1", "a", &world), &parameters(&[])).to(&world);
    assert_eq!(pushed.status(), 201, "{}", pushed.json());
}

/// Requirement N21: a client whose document is gone or turned bad gets no more tokens, and those that it has do not count.
#[test]
fn a_client_without_its_document_loses_its_tokens() {
    for (status, text, reason) in [
        (404, String::new(), "document_status"),
        (200, document(&json!({"client_id": "https://evil.example/client.json"})).to_string(), "document_client_id"),
        (200, document(&json!({"client_secret": "x"})).to_string(), "document_member"),
    ] {
        let world = world_with(&[]);
        let browser = Browser::of(&world, &world.add_alice());
        let tokens = redeem(&consent(&browser, &world, &[])).to(&world);
        let code = consent_again(&browser, &world);
        world.publish_as(ID, status, "application/json", &text);
        world.cache.borrow_mut().clear();
        assert_eq!(refused(&redeem(&code).to(&world)), (401, "invalid_client".to_owned(), reason.to_owned()));
        let reply = refresh(&tokens.text("refresh_token")).to(&world);
        assert_eq!(refused(&reply), (401, "invalid_client".to_owned(), reason.to_owned()));
        assert_eq!(Call::get("/userinfo").token(&tokens.text("access_token")).to(&world).status(), 401);
        publish(&world, &document(&json!({})));
        assert_eq!(refresh(&tokens.text("refresh_token")).to(&world).status(), 200);
    }
}

/// Returns another code; the user has consented before.
fn consent_again(browser: &Browser, world: &World) -> String {
    answer(&ask(browser, world, &[]), CALLBACK)["code"].clone()
}

/// Requirement N21: a redirection URI that has left the document gets no code, and its code no tokens.
#[test]
fn an_address_that_left_the_document_is_not_led_to() {
    let world = world_with(&[]);
    let browser = Browser::of(&world, &world.add_alice());
    let code = consent(&browser, &world, &[]);
    let request = hidden(&ask(&browser, &world, &[("prompt", "consent")]), "request");
    publish(&world, &document(&json!({"redirect_uris": ["https://client.example/new"]})));
    world.cache.borrow_mut().clear();
    let reply = browser.submit(&world, "/authorize/consent", &[("request", &request), ("decision", "allow")]);
    assert_eq!(reply.status(), 400);
    assert_eq!(refused(&redeem(&code).to(&world)).2, "redirect_uri_gone");
}

/// OpenID Connect Back-Channel Logout: such a client is told like any other.
#[test]
fn a_client_is_told_of_the_sign_out() {
    let world = world_with(&[]);
    publish(&world, &document(&json!({"backchannel_logout_uri": "https://app.example/logout"})));
    world.answer("https://app.example/logout", 200, &Value::Null);
    let browser = Browser::of(&world, &world.add_alice());
    assert_eq!(redeem(&consent(&browser, &world, &[])).to(&world).status(), 200);
    let token = hidden(&browser.open(&world, "/sign-out"), "request");
    browser.submit(&world, "/sign-out", &[("request", &token), ("decision", "sign-out")]);
    assert!(world.sent.borrow().iter().any(|(address, _)| address == "https://app.example/logout"));
}

/// A client whose document cannot be read now counts as not told; one whose document is gone has ended.
#[test]
fn a_client_that_cannot_be_told_is_noted_in_the_log() {
    for (status, is_noted) in [(500, true), (404, false)] {
        let world = world_with(&[]);
        publish(&world, &document(&json!({"backchannel_logout_uri": "https://app.example/logout"})));
        let browser = Browser::of(&world, &world.add_alice());
        assert_eq!(redeem(&consent(&browser, &world, &[])).to(&world).status(), 200);
        world.cache.borrow_mut().clear();
        world.publish_as(ID, status, "text/html", "");
        let token = hidden(&browser.open(&world, "/sign-out"), "request");
        let reply = browser.submit(&world, "/sign-out", &[("request", &token), ("decision", "sign-out")]);
        assert_eq!(log(&reply, "reason") == "1 client was not told of the sign-out yet", is_noted, "{}", reply.line);
        assert!(world.sent.borrow().is_empty());
    }
}
