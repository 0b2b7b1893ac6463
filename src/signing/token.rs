//! Tokens of this server. RFC 7515 section 7.1.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};

use crate::client_metadata::{Keyword, SigningAlgorithm};
use crate::error::Fault;
use crate::key_ring::KeyRing;
use crate::ports::{Clock, Random, Sign, Store};
use crate::signing;

/// Signs claims as a token of this kind, such as `at+jwt`, with the key that signs now.
pub async fn sign_token(
    kind: &str,
    claims: &Value,
    algorithm: &SigningAlgorithm,
    keys: &KeyRing,
    ports: &(impl Clock + Random + Sign + Store),
) -> Result<String, Fault> {
    let part = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    let message = |kid: &str| {
        let header = json!({"alg": algorithm.name(), "kid": kid, "typ": kind});
        format!("{}.{}", part(&header), part(claims))
    };
    let (signed, signature) = signing::sign(message, algorithm, keys, ports).await?;
    Ok(format!("{signed}.{}", Base64UrlUnpadded::encode_string(&signature)))
}
