//! Clients that wait for the approval of an operator.

mod flows;
mod store;

use enrol::http::Method;
use enrol::model::Journal;
use serde_json::{Value, json};

use crate::support::authorization::{CALLBACK, ask};
use crate::support::browser::{Browser, page};
use crate::support::{Call, Reply, World, start};

const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const KINDS: [&str; 2] = ["sealed", "stored"];
const WORDS: &str = "has not approved this app yet";

/// A server whose strangers wait, with these settings.
fn world(settings: &[(&str, &str)]) -> World {
    let clients = json!({"ops": {"grant_types": ["client_credentials"], "scope": "admin"}}).to_string();
    let secrets = format!("ops:{SECRET}");
    let own = [("APPROVAL", "unverified"), ("CLIENTS", &*clients), ("CLIENT_SECRETS", &*secrets)];
    World::of(start(&[&own[..], settings].concat()))
}

fn of_kind(kind: &str) -> World {
    world(&[("CLIENT_STORAGE", kind)])
}

fn app(world: &World, members: &Value) -> Reply {
    let mut asked = json!({"redirect_uris": [CALLBACK], "client_name": "My app",
        "grant_types": ["authorization_code", "client_credentials", "refresh_token"]});
    asked.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let reply = Call::register(&asked).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

fn operate(method: Method, path: &str, world: &World) -> Call {
    let grant = [("grant_type", "client_credentials")];
    let token = Call::form("/token", &grant).basic("ops", SECRET).to(world).text("access_token");
    Call::new(method, &format!("/admin/v1{path}")).token(&token)
}

fn path_of(client: &Reply) -> String {
    format!("/clients/{}", client.text("client_id"))
}

fn state(client: &Reply, world: &World) -> String {
    operate(Method::Get, &path_of(client), world).to(world).text("state")
}

fn approve(client: &Reply, world: &World) -> Reply {
    operate(Method::Post, &format!("{}/approve", path_of(client)), world).to(world)
}

/// Returns the identifiers of the clients that wait.
fn waiting(world: &World) -> Vec<String> {
    let list = operate(Method::Get, "/clients?state=waiting", world).to(world).json();
    list["clients"].as_array().unwrap().iter().map(|it| it["client_id"].as_str().unwrap().to_owned()).collect()
}

fn own_token(client: &Reply, world: &World) -> Reply {
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    Call::form("/token", &[("grant_type", "client_credentials")]).basic(&id, &secret).to(world)
}

fn error(reply: &Reply) -> (u16, String) {
    (reply.status(), reply.text("error"))
}

/// RFC 6749 sections 4.1.2.1 and 5.2.
#[test]
fn a_client_that_waits_is_registered_and_managed_and_gets_nothing_else() {
    for kind in KINDS {
        let world = of_kind(kind);
        let client = app(&world, &json!({}));
        let browser = Browser::of(&world, &world.add_alice());
        let reply = ask(&browser, &world, &client, &[]);
        let shown = page(&reply);
        assert_eq!((reply.status(), reply.header("location")), (200, None), "{kind}");
        assert!(shown.contains(WORDS) && shown.contains("client.example"), "{shown}");
        assert!(shown.contains("error=unauthorized_client") && !shown.contains("code="), "{shown}");
        assert!(reply.line.contains("unauthorized_client"), "{}", reply.line);
        let refused = own_token(&client, &world);
        assert_eq!(error(&refused), (400, "unauthorized_client".to_owned()));
        assert_eq!(refused.text("error_description"), "the client must be approved by the operator of this server");
        for method in [Method::Get, Method::Delete] {
            let reply = Call::manage(method, &client).to(&world);
            assert!(reply.status() < 300, "{kind} {method:?}");
        }
    }
}

#[test]
fn an_approval_lets_a_client_in() {
    for kind in KINDS {
        let world = of_kind(kind);
        let client = app(&world, &json!({}));
        let browser = Browser::of(&world, &world.add_alice());
        ask(&browser, &world, &client, &[]);
        assert_eq!((state(&client, &world), waiting(&world)), ("waiting".to_owned(), vec![client.text("client_id")]));
        let reply = approve(&client, &world);
        assert_eq!((reply.status(), reply.text("state")), (200, "active".to_owned()), "{kind}");
        assert_eq!((state(&client, &world), waiting(&world).len()), ("active".to_owned(), 0));
        assert!(page(&ask(&browser, &world, &client, &[])).contains("Allow"));
        assert_eq!(own_token(&client, &world).status(), 200);
        assert_eq!(approve(&client, &world).status(), 200, "nothing is left to do");
        assert_eq!(world.journal(Journal::Administration).rows.len(), 1, "an approval is one event");
    }
}

/// Nothing is stored of a sealed client before.
#[test]
fn a_sealed_client_is_listed_when_a_user_tries_it_who_is_signed_in() {
    let world = world(&[]);
    let client = app(&world, &json!({}));
    let stranger = ask(&Browser::default(), &world, &client, &[]);
    assert!(!page(&stranger).contains(WORDS) && world.approvals.borrow().is_empty(), "the user signs in first");
    own_token(&client, &world);
    assert_eq!((state(&client, &world), waiting(&world).len()), ("waiting".to_owned(), 0));
    ask(&Browser::of(&world, &world.add_alice()), &world, &client, &[]);
    let list = operate(Method::Get, "/clients?state=waiting&client_name=my", &world).to(&world).json();
    let listed = &list["clients"][0];
    assert_eq!((&listed["client_name"], &listed["redirect_host"]), (&json!("My app"), &json!("client.example")));
    assert_eq!(listed["client_id"], client.json()["client_id"]);
}

#[test]
fn a_stored_client_is_listed_when_it_registers() {
    let world = of_kind("stored");
    let client = app(&world, &json!({}));
    assert_eq!(waiting(&world), [client.text("client_id")]);
}

/// An operator approves what the operator has seen.
#[test]
fn a_client_that_changes_its_name_or_its_redirection_uris_waits_again() {
    for kind in KINDS {
        for (change, expected) in [
            (json!({"client_name": "Your bank"}), 400),
            (json!({"client_name#de": "Ihre Bank"}), 400),
            (json!({"redirect_uris": ["https://other.example/cb"]}), 400),
            (json!({"contacts": ["a@app.example"]}), 200),
        ] {
            let world = of_kind(kind);
            let client = app(&world, &json!({}));
            approve(&client, &world);
            assert_eq!(own_token(&client, &world).status(), 200);
            let members = over(&client, &change);
            assert_eq!(Call::manage(Method::Put, &client).json(&members).to(&world).status(), 200, "{change}");
            assert_eq!(own_token(&client, &world).status(), expected, "{kind} {change}");
            if expected == 400 && change.get("redirect_uris").is_none() {
                assert!(waiting(&world).is_empty());
                ask(&Browser::of(&world, &world.add_alice()), &world, &client, &[]);
                assert_eq!(waiting(&world), [client.text("client_id")], "it is listed again");
                approve(&client, &world);
                assert_eq!(own_token(&client, &world).status(), 200);
            }
        }
    }
}

/// Who approves, approves the client of a page: RFC 9110 section 13.1.1.
#[test]
fn an_approval_can_name_the_state_that_it_expects() {
    let world = world(&[]);
    let client = app(&world, &json!({}));
    let path = path_of(&client);
    let tag = operate(Method::Get, &path, &world).to(&world).header("etag").unwrap().to_owned();
    assert_eq!(tag, "\"0-0-waiting\"");
    let change = over(&client, &json!({"client_name": "Your bank"}));
    assert_eq!(Call::manage(Method::Put, &client).json(&change).to(&world).status(), 200);
    let call = || operate(Method::Post, &format!("{path}/approve"), &world);
    assert_eq!(call().header("if-match", &tag).to(&world).status(), 412);
    let tag = operate(Method::Get, &path, &world).to(&world).header("etag").unwrap().to_owned();
    assert_eq!(call().header("if-match", &tag).to(&world).status(), 200);
}

fn over(client: &Reply, change: &Value) -> Value {
    let mut members = client.resubmitted();
    members.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    members
}

#[test]
fn only_registered_clients_are_approved_and_by_operators_alone() {
    let world = world(&[]);
    let client = app(&world, &json!({}));
    for (path, status) in [
        ("/clients/ops/approve".to_owned(), 400),
        ("/clients/nobody/approve".to_owned(), 404),
        (format!("{}/approve/x", path_of(&client)), 404),
    ] {
        assert_eq!(operate(Method::Post, &path, &world).to(&world).status(), status, "{path}");
    }
    let path = format!("/admin/v1{}/approve", path_of(&client));
    assert_eq!(Call::new(Method::Post, &path).to(&world).status(), 401);
    assert_eq!(Call::new(Method::Post, &path).token("x").to(&world).status(), 401);
    assert_eq!(operate(Method::Get, &format!("{}/approve", path_of(&client)), &world).to(&world).status(), 405);
    assert_eq!(error(&own_token(&client, &world)).0, 400);
}
