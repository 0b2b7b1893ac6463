//! The key pairs of this server: generated here, encrypted under the master secret, and published before they sign.
//!
//! The state of a key is the time from which it signs. The newest key that has begun signs. Future keys are published
//! beside it, as are past keys whose signatures others may still hold. So a rotation is never half done. Each algorithm
//! has its own succession of keys.

mod opened;
mod succession;
mod token;

pub use opened::OpenedKeys;
pub use succession::{KeyState, end};
pub use token::{is_signed_by, is_signed_here, sign_token};

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

use crate::audit::{self, Event};
use crate::client_metadata::{EncryptionAlgorithm, Keyword, SigningAlgorithm};
use crate::error::Fault;
use crate::key_ring::{KeyId, KeyRing, Purpose};
use crate::model::{Config, Journal, KeyAlgorithm, NewKey, Seal, ServerKey, SigningKeysVersion};
use crate::ports::{Clock, Random, Sign, SigningKeyStore, Unless};
use crate::signing::succession::{Missing, can_be_deleted, current_among, is_alive};
use crate::unit::Timestamp;

/// The algorithms that every server signs with. The operator chooses the algorithm of access tokens. Introspection
/// responses use the second unless the client registers the first.
pub const ALGORITHMS: [SigningAlgorithm; 2] = [SigningAlgorithm::Es256, SigningAlgorithm::Rs256];

/// The algorithms that this server can sign with: PS256 where a setting lists it. It has keys of its own, because a key
/// is for one algorithm. RFC 8725 section 3.1.
pub const SUPPORTED: [SigningAlgorithm; 3] =
    [SigningAlgorithm::Es256, SigningAlgorithm::Ps256, SigningAlgorithm::Rs256];

/// The length of a new RSA key. RFC 7518 section 3.3 has it as the least.
pub const RSA_BITS: u32 = 2048;

/// The public exponent of a new RSA key: 65537.
pub const RSA_EXPONENT: [u8; 3] = [1, 0, 1];

/// The number of random bytes in the name of a key.
const NAME_BYTES: usize = 16;

