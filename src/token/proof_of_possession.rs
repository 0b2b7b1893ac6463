//! Access tokens that are bound to a key: their sender proves to hold the key. RFC 8705 section 3, RFC 9449.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::client_metadata::{Jwks, PublicKey};
use crate::error::Fault;
use crate::http::{AccessToken, Field, Request, TokenType};
use crate::jose::{Claims, Token, used_once};
use crate::json;
use crate::ports::{Clock, SingleUseStore, UseOutcome, Verify};
use crate::signing::is_signed_by;
use crate::unit::{ByteCount, Seconds};

/// The longest proof that is read.
const LONGEST_PROOF: ByteCount = ByteCount(8192);

/// The longest age of a proof.
const LIFE: Seconds = Seconds(300);

/// The tolerance for the clocks of clients.
const SKEW: Seconds = Seconds(10);

/// The longest `jti` of a proof, in bytes.
const LONGEST_JTI: usize = 256;

/// Returns true if the sender of a token to an endpoint holds the key that the token is bound to, or if the token is not
/// bound.
///
/// No proof is accepted for a binding that Enrol does not support. RFC 7800 section 3.
pub async fn is_proven(
    access_token: AccessToken<'_>,
    claims: &Claims,
    endpoint: &str,
    request: &Request,
    ports: &(impl Clock + SingleUseStore + Verify),
) -> Result<bool, Fault> {
    let is_bearer = access_token.kind == TokenType::Bearer;
    let binding = match claims.members().get("cnf") {
        None => return Ok(is_bearer),
        Some(Value::Object(binding)) => binding,
        Some(_) => return Ok(false),
    };
    let member = |name: &str| binding.get(name).and_then(Value::as_str);
    match (binding.len(), member("x5t#S256"), member("jkt")) {
        (1, Some(thumbprint), None) => {
            Ok(is_bearer && request.certificate.as_ref().is_some_and(|own| own.thumbprint == thumbprint))
        }
        (1, None, Some(thumbprint)) if !is_bearer => {
            proves(access_token.text, thumbprint, endpoint, request, ports).await
        }
        _ => Ok(false),
    }
}

/// Returns true if the `DPoP` header is a fresh proof for this request and this token, signed with the key of this thumbprint.
/// RFC 9449 section 4.3.
async fn proves(
    access_token: &str,
    thumbprint: &str,
    endpoint: &str,
    request: &Request,
    ports: &(impl Clock + SingleUseStore + Verify),
) -> Result<bool, Fault> {
    let proof = request.headers.value(Field::Dpop).and_then(|proof| Token::read(proof, LONGEST_PROOF).ok());
    let Some(proof) = proof else { return Ok(false) };
    let Some(key) = proof.embedded_key().and_then(|key| public_key(&key, &proof)) else { return Ok(false) };
    let claims = &proof.claims;
    let (Some(jti), Ok(Some(made_at))) = (claims.text("jti"), claims.time("iat")) else { return Ok(false) };
    let now = ports.now();
    let ath = Base64UrlUnpadded::encode_string(&Sha256::digest(access_token));
    let is_sound = proof.is_of_kind("dpop+jwt") == Some(true)
        && claims.text("htm") == Some(request.method.as_str())
        && claims.text("htu").map(without_query) == Some(endpoint)
        && claims.text("ath") == Some(&*ath)
        && claims.is_current(now, SKEW)
        && now <= made_at.after(LIFE)
        && jti.len() <= LONGEST_JTI
        && thumbprint_of(&key) == thumbprint;
    if !is_sound || !is_signed_by(&proof, &key, ports).await? {
        return Ok(false);
    }
    let once = used_once('p', &[thumbprint, jti]);
    Ok(ports.use_name(&once, made_at.after(LIFE).after(SKEW)).await? == UseOutcome::Used)
}

fn public_key(key: &Map<String, Value>, proof: &Token) -> Option<PublicKey> {
    let jwks = Jwks::of(&json!({"keys": [key]}))?;
    jwks.verifying(None, &proof.algorithm).next().cloned()
}

fn without_query(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// Returns the JWK thumbprint of a key. RFC 7638 section 3.
fn thumbprint_of(key: &PublicKey) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(json::text(&key.required_members())))
}
