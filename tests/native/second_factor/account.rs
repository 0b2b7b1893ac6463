//! The second factor on the user's own page.

use enrol::unit::Seconds;

use crate::support::browser::{Browser, hidden};
use crate::support::second_factor::{App, alice_with_app, code, first_step, give, recovery_codes, secret};
use crate::support::visitor::{PASSWORD, Visitor, html};
use crate::support::{Reply, World};

/// Presses a button of the page.
fn press(visitor: &Visitor<'_>, action: &str) -> Reply {
    let token = hidden(&visitor.get("/account"), "token");
    visitor.post("/account", &[("token", &token), ("action", action)])
}

/// Signs Alice in with her app.
fn sign_in<'a>(world: &'a World, app: &App) -> Visitor<'a> {
    let visitor = Visitor::new(world);
    assert_eq!(give(&visitor, &first_step(&visitor), &app.code(world)).status(), 303);
    world.wait(Seconds(30));
    visitor
}

/// RFC 6238, RFC 4226 section 4: 160 random bits, shown as text and as a QR code, and stored only after a right code.
#[test]
fn a_user_sets_up_an_app_and_gets_recovery_codes_once() {
    let world = World::new();
    world.add_alice();
    let visitor = Visitor::new(&world);
    visitor.sign_in("alice", PASSWORD);
    assert!(html(&visitor.get("/account")).contains("Your password alone lets you in."));
    let offer = press(&visitor, "factor-add");
    let page = html(&offer);
    let shown = secret(&offer);
    assert_eq!(shown.len(), 32);
    assert!(page.contains("<svg class=\"qr\" role=\"img\""), "{page}");
    let link = format!("href=\"otpauth://totp/as%2Eexample:alice?secret={shown}&amp;issuer=as%2Eexample\"");
    assert!(page.contains(&link), "{page}");
    assert!(world.factors.borrow().is_empty());
    let [token, sealed] = ["token", "secret"].map(|name| hidden(&offer, name));
    assert!(!sealed.contains(&shown));
    let confirm = |code: &str, sealed: &str| {
        let form = [("token", &*token), ("action", "factor-confirm"), ("secret", sealed), ("code", code)];
        visitor.post("/account", &form)
    };
    let wrong = confirm("000000", &sealed);
    assert!(html(&wrong).contains("This code is wrong") && secret(&wrong) == shown, "the same app");
    assert_eq!(confirm(&code(&shown, world.now.get()), "x").status(), 400);
    assert!(world.factors.borrow().is_empty());
    let done = confirm(&code(&shown, world.now.get()), &sealed);
    let codes = recovery_codes(&done);
    assert!(codes.iter().all(|code| code.len() == 19) && done.line.contains("a second factor was set up"));
    let account = html(&visitor.get("/account"));
    assert!(account.contains("Recovery codes left: 10") && !account.contains(&codes[0]), "{account}");
}

/// A form of another session does not confirm a secret.
#[test]
fn a_secret_is_for_the_session_that_it_was_shown_in() {
    let world = World::new();
    world.add_alice();
    let (visitor, other) = (Visitor::new(&world), Visitor::new(&world));
    visitor.sign_in("alice", PASSWORD);
    other.sign_in("alice", PASSWORD);
    let offer = press(&visitor, "factor-add");
    let sealed = hidden(&offer, "secret");
    let token = hidden(&other.get("/account"), "token");
    let code = code(&secret(&offer), world.now.get());
    let form = [("token", &*token), ("action", "factor-confirm"), ("secret", &sealed), ("code", &code)];
    assert_eq!(other.post("/account", &form).status(), 400);
    assert!(world.factors.borrow().is_empty());
}

/// NIST SP 800-63B section 4.1.2.1: a way to sign in is changed soon after a sign-in, and with all factors.
#[test]
fn a_change_needs_a_recent_sign_in_with_the_second_factor() {
    let world = World::new();
    let (visitor, app) = alice_with_app(&world);
    for action in ["factor-add", "factor-codes", "factor-remove"] {
        let page = html(&press(&visitor, action));
        assert!(page.contains("Sign in again before you change how you sign in."), "{action}: {page}");
        assert!(page.contains("action=\"/sign-in\"") && page.contains("value=\"alice\""), "{action}: {page}");
    }
    let strong = sign_in(&world, &app);
    assert!(html(&press(&strong, "factor-add")).contains("<svg"));
    world.wait(Seconds(900));
    assert!(html(&press(&strong, "factor-remove")).contains("Sign in again"));
    assert_eq!(world.factors.borrow().len(), 1);
}

