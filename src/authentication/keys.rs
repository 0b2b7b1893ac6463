//! The keys of a client. RFC 7591 section 2, OpenID Connect Core section 10.1.1.

use crate::client_metadata::{ClientMetadata, HttpsUri, PublicKey, SigningAlgorithm};
use crate::error::Fault;
use crate::http::Peer;
use crate::outbound::{NoKey, key_among, published_key};
use crate::policy::Guard;
use crate::ports::{Cache, Clock, Fetch, Throttle};

/// Returns the key of a client, in `jwks` or at `jwks_uri`, for which `verifies` returns true. If the signature names a
/// key, only keys of that name are tried. [`published_key`] caches keys at a URL.
pub async fn verification_key(
    metadata: &ClientMetadata,
    kid: Option<&str>,
    algorithm: &SigningAlgorithm,
    verifies: impl AsyncFn(&PublicKey) -> Result<bool, Fault>,
    peer: Peer,
    guard: &Guard,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<PublicKey, NoKey> {
    match (&metadata.jwks, &metadata.jwks_uri) {
        (Some(jwks), _) => key_among(jwks, kid, algorithm, &verifies).await,
        (None, Some(HttpsUri(uri))) => published_key(uri, kid, algorithm, verifies, peer, guard, ports).await,
        (None, None) => Err(NoKey::Unknown),
    }
}
