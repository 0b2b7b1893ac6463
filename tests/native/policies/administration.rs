//! Versions of policies at the admin API.

use enrol::http::Method;
use enrol::ports::Clock;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{activate, asking, draft, post, register, world, world_with};
use crate::support::{Down, Reply, World, at_once};

fn get(path: &str, world: &World) -> Reply {
    asking(Method::Get, path, world).to(world)
}

fn put(path: &str, document: &Value, tag: &str, world: &World) -> Reply {
    asking(Method::Put, path, world).header("if-match", tag).json(document).to(world)
}

#[test]
fn a_version_is_drafted_changed_put_in_force_and_retired() {
    let world = world(&[]);
    let now = world.now().0;
    let drafted = draft("open", &json!({"protected_names": ["A"]}), &world);
    let mut expected = json!({"kind": "open", "version": 1, "state": "draft", "revision": 1, "made_at": now,
        "changed_at": now, "document": {"protected_names": ["A"]}});
    assert_eq!((drafted.status(), drafted.json()), (201, expected.clone()));
    assert_eq!(drafted.header("etag"), Some("\"1\""));
    assert_eq!(register(&json!({"client_name": "A"}), &world).status(), 201, "a draft changes nothing");

    world.wait(Seconds(9));
    let changed = put("/open/1", &json!({"protected_names": ["Bank"]}), "\"1\"", &world);
    expected["document"] = json!({"protected_names": ["Bank"]});
    (expected["revision"], expected["changed_at"]) = (json!(2), json!(now + 9));
    assert_eq!((changed.status(), changed.json()), (200, expected.clone()));
    let stale = put("/open/1", &json!({}), "\"1\"", &world);
    assert_eq!(stale.status(), 412, "somebody was faster");
    assert_eq!(stale.text("detail"), "the policy was changed since; read it again");
    assert_eq!(
        (get("/open/1", &world).json(), get("/open/1", &world).header("etag")),
        (expected.clone(), Some("\"2\""))
    );

    let active = post("/open/1/activate", &world);
    (expected["state"], expected["revision"], expected["in_force_by"]) =
        (json!("active"), json!(3), json!(now + 9 + 31));
    assert_eq!((active.status(), active.json()), (200, expected));
    assert_eq!(register(&json!({"client_name": "Bank"}), &world).status(), 400);
    let refused = put("/open/1", &json!({}), "*", &world);
    assert_eq!(refused.status(), 400, "a version that was in force never changes");

    assert_eq!(post("/open/1/retire", &world).member("state"), "retired");
    assert_eq!(register(&json!({"client_name": "Bank"}), &world).status(), 201);
}

/// A draft that changes after it was read is not put in force unseen.
#[test]
fn a_version_that_changes_meanwhile_does_not_come_into_force() {
    let world = world(&[]);
    activate("open", &json!({"protected_names": ["Bank"]}), &world);
    draft("open", &json!({"protected_names": ["Bank", "Shop"]}), &world);
    let put = asking(Method::Put, "/open/2", &world).header("if-match", "\"1\"").json(&json!({}));
    let activate = asking(Method::Post, "/open/2/activate", &world).header("if-match", "\"1\"");
    let statuses: Vec<u16> = at_once(&world, [put, activate]).iter().map(Reply::status).collect();
    assert_eq!(statuses, [200, 412]);
    let states = get("/open", &world).member("policies");
    assert_eq!((&states[0]["state"], &states[1]["state"]), (&json!("draft"), &json!("active")));
    assert_eq!(register(&json!({"client_name": "Bank"}), &world).status(), 400);
}

#[test]
fn the_version_before_is_retired_and_can_come_back() {
    let world = world(&[]);
    activate("open", &json!({"protected_names": ["One"]}), &world);
    activate("token", &json!({}), &world);
    activate("open", &json!({"protected_names": ["Two"]}), &world);
    let states = |world: &World| {
        let list = get("", world).member("policies");
        let row = |it: &Value| {
            format!("{} {} {}", it["kind"].as_str().unwrap(), it["version"], it["state"].as_str().unwrap())
        };
        list.as_array().unwrap().iter().map(row).collect::<Vec<_>>()
    };
    assert_eq!(states(&world), ["open 2 active", "open 1 retired", "token 1 active"]);
    post("/open/1/activate", &world);
    assert_eq!(states(&world), ["open 2 retired", "open 1 active", "token 1 active"]);
    assert_eq!(register(&json!({"client_name": "Two"}), &world).status(), 201);
    assert_eq!(register(&json!({"client_name": "One"}), &world).status(), 400);
    let list = get("/token", &world).member("policies");
    assert_eq!(list.as_array().unwrap().len(), 1);
}

