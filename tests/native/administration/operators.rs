//! Users with a role of the console have every right, so no narrower right leads into their accounts.

use enrol::http::Method;
use enrol::model::{Journal, User};
use serde_json::{Value, json};

use super::users::{add_factor, path};
use super::{problem, token, world_with};
use crate::support::{Call, Reply, World};

const WAYS: [(Method, &str); 5] = [
    (Method::Post, "/password-link"),
    (Method::Post, "/recovery"),
    (Method::Post, "/recovery?remove_factor=true"),
    (Method::Delete, "/passkeys"),
    (Method::Delete, "/second-factor"),
];

fn world() -> World {
    world_with("admin", &[("CONSOLE_ROLES", "admin")])
}

fn olga(world: &World) -> User {
    world.add_user("olga", &json!({"roles": ["admin"]}))
}

/// Sends a request with a token that has this scope.
fn send(call: Call, scope: &str, world: &World) -> Reply {
    call.token(&token(&[("scope", scope)], world)).to(world)
}

fn act((method, way): (Method, &str), user: &User, scope: &str, world: &World) -> Reply {
    send(Call::new(method, &format!("/admin/v1{}", path(user, way))), scope, world)
}

fn create(claims: &Value, scope: &str, world: &World) -> Reply {
    let body = json!({"username": "ann", "claims": claims});
    send(Call::new(Method::Post, "/admin/v1/users").json(&body), scope, world)
}

fn is_refused(reply: &Reply) {
    assert_eq!(problem(reply), (403, "insufficient_scope".to_owned(), String::new()), "{}", reply.json());
    let challenge = reply.header("www-authenticate").unwrap();
    assert!(challenge.contains("scope=\"admin\""), "{challenge}");
}

#[test]
fn only_the_whole_right_leads_into_the_account_of_an_operator() {
    for way in WAYS {
        let world = world();
        let (olga, ben) = (olga(&world), world.add_user("ben", &json!({"roles": ["reader"]})));
        add_factor(&olga, &world);
        is_refused(&act(way, &olga, "admin:recovery admin:users", &world));
        assert!(world.resets.borrow().is_empty() && world.factors.borrow().len() == 1, "{}", way.1);
        assert!(world.passwords.borrow().contains_key(&olga.id), "{}", way.1);
        assert!(world.journal(Journal::Administration).rows.is_empty(), "{}", way.1);
        assert!(act(way, &ben, "admin:recovery", &world).status() < 300, "{}", way.1);
        assert!(act(way, &olga, "admin", &world).status() < 300, "{}", way.1);
    }
}

#[test]
fn only_the_whole_right_makes_an_operator() {
    let (world, both) = (world(), "admin:recovery admin:users");
    is_refused(&create(&json!({"roles": ["reader", "admin"]}), both, &world));
    assert!(world.users.borrow().is_empty() && world.journal(Journal::Administration).rows.is_empty());
    assert_eq!(create(&json!({"roles": ["reader"]}), both, &world).status(), 201);
    let other = json!({"username": "olga", "claims": {"roles": ["admin"]}});
    assert_eq!(send(Call::new(Method::Post, "/admin/v1/users").json(&other), "admin", &world).status(), 201);
    let broken = json!({"username": "a b", "claims": {"roles": ["admin"]}});
    let reply = send(Call::new(Method::Post, "/admin/v1/users").json(&broken), both, &world);
    assert_eq!(problem(&reply), (400, "invalid_request".to_owned(), "#/username".to_owned()));
}

/// The right to the users alone still shuts an operator out: to stop an account is urgent, and leads nowhere.
#[test]
fn an_operator_is_disabled_by_a_narrower_right() {
    let world = world();
    let olga = olga(&world);
    assert_eq!(act((Method::Post, "/disable"), &olga, "admin:users", &world).status(), 200);
    assert_eq!(act((Method::Post, "/sign-out"), &olga, "admin:users", &world).status(), 200);
}
