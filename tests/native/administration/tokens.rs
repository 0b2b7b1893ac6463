//! Initial access tokens at the admin API.

use enrol::http::Method;
use enrol::ports::Clock;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{asking, get, problem, world};
use crate::support::{Call, Reply, World};

const PATH: &str = "/initial-access-tokens";

fn create(body: &Value, world: &World) -> Reply {
    asking(Method::Post, PATH, world).json(body).to(world)
}

fn register(token: &str, members: &Value, world: &World) -> u16 {
    let mut asked = json!({"redirect_uris": ["https://app.example/cb"]});
    asked.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    Call::register(&asked).token(token).to(world).status()
}

#[test]
fn a_token_is_shown_once_and_registers_within_its_bounds() {
    let world = world(&[("REGISTRATION_MODE", "token")]);
    let bounds = json!({"redirect_hosts": ["app.example"], "grant_types": ["authorization_code"]});
    let asked = json!({"label": "Ana's portal", "uses": 2, "expires_in": 3600, "bounds": bounds});
    let reply = create(&asked, &world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    let now = world.now();
    let digest = reply.text("digest");
    let described = json!({"digest": digest, "label": "Ana's portal", "uses_left": 2, "created_at": now.0,
        "expires_at": now.0 + 3600, "bounds": bounds});
    let mut shown = reply.json();
    let token = shown.as_object_mut().unwrap().remove("token").unwrap();
    let token = token.as_str().unwrap();
    assert_eq!(shown, described);
    assert!(token.starts_with("enrol_iat_") && !reply.line.contains(token), "{}", reply.line);
    assert_eq!(get(PATH, &world).json(), json!({"initial_access_tokens": [described]}), "the list has no token");

    assert_eq!(register(token, &json!({"redirect_uris": ["https://other.example/cb"]}), &world), 400);
    assert_eq!(register(token, &json!({}), &world), 201);
    assert_eq!(get(PATH, &world).json()["initial_access_tokens"][0]["uses_left"], 1);
    world.wait(Seconds(3600));
    assert_eq!(register(token, &json!({}), &world), 401, "it has expired");
}

#[test]
fn a_token_has_one_use_in_seven_days_unless_the_operator_says_otherwise() {
    let world = world(&[]);
    let body = create(&json!({}), &world).json();
    let days = body["expires_at"].as_u64().unwrap() - world.now().0;
    assert_eq!(
        (&body["uses_left"], &body["label"], &body["bounds"], days),
        (&json!(1), &json!(""), &json!({}), 7 * 86_400)
    );
    let other = create(&json!({}), &world).text("token");
    assert_ne!(body["token"], other);
}

#[test]
fn a_revoked_token_registers_nothing_and_stays_in_the_list() {
    let world = world(&[("REGISTRATION_MODE", "token")]);
    let created = create(&json!({"uses": 5}), &world);
    let path = format!("{PATH}/{}", created.text("digest"));
    let revoked = asking(Method::Delete, &path, &world).to(&world);
    assert_eq!(revoked.status(), 204);
    assert_eq!(register(&created.text("token"), &json!({}), &world), 401);
    assert_eq!(get(PATH, &world).json()["initial_access_tokens"][0]["uses_left"], 0);
    for name in ["x", &created.text("token"), "%00"] {
        assert_eq!(problem(&asking(Method::Delete, &format!("{PATH}/{name}"), &world).to(&world)).0, 404, "{name}");
    }
}

#[test]
fn tokens_come_in_pages() {
    let world = world(&[]);
    let mut digests: Vec<String> = (0..5).map(|_| create(&json!({}), &world).text("digest")).collect();
    digests.sort();
    let (mut seen, mut query) = (Vec::new(), "limit=2".to_owned());
    loop {
        let body = get(&format!("{PATH}?{query}"), &world).json();
        let page = body["initial_access_tokens"].as_array().unwrap();
        seen.extend(page.iter().map(|it| it["digest"].as_str().unwrap().to_owned()));
        let Some(next) = body["next"].as_str() else { break };
        query = format!("limit=2&after={next}");
    }
    assert_eq!(seen, digests);
    assert_eq!(problem(&get(&format!("{PATH}?label=x"), &world)).2, "#/label");
}

#[test]
fn a_member_that_cannot_be_is_refused_at_its_place() {
    let world = world(&[("TEMPLATES", r#"{"mobile": {"redirect_uris": ["com.example.app:/cb"]}}"#)]);
    assert_eq!(create(&json!({"bounds": {"templates": ["mobile"]}}), &world).status(), 201);
    for (body, place) in [
        (json!({"uses": 0}), "#/uses"),
        (json!({"uses": 1_000_000_000}), "#/uses"),
        (json!({"uses": "1"}), "#/uses"),
        (json!({"expires_in": 59}), "#/expires_in"),
        (json!({"expires_in": 315_360_001}), "#/expires_in"),
        (json!({"label": "a\nb"}), "#/label"),
        (json!({"label": "a".repeat(257)}), "#/label"),
        (json!({"label": 1}), "#/label"),
        (json!({"token": "enrol_iat_x"}), "#/token"),
        (json!({"bounds": []}), "#/bounds"),
        (json!({"bounds": {"owners": ["u1"]}}), "#/bounds/owners"),
        (json!({"bounds": {"statement_issuers": ["https://a.example"]}}), "#/bounds/statement_issuers"),
        (json!({"bounds": {"scope": "read"}}), "#/bounds/scope"),
        (json!({"bounds": {"scope": ["read", 1]}}), "#/bounds/scope"),
        (json!({"bounds": {"scope": ["read", "a\"b"]}}), "#/bounds/scope/1"),
        (json!({"bounds": {"scope": [""]}}), "#/bounds/scope/0"),
        (json!({"bounds": {"grant_types": ["authorization_code", "magic"]}}), "#/bounds/grant_types/1"),
        (json!({"bounds": {"token_endpoint_auth_method": ["basic"]}}), "#/bounds/token_endpoint_auth_method/0"),
        (json!({"bounds": {"redirect_hosts": ["https://app.example"]}}), "#/bounds/redirect_hosts/0"),
        (json!({"bounds": {"redirect_hosts": ["App.example"]}}), "#/bounds/redirect_hosts/0"),
        (json!({"bounds": {"templates": ["a/b"]}}), "#/bounds/templates/0"),
        (json!({"bounds": {"templates": ["mobile", "gone"]}}), "#/bounds/templates"),
    ] {
        assert_eq!(problem(&create(&body, &world)), (400, "invalid_request".to_owned(), place.to_owned()), "{body}");
    }
    let form = Call::form(&format!("/admin/v1{PATH}"), &[("uses", "1")]).token(&super::token(&[], &world)).to(&world);
    assert_eq!(problem(&form).0, 415);
    assert_eq!(
        problem(&asking(Method::Post, PATH, &world).body("x").header("content-type", "application/json").to(&world)).0,
        400
    );
    let tokens = get(PATH, &world).json();
    assert_eq!(tokens["initial_access_tokens"].as_array().unwrap().len(), 1, "nothing else was stored");
}
