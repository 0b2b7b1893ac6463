//! Signs tokens of this server, and verifies signatures of all tokens. RFC 7515 sections 5 and 7.1, RFC 7518 section 3.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Serialize;
use serde_json::{Value, json};

use crate::client_metadata::{Jwks, Keyword, PublicKey, SigningAlgorithm};
use crate::error::Fault;
use crate::jose::Token;
use crate::json;
use crate::key_ring::KeyRing;
use crate::model::SigningKeysVersion;
use crate::ports::{Clock, Random, Sign, SigningKeyStore, Verify};
use crate::signing;

/// Signs claims with the current key, as a token of this kind, such as `at+jwt`.
pub fn sign_token(
    kind: &str,
    claims: &impl Serialize,
    algorithm: &SigningAlgorithm,
    version: Option<&SigningKeysVersion>,
    keys: &KeyRing,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> impl Future<Output = Result<String, Fault>> {
    sign_text(kind, json::text(claims), algorithm, version, keys, ports)
}

// Apart because a future is compiled again for each type of claims.
async fn sign_text(
    kind: &str,
    claims: String,
    algorithm: &SigningAlgorithm,
    version: Option<&SigningKeysVersion>,
    keys: &KeyRing,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<String, Fault> {
    let part = |text: String| Base64UrlUnpadded::encode_string(text.as_bytes());
    let message = |kid: &str| {
        let header = Header { alg: algorithm.name(), kid, typ: kind };
        format!("{}.{}", part(json::text(&header)), part(claims))
    };
    let (signed, signature) = signing::sign(message, algorithm, version, keys, ports).await?;
    Ok(format!("{signed}.{}", Base64UrlUnpadded::encode_string(&signature)))
}

/// The header of a token.
#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    kid: &'a str,
    typ: &'a str,
}

/// Returns true if a token was signed with the private key of a public key that fits the token's algorithm.
///
/// Signatures of an impossible form are refused before the platform verifies them: an ECDSA signature is two numbers of
/// full length, neither zero, and not DER.
pub async fn is_signed_by(token: &Token, key: &PublicKey, ports: &impl Verify) -> Result<bool, Fault> {
    if !key.verifies(&token.algorithm) || !is_plausible(token, key) {
        return Ok(false);
    }
    ports.verify(key, &token.algorithm, token.signed.as_bytes(), &token.signature).await
}

/// Returns true if this server signed a token, with a key that it still publishes.
pub async fn is_signed_here(
    token: &Token,
    version: Option<&SigningKeysVersion>,
    keys: &KeyRing,
    ports: &(impl Clock + Random + Sign + SigningKeyStore + Verify),
) -> Result<bool, Fault> {
    let published = signing::existing(version, keys, ports).await?;
    let is_named = |key: &&Value| token.kid.as_deref() == key.get("kid").and_then(Value::as_str);
    let jwks = published.iter().find(is_named).and_then(|key| Jwks::of(&json!({"keys": [key]})));
    match jwks.as_ref().and_then(|jwks| jwks.verifying(None, &token.algorithm).next()) {
        Some(key) => is_signed_by(token, key, ports).await,
        None => Ok(false),
    }
}

fn is_plausible(token: &Token, key: &PublicKey) -> bool {
    use SigningAlgorithm as Alg;
    let length = token.signature.len();
    // Some implementations accepted a signature of zeros for every message (CVE-2022-21449).
    let are_numbers = |of: usize| {
        let mut halves = token.signature.chunks(of);
        length == of.saturating_mul(2) && halves.all(|half| half.iter().any(|byte| *byte != 0))
    };
    match token.algorithm {
        Alg::Es256 => are_numbers(32),
        Alg::Es384 => are_numbers(48),
        Alg::Es512 => are_numbers(66),
        Alg::EdDsa | Alg::Ed25519 => length == 64,
        _ => key.rsa_bits().is_some_and(|bits| length == bits.div_ceil(8)),
    }
}
