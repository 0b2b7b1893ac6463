//! Policies for kinds of registrants, and their versions at the admin API.

mod administration;
mod held;
mod kinds;
mod lifetime;
mod narrow;
mod replay;
mod rules;
mod shadow;
mod writing;

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::{Call, Reply, World};

const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";

const DATABASE: (&str, &str) = ("POLICIES", "database");

/// The settings of a client of the operator with this scope.
fn operator(scope: &str) -> [(&'static str, String); 2] {
    let clients = json!({"ops": {"grant_types": ["client_credentials"], "scope": scope}});
    [("CLIENTS", clients.to_string()), ("CLIENT_SECRETS", format!("ops:{SECRET}"))]
}

fn world_with(scope: &str, settings: &[(&str, &str)]) -> World {
    let operator = operator(scope);
    let operator = operator.each_ref().map(|(name, value)| (*name, &**value));
    World::with(&[settings, &operator, &[DATABASE]].concat())
}

fn world(settings: &[(&str, &str)]) -> World {
    world_with("admin", settings)
}

fn asking(method: Method, path: &str, world: &World) -> Call {
    let grant = Call::form("/token", &[("grant_type", "client_credentials")]).basic("ops", SECRET).to(world);
    Call::new(method, &format!("/admin/v1/policies{path}")).token(&grant.text("access_token"))
}

fn post(path: &str, world: &World) -> Reply {
    asking(Method::Post, path, world).to(world)
}

fn draft(kind: &str, document: &Value, world: &World) -> Reply {
    asking(Method::Post, &format!("/{kind}"), world).json(document).to(world)
}

/// Puts a policy in force, or in another state.
fn put_in(action: &str, kind: &str, document: &Value, world: &World) {
    let drafted = draft(kind, document, world);
    assert_eq!(drafted.status(), 201, "{}", drafted.json());
    let moved = post(&format!("/{kind}/{}/{action}", drafted.member("version")), world);
    assert_eq!(moved.status(), 200, "{}", moved.json());
}

fn activate(kind: &str, document: &Value, world: &World) {
    put_in("activate", kind, document, world);
}

/// Registers a client with these members.
fn register(members: &Value, world: &World) -> Reply {
    asked(members).to(world)
}

fn asked(members: &Value) -> Call {
    let mut asked = json!({"redirect_uris": ["https://app.example/cb"]});
    asked.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    Call::register(&asked)
}
