//! Clients that a document at their identifier describes. Draft `draft-ietf-oauth-client-id-metadata-document`, MCP
//! authorization, section "Client ID Metadata Documents".

mod caching;
mod changes;
mod fetching;
mod hosts;
mod pages;
mod rules;
mod tokens;

use serde_json::{Value, json};

use crate::authentication::TYPE;
use crate::support::authorization::{CALLBACK, asked, assert_page};
use crate::support::browser::{Browser, answer, hidden};
use crate::support::users::VERIFIER;
use crate::support::{Call, Reply, Signer, World};

/// The identifier of the client.
const ID: &str = "https://app.example/client.json";

/// Returns a good document with these changes; a member with `null` is left out.
fn document(changes: &Value) -> Value {
    let mut document = json!({"client_id": ID, "client_name": "Inspector", "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token"]});
    for (name, value) in changes.as_object().unwrap() {
        document[name] = value.clone();
        if value.is_null() {
            document.as_object_mut().unwrap().remove(name);
        }
    }
    document
}

/// Publishes the document of the client.
fn publish(world: &World, document: &Value) {
    world.publish(ID, &document.to_string());
}

/// The world of an open server with these settings, in which the client has its document.
fn world_with(settings: &[(&str, &str)]) -> World {
    let world = World::with(settings);
    world.resolve("app.example", "93.184.216.34", "");
    publish(&world, &document(&json!({})));
    world
}

/// Asks as the client, with these changes.
fn ask(browser: &Browser, world: &World, changes: &[(&str, &str)]) -> Reply {
    browser.ask(world, &asked(ID, changes))
}

/// Consents to a request; returns the code.
fn consent(browser: &Browser, world: &World, changes: &[(&str, &str)]) -> String {
    let request = hidden(&ask(browser, world, changes), "request");
    let reply = browser.submit(world, "/authorize/consent", &[("request", &request), ("decision", "allow")]);
    answer(&reply, CALLBACK)["code"].clone()
}

/// Makes a token request of the client, which is public.
fn redeem(code: &str) -> Call {
    Call::token_request(&[
        ("grant_type", "authorization_code"),
        ("client_id", ID),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ])
}

/// Makes a refresh request of the client, which is public.
fn refresh(token: &str) -> Call {
    Call::token_request(&[("grant_type", "refresh_token"), ("client_id", ID), ("refresh_token", token)])
}

/// Asserts that a request of the client ends with a page for this reason in the log, and leads nowhere.
fn assert_refused(world: &World, id: &str, reason: &str) -> String {
    let reply = Browser::default().ask(world, &asked(id, &[]));
    let page = assert_page(&reply, 400);
    assert!(page.contains("invalid_client"), "{page}");
    assert_eq!(log(&reply, "reason"), reason, "{id}: {}", reply.line);
    assert!(!world.cache.borrow().keys().any(|key| key.starts_with("client:")), "{id} was cached");
    page
}

/// Returns a member of the log line.
fn log(reply: &Reply, member: &str) -> String {
    let line: Value = serde_json::from_str(&reply.line).unwrap();
    line[member].as_str().unwrap_or_default().to_owned()
}

/// Counts the fetches of the document.
fn fetches(world: &World) -> usize {
    world.fetches.borrow().iter().filter(|address| *address == ID).count()
}

/// Returns an assertion of the client.
fn assertion(signer: &Signer, kid: &str, jti: &str, world: &World) -> String {
    let now = world.now.get().0;
    let claims = json!({"iss": ID, "sub": ID, "aud": "https://as.example", "exp": now + 300, "iat": now, "jti": jti});
    signer.sign(&json!({"alg": "ES256", "kid": kid}), &claims)
}

/// Makes a request with an assertion of the client.
fn proven(path: &str, assertion: &str, parameters: &[(&str, &str)]) -> Call {
    Call::form(path, &[parameters, &[TYPE, ("client_assertion", assertion)]].concat())
}

/// Publishes the document of a client with this key.
fn publish_key(world: &World, signer: &Signer, kid: &str) {
    let keys = json!({"keys": [signer.jwk(kid)]});
    publish(world, &document(&json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": keys})));
}

/// Returns status, code and reason of a refusal.
fn refused(reply: &Reply) -> (u16, String, String) {
    (reply.status(), reply.text("error"), log(reply, "reason"))
}
