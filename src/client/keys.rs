//! The keys that a client signs with, as they are when they are needed. RFC 7591 section 2, OpenID Connect Core section
//! 10.1.1.

use serde_json::Value;

use crate::document;
use crate::error::Fault;
use crate::fetch::{Guard, Unfetchable};
use crate::metadata::{HttpsUri, Jwks, PublicKey, SigningAlgorithm};
use crate::ports::{Cache, Clock, Fetch, Throttle};
use crate::rules::ValidatedClient;

/// How many keys a signature is tried with.
const MAXIMUM_TRIALS: usize = 4;

/// Why there is no key to verify a signature with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoKey {
    /// The server could not find out.
    Fault(Fault),
    /// The client has none that fits, or none that can be fetched.
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

/// The few keys that a signature of this client may be verified with: those of the name that it gives, if it gives one.
///
/// Keys by reference are fetched when they are first needed, and again when the name is not among those that are kept. A
/// set that cannot be fetched, or has an unsound key, is none.
pub async fn verification_keys(
    client: &ValidatedClient,
    kid: Option<&str>,
    algorithm: &SigningAlgorithm,
    guard: &Guard,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<Vec<PublicKey>, NoKey> {
    let of = |jwks: &Jwks| -> Result<Vec<PublicKey>, NoKey> {
        let keys: Vec<PublicKey> = jwks.verifying(kid, algorithm).take(MAXIMUM_TRIALS).cloned().collect();
        if keys.is_empty() { Err(NoKey::Unknown) } else { Ok(keys) }
    };
    let metadata = client.metadata();
    match (&metadata.jwks, &metadata.jwks_uri) {
        (Some(jwks), _) => of(jwks),
        (None, Some(HttpsUri(uri))) => {
            let read = |document: &Value| {
                let jwks = Jwks::of(document).ok_or(NoKey::Unknown)?;
                of(&jwks)
            };
            document::find(uri, read, guard, ports).await
        }
        (None, None) => Err(NoKey::Unknown),
    }
}
