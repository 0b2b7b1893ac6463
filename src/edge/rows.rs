//! Reads rows of the database into values of the core.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

use crate::edge::row::read_all;
use crate::edge::row::{Column, Row};
use crate::error::Fault;
use crate::model::{
    Approval, Bounds, Change, ClientId, Credentials, InitialAccessToken, KeyAlgorithm, Origin, Previous,
    RegisteredClient, Registration, ServerKey, SigningKeysVersion, TokenDigest, UnusedRetention,
};
use crate::ports::{ClientRecord, Found, SealedRegistration};
use crate::rules::ValidatedClient;
use crate::unit::Timestamp;

/// Reads the rows of `FIND`: the row of the client, if there is one, and the row beside it.
pub fn client_record(id: &ClientId, rows: &[Value]) -> Result<ClientRecord, Fault> {
    let name = format!("client {}", id.as_str());
    // A row is in two parts, because D1 permits at most 32 arguments of a function.
    let whole = |row: &Value| {
        let row = Row::of(row, &name);
        let mut known = row.object("known")?;
        known.extend(row.object("previous")?);
        Ok(Value::Object(known))
    };
    let known = read_all(rows, whole)?;
    // SQLite promises no order of the two rows.
    let (stored, beside): (Vec<_>, Vec<_>) = known.iter().partition(|row| row.get("metadata").is_some());
    let beside = beside.first().ok_or_else(|| Fault::Broken(format!("nothing is known beside the {name}")))?;
    let beside = Row::of(beside, &name);
    let (found, epoch): (_, Option<Timestamp>) = match stored.first() {
        Some(row) => (client(id, row)?, Row::of(row, &name).get("epoch")?),
        None => (Found::Nothing, None),
    };
    Ok(ClientRecord {
        found,
        epoch: epoch.max(beside.get("epoch")?),
        last_used_at: beside.get("last_used_at")?,
        forgotten: beside.get("forgotten")?,
        disabled_at: beside.get("disabled_at")?,
        approved: beside.get("approved")?,
        signing_keys: beside.get::<Option<String>>("keys_mark")?.map(SigningKeysVersion),
    })
}

/// Reads the client after a change, from the columns that the statement computed.
pub fn changed(change: &Change<'_>, row: &Value) -> Result<RegisteredClient, Fault> {
    let before = change.basis.client;
    let name = format!("client {}", before.id.as_str());
    match change.registration.clone() {
        Some(Registration { metadata, bounds }) => {
            let row = Row::of(row, &name);
            let (revision, unused) = (row.get("revision")?, kind(row.get("unused")?));
            let credentials = credentials(row)?;
            Ok(RegisteredClient { metadata, credentials, bounds, unused, revision, ..before.clone() })
        }
        None => match client(&before.id, row)? {
            Found::Client(client) => Ok(RegisteredClient { last_used_at: before.last_used_at, ..*client }),
            Found::Deleted | Found::Nothing => Err(Fault::Broken(format!("the stored {name} was deleted meanwhile"))),
        },
    }
}

pub fn initial_access_token(digest: &TokenDigest, row: &Value) -> Result<InitialAccessToken, Fault> {
    let row = Row::of(row, "initial access token");
    Ok(InitialAccessToken {
        digest: digest.clone(),
        uses_left: row.get("uses_left")?,
        expires_at: row.get("expires_at")?,
        bounds: Bounds::restore(row.object("bounds")?)?,
        origin: Origin::Operator,
    })
}

pub fn statement_issuer(row: &Value) -> Result<Map<String, Value>, Fault> {
    Row::of(row, "issuer of software statements").object("entry")
}

pub fn authorization_request(row: &Value) -> Result<String, Fault> {
    Row::of(row, "authorization request").get("request")
}

pub fn provider_client(row: &Value) -> Result<SealedRegistration, Fault> {
    let row = Row::of(row, "registration at an identity provider");
    Ok(SealedRegistration {
        sealed: row.get("sealed")?,
        registered_at: row.get("registered_at")?,
        expires_at: row.get("expires_at")?,
    })
}

pub fn server_key(row: &Value) -> Result<ServerKey, Fault> {
    let row = Row::of(row, "key of the server");
    let sealed = Base64UrlUnpadded::decode_vec(&row.get::<String>("sealed")?)
        .map_err(|_| Fault::Broken("the stored key of the server has no sound sealed".to_owned()))?;
    Ok(ServerKey {
        kid: row.get("kid")?,
        algorithm: KeyAlgorithm::of(&row.get::<String>("algorithm")?),
        public: row.object("public")?,
        sealed,
        sealed_with: row.get("sealed_with")?,
        begins_at: row.get("begins_at")?,
        due_at: row.get("due_at")?,
    })
}

fn client(id: &ClientId, row: &Value) -> Result<Found, Fault> {
    let name = format!("client {}", id.as_str());
    let row = Row::of(row, &name);
    if row.flag("is_deleted")? {
        return Ok(Found::Deleted);
    }
    Ok(Found::Client(Box::new(RegisteredClient {
        id: id.clone(),
        metadata: ValidatedClient::restore(row.object("metadata")?),
        issued_at: row.get("issued_at")?,
        credentials: credentials(row)?,
        bounds: row.maybe_object("bounds")?.map(Bounds::restore).transpose()?,
        last_used_at: None,
        approval: Approval::Given,
        unused: kind(row.get("unused")?),
        revision: row.get("revision")?,
    })))
}

fn kind(unused: Option<u32>) -> Option<UnusedRetention> {
    let position = usize::try_from(unused?.checked_sub(1)?).ok()?;
    UnusedRetention::ALL.get(position).copied()
}

fn credentials(row: Row<'_>) -> Result<Credentials, Fault> {
    let secret_since: Option<Timestamp> = row.get("secret_since")?;
    Ok(Credentials {
        secret_key: row.get("secret_key")?,
        secret_generation: row.get("secret_generation")?,
        // NULL before the first new secret.
        secret_since: secret_since.map_or_else(|| row.get("issued_at"), Ok)?,
        previous_secret: previous(row, ["previous_secret_key", "previous_secret_generation", "previous_secret_until"])?
            .map(Box::new),
        token_key: row.get("token_key")?,
        token_generation: row.get("token_generation")?,
        previous_token: previous(row, ["previous_token_key", "previous_token_generation", "previous_token_until"])?,
    })
}

fn previous<K: Column>(row: Row<'_>, [key, generation, until]: [&str; 3]) -> Result<Option<Previous<K>>, Fault> {
    let previous = (row.get(key)?, row.get(generation)?, row.get(until)?);
    let (Some(key), Some(generation), Some(until)) = previous else { return Ok(None) };
    Ok(Some(Previous { key, generation, until }))
}
