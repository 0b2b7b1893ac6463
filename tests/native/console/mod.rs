//! The console, through the front door.

mod audit;
mod clients;
mod data;
mod entry;
mod epochs;
mod keys;
mod overview;
mod policies;
mod tokens;
mod trial;
mod users;

use enrol::unit::Seconds;
use serde_json::json;

use crate::support::second_factor::{code, give, secret};
use crate::support::visitor::{PASSWORD, Visitor, field};
use crate::support::{Reply, World};

fn world(settings: &[(&str, &str)]) -> World {
    let world = World::with(&[settings, &[("CONSOLE_ROLES", "admin")]].concat());
    world.add_user("olga", &json!({"name": "Olga", "roles": ["admin"]}));
    world
}

/// Signs an operator in at the console, with an app that the first visit sets up.
fn operator(world: &World) -> Visitor<'_> {
    let visitor = Visitor::new(world);
    let reply = enter(&visitor, "olga");
    assert_eq!(reply.status(), 200, "the app is set up");
    let step = field(&reply, "step");
    assert_eq!(give(&visitor, &step, &code(&secret(&reply), world.now.get())).status(), 200);
    world.wait(Seconds(30));
    assert_eq!(visitor.get("/console").status(), 200);
    visitor
}

/// Sends the name and the password from the sign-in page of the console.
fn enter(visitor: &Visitor<'_>, username: &str) -> Reply {
    let request = field(&visitor.get("/console"), "request");
    visitor.post("/sign-in", &[("request", &request), ("username", username), ("password", PASSWORD)])
}

/// Sends a form of a page of the console.
fn send(visitor: &Visitor<'_>, path: &str, parameters: &[(&str, &str)]) -> Reply {
    let token = field(&visitor.get("/console/tokens"), "token");
    let path = path.split('?').next().unwrap();
    visitor.post(path, &[&[("token", &*token)], parameters].concat())
}
