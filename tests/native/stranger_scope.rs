//! Anonymous clients get no scope value that the operator has not listed.

use enrol::http::{CertificateStatus, Method};
use serde_json::{Value, json};

use crate::authentication::GRANT;
use crate::support::authority::Authority;
use crate::support::{Call, Reply, World};

const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn machine() -> Value {
    json!({"grant_types": ["client_credentials"], "scope": "admins superuser"})
}

fn ask(client: &Reply, parameters: &[(&str, &str)], world: &World) -> Reply {
    let call = Call::token_request(&[&[GRANT], parameters].concat());
    call.basic(&client.text("client_id"), &client.text("client_secret")).to(world)
}

/// Returns the default scope of a client; `None` if its token has no scope.
fn granted(client: &Reply, world: &World) -> Value {
    let reply = ask(client, &[], world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
    reply.member("scope")
}

/// Requirements B18, C7, C31, C32: open registration gives no scope, and says so.
#[test]
fn a_stranger_gets_a_token_without_scope_and_is_told() {
    for storage in ["stored", "sealed"] {
        let world = World::with(&[("CLIENT_STORAGE", storage)]);
        let client = Call::register(&machine()).to(&world);
        assert_eq!((client.status(), client.member("scope")), (201, Value::Null));
        let dropped = client.member("dropped");
        assert_eq!((&dropped[0]["pointer"], &dropped[1]), (&json!("/scope"), &Value::Null));
        assert!(dropped[0]["error_description"].as_str().unwrap().contains("SCOPES_SUPPORTED"), "{dropped}");
        assert_eq!(granted(&client, &world), Value::Null);
        assert_eq!(ask(&client, &[("scope", "admins")], &world).text("error"), "invalid_scope");
        let mut more = client.resubmitted();
        more.as_object_mut().unwrap().remove("dropped");
        more["scope"] = json!("admins");
        let updated = Call::manage(Method::Put, &client).json(&more).to(&world);
        assert_eq!((updated.status(), updated.member("scope")), (200, Value::Null));
        assert_eq!(updated.member("dropped")[0]["pointer"], "/scope");
        assert_eq!(granted(&client, &world), Value::Null);
    }
    let tried = Call::new(Method::Post, "/register?dry_run=true").json(&machine()).to(&World::new());
    assert_eq!((tried.member("client_metadata")["scope"].clone(), tried.member("refusals")), (Value::Null, json!([])));
    assert_eq!(tried.member("dropped")[0]["pointer"], "/scope");
}

/// Requirement C31: the operator may refuse instead, and may name the values that everybody gets.
#[test]
fn the_operator_says_which_values_a_stranger_gets() {
    let refusing = World::with(&[("UNSUPPORTED_SCOPE", "refuse")]);
    assert_eq!(Call::register(&machine()).to(&refusing).refusal().2, "/scope");
    let tried = Call::new(Method::Post, "/register?dry_run=true").json(&machine()).to(&refusing);
    assert_eq!(tried.member("refusals")[0]["pointer"], "/scope");
    let client = Call::register(&json!({"grant_types": ["client_credentials"]})).to(&refusing);
    assert_eq!((client.status(), client.member("dropped")), (201, Value::Null));

    let listed = World::with(&[("SCOPES_SUPPORTED", "admins read")]);
    let client = Call::register(&machine()).to(&listed);
    assert_eq!((client.text("scope"), client.member("dropped")), ("admins".to_owned(), Value::Null));
    assert_eq!(granted(&client, &listed), "admins");

    let default = World::with(&[("DEFAULT_SCOPE", "read")]);
    for scope in [Value::Null, json!("superuser"), json!("superuser read")] {
        let asked = json!({"grant_types": ["client_credentials"], "scope": scope});
        let client = Call::register(&asked).to(&default);
        assert_eq!(client.text("scope"), "read", "{scope}");
        assert_eq!(granted(&client, &default), "read", "{scope}");
    }
}

/// A scope that was registered earlier is not granted any more: before and after an update, in every registration mode.
#[test]
fn a_stranger_that_registered_earlier_gets_no_scope_either() {
    for storage in ["stored", "sealed"] {
        let before = World::with(&[("CLIENT_STORAGE", storage), ("SCOPES_SUPPORTED", "admins superuser")]);
        let client = Call::register(&machine()).to(&before);
        assert_eq!(granted(&client, &before), "admins superuser");
        let world = before.restarted(&[("CLIENT_STORAGE", storage)]);
        assert_eq!(Call::manage(Method::Get, &client).to(&world).member("scope"), Value::Null, "{storage}");
        assert_eq!(granted(&client, &world), Value::Null);
        assert_eq!(ask(&client, &[("scope", "admins")], &world).text("error"), "invalid_scope");
        let world = world.restarted(&[("CLIENT_STORAGE", storage), ("REGISTRATION_MODE", "token")]);
        assert_eq!(granted(&client, &world), Value::Null);
        let issuers = ("CERTIFICATE_ISSUERS", r#"["CN=Directory"]"#);
        let world = world.restarted(&[("CLIENT_STORAGE", storage), issuers]);
        assert_eq!(granted(&client, &world), Value::Null, "certificates count nowhere that is open");
        let world = world.restarted(&[("CLIENT_STORAGE", storage), ("SCOPES_SUPPORTED", "admins superuser")]);
        assert_eq!(granted(&client, &world), "admins superuser", "the operator has listed them again");
    }
}

/// A client with users keeps its scope, for their consent; in tokens for itself it has none.
#[test]
fn a_stranger_keeps_the_scope_that_users_consent_to() {
    let world = World::new();
    let asked = json!({"grant_types": ["authorization_code", "client_credentials"], "scope": "openid admins",
        "redirect_uris": ["https://client.example/cb"]});
    let client = Call::register(&asked).to(&world);
    assert_eq!((client.text("scope"), client.member("dropped")), ("openid admins".to_owned(), Value::Null));
    assert_eq!(granted(&client, &world), Value::Null);
    assert_eq!(ask(&client, &[("scope", "admins")], &world).text("error"), "invalid_scope");
    // Beside another server that issues the tokens, the scope is for that one to judge.
    let beside = World::with(&[("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#)]);
    assert_eq!(Call::register(&machine()).to(&beside).text("scope"), "admins superuser");
}

/// Requirements B13, B14: a client that somebody vouches for has the scope that it registers.
#[test]
fn a_client_that_somebody_vouches_for_keeps_its_scope() {
    let world = World::new();
    world.give(TOKEN, 9, &json!({}));
    let held = Call::register(&machine()).token(TOKEN).to(&world);
    assert_eq!((held.member("dropped"), granted(&held, &world)), (Value::Null, json!("admins superuser")));

    let issuers = ("CERTIFICATE_ISSUERS", r#"["CN=Directory"]"#);
    let certified = World::with(&[("REGISTRATION_MODE", "certificate"), issuers]);
    let client =
        Call::register(&machine()).certificate("t", "CN=Directory", CertificateStatus::Verified).to(&certified);
    assert_eq!(granted(&client, &certified), "admins superuser");

    let authority = Authority::trusted(&json!({}), &[]);
    let method = json!({"token_endpoint_auth_method": "client_secret_basic", "grant_types": ["client_credentials"]});
    let client = authority.register(&authority.statement(&method), &json!({"scope": "admins superuser"}));
    assert_eq!(granted(&client, &authority.world), "admins superuser", "{}", client.json());

    let templates = json!({"robot": {"grant_types": ["client_credentials"], "scope": "orders"}}).to_string();
    let world = World::with(&[("TEMPLATES", &templates)]);
    world.give(TOKEN, 9, &json!({}));
    let client = Call::register(&json!({"software_id": "robot"})).token(TOKEN).to(&world);
    assert_eq!(granted(&client, &world), "orders", "{}", client.json());
}

/// Requirement B13: an anonymous client stays anonymous when the server requires certificates later. A client that
/// registered with a certificate is not anonymous.
#[test]
fn a_stranger_is_one_after_certificates_are_wanted() {
    let issuers = ("CERTIFICATE_ISSUERS", r#"["CN=Directory"]"#);
    for storage in ["stored", "sealed"] {
        let storage = ("CLIENT_STORAGE", storage);
        let open = World::with(&[storage]);
        let asked = json!({"grant_types": ["authorization_code", "client_credentials"], "scope": "openid admins",
            "redirect_uris": ["https://client.example/cb"]});
        let stranger = Call::register(&asked).to(&open);
        for mode in ["token", "certificate", "token certificate", "token+certificate"] {
            let world = World::with(&[storage, issuers, ("REGISTRATION_MODE", mode)]);
            *world.clients.borrow_mut() = open.clients.borrow().clone();
            assert_eq!(granted(&stranger, &world), Value::Null, "{mode}");
        }
        let world = World::with(&[storage, issuers, ("REGISTRATION_MODE", "certificate")]);
        let certified =
            Call::register(&machine()).certificate("t", "CN=Directory", CertificateStatus::Verified).to(&world);
        assert_eq!(granted(&certified, &world), "admins superuser");
        let kept = Call::manage(Method::Put, &certified).json(&certified.resubmitted()).to(&world);
        assert_eq!(kept.text("scope"), "admins superuser");
        let world = world.restarted(&[storage, ("REGISTRATION_MODE", "token")]);
        assert_eq!(granted(&certified, &world), "admins superuser", "somebody has vouched for it");
    }
}
