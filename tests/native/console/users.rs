//! Users in the console.

use enrol::model::{Home, Journal, User, UserId};
use enrol::unit::Timestamp;
use serde_json::json;

use super::{operator, send, world};
use crate::support::users::{app, redeem, sign_in};
use crate::support::visitor::{PASSWORD, Visitor, html};
use crate::support::{Down, World};

fn path(user: &User) -> String {
    format!("/console/user?user_id={}", user.id.as_str())
}

fn act(user: &User, action: &str, visitor: &Visitor<'_>) -> String {
    let reply = send(visitor, "/console/user", &[("user_id", user.id.as_str()), ("action", action)]);
    assert_eq!(reply.status(), 303, "{action}");
    reply.header("location").unwrap().to_owned()
}

/// A user of a provider whose claims try to act on the page.
fn guest(world: &World) -> User {
    let (issuer, subject) = ("https://op.example".to_owned(), "g1".to_owned());
    let id = UserId::of_provider(&issuer, &subject);
    let home = Home::Provider { issuer, subject };
    let claims = json!({"name": "<script>alert(1)</script>", "email": "guest@example.com", "note": "a\u{202e}b"});
    let user = User { id, home, claims: claims.as_object().unwrap().clone(), disabled_at: None };
    world.users.borrow_mut().insert(user.id.clone(), user.clone());
    user
}

#[test]
fn users_are_found_by_name_address_and_state() {
    let world = world(&[]);
    let (alice, guest) = (world.add_alice(), guest(&world));
    world.disable(&guest.id, Some(Timestamp(9)));
    let visitor = operator(&world);
    let shows = |query: &str| {
        let page = html(&visitor.get(&format!("/console/users{query}")));
        [&alice, &guest].map(|user| page.contains(user.id.as_str()))
    };
    for (query, shown) in [
        ("", [true, true]),
        ("?username=ALICE&email=&state=", [true, false]),
        ("?email=guest@example.com", [false, true]),
        ("?state=disabled", [false, true]),
        ("?username=nobody", [false, false]),
    ] {
        assert_eq!(shows(query), shown, "{query}");
    }
    let page = html(&visitor.get("/console/users?username=ali%22ce&state=active"));
    assert!(page.contains("There is none.") && page.contains("value=\"ali&quot;ce\""), "{page}");
    assert!(page.contains("<option value=\"active\" selected>"), "{page}");
    let page = html(&visitor.get("/console/users"));
    assert!(page.contains("<a href=\"/console/users\" aria-current=\"page\">Users</a>") && !page.contains("<script>"));
    for query in ["?state=lost", "?name=x", "?limit=0"] {
        assert_eq!(visitor.get(&format!("/console/users{query}")).status(), 400, "{query}");
    }
}

/// A page leads to the next under the same conditions.
#[test]
fn a_long_list_has_pages() {
    let world = world(&[]);
    for number in 0..3 {
        world.add_user(&format!("u{number}"), &json!({"email": "u@example.com"}));
    }
    let visitor = operator(&world);
    let first = html(&visitor.get("/console/users?email=u@example.com&limit=2"));
    let (_, rest) = first.split_once("href=\"/console/users?email=u%40example.com&amp;limit=2&amp;after=").unwrap();
    let after = rest.split('"').next().unwrap();
    let next = html(&visitor.get(&format!("/console/users?email=u@example.com&limit=2&after={after}")));
    assert_eq!((first.matches("Signs in here as").count(), next.matches("Signs in here as").count()), (2, 1));
}

