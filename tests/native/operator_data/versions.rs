//! Versions of templates and issuers.

use enrol::http::Method;
use enrol::model::Journal;
use enrol::ports::Clock;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{ISSUER, activate, asking, draft, get, mobile, post, world};
use crate::support::authority::{DIRECTORY, DIRECTORY_KEYS};

#[test]
fn a_version_says_what_it_is_of() {
    let world = world(&[]);
    let drafted = draft(ISSUER, &json!({"jwks_uri": DIRECTORY_KEYS}), &world);
    let now = world.now().0;
    let mut expected = json!({"statement_issuer": DIRECTORY, "source": "database", "version": 1, "state": "draft",
        "revision": 1, "made_at": now, "changed_at": now, "document": {"jwks_uri": DIRECTORY_KEYS}});
    assert_eq!((drafted.status(), drafted.json(), drafted.header("etag")), (201, expected.clone(), Some("\"1\"")));
    assert_eq!(get(&format!("{ISSUER}/1"), &world).json(), expected);
    let change = asking(Method::Put, &format!("{ISSUER}/1"), &world).json(&json!({"jwks_uri": DIRECTORY_KEYS}));
    assert_eq!(change.header("if-match", "\"2\"").to(&world).status(), 412);
    let active = post(&format!("{ISSUER}/1/activate"), &world);
    (expected["state"], expected["revision"], expected["in_force_by"]) = (json!("active"), json!(2), json!(now + 31));
    assert_eq!((active.status(), active.json()), (200, expected));
    let refused = asking(Method::Put, &format!("{ISSUER}/1"), &world).json(&json!({"jwks_uri": DIRECTORY_KEYS}));
    assert_eq!(refused.to(&world).status(), 400, "a version that was in force never changes");
}

/// Each collection is a list of its own, although all versions are rows of one table.
#[test]
fn a_list_has_the_versions_of_its_collection_alone() {
    let world = world(&[]);
    draft("/policies/open", &json!({}), &world);
    for name in ["a", "b"] {
        draft(&format!("/templates/{name}"), &mobile(), &world);
        draft(&format!("/templates/{name}"), &mobile(), &world);
    }
    draft(ISSUER, &json!({"jwks_uri": DIRECTORY_KEYS}), &world);
    let names = |path: &str, list: &str, noun: &str| {
        let list = get(path, &world).member(list);
        let name = |it: &Value| format!("{} {}", it[noun].as_str().unwrap(), it["version"]);
        list.as_array().unwrap().iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(names("/policies", "policies", "kind"), ["open 1"]);
    assert_eq!(names("/templates", "templates", "template"), ["a 2", "a 1", "b 2", "b 1"]);
    assert_eq!(names("/templates/b", "templates", "template"), ["b 2", "b 1"]);
    let issuer = format!("{DIRECTORY} 1");
    assert_eq!(names("/statement-issuers", "statement_issuers", "statement_issuer"), [issuer]);
    let page = get("/templates?limit=3", &world).json();
    let next = page["next"].as_str().unwrap();
    assert_eq!(next, "b 2");
    let after = format!("/templates?limit=3&after={}", next.replace(' ', "%20"));
    assert_eq!(names(&after, "templates", "template"), ["b 1"]);
}

#[test]
fn each_change_leaves_an_event_without_the_document() {
    let world = world(&[]);
    activate("/templates/mobile", &mobile(), &world);
    activate(ISSUER, &json!({"jwks_uri": DIRECTORY_KEYS}), &world);
    draft("/templates/mobile", &mobile(), &world);
    for (path, document) in [("/templates/mobile/2", mobile()), (ISSUER, json!({"jwks_uri": DIRECTORY_KEYS}))] {
        let (method, path) = if path == ISSUER { (Method::Post, path) } else { (Method::Put, path) };
        assert!(asking(method, path, &world).json(&document).to(&world).status() < 300, "{path}");
    }
    let change = asking(Method::Put, &format!("{ISSUER}/2"), &world).json(&json!({"jwks_uri": DIRECTORY_KEYS}));
    assert_eq!(change.to(&world).status(), 200);
    for path in ["/templates/mobile/1/retire", "/templates/mobile/2/preview", &format!("{ISSUER}/1/retire")] {
        assert_eq!(post(path, &world).status(), 200, "{path}");
    }
    let events: Vec<String> = world.audit.borrow()[&Journal::Administration]
        .rows
        .iter()
        .map(|row| format!("{} {}", row.kind, row.details))
        .collect();
    let template = |kind: &str, version: &str| format!("template-{kind} {{\"template\":\"mobile {version}\"}}");
    let issuer = |kind: &str, version: &str| {
        format!("statement-issuer-{kind} {{\"statement_issuer\":\"{DIRECTORY} {version}\"}}")
    };
    assert_eq!(
        events,
        [
            template("drafted", "1"),
            template("activated", "1"),
            issuer("drafted", "1"),
            issuer("activated", "1"),
            template("drafted", "2"),
            template("changed", "2"),
            issuer("drafted", "2"),
            issuer("changed", "2"),
            template("retired", "1"),
            issuer("retired", "1"),
        ]
    );
}

/// Each isolate reads all entries in force.
#[test]
fn at_most_two_hundred_entries_are_in_force() {
    let world = world(&[]);
    for number in 0..200 {
        let name = format!("template{number}");
        let path = format!("/templates/{name}");
        assert_eq!(draft(&path, &mobile(), &world).status(), 201);
        world.policies.borrow_mut().iter_mut().for_each(|version| version.set("state", json!("active")));
        world.wait(Seconds(15));
    }
    world.wait(Seconds(31));
    for path in ["/templates/more", ISSUER] {
        let document = if path == ISSUER { json!({"jwks_uri": DIRECTORY_KEYS}) } else { mobile() };
        assert_eq!(draft(path, &document, &world).status(), 201);
        let refused = post(&format!("{path}/1/activate"), &world);
        let told = refused.text("detail");
        assert!(refused.status() == 400 && told.contains("at most 200 templates and issuers in force"), "{told}");
        world.wait(Seconds(15));
    }
    draft("/templates/template7", &mobile(), &world);
    assert_eq!(post("/templates/template7/2/activate", &world).status(), 200, "another version takes no more room");
    assert_eq!(post("/templates/template8/1/retire", &world).status(), 200);
    assert_eq!(post("/templates/more/1/activate", &world).status(), 200);
}
