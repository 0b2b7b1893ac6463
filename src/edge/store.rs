//! The store on D1. Every session starts at the primary, so that a read sees every earlier write wherever it was made.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;
use worker::wasm_bindgen::JsValue;
use worker::{D1DatabaseSession, D1Result, D1SessionConstraint};

use crate::client::{ClientId, RegisteredClient, Revision};
use crate::edge::platform::Platform;
use crate::edge::rows;
use crate::error::Fault;
use crate::metadata::Keyword;
use crate::ports::{Forgotten, Inserted, Replaced, Spent, Store, Unless};
use crate::registrant::{Bounds, InitialAccessToken, Origin, TokenDigest};
use crate::signing::SigningKey;
use crate::unit::Timestamp;

/// Nothing comes back where the token that is to be used cannot be.
const INSERT: &str = "INSERT INTO clients \
    (client_id, metadata, issued_at, secret_key, secret_generation, token_key, token_generation, revision, bounds) \
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE ?10 IS NULL OR EXISTS (SELECT 1 FROM initial_access_tokens \
    WHERE digest = ?10 AND uses_left > 0 AND expires_at > ?3) RETURNING 1 AS stored";

/// Comes before the insertion in one transaction: the first use makes a signed token known, as it is then.
const MAKE_KNOWN: &str = "INSERT INTO initial_access_tokens \
    (digest, label, uses_left, created_at, expires_at, bounds) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
    ON CONFLICT (digest) DO NOTHING";

/// Comes after the insertion in one transaction: a use is only for a client that was stored.
const USE: &str = "UPDATE initial_access_tokens SET uses_left = uses_left - 1 \
    WHERE digest = ?1 AND EXISTS (SELECT 1 FROM clients WHERE client_id = ?2)";

const INITIAL_ACCESS_TOKEN: &str = "SELECT uses_left, expires_at, bounds FROM initial_access_tokens WHERE digest = ?1";

const FIND: &str = "SELECT metadata, issued_at, secret_key, secret_generation, token_key, token_generation, \
    previous_token_key, previous_token_generation, previous_token_until, revision, bounds FROM clients \
    WHERE client_id = ?1 AND deleted_at IS NULL";

const REPLACE: &str = "UPDATE clients SET metadata = ?2, secret_key = ?3, secret_generation = ?4, \
    token_key = ?5, token_generation = ?6, revision = ?7, \
    previous_token_key = ?9, previous_token_generation = ?10, previous_token_until = ?11 \
    WHERE client_id = ?1 AND revision = ?8 AND deleted_at IS NULL \
    RETURNING revision";

const DELETE: &str = "UPDATE clients SET metadata = '{}', deleted_at = ?2 \
    WHERE client_id = ?1 AND revision = ?3 AND deleted_at IS NULL RETURNING revision";

const IS_SPENT: &str = "SELECT 1 AS spent FROM spent WHERE once = ?1";

/// Nothing comes back where the row was there.
const SPEND: &str =
    "INSERT INTO spent (once, until) VALUES (?1, ?2) ON CONFLICT (once) DO NOTHING RETURNING 1 AS first";

const FORGET_TOKENS: &str = "DELETE FROM initial_access_tokens WHERE digest IN \
    (SELECT digest FROM initial_access_tokens WHERE expires_at < ?1 LIMIT 5000) RETURNING 1 AS forgotten";

const FORGET_SPENT: &str = "DELETE FROM spent WHERE once IN \
    (SELECT once FROM spent WHERE until < ?1 LIMIT 5000) RETURNING 1 AS forgotten";

const REMOVE_KEY: &str = "DELETE FROM signing_keys WHERE kid = ?1";

const SIGNING_KEYS: &str = "SELECT kid, algorithm, public, sealed, sealed_with, begins_at, due_at FROM signing_keys";

const ADD_FIRST_KEY: &str = "INSERT INTO signing_keys (kid, algorithm, public, sealed, sealed_with, begins_at) \
    SELECT ?1, ?2, ?3, ?4, ?5, ?6 \
    WHERE NOT EXISTS (SELECT 1 FROM signing_keys WHERE algorithm = ?2 AND sealed_with = ?5)";

const ADD_NEXT_KEY: &str = "INSERT INTO signing_keys (kid, algorithm, public, sealed, sealed_with, begins_at) \
    SELECT ?1, ?2, ?3, ?4, ?5, ?6 \
    WHERE NOT EXISTS (SELECT 1 FROM signing_keys WHERE algorithm = ?2 AND begins_at > ?7)";

