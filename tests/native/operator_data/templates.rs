//! Templates as data.

use enrol::http::Method;
use serde_json::{Value, json};

use super::{TOKEN, activate, draft, get, mobile, post, refusal, register, world};
use crate::support::{Call, World};

const MOBILE: &str = "/templates/mobile";

fn read(client: &crate::support::Reply, world: &World) -> Value {
    Call::manage(Method::Get, client).to(world).json()
}

#[test]
fn a_template_in_force_has_clients_as_one_of_the_settings_has() {
    let world = world(&[]);
    let before = register("mobile", &world);
    assert!(before.member("redirect_uris").is_null(), "without the template the name is a software_id like another");
    draft(MOBILE, &mobile(), &world);
    assert!(register("mobile", &world).member("redirect_uris").is_null(), "a draft has no clients");
    assert_eq!(post("/templates/mobile/1/activate", &world).status(), 200);
    let client = register("mobile", &world);
    assert_eq!((client.status(), client.text("client_name")), (201, "Mobile app".to_owned()), "{}", client.json());
    assert_eq!(client.member("redirect_uris"), mobile()["redirect_uris"]);
    let anonymous = Call::register(&json!({"software_id": "mobile"})).to(&world);
    assert_eq!(anonymous.status(), 401, "a stranger has no client of a template");
    let other = json!({"software_id": "mobile", "redirect_uris": ["https://other.example/cb"]});
    assert_eq!(Call::register(&other).token(TOKEN).to(&world).refusal().2, "/redirect_uris");
}

/// Only the name of the template is stored with its clients.
#[test]
fn another_version_changes_the_clients_that_there_are() {
    for storage in ["stored", "sealed"] {
        let world = world(&[("CLIENT_STORAGE", storage)]);
        activate(MOBILE, &mobile(), &world);
        let client = register("mobile", &world);
        activate(MOBILE, &json!({"redirect_uris": ["com.example.app:/other"], "client_name": "New"}), &world);
        let now = read(&client, &world);
        assert_eq!(now["client_name"], "New", "{storage}");
        assert_eq!(now["redirect_uris"], json!(["com.example.app:/other"]));
        let update = Call::manage(Method::Put, &client).json(&json!({"client_id": client.member("client_id")}));
        assert_eq!(update.to(&world).member("client_name"), "New", "an update leaves the template");
    }
}

/// As if the template left the settings.
#[test]
fn a_retired_template_leaves_its_clients_their_own_members_until_it_comes_back() {
    for storage in ["stored", "sealed"] {
        let world = world(&[("CLIENT_STORAGE", storage)]);
        activate(MOBILE, &json!({"grant_types": ["client_credentials"], "scope": "orders"}), &world);
        let client = register("mobile", &world);
        let (id, secret) = (client.text("client_id"), client.text("client_secret"));
        let token = |world: &World| {
            Call::form("/token", &[("grant_type", "client_credentials")]).basic(&id, &secret).to(world).status()
        };
        assert_eq!(token(&world), 200, "{storage}");
        assert_eq!(post("/templates/mobile/1/retire", &world).member("state"), "retired");
        assert_ne!(token(&world), 200, "{storage}");
        assert!(read(&client, &world)["grant_types"].is_null());
        let update = Call::manage(Method::Put, &client).json(&json!({"client_id": id})).to(&world);
        assert_eq!(update.refusal().0, 400, "a client without its template can only read and delete itself");
        assert!(register("mobile", &world).member("scope").is_null(), "the name is a software_id like another");
        post("/templates/mobile/1/activate", &world);
        assert_eq!(token(&world), 200, "{storage}");
        post("/templates/mobile/1/retire", &world);
        assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204, "{storage}");
    }
}

