//! The code with which a local user sets a password: by a link, or typed on a page.

use enrol::model::{TokenDigest, User};
use enrol::ports::Limit;
use enrol::unit::{Seconds, Timestamp};

use crate::support::visitor::{PASSWORD, Visitor, field, html};
use crate::support::{Call, Down, Reply, World};

/// Makes a code with which a user can set a password for a day.
fn code(world: &World, user: &User) -> String {
    let code = format!("enrol_reset_{}", "A".repeat(43));
    let until = world.now.get().after(Seconds::of_days(1));
    let digest = TokenDigest::of_reset_code(&code).unwrap();
    world.resets.borrow_mut().insert(digest, (user.id.clone(), until));
    code
}

fn type_code(browser: &Visitor<'_>, code: &str) -> Reply {
    browser.post("/sign-in/reset", &[("step", "code"), ("code", code)])
}

fn set(browser: &Visitor<'_>, code: &str, password: &str, again: &str) -> Reply {
    browser.post("/sign-in/reset", &[("code", code), ("password", password), ("password_again", again)])
}

#[test]
fn a_user_sets_a_password_once_with_a_link_of_the_operator() {
    let world = World::new();
    let alice = world.add_alice();
    let elsewhere = Visitor::new(&world);
    elsewhere.sign_in("alice", PASSWORD);
    let (browser, code) = (Visitor::new(&world), code(&world, &alice));
    let link = format!("/sign-in/reset?code={code}");
    let page = browser.get(&link);
    assert_eq!((page.status(), field(&page, "code")), (200, code.clone()));
    assert!(html(&page).contains("alice"), "password managers need the name");
    assert!(!page.line.contains(&code), "{}", page.line);
    let reply = set(&browser, &code, "battery staple", "battery staple");
    assert_eq!(reply.status(), 200);
    assert!(world.sessions.borrow().is_empty(), "somebody else may have known the former password");
    assert!(!browser.browser.cookies().iter().any(|name| name.starts_with("__Host-enrol-9")), "a code signs nobody in");
    assert!(html(&reply).contains("name=\"password\"") && !html(&reply).contains("battery"));
    for again in [set(&browser, &code, "another one", "another one"), browser.get(&link)] {
        assert_eq!(again.status(), 400);
    }
    assert_eq!(Visitor::new(&world).sign_in("alice", PASSWORD).status(), 200);
    assert_eq!(Visitor::new(&world).sign_in("alice", "battery staple").status(), 303);
}

/// NIST SP 800-63B section 3.1.1.2.
#[test]
fn a_new_password_that_breaks_a_rule_is_refused_and_the_code_stays() {
    let world = World::new();
    let alice = world.add_alice();
    let (browser, code) = (Visitor::new(&world), code(&world, &alice));
    let long = "x".repeat(257);
    for (password, again) in [
        ("", ""),
        ("1234567", "1234567"),
        (&*long, &*long),
        ("password", "password"),
        ("battery staple", "battery stapl"),
        ("battery staple", ""),
    ] {
        let reply = set(&browser, &code, password, again);
        assert_eq!((reply.status(), field(&reply, "code")), (400, code.clone()), "{password}");
    }
    assert_eq!(set(&browser, &code, "12345 67", "12345 67").status(), 200);
}

#[test]
fn a_code_that_is_not_valid_sets_nothing() {
    let world = World::new();
    let alice = world.add_alice();
    let browser = Visitor::new(&world);
    let good = code(&world, &alice);
    let attempts = |code: &str| {
        let shown = browser.get(&format!("/sign-in/reset?code={code}")).status();
        (shown, set(&browser, code, "battery staple", "battery staple").status())
    };
    for bad in ["x", good.get(1..).unwrap(), &good.replace("AAA", "BBB"), &format!("{good}A")] {
        assert_eq!(attempts(bad), (400, 400), "{bad}");
    }
    world.disable(&alice.id, Some(Timestamp(1)));
    assert_eq!(attempts(&good), (400, 400));
    world.disable(&alice.id, None);
    let form = Call::form("/sign-in/reset", &[("code", &good), ("password", "battery staple")]);
    assert_eq!(form.header("origin", "https://evil.example").to(&world).status(), 403);
    world.wait(Seconds::of_days(1));
    assert_eq!(attempts(&good), (400, 400));
    assert_eq!(Visitor::new(&world).sign_in("alice", PASSWORD).status(), 303);
}

