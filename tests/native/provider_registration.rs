//! This server registers itself at an identity provider and remembers that.

use enrol::ports::Content;
use enrol::unit::{Seconds, Timestamp};
use serde_json::{Value, json};

use crate::authentication::NOW;
use crate::support::browser::Browser;
use crate::support::provider::{PROVIDER, Provider, entry, is_refused, parameters};
use crate::support::{Down, KEYS};

const ENDPOINT: &str = "https://login.example/register";

/// A provider where this server has no client yet.
fn provider(secrets: &str) -> Provider {
    let provider = Provider::with(&json!({"company": entry(&json!({"client_id": null}))}), secrets, &[]);
    provider.describe(&json!({"registration_endpoint": ENDPOINT}));
    provider
}

fn registered(provider: &Provider, members: &Value) {
    let mut answer = json!({"client_id": "c1", "client_secret": "s1", "client_secret_expires_at": 0});
    crate::support::provider::change(&mut answer, members);
    provider.world.answer(ENDPOINT, 201, &answer);
}

/// Returns the registrations that were sent, each with its header.
fn sent(provider: &Provider) -> Vec<(Value, Option<String>)> {
    let sent = provider.world.sent.borrow();
    let registrations = sent.iter().filter_map(|(_, message)| match &message.content {
        Some(Content::Json(text)) => Some((serde_json::from_str(text).unwrap(), message.authorization.clone())),
        _ => None,
    });
    registrations.collect()
}

fn client_id(provider: &Provider) -> String {
    parameters(&provider.begin(&Browser::default(), &[]))["client_id"].clone()
}

/// RFC 7591 section 3.
#[test]
fn this_server_registers_once() {
    let provider = provider("");
    registered(&provider, &json!({}));
    assert_eq!((client_id(&provider), client_id(&provider)), ("c1".to_owned(), "c1".to_owned()));
    let sent = sent(&provider);
    assert_eq!((sent.len(), &sent[0].1), (1, &None));
    assert_eq!(
        sent[0].0,
        json!({
            "application_type": "web", "client_name": "as.example", "grant_types": ["authorization_code"],
            "redirect_uris": ["https://as.example/sign-in/callback/company"], "response_types": ["code"],
            "token_endpoint_auth_method": "client_secret_basic",
        })
    );
    let stored = provider.world.provider_clients.borrow();
    let (issuer, registration) = stored.iter().next().unwrap();
    assert_eq!((&**issuer, registration.registered_at, registration.expires_at), (PROVIDER, Timestamp(NOW), None));
    assert!(!registration.sealed.contains("s1") && !registration.sealed.contains("c1"));
    drop(stored);
    let browser = Browser::default();
    let reply = provider.sign_in(&browser, &json!({"aud": "c1"}), &[]);
    assert_eq!(reply.status(), 303, "{}", reply.line);
    let (_, authorization) = provider.last_form();
    assert_eq!(authorization.as_deref(), Some("Basic YzE6czE="));
}

#[test]
fn an_initial_access_token_goes_with_the_registration() {
    let provider = provider("company:initial");
    registered(&provider, &json!({"token_endpoint_auth_method": "client_secret_post"}));
    assert_eq!(client_id(&provider), "c1");
    assert_eq!(sent(&provider)[0].1.as_deref(), Some("Bearer initial"));
    assert_eq!(provider.sign_in(&Browser::default(), &json!({"aud": "c1"}), &[]).status(), 303);
    let (form, authorization) = provider.last_form();
    assert_eq!((&*form["client_secret"], authorization), ("s1", None));
}

/// A provider that knows no secrets makes a public client.
#[test]
fn this_server_can_be_a_public_client() {
    let provider = provider("");
    provider.describe(&json!({"registration_endpoint": ENDPOINT, "token_endpoint_auth_methods_supported": ["none"]}));
    registered(&provider, &json!({"client_secret": null}));
    assert_eq!(client_id(&provider), "c1");
    assert_eq!(sent(&provider)[0].0["token_endpoint_auth_method"], "none");
}

