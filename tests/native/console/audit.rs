//! The audit log in the console.

use enrol::model::Journal;
use enrol::unit::Seconds;
use serde_json::json;

use super::{operator, send, world};
use crate::support::visitor::html;
use crate::support::{Call, World};

const ON: (&str, &str) = ("AUDIT", r#"{"clients": 20, "users": 10}"#);

const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn audited() -> World {
    let world = world(&[ON, ("CLIENT_STORAGE", "stored")]);
    world.give(TOKEN, 9, &json!({}));
    world
}

/// A client that the holder of a token has registered: nobody notes one that nobody vouches for.
fn registered(world: &World) -> String {
    let reply = Call::register(&json!({"redirect_uris": ["https://app.example/cb"]})).token(TOKEN).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply.text("client_id")
}

/// The events of a client: its own, and the steps of operators, each with who took it.
#[test]
fn the_events_of_a_client_are_found_by_its_identifier() {
    let world = audited();
    let (client, other) = (registered(&world), registered(&world));
    let visitor = operator(&world);
    assert_eq!(send(&visitor, "/console/client", &[("client_id", &client), ("action", "disable")]).status(), 303);

    let page = html(&visitor.get(&format!("/console/client?client_id={client}")));
    let address = format!("/console/audit?journal=clients&client_id={client}");
    assert!(page.contains(&address.replace('&', "&amp;")), "{page}");
    let own = html(&visitor.get(&address));
    assert!(own.contains("client-registered") && own.contains(&client) && !own.contains(&other), "{own}");
    let steps = html(&visitor.get(&format!("/console/audit?client_id={client}")));
    let olga = world.journal(Journal::Administration).rows.pop().unwrap().user_id.unwrap();
    assert!(steps.contains("client-disabled") && steps.contains(&olga) && steps.contains(&client), "{steps}");
}

#[test]
fn events_are_found_by_kind_and_user() {
    let world = audited();
    world.add_user("ben", &json!({}));
    let visitor = operator(&world);
    let olga = world.journal(Journal::Users).rows.pop().unwrap().user_id.unwrap();
    let page = html(&visitor.get(&format!("/console/audit?journal=users&kind=sign-in&user_id={olga}")));
    assert!(page.contains("<bdi>sign-in</bdi>") && page.contains(&olga), "{page}");
    for address in ["/console/audit?journal=users&kind=lost", "/console/audit?journal=users&user_id=u1"] {
        assert!(html(&visitor.get(address)).contains("There is none."), "{address}");
    }
    for address in ["/console/audit?journal=lost", "/console/audit?after=x", "/console/audit?state=active"] {
        assert_eq!(visitor.get(address).status(), 400, "{address}");
    }
}

/// A page leads to older events under the same conditions.
#[test]
fn a_long_journal_has_pages() {
    let world = audited();
    for _ in 0..3 {
        registered(&world);
        world.wait(Seconds(1));
    }
    let visitor = operator(&world);
    let page = html(&visitor.get("/console/audit?journal=clients&limit=2"));
    let (_, rest) = page.split_once("href=\"/console/audit?journal=clients&amp;limit=2&amp;after=").unwrap();
    let after = rest.split('"').next().unwrap();
    assert_eq!(after, "2", "the number of the last event of the page");
    let next = html(&visitor.get(&format!("/console/audit?journal=clients&limit=2&after={after}")));
    assert_eq!(next.matches("<li><p>").count(), 1, "{next}");
    assert!(!next.contains("Older events"), "{next}");
}

#[test]
fn a_journal_that_is_off_says_so() {
    let world = world(&[]);
    let visitor = operator(&world);
    let page = html(&visitor.get("/console/audit?journal=users"));
    assert!(page.contains("This journal is off.") && page.contains("There is none."), "{page}");
    assert!(!html(&visitor.get("/console/audit")).contains("This journal is off."), "operators are always noted");
}
