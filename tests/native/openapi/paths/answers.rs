//! Parts of operations that many have: answers, headers and bodies.

use serde_json::{Value, json};

use crate::openapi::schemas::reference;

/// The client information response.
pub fn client(status: u16) -> Value {
    let answer = json!({
        "description": "The client.", "headers": etag(), "content": json_content("ClientInformation"),
    });
    json!({status.to_string(): answer})
}

pub fn gone() -> Value {
    json!({"204": {"description": "The client and its credentials are deleted."}})
}

pub fn errors(statuses: &[u16]) -> Value {
    let answer = |status: &u16| {
        let (description, header) = match status {
            400 => ("The body or a parameter cannot be accepted; pointer is the place.", None),
            401 => ("The credentials are missing or wrong, or the client is gone.", Some("WWW-Authenticate")),
            403 => (
                "The request came without TLS. At the registration endpoint also: registration is off, or the access token lacks a scope.",
                None,
            ),
            404 => ("The resource is of another host, there is no such client, or this endpoint does not exist.", None),
            405 => ("The operator does not permit this change.", Some("Allow")),
            412 => ("The client has changed since If-Match.", None),
            413 => ("The body is too long.", None),
            415 => ("The body is not application/json, or is not signed although it must be.", None),
            429 => (
                "One address caused too many writes, or requests to other servers. Where clients authenticate also: too many failures of the client.",
                Some("Retry-After"),
            ),
            500 => ("The server failed.", None),
            503 => ("The server cannot answer now. Nothing is half done; try again.", Some("Retry-After")),
            _ => panic!("an undescribed status: {status}"),
        };
        let mut answer = json!({"description": description, "content": json_content("Error")});
        if let Some(header) = header {
            answer["headers"] = json!({header: {"required": true, "schema": {"type": "string"}}});
        }
        (status.to_string(), answer)
    };
    Value::Object(statuses.iter().map(answer).collect())
}

pub fn etag() -> Value {
    json!({"ETag": {"required": true, "schema": {"type": "string"}}})
}

pub fn if_match() -> Value {
    json!({
        "name": "If-Match", "in": "header", "schema": {"type": "string"},
        "description": "The ETag of the client as the caller has read it.",
    })
}

pub fn body(schema: &str) -> Value {
    json!({"required": true, "content": json_content(schema)})
}

pub fn json_content(schema: &str) -> Value {
    json!({"application/json": {"schema": reference(schema)}})
}

/// The first object with the members of the second.
pub fn with(mut object: Value, members: Value) -> Value {
    let Value::Object(members) = members else { panic!("an object") };
    object.as_object_mut().unwrap().extend(members);
    object
}