#[test]
fn recovery_codes_are_made_anew_and_the_former_ones_end() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let visitor = sign_in(&world, &app);
    let codes = recovery_codes(&press(&visitor, "factor-codes"));
    assert!(codes.iter().all(|code| !app.codes.contains(code)));
    let other = Visitor::new(&world);
    assert!(html(&give(&other, &first_step(&other), &app.codes[0])).contains("This recovery code is wrong"));
    assert!(html(&give(&other, &first_step(&other), &codes[0])).contains("Recovery codes left: 9"));
}

#[test]
fn an_app_is_replaced_and_removed() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let visitor = sign_in(&world, &app);
    let second = App::set_up(&world, &visitor);
    let other = Visitor::new(&world);
    assert_eq!(give(&other, &first_step(&other), &app.code(&world)).status(), 200, "the former app");
    let visitor = sign_in(&world, &second);
    let reply = press(&visitor, "factor-remove");
    let address = reply.header("location").unwrap().to_owned();
    assert!(html(&visitor.get(&address)).contains("The second step is removed."));
    assert_eq!(other.sign_in("alice", PASSWORD).status(), 303);
    assert_eq!(press(&visitor, "factor-codes").status(), 400, "there is none");
}

/// A user who must have a second factor can replace it, and not remove it.
#[test]
fn a_factor_that_is_demanded_is_not_removed() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let world = world.restarted(&[("SECOND_FACTOR", "required")]);
    let visitor = sign_in(&world, &app);
    assert!(!html(&visitor.get("/account")).contains("factor-remove"));
    assert_eq!(press(&visitor, "factor-remove").status(), 400);
    assert_eq!(world.factors.borrow().len(), 1);
    App::set_up(&world, &visitor);
}

/// Users of identity providers have their factors there, and a server without the feature reads nothing for it.
#[test]
fn nobody_else_has_the_section() {
    for (settings, has_it, calls) in
        [(&[][..], true, 5), (&[("SECOND_FACTOR", "off")], false, 4), (&[("LOCAL_USERS", "off")], false, 4)]
    {
        let world = World::with(settings);
        // The other session gives the page a button.
        let alice = world.add_alice();
        let (_other, browser) = (Browser::of(&world, &alice), Browser::of(&world, &alice));
        let before = world.store_calls.get();
        let page = html(&browser.open(&world, "/account"));
        assert_eq!(page.contains("Second step at sign-in"), has_it, "{settings:?}");
        assert_eq!(world.store_calls.get() - before, calls, "{settings:?}");
        let token = hidden(&browser.open(&world, "/account"), "token");
        let reply = browser.submit(&world, "/account", &[("token", &token), ("action", "factor-add")]);
        assert_eq!(reply.status() == 200, has_it, "{settings:?}");
    }
}

/// The operator learns of each change, with the receiver of events.
#[test]
fn each_change_of_a_second_factor_is_an_event() {
    let world = World::with(&[("EVENT_WEBHOOK", "https://events.example/enrol")]);
    let (_, app) = alice_with_app(&world);
    let visitor = sign_in(&world, &app);
    recovery_codes(&press(&visitor, "factor-codes"));
    assert_eq!(press(&visitor, "factor-remove").status(), 303);
    let has = |kind: &str| world.deliveries.borrow().values().any(|it| it.contents.contains(&format!("\"{kind}\"")));
    assert_eq!(
        ["totp-added", "recovery-codes-made", "totp-removed", "passkey-added"].map(has),
        [true, true, true, false]
    );
}

#[test]
fn a_recovery_code_that_is_used_is_an_event() {
    let world = World::with(&[("EVENT_WEBHOOK", "https://events.example/enrol")]);
    let (_, app) = alice_with_app(&world);
    let other = Visitor::new(&world);
    assert!(html(&give(&other, &first_step(&other), &app.codes[0])).contains("Recovery codes left: 9"));
    let deliveries = world.deliveries.borrow();
    let event = deliveries.values().find(|it| it.contents.contains("recovery-code-used")).expect("an event");
    assert!(!event.contents.contains(&app.codes[0]));
}
