//! The admin API.

mod access;
mod clients;
mod epochs;
mod imported_secrets;
mod imports;
mod keys;
mod list;
mod operators;
mod providers;
mod refused_imports;
mod rights;
mod roles;
mod tokens;
mod user_changes;
mod user_creation;
mod user_credentials;
mod users;

use enrol::http::Method;
use enrol::route::Server;
use serde_json::{Value, json};

use crate::support::{Call, Reply, World, start};

const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A server with a client of the operator that has this scope.
fn world_with(scope: &str, settings: &[(&str, &str)]) -> World {
    World::of(server_with(scope, settings))
}

fn server_with(scope: &str, settings: &[(&str, &str)]) -> Server {
    let clients = json!({"ops": {"grant_types": ["client_credentials"], "scope": scope}}).to_string();
    let secrets = format!("ops:{SECRET}");
    start(&[settings, &[("CLIENTS", &*clients), ("CLIENT_SECRETS", &*secrets)]].concat())
}

fn world(settings: &[(&str, &str)]) -> World {
    world_with("admin", settings)
}

fn token(parameters: &[(&str, &str)], world: &World) -> String {
    let grant = [("grant_type", "client_credentials")];
    let reply = Call::form("/token", &[&grant, parameters].concat()).basic("ops", SECRET).to(world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
    reply.text("access_token")
}

/// A request with a token of the operator's client.
fn asking(method: Method, path: &str, world: &World) -> Call {
    Call::new(method, &format!("/admin/v1{path}")).token(&token(&[], world))
}

fn get(path: &str, world: &World) -> Reply {
    asking(Method::Get, path, world).to(world)
}

fn post(path: &str, world: &World) -> Reply {
    asking(Method::Post, path, world).to(world)
}

fn registered(members: &Value, world: &World) -> Reply {
    let mut asked = json!({"redirect_uris": ["https://app.example/cb"], "grant_types": ["client_credentials"]});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    let reply = Call::register(&asked).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

/// Gets a token as a registered client.
fn use_client(client: &Reply, world: &World) -> Reply {
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    Call::form("/token", &[("grant_type", "client_credentials")]).basic(&id, &secret).to(world)
}

/// The status, the code and the place of problem details, which every error here has. RFC 9457.
fn problem(reply: &Reply) -> (u16, String, String) {
    assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{}", reply.json());
    let (body, status) = (reply.json(), reply.status());
    assert_eq!(body["status"], json!(status));
    assert!(body["title"].is_string() && body["detail"].is_string(), "{body}");
    assert_eq!(body.get("error"), None);
    let place = body["errors"][0]["pointer"].as_str().unwrap_or_default();
    (status, body["code"].as_str().unwrap().to_owned(), place.to_owned())
}
