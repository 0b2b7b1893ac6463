//! Rows of the database, read back into what they were made from.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

use crate::client_metadata::{Keyword, SigningAlgorithm};
use crate::error::Fault;
use crate::json;
use crate::key_ring::KeyId;
use crate::model::{
    Change, ClientId, Credentials, Generation, InitialAccessToken, Origin, Previous, RegisteredClient, Registration,
    Revision, SigningKey, TokenDigest, Unused,
};
use crate::policy::Bounds;
use crate::ports::{Found, Known};
use crate::rules::ValidatedClient;
use crate::unit::Timestamp;

/// A row by the names of its columns.
struct Row<'a>(&'a Value, &'a str);

impl Row<'_> {
    fn text(&self, column: &str) -> Result<&str, Fault> {
        self.0.get(column).and_then(Value::as_str).ok_or_else(|| self.broken(column))
    }

    fn number<T: TryFrom<u64>>(&self, column: &str) -> Result<T, Fault> {
        self.maybe_number(column).ok_or_else(|| self.broken(column))
    }

    fn maybe_number<T: TryFrom<u64>>(&self, column: &str) -> Option<T> {
        self.0.get(column).and_then(Value::as_u64).and_then(|number| T::try_from(number).ok())
    }

    fn key(&self, column: &str) -> Result<KeyId, Fault> {
        KeyId::parse(self.text(column)?).ok_or_else(|| self.broken(column))
    }

    /// The credential of a kind before the current one.
    fn previous(&self, kind: &str) -> Result<Option<Previous>, Fault> {
        let [key, generation, until] = ["key", "generation", "until"].map(|part| format!("previous_{kind}_{part}"));
        let (Some(generation), Some(until)) = (self.maybe_number(&generation), self.maybe_number(&until)) else {
            return Ok(None);
        };
        Ok(Some(Previous { key: self.key(&key)?, generation: Generation(generation), until: Timestamp(until) }))
    }

    fn object(&self, column: &str) -> Result<Map<String, Value>, Fault> {
        json::own_object(self.text(column)?).ok_or_else(|| self.broken(column))
    }

    /// Names the column, never what is in it.
    fn broken(&self, column: &str) -> Fault {
        Fault::Broken(format!("the stored {} has no sound {column}", self.1))
    }
}

/// What the database knows when a client is asked for.
pub struct Asked {
    pub known: Known,
    /// What tells the keys that sign from earlier ones.
    pub keys_mark: Option<String>,
}

/// Reads the row of the client, if there is one, and the row of what is known beside it.
pub fn asked(id: &ClientId, rows: &[Value]) -> Result<Asked, Fault> {
    let name = format!("client {}", id.as_str());
    let whole = |row: &Value| {
        let [mut known, previous] = [Row(row, &name).object("known")?, Row(row, &name).object("previous")?];
        known.extend(previous);
        Ok(Value::Object(known))
    };
    let known = rows.iter().map(whole).collect::<Result<Vec<_>, Fault>>()?;
    let (stored, beside): (Vec<_>, Vec<_>) = known.iter().partition(|row| row.get("metadata").is_some());
    let stored = stored.first().map(|row| Row(row, &name));
    let beside = beside.first().ok_or_else(|| Fault::Broken(format!("nothing is known beside the {name}")))?;
    let beside = Row(beside, &name);
    let epochs = [stored.as_ref(), Some(&beside)].map(|row| row.and_then(|row| row.maybe_number("epoch")));
    Ok(Asked {
        known: Known {
            found: stored.map_or(Ok(Found::Nothing), |row| client(id, &row))?,
            epoch: epochs.into_iter().flatten().max().map(Timestamp),
            last_used_at: beside.maybe_number("last_used_at").map(Timestamp),
            forgotten: beside.maybe_number("forgotten").map(Timestamp),
        },
        keys_mark: beside.text("keys_mark").ok().map(str::to_owned),
    })
}

fn client(id: &ClientId, row: &Row<'_>) -> Result<Found, Fault> {
    if row.number::<u32>("is_deleted")? != 0 {
        return Ok(Found::Deleted);
    }
    let issued_at = row.number("issued_at")?;
    Ok(Found::Client(Box::new(RegisteredClient {
        id: id.clone(),
        metadata: ValidatedClient::restore(row.object("metadata")?),
        issued_at: Timestamp(issued_at),
        credentials: credentials(row)?,
        bounds: match row.0.get("bounds") {
            Some(Value::Null) => None,
            _ => Some(Bounds::restore(row.object("bounds")?)?),
        },
        last_used_at: None,
        unused: unused(row),
        revision: Revision(row.number("revision")?),
    })))
}

fn unused(row: &Row<'_>) -> Option<Unused> {
    row.maybe_number::<usize>("unused").and_then(|number| Unused::ALL.get(number.checked_sub(1)?).copied())
}

fn credentials(row: &Row<'_>) -> Result<Credentials, Fault> {
    let since = row.maybe_number("secret_since").map_or_else(|| row.number("issued_at"), Ok)?;
    Ok(Credentials {
        secret_key: row.key("secret_key")?,
        secret_generation: Generation(row.number("secret_generation")?),
        secret_since: Timestamp(since),
        previous_secret: row.previous("secret")?,
        token_key: row.key("token_key")?,
        token_generation: Generation(row.number("token_generation")?),
        previous_token: row.previous("token")?,
    })
}

/// Reads the client after a change of which the database tells the row, as far as the change has not said it.
pub fn changed(change: &Change<'_>, row: &Value) -> Result<RegisteredClient, Fault> {
    let before = change.basis.client;
    let name = format!("client {}", before.id.as_str());
    let row = Row(row, &name);
    match change.registration.clone() {
        Some(Registration { metadata, bounds }) => Ok(RegisteredClient {
            metadata,
            bounds,
            credentials: credentials(&row)?,
            unused: unused(&row),
            revision: Revision(row.number("revision")?),
            ..before.clone()
        }),
        None => match client(&before.id, &row)? {
            Found::Client(client) => Ok(RegisteredClient { last_used_at: before.last_used_at, ..*client }),
            Found::Deleted | Found::Nothing => Err(row.broken("deleted_at")),
        },
    }
}

pub fn initial_access_token(digest: &TokenDigest, row: &Value) -> Result<InitialAccessToken, Fault> {
    let row = Row(row, "initial access token");
    Ok(InitialAccessToken {
        digest: digest.clone(),
        uses_left: row.number("uses_left")?,
        expires_at: Timestamp(row.number("expires_at")?),
        bounds: Bounds::restore(row.object("bounds")?)?,
        origin: Origin::Operator,
    })
}

pub fn statement_issuer(row: &Value) -> Result<Map<String, Value>, Fault> {
    Row(row, "issuer of software statements").object("entry")
}

pub fn signing_key(row: &Value) -> Result<SigningKey, Fault> {
    let row = Row(row, "signing key");
    let sealed = Base64UrlUnpadded::decode_vec(row.text("sealed")?);
    Ok(SigningKey {
        kid: row.text("kid")?.to_owned(),
        algorithm: SigningAlgorithm::of(row.text("algorithm")?),
        public: row.object("public")?,
        sealed: sealed.map_err(|_| row.broken("sealed"))?,
        sealed_with: row.key("sealed_with")?,
        begins_at: Timestamp(row.number("begins_at")?),
        due_at: row.maybe_number("due_at").map(Timestamp),
    })
}
