//! The preview of a template: what a client of a version would get.

use enrol::http::Method;
use serde_json::{Value, json};

use super::{activate, asking, draft, mobile, post, world};
use crate::support::authority::over;

const PREVIEW: &str = "/templates/mobile/1/preview";

#[test]
fn a_preview_of_a_draft_shows_a_client_and_changes_nothing() {
    let world = world(&[]);
    draft("/templates/mobile", &mobile(), &world);
    let shown = post(PREVIEW, &world);
    assert_eq!(shown.status(), 200, "{}", shown.json());
    let client = shown.member("client_metadata");
    for (member, value) in mobile().as_object().unwrap() {
        assert_eq!(&client[member], value);
    }
    assert_eq!((&client["software_id"], &client["application_type"]), (&json!("mobile"), &json!("native")));
    assert_eq!(shown.member("refusals"), json!([]));
    assert!(world.clients().is_empty());
    assert_eq!(super::get("/templates/mobile/1", &world).member("state"), "draft");
}

#[test]
fn a_preview_takes_the_members_of_a_client() {
    let world = world(&[]);
    activate("/templates/mobile", &mobile(), &world);
    let with = |members: &Value| asking(Method::Post, PREVIEW, &world).json(members).to(&world);
    let own = with(&json!({"software_version": "2"}));
    assert_eq!(own.member("client_metadata")["software_version"], "2");
    let refused = with(&json!({"scope": "other"}));
    assert_eq!((refused.status(), &refused.member("refusals")[0]["pointer"]), (200, &json!("/scope")));
    assert_eq!(asking(Method::Post, PREVIEW, &world).body("x").to(&world).status(), 415);
    assert_eq!(with(&json!([])).status(), 400);
}

/// The policies of other kinds are not asked.
#[test]
fn a_preview_asks_the_policy_for_a_registrant() {
    let world = world(&[]);
    activate("/policies/token", &json!({"protected_names": ["Example app"]}), &world);
    activate("/policies/user", &json!({"redirect_schemes": ["com.example.app"]}), &world);
    draft("/templates/mobile", &over(&mobile(), &json!({"client_name": "Example app"})), &world);
    let refusals = |query: &str| {
        let shown = asking(Method::Post, &format!("{PREVIEW}{query}"), &world).to(&world);
        assert_eq!(shown.status(), 200, "{query}");
        shown.member("refusals")
    };
    let refused = &refusals("?registrant=token")[0]["error_description"];
    assert!(refused.as_str().unwrap().ends_with("(policy token 1)"), "{refused}");
    assert_eq!(refusals("?registrant=user"), json!([]));
    assert_eq!(refusals(""), json!([]));
    for query in ["?registrant=template", "?kind=token"] {
        assert_eq!(asking(Method::Post, &format!("{PREVIEW}{query}"), &world).to(&world).status(), 400, "{query}");
    }
    let elsewhere = asking(Method::Post, "/templates/mobile/1/activate?registrant=token", &world).to(&world);
    assert_eq!(elsewhere.status(), 400, "only a preview has one");
}

/// A document that the settings no longer permit has no clients to show.
#[test]
fn a_preview_of_a_version_that_is_not_permitted_is_refused() {
    let world = world(&[]);
    draft("/templates/mobile", &mobile(), &world);
    world.policies.borrow_mut()[0].set("document", json!({"redirect_uris": ["http://app.example/"]}));
    assert_eq!(post(PREVIEW, &world).status(), 400);
    assert_eq!(post("/templates/mobile/2/preview", &world).status(), 404);
}
