//! Reads rows of the database into values of the core.

use jose_jwk::jose_b64::serde::Bytes;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::error::Fault;
use crate::json;
use crate::key_ring::KeyId;
use crate::model::{
    Bounds, Change, ClientId, Credentials, Generation, InitialAccessToken, KeyAlgorithm, Origin, Previous,
    RegisteredClient, Registration, Revision, ServerKey, SigningKeysVersion, TokenDigest, UnusedRetention,
};
use crate::ports::{ClientRecord, Found, SealedRegistration};
use crate::rules::ValidatedClient;
use crate::unit::Timestamp;

/// Reads the rows of `FIND`: the row of the client, if there is one, and the row beside it.
pub fn client_record(id: &ClientId, rows: &[Value]) -> Result<ClientRecord, Fault> {
    let name = format!("client {}", id.as_str());
    let whole = |row: &Value| {
        let Pair { mut known, previous } = read(row, &name)?;
        known.extend(previous);
        Ok(Value::Object(known))
    };
    let known = rows.iter().map(whole).collect::<Result<Vec<_>, Fault>>()?;
    // SQLite promises no order of the two rows.
    let (stored, beside): (Vec<_>, Vec<_>) = known.iter().partition(|row| row.get("metadata").is_some());
    let beside = beside.first().ok_or_else(|| Fault::Broken(format!("nothing is known beside the {name}")))?;
    let beside: BesideRow = read(beside, &name)?;
    let (found, epoch) = match stored.first() {
        Some(row) => (client(id, row)?, read::<EpochRow>(row, &name)?.epoch),
        None => (Found::Nothing, None),
    };
    Ok(ClientRecord {
        found,
        epoch: epoch.max(beside.epoch),
        last_used_at: beside.last_used_at,
        forgotten: beside.forgotten,
        disabled_at: beside.disabled_at,
        signing_keys: beside.keys_mark.map(SigningKeysVersion),
    })
}

/// Reads the client after a change, from the columns that the statement computed.
pub fn changed(change: &Change<'_>, row: &Value) -> Result<RegisteredClient, Fault> {
    let before = change.basis.client;
    let name = format!("client {}", before.id.as_str());
    match change.registration.clone() {
        Some(Registration { metadata, bounds }) => {
            let ChangedRow { revision, unused } = read(row, &name)?;
            let credentials = read::<CredentialsRow>(row, &name)?.into();
            let unused = kind(unused);
            Ok(RegisteredClient { metadata, credentials, bounds, unused, revision, ..before.clone() })
        }
        None => match client(&before.id, row)? {
            Found::Client(client) => Ok(RegisteredClient { last_used_at: before.last_used_at, ..*client }),
            Found::Deleted | Found::Nothing => Err(Fault::Broken(format!("the stored {name} was deleted meanwhile"))),
        },
    }
}

pub fn initial_access_token(digest: &TokenDigest, row: &Value) -> Result<InitialAccessToken, Fault> {
    let TokenRow { uses_left, expires_at, bounds } = read(row, "initial access token")?;
    let bounds = Bounds::restore(bounds)?;
    Ok(InitialAccessToken { digest: digest.clone(), uses_left, expires_at, bounds, origin: Origin::Operator })
}

pub fn statement_issuer(row: &Value) -> Result<Map<String, Value>, Fault> {
    read(row, "issuer of software statements").map(|IssuerRow { entry }| entry)
}

pub fn authorization_request(row: &Value) -> Result<String, Fault> {
    read(row, "authorization request").map(|RequestRow { request }| request)
}

pub fn provider_client(row: &Value) -> Result<SealedRegistration, Fault> {
    let ProviderRow { sealed, registered_at, expires_at } = read(row, "registration at an identity provider")?;
    Ok(SealedRegistration { sealed, registered_at, expires_at })
}

pub fn server_key(row: &Value) -> Result<ServerKey, Fault> {
    let ServerKeyRow { kid, algorithm, public, sealed, sealed_with, begins_at, due_at } =
        read(row, "key of the server")?;
    let (algorithm, sealed) = (KeyAlgorithm::of(&algorithm), sealed.to_vec());
    Ok(ServerKey { kid, algorithm, public, sealed, sealed_with, begins_at, due_at })
}

fn client(id: &ClientId, row: &Value) -> Result<Found, Fault> {
    let name = format!("client {}", id.as_str());
    let ClientRow { metadata, issued_at, revision, bounds, unused, is_deleted } = read(row, &name)?;
    if is_deleted != 0 {
        return Ok(Found::Deleted);
    }
    Ok(Found::Client(Box::new(RegisteredClient {
        id: id.clone(),
        metadata: ValidatedClient::restore(metadata),
        issued_at,
        credentials: read::<CredentialsRow>(row, &name)?.into(),
        bounds: bounds.map(Bounds::restore).transpose()?,
        last_used_at: None,
        unused: kind(unused),
        revision,
    })))
}

