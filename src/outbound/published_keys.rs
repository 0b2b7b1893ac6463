//! Published keys, as they are when they are needed. OpenID Connect Core section 10.1.1.

use serde_json::Value;

use crate::client_metadata::{AbsoluteUri, Jwks, PublicKey, SigningAlgorithm};
use crate::error::Fault;
use crate::http::Peer;
use crate::outbound::{Unfetchable, find};
use crate::policy::Guard;
use crate::ports::{Cache, Clock, Fetch, Throttle};

/// How many keys of a set a signature is tried with.
const MAXIMUM_TRIALS: usize = 4;

/// Why there is no key that verifies a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoKey {
    /// The server could not find out.
    Fault(Fault),
    /// There is none that does, or none that can be fetched.
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

/// The key that a signature is verified with, as `verifies` finds out, of those that are published at an address: one of
/// the few that have the name that the signature gives, if it gives one.
///
/// They are fetched when they are first needed, and again when none of those that are kept verifies: the name may be a new
/// one, or that of another key by now. A set that cannot be fetched, or has an unsound key, is none.
pub async fn published_key(
    uri: &AbsoluteUri,
    kid: Option<&str>,
    algorithm: &SigningAlgorithm,
    verifies: impl AsyncFn(&PublicKey) -> Result<bool, Fault>,
    peer: Peer,
    guard: &Guard,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<PublicKey, NoKey> {
    // An operator has chosen whom to trust, and cannot mend what is of no concern here.
    let of = if guard.vouched.contains(uri) { Jwks::sound_of } else { Jwks::of };
    let read = async |document: &Value| match of(document) {
        Some(jwks) => key_among(&jwks, kid, algorithm, &verifies).await,
        None => Err(NoKey::Unknown),
    };
    find(uri, read, peer, guard, ports).await
}

/// The same of a set that is at hand.
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