#[test]
fn this_server_registers_again_when_its_registration_is_over() {
    let provider = provider("");
    registered(&provider, &json!({"client_secret_expires_at": NOW + 100}));
    assert_eq!(client_id(&provider), "c1");
    registered(&provider, &json!({"client_id": "c2"}));
    provider.world.wait(Seconds(99));
    assert_eq!(client_id(&provider), "c1");
    provider.world.wait(Seconds(1));
    assert_eq!((client_id(&provider), sent(&provider).len()), ("c2".to_owned(), 2));

    // The provider no longer knows the client: the next sign-in registers.
    let browser = Browser::default();
    let address = provider.begin(&browser, &[]);
    provider.world.answer(&format!("{PROVIDER}/token"), 401, &json!({"error": "invalid_client"}));
    is_refused(&provider, &provider.come_back(&browser, &address), "answered 401 invalid_client");
    assert!(provider.world.provider_clients.borrow().is_empty());
    registered(&provider, &json!({"client_id": "c3"}));
    assert_eq!((client_id(&provider), sent(&provider).len()), ("c3".to_owned(), 3));
}

/// A registration is of no use once its key has left the key ring.
#[test]
fn a_registration_is_bound_to_this_server() {
    let entries = json!({"company": entry(&json!({"client_id": null}))}).to_string();
    let own = ("IDENTITY_PROVIDERS", &*entries);
    for (settings, id) in [(vec![own], "c1"), (vec![own, ("MASTER_SECRET", KEYS[1])], "c2")] {
        let provider = provider("");
        registered(&provider, &json!({}));
        assert_eq!(client_id(&provider), "c1");
        registered(&provider, &json!({"client_id": "c2"}));
        let world = provider.world.restarted(&settings);
        let client = crate::support::register(&world, &json!({"token_endpoint_auth_method": "none"}));
        let provider = Provider { world, signer: provider.signer, client_id: client.text("client_id") };
        assert_eq!(client_id(&provider), id, "{settings:?}");
    }
}

#[test]
fn a_registration_that_fails_lets_nobody_in() {
    let refusal = "it did not register this server";
    let method = "it registered this server with a method that this server lacks";
    for (status, answer, reason) in [
        (400, json!({"error": "invalid_client_metadata"}), refusal),
        (302, json!({"client_id": "c1", "client_secret": "s1"}), refusal),
        (201, json!([]), refusal),
        (201, json!({"client_secret": "s1"}), refusal),
        (201, json!({"client_id": "", "client_secret": "s1"}), refusal),
        (201, json!({"client_id": "c".repeat(1025), "client_secret": "s1"}), refusal),
        (201, json!({"client_id": "c1"}), method),
        (201, json!({"client_id": "c1", "client_secret": "s 1"}), method),
        (
            201,
            json!({"client_id": "c1", "client_secret": "s1", "token_endpoint_auth_method": "private_key_jwt"}),
            method,
        ),
    ] {
        let provider = provider("");
        provider.world.answer(ENDPOINT, status, &answer);
        let browser = Browser::default();
        let chosen = provider.choose(&browser, &provider.open(&browser, &[]));
        is_refused(&provider, &chosen, reason);
        assert!(provider.world.provider_clients.borrow().is_empty(), "{answer}");
    }
    let provider = provider("");
    let browser = Browser::default();
    let chosen = provider.choose(&browser, &provider.open(&browser, &[]));
    is_refused(&provider, &chosen, refusal);
    provider.describe(&json!({}));
    provider.world.wait(Seconds(300));
    let chosen = provider.choose(&browser, &provider.open(&browser, &[]));
    is_refused(&provider, &chosen, "it registers no clients: its entry needs a client_id");
    let sign_in = provider.open(&browser, &[]);
    provider.world.down.set(Down::Store);
    assert_eq!(provider.choose(&browser, &sign_in).status(), 503);
}
