//! Callers that may use the admin API, and callers that may not.

use enrol::http::Method;
use enrol::ports::Limit;
use serde_json::json;

use super::{SECRET, asking, get, post, problem, registered, server_with, token, world, world_with};
use crate::support::proof::Holder;
use crate::support::{Call, Down, World};

const LIST: &str = "/admin/v1/clients";

#[test]
fn without_an_administrator_there_is_no_admin_api() {
    for world in [World::with(&[]), world_with("dcr", &[])] {
        let reply = Call::get(LIST).token("x").to(&world);
        assert_eq!(problem(&reply), (404, "invalid_request".to_owned(), String::new()));
    }
    let elsewhere = r#"{"authorization_endpoint": "https://login.example/authorize", "token_endpoint": "https://login.example/token"}"#;
    let beside = world(&[("AUTHORIZATION_SERVER", elsewhere)]);
    assert_eq!(Call::get(LIST).token("x").to(&beside).status(), 404, "nobody could have a token for it");
}

#[test]
fn a_path_of_the_admin_api_that_is_no_resource_is_refused_like_the_others() {
    let world = world(&[]);
    for path in [
        "/admin/v1/",
        "/admin/v1/client",
        "/admin/v1/clients/",
        "/admin/v1/clients/a/b",
        "/admin/v1/policies/other/1/x",
    ] {
        assert_eq!(problem(&Call::get(path).to(&world)), (404, "invalid_request".to_owned(), String::new()), "{path}");
    }
    let elsewhere = Call::get("/admin/v2/clients").to(&world);
    assert_eq!((elsewhere.status(), elsewhere.header("content-type")), (404, Some("application/json")));
}

/// RFC 6750 section 3, RFC 9068 section 4: the token is for the admin API alone.
#[test]
fn only_a_token_for_the_admin_api_counts() {
    let world = world_with("admin reports", &[]);
    let client = registered(&json!({}), &world);
    let resource = ("resource", "https://as.example/admin/v1");
    for parameters in [&[("scope", "admin")][..], &[resource], &[("scope", "admin"), resource]] {
        let good = token(parameters, &world);
        assert_eq!(Call::get(LIST).token(&good).to(&world).status(), 200, "{parameters:?}");
        assert_eq!(Call::register(&json!({})).token(&good).to(&world).status(), 401, "it registers nothing");
    }
    let others = [
        token(&[("scope", "reports")], &world),
        client.text("registration_access_token"),
        super::use_client(&client, &world).text("access_token"),
        "x".to_owned(),
    ];
    for other in others {
        let reply = Call::get(LIST).token(&other).to(&world);
        assert_eq!(problem(&reply), (401, "invalid_token".to_owned(), String::new()));
        assert!(reply.header("www-authenticate").unwrap().starts_with("Bearer error=\"invalid_token\""));
    }
    let bare = Call::get(LIST).to(&world);
    assert_eq!((problem(&bare).0, bare.header("www-authenticate")), (401, Some("Bearer")));
    let basic = Call::get(LIST).basic("ops", SECRET).to(&world);
    assert_eq!(problem(&basic).0, 401, "no secret is sent here");
    let revoked = token(&[("scope", "admin")], &world);
    Call::form("/revoke", &[("token", &revoked)]).basic("ops", SECRET).to(&world);
    assert_eq!(problem(&Call::get(LIST).token(&revoked).to(&world)).0, 401);
}

#[test]
fn each_right_permits_what_it_names() {
    let client = |world: &World| registered(&json!({}), world).text("client_id");
    let rows = [
        ("admin", [true, true]),
        ("admin:read", [true, false]),
        ("admin:clients", [true, true]),
        ("admin:clients:read", [true, false]),
        ("admin:tokens", [false, false]),
        ("admin:clients:write", [false, false]),
    ];
    for (right, may) in rows {
        let (narrow, wide) = (world_with(right, &[]), world(&[]));
        // A client with the whole right can ask for less.
        for (world, parameters) in [(&narrow, &[][..]), (&wide, &[("scope", right)])] {
            let (token, id) = (token(parameters, world), client(world));
            let calls = [Call::get(&format!("{LIST}/{id}")), Call::new(Method::Post, &format!("{LIST}/{id}/disable"))];
            for (call, may) in calls.into_iter().zip(may) {
                let reply = call.token(&token).to(world);
                if may {
                    assert_eq!(reply.status(), 200, "{right}");
                } else {
                    assert_eq!(problem(&reply).0, 403, "{right}");
                    assert!(reply.header("www-authenticate").unwrap().contains("scope=\"admin:clients"), "{right}");
                }
            }
        }
    }
    for (right, list, creation) in [
        ("admin", 200, 201),
        ("admin:read", 200, 403),
        ("admin:tokens", 200, 201),
        ("admin:tokens:read", 200, 403),
        ("admin:clients", 403, 403),
    ] {
        let world = world_with(right, &[]);
        let path = "/initial-access-tokens";
        assert_eq!(get(path, &world).status(), list, "{right}");
        assert_eq!(asking(Method::Post, path, &world).json(&json!({})).to(&world).status(), creation, "{right}");
    }
    for (right, status) in [("admin", 200), ("admin:secrets", 200), ("admin:clients", 403), ("admin:read", 403)] {
        let world = world_with(right, &[]);
        assert_eq!(post(&format!("/clients/{}/secret", client(&world)), &world).status(), status, "{right}");
    }
    let world = world_with("admin:clients", &[]);
    let grant = [("grant_type", "client_credentials"), ("scope", "admin")];
    let wider = Call::form("/token", &grant).basic("ops", SECRET).to(&world);
    assert_eq!((wider.status(), wider.text("error")), (400, "invalid_scope".to_owned()));
}

