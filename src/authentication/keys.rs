//! The keys of others: in their metadata, or published at a URL. RFC 7591 section 2, OpenID
//! Connect Core section 10.1.1.

use serde_json::Value;

use crate::client_metadata::{AbsoluteUri, ClientMetadata, HttpsUri, Jwks};
use crate::error::Fault;
use crate::http::Peer;
use crate::jose::Token;
use crate::outbound::{Unfetchable, find};
use crate::policy::Guard;
use crate::ports::{Cache, Clock, Fetch, Throttle, Verify};
use crate::signing::is_signed_by;

/// The number of keys of a set that a signature is tried with.
const MAXIMUM_TRIALS: usize = 4;

/// Returns true if a token is signed with a key of a client.
pub async fn is_signed_by_client(
    metadata: &ClientMetadata,
    token: &Token,
    peer: Peer,
    guard: &Guard,
    ports: &(impl Cache + Clock + Fetch + Throttle + Verify),
) -> Result<bool, Fault> {
    let fits = async |jwks: &Jwks| is_signed_by_one_of(jwks, token, ports).await;
    has_client_keys(metadata, fits, peer, guard, ports).await
}

/// Returns true if a token is signed with a key that is published at a URL.
pub async fn is_signed_by_published_key(
    uri: &AbsoluteUri,
    token: &Token,
    peer: Peer,
    guard: &Guard,
    ports: &(impl Cache + Clock + Fetch + Throttle + Verify),
) -> Result<bool, Fault> {
    has_published_keys(uri, async |jwks: &Jwks| is_signed_by_one_of(jwks, token, ports).await, peer, guard, ports).await
}

/// Returns true if the keys of a client fit: those in its metadata, or at its `jwks_uri`.
pub async fn has_client_keys(
    metadata: &ClientMetadata,
    fits: impl AsyncFn(&Jwks) -> Result<bool, Fault>,
    peer: Peer,
    guard: &Guard,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<bool, Fault> {
    match (&metadata.jwks, &metadata.jwks_uri) {
        (Some(jwks), _) => fits(jwks).await,
        (None, Some(HttpsUri(uri))) => has_published_keys(uri, fits, peer, guard, ports).await,
        (None, None) => Ok(false),
    }
}

/// Returns true if the keys that are published at a URL fit.
///
/// The keys are fetched on first use, and again if no cached key fits: the sender's `kid` may be new, or reused for a
/// new key. A set that cannot be fetched, or that has an unsound key, counts as empty.
async fn has_published_keys(
    uri: &AbsoluteUri,
    fits: impl AsyncFn(&Jwks) -> Result<bool, Fault>,
    peer: Peer,
    guard: &Guard,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<bool, Fault> {
    // The operator trusts this URL but cannot fix the keys of others in the set, so unsound keys are only skipped.
    let read_keys = if guard.trusted.contains(uri) { Jwks::sound_of } else { Jwks::of };
    let fits_one = async |document: &Value| match read_keys(document) {
        Some(jwks) if fits(&jwks).await? => Ok(()),
        _ => Err(NoKey::Unknown),
    };
    match find(uri, fits_one, peer, guard, ports).await {
        Ok(()) => Ok(true),
        Err(NoKey::Fault(fault)) => Err(fault),
        Err(NoKey::Unknown) => Ok(false),
    }
}

/// Returns true if a token is signed with one of the first few keys of a set. If the token names a key, only keys of
/// that name count.
pub async fn is_signed_by_one_of(jwks: &Jwks, token: &Token, ports: &impl Verify) -> Result<bool, Fault> {
    for key in jwks.verifying(token.kid.as_deref(), &token.algorithm).take(MAXIMUM_TRIALS) {
        if is_signed_by(token, key, ports).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The reason why a document has no key that fits.
enum NoKey {
    /// The server failed.
    Fault(Fault),
    /// No key fits, or the document cannot be fetched.
    Unknown,
}

impl From<Fault> for NoKey {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Unfetchable> for NoKey {
    fn from(_: Unfetchable) -> Self {
        Self::Unknown
    }
}
