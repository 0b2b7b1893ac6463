//! Templates and issuers of software statements as data, beside the settings.

mod held;
mod issuers;
mod preview;
mod rights;
mod templates;
mod versions;

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::{Call, Reply, World};

const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A token for clients of any template.
const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// The path of an issuer of statements.
const ISSUER: &str = "/statement-issuers/https%3A%2F%2Fdirectory.example";

/// The settings of a server with data, and with a client of the operator that has this scope.
fn settings(scope: &str) -> [(&'static str, String); 3] {
    let clients = json!({"ops": {"grant_types": ["client_credentials"], "scope": scope}});
    [("CLIENTS", clients.to_string()), ("CLIENT_SECRETS", format!("ops:{SECRET}")), ("POLICIES", "database".to_owned())]
}

fn world_with(scope: &str, others: &[(&str, &str)]) -> World {
    let usual = settings(scope);
    let usual = usual.each_ref().map(|(name, value)| (*name, &**value));
    // Of two values of a setting, the first counts.
    let world = World::with(&[others, &usual].concat());
    world.give(TOKEN, 99, &json!({}));
    world
}

fn world(others: &[(&str, &str)]) -> World {
    world_with("admin", others)
}

fn asking(method: Method, path: &str, world: &World) -> Call {
    let grant = Call::form("/token", &[("grant_type", "client_credentials")]).basic("ops", SECRET).to(world);
    Call::new(method, &format!("/admin/v1{path}")).token(&grant.text("access_token"))
}

fn get(path: &str, world: &World) -> Reply {
    asking(Method::Get, path, world).to(world)
}

fn post(path: &str, world: &World) -> Reply {
    asking(Method::Post, path, world).to(world)
}

fn draft(path: &str, document: &Value, world: &World) -> Reply {
    asking(Method::Post, path, world).json(document).to(world)
}

/// Puts a document in force.
fn activate(path: &str, document: &Value, world: &World) {
    let drafted = draft(path, document, world);
    assert_eq!(drafted.status(), 201, "{}", drafted.json());
    let moved = post(&format!("{path}/{}/activate", drafted.member("version")), world);
    assert_eq!(moved.status(), 200, "{}", moved.json());
}

/// Returns the place and the rule of a refused document.
fn refusal(reply: &Reply) -> (u16, String, String) {
    let json = reply.json();
    let place = json["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned();
    (reply.status(), place, reply.text("detail"))
}

fn mobile() -> Value {
    json!({"redirect_uris": ["com.example.app:/callback"], "client_name": "Mobile app", "scope": "openid"})
}

/// Registers a client of a template.
fn register(template: &str, world: &World) -> Reply {
    Call::register(&json!({"software_id": template})).token(TOKEN).to(world)
}
