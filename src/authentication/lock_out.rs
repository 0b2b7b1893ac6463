//! Locks out a client that failed too often to authenticate.
//!
//! The platform's rate limiter returns its state only to a request that counts. So each isolate remembers the keys that
//! have reached the limit.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use crate::error::Fault;
use crate::http::Peer;
use crate::ports::{Admission, Clock, Limit, Throttle};
use crate::unit::Seconds;

/// How long a lock-out lasts.
pub const WAIT: Seconds = Seconds(60);

/// Returns the limiter key of a client and a network. It is a digest, because the caller chooses the client identifier
/// and so its length.
pub fn key(client: &str, peer: Peer) -> String {
    let digest = Sha256::new().chain_update(peer.network()).chain_update(" ").chain_update(client).finalize();
    Base64UrlUnpadded::encode_string(&digest)
}

/// Returns true if a client failed too often from this network within the last minute.
pub fn is_locked_out(client: &str, peer: Peer, ports: &(impl Clock + Throttle)) -> bool {
    ports.locked_out_until(&key(client, peer)).is_some_and(|until| ports.now() < until)
}

/// Counts a failed authentication. `Refused` is for one too many, and begins a lock-out.
pub async fn count_failure(client: &str, peer: Peer, ports: &(impl Clock + Throttle)) -> Result<Admission, Fault> {
    let key = key(client, peer);
    let admission = ports.count(Limit::Failure, &key).await?;
    if admission == Admission::Refused {
        ports.lock_out(&key, ports.now().after(WAIT));
    }
    Ok(admission)
}
