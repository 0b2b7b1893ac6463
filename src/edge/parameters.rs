//! What statements are given: the columns of clients, and values as the database takes them.

use serde_json::Value;

use crate::client::{Previous, RegisteredClient, Revision, Unused};
use crate::error::Fault;
use crate::json;
use crate::registrant::{Bounds, InitialAccessToken};
use crate::unit::Timestamp;

/// The digests of tokens, a JSON array.
pub fn digests(tokens: &[&InitialAccessToken]) -> Value {
    text(&tokens.iter().map(|token| token.digest.as_str()).collect::<Value>().to_string())
}

pub fn written(bounds: &Bounds) -> String {
    json::text(bounds.lists())
}

/// The columns of a new row.
pub fn columns(client: &RegisteredClient, metadata: &str) -> Result<Vec<Value>, Fault> {
    Ok(vec![
        text(client.id.as_str()),
        text(metadata),
        integer(client.issued_at)?,
        text(client.credentials.secret_key.as_str()),
        Value::from(client.credentials.secret_generation.0),
        text(client.credentials.token_key.as_str()),
        Value::from(client.credentials.token_generation.0),
        Value::from(client.revision.0),
        bounds(client),
    ])
}

pub fn bounds(client: &RegisteredClient) -> Value {
    client.bounds.as_ref().map_or(Value::Null, |bounds| text(&written(bounds)))
}

/// The columns of a row that is there, and the revision that it has.
pub fn changed_columns(client: &RegisteredClient, from: Revision) -> Result<Vec<Value>, Fault> {
    let mut parameters = vec![
        text(client.id.as_str()),
        text(&metadata(client)),
        text(client.credentials.secret_key.as_str()),
        Value::from(client.credentials.secret_generation.0),
        text(client.credentials.token_key.as_str()),
        Value::from(client.credentials.token_generation.0),
        Value::from(client.revision.0),
        Value::from(from.0),
    ];
    parameters.extend(rotation(client)?);
    parameters.push(bounds(client));
    Ok(parameters)
}

/// The columns of the first row of a sealed client.
pub fn sealed_columns(client: &RegisteredClient, metadata: &str, deleted_at: Value) -> Result<Vec<Value>, Fault> {
    let mut parameters = columns(client, metadata)?;
    parameters.extend(rotation(client)?);
    parameters.push(deleted_at);
    Ok(parameters)
}

/// The number of what becomes of a client that was never used: its place in the list, from 1 on.
pub fn unused(unused: Option<Unused>) -> Value {
    let number = unused.and_then(|unused| Unused::ALL.iter().zip(1u32..).find(|(known, _)| **known == unused));
    number.map_or(Value::Null, |(_, number)| Value::from(number))
}

pub fn text(value: &str) -> Value {
    Value::from(value)
}

/// D1 takes numbers that are exact as doubles.
pub fn integer(Timestamp(seconds): Timestamp) -> Result<Value, Fault> {
    let seconds = u32::try_from(seconds).map_err(|_| Fault::Broken("the clock is beyond the year 2106".to_owned()))?;
    Ok(Value::from(seconds))
}

/// The columns of the token before the current one, and of the secret.
fn rotation(client: &RegisteredClient) -> Result<Vec<Value>, Fault> {
    let credentials = &client.credentials;
    let mut columns = previous(credentials.previous_token.as_ref())?.to_vec();
    columns.push(integer(credentials.secret_since)?);
    columns.extend(previous(credentials.previous_secret.as_ref())?);
    Ok(columns)
}

fn previous(credential: Option<&Previous>) -> Result<[Value; 3], Fault> {
    match credential {
        Some(it) => Ok([text(it.key.as_str()), Value::from(it.generation.0), integer(it.until)?]),
        None => Ok([Value::Null, Value::Null, Value::Null]),
    }
}

pub fn metadata(client: &RegisteredClient) -> String {
    json::text(client.metadata.members())
}
