//! Initial access tokens, their bounds, and identifiers of clients.

use enrol::client_metadata::{ClientMetadata, Keyword};
use enrol::json::Pointer;
use enrol::model::{Bounds, ClientId, TokenDigest};
use serde_json::{Map, Value, json};

use crate::Answer;

/// Reads the bounds of an initial access token.
pub fn bounds(lists: &Map<String, Value>) -> Answer {
    Bounds::of_operator(lists, &Pointer::root()).map_err(|invalid| invalid.description())?;
    Ok(Value::Object(lists.clone()))
}

/// Checks that a name is one that clients can have.
pub fn check_keyword<T: Keyword>(member: &str, name: &str) -> Result<(), String> {
    if T::ALL.iter().any(|known| known.name() == name) {
        return Ok(());
    }
    let names: Vec<&str> = T::ALL.iter().map(T::name).collect();
    Err(format!("{member} must be one of {}", names.join(", ")))
}

/// Checks that a member of client metadata is well formed and not empty.
pub fn check_member(name: &str, value: &Value) -> Result<(), String> {
    if value.as_str().is_some_and(|text| text.trim().is_empty()) {
        return Err(format!("{name} must not be empty"));
    }
    let members = Map::from_iter([(name.to_owned(), value.clone())]);
    ClientMetadata::read(&members).map(|_| ()).map_err(|invalid| invalid.description())
}

/// Returns the kind of a `client_id`: `chosen` by an operator, `imported` from another server, `sealed`, or `stored`.
pub fn client_id(text: &str) -> Answer {
    let kind = match ClientId::parse(text) {
        Some(id) if id.is_sealed() => "sealed",
        Some(_) => "stored",
        None if ClientId::chosen(text).is_some() => "chosen",
        None if ClientId::imported(text).is_some() => "imported",
        None => return Err("be a client_id".to_owned()),
    };
    Ok(json!(kind))
}

/// Returns the digests by which the database knows initial access tokens.
pub fn token_digests(tokens: &[Value]) -> Answer {
    let digest = |token: &Value| Some(Value::from(TokenDigest::of(token.as_str()?)?.as_str()));
    let digests: Option<Vec<Value>> = tokens.iter().map(digest).collect();
    digests.map(Value::from).ok_or_else(|| "be initial access tokens".to_owned())
}
