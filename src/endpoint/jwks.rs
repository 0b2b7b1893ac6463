//! The keys that others verify the tokens of this server with. RFC 7517, RFC 8414 section 2.

use serde_json::Value;

use crate::endpoint::document::Document;
use crate::error::Error;
use crate::http::{Request, Response};
use crate::json;
use crate::model::Config;
use crate::ports::{Clock, Random, Sign, SigningKeyStore};
use crate::signing;
use crate::unit::Seconds;

/// How long others may keep the keys: much less than a key is there before it signs.
const MAX_AGE: Seconds = Seconds(900);

/// The public keys: those that sign, those that will, and those that have.
pub async fn publish(
    request: &Request,
    config: &Config,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<Response, Error> {
    let keys = signing::published(None, &config.keys, ports).await?;
    let members = json::object([("keys", Value::from(keys))]);
    Ok(Document::of(members, MAX_AGE).answer(request))
}
