//! The sign-in of local users through the front door: a name and a password.

use enrol::ports::Limit;
use enrol::unit::{Seconds, Timestamp};
use serde_json::json;

use crate::support::visitor::{PASSWORD, Visitor, field, html};
use crate::support::{Call, Down, Reply, World};

const WRONG: &str = "correct hors";

/// The parts of an answer that could tell one user from another.
fn shape(reply: &Reply) -> (u16, String, Vec<String>, String) {
    let cookies = reply.response.cookies.iter().map(|cookie| cookie.name().to_owned()).collect();
    (reply.status(), html(reply), cookies, reply.header("location").unwrap_or_default().to_owned())
}

#[test]
fn a_user_signs_in_with_name_and_password() {
    let world = World::new();
    let alice = world.add_alice();
    let browser = Visitor::new(&world);
    let page = browser.get("/sign-in");
    assert_eq!(page.status(), 200);
    assert!(html(&page).contains("name=\"password\""), "{}", html(&page));
    for typed in ["alice", " Alice ", "ALICE"] {
        let reply = browser.sign_in(typed, PASSWORD);
        assert_eq!((reply.status(), reply.header("location")), (303, Some("https://as.example/account")), "{typed}");
    }
    let sessions = world.sessions.borrow();
    assert_eq!(sessions.values().map(|session| &session.user).collect::<Vec<_>>(), [&alice.id]);
    assert_eq!(sessions.values().next().unwrap().methods, ["pwd"]);
}

/// The page is shown again with the name that was typed, and never with the password.
#[test]
fn a_wrong_password_shows_the_page_again() {
    let world = World::new();
    world.add_alice();
    let browser = Visitor::new(&world);
    let reply = browser.sign_in("Alice", WRONG);
    assert_eq!(reply.status(), 200);
    let page = html(&reply);
    assert!(page.contains("value=\"Alice\"") && !page.contains(WRONG), "{page}");
    assert!(world.sessions.borrow().is_empty());
    // The form of this page works too.
    let request = field(&reply, "request");
    let reply = browser.post("/sign-in", &[("request", &request), ("username", "alice"), ("password", PASSWORD)]);
    assert_eq!(reply.status(), 303);
}

/// Enumeration: an unknown name, a wrong password, a user without a password and a disabled user are one answer, after
/// the same work.
#[test]
fn nobody_learns_which_names_exist() {
    let world = World::new();
    world.add_alice();
    let disabled = world.add_user("mallory", &json!({}));
    world.disable(&disabled.id, Some(Timestamp(1)));
    let unready = world.add_user("newcomer", &json!({}));
    world.passwords.borrow_mut().remove(&unready.id);
    let answer = |name: &str, password: &str| {
        let browser = Visitor::new(&world);
        let page = browser.get("/sign-in");
        let request = field(&page, "request");
        let calls = world.store_calls.get();
        let reply = browser.post("/sign-in", &[("request", &request), ("username", name), ("password", password)]);
        let (status, page, cookies, location) = shape(&reply);
        let page = page.replace(&request, "").replace(name, "");
        (status, page, cookies, location, world.store_calls.get() - calls, reply.line.replace(name, ""))
    };
    let wrong = answer("alice", WRONG);
    assert_eq!((wrong.0, wrong.4), (200, 1));
    for (name, password) in [("nobody", WRONG), ("mallory", PASSWORD), ("mallory", WRONG), ("newcomer", PASSWORD)] {
        assert_eq!(answer(name, password), wrong, "{name}");
    }
}

