//! Secrets of another server: compared without letting strangers use up the time of this one.
//!
//! A hash that takes long to compute is computed within the limits for passwords. A right secret is remembered for an hour, so
//! that a client which asks for many tokens has one hash computed, and meets no limit.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::authentication::lock_out;
use crate::authentication::presented_credentials::Proof;
use crate::error::Fault;
use crate::http::Peer;
use crate::key_ring::Purpose;
use crate::model::{Client, ClientId, Config, SecretHash};
use crate::ports::{Admission, Cache, Clock, Limit, Throttle};
use crate::unit::Seconds;

/// The outcome of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// The proof has a secret of the client.
    Right,
    /// Nothing was computed: there were too many guesses.
    TooMany,
    /// The proof has no such secret.
    Wrong,
}

/// How long a right secret is remembered.
const REMEMBERED: Seconds = Seconds(3600);

/// Returns true if a client with this identifier can only be an imported one. The store alone knows its secret.
pub fn may_be_imported(id: &str, config: &Config) -> bool {
    config.client(id).is_none() && ClientId::parse(id).is_none() && ClientId::imported(id).is_some()
}

/// Compares a proof with the secrets of another server that the client has.
///
/// While a client is locked out, no hash is computed that takes long.
pub async fn compare(
    proof: &Proof,
    client: &Client,
    is_locked_out: bool,
    peer: Peer,
    config: &Config,
    ports: &(impl Cache + Clock + Throttle),
) -> Result<Compared, Fault> {
    let texts = match proof {
        Proof::Basic([decoded, raw]) if decoded == raw => vec![decoded],
        Proof::Basic(texts) => texts.iter().collect(),
        Proof::Post(text) => vec![text],
        Proof::Assertion(_) | Proof::Attestation(_) | Proof::None => return Ok(Compared::Wrong),
    };
    let Client::Registered(registered) = client else { return Ok(Compared::Wrong) };
    let id = &registered.id;
    let secrets = registered.credentials.imported_secrets(ports.now(), &config.policy);
    // `count` compares every secret, so the time does not show which one matched.
    let is_right = |text: &&&String| secrets.iter().filter(|secret| secret.is(text, id, &config.keys)).count() > 0;
    if texts.iter().filter(is_right).count() > 0 {
        return Ok(Compared::Right);
    }
    for hash in secrets.iter().filter_map(|secret| secret.slow_hash()) {
        for text in &texts {
            match compare_slowly(text, hash, id, is_locked_out, peer, config, ports).await? {
                Compared::Wrong => {}
                other => return Ok(other),
            }
        }
    }
    Ok(Compared::Wrong)
}

async fn compare_slowly(
    text: &str,
    hash: &SecretHash,
    id: &ClientId,
    is_locked_out: bool,
    peer: Peer,
    config: &Config,
    ports: &(impl Cache + Throttle),
) -> Result<Compared, Fault> {
    let message = [id.as_str().as_bytes(), text.as_bytes(), hash.as_str().as_bytes()];
    let digest = config.keys.derive_32(config.keys.current(), Purpose::ImportedSecret, &message).unwrap_or_default();
    let key = format!("secret:{}", Base64UrlUnpadded::encode_string(&digest));
    // A cache that fails counts as empty.
    if ports.recall(&key).await.is_ok_and(|remembered| remembered.is_some()) {
        return Ok(Compared::Right);
    }
    if is_locked_out {
        return Ok(Compared::TooMany);
    }
    let id = id.as_str();
    for (limit, key) in [
        (Limit::SignIn, peer.network()),
        (Limit::Password, lock_out::key(id, peer)),
        (Limit::Account, lock_out::key(id, Peer(None))),
    ] {
        // Before the hash is computed: a refusal must cost less than the guess.
        if ports.count(limit, &key).await? == Admission::Refused {
            return Ok(Compared::TooMany);
        }
    }
    if !hash.is_of(text) {
        return Ok(Compared::Wrong);
    }
    // The next request computes the hash again if this one cannot be remembered.
    let _ = ports.keep(&key, "right", REMEMBERED).await;
    Ok(Compared::Right)
}
