//! Clients that are imported at the admin API.

use enrol::http::Method;
use enrol::ports::{Clock, Limit};
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{asking, get, problem, registered, world};
use crate::support::authorization::{CALLBACK, asked, assert_page};
use crate::support::browser::{Browser, page};
use crate::support::{Call, Down, Reply, World, run};
use enrol::maintenance;

/// A client with a secret, as another server has it.
pub fn machine(id: &str) -> Value {
    json!({"client_id": id, "client_secret": "old secret", "client_name": "Reports", "grant_types": ["client_credentials"]})
}

pub fn lines(clients: &[Value]) -> String {
    clients.iter().flat_map(|client| [client.to_string(), "\n".to_owned()]).collect()
}

pub fn send(clients: &[Value], world: &World) -> Reply {
    send_text(&lines(clients), world)
}

pub fn send_text(text: &str, world: &World) -> Reply {
    let call = asking(Method::Post, "/client-imports?from=keycloak", world);
    call.header("content-type", "application/x-ndjson").body(text).to(world)
}

/// Imports one client, and returns its result.
pub fn import(client: &Value, world: &World) -> Value {
    let reply = send(std::slice::from_ref(client), world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
    reply.json()["results"][0].clone()
}

pub fn ask(id: &str, secret: &str, world: &World) -> Reply {
    Call::form("/token", &[("grant_type", "client_credentials")]).basic(id, secret).to(world)
}

#[test]
fn an_imported_client_keeps_its_identifier_and_its_secret() {
    let world = world(&[]);
    let result = import(&machine("reports"), &world);
    assert_eq!(result, json!({"line": 1, "client_id": "reports", "result": "created", "secret": "imported"}));
    let reply = ask("reports", "old secret", &world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
    assert_eq!(ask("reports", "old secre", &world).status(), 401);
    let posted = [("grant_type", "client_credentials"), ("client_id", "reports"), ("client_secret", "old secret")];
    assert_eq!(Call::form("/token", &posted).to(&world).status(), 200);
    let token = reply.text("access_token");
    let read = Call::form("/introspect", &[("token", &token)]).basic("reports", "old secret").to(&world);
    assert_eq!((read.json()["active"].clone(), read.text("client_id")), (json!(true), "reports".to_owned()));
}

#[test]
fn the_same_line_again_changes_nothing() {
    let world = world(&[]);
    import(&machine("reports"), &world);
    let mut changed = machine("reports");
    (changed["client_secret"], changed["client_name"]) = (json!("another"), json!("Other"));
    assert_eq!(import(&changed, &world), json!({"line": 1, "client_id": "reports", "result": "exists"}));
    assert_eq!(get("/clients/reports", &world).json()["metadata"]["client_name"], "Reports");
    assert_eq!((ask("reports", "another", &world).status(), ask("reports", "old secret", &world).status()), (401, 200));
    let sealed = registered(&json!({}), &world).text("client_id");
    assert_eq!(import(&machine(&sealed), &world)["result"], "exists", "it needs no row");
    let twice = send(&[machine("twice"), machine("twice")], &world).json();
    assert_eq!((&twice["results"][0]["result"], &twice["results"][1]["result"]), (&json!("created"), &json!("exists")));
}

#[test]
fn operators_read_list_shut_out_and_delete_an_imported_client() {
    let world = world(&[]);
    // Identifiers that look like one of a sealed client and of an organisation, and one that a path cannot have as it is.
    let sealed = format!("s{}", "AbCd".repeat(12));
    for (id, path) in
        [("reports", "reports"), (&*sealed, &*sealed), ("PSDDE-1", "PSDDE-1"), ("my app/1?%", "my%20app%2F1%3F%25")]
    {
        assert_eq!(import(&machine(id), &world)["result"], "created");
        let body = get(&format!("/clients/{path}"), &world).json();
        assert_eq!(
            (&body["kind"], &body["client_id"], &body["state"]),
            (&json!("imported"), &json!(id), &json!("active"))
        );
        assert_eq!((&body["bounds"], &body["is_anonymous"]), (&json!({"imported_from": ["keycloak"]}), &json!(false)));
        assert_eq!(body["metadata"]["client_name"], "Reports");
        assert!(!body.to_string().contains("old secret"), "{body}");
        assert_eq!(ask(&id.replace('%', "%25"), "old secret", &world).status(), 200, "{id}");
        assert!(get("/clients?client_name=reports", &world).json().to_string().contains(&format!("{id:?}")), "{id}");
        let act = |method, path: String| asking(method, &path, &world).to(&world);
        assert_eq!(act(Method::Post, format!("/clients/{path}/disable")).text("client_id"), id);
        assert_eq!(ask(&id.replace('%', "%25"), "old secret", &world).status(), 401);
        act(Method::Post, format!("/clients/{path}/enable"));
        assert_eq!(ask(&id.replace('%', "%25"), "old secret", &world).status(), 200);
        assert_eq!(act(Method::Delete, format!("/clients/{path}")).status(), 204);
        assert_eq!(ask(&id.replace('%', "%25"), "old secret", &world).status(), 401);
    }
    let again = import(&machine("reports"), &world);
    assert_eq!((&again["result"], &again["pointer"]), (&json!("refused"), &json!("/client_id")), "{again}");
}

#[test]
fn a_new_secret_of_the_operator_replaces_the_old_one() {
    for (grace, is_accepted) in [("0", 401), ("600", 200)] {
        let world = world(&[("SECRET_GRACE_SECONDS", grace)]);
        import(&machine("reports"), &world);
        let renewed = asking(Method::Post, "/clients/reports/secret", &world).to(&world);
        assert_eq!(renewed.status(), 200, "{}", renewed.json());
        assert_eq!(ask("reports", &renewed.text("client_secret"), &world).status(), 200);
        assert_eq!(ask("reports", "old secret", &world).status(), is_accepted, "{grace}");
        world.wait(Seconds(601));
        assert_eq!(ask("reports", "old secret", &world).status(), 401);
        assert_eq!(ask("reports", &renewed.text("client_secret"), &world).status(), 200);
    }
}

/// RFC 7591 section 2: members that this server does not support are dropped, as at a registration.
#[test]
fn a_member_that_is_not_taken_over_is_named() {
    let world = world(&[]);
    let mut client = machine("reports");
    client["software_statement"] = json!("a.b.c");
    client["registration_access_token"] = json!("x");
    client["realm"] = json!("unknown members are ignored");
    let result = import(&client, &world);
    assert_eq!(result["result"], "created", "{result}");
    let dropped: Vec<&str> =
        result["dropped"].as_array().unwrap().iter().filter_map(|it| it["pointer"].as_str()).collect();
    assert!(dropped.contains(&"/software_statement"), "{result}");
    let read = get("/clients/reports", &world).json();
    assert_eq!((&read["has_software_statement"], read["metadata"].get("realm")), (&json!(false), None));
}

#[test]
fn the_result_tells_the_origin_of_the_secret() {
    let world = world(&[]);
    let mut client = machine("new");
    client["client_secret"] = Value::Null;
    assert_eq!(import(&client, &world)["secret"], "derived");
    let renewed = asking(Method::Post, "/clients/new/secret", &world).to(&world).text("client_secret");
    assert_eq!(ask("new", &renewed, &world).status(), 200);
    let public = json!({"client_id": "spa", "client_secret": "never used", "token_endpoint_auth_method": "none",
        "redirect_uris": ["https://app.example/cb"]});
    assert_eq!(import(&public, &world)["secret"], "none");
    assert_eq!(ask("spa", "never used", &world).status(), 401);
}

#[test]
fn an_imported_client_sends_users_here() {
    let world = world(&[]);
    let web = json!({"client_id": "My portal", "client_secret": "old secret", "redirect_uris": [CALLBACK]});
    assert_eq!(import(&web, &world)["result"], "created");
    let browser = Browser::of(&world, &world.add_alice());
    let reply = browser.ask(&world, &asked("My portal", &[]));
    assert_eq!(reply.status(), 200);
    assert!(page(&reply).contains("client.example"));
    assert_page(&browser.ask(&world, &asked("Their portal", &[])), 400);
}

#[test]
fn an_import_is_an_event_of_the_journal_of_administration() {
    let world = world(&[]);
    send(&[machine("reports"), machine("reports"), machine("ops")], &world);
    let body = get("/audit/administration?kind=client-imported", &world).json();
    let events = body["events"].as_array().unwrap();
    assert_eq!(events.len(), 1, "{body}");
    assert_eq!((&events[0]["client_id"], &events[0]["actor_id"]), (&json!("reports"), &json!("ops")));
    assert_eq!(events[0]["details"], json!({"from": "keycloak", "tier": "operator"}));
    assert!(!body.to_string().contains("old secret"));
}

/// Requirement K7: with a port down nothing is imported, and the same lines can be sent again.
#[test]
fn an_import_that_fails_can_be_sent_again() {
    let world = world(&[]);
    let call = || {
        let call = asking(Method::Post, "/client-imports", &world);
        call.header("content-type", "application/jsonl").body(lines(&[machine("reports")]))
    };
    for down in [Down::Store, Down::Random] {
        let call = call();
        world.down.set(down);
        assert!(call.to(&world).status() >= 500, "{down:?}");
        world.down.set(Down::Nothing);
    }
    world.admit(Limit::Registration, 0);
    assert_eq!(problem(&call().to(&world)).0, 429);
    world.admit(Limit::Registration, 10);
    assert_eq!(call().to(&world).json()["results"][0]["result"], "created");
}

#[test]
fn an_imported_client_that_nobody_uses_stays() {
    let world = world(&[("UNUSED_CLIENT_DAYS", "1"), ("CLIENT_STORAGE", "stored")]);
    let sealed = format!("s{}", "AbCd".repeat(12));
    for id in ["reports", &*sealed] {
        import(&machine(id), &world);
    }
    let stranger = registered(&json!({}), &world);
    world.wait(Seconds::of_days(40));
    run(maintenance::sweep(world.server.config(), &world)).unwrap();
    assert_eq!(super::use_client(&stranger, &world).status(), 401, "at {:?}", world.now());
    for id in ["reports", &*sealed] {
        assert_eq!(ask(id, "old secret", &world).status(), 200, "{id}");
        assert!(get(&format!("/clients/{id}"), &world).json()["last_used_at"].is_u64(), "{id}");
    }
}
