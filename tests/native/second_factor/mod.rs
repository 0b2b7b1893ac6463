//! Second factors: codes of an authenticator app after the password, and recovery codes.

mod account;
mod demands;
mod parallel;
mod passkeys;
mod step_up;

use enrol::ports::Limit;
use enrol::unit::{Seconds, Timestamp};
use serde_json::json;

use crate::support::second_factor::{alice_with_app, code, first_step, give};
use crate::support::visitor::{PASSWORD, Visitor, html};
use crate::support::{Call, Down, World};

/// RFC 6238 section 5.2, RFC 8176 section 2: the session begins after the second step, and says how.
#[test]
fn a_user_signs_in_with_a_password_and_a_code() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let (visitor, before) = (Visitor::new(&world), world.sessions.borrow().len());
    let page = visitor.sign_in("alice", PASSWORD);
    assert_eq!((page.status(), page.response.cookies.len()), (200, 0), "no session, and no known browser");
    assert_eq!(world.sessions.borrow().len(), before);
    assert_eq!(visitor.get("/account").header("location"), Some("https://as.example/sign-in"));
    let reply = give(&visitor, &crate::support::browser::hidden(&page, "step"), &app.code(&world));
    assert_eq!((reply.status(), reply.header("location")), (303, Some("https://as.example/account")));
    let sessions = world.sessions.borrow();
    let session = sessions.values().find(|session| session.context.is_some()).unwrap();
    assert_eq!(session.methods, ["pwd", "otp", "mfa"]);
    assert_eq!(session.context.as_deref(), Some("https://refeds.org/profile/mfa"));
    drop(sessions);
    assert_eq!(visitor.get("/account").status(), 200);
}

/// RFC 6238 section 5.2: a code of a time step counts once, and so does each step before it.
#[test]
fn a_code_counts_once() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let visitor = Visitor::new(&world);
    let typed = app.code(&world);
    assert_eq!(give(&visitor, &first_step(&visitor), &typed).status(), 303);
    for again in [typed, code(&app.secret, Timestamp(world.now.get().0 - 30))] {
        let other = Visitor::new(&world);
        let reply = give(&other, &first_step(&other), &again);
        assert!(reply.status() == 200 && html(&reply).contains("This code is wrong, or it was used before."));
    }
    let early = code(&app.secret, Timestamp(world.now.get().0 + 30));
    assert_eq!(give(&visitor, &first_step(&visitor), &early).status(), 303, "a clock that is a step ahead");
}

/// Codes that confirm an app are used up too.
#[test]
fn the_code_that_set_the_app_up_signs_nobody_in() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let visitor = Visitor::new(&world);
    let used = code(&app.secret, Timestamp(world.now.get().0 - 30));
    assert_eq!(give(&visitor, &first_step(&visitor), &used).status(), 200);
}

#[test]
fn a_wrong_code_reveals_nothing_and_can_be_typed_again() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let visitor = Visitor::new(&world);
    let step = first_step(&visitor);
    let right = app.code(&world);
    let wrong = [
        if right == "000000" { "000001" } else { "000000" },
        "",
        "0",
        right.get(1..).unwrap(),
        "aaaa-aaaa-aaaa-aaaa",
        &"9".repeat(9_000),
        "<script>",
        "１２３４５６",
    ];
    let pages: Vec<_> = wrong.iter().map(|typed| give(&visitor, &step, typed)).collect();
    for (reply, typed) in pages.iter().zip(wrong) {
        // A text with letters is meant as a recovery code.
        let is_recovery = typed.contains(char::is_alphabetic);
        let (like, message) =
            if is_recovery { (&pages[4], "This recovery code is wrong") } else { (&pages[0], "This code is wrong") };
        assert_eq!((reply.status(), &html(reply)), (200, &html(like)));
        assert!(html(reply).contains(message) && html(reply).contains("<details open>") == is_recovery, "{typed}");
    }
    assert_eq!(world.sessions.borrow().len(), 1, "that of the setup");
    let (first, last) = right.split_at(3);
    let spaced = format!(" {first} {last} ");
    assert_eq!(give(&visitor, &step, &spaced).status(), 303);
}

