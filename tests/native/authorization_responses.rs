//! The authorization endpoint: the ways in which its responses go. RFC 6749 section 4.1.2, RFC 9700 section 4.12.

use enrol::http::{Method, Reader};
use enrol::unit::Seconds;
use serde_json::json;

use crate::support::authorization::{CALLBACK, app, approve, ask, assert_page};
use crate::support::browser::{Browser, answer, code, destination, hidden, page};
use crate::support::{Call, World};

/// RFC 6749 section 4.1.2, OpenID Connect Core section 3.1.2.5.
#[test]
fn a_user_who_consents_sends_a_code_to_the_client() {
    let world = World::new();
    let client = app(&world, &json!({"scope": "read"}));
    let alice = world.add_alice();
    let browser = Browser::of(&world, &alice);
    let reply = approve(&browser, &world, &client, &[("scope", "openid read"), ("max_age", "1000")]);
    let found = answer(&reply, CALLBACK);
    assert_eq!((&*found["state"], &*found["iss"]), ("s1", "https://as.example"));
    let code = code(&world, &client.text("client_id"), &found["code"]).unwrap();
    assert_eq!((code.grant.user().unwrap(), &code.scope), (alice.id, &vec!["openid".to_owned(), "read".to_owned()]));
    assert_eq!((&*code.redirect_uri, code.nonce.as_deref()), (CALLBACK, Some("n1")));
    assert_eq!(code.expires_at, world.now.get().after(Seconds(60)));
    assert_eq!((code.authenticated_at, code.methods), (world.now.get(), vec!["pwd".to_owned()]));
    assert_eq!(code.resources, ["https://as.example"]);
    assert!(code.code_challenge.is_some());
}

/// Codes and errors go the way that the request names. OAuth 2.0 Multiple Response Types section 2.1, OAuth 2.0 Form Post
/// Response Mode.
#[test]
fn a_response_goes_by_query_fragment_or_form() {
    let world = World::new();
    let client = app(&world, &json!({"redirect_uris": [CALLBACK, "https://client.example/cb?tenant=1"]}));
    let browser = Browser::of(&world, &world.add_alice());
    for (mode, uri, separator) in [
        ("query", CALLBACK, "?"),
        ("fragment", CALLBACK, "#"),
        ("query", "https://client.example/cb?tenant=1", "&"),
        ("fragment", "https://client.example/cb?tenant=1", "#"),
    ] {
        let reply = approve(
            &browser,
            &world,
            &client,
            &[("response_mode", mode), ("redirect_uri", uri), ("prompt", "consent")],
        );
        assert!(destination(&reply).unwrap().starts_with(&format!("{uri}{separator}code=")));
        assert_eq!(answer(&reply, uri)["iss"], "https://as.example");
    }
    let reply = approve(
        &browser,
        &world,
        &client,
        &[("response_mode", "form_post"), ("state", "\"><script>"), ("prompt", "consent")],
    );
    assert_eq!((reply.status(), reply.header("location")), (200, None));
    assert!(!hidden(&reply, "code").is_empty());
    assert_eq!(
        (hidden(&reply, "iss"), hidden(&reply, "state")),
        ("https://as.example".to_owned(), "&quot;&gt;&lt;script&gt;".to_owned())
    );
    assert!(page(&reply).contains(&format!("action=\"{CALLBACK}\"")));
}

/// RFC 6749 section 4.1.2.1; requirement E8.
#[test]
fn a_user_who_refuses_sends_access_denied_to_the_client() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let browser = Browser::of(&world, &world.add_alice());
    let request = hidden(&ask(&browser, &world, &client, &[]), "request");
    let decide =
        |decision: &str| browser.submit(&world, "/authorize/consent", &[("request", &request), ("decision", decision)]);
    let found = answer(&decide("deny"), CALLBACK);
    assert_eq!((&*found["error"], &*found["state"], &*found["iss"]), ("access_denied", "s1", "https://as.example"));
    assert!(world.consents.borrow().is_empty());
    for other in ["", "Allow", "yes"] {
        assert_page(&decide(other), 400);
    }
    assert!(world.consents.borrow().is_empty());
}

/// RFC 9700 section 4.12, OAuth 2.1 section 3.1; requirements E10, E11, R45.
#[test]
fn pages_and_redirections_are_for_this_browser_alone() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let browser = Browser::of(&world, &world.add_alice());
    let replies = [
        ask(&Browser::default(), &world, &client, &[]),
        ask(&browser, &world, &client, &[]),
        ask(&browser, &world, &client, &[("client_id", "unknown")]),
        approve(&browser, &world, &client, &[]),
        Call::new(Method::Options, "/authorize").to(&world),
        Call::new(Method::Delete, "/authorize").to(&world),
        Call::form("/authorize", &[("client_id", "x")]).to(&world),
    ];
    for reply in replies {
        assert_eq!(reply.response.reader, Reader::Person, "{}", reply.line);
        assert_eq!(reply.header("access-control-allow-origin"), None);
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(reply.header("x-frame-options"), Some("DENY"));
        assert!(reply.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
        assert!([200, 303, 400, 405].contains(&reply.status()));
    }
}

/// CSP Level 3 section 6.4: `form-action` blocks every redirection after a form that it does not name, and nobody knows
/// where a client redirects.
#[test]
fn a_response_to_a_form_begins_a_new_navigation_unless_an_app_opens() {
    for (uri, status) in [(CALLBACK, 200), ("http://127.0.0.1:4711/cb", 200), ("com.example.app:/cb", 303)] {
        let world = World::with(&[("PROMPT_NONE", "any")]);
        let kind = if uri == CALLBACK { "web" } else { "native" };
        let client = app(&world, &json!({"redirect_uris": [uri], "application_type": kind}));
        let browser = Browser::of(&world, &world.add_alice());
        for decision in ["allow", "deny"] {
            let asked = ask(&browser, &world, &client, &[("redirect_uri", uri), ("prompt", "consent")]);
            let form = [("request", &*hidden(&asked, "request")), ("decision", decision)];
            let reply = browser.submit(&world, "/authorize/consent", &form);
            assert_eq!((reply.status(), answer(&reply, uri).contains_key("iss")), (status, true), "{uri}");
        }
        let silent = ask(&browser, &world, &client, &[("redirect_uri", uri), ("prompt", "none"), ("max_age", "0")]);
        assert_eq!((silent.status(), silent.header("location").is_some()), (303, true), "{uri}");
    }
}

/// The sign-in page is a form too, and the browser follows its redirections to the client.
#[test]
fn a_response_after_a_sign_in_begins_a_new_navigation() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let alice = world.add_alice();
    let browser = Browser::of(&world, &alice);
    answer(&approve(&browser, &world, &client, &[]), CALLBACK);
    let sealed = hidden(&ask(&browser, &world, &client, &[("prompt", "login")]), "request");
    world.wait(Seconds(1));
    browser.sign_in(&world, &alice);
    let reply = browser.open(&world, &format!("/authorize/resume?request={sealed}"));
    assert_eq!((reply.status(), answer(&reply, CALLBACK).contains_key("code")), (200, true));
}
