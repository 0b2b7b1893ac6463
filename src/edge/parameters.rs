//! The parameters of SQL statements, each as a type that D1 stores.

use serde_json::Value;

use crate::json;
use crate::model::{
    AcceptedRevisions, Bounds, Change, ChangeBasis, Generation, NewSecret, NewToken, RegisteredClient, Registration,
    SingleUse, UnusedRetention, held_statement,
};
use crate::unit::{Seconds, Timestamp};

/// Returns the digests of single uses as a JSON array.
pub fn digests(single_uses: &[SingleUse]) -> Value {
    text(&single_uses.iter().map(|it| it.digest.as_str()).collect::<Value>().to_string())
}

pub fn written(bounds: &Bounds) -> String {
    json::text(&bounds.write())
}

/// Returns the columns of a new row of `clients`.
pub fn columns(client: &RegisteredClient, metadata: &str) -> Vec<Value> {
    vec![
        text(client.id.as_str()),
        text(metadata),
        integer(client.issued_at),
        Value::from(client.credentials.secret_key.to_text()),
        Value::from(client.credentials.secret_generation.0),
        text(client.credentials.token_key.as_str()),
        Value::from(client.credentials.token_generation.0),
        Value::from(client.revision.0),
        bounds(client),
    ]
}

pub fn bounds(client: &RegisteredClient) -> Value {
    maybe_bounds(client.bounds.as_ref())
}

fn maybe_bounds(bounds: Option<&Bounds>) -> Value {
    bounds.map_or(Value::Null, |bounds| text(&written(bounds)))
}

/// Returns the parameters of `INSERT_SEALED`.
pub fn first_row(
    client: &RegisteredClient,
    metadata: &str,
    deleted_at: Value,
    basis: ChangeBasis<'_>,
    single_uses: &[SingleUse],
) -> Vec<Value> {
    let mut parameters = columns(client, metadata);
    parameters.extend(rotation(client));
    parameters.extend([deleted_at, maybe_text(basis.client.software_id()), digests(single_uses), integer(basis.at)]);
    parameters.push(unused(client.unused));
    parameters
}

/// Returns the number of a retention in the column `unused`: its position in the list, counted from 1.
pub fn unused(unused: Option<UnusedRetention>) -> Value {
    let number = unused.and_then(|unused| UnusedRetention::ALL.iter().zip(1u32..).find(|(known, _)| **known == unused));
    number.map_or(Value::Null, |(_, number)| Value::from(number))
}

/// Returns the parameters of `USE_FOR_CHANGE`.
pub fn use_for_change(client: &RegisteredClient, registration: &Registration, single_uses: &[SingleUse]) -> Vec<Value> {
    vec![
        digests(single_uses),
        text(client.id.as_str()),
        text(&json::text(registration.metadata.members())),
        maybe_bounds(registration.bounds.as_ref()),
    ]
}

/// Returns the parameters of `REPLACE`: the new values, then the values that the row must have.
pub fn replacement(change: &Change<'_>, registration: &Registration, single_uses: &[SingleUse]) -> Vec<Value> {
    let ChangeBasis { client, presented, revisions, at } = change.basis;
    let (token_key, token_until) = match &change.token {
        Some(NewToken { key, until }) => (text(key.as_str()), integer(*until)),
        None => (Value::Null, Value::Null),
    };
    let mut parameters = vec![
        text(client.id.as_str()),
        text(&json::text(registration.metadata.members())),
        maybe_bounds(registration.bounds.as_ref()),
        maybe_text(change.software.as_deref()),
    ];
    parameters.extend(secret(change));
    parameters.extend([integer(at), Value::from(client.revision.0), flag(revisions)]);
    parameters.extend([text(presented.key().as_str()), Value::from(presented.generation().0)]);
    parameters.extend([generation(change), bounds(client), token_key, token_until]);
    parameters.extend([maybe_text(held_statement(client)), digests(single_uses), unused(change.unused)]);
    parameters
}

/// Returns the parameters of `RENEW_SECRET`.
pub fn renewal(change: &Change<'_>) -> Vec<Value> {
    let ChangeBasis { client, presented, revisions, at } = change.basis;
    let mut parameters = vec![text(client.id.as_str()), maybe_text(change.software.as_deref())];
    parameters.extend(secret(change));
    parameters.extend([integer(at), Value::from(client.revision.0), flag(revisions)]);
    parameters.extend([text(presented.key().as_str()), Value::from(presented.generation().0)]);
    parameters.extend([generation(change), unused(change.unused)]);
    parameters
}

/// Returns the parameters of `DELETE`.
pub fn deletion(ChangeBasis { client, presented, revisions, at }: &ChangeBasis<'_>) -> Vec<Value> {
    let mut parameters = vec![text(client.id.as_str()), integer(*at), Value::from(client.revision.0), flag(*revisions)];
    parameters.extend([text(presented.key().as_str()), Value::from(presented.generation().0)]);
    parameters
}

/// Returns the key of a new secret, the latest time at which the previous secret is accepted, and the life of a secret.
fn secret(change: &Change<'_>) -> [Value; 3] {
    let Some(NewSecret { key, grace, life }) = &change.secret else {
        return [Value::Null, Value::Null, Value::Null];
    };
    // A secret without end: `MIN` of SQLite is NULL if one value is.
    let life = life.map_or(u64::from(u32::MAX), |Seconds(life)| life);
    [text(key.as_str()), integer(change.basis.at.after(*grace)), Value::from(life)]
}

fn generation(change: &Change<'_>) -> Value {
    change.secret_generation.map_or(Value::Null, |Generation(generation)| Value::from(generation))
}

fn flag(revisions: AcceptedRevisions) -> Value {
    Value::from(u8::from(revisions == AcceptedRevisions::Any))
}

pub fn maybe_text(value: Option<&str>) -> Value {
    value.map_or(Value::Null, text)
}

pub fn text(value: &str) -> Value {
    Value::from(value)
}

pub fn maybe_integer(time: Option<Timestamp>) -> Value {
    time.map_or(Value::Null, integer)
}

/// Returns a time. D1 stores a number as a double, so a time must fit: 32 bits are enough until 2106.
pub fn integer(Timestamp(seconds): Timestamp) -> Value {
    Value::from(u32::try_from(seconds).unwrap_or(u32::MAX))
}

/// Returns the columns of the previous registration access token, then those of the client secret.
fn rotation(client: &RegisteredClient) -> Vec<Value> {
    let credentials = &client.credentials;
    let token = credentials.previous_token.as_ref().map(|it| (it.key.as_str().to_owned(), it.generation, it.until));
    let secret = credentials.previous_secret.as_ref().map(|it| (it.key.to_text(), it.generation, it.until));
    let mut columns = previous(token).to_vec();
    columns.push(integer(credentials.secret_since));
    columns.extend(previous(secret));
    columns
}

fn previous(credential: Option<(String, Generation, Timestamp)>) -> [Value; 3] {
    match credential {
        Some((key, Generation(generation), until)) => [Value::from(key), Value::from(generation), integer(until)],
        None => [Value::Null, Value::Null, Value::Null],
    }
}

pub fn metadata(client: &RegisteredClient) -> String {
    json::text(client.metadata.members())
}
