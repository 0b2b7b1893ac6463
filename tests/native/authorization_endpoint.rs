//! The authorization endpoint: where its responses go. RFC 6749 sections 3.1 and 4.1.2.1, RFC 9207, RFC 9700 section 4.

use enrol::http::Method;
use enrol::unit::Seconds;
use serde_json::json;

use crate::support::authorization::{CALLBACK, app, approve, ask, asked, assert_page, parameters, push};
use crate::support::browser::{Browser, answer, hidden, page, query};
use crate::support::{Call, Down, World};

/// RFC 6749 section 4.1.2.1; requirements E1, E9, O20, R31.
#[test]
fn an_error_before_the_redirection_uri_is_good_shows_a_page_and_never_redirects() {
    let world = World::new();
    let client = app(&world, &json!({"client_name": "Portal"}));
    let browser = Browser::of(&world, &world.add_alice());
    for (changes, shown) in [
        (vec![("client_id", "")], "invalid_request"),
        (vec![("client_id", "unknown")], "invalid_client"),
        (vec![("client_id", "cAAAAAAAAAAAAAAAAAAAAAA")], "invalid_client"),
        (vec![("redirect_uri", "https://evil.example/cb")], "invalid_request"),
        (vec![("redirect_uri", "https://client.example/cb/")], "invalid_request"),
        (vec![("redirect_uri", "https://client.example/cb?x")], "invalid_request"),
        (vec![("redirect_uri", "")], "invalid_request"),
        (vec![("redirect_uri", "https://evil.example/cb"), ("response_type", "token")], "invalid_request"),
        (vec![("request_uri", "urn:ietf:params:oauth:request_uri:x")], "invalid_request_uri"),
    ] {
        let reply = ask(&browser, &world, &client, &changes);
        let page = assert_page(&reply, 400);
        assert!(page.contains(shown) && !page.contains("Portal"), "{changes:?}: {page}");
        let is_about_uri = changes[0].0 == "redirect_uri";
        assert_eq!(page.contains("an address that it has not registered"), is_about_uri, "{changes:?}: {page}");
        assert!(!is_about_uri || reply.line.contains("\"pointer\":\"/redirect_uri\""), "{}", reply.line);
        assert!(reply.line.contains(&format!("\"code\":\"{shown}\"")), "{}", reply.line);
    }
}

/// RFC 6749 section 3.1; requirement E6.
#[test]
fn a_repeated_parameter_shows_a_page() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let browser = Browser::default();
    for repeated in ["client_id", "redirect_uri", "state", "scope", "request_uri"] {
        let asked = query(&parameters(&[("client_id", &client.text("client_id"))]));
        let reply = browser.open(&world, &format!("/authorize?{asked}&{repeated}=a&{repeated}=b"));
        assert_page(&reply, 400);
    }
    assert_page(&browser.open(&world, "/authorize?client_id=%zz"), 400);
    assert_page(&browser.open(&world, &format!("/authorize?state={}", "s".repeat(16_384))), 400);
}

/// A client that is gone, or that never had the code flow, sends nobody anywhere; requirement O20.
#[test]
fn a_client_that_is_gone_gets_a_page_that_says_what_to_do() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let browser = Browser::default();
    assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
    let page = assert_page(&ask(&browser, &world, &client, &[]), 400);
    assert!(page.contains("connect it again"), "{page}");
    let machine = Call::register(&json!({"grant_types": ["client_credentials"]})).to(&world);
    let page = assert_page(&ask(&browser, &world, &machine, &[]), 400);
    assert!(page.contains("unauthorized_client"), "{page}");
    let clients = json!({"portal": {"grant_types": ["client_credentials"]}}).to_string();
    let secret = format!("portal:{}", "s".repeat(64));
    let world = World::with(&[("CLIENTS", &clients), ("CLIENT_SECRETS", &secret)]);
    let reply = browser.ask(&world, &parameters(&[("client_id", "portal")]));
    assert_page(&reply, 400);
}