#[test]
fn a_right_counts_as_long_as_the_client_has_it() {
    let mut world = world(&[]);
    let token = token(&[], &world);
    for (scope, status) in [("admin", 200), ("admin:clients:read", 200), ("admin:tokens", 403), ("dcr admin:x", 403)] {
        world.server = server_with(scope, &[]).into();
        assert_eq!(Call::get(LIST).token(&token).to(&world).status(), status, "{scope}");
    }
}

#[test]
fn no_registered_client_administers() {
    let world = world(&[]);
    let client = registered(&json!({"scope": "admin admin:clients"}), &world);
    assert_eq!(client.json().get("scope"), None);
    let grant = [("grant_type", "client_credentials"), ("scope", "admin")];
    let asked = Call::form("/token", &grant).basic(&client.text("client_id"), &client.text("client_secret"));
    assert_eq!(asked.to(&world).text("error"), "invalid_scope");
}

#[test]
fn paths_and_methods_are_exact() {
    let world = world(&[]);
    let id = registered(&json!({}), &world).text("client_id");
    for path in [
        "",
        "/",
        "/client",
        "/clients/",
        "/clients//disable",
        &format!("/clients/{id}/"),
        "/clients/a/b",
        "/clients/a/disable/",
        "/epochs/all",
        "/initial-access-tokens/",
        "/initial-access-tokens/a/b",
        "/initial-access-tokens/a/",
    ] {
        assert_eq!(get(path, &world).status(), 404, "{path}");
    }
    for (method, path, allow) in [
        (Method::Post, "/clients".to_owned(), "GET, HEAD, OPTIONS"),
        (Method::Put, format!("/clients/{id}"), "GET, HEAD, DELETE, OPTIONS"),
        (Method::Get, format!("/clients/{id}/disable"), "POST, OPTIONS"),
        (Method::Get, format!("/clients/{id}/secret"), "POST, OPTIONS"),
        (Method::Put, "/epochs".to_owned(), "GET, HEAD, POST, DELETE, OPTIONS"),
        (Method::Put, "/initial-access-tokens".to_owned(), "GET, HEAD, POST, OPTIONS"),
        (Method::Get, "/initial-access-tokens/x".to_owned(), "DELETE, OPTIONS"),
    ] {
        let reply = asking(method, &path, &world).to(&world);
        assert_eq!((problem(&reply).0, reply.header("allow")), (405, Some(allow)), "{path}");
    }
}

#[test]
fn writes_are_limited_and_failures_are_told() {
    let world = world(&[]);
    let id = registered(&json!({}), &world).text("client_id");
    let path = format!("/clients/{id}/disable");
    world.admit(Limit::Registration, 0);
    let reply = post(&path, &world);
    assert_eq!((problem(&reply).0, reply.header("retry-after")), (429, Some("60")));
    assert_eq!(get("/clients", &world).status(), 200, "reading is not limited");
    let token = token(&[], &world);
    world.admit(Limit::Registration, 9);
    world.down.set(Down::Store);
    for call in [Call::get(LIST), Call::new(Method::Post, &format!("/admin/v1{path}"))] {
        assert_eq!(problem(&call.token(&token).to(&world)), (503, "temporarily_unavailable".to_owned(), String::new()));
    }
}

/// RFC 9449 sections 4.3 and 7.1: a proof is for the address of the request.
#[test]
fn a_token_that_is_bound_to_a_key_comes_with_a_proof_for_its_very_resource() {
    let world = world(&[]);
    let client = registered(&json!({}), &world).text("client_id");
    let holder = Holder::new();
    let reply = Call::form("/token", &[("grant_type", "client_credentials")]).basic("ops", SECRET);
    let token = holder.prove(reply).to(&world).text("access_token");
    let path = format!("{LIST}/{client}");
    for good in [LIST, &path] {
        assert_eq!(holder.read(&world, good, &token).status(), 200, "{good}");
    }
    assert_eq!(holder.read_elsewhere(&world, LIST, &path, &token).status(), 401);
    assert_eq!(holder.read_elsewhere(&world, "/admin/v1", LIST, &token).status(), 401);
    assert_eq!(Call::get(LIST).token(&token).to(&world).status(), 401);
}
