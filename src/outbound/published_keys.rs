//! Published keys that verify signatures. OpenID Connect Core section 10.1.1.

use serde_json::Value;

use crate::client_metadata::{AbsoluteUri, Jwks, PublicKey, SigningAlgorithm};
use crate::error::Fault;
use crate::http::Peer;
use crate::outbound::{Unfetchable, find};
use crate::policy::Guard;
use crate::ports::{Cache, Clock, Fetch, Throttle};

/// The most keys of a set that a signature is tried with.
const MAXIMUM_TRIALS: usize = 4;

/// The reason why no key verifies a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoKey {
    /// The server failed.
    Fault(Fault),
    /// No key verifies the signature, or the keys cannot be fetched.
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

/// Returns the published key for which `verifies` returns true. If the signature names a key, only keys of that name
/// are tried.
///
/// The keys are fetched on first use, and again if no cached key verifies: the name may be new, or reused for a new
/// key. A set with an unsound key counts as empty.
pub async fn published_key(
    uri: &AbsoluteUri,
    kid: Option<&str>,
    algorithm: &SigningAlgorithm,
    verifies: impl AsyncFn(&PublicKey) -> Result<bool, Fault>,
    peer: Peer,
    guard: &Guard,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<PublicKey, NoKey> {
    // The operator trusts this URL but cannot fix the keys of others in the set, so unsound keys are only skipped.
    let of = if guard.vouched.contains(uri) { Jwks::sound_of } else { Jwks::of };
    let read = async |document: &Value| match of(document) {
        Some(jwks) => key_among(&jwks, kid, algorithm, &verifies).await,
        None => Err(NoKey::Unknown),
    };
    find(uri, read, peer, guard, ports).await
}

/// Returns the key of a set for which `verifies` returns true.
pub async fn key_among(
    jwks: &Jwks,
    kid: Option<&str>,
    algorithm: &SigningAlgorithm,
    verifies: &impl AsyncFn(&PublicKey) -> Result<bool, Fault>,
) -> Result<PublicKey, NoKey> {
    for key in jwks.verifying(kid, algorithm).take(MAXIMUM_TRIALS) {
        if verifies(key).await? {
            return Ok(key.clone());
        }
    }
    Err(NoKey::Unknown)
}