/// RFC 6749 section 4.1.2.1, RFC 9207 section 2; requirements E8, E12, L30, O5.
#[test]
fn a_later_error_goes_to_the_client_with_state_and_iss() {
    let world = World::with(&[("PROMPT_NONE", "any")]);
    let client = app(&world, &json!({}));
    let browser = Browser::default();
    for (changes, error) in [
        (vec![("response_type", "token")], "unsupported_response_type"),
        (vec![("code_challenge_method", "plain")], "invalid_request"),
        (vec![("scope", "write")], "invalid_scope"),
        (vec![("resource", "https://evil.example")], "invalid_target"),
        (vec![("prompt", "none")], "login_required"),
        (vec![("registration", "{}")], "registration_not_supported"),
        (vec![("request", "x")], "invalid_request_object"),
        (vec![("request_uri", "https://evil.example/")], "invalid_request_uri"),
        (vec![("request_uri", "https://evil.example/"), ("request", "x")], "invalid_request"),
    ] {
        let reply = ask(&browser, &world, &client, &changes);
        let location = reply.header("location").unwrap_or_default().to_owned();
        let found = answer(&reply, CALLBACK);
        assert_eq!((&*found["error"], &*found["state"], &*found["iss"]), (error, "s1", "https://as.example"));
        assert!(found.contains_key("error_description") && !found.contains_key("code"));
        let start = if changes[0] == ("response_type", "token") { '#' } else { '?' };
        assert!(location.starts_with(&format!("{CALLBACK}{start}")), "{location}");
        assert!(reply.line.contains(&format!("\"code\":\"{error}\"")), "{}", reply.line);
    }
    assert!(world.fetches.borrow().is_empty());
}

/// RFC 9700 section 4.11.2; requirements E12, E13: a client that nobody vouches for sends nobody to its URI by an error.
#[test]
fn an_error_of_a_client_that_nobody_knows_shows_the_host_first() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let alice = world.add_alice();
    for browser in [Browser::default(), Browser::of(&world, &alice)] {
        for (change, words, code) in [
            (("scope", "write"), "does not work here", "invalid_scope"),
            (("prompt", "none"), "without showing you a page", "_required"),
        ] {
            let reply = ask(&browser, &world, &client, &[change]);
            assert_eq!((reply.status(), reply.header("location")), (200, None), "{change:?}");
            let page = page(&reply);
            assert!(page.contains("client.example") && page.contains(words), "{page}");
            assert!(page.contains("For developers") && page.contains(code), "{page}");
        }
    }
    let browser = Browser::of(&world, &alice);
    approve(&browser, &world, &client, &[]);
    let found = answer(&ask(&browser, &world, &client, &[("scope", "write")]), CALLBACK);
    assert_eq!(found["error"], "invalid_scope");
    let clients = json!({"app": {"token_endpoint_auth_method": "none", "redirect_uris": [CALLBACK]}}).to_string();
    let world = World::with(&[("CLIENTS", &clients)]);
    let reply = Browser::default().ask(&world, &parameters(&[("client_id", "app"), ("scope", "write")]));
    assert_eq!(answer(&reply, CALLBACK)["error"], "invalid_scope");
}

/// RFC 6265bis section 5.2: browsers send no cookies with a form of another site.
#[test]
fn a_form_of_another_site_goes_on_as_an_address() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let id = client.text("client_id");
    let browser = Browser::of(&world, &world.add_alice());
    let post = |changes: &[(&str, &str)]| {
        Call::form("/authorize", &asked(&id, changes)).header("origin", "https://client.example").to(&world)
    };
    let reply = post(&[]);
    assert_eq!((reply.status(), reply.response.cookies.len()), (303, 0));
    let address = reply.header("location").unwrap().to_owned();
    assert!(address.starts_with("https://as.example/authorize?client_id="));
    for _ in 0..2 {
        assert!(page(&browser.open(&world, &address)).contains("client.example"));
    }
    let refused = post(&[("scope", "write")]).header("location").unwrap().to_owned();
    assert!(page(&browser.open(&world, &refused)).contains("client.example"));
    world.wait(Seconds(90));
    assert_page(&browser.open(&world, &address), 400);
    let pushed = push(&world, &client, &[]).text("request_uri");
    let reply = Call::form("/authorize", &[("client_id", &*id), ("request_uri", &*pushed)]).to(&world);
    assert!(page(&browser.open(&world, reply.header("location").unwrap())).contains("client.example"));
    for reply in [post(&[("client_id", "")]), post(&[("state", "1"), ("state", "2")])] {
        assert_page(&reply, 400);
    }
    assert_page(&post(&[("state", &"s".repeat(6144))]), 413);
    let elsewhere = address.replace(&id, &app(&world, &json!({})).text("client_id"));
    assert_page(&browser.open(&world, &elsewhere), 400);
}

