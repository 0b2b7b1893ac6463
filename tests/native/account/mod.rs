//! The user's own page.

mod apps;
mod sessions;

use enrol::http::Method;
use enrol::model::{Bounds, Consent, RegisteredClient, Revision, User};
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use crate::support::browser::{Browser, hidden, page};
use crate::support::{Call, Down, Reply, World, markup};

/// A world with Alice and with Bob, and a browser in which each has signed in.
fn signed_in() -> (World, [User; 2], [Browser; 2]) {
    let world = World::new();
    let users = [world.add_alice(), world.add_user("bob", &json!({"name": "Bob"}))];
    let browsers = [Browser::of(&world, &users[0]), Browser::of(&world, &users[1])];
    (world, users, browsers)
}

fn consent(user: &User, client_id: &str, redirect_uri: &str, granted_at: u64) -> Consent {
    Consent {
        user: user.id.clone(),
        client_id: client_id.to_owned(),
        redirect_uri: redirect_uri.to_owned(),
        scope: vec!["openid".to_owned(), "email".to_owned()],
        resources: Vec::new(),
        client_name: Some(format!("App {client_id}")),
        can_start: true,
        granted_at: Timestamp(granted_at),
    }
}

/// Registers a client, and gives it an owner as a registration with the token of a user does.
fn own(world: &World, user: &User, name: &str) -> String {
    let reply = Call::register(&json!({"client_name": name, "redirect_uris": ["https://app.example/cb"]})).to(world);
    let id = reply.text("client_id");
    let client = world.clients().into_iter().find(|client| client.id.as_str() == id).unwrap();
    let bounds = Bounds { owner: Some(user.id.as_str().to_owned()), ..Bounds::default() };
    world.put(RegisteredClient { bounds: Some(bounds), revision: Revision(0), ..client });
    id
}

/// Presses a button of the page.
fn press(world: &World, browser: &Browser, action: &str, about: &[(&str, &str)]) -> Reply {
    let token = hidden(&browser.open(world, "/account"), "token");
    let form = [&[("token", &*token), ("action", action)], about].concat();
    browser.submit(world, "/account", &form)
}

/// Presses a button, and returns the text of the page that follows.
fn text_after(world: &World, browser: &Browser, action: &str, about: &[(&str, &str)]) -> String {
    let reply = press(world, browser, action, about);
    assert_eq!(reply.status(), 303, "{}", String::from_utf8_lossy(&reply.response.body));
    let address = reply.header("location").unwrap().to_owned();
    assert!(address.starts_with("https://as.example/account?done="), "{address}");
    markup::text(&page(&browser.open(world, &address)))
}

#[test]
fn a_user_who_is_not_signed_in_is_asked_to() {
    let world = World::new();
    let reply = Call::get("/account").to(&world);
    assert_eq!((reply.status(), reply.header("location")), (303, Some("https://as.example/sign-in")));
    let reply = Call::form("/account", &[("action", "revoke")]).to(&world);
    assert_eq!((reply.status(), reply.header("location")), (303, Some("https://as.example/account")));
}

#[test]
fn the_page_lists_apps_sessions_and_registrations() {
    let (world, [alice, bob], [browser, _]) = signed_in();
    for one in [
        consent(&alice, "c1", "https://one.example/cb", 1_700_000_000),
        consent(&alice, "c1", "http://127.0.0.1:8080/cb", 1_750_000_000),
        consent(&bob, "c2", "https://two.example/cb", 1_700_000_000),
    ] {
        world.consents.borrow_mut().push(one);
    }
    own(&world, &alice, "Alice's app");
    own(&world, &bob, "Bob's app");
    let reply = browser.open(&world, "/account");
    assert_eq!((reply.status(), reply.header("cache-control")), (200, Some("no-store")));
    let text = markup::text(&page(&reply));
    for part in [
        "signed in as Alice Example",
        "App c1",
        "one.example",
        "127.0.0.1:8080",
        "2023-11-14",
        "this browser",
        "Alice's app",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("two.example") && !text.contains("Bob"), "{text}");
    assert_eq!(text.matches("App c1").count(), 1, "{text}");
}

/// RFC 7592 section 2.3: the owner deletes a client as it could delete itself.
#[test]
fn a_user_deletes_clients_that_the_user_owns_and_no_other() {
    let (world, [alice, bob], [browser, _]) = signed_in();
    let (hers, his) = (own(&world, &alice, "Hers"), own(&world, &bob, "His"));
    world.consents.borrow_mut().push(consent(&alice, &hers, "https://app.example/cb", 1));
    for other in [&*his, "cAAAAAAAAAAAAAAAAAAAAAA", "portal"] {
        text_after(&world, &browser, "delete", &[("client_id", other)]);
    }
    assert_eq!((world.clients().len(), world.tombstones()), (2, 0));
    let text = text_after(&world, &browser, "delete", &[("client_id", &hers)]);
    assert!(text.contains("The app is deleted.") && !text.contains("Hers"), "{text}");
    assert_eq!((world.clients().len(), world.tombstones(), world.consents.borrow().len()), (1, 1, 0));
}