#[test]
fn a_user_is_shown_with_what_belongs_to_the_user_and_no_secret() {
    let world = world(&[]);
    let session = sign_in(&world);
    let user = world.users.borrow()[&session.user].clone();
    world.passwords.borrow_mut().insert(user.id.clone(), "$argon2id$HASH".to_owned());
    let client = app(&world, &json!({}));
    redeem(&world, &client, &session, "openid");
    let visitor = operator(&world);
    let reply = visitor.get(&path(&user));
    let page = html(&reply);
    assert_eq!(reply.status(), 200);
    let id = client.text("client_id");
    for shown in [
        user.id.as_str(),
        "<dt>State</dt><dd><bdi>active</bdi></dd>",
        "<dt>Has a password</dt><dd>yes</dd>",
        "&quot;email&quot;: &quot;ana@example.com&quot;",
        "Firefox on Linux",
        "https://client.example/cb",
        "openid",
        &format!("/console/client?client_id={id}"),
        &format!("/console/audit?journal=administration&amp;user_id={}", user.id.as_str()),
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("HASH") && !page.contains(session.id.as_str()), "{page}");
    let hostile = html(&visitor.get(&path(&guest(&world))));
    assert!(hostile.contains("&lt;script&gt;alert(1)") && !hostile.contains("<script>"), "{hostile}");
    assert!(hostile.contains("https://op.example") && hostile.contains("\\u202e"), "{hostile}");
}

#[test]
fn a_user_is_shut_out_let_in_again_and_signed_out() {
    let world = world(&[]);
    let alice = world.add_alice();
    let visitor = operator(&world);
    let signs_in = || Visitor::new(&world).sign_in("alice", PASSWORD).status() == 303;
    let sessions = || world.sessions.borrow().values().filter(|session| session.user == alice.id).count();
    assert!(signs_in());
    for (action, told, is_in) in [
        ("sign-out", "All sessions and grants of the user have ended.", true),
        ("disable", "The user is shut out.", false),
        ("enable", "The user can sign in again.", true),
    ] {
        let location = act(&alice, action, &visitor);
        assert!(location.starts_with(&format!("https://as.example{}&done=user-", path(&alice))), "{location}");
        let page = html(&visitor.get(&location));
        assert!(page.contains(told) && page.contains("value=\"enable\"") != is_in, "{action}: {page}");
        assert_eq!((sessions(), signs_in()), (0, is_in), "{action}");
        act(&alice, "sign-out", &visitor);
    }
    let rows = world.journal(Journal::Administration).rows;
    for kind in ["sessions-ended", "user-disabled", "user-enabled"] {
        let row = rows.iter().find(|row| row.kind == kind).unwrap();
        assert_eq!((&*row.actor, row.trust.as_deref()), ("operator", Some("console")), "{kind}");
        assert_eq!(row.user_id.as_deref(), Some(alice.id.as_str()), "the user whom it is about");
    }
}

#[test]
fn a_user_is_deleted() {
    let world = world(&[]);
    let alice = world.add_alice();
    let visitor = operator(&world);
    let location = act(&alice, "delete", &visitor);
    assert_eq!(location, format!("https://as.example{}&done=user-deleted", path(&alice)));
    let after = visitor.get(&location);
    assert!(after.status() == 404 && html(&after).contains("The user is deleted."), "{}", html(&after));
    assert!(!world.users.borrow().contains_key(&alice.id));
    let again = send(&visitor, "/console/user", &[("user_id", alice.id.as_str()), ("action", "delete")]);
    assert!(again.status() == 404 && html(&again).contains("No user has this identifier"));
}

/// A text with a slash could name an action of the admin API.
#[test]
fn only_an_identifier_names_a_user() {
    let world = world(&[]);
    let alice = world.add_alice();
    let visitor = operator(&world);
    let id = alice.id.as_str();
    for wrong in ["", "alice", "x/../y", &format!("{id}/passkeys"), &format!("{id}/"), "<b>"] {
        for action in ["delete", "disable"] {
            let reply = send(&visitor, "/console/user", &[("user_id", wrong), ("action", action)]);
            assert_eq!(reply.status(), 404, "{wrong}");
        }
        assert!(!html(&visitor.get("/console/user?user_id=%3Cb%3E")).contains("<b>"));
    }
    for action in ["", "recovery", "password-link", "passkeys"] {
        let reply = send(&visitor, "/console/user", &[("user_id", id), ("action", action)]);
        assert_eq!(reply.status(), 400, "{action}");
    }
    assert!(world.users.borrow()[&alice.id].disabled_at.is_none() && world.resets.borrow().is_empty());
}

#[test]
fn a_store_that_does_not_answer_is_a_page() {
    let world = world(&[]);
    world.add_alice();
    let visitor = operator(&world);
    world.down.set(Down::Store);
    assert_eq!(visitor.get("/console/users").status(), 503);
}
