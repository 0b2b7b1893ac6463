//! Settings: their names, the first fault of a configuration, and limits that the command line keeps to.

use enrol::client_metadata::{JWKS_MAXIMUM, Keyword};
use enrol::config::{FORMER_ISSUERS_MAXIMUM, RESERVED_CLAIMS, SECRETS, SETTINGS};
use enrol::model::{Config, Issuer, RESET_PREFIX, TOKEN_PREFIX};
use enrol::signing::{ALGORITHMS, SUPPORTED};
use serde_json::{Map, Value, json};

use crate::Answer;

/// Names and limits.
pub fn constants() -> Value {
    let algorithms: Vec<&str> = ALGORITHMS.iter().map(Keyword::name).collect();
    let further = SUPPORTED.iter().filter(|algorithm| !ALGORITHMS.contains(algorithm)).map(Keyword::name);
    json!({
        "former_issuers": FORMER_ISSUERS_MAXIMUM,
        "further_signing_algorithms": further.collect::<Vec<_>>(),
        "keys_in_set": JWKS_MAXIMUM,
        "reserved_claims": RESERVED_CLAIMS,
        "reset_prefix": RESET_PREFIX,
        "secrets": SECRETS.as_slice(),
        "settings": SETTINGS,
        "signing_algorithms": algorithms,
        "token_prefix": TOKEN_PREFIX,
    })
}

/// Returns the first setting that the server cannot start with, and what it must be; `null` for none.
///
/// A table or a list is read as its JSON text, as the platform hands it to the server.
pub fn fault(settings: &Map<String, Value>) -> Value {
    let text = |name: &str| match settings.get(name)? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        value => Some(value.to_string()),
    };
    match Config::read(text) {
        Ok(_) => Value::Null,
        Err(fault) => json!({"setting": fault.setting, "must": fault.must}),
    }
}

/// Reads an issuer identifier.
pub fn issuer(text: &str) -> Answer {
    let issuer = Issuer::parse(text)?;
    Ok(json!({"is_encrypted": issuer.is_encrypted()}))
}
