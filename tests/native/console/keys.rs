//! The key pairs of the server in the console.

use enrol::model::Journal;
use enrol::unit::Seconds;

use super::{operator, send, world};
use crate::support::visitor::html;
use crate::support::{Call, Down};

#[test]
fn the_next_signing_keys_are_made_once() {
    let world = world(&[]);
    let visitor = operator(&world);
    assert!(html(&visitor.get("/console/keys")).contains("There is none yet"));
    Call::get("/jwks").to(&world);
    world.wait(Seconds(60));
    let page = html(&visitor.get("/console/keys"));
    for told in ["ES256", "RS256", "signs", "current", "2027-01-15", "Make the next signing keys"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    for key in world.signing_keys.borrow().iter() {
        assert!(page.contains(&key.kid), "{page}");
    }
    let reply = send(&visitor, "/console/keys", &[("action", "rotate")]);
    assert_eq!(reply.header("location"), Some("https://as.example/console/keys?done=rotated"));
    let page = html(&visitor.get("/console/keys?done=rotated"));
    for told in ["Each signing key has its successor", ">next<", "Until"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert_eq!(send(&visitor, "/console/keys", &[("action", "rotate")]).status(), 303);
    assert_eq!(world.signing_keys.borrow().len(), 4, "a second press makes no more");
    let rows = world.journal(Journal::Administration).rows;
    let asked: Vec<_> = rows.iter().filter(|row| row.kind == "signing-key-rotation-requested").collect();
    assert!(asked.len() == 1 && asked.iter().all(|row| row.trust.as_deref() == Some("console")), "{rows:?}");
}

#[test]
fn a_form_without_the_step_makes_no_keys() {
    let world = world(&[]);
    let visitor = operator(&world);
    Call::get("/jwks").to(&world);
    for action in ["", "other", "delete"] {
        assert_eq!(send(&visitor, "/console/keys", &[("action", action)]).status(), 400, "{action}");
    }
    assert_eq!(visitor.get("/console/keys?action=rotate").status(), 200);
    assert_eq!(world.signing_keys.borrow().len(), 2);
    let form = [("action", "rotate")];
    world.down.set(Down::NewKeys);
    assert_eq!(send(&visitor, "/console/keys", &form).status(), 503);
    world.down.set(Down::Nothing);
    assert_eq!(send(&visitor, "/console/keys", &form).status(), 303);
}
