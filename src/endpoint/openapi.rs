//! The `OpenAPI` document: a description of every endpoint for programs. `OpenAPI` Specification 3.1.

use serde_json::{Value, json};

use crate::endpoint::document::Document;
use crate::json;
use crate::model::Config;

/// The document without the addresses of a server.
const TEXT: &str = include_str!("openapi.json");

/// Returns the document with the addresses of this server.
#[must_use]
pub fn document(config: &Config) -> Document {
    let mut members = json::parse_trusted_object(TEXT).unwrap_or_default();
    members.insert("servers".to_owned(), json!([{"url": config.issuer.as_str()}]));
    // WebFinger is at the root of the host, even if the issuer has a path. RFC 7033 section 10.1.
    if let Some(webfinger) = members.get_mut("paths").and_then(|paths| paths.get_mut("/.well-known/webfinger")) {
        let root = config.issuer.as_str().strip_suffix(config.issuer.path());
        *webfinger = with(webfinger, "servers", json!([{"url": root}]));
    }
    Document::of(members, config.discovery_max_age)
}

fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut members = object.as_object().cloned().unwrap_or_default();
    members.insert(name.to_owned(), value);
    Value::Object(members)
}
