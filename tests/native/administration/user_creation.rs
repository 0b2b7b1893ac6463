//! New local users at the admin API.

use enrol::http::Method;
use enrol::model::{Home, Journal};
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{asking, get, problem, token, world, world_with};
use crate::support::visitor::Visitor;
use crate::support::{Call, Down, Reply, World};

fn create(body: &Value, world: &World) -> Reply {
    asking(Method::Post, "/users", world).json(body).to(world)
}

/// The user of an answer, as the store has it.
fn stored(reply: &Reply, world: &World) -> (String, Value) {
    let users = world.users.borrow();
    let user = users.values().find(|user| user.id.as_str() == reply.text("user_id")).unwrap();
    let Home::Local { username } = &user.home else { panic!("a local user") };
    (username.clone(), Value::Object(user.claims.clone()))
}

#[test]
fn a_new_user_sets_a_password_with_the_link_of_the_answer() {
    let world = world(&[]);
    let body = json!({"username": " Ann.B@Example.com ", "name": "Ann", "email": "ann@example.com",
        "claims": {"groups": ["staff"], "locale": "pt-BR"}});
    let reply = create(&body, &world);
    let (id, link, now) = (reply.text("user_id"), reply.text("link"), world.now.get().0);
    let expected = json!({"user_id": id, "state": "active", "link": link, "expires_at": now + 86_400});
    assert_eq!((reply.status(), reply.json()), (201, expected));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let claims = json!({"name": "Ann", "email": "ann@example.com", "email_verified": true, "groups": ["staff"], "locale": "pt-BR"});
    assert_eq!(stored(&reply, &world), ("ann.b@example.com".to_owned(), claims));
    let read = get(&format!("/users/{id}"), &world);
    assert_eq!(read.header("etag"), reply.header("etag"), "the tag of the answer is that of the user");
    assert_eq!((&read.json()["has_password"], &read.json()["link_expires_at"]), (&json!(false), &json!(now + 86_400)));

    let (_, code) = link.split_once("code=").unwrap();
    assert!(link.starts_with("https://as.example/sign-in/reset?code=enrol_reset_"), "{link}");
    let written = format!("{:?} {:?}", world.resets.borrow(), world.audit.borrow());
    assert!(!reply.line.contains(code) && !written.contains(code), "{}", reply.line);
    let rows = world.journal(Journal::Administration).rows;
    let noted: Vec<_> = rows.iter().map(|row| (&*row.kind, row.user_id.as_deref(), &*row.details)).collect();
    assert_eq!(noted, [("user-created", Some(&*id), "{}")]);

    let visitor = Visitor::new(&world);
    let form = [("code", code), ("password", "battery staple"), ("password_again", "battery staple")];
    assert_eq!(visitor.post("/sign-in/reset", &form).status(), 200);
    assert_eq!(visitor.post("/sign-in/reset", &form).status(), 400, "once");
    assert_eq!(Visitor::new(&world).sign_in("ann.b@example.com", "battery staple").status(), 303);
}

#[test]
fn the_link_of_a_new_user_lives_for_a_day() {
    let world = world(&[]);
    let link = create(&json!({"username": "ann"}), &world).text("link");
    let path = link.strip_prefix("https://as.example").unwrap();
    assert_eq!(Visitor::new(&world).get(path).status(), 200);
    world.wait(Seconds(86_400));
    assert_eq!(Visitor::new(&world).get(path).status(), 400);
}

#[test]
fn a_name_alone_is_enough_and_claims_can_set_any_address() {
    let world = world(&[]);
    let reply = create(&json!({"username": "ann"}), &world);
    assert_eq!(stored(&reply, &world), ("ann".to_owned(), json!({})));
    let claims = json!({"email": "ben@example.com", "https://example.com/staff": true, "roles": []});
    let reply = create(&json!({"username": "ben", "claims": claims}), &world);
    assert_eq!(stored(&reply, &world), ("ben".to_owned(), claims));
}

