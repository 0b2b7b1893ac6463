//! The key pairs of the server at the admin API in the document.

use serde_json::{Value, json};

use super::super::schemas::reference;
use super::{operation, with_answer};

/// The paths of keys.
pub fn paths() -> [(&'static str, Value); 2] {
    let list = operation("listKeys", "List the key pairs of the server, without private keys.");
    let rotation = operation("rotateKeys", "Make the next signing keys, which sign one day later.");
    [
        ("/admin/v1/keys", json!({"get": with_answer(list, 200, "The keys.", "Keys", &[])})),
        ("/admin/v1/keys/rotate", json!({"post": with_answer(rotation, 200, "The algorithms.", "RotatedKeys", &[])})),
    ]
}

/// The schemas of keys.
pub fn schemas() -> [(&'static str, Value); 3] {
    let text = json!({"type": "string"});
    let time = json!({"type": "integer", "minimum": 0, "description": "Seconds since the Unix epoch."});
    let key = json!({
        "type": "object",
        "properties": {
            "kid": text, "algorithm": text, "use": {"enum": ["enc", "sig"]},
            "state": {"enum": ["current", "next", "retired"]}, "since": time,
            "until": {"type": "integer", "minimum": 0, "description": "When another key follows; absent for the last key."},
            "due_at": {"type": "integer", "minimum": 0, "description": "Since when an operator wants a successor."},
        },
        "required": ["kid", "algorithm", "use", "state", "since"],
    });
    let keys = json!({
        "type": "object",
        "properties": {"keys": {"type": "array", "items": reference("Key")}},
        "required": ["keys"],
    });
    let rotated = json!({
        "type": "object",
        "properties": {"rotated": {
            "type": "array", "items": text, "description": "The algorithms that have a next key now and had none before.",
        }},
        "required": ["rotated"],
    });
    [("Key", key), ("Keys", keys), ("RotatedKeys", rotated)]
}