/// Signs a message with the current key. The very first key is made on demand.
async fn sign(
    message: impl FnOnce(&str) -> String,
    algorithm: &SigningAlgorithm,
    version: Option<&SigningKeysVersion>,
    keys: &KeyRing,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<(String, Vec<u8>), Fault> {
    if !SUPPORTED.contains(algorithm) {
        return Err(Fault::Broken(format!("this server does not sign {}", algorithm.name())));
    }
    let key = current(algorithm, version, keys, ports).await?;
    let message = message(&key.kid);
    let seal = seal(&key.kid, &key.sealed_with, keys);
    let seal = seal.ok_or_else(|| Fault::Broken("a key pair is not of this key ring".to_owned()))?;
    let signature = ports.sign(&key, &seal, message.as_bytes()).await?;
    Ok((message, signature))
}

/// Makes the keys of this server that are missing, and deletes the keys whose signatures nobody can hold any more.
pub async fn rotate(config: &Config, ports: &(impl Clock + Random + Sign + SigningKeyStore)) -> Result<(), Fault> {
    let (stored, now, keys) = (ports.signing_keys(None).await?, ports.now(), &config.keys);
    let stored = completed(&stored, &config.key_algorithms(), config, ports).await?.unwrap_or(stored);
    for dead in stored.iter().filter(|key| can_be_deleted(key, &stored, keys, now)) {
        ports.remove_signing_key(&dead.kid).await?;
    }
    Ok(())
}

/// Returns the public keys as JWKs: current, future and past keys. Missing keys are made on demand. If that fails, the existing keys are still published.
///
/// A key is not published if the master key that encrypts it has left the ring: a thief of that master key could sign.
pub async fn published(
    version: Option<&SigningKeysVersion>,
    config: &Config,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<Vec<Value>, Fault> {
    let (stored, now, keys) = (ports.signing_keys(version).await?, ports.now(), &config.keys);
    let algorithms = config.key_algorithms();
    let stored = match completed(&stored, &algorithms, config, ports).await {
        Ok(completed) => completed.unwrap_or(stored),
        Err(_) if algorithms.iter().all(|algorithm| current_among(algorithm, &stored, keys, now).is_some()) => stored,
        Err(fault) => return Err(fault),
    };
    Ok(alive(&stored, keys, now))
}

/// Returns the public keys that exist, as JWKs.
async fn existing(
    version: Option<&SigningKeysVersion>,
    keys: &KeyRing,
    ports: &(impl Clock + SigningKeyStore),
) -> Result<Vec<Value>, Fault> {
    Ok(alive(&ports.signing_keys(version).await?, keys, ports.now()))
}

fn alive(stored: &[ServerKey], keys: &KeyRing, now: Timestamp) -> Vec<Value> {
    stored.iter().filter(|key| is_alive(key, stored, keys, now)).map(jwk).collect()
}

/// Makes the first keys of these algorithms where there are none, and returns the version of the stored keys.
pub async fn ready<'a>(
    algorithms: impl IntoIterator<Item = &'a SigningAlgorithm>,
    version: Option<&SigningKeysVersion>,
    keys: &KeyRing,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<SigningKeysVersion, Fault> {
    let (mut stored, now) = (ports.signing_keys(version).await?, ports.now());
    for algorithm in algorithms.into_iter().map(KeyAlgorithm::from) {
        if current_among(&algorithm, &stored, keys, now).is_none() {
            add(&Missing::first(&algorithm, now), keys, None, ports).await?;
            // Without the version: keys in memory under it lack the new one.
            stored = ports.signing_keys(None).await?;
        }
    }
    Ok(SigningKeysVersion::of(&stored))
}

/// Returns the keys to which others may have encrypted with this algorithm, each with its seal: those of this name, if
/// there is one.
pub async fn decrypting(
    algorithm: &EncryptionAlgorithm,
    kid: Option<&str>,
    version: Option<&SigningKeysVersion>,
    keys: &KeyRing,
    ports: &(impl Clock + SigningKeyStore),
) -> Result<Vec<(ServerKey, Seal)>, Fault> {
    let (stored, now) = (ports.signing_keys(version).await?, ports.now());
    let is_one = |key: &&ServerKey| {
        key.algorithm == KeyAlgorithm::Encryption(algorithm.clone())
            && kid.is_none_or(|kid| kid == key.kid)
            && is_alive(key, &stored, keys, now)
    };
    let sealed = |key: &ServerKey| Some((key.clone(), seal(&key.kid, &key.sealed_with, keys)?));
    Ok(stored.iter().filter(is_one).filter_map(sealed).collect())
}

/// Returns the current key of an algorithm.
async fn current(
    algorithm: &SigningAlgorithm,
    version: Option<&SigningKeysVersion>,
    keys: &KeyRing,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<ServerKey, Fault> {
    let (stored, now) = (ports.signing_keys(version).await?, ports.now());
    let algorithm = &KeyAlgorithm::from(algorithm);
    if let Some(key) = current_among(algorithm, &stored, keys, now) {
        return Ok(key.clone());
    }
    add(&Missing::first(algorithm, now), keys, None, ports).await?;
    // Read again: if another request has stored a key first, that key signs.
    let stored = ports.signing_keys(None).await?;
    let key = current_among(algorithm, &stored, keys, ports.now()).cloned();
    key.ok_or_else(|| Fault::Unavailable(format!("there is no key that signs {}", algorithm.name())))
}

/// Makes the missing keys and returns all stored keys; `None` if no key is missing.
async fn completed(
    stored: &[ServerKey],
    algorithms: &[KeyAlgorithm],
    config: &Config,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<Option<Vec<ServerKey>>, Fault> {
    let (now, keys) = (ports.now(), &config.keys);
    let missing = algorithms.iter().filter_map(|algorithm| Missing::among(stored, algorithm, keys, now));
    let missing: Vec<Missing> = missing.collect();
    for missing in &missing {
        add(missing, keys, Some(config), ports).await?;
    }
    if missing.is_empty() { Ok(None) } else { ports.signing_keys(None).await.map(Some) }
}

/// Makes a key and stores it. If another request stores one at the same time, the store keeps the first for everybody. The
/// first key of a server is made without a configuration: it replaces none, so it is no event.
async fn add(
    missing: &Missing<'_>,
    keys: &KeyRing,
    config: Option<&Config>,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<(), Fault> {
    let mut name = [0; NAME_BYTES];
    ports.fill(&mut name)?;
    let kid = Base64UrlUnpadded::encode_string(&name);
    let sealed_with = keys.current().clone();
    let seal = seal(&kid, &sealed_with, keys);
    let seal = seal.ok_or_else(|| Fault::Broken("the key ring lacks its current key".to_owned()))?;
    let NewKey { public, sealed } = ports.make_key(missing.algorithm, &kid, &seal).await?;
    let (algorithm, begins_at) = (missing.algorithm.clone(), missing.begins_at);
    let key = ServerKey { kid, algorithm, public, sealed, sealed_with, begins_at, due_at: None };
    let entry = match config.filter(|_| matches!(missing.unless, Unless::After(_))) {
        Some(config) => {
            let event = Event::of(Journal::Administration, "signing-key-made", "system");
            let event = event.with("kid", &*key.kid).with("alg", key.algorithm.name());
            audit::entry(Some(event), None, config, ports)?
        }
        None => None,
    };
    ports.add_signing_key(&key, missing.unless, entry).await
}

/// Derives the key that encrypts one private key and no other.
fn seal(kid: &str, sealed_with: &KeyId, keys: &KeyRing) -> Option<Seal> {
    keys.derive_32(sealed_with, Purpose::SigningKey, &[kid.as_bytes()]).map(Seal)
}

fn jwk(key: &ServerKey) -> Value {
    let mut members: Map<String, Value> = Map::new();
    // A list of public members: a JWK from the platform could also have private ones.
    for name in ["kty", "crv", "x", "y", "n", "e"] {
        if let Some(value) = key.public.get(name) {
            members.insert(name.to_owned(), value.clone());
        }
    }
    let used = match key.algorithm {
        KeyAlgorithm::Encryption(_) => "enc",
        KeyAlgorithm::Signing(_) => "sig",
    };
    let marks = [("alg", key.algorithm.name()), ("kid", &*key.kid), ("use", used)];
    members.extend(marks.map(|(name, value)| (name.to_owned(), Value::from(value))));
    Value::Object(members)
}
