//! What holds for every page.

mod account;
mod messages;

use enrol::error::{Error, Fault, Invalid, Refusal};
use enrol::http::Response;
use enrol::json::Pointer;
use enrol::model::ClaimsRequest;
use enrol::pages::{self, Concern, ConsentPage, DeviceFacts, ErrorPage, LeaveOccasion, Look, Problem};
use enrol::unit::{Seconds, Timestamp};
use serde_json::json;

use super::{HOSTILE, check, check_access, client, html, shown, user, world};
use crate::support::markup;

const REDIRECT_URI: &str = "https://app.example/cb";

/// The options of a passkey. The browser reads them, and nobody else.
const PASSKEY: &str = r#"{"challenge":"A'<b>&amp;"}"#;

/// Every page, with this text wherever a text of others can be.
fn every_page(text: &str, look: &Look<'_>) -> Vec<(&'static str, Response)> {
    let members = json!({
        "client_name": text, "client_name#de": text, "client_name#ja": text, "redirect_uris": [REDIRECT_URI, text],
        "client_uri": format!("https://app.example/{text}"), "logo_uri": text, "policy_uri": text, "tos_uri": text,
        "contacts": [text], "software_id": text, "software_version": text, "scope": text,
    });
    let bounds = json!({"statement_issuers": [text]});
    let client = client(&members, Some(&bounds));
    let user = user(&json!({"name": text}));
    let mut pages = messages::messages(text, &client, look);
    pages.extend(account::states(text, &user, look));
    let claims = json!({text: null}).as_object().unwrap().clone();
    let claims = ClaimsRequest { id_token: claims.clone(), userinfo: claims };
    let (scope, concern) = ([text.to_owned(), "openid".to_owned()], Concern::Resembles(text.to_owned()));
    for redirect_uri in [REDIRECT_URI, "http://127.0.0.1:8080/cb", "com.example.app:/cb", text] {
        let consent = ConsentPage {
            request: text,
            client: &client,
            trust: client.trust(),
            redirect_uri,
            scope: &scope,
            resources: &scope,
            claims: &claims,
            user: &user,
            concern: Some(&concern),
            device: None,
        };
        pages.push(("consent", pages::consent(&consent, look)));
        let facts = DeviceFacts { code: text, place: Some(text), asked_at: Timestamp(0) };
        let consent = ConsentPage { device: Some(facts), ..consent };
        pages.push(("consent to a device", pages::consent(&consent, look)));
        let refusal = Refusal::InvalidRequest(Invalid::new(Pointer::member("scope"), text.to_owned()));
        for occasion in [LeaveOccasion::Failed, LeaveOccasion::Silent, LeaveOccasion::Waiting] {
            let address = "https://app.example/cb?error=a&state=%22";
            pages.push(("leave", pages::leave(&client, redirect_uri, address, &refusal, occasion, look)));
        }
        let parameters = [("state", text), (text, "code")];
        pages.push(("form_post", pages::form_post("https://app.example/cb?a&b", &parameters, look)));
    }
    pages
}

/// Requirements C37, Q20, R44: a text that a client or a user has chosen stays a text.
#[test]
fn no_text_of_others_becomes_markup() {
    let world = world(&[]);
    let config = world.server.config();
    for text in HOSTILE {
        for language in ["en", "de", "pt", "ja"] {
            let request = super::request(language);
            for (name, page) in every_page(text, &Look::of(&request, &[], config)) {
                let page = page.complete(enrol::http::Method::Get);
                check(&page, &format!("{name} with {text:?} in {language}"));
            }
        }
    }
}

/// WCAG 2.2 success criteria 1.1.1, 1.3.1, 2.4.2, 3.1.1, 3.3.1, 4.1.2.
#[test]
fn every_page_can_be_used_with_a_screen_reader() {
    let world = world(&[]);
    let request = super::request("en");
    for (name, page) in every_page("Portal", &Look::of(&request, &[], world.server.config())) {
        check_access(&page, name);
    }
}

/// Requirements R44, R45.
#[test]
fn every_page_is_for_this_browser_alone() {
    let world = world(&[]);
    let request = super::request("pt-BR,pt;q=0.9");
    for (name, page) in every_page("Portal", &Look::of(&request, &[], world.server.config())) {
        let page = page.complete(enrol::http::Method::Get);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{name}");
        assert_eq!(page.header("cache-control"), Some("no-store"), "{name}");
        assert_eq!(page.header("x-frame-options"), Some("DENY"), "{name}");
        assert_eq!(page.header("access-control-allow-origin"), None, "{name}");
        assert_eq!(
            (page.header("vary"), page.header("content-language")),
            (Some("accept-language"), Some("pt")),
            "{name}"
        );
        let policy = page.header("content-security-policy").unwrap();
        let begins = "default-src 'none'; style-src 'sha256-";
        assert!(policy.starts_with(begins) && !policy.contains("unsafe") && !policy.contains('*'), "{name}: {policy}");
        assert!(policy.ends_with("; frame-ancestors 'none'; base-uri 'none'"), "{name}: {policy}");
        let scripts = ["form_post", "passkey"].map(|name| html(&page).contains(&format!("/assets/{name}.js")));
        assert_eq!(policy.contains("; script-src 'self'"), scripts.contains(&true), "{name}: {policy}");
        assert_eq!(policy.contains("script-src"), scripts.contains(&true), "{name}: {policy}");
        assert!(html(&page).contains("<html lang=\"pt\">"), "{name}");
    }
}

#[test]
fn a_long_text_is_cut_off_and_an_error_names_the_request() {
    let world = world(&[]);
    let long = "x".repeat(5000);
    let error = ErrorPage { problem: Problem::Unavailable, code: None, description: Some(&long) };
    let page = shown(world.server.config(), "en", |look| pages::error(&error, look));
    let text = markup::text(html(&page));
    assert!(text.contains(&format!("{}\u{2026}", "x".repeat(400))) && !text.contains(&"x".repeat(401)));
    assert!(text.contains("Request: ray") && text.contains("You are at as.example."));
    assert_eq!(page.status.0, 503);
}

/// The status tells programs what the page tells people.
#[test]
fn a_page_has_the_status_of_its_message() {
    let world = world(&[]);
    let config = world.server.config();
    for (problem, status) in [
        (Problem::ClientDocument, 400),
        (Problem::ClientUnknown, 400),
        (Problem::Expired, 400),
        (Problem::Forbidden, 403),
        (Problem::InvalidRequest, 400),
        (Problem::LinkUsed, 400),
        (Problem::RedirectUri, 400),
        (Problem::Unavailable, 503),
    ] {
        let error = ErrorPage { problem, code: None, description: None };
        assert_eq!(shown(config, "en", |look| pages::error(&error, look)).status.0, status, "{problem:?}");
    }
    let error = ErrorPage { problem: Problem::TooManyRequests(Seconds(60)), code: None, description: None };
    let page = shown(config, "en", |look| pages::error(&error, look));
    assert_eq!((page.status.0, page.header("retry-after")), (429, Some("60")));
    for (failed, status) in [
        (Error::Fault(Fault::Broken("secret cause".to_owned())), 500),
        (Error::Fault(Fault::Unavailable("secret cause".to_owned())), 503),
        (Error::Refusal(Refusal::TooManyRequests(Seconds(5))), 429),
        (Error::Refusal(Refusal::NotFound), 404),
    ] {
        let page = shown(config, "en", |look| pages::failure(&failed, look));
        assert_eq!(page.status.0, status, "{failed:?}");
        assert!(!html(&page).contains("secret cause"));
    }
}
