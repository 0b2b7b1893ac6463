//! The keys of the software statements that the operator of this server issues. RFC 7517.

use serde_json::Value;

use crate::client_metadata::Jwks;
use crate::endpoint::document::Document;
use crate::error::Error;
use crate::http::{Request, Response};
use crate::json;
use crate::model::Config;
use crate::ports::StatementIssuerStore;
use crate::unit::Seconds;

/// How long callers may cache the keys.
const MAX_AGE: Seconds = Seconds(300);

/// Returns the public keys. They are apart from the keys of tokens, so that the holder of a private key can issue
/// statements and nothing else.
pub async fn publish(request: &Request, config: &Config, store: &impl StatementIssuerStore) -> Result<Response, Error> {
    let mut keys: Vec<Value> = Vec::new();
    // Statements that were signed under a former issuer name are still verified with these keys.
    for name in config.names() {
        let entry = store.statement_issuer(name).await?;
        let jwks = entry.and_then(|entry| Jwks::of(entry.get("jwks")?));
        for key in jwks.iter().flat_map(Jwks::members).map(Value::Object) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    Ok(Document::of(json::object([("keys", Value::from(keys))]), MAX_AGE).answer(request))
}