/// A bounded piece, within the limits of a statement.
const FORGET: &str = "DELETE FROM clients WHERE client_id IN \
    (SELECT client_id FROM clients WHERE deleted_at < ?1 LIMIT 5000) RETURNING 1 AS forgotten";

impl Platform<'_> {
    fn session(&self) -> Result<D1DatabaseSession, Fault> {
        Ok(self.0.d1("DB")?.with_session_constraint(D1SessionConstraint::FirstPrimary)?)
    }
}

impl Platform<'_> {
    /// Runs a statement that says of each row that it is gone.
    async fn forget_by(&self, statement: &str, time: Timestamp) -> Result<Forgotten, Fault> {
        let session = self.session()?;
        let results = session.batch(vec![session.prepare(statement).bind(&[integer(time)?])?]).await?;
        let mut forgotten: u64 = 0;
        for result in results {
            let rows = result.results::<Value>()?.len();
            forgotten = forgotten.saturating_add(u64::try_from(rows).unwrap_or(u64::MAX));
        }
        Ok(Forgotten(forgotten))
    }
}

impl Store for Platform<'_> {
    async fn insert(&self, client: &RegisteredClient, spends: Option<&InitialAccessToken>) -> Result<Inserted, Fault> {
        let session = self.session()?;
        let written = |bounds: &Bounds| Value::Object(bounds.lists().clone()).to_string();
        let bounds = client.bounds.as_ref().map(written);
        let mut statements = Vec::new();
        if let Some(InitialAccessToken {
            digest,
            uses_left,
            expires_at,
            bounds,
            origin: Origin::Issuer { label, .. },
        }) = spends
        {
            statements.push(session.prepare(MAKE_KNOWN).bind(&[
                text(digest.as_str()),
                text(label),
                JsValue::from(*uses_left),
                integer(client.issued_at)?,
                integer(*expires_at)?,
                text(&written(bounds)),
            ])?);
        }
        let insertion = statements.len();
        statements.push(session.prepare(INSERT).bind(&[
            text(client.id.as_str()),
            text(&metadata(client)),
            integer(client.issued_at)?,
            text(client.credentials.secret_key.as_str()),
            JsValue::from(client.credentials.secret_generation.0),
            text(client.credentials.token_key.as_str()),
            JsValue::from(client.credentials.token_generation.0),
            JsValue::from(client.revision.0),
            bounds.as_deref().map_or(JsValue::NULL, text),
            spends.map_or(JsValue::NULL, |token| text(token.digest.as_str())),
        ])?);
        if let Some(InitialAccessToken { digest, .. }) = spends {
            statements.push(session.prepare(USE).bind(&[text(digest.as_str()), text(client.id.as_str())])?);
        }
        let results = match session.batch(statements).await {
            Ok(results) => results,
            Err(error) if is_taken(&error) => return Ok(Inserted::Taken),
            Err(error) => return Err(error.into()),
        };
        let stored: Vec<Value> = results.get(insertion).map_or(Ok(Vec::new()), D1Result::results)?;
        Ok(if stored.is_empty() { Inserted::SpentUp } else { Inserted::New })
    }

    async fn initial_access_token(&self, digest: &TokenDigest) -> Result<Option<InitialAccessToken>, Fault> {
        let statement = self.session()?.prepare(INITIAL_ACCESS_TOKEN).bind(&[text(digest.as_str())])?;
        let row: Option<Value> = statement.first(None).await?;
        row.map(|row| rows::initial_access_token(digest, row)).transpose()
    }

    async fn find(&self, id: &ClientId) -> Result<Option<RegisteredClient>, Fault> {
        let statement = self.session()?.prepare(FIND).bind(&[text(id.as_str())])?;
        let row: Option<Value> = statement.first(None).await?;
        row.map(|row| rows::client(id, row)).transpose()
    }

    async fn replace(&self, client: &RegisteredClient, from: Revision) -> Result<Replaced, Fault> {
        let session = self.session()?;
        let [previous_key, previous_generation, previous_until] = previous(client)?;
        let statement = session.prepare(REPLACE).bind(&[
            text(client.id.as_str()),
            text(&metadata(client)),
            text(client.credentials.secret_key.as_str()),
            JsValue::from(client.credentials.secret_generation.0),
            text(client.credentials.token_key.as_str()),
            JsValue::from(client.credentials.token_generation.0),
            JsValue::from(client.revision.0),
            JsValue::from(from.0),
            previous_key,
            previous_generation,
            previous_until,
        ])?;
        let stored: Option<u32> = statement.first(Some("revision")).await?;
        Ok(if stored.is_some() { Replaced::Done } else { Replaced::Outrun })
    }

    async fn delete(&self, id: &ClientId, from: Revision, at: Timestamp) -> Result<Replaced, Fault> {
        let parameters = [text(id.as_str()), integer(at)?, JsValue::from(from.0)];
        let statement = self.session()?.prepare(DELETE).bind(&parameters)?;
        let deleted: Option<u32> = statement.first(Some("revision")).await?;
        Ok(if deleted.is_some() { Replaced::Done } else { Replaced::Outrun })
    }

    async fn spend(&self, once: &str, until: Timestamp) -> Result<Spent, Fault> {
        let statement = self.session()?.prepare(SPEND).bind(&[text(once), integer(until)?])?;
        let first: Option<u32> = statement.first(Some("first")).await?;
        Ok(if first.is_some() { Spent::First } else { Spent::Again })
    }

    async fn is_spent(&self, once: &str) -> Result<bool, Fault> {
        let statement = self.session()?.prepare(IS_SPENT).bind(&[text(once)])?;
        let spent: Option<u32> = statement.first(Some("spent")).await?;
        Ok(spent.is_some())
    }

    async fn forget_tokens(&self, before: Timestamp) -> Result<Forgotten, Fault> {
        self.forget_by(FORGET_TOKENS, before).await
    }

    async fn forget_spent(&self, until: Timestamp) -> Result<Forgotten, Fault> {
        self.forget_by(FORGET_SPENT, until).await
    }

    async fn remove_signing_key(&self, kid: &str) -> Result<(), Fault> {
        let session = self.session()?;
        session.batch(vec![session.prepare(REMOVE_KEY).bind(&[text(kid)])?]).await?;
        Ok(())
    }

    async fn signing_keys(&self) -> Result<Vec<SigningKey>, Fault> {
        let rows: Vec<Value> = self.session()?.prepare(SIGNING_KEYS).all().await?.results()?;
        rows.into_iter().map(rows::signing_key).collect()
    }

    async fn add_signing_key(&self, key: &SigningKey, unless: Unless) -> Result<(), Fault> {
        let session = self.session()?;
        let mut parameters = vec![
            text(&key.kid),
            text(key.algorithm.name()),
            text(&Value::Object(key.public.clone()).to_string()),
            text(&Base64UrlUnpadded::encode_string(&key.sealed)),
            text(key.sealed_with.as_str()),
            integer(key.begins_at)?,
        ];
        let statement = match unless {
            Unless::After(time) => {
                parameters.push(integer(time)?);
                ADD_NEXT_KEY
            }
            Unless::SealedAlike => ADD_FIRST_KEY,
        };
        session.batch(vec![session.prepare(statement).bind(&parameters)?]).await?;
        Ok(())
    }

    async fn forget(&self, before: Timestamp) -> Result<Forgotten, Fault> {
        self.forget_by(FORGET, before).await
    }
}

fn text(value: &str) -> JsValue {
    JsValue::from_str(value)
}

/// D1 takes numbers, not `BigInt`s: a time goes as the double that holds it exactly.
fn integer(Timestamp(seconds): Timestamp) -> Result<JsValue, Fault> {
    let seconds = u32::try_from(seconds).map_err(|_| Fault::Broken("the clock is beyond the year 2106".to_owned()))?;
    Ok(JsValue::from_f64(f64::from(seconds)))
}

/// The columns of the token before the current one.
fn previous(client: &RegisteredClient) -> Result<[JsValue; 3], Fault> {
    match &client.credentials.previous_token {
        Some(token) => Ok([text(token.key.as_str()), JsValue::from(token.generation.0), integer(token.until)?]),
        None => Ok([JsValue::NULL, JsValue::NULL, JsValue::NULL]),
    }
}

fn metadata(client: &RegisteredClient) -> String {
    Value::Object(client.metadata.members().clone()).to_string()
}

/// SQLite names the column of a primary key, not its constraint.
fn is_taken(error: &worker::Error) -> bool {
    matches!(error, worker::Error::D1(error) if error.cause().contains("UNIQUE constraint failed: clients.client_id"))
}