#[test]
fn a_list_comes_in_pages() {
    let world = world(&[]);
    for _ in 0..3 {
        draft("open", &json!({}), &world);
        draft("user", &json!({}), &world);
    }
    let (mut seen, mut path) = (Vec::new(), "?limit=2".to_owned());
    loop {
        let page = get(&path, &world).json();
        seen.extend(page["policies"].as_array().unwrap().iter().map(|it| it["version"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("?limit=2&after={}", next.replace(' ', "%20"));
    }
    assert_eq!(seen, [3, 2, 1, 3, 2, 1]);
    assert_eq!(get("?kind=open", &world).status(), 400, "no such condition");
}

#[test]
fn each_right_permits_what_it_names() {
    for (right, may_read, may_write) in [
        ("admin", true, true),
        ("admin:read", true, false),
        ("admin:policies", true, true),
        ("admin:policies:read", true, false),
        ("admin:clients", false, false),
    ] {
        let world = world_with(right, &[]);
        let of = |may: bool, good: u16| if may { good } else { 403 };
        let status = |method, path: &str| asking(method, path, &world).json(&json!({})).to(&world).status();
        assert_eq!(status(Method::Post, "/open"), of(may_write, 201), "{right}");
        let known = if may_write { 200 } else { 404 };
        for (method, path, good, may) in [
            (Method::Get, "", 200, may_read),
            (Method::Get, "/open", 200, may_read),
            (Method::Get, "/open/1", known, may_read),
            (Method::Put, "/open/1", 200, may_write),
            (Method::Post, "/open/1/replay", 200, may_write),
            (Method::Post, "/open/1/shadow", 200, may_write),
            (Method::Post, "/open/1/activate", 200, may_write),
            (Method::Post, "/open/1/retire", 200, may_write),
        ] {
            assert_eq!(status(method, path), of(may, good), "{right} {path}");
        }
    }
}

#[test]
fn paths_methods_and_versions_are_exact() {
    let world = world(&[]);
    draft("open", &json!({}), &world);
    for path in [
        "/",
        "/nobody",
        "/open/",
        "/open/01",
        "/open/0x1",
        "/open/1/",
        "/open/1/revoke",
        "/open/1/retire/",
        "//1",
        "/open//retire",
    ] {
        assert_eq!(get(path, &world).status(), 404, "{path}");
    }
    for (method, path, status) in [
        (Method::Get, "/open/2", 404),
        (Method::Put, "/open/2", 404),
        (Method::Post, "/open/2/activate", 404),
        (Method::Post, "", 405),
        (Method::Post, "/open/1", 405),
        (Method::Get, "/open/1/retire", 405),
        (Method::Delete, "/open/1", 405),
    ] {
        let reply = asking(method, path, &world).json(&json!({})).to(&world);
        assert_eq!(reply.status(), status, "{path} {}", reply.json());
    }
    let elsewhere = asking(Method::Post, "/open/1/activate", &world).header("if-match", "\"9\"").to(&world);
    assert_eq!(elsewhere.status(), 412);
}

#[test]
fn each_change_leaves_an_event_without_the_document() {
    let world = world(&[]);
    activate("open", &json!({"protected_names": ["Secret Bank"]}), &world);
    put("/open/1", &json!({}), "*", &world);
    draft("open", &json!({}), &world);
    put("/open/2", &json!({}), "*", &world);
    for action in ["shadow", "retire", "replay"] {
        post(&format!("/open/2/{action}"), &world);
    }
    let events: Vec<String> = world.audit.borrow()[&enrol::model::Journal::Administration]
        .rows
        .iter()
        .map(|row| format!("{} {} {}", row.kind, row.actor_id.as_deref().unwrap(), row.details))
        .collect();
    let of = |kind: &str, version: &str| format!("{kind} ops {{\"policy\":\"open {version}\"}}");
    assert_eq!(
        events,
        [
            of("policy-drafted", "1"),
            of("policy-activated", "1"),
            of("policy-drafted", "2"),
            of("policy-changed", "2"),
            of("policy-shadowed", "2"),
            of("policy-retired", "2"),
        ]
    );
}

#[test]
fn without_the_database_nothing_is_said_of_policies() {
    let world = world(&[]);
    draft("open", &json!({}), &world);
    for (method, path) in [(Method::Get, ""), (Method::Put, "/open/1"), (Method::Post, "/open/1/replay")] {
        let call = asking(method, path, &world).json(&json!({}));
        world.down.set(Down::Store);
        assert_eq!(call.to(&world).status(), 503, "{path}");
        world.down.set(Down::Nothing);
    }
}