fn kind(unused: Option<usize>) -> Option<UnusedRetention> {
    unused.and_then(|number| UnusedRetention::ALL.get(number.checked_sub(1)?).copied())
}

/// Reads columns of a row by their names. The fault names the column, never its value.
pub fn read<T: DeserializeOwned>(row: &Value, of: &str) -> Result<T, Fault> {
    serde_path_to_error::deserialize(row)
        .map_err(|error| Fault::Broken(format!("the stored {of} has no sound {}", error.path())))
}

/// Reads a text that is JSON.
pub fn parsed<'de, T: DeserializeOwned, D: Deserializer<'de>>(column: D) -> Result<T, D::Error> {
    let text = String::deserialize(column)?;
    json::parse_trusted(&text).ok_or_else(|| D::Error::custom("no sound JSON"))
}

pub fn maybe_parsed<'de, T: DeserializeOwned, D: Deserializer<'de>>(column: D) -> Result<Option<T>, D::Error> {
    let text = Option::<String>::deserialize(column)?;
    text.map(|text| json::parse_trusted(&text).ok_or_else(|| D::Error::custom("no sound JSON"))).transpose()
}

/// A row in two parts, because D1 permits at most 32 arguments of a function.
#[derive(Deserialize)]
struct Pair {
    #[serde(deserialize_with = "parsed")]
    known: Map<String, Value>,
    #[serde(deserialize_with = "parsed")]
    previous: Map<String, Value>,
}

#[derive(Deserialize)]
struct BesideRow {
    disabled_at: Option<Timestamp>,
    epoch: Option<Timestamp>,
    forgotten: Option<Timestamp>,
    keys_mark: Option<String>,
    last_used_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct EpochRow {
    epoch: Option<Timestamp>,
}

#[derive(Deserialize)]
struct ClientRow {
    #[serde(deserialize_with = "parsed")]
    metadata: Map<String, Value>,
    issued_at: Timestamp,
    revision: Revision,
    #[serde(deserialize_with = "maybe_parsed")]
    bounds: Option<Map<String, Value>>,
    unused: Option<usize>,
    // D1 has no booleans: they come back as numbers (observed).
    is_deleted: u32,
}

#[derive(Deserialize)]
struct ChangedRow {
    revision: Revision,
    unused: Option<usize>,
}

#[derive(Deserialize)]
struct CredentialsRow {
    issued_at: Timestamp,
    secret_key: KeyId,
    secret_generation: Generation,
    secret_since: Option<Timestamp>,
    previous_secret_key: Option<KeyId>,
    previous_secret_generation: Option<Generation>,
    previous_secret_until: Option<Timestamp>,
    token_key: KeyId,
    token_generation: Generation,
    previous_token_key: Option<KeyId>,
    previous_token_generation: Option<Generation>,
    previous_token_until: Option<Timestamp>,
}

impl From<CredentialsRow> for Credentials {
    fn from(row: CredentialsRow) -> Self {
        let previous = |key: Option<KeyId>, generation: Option<Generation>, until: Option<Timestamp>| {
            Some(Previous { key: key?, generation: generation?, until: until? })
        };
        Self {
            secret_key: row.secret_key,
            secret_generation: row.secret_generation,
            // NULL before the first new secret.
            secret_since: row.secret_since.unwrap_or(row.issued_at),
            previous_secret: previous(
                row.previous_secret_key,
                row.previous_secret_generation,
                row.previous_secret_until,
            ),
            token_key: row.token_key,
            token_generation: row.token_generation,
            previous_token: previous(row.previous_token_key, row.previous_token_generation, row.previous_token_until),
        }
    }
}

#[derive(Deserialize)]
struct TokenRow {
    uses_left: u32,
    expires_at: Timestamp,
    #[serde(deserialize_with = "parsed")]
    bounds: Map<String, Value>,
}

#[derive(Deserialize)]
struct IssuerRow {
    #[serde(deserialize_with = "parsed")]
    entry: Map<String, Value>,
}

#[derive(Deserialize)]
struct RequestRow {
    request: String,
}

#[derive(Deserialize)]
struct ProviderRow {
    sealed: String,
    registered_at: Timestamp,
    expires_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct ServerKeyRow {
    kid: String,
    algorithm: String,
    #[serde(deserialize_with = "parsed")]
    public: Map<String, Value>,
    sealed: Bytes,
    sealed_with: KeyId,
    begins_at: Timestamp,
    due_at: Option<Timestamp>,
}
