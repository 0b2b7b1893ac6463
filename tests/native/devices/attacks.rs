//! Attacks on devices: guesses, codes that a stranger sends, and answers of others. RFC 8628 section 5.

use enrol::ports::Limit;
use serde_json::json;

use super::{begin, decide, hidden, page, poll, refused, tool, type_code, world};
use crate::support::browser::Browser;
use crate::support::{Call, World};

/// RFC 8628 section 5.1: a user has a few guesses a minute, right or wrong.
#[test]
fn codes_cannot_be_tried_out() {
    let world = world();
    let client = tool(&world, &json!({}));
    let begun = begin(&world, &client, &[]);
    let browser = Browser::of(&world, &world.add_alice());
    for limit in [Limit::SignIn, Limit::Password] {
        world.admit(limit, 0);
        let reply = type_code(&world, &browser, &begun.text("user_code"));
        assert_eq!(reply.status(), 429, "{limit:?}: {}", page(&reply));
        assert!(!page(&reply).contains("Tool"), "{}", page(&reply));
        world.admit(limit, 9);
    }
    assert_eq!(type_code(&world, &browser, &begun.text("user_code")).status(), 200);
}

/// RFC 8628 section 5.4: no page of another site can answer, and no other browser, session or user.
#[test]
fn only_the_user_of_the_page_answers() {
    let world = world();
    let client = tool(&world, &json!({}));
    let begun = begin(&world, &client, &[]);
    let alice = world.add_alice();
    let browser = Browser::of(&world, &alice);
    let asked = type_code(&world, &browser, &begun.text("user_code"));
    let request = hidden(&asked, "request");
    let answer = [("request", &*request), ("decision", "allow")];
    let foreign = browser.send(&world, Call::form("/device", &answer).header("origin", "https://evil.example"));
    assert_eq!(foreign.status(), 403);
    let typed = [("user_code", &*begun.text("user_code"))];
    let foreign = browser.send(&world, Call::form("/device", &typed).header("origin", "https://evil.example"));
    assert_eq!(foreign.status(), 403);
    let other = Browser::of(&world, &world.add_user("bob", &json!({})));
    assert_eq!(other.submit(&world, "/device", &answer).status(), 400, "another browser");
    assert_eq!(Browser::default().submit(&world, "/device", &answer).status(), 400, "no browser");
    browser.sign_in(&world, &alice);
    assert_eq!(browser.submit(&world, "/device", &answer).status(), 400, "another session");
    assert_eq!(refused(&poll(&world, &client, &begun)).1, "authorization_pending");
}

/// The question about a device is answered at its own page alone, and that about a browser at its own.
#[test]
fn an_answer_counts_only_where_its_page_sends_it() {
    let world = world();
    let client = tool(
        &world,
        &json!({"redirect_uris": ["https://client.example/cb"],
        "grant_types": [super::GRANT, "authorization_code"], "response_types": ["code"]}),
    );
    let browser = Browser::of(&world, &world.add_alice());
    let begun = begin(&world, &client, &[]);
    let of_device = hidden(&type_code(&world, &browser, &begun.text("user_code")), "request");
    let answered = browser.submit(&world, "/authorize/consent", &[("request", &of_device), ("decision", "allow")]);
    assert_eq!((answered.status(), answered.header("location")), (400, None));
    let asked = crate::support::authorization::ask(&browser, &world, &client, &[("scope", "read")]);
    let answer = [("request", &*hidden(&asked, "request")), ("decision", "allow")];
    assert_eq!(browser.submit(&world, "/device", &answer).status(), 400);
}

/// A device is let in once: a second answer, of whoever, changes nothing.
#[test]
fn the_first_answer_counts() {
    let world = world();
    let client = tool(&world, &json!({}));
    let begun = begin(&world, &client, &[]);
    let (one, other) =
        (Browser::of(&world, &world.add_alice()), Browser::of(&world, &world.add_user("bob", &json!({}))));
    let asked = type_code(&world, &other, &begun.text("user_code"));
    assert_eq!(decide(&world, &one, &begun, "allow").status(), 200);
    let answer = [("request", &*hidden(&asked, "request")), ("decision", "allow")];
    assert_eq!(other.submit(&world, "/device", &answer).status(), 400);
    assert_eq!(type_code(&world, &other, &begun.text("user_code")).status(), 400, "the code is used up");
    let replies = crate::support::at_once(
        &world,
        (0..4).map(|_| {
            let code = begun.text("device_code");
            let id = client.text("client_id");
            Call::form("/token", &[("grant_type", super::GRANT), ("device_code", &code), ("client_id", &id)])
        }),
    );
    let good = replies.iter().filter(|reply| reply.status() == 200).count();
    assert_eq!((good, world.grants.borrow().len()), (1, 1), "four requests at once get tokens once");
    let lives = world.grants.borrow().values().all(|stored| stored.ended_at.is_none());
    assert!(lives, "the others do not end the grant");
}

/// The tokens end with the session and with the user, as those of a browser do.
#[test]
fn a_user_who_is_shut_out_lets_no_device_in() {
    let world = world();
    let client = tool(&world, &json!({}));
    let begun = begin(&world, &client, &[]);
    let alice = world.add_alice();
    assert_eq!(decide(&world, &Browser::of(&world, &alice), &begun, "allow").status(), 200);
    world.disable(&alice.id, Some(world.now.get()));
    assert_eq!(refused(&poll(&world, &client, &begun)), (400, "invalid_grant".to_owned()));
}

/// The database has neither code.
#[test]
fn nothing_secret_is_stored_or_logged() {
    let world: World = world();
    let client = tool(&world, &json!({}));
    let begun = begin(&world, &client, &[]);
    let (user_code, device_code) = (begun.text("user_code"), begun.text("device_code"));
    let stored = format!("{:?}", world.devices.borrow());
    let (_, secret) = device_code.split_once('.').unwrap();
    for text in [&*user_code, &user_code.replace('-', ""), secret] {
        assert!(!stored.contains(text) && !begun.line.contains(text), "{text}");
    }
}
