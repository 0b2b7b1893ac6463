//! Users at the admin API, as operators find and read them.

use enrol::http::Method;
use enrol::model::{Backup, Home, NewFactor, Passkey, TokenDigest, User, UserId};
use enrol::unit::{Seconds, Timestamp};
use enrol_testing::StoredFactor;
use serde_json::{Map, Value, json};

use super::{asking, get, post, problem, world, world_with};
use crate::support::users::{app, redeem, sign_in};
use crate::support::{Call, Down, World};

/// The `user_id` of each listed user.
fn listed(query: &str, world: &World) -> Vec<String> {
    let reply = get(&format!("/users?{query}"), world);
    assert_eq!(reply.status(), 200, "{query} {}", reply.json());
    let body = reply.json();
    body["users"].as_array().unwrap().iter().map(|user| user["user_id"].as_str().unwrap().to_owned()).collect()
}

pub fn path(user: &User, action: &str) -> String {
    format!("/users/{}{action}", user.id.as_str())
}

pub fn guest(world: &World) -> User {
    let (issuer, subject) = ("https://op.example".to_owned(), "g1".to_owned());
    let id = UserId::of_provider(&issuer, &subject);
    let home = Home::Provider { issuer, subject };
    let claims = json!({"email": "Guest@Example.com"}).as_object().unwrap().clone();
    let user = User { id, home, claims, disabled_at: None };
    world.users.borrow_mut().insert(user.id.clone(), user.clone());
    user
}

pub fn add_passkey(user: &User, id: &str, backup: Backup, world: &World) {
    world.passkeys.borrow_mut().push(Passkey {
        user: user.id.clone(),
        id: id.to_owned(),
        name: "Key".to_owned(),
        public_key: Map::new(),
        counter: 0,
        backup,
        created_at: Timestamp(5),
        last_used_at: None,
    });
}

pub fn add_factor(user: &User, world: &World) {
    let recovery_codes = vec!["d1".to_owned(), "d2".to_owned()];
    let factor = NewFactor { sealed: "S3ALED".to_owned(), step: 1, recovery_codes, since: Timestamp(7) };
    world.factors.borrow_mut().insert(user.id.clone(), StoredFactor { factor, failures: 0 });
}

#[test]
fn a_user_is_found_by_name_address_and_state() {
    let world = world(&[]);
    let (alice, bob, guest) = (world.add_alice(), world.add_user("bob", &json!({})), guest(&world));
    world.disable(&bob.id, Some(Timestamp(9)));
    let id = |user: &User| user.id.as_str().to_owned();
    let mut all = vec![id(&alice), id(&bob), id(&guest)];
    all.sort();
    for (query, found) in [
        ("", all),
        ("username=ALICE", vec![id(&alice)]),
        ("username=alic", vec![]),
        ("email=Alice@example.com", vec![id(&alice)]),
        ("email=guest@example.com", vec![id(&guest)]),
        ("email=example.com", vec![]),
        ("state=disabled", vec![id(&bob)]),
        ("state=active&username=bob", vec![]),
        ("state=disabled&username=bob", vec![id(&bob)]),
    ] {
        assert_eq!(listed(query, &world), found, "{query}");
    }
    for (query, place) in
        [("state=deleted", "#/state"), ("name=x", "#/name"), ("limit=0", "#/limit"), ("limit=201", "#/limit")]
    {
        let reply = get(&format!("/users?{query}"), &world);
        assert_eq!(problem(&reply), (400, "invalid_request".to_owned(), place.to_owned()), "{query}");
    }
}

#[test]
fn users_come_in_pages() {
    let world = world(&[]);
    let mut ids: Vec<String> =
        (0..5).map(|number| world.add_user(&format!("u{number}"), &json!({})).id.as_str().to_owned()).collect();
    ids.sort();
    let (mut seen, mut query) = (Vec::new(), "limit=2".to_owned());
    loop {
        let body = get(&format!("/users?{query}"), &world).json();
        seen.extend(listed(&query, &world));
        let Some(next) = body["next"].as_str() else { break };
        query = format!("limit=2&after={next}");
    }
    assert_eq!(seen, ids);
}

