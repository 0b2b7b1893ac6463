//! Rows of the database, read back into what they were made from.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Deserialize;
use serde_json::Value;

use crate::client::{ClientId, Credentials, Generation, PreviousToken, RegisteredClient, Revision};
use crate::error::Fault;
use crate::key_ring::KeyId;
use crate::metadata::{Keyword, SigningAlgorithm};
use crate::registrant::{Bounds, InitialAccessToken, Origin, TokenDigest};
use crate::rules::ValidatedClient;
use crate::signing::SigningKey;
use crate::unit::Timestamp;

#[derive(Deserialize)]
struct Row {
    metadata: String,
    issued_at: u64,
    secret_key: String,
    secret_generation: u32,
    token_key: String,
    token_generation: u32,
    previous_token_key: Option<String>,
    previous_token_generation: Option<u32>,
    previous_token_until: Option<u64>,
    revision: u32,
    bounds: Option<String>,
}

pub fn client(id: &ClientId, row: Value) -> Result<RegisteredClient, Fault> {
    let broken = |what: &str| Fault::Broken(format!("the stored client {} has {what}", id.as_str()));
    let key = |name: &str| KeyId::parse(name).ok_or_else(|| broken("a malformed key name"));
    let row: Row = serde_json::from_value(row).map_err(|error| broken(&error.to_string()))?;
    let metadata = serde_json::from_str(&row.metadata).map_err(|error| broken(&error.to_string()))?;
    let previous_token = match (row.previous_token_key, row.previous_token_generation, row.previous_token_until) {
        (Some(name), Some(generation), Some(until)) => {
            Some(PreviousToken { key: key(&name)?, generation: Generation(generation), until: Timestamp(until) })
        }
        _ => None,
    };
    Ok(RegisteredClient {
        id: id.clone(),
        metadata: ValidatedClient::restore(metadata),
        issued_at: Timestamp(row.issued_at),
        credentials: Credentials {
            secret_key: key(&row.secret_key)?,
            secret_generation: Generation(row.secret_generation),
            token_key: key(&row.token_key)?,
            token_generation: Generation(row.token_generation),
            previous_token,
        },
        bounds: row.bounds.map(|lists| bounds(&lists)).transpose()?,
        revision: Revision(row.revision),
    })
}

#[derive(Deserialize)]
struct TokenRow {
    uses_left: u32,
    expires_at: u64,
    bounds: String,
}

pub fn initial_access_token(digest: &TokenDigest, row: Value) -> Result<InitialAccessToken, Fault> {
    let broken = |_| Fault::Broken("a stored initial access token cannot be read".to_owned());
    let row: TokenRow = serde_json::from_value(row).map_err(broken)?;
    Ok(InitialAccessToken {
        digest: digest.clone(),
        uses_left: row.uses_left,
        expires_at: Timestamp(row.expires_at),
        bounds: bounds(&row.bounds)?,
        origin: Origin::Operator,
    })
}

fn bounds(lists: &str) -> Result<Bounds, Fault> {
    let lists = serde_json::from_str(lists);
    Bounds::restore(lists.map_err(|_| Fault::Broken("stored bounds cannot be read".to_owned()))?)
}

#[derive(Deserialize)]
struct KeyRow {
    kid: String,
    algorithm: String,
    public: String,
    sealed: String,
    sealed_with: String,
    begins_at: u64,
    due_at: Option<u64>,
}

pub fn signing_key(row: Value) -> Result<SigningKey, Fault> {
    let broken = || Fault::Broken("a stored signing key cannot be read".to_owned());
    let row: KeyRow = serde_json::from_value(row).map_err(|_| broken())?;
    Ok(SigningKey {
        kid: row.kid,
        algorithm: SigningAlgorithm::of(&row.algorithm),
        public: serde_json::from_str(&row.public).map_err(|_| broken())?,
        sealed: Base64UrlUnpadded::decode_vec(&row.sealed).map_err(|_| broken())?,
        sealed_with: KeyId::parse(&row.sealed_with).ok_or_else(broken)?,
        begins_at: Timestamp(row.begins_at),
        due_at: row.due_at.map(Timestamp),
    })
}
