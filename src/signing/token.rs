//! Signs tokens of this server. RFC 7515 section 7.1.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Serialize;

use crate::client_metadata::{Keyword, SigningAlgorithm};
use crate::error::Fault;
use crate::json;
use crate::key_ring::KeyRing;
use crate::ports::{Clock, Random, Sign, Store};
use crate::signing;

/// Signs claims with the current key, as a token of this kind, such as `at+jwt`.
pub async fn sign_token(
    kind: &str,
    claims: &impl Serialize,
    algorithm: &SigningAlgorithm,
    keys: &KeyRing,
    ports: &(impl Clock + Random + Sign + Store),
) -> Result<String, Fault> {
    let part = |text: String| Base64UrlUnpadded::encode_string(text.as_bytes());
    let message = |kid: &str| {
        let header = Header { alg: algorithm.name(), kid, typ: kind };
        format!("{}.{}", part(json::text(&header)), part(json::text(claims)))
    };
    let (signed, signature) = signing::sign(message, algorithm, keys, ports).await?;
    Ok(format!("{signed}.{}", Base64UrlUnpadded::encode_string(&signature)))
}

/// The header of a token. RFC 7515 section 4.1.
#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    kid: &'a str,
    typ: &'a str,
}
