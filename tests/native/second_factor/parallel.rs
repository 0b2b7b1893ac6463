//! Requests at the same time: no code counts twice, and no password counts after it was changed.

use enrol::model::TokenDigest;
use enrol::unit::Timestamp;

use crate::support::second_factor::{alice_with_app, first_step, give};
use crate::support::visitor::{PASSWORD, Visitor, field};
use crate::support::{Call, Reply, World, at_once};

const ORIGIN: &str = "https://as.example";

/// A form that a visitor sends from a page of the server.
fn form(visitor: &Visitor<'_>, path: &str, parameters: &[(&str, &str)]) -> Call {
    visitor.browser.dressed(Call::form(path, parameters).header("origin", ORIGIN))
}

fn begun(replies: &[Reply]) -> usize {
    replies.iter().filter(|reply| reply.header("location") == Some("https://as.example/account")).count()
}

/// RFC 6238 section 5.2: also of two browsers that send the code of one step at the same time, one gets in.
#[test]
fn a_code_counts_once_in_requests_at_the_same_time() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let visitors = [Visitor::new(&world), Visitor::new(&world), Visitor::new(&world)];
    let (steps, code) = (visitors.each_ref().map(first_step), app.code(&world));
    let before = world.sessions.borrow().len();
    let calls = visitors.iter().zip(&steps);
    let calls = calls.map(|(it, step)| form(it, "/sign-in/factor", &[("step", step), ("code", &code)]));
    let replies = at_once(&world, calls);
    assert_eq!((begun(&replies), world.sessions.borrow().len() - before), (1, 1));
}

#[test]
fn a_recovery_code_counts_once_in_requests_at_the_same_time() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let visitors = [Visitor::new(&world), Visitor::new(&world), Visitor::new(&world)];
    let steps = visitors.each_ref().map(first_step);
    let before = world.sessions.borrow().len();
    let calls = visitors.iter().zip(&steps);
    let calls = calls.map(|(it, step)| form(it, "/sign-in/factor", &[("step", step), ("code", &app.codes[0])]));
    at_once(&world, calls);
    assert_eq!(world.sessions.borrow().len() - before, 1);
    let stored = world.factors.borrow().values().next().unwrap().factor.recovery_codes.len();
    assert_eq!(stored, 9);
}

/// Guesses at the same time count as failures, all of them.
#[test]
fn guesses_at_the_same_time_reach_the_limit() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let visitor = Visitor::new(&world);
    let step = first_step(&visitor);
    let guess = |number: u32| {
        form(&visitor, "/sign-in/factor", &[("step", &step), ("code", &format!("{:06}", 111_111 + number))])
    };
    at_once(&world, (0..60).map(guess));
    assert_eq!(give(&visitor, &step, &app.code(&world)).status(), 200, "only a recovery code counts");
    assert_eq!(give(&visitor, &step, &app.codes[0]).status(), 200);
    assert_eq!(visitor.get("/account").status(), 200);
}

/// Lets the operator make a code with which Alice sets a password.
fn reset_code(world: &World) -> String {
    let code = format!("enrol_reset_{}", "A".repeat(43));
    let user = world.users.borrow().keys().next().unwrap().clone();
    let until = Timestamp(world.now.get().0 + 60);
    world.resets.borrow_mut().insert(TokenDigest::of_reset_code(&code).unwrap(), (user, until));
    code
}

/// Whoever knows the former password, and sends it while the user sets a new one, keeps no session.
#[test]
fn a_password_that_is_changed_meanwhile_begins_no_session() {
    let new = "battery staple";
    for has_app in [false, true] {
        let world = World::new();
        let thief = Visitor::new(&world);
        let call = if has_app {
            let (_, app) = alice_with_app(&world);
            let step = first_step(&thief);
            form(&thief, "/sign-in/factor", &[("step", &step), ("code", &app.code(&world))])
        } else {
            world.add_alice();
            let request = field(&thief.get("/sign-in"), "request");
            form(&thief, "/sign-in", &[("request", &request), ("username", "alice"), ("password", PASSWORD)])
        };
        let (owner, code) = (Visitor::new(&world), reset_code(&world));
        let reset = [("code", &*code), ("password", new), ("password_again", new)];
        let replies = at_once(&world, [form(&owner, "/sign-in/reset", &reset), call]);
        assert_eq!((replies[0].status(), begun(&replies)), (200, 0), "{has_app} {}", replies[1].line);
        assert!(world.sessions.borrow().is_empty(), "{has_app}");
        assert!(world.resets.borrow().is_empty(), "{has_app}: the password was set");
    }
}