/// The first step is for its browser, for ten minutes, for one session, and for the second step alone.
#[test]
fn the_first_step_is_of_use_nowhere_else() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let (visitor, other) = (Visitor::new(&world), Visitor::new(&world));
    let step = first_step(&visitor);
    other.get("/sign-in");
    assert_eq!(give(&other, &step, &app.code(&world)).status(), 400, "another browser");
    assert_eq!(Call::form("/sign-in/factor", &[("step", &step), ("code", "1")]).to(&world).status(), 400, "no browser");
    let foreign = Call::form("/sign-in/factor", &[("step", &step), ("code", &app.code(&world))]);
    assert_eq!(visitor.send(foreign.header("origin", "https://evil.example")).status(), 403);
    for text in ["", "x", step.get(1..).unwrap()] {
        assert_eq!(give(&visitor, text, &app.code(&world)).status(), 400, "{text}");
    }
    let form = [("request", &*step), ("username", "alice"), ("password", PASSWORD), ("decision", "allow")];
    for path in ["/sign-in", "/authorize/consent", "/device", "/account"] {
        assert!([303, 400, 404].contains(&visitor.post(path, &form).status()), "{path}");
    }
    assert_eq!(visitor.get(&format!("/authorize/resume?request={step}")).status(), 400);
    assert_eq!(visitor.get("/account").status(), 303, "nobody is signed in");
    assert_eq!(give(&visitor, &step, &app.code(&world)).status(), 303);
    world.wait(Seconds(30));
    assert_eq!(give(&visitor, &step, &app.code(&world)).status(), 400, "a second session of one sign-in");
    world.wait(Seconds(30));
    let late = first_step(&visitor);
    world.wait(Seconds(600));
    assert_eq!(give(&visitor, &late, &app.code(&world)).status(), 400, "too late");
}

/// The user, the password or the factor changed between the two steps.
#[test]
fn a_change_between_the_steps_ends_the_sign_in() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let id = world.users.borrow().keys().next().unwrap().clone();
    let visitor = Visitor::new(&world);
    let step = first_step(&visitor);
    let password = world.passwords.borrow()[&id].clone();
    world.passwords.borrow_mut().insert(id.clone(), password.replace("Bw", "Cw"));
    assert_eq!(give(&visitor, &step, &app.code(&world)).status(), 400, "another password");
    world.passwords.borrow_mut().insert(id.clone(), password);
    world.disable(&id, Some(Timestamp(1)));
    assert_eq!(give(&visitor, &step, &app.code(&world)).status(), 400, "a disabled user");
    world.disable(&id, None);
    let factor = world.factors.borrow_mut().remove(&id).unwrap();
    assert_eq!(give(&visitor, &step, &app.code(&world)).status(), 400, "no second factor any more");
    world.factors.borrow_mut().insert(id.clone(), factor);
    assert_eq!(give(&visitor, &step, &app.code(&world)).status(), 303);
}

/// A new password is no way around the second step.
#[test]
fn a_password_that_is_reset_leaves_the_second_factor() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let id = world.users.borrow().keys().next().unwrap().clone();
    let code = format!("enrol_reset_{}", "A".repeat(43));
    let digest = enrol::model::TokenDigest::of_reset_code(&code).unwrap();
    world.resets.borrow_mut().insert(digest, (id, world.now.get().after(Seconds(60))));
    let visitor = Visitor::new(&world);
    let form = [("code", &*code), ("password", "another horse"), ("password_again", "another horse")];
    assert_eq!(visitor.post("/sign-in/reset", &form).status(), 200);
    assert!(world.sessions.borrow().is_empty());
    let reply = visitor.sign_in("alice", "another horse");
    let step = crate::support::browser::hidden(&reply, "step");
    assert_eq!(give(&visitor, &step, "000000").status(), 200);
    assert_eq!(give(&visitor, &step, &app.code(&world)).status(), 303);
}

/// Brute force: attempts count by network and by user, and wrong codes in a row end the codes of the app.
#[test]
fn guesses_are_limited() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let visitor = Visitor::new(&world);
    let step = first_step(&visitor);
    for limit in [Limit::SignIn, Limit::Password] {
        world.admit(limit, 1);
        assert_eq!(give(&visitor, &step, "000000").status(), 200);
        assert_eq!(give(&visitor, &step, &app.code(&world)).status(), 429, "{limit:?}");
        world.admit(limit, u32::MAX);
    }
    let counted = world.counted(Limit::Password);
    assert!(counted.last().is_some_and(|key| !key.contains("alice")), "{counted:?}");
    for _ in 0..48 {
        assert!(!html(&give(&visitor, &step, "000000")).contains("too many wrong codes"));
    }
    for typed in ["000000", &app.code(&world)] {
        assert!(html(&give(&visitor, &step, typed)).contains("There were too many wrong codes."), "{typed}");
    }
    let reply = give(&visitor, &step, &app.codes[0]);
    assert!(html(&reply).contains("You used a recovery code"), "{}", html(&reply));
    world.wait(Seconds(30));
    assert_eq!(give(&visitor, &first_step(&visitor), &app.code(&world)).status(), 303, "the failures are forgotten");
}

