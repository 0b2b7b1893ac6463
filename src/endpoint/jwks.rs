//! The public keys that verify the tokens of this server. RFC 7517, RFC 8414 section 2.

use serde_json::Value;

use crate::endpoint::document::Document;
use crate::error::Error;
use crate::http::{Request, Response};
use crate::json;
use crate::model::Config;
use crate::ports::{Clock, Random, Sign, SigningKeyStore};
use crate::signing;
use crate::unit::Seconds;

/// How long callers may cache the keys. A new key is published for much longer before it signs.
const MAX_AGE: Seconds = Seconds(900);

/// Returns the public keys: current, next and previous.
pub async fn publish(
    request: &Request,
    config: &Config,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<Response, Error> {
    let keys = signing::published(None, config, ports).await?;
    let members = json::object([("keys", Value::from(keys))]);
    Ok(Document::of(members, MAX_AGE).answer(request))
}