#[test]
fn a_deletion_goes_on_after_changes_that_come_before_it() {
    let (world, [alice, _], [browser, _]) = signed_in();
    let id = own(&world, &alice, "Hers");
    world.rivals.set(3);
    text_after(&world, &browser, "delete", &[("client_id", &id)]);
    assert_eq!(world.tombstones(), 1);
}

#[test]
fn where_clients_cannot_delete_themselves_their_owners_cannot_either() {
    let world = World::with(&[("CLIENT_CHANGES", "update")]);
    let alice = world.add_alice();
    let browser = Browser::of(&world, &alice);
    let id = own(&world, &alice, "Hers");
    let page = page(&browser.open(&world, "/account"));
    assert!(page.contains("Hers") && !page.contains("value=\"delete\""), "{page}");
    // No form of the page has a token, so another action lends its own.
    world.consents.borrow_mut().push(consent(&alice, "c1", "https://one.example/cb", 1));
    assert_eq!(press(&world, &browser, "delete", &[("client_id", &id)]).status(), 400);
    assert_eq!(world.tombstones(), 0);
}

/// Requirement R45: another site cannot press a button of the page.
#[test]
fn a_form_of_another_page_is_refused() {
    let (world, [alice, bob], [browser, of_bob]) = signed_in();
    world
        .consents
        .borrow_mut()
        .extend([alice.clone(), bob].map(|user| consent(&user, "c1", "https://one.example/cb", 1)));
    let token = hidden(&browser.open(&world, "/account"), "token");
    let of_other_user = hidden(&of_bob.open(&world, "/account"), "token");
    let of_other_session = hidden(&Browser::of(&world, &alice).open(&world, "/account"), "token");
    let form = |token: &str| Call::form("/account", &[("token", token), ("action", "revoke"), ("client_id", "c1")]);
    for origin in ["https://evil.example", "null", "http://as.example", "https://as.example.evil.example", ""] {
        let reply = browser.send(&world, form(&token).header("origin", origin));
        assert_eq!(reply.status(), 403, "{origin}");
        assert!(markup::text(&page(&reply)).contains("This form came from another site"));
    }
    for other in [&*of_other_user, &of_other_session, "", "made-up"] {
        let reply = browser.send(&world, form(other).header("origin", "https://as.example"));
        assert_eq!(reply.status(), 400, "{other}");
        assert!(markup::text(&page(&reply)).contains("This page is too old"));
    }
    assert_eq!(world.consents.borrow().len(), 2);
    assert_eq!(browser.send(&world, form(&token)).status(), 303);
    assert_eq!(world.consents.borrow().len(), 1);
}

#[test]
fn a_form_that_asks_for_nothing_is_refused_with_a_page() {
    let (world, [alice, _], [browser, _]) = signed_in();
    world.consents.borrow_mut().push(consent(&alice, "c1", "https://one.example/cb", 1));
    for (action, about) in
        [("", &[][..]), ("other", &[]), ("revoke", &[]), ("end", &[]), ("delete", &[("client_id", "")])]
    {
        let reply = press(&world, &browser, action, about);
        assert_eq!((reply.status(), reply.header("content-type")), (400, Some("text/html; charset=utf-8")), "{action}");
    }
    let reply = browser.send(&world, Call::new(Method::Post, "/account").json(&Value::Null));
    assert_eq!((reply.status(), reply.header("content-type")), (400, Some("text/html; charset=utf-8")));
    let reply = browser.send(&world, Call::new(Method::Options, "/account"));
    assert_eq!((reply.status(), reply.header("allow")), (405, Some("GET, HEAD, POST")));
}

/// A link cannot make the page say that something was done.
#[test]
fn the_page_says_what_was_done_to_this_session_alone() {
    let (world, [alice, _], [browser, of_bob]) = signed_in();
    world.consents.borrow_mut().push(consent(&alice, "c1", "https://one.example/cb", 1));
    let reply = press(&world, &browser, "revoke", &[("client_id", "c1")]);
    let address = reply.header("location").unwrap().to_owned();
    let says = |browser: &Browser, address: &str| {
        markup::text(&page(&browser.open(&world, address))).contains("The access is revoked.")
    };
    assert!(says(&browser, &address) && !says(&of_bob, &address));
    assert!(!says(&browser, "/account?done=revoked"));
}

#[test]
fn a_store_that_is_down_is_told_on_a_page() {
    let (world, [alice, _], [browser, _]) = signed_in();
    world.consents.borrow_mut().push(consent(&alice, "c1", "https://one.example/cb", 1));
    let token = hidden(&browser.open(&world, "/account"), "token");
    world.down.set(Down::Store);
    for reply in [
        browser.open(&world, "/account"),
        browser.submit(&world, "/account", &[("token", &token), ("action", "end-others")]),
    ] {
        assert_eq!((reply.status(), reply.header("retry-after")), (503, Some("5")));
        assert!(markup::text(&page(&reply)).contains("This server cannot answer now"));
    }
}