#[test]
fn what_no_password_can_be_is_wrong() {
    let world = World::new();
    world.add_alice();
    let long = "x".repeat(5_000);
    for (name, password) in [
        ("alice", ""),
        ("", PASSWORD),
        ("", ""),
        ("alice", &long),
        (&long, PASSWORD),
        ("ali ce", PASSWORD),
        ("alice\u{0}", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
        ("<script>alert(1)</script>", PASSWORD),
    ] {
        let reply = Visitor::new(&world).sign_in(name, password);
        assert_eq!(reply.status(), 200, "{name}");
        assert!(!html(&reply).contains("<script>"), "{name}");
    }
    assert!(world.sessions.borrow().is_empty());
}

/// CSRF on login: a form of another site, or with the request of another browser, signs nobody in.
#[test]
fn a_form_that_this_browser_did_not_get_here_is_refused() {
    let world = World::new();
    world.add_alice();
    let (browser, other) = (Visitor::new(&world), Visitor::new(&world));
    let (own, foreign) = (field(&browser.get("/sign-in"), "request"), field(&other.get("/sign-in"), "request"));
    let form =
        |request: &str| Call::form("/sign-in", &[("request", request), ("username", "alice"), ("password", PASSWORD)]);
    for origin in ["https://evil.example", "null", "http://as.example"] {
        assert_eq!(browser.send(form(&own).header("origin", origin)).status(), 403, "{origin}");
    }
    for request in [&*foreign, "", "x", own.get(1..).unwrap()] {
        assert_eq!(browser.send(form(request)).status(), 400, "{request}");
    }
    // The cookies of the user do not come with a form of another site.
    assert_eq!(form(&own).to(&world).status(), 400);
    world.wait(Seconds(3_600));
    assert_eq!(browser.send(form(&own)).status(), 400, "too late");
    assert!(world.sessions.borrow().is_empty());
}

/// Clickjacking, leaks of addresses, and answers to programs.
#[test]
fn the_page_is_for_its_own_window_alone() {
    let world = World::new();
    world.add_alice();
    let browser = Visitor::new(&world);
    for reply in [browser.get("/sign-in"), browser.sign_in("alice", WRONG), browser.sign_in("alice", PASSWORD)] {
        assert!(reply.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
        assert_eq!(reply.header("x-frame-options"), Some("DENY"));
        assert_eq!(
            (reply.header("access-control-allow-origin"), reply.header("cache-control")),
            (None, Some("no-store"))
        );
    }
}

/// Brute force: guesses of one network reach its limit, and lock nobody else out.
#[test]
fn guesses_are_limited_without_locking_the_user_out() {
    let world = World::new();
    world.add_alice();
    let known = Visitor::new(&world);
    assert_eq!(known.sign_in("alice", PASSWORD).status(), 303);
    for limit in [Limit::SignIn, Limit::Password, Limit::Account] {
        let (guesser, newcomer) = (Visitor::new(&world), Visitor::new(&world));
        world.admit(limit, 1);
        assert_eq!(guesser.sign_in("alice", WRONG).status(), 200);
        let reply = guesser.sign_in("alice", PASSWORD);
        assert_eq!(reply.status(), 429, "{limit:?}");
        assert_eq!(
            newcomer.sign_in("nobody", PASSWORD).status(),
            429,
            "{limit:?}: the same for a name that does not exist"
        );
        world.admit(limit, u32::MAX);
        assert_eq!(newcomer.sign_in("alice", PASSWORD).status(), 303);
    }
    // Limits of others do not count for a browser that the user has signed in with before.
    world.admit(Limit::SignIn, 0);
    world.admit(Limit::Account, 0);
    assert_eq!(known.sign_in("alice", PASSWORD).status(), 303);
    assert_eq!(known.sign_in("bob", PASSWORD).status(), 429, "the browser is known to alice alone");
    // It has a limit of its own.
    world.admit(Limit::Password, 0);
    assert_eq!(known.sign_in("alice", PASSWORD).status(), 429);
}

/// Denial of service: whoever has ever signed in as the user has a known browser too. Its guesses use up the limit of all
/// known browsers, and the user's own browser then counts as any other.
#[test]
fn a_known_browser_of_somebody_else_locks_no_own_one_out() {
    let world = World::with(&[("PASSKEYS", "allowed")]);
    world.add_alice();
    let own = Visitor::new(&world);
    for _ in 0..2 {
        assert_eq!(own.sign_in("alice", PASSWORD).status(), 303);
    }
    let known = world.counted(Limit::Password).pop().unwrap();
    assert_eq!(world.counted(Limit::SignIn).len(), 1, "the browser is known at the second sign-in");
    world.use_up(Limit::Password, &known);
    assert_eq!(own.sign_in("alice", PASSWORD).status(), 303);
    assert_eq!((world.counted(Limit::SignIn).len(), world.counted(Limit::Account).len()), (2, 2), "as a new one");
    let passkey = || {
        let request = field(&own.get("/sign-in"), "request");
        own.post("/sign-in/passkey", &[("request", &request), ("credential", "{}")])
    };
    assert_eq!(passkey().status(), 200);
    world.use_up(Limit::Password, &world.counted(Limit::Password).pop().unwrap());
    assert_eq!((passkey().status(), world.counted(Limit::SignIn).len()), (200, 3), "neither with a passkey");
    world.admit(Limit::SignIn, 0);
    assert_eq!((passkey().status(), own.sign_in("alice", PASSWORD).status()), (429, 429));
}

#[test]
fn attempts_are_counted_for_the_network_then_for_the_account() {
    let world = World::new();
    world.add_alice();
    let keys = |limit| world.counted(limit);
    let from = |address: &str, name: &str| {
        let browser = Visitor::new(&world);
        let request = field(&browser.get("/sign-in"), "request");
        let form = Call::form("/sign-in", &[("request", &request), ("username", name), ("password", WRONG)]);
        browser.send(form.from(address));
    };
    from("203.0.113.7", "alice");
    from("203.0.113.8", "Alice");
    from("203.0.113.8", "bob");
    assert_eq!(keys(Limit::SignIn), ["203.0.113.7", "203.0.113.8", "203.0.113.8"]);
    let (password, account) = (keys(Limit::Password), keys(Limit::Account));
    assert!(password[0] != password[1] && password[1] != password[2]);
    assert!(account[0] == account[1] && account[1] != account[2]);
    assert!(password.iter().chain(&account).all(|key| key.len() == 43));
    // Above the limit of a network and a user, nothing is counted for the user.
    world.admit(Limit::Password, 0);
    from("203.0.113.7", "alice");
    assert_eq!(keys(Limit::Account).len(), 3);
}

#[test]
fn nobody_is_signed_in_while_a_part_of_the_world_is_down() {
    let world = World::new();
    world.add_alice();
    let browser = Visitor::new(&world);
    let request = field(&browser.get("/sign-in"), "request");
    for (down, status) in [(Down::Store, 503), (Down::Throttle, 503), (Down::Random, 503)] {
        world.down.set(down);
        let reply = browser.post("/sign-in", &[("request", &request), ("username", "alice"), ("password", PASSWORD)]);
        assert_eq!(reply.status(), status, "{down:?}");
    }
    world.down.set(Down::Random);
    assert_eq!(Visitor::new(&world).get("/sign-in").status(), 503);
    world.down.set(Down::Nothing);
    world.passwords.borrow_mut().values_mut().for_each(|hash| "broken".clone_into(hash));
    let reply = browser.post("/sign-in", &[("request", &request), ("username", "alice"), ("password", PASSWORD)]);
    assert_eq!(reply.status(), 500);
    assert!(world.sessions.borrow().is_empty());
}

#[test]
fn with_identity_providers_local_users_are_off_unless_the_operator_wants_them() {
    let providers = ("IDENTITY_PROVIDERS", r#"{"company":{"issuer":"https://login.example","allow":"everybody"}}"#);
    let has_passwords = |settings: &[(&str, &str)]| {
        let world = World::with(settings);
        html(&Visitor::new(&world).get("/sign-in")).contains("name=\"password\"")
    };
    let cases = [(&[][..], true), (&[providers], false), (&[providers, ("LOCAL_USERS", "on")], true)];
    for (settings, expected) in cases {
        assert_eq!(has_passwords(settings), expected, "{settings:?}");
    }
}

#[test]
fn a_server_without_local_users_takes_no_passwords() {
    let world = World::with(&[("LOCAL_USERS", "off")]);
    world.add_alice();
    let browser = Visitor::new(&world);
    let page = browser.get("/sign-in");
    assert!(!html(&page).contains("name=\"password\""), "{}", html(&page));
    let request = browser.get("/sign-in");
    let sealed = html(&request).split("name=\"request\" value=\"").nth(1).map(str::to_owned).unwrap_or_default();
    let sealed = sealed.split('"').next().unwrap().to_owned();
    let reply = browser.post("/sign-in", &[("request", &sealed), ("username", "alice"), ("password", PASSWORD)]);
    assert_eq!(reply.status(), 400);
    assert_eq!(browser.get("/sign-in/reset").status(), 400);
}

#[test]
fn there_is_no_sign_in_where_another_server_has_the_users() {
    let server = r#"{"authorization_endpoint": "https://login.example/authorize"}"#;
    let world = World::with(&[("AUTHORIZATION_SERVER", server)]);
    for path in ["/sign-in", "/sign-in/reset", "/sign-out"] {
        assert_eq!(Call::get(path).to(&world).status(), 404, "{path}");
        assert_eq!(Call::form(path, &[]).to(&world).status(), 404, "{path}");
    }
}

/// A hash that was made with a lower cost is replaced when its user signs in.
#[test]
fn an_outdated_hash_is_replaced_at_the_next_sign_in() {
    let world = World::new();
    let alice = world.add_alice();
    let cheap = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    world.passwords.borrow_mut().insert(alice.id.clone(), cheap.to_owned());
    assert_eq!(Visitor::new(&world).sign_in("alice", WRONG).status(), 200);
    assert_eq!(world.passwords.borrow()[&alice.id], cheap);
    assert_eq!(Visitor::new(&world).sign_in("alice", "password").status(), 303);
    let hash = world.passwords.borrow()[&alice.id].clone();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    assert_eq!(Visitor::new(&world).sign_in("alice", "password").status(), 303);
    assert_eq!(world.passwords.borrow()[&alice.id], hash);
}