#[test]
fn no_password_is_set_while_a_part_of_the_world_is_down() {
    let world = World::new();
    let alice = world.add_alice();
    let (browser, code) = (Visitor::new(&world), code(&world, &alice));
    for down in [Down::Store, Down::Random] {
        world.down.set(down);
        assert_eq!(set(&browser, &code, "battery staple", "battery staple").status(), 503, "{down:?}");
    }
    world.down.set(Down::Nothing);
    assert_eq!(set(&browser, &code, "battery staple", "battery staple").status(), 200);
}

#[test]
fn a_user_types_the_code_and_no_address_shows_it() {
    let world = World::new();
    let code = code(&world, &world.add_alice());
    let browser = Visitor::new(&world);
    assert!(html(&browser.get("/sign-in")).contains("/sign-in/reset\""), "the sign-in page leads there");
    let page = browser.get("/sign-in/reset");
    assert_eq!(page.status(), 200);
    assert!(html(&page).contains("name=\"code\"") && !html(&page).contains("name=\"password\""));
    for wrong in ["", "x", &code.replace("AAA", "BBB")] {
        let again = type_code(&browser, wrong);
        assert_eq!(again.status(), 400, "{wrong}");
        assert!(html(&again).contains("aria-invalid=\"true\""));
        assert!(wrong.is_empty() || !html(&again).contains(&format!("\"{wrong}\"")), "a secret is not shown again");
    }
    let page = type_code(&browser, &format!(" {code} "));
    assert_eq!((page.status(), field(&page, "code")), (200, code.clone()));
    assert_eq!(set(&browser, &code, "battery staple", "battery staple").status(), 200);
    assert_eq!(type_code(&browser, &code).status(), 400, "it works once");
    assert_eq!(browser.sign_in("alice", "battery staple").status(), 303);
}

#[test]
fn codes_are_limited_for_each_network_by_link_and_by_form() {
    let world = World::new();
    let code = code(&world, &world.add_alice());
    let browser = Visitor::new(&world);
    world.admit(Limit::SignIn, 0);
    for reply in [
        browser.get(&format!("/sign-in/reset?code={code}")),
        type_code(&browser, &code),
        set(&browser, &code, "battery staple", "battery staple"),
    ] {
        assert_eq!(reply.status(), 429);
        assert!(!html(&reply).contains(&code), "nobody learns that the code is right");
    }
    assert_eq!(type_code(&browser, "x").status(), 400, "no code has this shape");
    world.down.set(Down::Throttle);
    assert_eq!(type_code(&browser, &code).status(), 503);
}

/// RFC 8265 section 4.2.2: keyboards and systems write the same password with other characters.
#[test]
fn a_password_is_right_however_a_keyboard_composes_it() {
    for (chosen, typed, status) in [
        ("Stra\u{df}e f\u{fc}r \u{c5}sa", "Stra\u{df}e fu\u{308}r A\u{30a}sa", 303),
        ("fu\u{308}r immer", "f\u{fc}r\u{a0}immer", 303),
        ("\u{212b}ngstr\u{f6}m", "\u{c5}ngstro\u{308}m", 303),
        ("\u{30d1}\u{30b9} \u{30ef}\u{30fc}\u{30c9}", "\u{30cf}\u{309a}\u{30b9}\u{3000}\u{30ef}\u{30fc}\u{30c9}", 200),
        ("passphrase \u{fb01}", "passphrase fi", 200),
        ("\u{ff21}bcdefgh", "Abcdefgh", 200),
        ("abcd\u{85}efgh", "abcd efgh", 200),
    ] {
        let world = World::new();
        let alice = world.add_alice();
        let (browser, code) = (Visitor::new(&world), code(&world, &alice));
        let set = set(&browser, &code, chosen, typed);
        // Seven characters are too few, however many code points they have.
        assert_eq!(html(&set).contains("password_again"), status == 200, "{chosen}");
        let again = Visitor::new(&world).sign_in("alice", typed).status();
        assert_eq!(again, status, "{chosen}");
    }
}
