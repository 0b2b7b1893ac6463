//! Proofs of the possession of a key, in the header `DPoP`. RFC 9449 sections 4.2 and 4.3.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::client_metadata::{Jwks, Keyword, PublicKey, SigningAlgorithm};
use crate::error::{Error, Fault, ProofPlace, Refusal};
use crate::http::{Field, Request};
use crate::jose::{Token, used_once};
use crate::json;
use crate::key_ring::Purpose;
use crate::model::Config;
use crate::policy::ProofNonces;
use crate::ports::{Clock, SingleUseStore, UseOutcome, Verify};
use crate::signing::is_signed_by;
use crate::unit::{ByteCount, Seconds, Timestamp};

/// The member of discovery with the algorithms of proofs. RFC 9449 section 5.1.
pub const SUPPORTED: &str = "dpop_signing_alg_values_supported";

/// The longest proof that is read.
const LONGEST_PROOF: ByteCount = ByteCount(8192);

/// The longest age of a proof.
const LIFE: Seconds = Seconds(300);

/// How long a nonce counts: as long as a proof with it.
const NONCE_LIFE: Seconds = LIFE;

/// The tolerance for the clocks of clients.
const SKEW: Seconds = Seconds(10);

/// The longest `jti` of a proof, in bytes.
const LONGEST_JTI: usize = 256;

/// A proof that its sender holds the key in it: made a short time ago, for this request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The thumbprint of the key. RFC 7638.
    pub thumbprint: String,
    /// True if the proof has a nonce of this server that still counts.
    pub has_nonce: bool,
    access_token: Option<String>,
    jti: String,
    made_at: Timestamp,
}

impl Proof {
    /// Reads the proof of a request to this endpoint; `None` without the header.
    ///
    /// `Err` is 400 in a token request and 401 elsewhere for a proof that is not good, or that lacks a nonce which the
    /// operator demands. Fetch joins several headers with commas, which no token has.
    pub async fn read(
        request: &Request,
        endpoint: &str,
        place: ProofPlace,
        config: &Config,
        ports: &(impl Clock + Verify),
    ) -> Result<Option<Self>, Error> {
        let refuse = |must| match place {
            ProofPlace::Resource => Refusal::InvalidProof,
            ProofPlace::TokenRequest => Refusal::InvalidTokenProof(must),
        };
        let Some(text) = request.headers.value(Field::Dpop) else { return Ok(None) };
        let now = ports.now();
        let (token, key, proof) = parsed(text, request, endpoint, now, config).map_err(refuse)?;
        if !is_signed_by(&token, &key, ports).await? {
            return Err(refuse("be signed with the key in its header").into());
        }
        if config.policy.proof_nonces == ProofNonces::Required && !proof.has_nonce {
            return Err(Refusal::NonceMissing(nonce(now, config)?, place).into());
        }
        Ok(Some(proof))
    }

    /// Returns true if the proof was made for this access token. RFC 9449 section 4.3.
    #[must_use]
    pub fn is_for(&self, access_token: &str) -> bool {
        let digest = Base64UrlUnpadded::encode_string(&Sha256::digest(access_token));
        self.access_token.as_deref() == Some(&*digest)
    }

    /// Uses the proof up; false if it was used before. RFC 9449 section 11.1.
    pub async fn is_new(&self, ports: &impl SingleUseStore) -> Result<bool, Fault> {
        let once = used_once('p', &[&self.thumbprint, &self.jti]);
        Ok(ports.use_name(&once, self.made_at.after(LIFE).after(SKEW)).await? == UseOutcome::Used)
    }
}

/// Makes a nonce: the time until which it counts, sealed. Nothing is stored, so all isolates know it.
pub fn nonce(now: Timestamp, config: &Config) -> Result<String, Fault> {
    let until = now.after(NONCE_LIFE);
    let nonce = config.keys.seal_value(Purpose::ProofNonce, &[config.issuer.as_str()], &until);
    nonce.ok_or_else(|| Fault::Broken("a nonce cannot be sealed".to_owned()))
}

/// Returns true if a text is a nonce of this server that still counts.
#[must_use]
pub fn is_nonce(text: &str, now: Timestamp, config: &Config) -> bool {
    let until = config.keys.open_value(Purpose::ProofNonce, &[config.issuer.as_str()], text);
    until.is_some_and(|until: Timestamp| now <= until)
}

/// Reads a proof whose signature is not verified yet. `Err` is the rule that it breaks.
fn parsed(
    text: &str,
    request: &Request,
    endpoint: &str,
    now: Timestamp,
    config: &Config,
) -> Result<(Token, PublicKey, Proof), &'static str> {
    let token = Token::read(text, LONGEST_PROOF).map_err(|_| "be one signed JWT")?;
    if token.is_of_kind("dpop+jwt") != Some(true) {
        return Err("have the typ dpop+jwt");
    }
    let server = &config.policy.authorization_server;
    if server.has(SUPPORTED) && !server.supports(SUPPORTED, token.algorithm.name()) {
        return Err("have one of the algorithms that discovery shows");
    }
    let key = token.embedded_key().and_then(|key| public_key(&key, &token.algorithm));
    let key = key.ok_or("have its public key as jwk, fit for its alg")?;
    let claims = &token.claims;
    if claims.text("htm") != Some(request.method.as_str()) {
        return Err("have the method of the request as htm");
    }
    if !claims.text("htu").map(without_query).is_some_and(|address| config.is_at(address, endpoint)) {
        return Err("have the address of the endpoint as htu");
    }
    let jti = claims.text("jti").filter(|jti| (1..=LONGEST_JTI).contains(&jti.len()));
    let jti = jti.ok_or("have a jti of 1 to 256 bytes")?.to_owned();
    let Ok(Some(made_at)) = claims.time("iat") else { return Err("have the time as iat") };
    // A proof has no `exp`: its age counts from `iat`.
    if !claims.is_current(now, SKEW) || now > made_at.after(LIFE) || made_at > now.after(SKEW) {
        return Err("be made within the last 300 seconds, as iat tells it");
    }
    let access_token = claims.text("ath").map(str::to_owned);
    let has_nonce = claims.text("nonce").is_some_and(|nonce| is_nonce(nonce, now, config));
    let proof = Proof { thumbprint: thumbprint_of(&key), has_nonce, access_token, jti, made_at };
    Ok((token, key, proof))
}

/// Reads a public key that verifies this algorithm; `None` for any other key.
#[must_use]
pub fn public_key(key: &Map<String, Value>, algorithm: &SigningAlgorithm) -> Option<PublicKey> {
    let jwks = Jwks::of(&json!({"keys": [key]}))?;
    jwks.verifying(None, algorithm).next().cloned()
}

fn without_query(address: &str) -> &str {
    // Clients differ in whether they keep the query, so RFC 9449 section 4.3 compares without it.
    address.split(['?', '#']).next().unwrap_or_default()
}

/// Returns the JWK thumbprint of a key. RFC 7638 section 3.
#[must_use]
pub fn thumbprint_of(key: &PublicKey) -> String {
    // Maps here are ordered by name and written without spaces, as the digest demands.
    Base64UrlUnpadded::encode_string(&Sha256::digest(json::text(&key.required_members())))
}
