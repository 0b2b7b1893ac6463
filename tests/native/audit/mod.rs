//! The audit log.

mod chain;
mod clients;
mod list;
mod operators;
mod settings;
mod system;
mod users;

use enrol::http::Method;
use enrol::maintenance;
use enrol::model::{AuditRow, Journal};
use serde_json::{Value, json};

use crate::support::{Call, Reply, World, run, start};

const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// All journals.
const ON: (&str, &str) = ("AUDIT", r#"{"administration": 30, "clients": 20, "users": 10}"#);

/// A server whose client `ops` has this scope.
fn world_with(scope: &str, settings: &[(&str, &str)]) -> World {
    let clients = json!({"ops": {"grant_types": ["client_credentials"], "scope": scope}}).to_string();
    let secrets = format!("ops:{SECRET}");
    World::of(start(&[settings, &[("CLIENTS", &*clients), ("CLIENT_SECRETS", &*secrets)]].concat()))
}

fn token(world: &World) -> String {
    let reply = Call::form("/token", &[("grant_type", "client_credentials")]).basic("ops", SECRET).to(world);
    reply.text("access_token")
}

fn asking(method: Method, path: &str, world: &World) -> Call {
    Call::new(method, &format!("/admin/v1{path}")).token(&token(world))
}

fn get(path: &str, world: &World) -> Reply {
    asking(Method::Get, path, world).to(world)
}

/// The events of a journal at the admin API, the newest first.
fn events(journal: &str, world: &World) -> Vec<Value> {
    let reply = get(&format!("/audit/{journal}"), world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
    reply.json()["events"].as_array().unwrap().clone()
}

/// Writes epochs, which leave an event each.
fn begin_epochs(number: u32, world: &World) {
    let token = token(world);
    for _ in 0..number {
        let call = Call::new(Method::Post, "/admin/v1/epochs").token(&token).json(&json!({"all": true}));
        assert_eq!(call.to(world).status(), 201);
    }
}

/// Does the work of the cron trigger of each minute, and returns the lines of the audit log.
fn minute(world: &World) -> Vec<Value> {
    let lines = run(maintenance::run(maintenance::MESSAGES, world.server.config(), world));
    let lines = lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["route"] == "audit").collect()
}

fn rows(journal: Journal, world: &World) -> Vec<AuditRow> {
    world.journal(journal).rows
}
