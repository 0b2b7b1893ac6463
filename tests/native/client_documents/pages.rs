//! The pages that name such a client.

use serde_json::json;

use super::{ID, ask, assert_refused, consent, document, publish, redeem, world_with};
use crate::support::Call;
use crate::support::authorization::{CALLBACK, asked};
use crate::support::browser::{Browser, answer, hidden, page, query};

/// Draft section 7, MCP security; requirements N19, E13: the host is the name that counts, and the host of the redirection is shown.
#[test]
fn pages_name_a_client_by_the_host_of_its_document() {
    let world = world_with(&[]);
    publish(
        &world,
        &document(&json!({"client_name": "Your <Bank>", "redirect_uris": [CALLBACK, "http://localhost:3000/cb"]})),
    );
    let sign_in = page(&ask(&Browser::default(), &world, &[]));
    assert!(sign_in.contains("app.example") && !sign_in.contains("Bank"), "{sign_in}");
    let browser = Browser::of(&world, &world.add_alice());
    let consent = page(&ask(&browser, &world, &[]));
    assert!(consent.contains("<bdi class=\"host\">app.example</bdi>?</h1>"), "{consent}");
    assert!(consent.contains("It calls itself <bdi class=\"name\">Your &lt;Bank&gt;</bdi>."), "{consent}");
    assert!(
        consent.contains("client.example") && consent.contains(ID) && consent.contains("not verified"),
        "{consent}"
    );
    assert!(!consent.contains("Any program on this device"));
    let local = page(&ask(&browser, &world, &[("redirect_uri", "http://localhost:3000/cb")]));
    assert!(local.contains("Any program on this device can say that it is this app"), "{local}");
    assert!(local.contains("localhost:3000"), "{local}");
}

/// Requirements N21, R44: a public client on the device is asked for each time, another one once for each redirection URI.
#[test]
fn a_consent_is_for_a_redirection_uri() {
    let world = world_with(&[]);
    let other = "https://client.example/other";
    publish(&world, &document(&json!({"redirect_uris": [CALLBACK, other, "http://127.0.0.1/cb"]})));
    let browser = Browser::of(&world, &world.add_alice());
    consent(&browser, &world, &[]);
    assert!(answer(&ask(&browser, &world, &[]), CALLBACK).contains_key("code"));
    hidden(&ask(&browser, &world, &[("redirect_uri", other)]), "request");
    for _ in 0..2 {
        let local = ("redirect_uri", "http://127.0.0.1:4000/cb");
        let request = hidden(&ask(&browser, &world, &[local]), "request");
        browser.submit(&world, "/authorize/consent", &[("request", &request), ("decision", "allow")]);
    }
}

/// The user finds the client by its host among the apps with access, and takes the access back.
#[test]
fn the_account_page_lists_the_client_by_its_host() {
    let world = world_with(&[]);
    let browser = Browser::of(&world, &world.add_alice());
    let tokens = redeem(&consent(&browser, &world, &[])).to(&world);
    let account = browser.open(&world, "/account");
    let shown = page(&account);
    assert!(shown.contains("app.example") && !shown.contains("Inspector"), "{shown}");
    let token = hidden(&account, "token");
    browser.submit(&world, "/account", &[("token", &token), ("action", "revoke"), ("client_id", ID)]);
    let reply = super::refresh(&tokens.text("refresh_token")).to(&world);
    assert_eq!(reply.text("error"), "invalid_grant");
}

/// Requirement N14: the page of a document that does not count says what happened, in the language of the user.
#[test]
fn the_page_of_a_failure_says_what_happened() {
    let world = world_with(&[]);
    world.publish_as(ID, 404, "text/html", "");
    let english = assert_refused(&world, ID, "document_status");
    assert!(english.contains("This app cannot be checked"), "{english}");
    let german = Call::get(&format!("/authorize?{}", query(&asked(ID, &[])))).header("accept-language", "de");
    assert!(page(&german.to(&world)).contains("kann nicht geprüft werden"));
}
