//! The callback of a sign-in counts once, in its browser, at the address of its provider, and for a while.

use enrol::unit::Seconds;
use serde_json::json;

use super::{CALLBACK, digest};
use crate::authentication::NOW;
use crate::support::Reply;
use crate::support::browser::Browser;
use crate::support::provider::{PROVIDER, Provider, id_token_claims, is_refused, parameters};

/// The code is of use once at the provider, and here the attempt is used up.
#[test]
fn a_callback_counts_once() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    let address = provider.begin(&browser, &[]);
    provider.grant(&id_token_claims(&address, &json!({})));
    assert_eq!(provider.come_back(&browser, &address).status(), 303);
    let before = provider.world.sessions.borrow().keys().cloned().collect::<Vec<_>>();
    let again = provider.come_back(&browser, &address);
    assert!(again.line.contains("the sign-in was finished before"), "{}", again.line);
    provider.world.answer(&format!("{PROVIDER}/token"), 400, &json!({"error": "invalid_grant"}));
    let again = provider.come_back(&browser, &address);
    assert!(again.status() == 200 && again.line.contains("answered 400 invalid_grant"), "{}", again.line);
    assert_eq!(provider.world.sessions.borrow().keys().cloned().collect::<Vec<_>>(), before);
}

/// RFC 9700 section 4.5: an injected response is of no use in another browser.
#[test]
fn a_callback_counts_in_its_browser_alone() {
    let provider = Provider::new(&json!({}));
    let (browser, other) = (Browser::default(), Browser::default());
    let address = provider.begin(&browser, &[]);
    provider.grant(&id_token_claims(&address, &json!({})));
    is_refused(&provider, &provider.come_back(&other, &address), "the browser has no cookie");
    provider.begin(&other, &[]);
    is_refused(&provider, &provider.come_back(&other, &address), "the state is of another browser");
    for query in ["", "code=x", "state=x&code=x", "state=&code=x"] {
        let reply = browser.open(&provider.world, &format!("/sign-in/callback/company?{query}"));
        is_refused(&provider, &reply, "the state is of another browser");
    }
    let twice = browser.open(&provider.world, "/sign-in/callback/company?code=a&code=b");
    assert_eq!((twice.status(), provider.sessions()), (400, 0));
    assert_eq!(provider.come_back(&browser, &address).status(), 303);
}

/// RFC 9700 section 4.4.2: the code that a provider gave does not go to another provider, whose address the browser was
/// told to come back to.
#[test]
fn an_answer_at_the_address_of_another_provider_counts_for_none() {
    let entries = json!({
        "company": {"issuer": PROVIDER, "client_id": "enrol", "allow": "everybody"},
        "other": {"issuer": "https://other.example", "client_id": "enrol", "allow": "everybody"},
    });
    let provider = Provider::with(&entries, "company:s3cret other:s3cret", &[]);
    let browser = Browser::default();
    let address = provider.begin(&browser, &[]);
    assert_eq!(parameters(&address)["redirect_uri"], CALLBACK);
    let state = parameters(&address)["state"].clone();
    for (path, status) in [("other", 400), ("nobody", 400), ("company/", 404), ("", 404)] {
        let reply = browser.open(&provider.world, &format!("/sign-in/callback/{path}?code=c0de&state={state}"));
        assert_eq!(reply.status(), status, "{path}");
        if status == 400 {
            is_refused(&provider, &reply, "the answer came to the address of another provider");
        }
    }
    assert!(provider.world.sent.borrow().is_empty());
    provider.grant(&id_token_claims(&address, &json!({})));
    assert_eq!(provider.come_back(&browser, &address).status(), 303);
}

/// The code of one attempt does not complete another one: nonce and verifier differ.
#[test]
fn the_answer_of_another_attempt_is_of_no_use() {
    let provider = Provider::new(&json!({}));
    let (browser, attacker) = (Browser::default(), Browser::default());
    let address = provider.begin(&browser, &[]);
    let stolen = provider.begin(&attacker, &[]);
    provider.grant(&id_token_claims(&stolen, &json!({"sub": "attacker"})));
    is_refused(&provider, &provider.come_back(&browser, &address), "its ID token has another nonce");
    let (form, _) = provider.last_form();
    assert_ne!(digest(&form["code_verifier"]), parameters(&stolen)["code_challenge"]);
}

#[test]
fn an_attempt_is_over_in_time() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    let address = provider.begin(&browser, &[]);
    provider.world.wait(Seconds(1800));
    provider.grant(&id_token_claims(&address, &json!({"exp": NOW + 3000, "iat": NOW + 1800})));
    is_refused(&provider, &provider.come_back(&browser, &address), "the state is of another browser, used, or too old");
}

/// An attempt that makes the address too long is stored, and taken once.
#[test]
fn a_long_request_waits_in_the_store() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    let state = "s".repeat(1500);
    let address = provider.begin(&browser, &[("state", &state)]);
    assert!(address.len() <= 2000 && parameters(&address)["state"].len() == 43, "{address}");
    provider.grant(&id_token_claims(&address, &json!({})));
    let other = Browser::default();
    provider.open(&other, &[]);
    let back = provider.come_back(&browser, &address);
    assert_eq!(back.status(), 303, "{}", back.line);
    is_over(&provider, &provider.come_back(&browser, &address));
    let browser = Browser::default();
    let address = provider.begin(&browser, &[("state", &state)]);
    is_over(&provider, &provider.come_back(&other, &address));
    is_over(&provider, &provider.come_back(&browser, &address));
}

fn is_over(provider: &Provider, reply: &Reply) {
    assert!(reply.status() == 400 && reply.line.contains("the state is of another browser"), "{}", reply.line);
    assert_eq!(provider.sessions(), 1);
}
