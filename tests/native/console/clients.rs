//! Clients in the console.

use serde_json::{Value, json};

use super::{operator, send, world};
use crate::support::visitor::{field, html};
use crate::support::{Call, Reply, World};

fn client(world: &World, members: &Value) -> Reply {
    let mut asked = json!({"redirect_uris": ["https://app.example/cb"]});
    asked.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let reply = Call::register(&asked).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

fn stored(settings: &[(&str, &str)]) -> World {
    world(&[settings, &[("CLIENT_STORAGE", "stored")]].concat())
}

#[test]
fn clients_are_found_by_name_and_host() {
    let world = stored(&[]);
    let (one, other) =
        (client(&world, &json!({"client_name": "Ledger"})), client(&world, &json!({"client_name": "Chat"})));
    let visitor = operator(&world);
    let all = html(&visitor.get("/console/clients"));
    assert!([&one, &other].iter().all(|it| all.contains(&it.text("client_id"))), "{all}");
    let some = html(&visitor.get("/console/clients?client_name=ledg&state=&redirect_host=app.example"));
    assert!(some.contains("Ledger") && !some.contains("Chat"), "{some}");
    assert!(html(&visitor.get("/console/clients?client_name=none")).contains("There is none."));
    assert_eq!(visitor.get("/console/clients?state=lost").status(), 400);
}

/// A page leads to the next under the same conditions.
#[test]
fn a_long_list_has_pages() {
    let world = stored(&[]);
    for _ in 0..3 {
        client(&world, &json!({"client_name": "Ledger"}));
    }
    let visitor = operator(&world);
    let page = html(&visitor.get("/console/clients?client_name=ledger&limit=2"));
    let (_, rest) = page.split_once("href=\"/console/clients?client_name=ledger&amp;limit=2&amp;after=").unwrap();
    let after = rest.split('"').next().unwrap();
    let next = html(&visitor.get(&format!("/console/clients?client_name=ledger&limit=2&after={after}")));
    assert_eq!(next.matches("Ledger").count(), 1, "{next}");
}

/// A sealed client has no row.
#[test]
fn a_client_is_shown_with_what_it_may_do() {
    let world = world(&[]);
    let sealed = client(&world, &json!({"client_name": "<script>alert(1)</script>", "software_id": "ledger"}));
    let visitor = operator(&world);
    let reply = visitor.get(&format!("/console/client?client_id={}", sealed.text("client_id")));
    let page = html(&reply);
    assert_eq!(reply.status(), 200);
    for shown in ["https://app.example/cb", "client_secret_basic", "Nobody vouches", "active", "ledger"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("<script>") && !page.contains(&sealed.text("client_secret")));
    assert!(reply.line.contains(&sealed.text("client_id")), "{}", reply.line);
}

#[test]
fn an_identifier_of_nobody_is_told_apart_from_a_deleted_one() {
    let world = stored(&[]);
    let gone = client(&world, &json!({})).text("client_id");
    let visitor = operator(&world);
    for id in ["", "nobody", "https%3A", "%00"] {
        assert_eq!(visitor.get(&format!("/console/client?client_id={id}")).status(), 404, "{id}");
    }
    let reply = send(&visitor, "/console/client", &[("client_id", &gone), ("action", "delete")]);
    let location = reply.header("location").unwrap();
    assert!(location.ends_with("&done=deleted"), "{location}");
    let page = visitor.get(location);
    assert_eq!(page.status(), 410);
    assert!(html(&page).contains("The client is deleted."));
}

#[test]
fn a_client_is_shut_out_and_let_in_again() {
    for storage in ["sealed", "stored"] {
        let world = world(&[("CLIENT_STORAGE", storage)]);
        let machine = client(&world, &json!({"grant_types": ["client_credentials"], "redirect_uris": []}));
        let (id, secret) = (machine.text("client_id"), machine.text("client_secret"));
        let visitor = operator(&world);
        let ask =
            || Call::form("/token", &[("grant_type", "client_credentials")]).basic(&id, &secret).to(&world).status();
        for (action, word, status) in [("disable", "shut out", 401), ("enable", "may be used again", 200)] {
            let reply = send(&visitor, "/console/client", &[("client_id", &id), ("action", action)]);
            assert!(html(&visitor.get(reply.header("location").unwrap())).contains(word), "{action}");
            assert_eq!(ask(), status, "{action}");
        }
    }
}

#[test]
fn a_client_that_waits_is_approved() {
    let world = stored(&[("APPROVAL", "unverified")]);
    let id = client(&world, &json!({"client_name": "Ledger"})).text("client_id");
    let visitor = operator(&world);
    let list = html(&visitor.get("/console/clients?state=waiting"));
    assert!(list.contains(&id) && list.contains("waiting"), "{list}");
    let address = format!("/console/client?client_id={id}");
    assert!(html(&visitor.get(&address)).contains("Approve the client"));
    let reply = send(&visitor, "/console/client", &[("client_id", &id), ("action", "approve")]);
    let page = html(&visitor.get(reply.header("location").unwrap()));
    assert!(page.contains("The client is approved.") && !page.contains("Approve the client"), "{page}");
    assert!(!html(&visitor.get("/console/clients?state=waiting")).contains(&id));
}

/// The new secret is in the answer to the form alone.
#[test]
fn a_client_gets_a_new_secret() {
    let world = stored(&[]);
    let machine = client(&world, &json!({"grant_types": ["client_credentials"], "redirect_uris": []}));
    let id = machine.text("client_id");
    let visitor = operator(&world);
    let reply = send(&visitor, "/console/client", &[("client_id", &id), ("action", "renew-secret")]);
    let page = html(&reply);
    let (_, rest) = page.split_once("The new client_secret</h2><p><code>").unwrap();
    let secret = rest.split('<').next().unwrap();
    let ask =
        |secret: &str| Call::form("/token", &[("grant_type", "client_credentials")]).basic(&id, secret).to(&world);
    assert_eq!((ask(secret).status(), ask(&machine.text("client_secret")).status()), (200, 401));
    assert!(!html(&visitor.get(&format!("/console/client?client_id={id}"))).contains(secret));
    assert!(!reply.line.contains(secret));
}

#[test]
fn what_cannot_be_done_is_refused() {
    let clients = json!({"ops": {"grant_types": ["client_credentials"], "scope": "read"}}).to_string();
    let secrets = format!("ops:{}", "x".repeat(64));
    let world = stored(&[("CLIENTS", &clients), ("CLIENT_SECRETS", &secrets), ("SCOPES_SUPPORTED", "openid read")]);
    let id = client(&world, &json!({"token_endpoint_auth_method": "none"})).text("client_id");
    let visitor = operator(&world);
    assert!(html(&visitor.get("/console/client?client_id=ops")).contains("in the setting CLIENTS"));
    for (id, action, status) in [
        ("ops", "disable", 400),
        ("ops", "delete", 400),
        ("nobody", "disable", 404),
        ("nobody", "renew-secret", 404),
        (&*id, "other", 400),
        (&*id, "", 400),
    ] {
        let reply = send(&visitor, "/console/client", &[("client_id", id), ("action", action)]);
        assert_eq!(reply.status(), status, "{id} {action}: {}", reply.line);
    }
    let token = field(&visitor.get("/console/tokens"), "token");
    assert_eq!(visitor.post("/console/client", &[("token", &token), ("action", "disable")]).status(), 400);
}