#[test]
fn a_user_is_shown_with_everything_but_secrets() {
    let world = world(&[]);
    let session = sign_in(&world);
    let user = world.users.borrow()[&session.user].clone();
    world.passwords.borrow_mut().insert(user.id.clone(), "$argon2id$HASH".to_owned());
    let until = world.now.get().after(Seconds(60));
    let code = format!("enrol_reset_{}", "A".repeat(43));
    let digest = TokenDigest::of_reset_code(&code).unwrap();
    world.resets.borrow_mut().insert(digest.clone(), (user.id.clone(), until));
    add_factor(&user, &world);
    add_passkey(&user, "credential-1", Backup::Done, &world);
    add_passkey(&user, "credential-2", Backup::Impossible, &world);
    let client = app(&world, &json!({}));
    redeem(&world, &client, &session, "openid");
    let reply = get(&path(&user, ""), &world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
    let now = world.now.get().0;
    let grant = json!({"client_id": client.text("client_id"), "client_name": "App", "scope": ["openid"],
        "resources": ["https://as.example"], "since": now});
    let mut consent = grant.clone();
    consent["redirect_uri"] = json!("https://client.example/cb");
    consent["resources"] = json!([]);
    let expected = json!({
        "user_id": user.id.as_str(), "username": "ana", "name": "Ana", "email": "ana@example.com", "state": "active",
        "created_at": now, "last_sign_in_at": now - 60, "has_password": true, "link_expires_at": until.0,
        "passkey_count": 2, "second_factor_since": 7, "claims": user.claims,
        "second_factor": {"kind": "totp", "since": 7, "recovery_codes": 2},
        "passkeys": [
            {"kind": "synced", "name": "Key", "created_at": 5},
            {"kind": "device-bound", "name": "Key", "created_at": 5},
        ],
        "sessions": [{"authenticated_at": now - 60, "expires_at": now + 3600, "methods": ["pwd"],
            "device": "Firefox on Linux"}],
        "consents": [consent], "grants": [grant],
    });
    assert_eq!(reply.json(), expected);
    for secret in ["HASH", digest.as_str(), "S3ALED", "d1", "credential-1", session.id.as_str()] {
        for reply in [&reply, &get("/users", &world)] {
            assert!(!reply.json().to_string().contains(secret), "{secret}");
        }
    }
    world.wait(Seconds(60));
    assert_eq!(get(&path(&user, ""), &world).json().get("link_expires_at"), None, "the link has expired");
    let guest = guest(&world);
    let shown = get(&path(&guest, ""), &world).json();
    assert_eq!(
        (&shown["issuer"], &shown["subject"], shown.get("username"), &shown["has_password"]),
        (&json!("https://op.example"), &json!("g1"), None, &json!(false))
    );
}

#[test]
fn a_user_who_is_not_there_is_not_found() {
    let world = world(&[]);
    world.add_alice();
    let stranger = format!("/users/{}", UserId::new(&[9; 16]).as_str());
    for path in [&*stranger, "/users/alice", "/users/x", "/users/ops"] {
        assert_eq!(problem(&get(path, &world)), (404, "invalid_request".to_owned(), String::new()), "{path}");
        assert_eq!(problem(&asking(Method::Delete, path, &world).to(&world)).0, 404, "{path}");
        for action in ["disable", "enable", "sign-out", "recovery", "password-link"] {
            assert_eq!(problem(&post(&format!("{path}/{action}"), &world)).0, 404, "{path} {action}");
        }
        for what in ["passkeys", "second-factor"] {
            let reply = asking(Method::Delete, &format!("{path}/{what}"), &world).to(&world);
            assert_eq!(problem(&reply).0, 404, "{path} {what}");
        }
    }
}

/// Each right with each operation: reading, steering, recovery and creation.
#[test]
fn each_right_permits_what_it_names() {
    for (right, [may_read, may_write, may_recover, may_create]) in [
        ("admin", [true, true, true, true]),
        ("admin:read", [true, false, false, false]),
        ("admin:users", [true, true, false, false]),
        ("admin:users:read", [true, false, false, false]),
        ("admin:recovery", [false, false, true, false]),
        ("admin:users admin:recovery", [true, true, true, true]),
        ("admin:users:read admin:recovery", [true, false, true, false]),
        ("admin:clients", [false, false, false, false]),
        ("admin:users:write", [false, false, false, false]),
    ] {
        let world = world_with(right, &[]);
        let alice = world.add_alice();
        let operations = [
            (Method::Get, "/users".to_owned(), may_read, "admin:users:read"),
            (Method::Get, path(&alice, ""), may_read, "admin:users:read"),
            (Method::Post, path(&alice, "/disable"), may_write, "admin:users"),
            (Method::Post, path(&alice, "/enable"), may_write, "admin:users"),
            (Method::Post, path(&alice, "/sign-out"), may_write, "admin:users"),
            (Method::Post, path(&alice, "/recovery"), may_recover, "admin:recovery"),
            (Method::Post, path(&alice, "/password-link"), may_recover, "admin:recovery"),
            (Method::Delete, path(&alice, "/passkeys"), may_recover, "admin:recovery"),
            (Method::Delete, path(&alice, "/second-factor"), may_recover, "admin:recovery"),
            (Method::Post, "/users".to_owned(), may_create, "admin:users admin:recovery"),
            (Method::Delete, path(&alice, ""), may_write, "admin:users"),
        ];
        for (method, path, may, missing) in operations {
            let body = json!({"username": "ann"});
            let reply = asking(method, &path, &world).json(&body).to(&world);
            if may {
                assert!(reply.status() < 300, "{right} {path} {}", reply.status());
            } else {
                assert_eq!(problem(&reply).0, 403, "{right} {path}");
                let challenge = reply.header("www-authenticate").unwrap();
                assert!(challenge.contains(&format!("scope=\"{missing}\"")), "{right} {path} {challenge}");
            }
        }
    }
}

#[test]
fn paths_and_methods_of_users_are_exact() {
    let world = world(&[]);
    let alice = world.add_alice();
    for path in [
        "/user".to_owned(),
        "/users/".to_owned(),
        "/users//disable".to_owned(),
        path(&alice, "/"),
        path(&alice, "/password"),
        path(&alice, "/disable/"),
        path(&alice, "/passkeys/k"),
    ] {
        assert_eq!(get(&path, &world).status(), 404, "{path}");
    }
    for (method, path, allow) in [
        (Method::Put, "/users".to_owned(), "GET, HEAD, POST, OPTIONS"),
        (Method::Put, path(&alice, ""), "GET, HEAD, DELETE, OPTIONS"),
        (Method::Get, path(&alice, "/disable"), "POST, OPTIONS"),
        (Method::Get, path(&alice, "/recovery"), "POST, OPTIONS"),
        (Method::Get, path(&alice, "/password-link"), "POST, OPTIONS"),
        (Method::Post, path(&alice, "/passkeys"), "DELETE, OPTIONS"),
        (Method::Post, path(&alice, "/second-factor"), "DELETE, OPTIONS"),
    ] {
        let reply = asking(method, &path, &world).to(&world);
        assert_eq!((problem(&reply).0, reply.header("allow")), (405, Some(allow)), "{path}");
    }
}

#[test]
fn a_store_that_does_not_answer_is_a_fault() {
    let world = world(&[]);
    let alice = world.add_alice();
    let token = super::token(&[], &world);
    world.down.set(Down::Store);
    for (method, path) in [
        (Method::Get, "/users".to_owned()),
        (Method::Get, path(&alice, "")),
        (Method::Post, path(&alice, "/disable")),
        (Method::Post, path(&alice, "/recovery")),
        (Method::Post, path(&alice, "/password-link")),
        (Method::Delete, path(&alice, "/passkeys")),
        (Method::Delete, path(&alice, "/second-factor")),
        (Method::Delete, path(&alice, "")),
    ] {
        let reply = Call::new(method, &format!("/admin/v1{path}")).token(&token).to(&world);
        assert_eq!(problem(&reply), (503, "temporarily_unavailable".to_owned(), String::new()), "{path}");
    }
    world.down.set(Down::Nothing);
    assert_eq!(get(&path(&alice, ""), &world).json()["state"], Value::from("active"));
}