/// RFC 9126 section 4; requirement C92.
#[test]
fn a_pushed_request_counts_once_for_its_client() {
    let world = World::new();
    let (client, other) = (app(&world, &json!({})), app(&world, &json!({})));
    let browser = Browser::of(&world, &world.add_alice());
    for state in ["short".to_owned(), "s".repeat(2000)] {
        let pushed = push(&world, &client, &[("state", &state), ("prompt", "consent")]).text("request_uri");
        let open = |id: &str| browser.ask(&world, &[("client_id", id), ("request_uri", &pushed), ("state", "evil")]);
        assert_page(&open(&other.text("client_id")), 400);
        assert_page(&open(""), 400);
        let request = hidden(&open(&client.text("client_id")), "request");
        assert_page(&open(&client.text("client_id")), 400);
        let form = [("request", &*request), ("decision", "allow")];
        let found = answer(&browser.submit(&world, "/authorize/consent", &form), CALLBACK);
        assert_eq!(found["state"], state);
    }
    let pushed = push(&world, &client, &[]).text("request_uri");
    let late = push(&world, &client, &[("state", &"s".repeat(2000))]).text("request_uri");
    world.wait(Seconds(90));
    for uri in [pushed, late] {
        assert_page(&browser.ask(&world, &[("client_id", &client.text("client_id")), ("request_uri", &uri)]), 400);
    }
}

/// RFC 7591 section 6; requirement C34: whoever registers chooses them, so no user sees them.
#[test]
fn the_contacts_of_a_client_are_on_no_page() {
    let world = World::new();
    let client = app(&world, &json!({"contacts": ["security@bank.example"]}));
    assert_eq!(client.member("contacts"), json!(["security@bank.example"]));
    let user = world.add_user("ana", &json!({}));
    let browser = Browser::of(&world, &user);
    for asked in [ask(&Browser::default(), &world, &client, &[]), ask(&browser, &world, &client, &[])] {
        assert!(asked.status() == 200 && !page(&asked).contains("bank.example"), "{}", page(&asked));
    }
}

/// A pushed request is checked again when it is used; requirements H26, H41.
#[test]
fn a_redirection_uri_that_was_removed_since_gets_nothing() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let id = client.text("client_id");
    let browser = Browser::of(&world, &world.add_alice());
    let pushed = push(&world, &client, &[]).text("request_uri");
    let asked = hidden(&ask(&browser, &world, &client, &[]), "request");
    let mut members = client.resubmitted();
    members["redirect_uris"] = json!(["https://client.example/new"]);
    assert_eq!(Call::manage(Method::Put, &client).json(&members).to(&world).status(), 200);
    assert_page(&browser.ask(&world, &[("client_id", &id), ("request_uri", &pushed)]), 400);
    let form = [("request", &*asked), ("decision", "allow")];
    assert_page(&browser.submit(&world, "/authorize/consent", &form), 400);
}

/// RFC 9126 sections 5 and 6; requirement C92.
#[test]
fn a_request_through_the_browser_is_refused_where_it_must_be_pushed() {
    let any = ("PROMPT_NONE", "any");
    let world = World::with(&[any, ("PUSHED_REQUESTS", "required")]);
    let client = app(&world, &json!({}));
    let browser = Browser::of(&world, &world.add_alice());
    assert_eq!(answer(&ask(&browser, &world, &client, &[]), CALLBACK)["error"], "invalid_request");
    let id = client.text("client_id");
    let carried = Call::form("/authorize", &parameters(&[("client_id", &id)])).to(&world);
    let reply = browser.open(&world, carried.header("location").unwrap());
    assert_eq!(answer(&reply, CALLBACK)["error"], "invalid_request");
    let pushed = push(&world, &client, &[]).text("request_uri");
    let reply = browser.ask(&world, &[("client_id", &id), ("request_uri", &pushed)]);
    assert!(!hidden(&reply, "request").is_empty());
    let world = World::with(&[any]);
    let client = app(&world, &json!({"require_pushed_authorization_requests": true}));
    assert_eq!(answer(&ask(&browser, &world, &client, &[]), CALLBACK)["error"], "invalid_request");
}

/// Requirement A27.
#[test]
fn a_part_that_fails_shows_a_page_and_grants_nothing() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let browser = Browser::of(&world, &world.add_alice());
    let asked = hidden(&ask(&browser, &world, &client, &[]), "request");
    for down in [Down::Store, Down::Random] {
        world.down.set(down);
        let form = [("request", &*asked), ("decision", "allow")];
        let reply = browser.submit(&world, "/authorize/consent", &form);
        assert_eq!((reply.status(), reply.header("location")), (503, None), "{down:?}");
        let reply = ask(&Browser::default(), &world, &client, &[]);
        assert_eq!((reply.status(), reply.header("location")), (503, None), "{down:?}");
        world.down.set(Down::Nothing);
    }
}