#[test]
fn each_fault_of_a_new_user_is_refused_at_its_member() {
    let world = world(&[]);
    world.add_alice();
    let long = "a".repeat(129);
    for (body, place, must) in [
        (json!({}), "#/username", "be present"),
        (json!({"name": "Ann"}), "#/username", "be present"),
        (json!({"username": ""}), "#/username", "be 1 to 128 letters"),
        (json!({"username": "a b"}), "#/username", "be 1 to 128 letters"),
        (json!({"username": long}), "#/username", "be 1 to 128 letters"),
        (json!({"username": 1}), "#/username", "be 1 to 128 letters"),
        (json!({"username": "Alice"}), "#/username", "not be the name of another user"),
        (json!({"username": "ann", "name": ""}), "#/name", "be a text"),
        (json!({"username": "ann", "name": ["Ann"]}), "#/name", "be a text"),
        (json!({"username": "ann", "email": "ann"}), "#/email", "be an e-mail address"),
        (json!({"username": "ann", "email": "@example.com"}), "#/email", "be an e-mail address"),
        (json!({"username": "ann", "email": "a@b@example.com"}), "#/email", "be an e-mail address"),
        (json!({"username": "ann", "email": "a b@example.com"}), "#/email", "be an e-mail address"),
        (json!({"username": "ann", "email": "a\u{1b}[2J@example.com"}), "#/email", "control characters"),
        (json!({"username": "ann", "email": null}), "#/email", "be an e-mail address"),
        (json!({"username": "ann", "claims": []}), "#/claims", "be an object"),
        (json!({"username": "ann", "claims": {"sub": "x"}}), "#/claims/sub", "be a claim about the user"),
        (json!({"username": "ann", "claims": {"amr": ["mfa"]}}), "#/claims/amr", "be a claim about the user"),
        (json!({"username": "ann", "claims": {"a b": 1}}), "#/claims/a b", "be a claim about the user"),
        (json!({"username": "ann", "claims": {"note": "x".repeat(8192)}}), "#/claims/note", "8192 bytes"),
        (json!({"username": "ann", "name": "x".repeat(8192)}), "#/name", "8192 bytes"),
        (json!({"username": "ann", "email": format!("{}@a.example", "x".repeat(8192))}), "#/email", "8192 bytes"),
        (json!({"username": "ann", "email": format!("{}@a.example", "x".repeat(8150))}), "#/email", "8192 bytes"),
        (
            json!({"username": "ann", "name": "x".repeat(4096), "claims": {"note": "x".repeat(4096)}}),
            "#/claims/note",
            "8192 bytes",
        ),
        (json!({"username": "ann", "name": "Ann", "claims": {"name": "A"}}), "#/claims/name", "be absent"),
        (
            json!({"username": "ann", "email": "a@example.com", "claims": {"email_verified": false}}),
            "#/claims/email_verified",
            "be absent",
        ),
        (json!({"username": "ann", "password": "battery staple"}), "#/password", "be one of claims, email"),
    ] {
        let reply = create(&body, &world);
        assert_eq!(problem(&reply), (400, "invalid_request".to_owned(), place.to_owned()), "{body}");
        assert!(reply.json()["detail"].as_str().unwrap().contains(must), "{body} {}", reply.json()["detail"]);
    }
    assert!(world.users.borrow().len() == 1 && world.resets.borrow().is_empty());
    assert!(world.journal(Journal::Administration).rows.is_empty());
    let array = asking(Method::Post, "/users", &world).json(&json!([])).to(&world);
    assert_eq!(problem(&array).0, 400);
    let text = asking(Method::Post, "/users", &world).body("username=ann").to(&world);
    assert_eq!(problem(&text).0, 415);
}

#[test]
fn no_user_is_made_where_nobody_has_a_password() {
    let world = world_with("admin", &[("LOCAL_USERS", "off")]);
    let reply = create(&json!({"username": "ann"}), &world);
    assert_eq!(problem(&reply), (400, "invalid_request".to_owned(), "#/username".to_owned()));
    assert!(reply.json()["detail"].as_str().unwrap().contains("LOCAL_USERS is off"));
    assert!(world.users.borrow().is_empty());
}

#[test]
fn a_failure_makes_no_user() {
    for down in [Down::Random, Down::Store] {
        let world = world(&[]);
        let token = token(&[], &world);
        world.down.set(down);
        let call = Call::new(Method::Post, "/admin/v1/users").json(&json!({"username": "ann"}));
        assert_eq!(problem(&call.token(&token).to(&world)).0, 503);
        assert!(world.users.borrow().is_empty());
    }
}

#[test]
fn a_new_user_costs_one_call_of_the_store() {
    let world = world(&[]);
    let (token, calls) = (token(&[], &world), world.store_calls.get());
    Call::get("/admin/v1/keys").token(&token).to(&world);
    let of_right = world.store_calls.get() - calls;
    let call = Call::new(Method::Post, "/admin/v1/users").json(&json!({"username": "ann"}));
    let calls = world.store_calls.get();
    assert_eq!(call.token(&token).to(&world).status(), 201);
    assert!(world.store_calls.get() - calls <= of_right + 1, "{of_right}");
}