#[test]
fn a_document_that_no_client_could_have_is_refused_at_its_place() {
    let world =
        world(&[("SCOPES_SUPPORTED", "openid"), ("GRANT_TYPES_SUPPORTED", "authorization_code client_credentials")]);
    let uris = ["com.example.app:/callback"];
    for (document, place) in [
        (json!({}), "#/redirect_uris"),
        (json!({"redirect_uris": ["http://app.example/cb"]}), "#/redirect_uris/0"),
        (json!({"redirect_uris": uris, "grant_types": ["implicit"]}), "#/grant_types/0"),
        (json!({"redirect_uris": uris, "scope": "openid orders"}), "#/scope"),
        (json!({"redirect_uris": uris, "software_id": "mobile"}), "#/software_id"),
        (json!({"redirect_uris": uris, "client_secret": "x"}), "#/client_secret"),
    ] {
        let (status, pointer, detail) = refusal(&draft(MOBILE, &document, &world));
        assert_eq!((status, &*pointer), (400, place), "{document} {detail}");
    }
    let (status, _, detail) = refusal(&draft("/templates/mobile%20app", &mobile(), &world));
    assert!(status == 400 && detail.contains("1 to 64 letters"), "{detail}");
    assert!(world.policies.borrow().is_empty());
}

/// The operator who deploys decides before the one at the admin API.
#[test]
fn a_template_of_the_settings_comes_first() {
    let own = json!({"mobile": {"redirect_uris": ["com.example.app:/own"]}}).to_string();
    let (status, _, detail) = refusal(&draft(MOBILE, &mobile(), &world(&[("TEMPLATES", &own)])));
    assert!(status == 400 && detail.contains("not in TEMPLATES"), "{detail}");
    let world = world(&[]);
    activate(MOBILE, &mobile(), &world);
    activate("/templates/desktop", &mobile(), &world);
    let settings = super::settings("admin");
    let settings = settings.each_ref().map(|(name, value)| (*name, &**value));
    let world = world.restarted(&[&settings[..], &[("TEMPLATES", &own)]].concat());
    assert_eq!(register("mobile", &world).member("redirect_uris"), json!(["com.example.app:/own"]));
    let list = get("/templates", &world).member("templates");
    let row = |it: &Value| format!("{} {} {}", it["template"], it["source"], it["state"]);
    let rows: Vec<_> = list.as_array().unwrap().iter().map(row).collect();
    assert_eq!(
        rows,
        [r#""mobile" "settings" null"#, r#""desktop" "database" "active""#, r#""mobile" "database" "active""#]
    );
    let list = get("/templates/desktop", &world).member("templates");
    assert_eq!(list.as_array().unwrap().len(), 1, "{list}");
    assert_eq!(post("/templates/mobile/1/activate", &world).status(), 400);
    assert_eq!(post("/templates/mobile/1/retire", &world).status(), 200, "it can be retired at any time");
}

/// Settings that are narrower by now are the floor.
#[test]
fn a_template_beyond_the_settings_has_no_new_clients() {
    let world = world(&[]);
    activate(MOBILE, &json!({"redirect_uris": ["com.example.app:/cb"], "token_endpoint_auth_method": "none"}), &world);
    assert_eq!(register("mobile", &world).status(), 201);
    let settings = super::settings("admin");
    let settings = settings.each_ref().map(|(name, value)| (*name, &**value));
    let world =
        world.restarted(&[&[("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "client_secret_basic")], &settings[..]].concat());
    assert_eq!(register("mobile", &world).status(), 400);
    assert_eq!(post("/templates/mobile/1/activate", &world).status(), 400);
}

#[test]
fn tokens_and_policies_can_name_a_template_of_the_data() {
    let world = world(&[]);
    let token = json!({"label": "apps", "bounds": {"templates": ["mobile"]}});
    assert_eq!(draft("/initial-access-tokens", &token, &world).status(), 400);
    let policy = json!({"bounds": {"templates": ["mobile"]}});
    assert_eq!(draft("/policies/token", &policy, &world).status(), 400);
    activate(MOBILE, &mobile(), &world);
    let token = draft("/initial-access-tokens", &token, &world);
    assert_eq!(token.status(), 201, "{}", token.json());
    assert_eq!(draft("/policies/token", &policy, &world).status(), 201);
    let client = Call::register(&json!({})).token(&token.text("token")).to(&world);
    assert_eq!(client.text("software_id"), "mobile", "{}", client.json());
}
