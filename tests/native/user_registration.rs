//! Registration by a user: the code flow of a client of the operator gives the right to register once.

use enrol::http::Method;
use enrol::model::Session;
use serde_json::{Value, json};

use crate::support::users::{CALLBACK, VERIFIER, granted, of_refresh, seal, sign_in};
use crate::support::{Call, Reply, World};

const CLIENT: &str = "mobile-app";

fn world(settings: &[(&str, &str)]) -> World {
    let app = json!({"token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "refresh_token"],
        "redirect_uris": [CALLBACK], "scope": "dcr openid"});
    let clients = json!({CLIENT: app}).to_string();
    let base = [("REGISTRATION_MODE", "token"), ("CLIENTS", &*clients)];
    World::with(&[settings, &base].concat())
}

/// Redeems a code of this scope for the operator's client.
fn redeem(world: &World, session: &Session, scope: &str) -> Reply {
    let code = seal(world, CLIENT, &granted(world, session, scope));
    let reply = Call::token_request(&[
        ("grant_type", "authorization_code"),
        ("client_id", CLIENT),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]);
    reply.to(world)
}

fn register(world: &World, token: &str) -> Reply {
    Call::register(&json!({"redirect_uris": [CALLBACK], "client_name": "Ana's phone"})).token(token).to(world)
}

/// RFC 7591 section 3; requirements B10, B11, B17: one client, and the user is its owner.
#[test]
fn a_user_registers_one_client_and_owns_it() {
    let world = world(&[("REGISTRATION_TOKEN_USES", "100")]);
    let session = sign_in(&world);
    let tokens = redeem(&world, &session, "dcr");
    assert_eq!((tokens.status(), tokens.text("scope")), (200, "dcr".to_owned()), "{}", tokens.json());
    assert_eq!(tokens.member("refresh_token"), Value::Null, "the right is given once");
    let token = tokens.text("access_token");
    let client = register(&world, &token);
    assert_eq!(client.status(), 201, "{}", client.json());
    let owner = world.clients()[0].bounds.as_ref().unwrap().owner().unwrap().to_owned();
    assert_eq!(owner, session.user.as_str());
    let again = register(&world, &token);
    assert_eq!((again.status(), again.text("error")), (401, "invalid_token".to_owned()));
    assert_eq!(world.clients().len(), 1);
}

/// The operator's client may know its users by other names: the owner is the user all the same.
#[test]
fn the_owner_is_the_user_and_not_the_name_that_the_client_has_for_them() {
    let app = json!({"token_endpoint_auth_method": "none", "grant_types": ["authorization_code"],
        "redirect_uris": [CALLBACK], "scope": "dcr", "subject_type": "pairwise"});
    let world = World::with(&[
        ("REGISTRATION_MODE", "token"),
        ("CLIENTS", &json!({CLIENT: app}).to_string()),
        ("AUTHORIZATION_SERVER", r#"{"subject_types_supported":["public","pairwise"]}"#),
        ("PAIRWISE_SALT", "s1:BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"),
    ]);
    let session = sign_in(&world);
    assert_eq!(register(&world, &redeem(&world, &session, "dcr").text("access_token")).status(), 201);
    assert_eq!(world.clients()[0].bounds.as_ref().unwrap().owner(), Some(session.user.as_str()));
}

/// RFC 8707 section 2: a token that registers is for the registration endpoint alone.
#[test]
fn the_token_is_for_the_registration_endpoint_alone() {
    let world = world(&[]);
    let session = sign_in(&world);
    let both = redeem(&world, &session, "openid dcr");
    assert_eq!((both.text("scope"), both.member("id_token").is_string()), ("dcr".to_owned(), true));
    assert_eq!(Call::get("/userinfo").token(&both.text("access_token")).to(&world).status(), 403);
    let refresh = |token: &str, scope: &str| {
        let parameters = [&of_refresh(token)[..], &[("client_id", CLIENT), ("scope", scope)]].concat();
        Call::token_request(&parameters).to(&world)
    };
    let token = both.text("refresh_token");
    assert_eq!(refresh(&token, "dcr").text("error"), "invalid_scope", "a refresh gives no second registration");
    let other = refresh(&token, "");
    assert_eq!(other.text("scope"), "openid");
    assert_eq!(register(&world, &other.text("access_token")).status(), 401, "it is for another endpoint");
    assert_eq!(Call::get("/userinfo").token(&other.text("access_token")).to(&world).status(), 200);
    let plain = redeem(&world, &session, "openid");
    assert_eq!(register(&world, &plain.text("access_token")).status(), 401);
}

/// What the user or the operator has taken back registers nothing.
#[test]
fn a_right_that_was_taken_back_registers_nothing() {
    let world = world(&[]);
    let session = sign_in(&world);
    let token = redeem(&world, &session, "dcr").text("access_token");
    let ended: Vec<_> = world.grants.borrow().keys().cloned().collect();
    for id in ended {
        enrol_testing::run(enrol::ports::GrantStore::end_grant(&world, &id, world.now.get())).unwrap();
    }
    assert_eq!(register(&world, &token).status(), 401, "the user ended the grant");
    let token = redeem(&world, &session, "dcr").text("access_token");
    let app = json!({"token_endpoint_auth_method": "none", "grant_types": ["authorization_code"],
        "redirect_uris": [CALLBACK], "scope": "openid"});
    let clients = json!({CLIENT: app}).to_string();
    let world = world.restarted(&[("REGISTRATION_MODE", "token"), ("CLIENTS", &clients)]);
    assert_eq!(register(&world, &token).status(), 401, "the operator took the right back");
    let late = redeem(&world, &session, "dcr openid");
    assert_eq!(late.text("scope"), "openid", "a code from before gives no right either");
    let nothing = redeem(&world, &session, "dcr");
    assert_eq!((nothing.status(), nothing.text("error")), (400, "invalid_scope".to_owned()), "the user granted no API");
}

/// No client that registered gives the right on, whatever is in a code.
#[test]
fn a_registered_client_gives_nobody_the_right() {
    let world = world(&[]);
    let session = sign_in(&world);
    let client = register(&world, &redeem(&world, &session, "dcr").text("access_token"));
    let code = seal(&world, &client.text("client_id"), &granted(&world, &session, "openid dcr"));
    let parameters = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let reply =
        Call::token_request(&parameters).basic(&client.text("client_id"), &client.text("client_secret")).to(&world);
    assert_eq!((reply.status(), reply.text("scope")), (200, "openid".to_owned()), "{}", reply.json());
    assert_eq!(register(&world, &reply.text("access_token")).status(), 401);
    assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
}
