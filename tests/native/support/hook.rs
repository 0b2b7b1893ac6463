//! A server with a registration hook, and requests to it.

use enrol::http::Method;
use serde_json::{Value, json};

use super::authority::over;
use super::{Call, Reply, World};

/// The setting of a hook that is bound to the server.
pub const HOOK: (&str, &str) = ("REGISTRATION_HOOK", "service");

/// An initial access token.
pub const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// A server whose hook allows everything.
pub fn world(settings: &[(&str, &str)]) -> World {
    let world = World::with(&[settings, &[HOOK]].concat());
    world.decide(|_| json!({"decision": "allow"}));
    world
}

/// The metadata of a registration.
pub fn asked() -> Value {
    json!({"redirect_uris": ["https://app.example.com/cb"], "client_name": "App", "scope": "openid"})
}

/// An update of a client to its metadata with these changes.
pub fn put(client: &Reply, changes: &Value) -> Call {
    Call::manage(Method::Put, client).json(&over(&client.resubmitted(), changes))
}