/// Each recovery code counts once, however it is typed, and the user is told.
#[test]
fn a_recovery_code_replaces_the_app_once() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let visitor = Visitor::new(&world);
    for (left, typed) in [(9, app.codes[3].clone()), (8, app.codes[7].to_uppercase().replace('-', " "))] {
        let reply = give(&visitor, &first_step(&visitor), &typed);
        let page = html(&reply);
        assert!(page.contains(&format!("Recovery codes left: {left}")), "{page}");
        assert!(page.contains("href=\"https://as.example/account\""), "{page}");
        assert!(reply.line.contains("a recovery code was used") && !reply.line.contains(&typed), "{}", reply.line);
        let again = give(&visitor, &first_step(&visitor), &typed);
        assert!(html(&again).contains("This recovery code is wrong"), "{}", html(&again));
    }
    let sessions = world.sessions.borrow();
    assert!(sessions.values().any(|session| session.methods == ["pwd", "otp", "mfa"]));
    drop(sessions);
    assert!(html(&visitor.get("/account")).contains("Recovery codes left: 8"));
    let stored = format!("{:?}", world.factors.borrow());
    let has = |text: &str| stored.contains(text) || stored.contains(&text.replace('-', ""));
    assert!(!has(&app.secret) && !app.codes.iter().any(|code| has(code)), "{stored}");
}

/// The secret stays readable when the master secret is renewed: each use seals it with the current key.
#[test]
fn a_second_factor_outlives_the_key_that_sealed_it() {
    let (old, new) = (format!("k1:{}", "B".repeat(42) + "A"), format!("k2:{}", "C".repeat(42) + "A"));
    let both = format!("{new} {old}");
    let world = World::with(&[("MASTER_SECRET", &old)]);
    let (visitor, app) = alice_with_app(&world);
    drop(visitor);
    let world = world.restarted(&[("MASTER_SECRET", &both)]);
    let visitor = Visitor::new(&world);
    assert_eq!(give(&visitor, &first_step(&visitor), &app.code(&world)).status(), 303);
    let recovered = give(&visitor, &first_step(&visitor), &app.codes[0]);
    assert!(html(&recovered).contains("Recovery codes left: 9"));
    let world = world.restarted(&[("MASTER_SECRET", &new)]);
    world.wait(Seconds(30));
    let visitor = Visitor::new(&world);
    assert_eq!(give(&visitor, &first_step(&visitor), &app.code(&world)).status(), 303);
}

/// Nobody gets in while a part of the world is down.
#[test]
fn nobody_is_signed_in_while_a_part_of_the_world_is_down() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let visitor = Visitor::new(&world);
    let step = first_step(&visitor);
    let before = world.sessions.borrow().len();
    for down in [Down::Store, Down::Throttle, Down::Random] {
        world.down.set(down);
        let reply = give(&visitor, &step, &app.code(&world));
        assert!([500, 503].contains(&reply.status()), "{down:?}: {}", reply.status());
        world.down.set(Down::Nothing);
        assert_eq!(world.sessions.borrow().len(), before, "{down:?}");
        world.wait(Seconds(30));
    }
    let request = crate::support::visitor::field(&visitor.get("/sign-in"), "request");
    let form = [("request", &*request), ("username", "alice"), ("password", PASSWORD)];
    world.down.set(Down::Random);
    assert_eq!(visitor.post("/sign-in", &form).status(), 503);
}

/// Budgets: a user without a second factor signs in with as many statements as before.
#[test]
fn a_sign_in_reads_the_store_no_more_than_it_must() {
    let world = World::new();
    world.add_user("bob", &json!({}));
    let (_, app) = alice_with_app(&world);
    let visitor = Visitor::new(&world);
    let counted = |act: &dyn Fn() -> u16| {
        let before = world.store_calls.get();
        (act(), world.store_calls.get() - before)
    };
    assert_eq!(counted(&|| visitor.sign_in("bob", PASSWORD).status()), (303, 2));
    let other = Visitor::new(&world);
    assert_eq!(counted(&|| other.sign_in("alice", PASSWORD).status()), (200, 1));
    let step = first_step(&other);
    assert_eq!(counted(&|| give(&other, &step, &app.code(&world)).status()), (303, 5));
}
