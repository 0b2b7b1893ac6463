//! Schemas of the documents with which apps find the server.

use serde_json::{Map, Value, json};

use super::schemas::uri;

/// Members of every discovery document, optional and usual.
pub fn provider_metadata() -> Value {
    let addresses = [
        "authorization_endpoint",
        "introspection_endpoint",
        "jwks_uri",
        "registration_endpoint",
        "revocation_endpoint",
        "token_endpoint",
    ];
    let lists = [
        "code_challenge_methods_supported",
        "grant_types_supported",
        "id_token_signing_alg_values_supported",
        "introspection_endpoint_auth_methods_supported",
        "introspection_endpoint_auth_signing_alg_values_supported",
        "introspection_signing_alg_values_supported",
        "response_types_supported",
        "revocation_endpoint_auth_methods_supported",
        "revocation_endpoint_auth_signing_alg_values_supported",
        "scopes_supported",
        "subject_types_supported",
        "token_endpoint_auth_methods_supported",
        "token_endpoint_auth_signing_alg_values_supported",
    ];
    let mut properties = Map::new();
    properties.insert("issuer".to_owned(), uri(2048));
    properties.extend(addresses.map(|name| (name.to_owned(), uri(2048))));
    properties.extend(lists.map(|name| (name.to_owned(), json!({"type": "array", "items": {"type": "string"}}))));
    json!({
        "type": "object",
        "description": "RFC 8414 section 2, OpenID Connect Discovery section 3.",
        "properties": properties,
        "required": ["issuer"],
        "additionalProperties": true,
    })
}

/// The answer of WebFinger.
pub fn resource_descriptor() -> Value {
    let link = json!({
        "type": "object",
        "properties": {"rel": {"type": "string"}, "href": {"type": "string"}},
        "required": ["rel", "href"],
    });
    json!({
        "type": "object",
        "description": "RFC 7033 section 4.4.",
        "properties": {"subject": {"type": "string"}, "links": {"type": "array", "items": link}},
        "required": ["subject", "links"],
    })
}
