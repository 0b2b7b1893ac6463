//! The audit log at the admin API.

use enrol::http::Method;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{asking, begin_epochs, events, get, minute, world_with};
use crate::support::{Call, Reply, World};

fn body(reply: &Reply) -> &str {
    std::str::from_utf8(&reply.response.body).unwrap()
}

/// The status, and the place and the rule of the error.
fn refusal(path: &str, world: &World) -> (u16, Value, Value) {
    let reply = get(path, world);
    let body = reply.json();
    (reply.status(), body["errors"][0]["pointer"].clone(), body["errors"][0]["detail"].clone())
}

#[test]
fn a_right_to_read_the_audit_log_permits_that_alone() {
    for (scope, statuses) in [
        ("admin", [200, 200]),
        ("admin:read", [200, 200]),
        ("admin:audit:read", [200, 403]),
        ("admin:audit", [200, 403]),
        ("admin:clients", [403, 200]),
    ] {
        let world = world_with(scope, &[]);
        let found = ["/audit/users", "/clients"].map(|path| get(path, &world).status());
        assert_eq!(found, statuses, "{scope}");
        assert_eq!(get("/audit/users/export", &world).status(), statuses[0], "{scope}");
    }
    let world = world_with("admin:tokens", &[]);
    let reply = get("/audit/users", &world);
    assert!(reply.json()["detail"].as_str().unwrap().contains("admin:audit:read"), "{}", reply.json());
    assert_eq!(Call::get("/admin/v1/audit/users").to(&world).status(), 401);
}

#[test]
fn there_are_three_journals_which_nobody_changes() {
    let world = world_with("admin", &[]);
    for journal in ["administration", "clients", "users"] {
        assert_eq!(events(journal, &world), Vec::<Value>::new());
        for path in [format!("/audit/{journal}"), format!("/audit/{journal}/export")] {
            assert_eq!(asking(Method::Delete, &path, &world).to(&world).status(), 405);
        }
    }
    for path in ["/audit", "/audit/", "/audit/others", "/audit/users/", "/audit/users/other", "/audit/users/export/"] {
        assert_eq!(get(path, &world).status(), 404, "{path}");
    }
}

#[test]
fn events_come_in_pages_the_newest_first() {
    let world = world_with("admin", &[]);
    begin_epochs(5, &world);
    let numbers = |body: &Value| -> Vec<u64> {
        body["events"].as_array().unwrap().iter().map(|event| event["sequence"].as_u64().unwrap()).collect()
    };
    let first = get("/audit/administration?limit=2", &world).json();
    assert_eq!((numbers(&first), &first["next"]), (vec![5, 4], &json!("4")));
    let second = get("/audit/administration?limit=3&after=4", &world).json();
    assert_eq!((numbers(&second), &second["next"]), (vec![3, 2, 1], &json!("1")));
    let third = get("/audit/administration?after=1", &world).json();
    assert_eq!(third, json!({"events": []}));
}

#[test]
fn a_page_looks_at_two_thousand_events() {
    let world = world_with("admin", &[]);
    begin_epochs(2_001, &world);
    world.wait(Seconds(9));
    let page = get("/audit/administration?kind=none", &world).json();
    assert_eq!(page, json!({"events": [], "next": "2"}));
    assert_eq!(get("/audit/administration?kind=none&after=2", &world).json(), json!({"events": []}));
    let since = format!("/audit/administration?since={}", world.now.get().0);
    assert_eq!(get(&since, &world).json(), json!({"events": []}), "older events do not count");
}

#[test]
fn conditions_choose_events() {
    let world = world_with("admin", &[]);
    begin_epochs(1, &world);
    let since = world.now.get().0 + 5;
    world.wait(Seconds(5));
    asking(Method::Delete, "/epochs?all=true", &world).to(&world);
    let count =
        |query: &str| get(&format!("/audit/administration?{query}"), &world).json()["events"].as_array().unwrap().len();
    let since = format!("since={since}");
    for (query, expected) in [
        ("kind=epoch-begun", 1),
        ("client_id=ops", 2),
        ("client_id=other", 0),
        ("user_id=u", 0),
        (&*since, 1),
        ("kind=epoch-begun&client_id=ops&since=1", 1),
    ] {
        assert_eq!(count(query), expected, "{query}");
    }
}

#[test]
fn a_parameter_that_is_wrong_is_refused() {
    let world = world_with("admin", &[]);
    for (query, place, must) in [
        ("after=x", "/after", "after must be the number of an event"),
        ("since=-1", "/since", "since must be seconds since the Unix epoch"),
        ("limit=0", "/limit", "limit must be a whole number from 1 to 200"),
        ("client_name=x", "/client_name", "client_name must be a condition of this list"),
    ] {
        let expected = (400, json!(format!("#{place}")), json!(must));
        assert_eq!(refusal(&format!("/audit/users?{query}"), &world), expected, "{query}");
    }
    for query in ["kind=x", "after=x"] {
        assert_eq!(refusal(&format!("/audit/users/export?{query}"), &world).0, 400, "{query}");
    }
}

#[test]
fn an_export_has_one_event_in_each_line_the_oldest_first() {
    let world = world_with("admin", &[("AUDIT", r#"{"addresses": true}"#)]);
    begin_epochs(3, &world);
    minute(&world);
    let reply = get("/audit/administration/export?after=1&limit=2", &world);
    assert_eq!(reply.header("content-type"), Some("application/jsonl"));
    let lines: Vec<Value> = body(&reply).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<&Value> = lines.iter().map(|line| &line["sequence"]).collect();
    assert_eq!(numbers, [&json!(2), &json!(3)]);
    let names: Vec<&String> = lines[0].as_object().unwrap().keys().collect();
    let expected =
        ["actor", "actor_id", "address", "at", "details", "digest", "journal", "kind", "personal", "salt", "sequence"];
    assert_eq!(names, expected);
    assert_eq!(body(&get("/audit/administration/export?after=3", &world)), "");
}
