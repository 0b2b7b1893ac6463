//! Locks out a client that failed too often to authenticate.
//!
//! The platform's rate limiter returns its state only to a request that counts. So each isolate remembers the keys that
//! have reached the limit.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use crate::authentication::presented_credentials::Proof;
use crate::error::Fault;
use crate::http::{Certificate, CertificateStatus, Peer};
use crate::jose::is_signed_with;
use crate::model::{ClientId, ClientSecret, Config, Credentials};
use crate::ports::{Admission, Clock, Limit, Throttle};
use crate::unit::Seconds;

/// How long a lock-out lasts.
pub const WAIT: Seconds = Seconds(60);

/// The longest signed part of an assertion that is compared with every secret, in bytes. Usual assertions have some
/// hundred bytes. Verifying a longer one would cost more time than the lock-out saves.
const LONGEST_SIGNED: usize = 2048;

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

/// Returns true if a lock-out does not apply to these credentials: a verified certificate, which nobody can guess, or a
/// secret of the client.
///
/// Other clients of the same network must not lock out a client with the right secret.
pub fn is_exempt(id: &str, proof: &Proof, certificate: Option<&Certificate>, config: &Config) -> bool {
    let is_verified = certificate.is_some_and(|certificate| certificate.status == CertificateStatus::Verified);
    (is_verified && matches!(proof, Proof::None)) || has_secret(id, proof, config)
}

/// Returns true if a proof was made with a current or former secret of the client: a secret of the settings, or a secret
/// that the key ring derives.
///
/// The store is not read, and only the store knows which secret is current. So the client is not authenticated yet.
fn has_secret(id: &str, proof: &Proof, config: &Config) -> bool {
    let fits = |secret: &ClientSecret| match proof {
        Proof::Assertion(token) => token.signed.len() <= LONGEST_SIGNED && is_signed_with(token, secret.reveal()),
        Proof::Basic(texts) => texts.iter().any(|text| secret.is(text)),
        Proof::Attestation(_) | Proof::None => false,
        Proof::Post(text) => secret.is(text),
    };
    if let Some(configured) = config.client(id) {
        return configured.secrets.iter().any(fits);
    }
    ClientId::parse(id).is_some_and(|id| {
        Credentials::derivable(&id, config.policy.client_secret_length, &config.keys).any(|secret| fits(&secret))
    })
}
