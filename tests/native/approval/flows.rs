//! Users and devices at clients that wait.

use serde_json::json;

use super::{CALLBACK, WORDS, app, approve, error, of_kind, waiting, world};
use crate::support::authorization::{ask, push};
use crate::support::browser::{Browser, answer, hidden, page};
use crate::support::users::form;
use crate::support::{Call, Reply, World};

const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// OpenID Connect Core section 3.1.2.6: no page is shown.
#[test]
fn a_request_without_pages_learns_of_it() {
    let world = world(&[("PROMPT_NONE", "any")]);
    let client = app(&world, &json!({}));
    let browser = Browser::of(&world, &world.add_alice());
    approve(&client, &world);
    let asked = ask(&browser, &world, &client, &[]);
    let allowed = [("request", &*hidden(&asked, "request")), ("decision", "allow")];
    assert!(answer(&browser.submit(&world, "/authorize/consent", &allowed), CALLBACK).contains_key("code"));
    world.approvals.borrow_mut().values_mut().for_each(|stored| stored.approved = "other".to_owned());
    let told = answer(&ask(&browser, &world, &client, &[("prompt", "none")]), CALLBACK);
    assert_eq!((&*told["error"], told.contains_key("code")), ("unauthorized_client", false));
    assert_eq!(waiting(&world).len(), 1);
}

/// The page of consent may be older than the change.
#[test]
fn a_consent_counts_only_while_the_client_is_approved() {
    let world = of_kind("stored");
    let client = app(&world, &json!({}));
    let browser = Browser::of(&world, &world.add_alice());
    approve(&client, &world);
    let asked = ask(&browser, &world, &client, &[]);
    world.approvals.borrow_mut().values_mut().for_each(|stored| stored.approved = String::new());
    let request = hidden(&asked, "request");
    let reply = browser.submit(&world, "/authorize/consent", &[("request", &request), ("decision", "allow")]);
    assert!(page(&reply).contains(WORDS), "{}", page(&reply));
    assert!(world.consents.borrow().is_empty() && world.grants.borrow().is_empty());
    let reply = browser.submit(&world, "/authorize/consent", &[("request", &request), ("decision", "deny")]);
    assert_eq!(answer(&reply, CALLBACK)["error"], "access_denied");
}

#[test]
fn a_pushed_request_leads_to_the_same_page() {
    let world = world(&[]);
    let client = app(&world, &json!({}));
    let pushed = push(&world, &client, &[]);
    assert_eq!(pushed.status(), 201, "{}", pushed.json());
    let browser = Browser::of(&world, &world.add_alice());
    let (id, request_uri) = (client.text("client_id"), pushed.text("request_uri"));
    let reply = browser.ask(&world, &[("client_id", &id), ("request_uri", &request_uri)]);
    assert!(page(&reply).contains(WORDS));
    assert_eq!(waiting(&world), [id]);
}

/// RFC 8628 section 3.3.
#[test]
fn a_device_of_a_client_that_waits_gets_nothing_and_its_user_is_told() {
    let world =
        world(&[("GRANT_TYPES_SUPPORTED", &format!("authorization_code refresh_token client_credentials {DEVICE}"))]);
    let members = json!({"grant_types": [DEVICE], "response_types": [], "redirect_uris": []});
    let client = app(&world, &members);
    let begun = form("/device_authorization", &client, &[]).to(&world);
    let poll = |begun: &Reply, world: &World| {
        form("/token", &client, &[("grant_type", DEVICE), ("device_code", &begun.text("device_code"))]).to(world)
    };
    assert_eq!(error(&poll(&begun, &world)), (400, "unauthorized_client".to_owned()));
    let browser = Browser::of(&world, &world.add_alice());
    let code = begun.text("user_code");
    let typed = |world: &World| browser.submit(world, "/device", &[("user_code", &code)]);
    let told = page(&typed(&world));
    assert!(told.contains(WORDS) && told.contains("The device is not connected"), "{told}");
    assert_eq!(waiting(&world), [client.text("client_id")]);
    approve(&client, &world);
    let asked = hidden(&typed(&world), "request");
    world.approvals.borrow_mut().values_mut().for_each(|stored| stored.approved = String::new());
    let answer = |world: &World| browser.submit(world, "/device", &[("request", &asked), ("decision", "allow")]);
    assert!(page(&answer(&world)).contains(WORDS), "the page of consent is older than the change");
    assert!(world.consents.borrow().is_empty());
    approve(&client, &world);
    assert!(page(&answer(&world)).contains("The device is connected"));
    assert_eq!(poll(&begun, &world).status(), 200);
}

/// The settings name the hosts of documents, so that is where an operator approves their clients.
#[test]
fn clients_of_documents_are_approved_by_their_host() {
    let told = |settings: &[(&str, &str)]| {
        Call::get("/.well-known/oauth-authorization-server").to(&World::with(settings)).json()
    };
    let supported = "client_id_metadata_document_supported";
    assert_eq!(told(&[])[supported], true);
    assert_eq!(told(&[("APPROVAL", "unverified")]).get(supported), None, "they are off by default");
    assert_eq!(told(&[("APPROVAL", "statement")])[supported], true);
    let hosts = ("CLIENT_ID_HOSTS", r#"{"app.example": "allowed"}"#);
    assert_eq!(told(&[("APPROVAL", "unverified"), ("CLIENT_ID_DOCUMENTS", "listed"), hosts])[supported], true);
}
