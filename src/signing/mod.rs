//! The keys that this server signs with: made by itself, encrypted under the master secret, published before they sign.
//!
//! A key has no state but the time it begins. The latest that has begun signs; those that have not, and those that others
//! may still hold signatures of, are published beside it. So there is no moment at which a rotation is half done.

mod token;

pub use token::sign_token;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

use crate::error::Fault;
use crate::key_ring::{KeyId, KeyRing, Purpose};
use crate::metadata::{Keyword, SigningAlgorithm};
use crate::ports::{Clock, Random, Sign, Store, Unless};
use crate::unit::{Seconds, Timestamp};

/// A key that signs, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Its name.
    pub kid: String,
    /// Its algorithm.
    pub algorithm: SigningAlgorithm,
    /// The public half, a JWK.
    pub public: Map<String, Value>,
    /// The private half, encrypted.
    pub sealed: Vec<u8>,
    /// The key of the master secret that it is encrypted under.
    pub sealed_with: KeyId,
    /// Since when it signs.
    pub begins_at: Timestamp,
}

/// A key that the platform has just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// The public half, a JWK.
    pub public: Map<String, Value>,
    /// The private half, encrypted under the seal that was given.
    pub sealed: Vec<u8>,
}

/// What the private half of a key is encrypted with.
pub struct Seal(pub [u8; 32]);

/// How long a key is published before it signs: longer than anybody keeps an older set of keys.
const LEAD: Seconds = Seconds(86_400);

/// How long a key is published after another has begun: longer than what it signed lives.
const AFTERLIFE: Seconds = Seconds(7 * 86_400);

/// How long a key signs.
const TERM: Seconds = Seconds(90 * 86_400);

/// How far apart the clocks of two places may be.
const SKEW: Seconds = Seconds(60);

/// How many random bytes the name of a key has.
const NAME_BYTES: usize = 16;

/// Signs a message with the key that signs now; the first one ever is made on the spot.
pub async fn sign(
    message: impl FnOnce(&str) -> String,
    algorithm: &SigningAlgorithm,
    keys: &KeyRing,
    ports: &(impl Clock + Random + Sign + Store),
) -> Result<(String, Vec<u8>), Fault> {
    let key = current(algorithm, keys, ports).await?;
    let message = message(&key.kid);
    let seal = seal(&key.kid, &key.sealed_with, keys);
    let seal = seal.ok_or_else(|| Fault::Broken("a signing key is not of this key ring".to_owned()))?;
    let signature = ports.sign(&key, &seal, message.as_bytes()).await?;
    Ok((message, signature))
}

/// The key that signs now.
async fn current(
    algorithm: &SigningAlgorithm,
    keys: &KeyRing,
    ports: &(impl Clock + Random + Sign + Store),
) -> Result<SigningKey, Fault> {
    if let Some(key) = begun(ports.signing_keys().await?, algorithm, keys, ports.now()) {
        return Ok(key);
    }
    // Somebody else may make the first key at the same time: the one that is stored is everybody's.
    let first = make(algorithm, ports.now().before(SKEW), keys, ports).await?;
    ports.add_signing_key(&first, Unless::SealedAlike).await?;
    let key = begun(ports.signing_keys().await?, algorithm, keys, ports.now());
    key.ok_or_else(|| Fault::Unavailable(format!("there is no key yet that signs {}", algorithm.name())))
}

/// The latest key that has begun and can be opened.
fn begun(stored: Vec<SigningKey>, algorithm: &SigningAlgorithm, keys: &KeyRing, now: Timestamp) -> Option<SigningKey> {
    let usable = |key: &SigningKey| key.algorithm == *algorithm && key.begins_at <= now && keys.has(&key.sealed_with);
    let usable = stored.into_iter().filter(usable);
    usable.max_by(|one, other| (one.begins_at, &one.kid).cmp(&(other.begins_at, &other.kid)))
}

/// Makes the key that comes after the present one, if there is none yet and the present one has signed for long enough,
/// and deletes those that nobody can hold a signature of.
pub async fn rotate(
    algorithm: &SigningAlgorithm,
    keys: &KeyRing,
    ports: &(impl Clock + Random + Sign + Store),
) -> Result<(), Fault> {
    let now = ports.now();
    let present = current(algorithm, keys, ports).await?;
    if now >= present.begins_at.after(TERM) || present.sealed_with != *keys.current() {
        let next = make(algorithm, now.after(LEAD), keys, ports).await?;
        ports.add_signing_key(&next, Unless::Upcoming(now)).await?;
    }
    let stored = ports.signing_keys().await?;
    let is_old = |key: &SigningKey| key.begins_at.after(TERM).after(LEAD).after(AFTERLIFE) < now;
    let is_dead = |key: &&SigningKey| {
        key.kid != present.kid && !is_alive(key, &stored, keys, now) && (keys.has(&key.sealed_with) || is_old(key))
    };
    for dead in stored.iter().filter(is_dead) {
        ports.remove_signing_key(&dead.kid).await?;
    }
    Ok(())
}

/// The public keys, each with what tells it from the others: those that sign, those that will, and those that have. The
/// first one ever is made on the spot.
///
/// A key of which the master secret has lost its own is not among them: whoever had that could sign with it.
pub async fn published(keys: &KeyRing, ports: &(impl Clock + Random + Sign + Store)) -> Result<Vec<Value>, Fault> {
    let present = current(&SigningAlgorithm::Es256, keys, ports).await?;
    let (stored, now) = (ports.signing_keys().await?, ports.now());
    let is_shown = |key: &&SigningKey| key.kid == present.kid || is_alive(key, &stored, keys, now);
    Ok(stored.iter().filter(is_shown).map(jwk).collect())
}

/// Whether somebody may hold a signature of a key that is to be believed, or will.
fn is_alive(key: &SigningKey, stored: &[SigningKey], keys: &KeyRing, now: Timestamp) -> bool {
    let is_successor = |other: &&SigningKey| {
        other.algorithm == key.algorithm && other.begins_at > key.begins_at && keys.has(&other.sealed_with)
    };
    let ended = stored.iter().filter(is_successor).map(|other| other.begins_at).min();
    keys.has(&key.sealed_with) && ended.is_none_or(|ended| now < ended.after(AFTERLIFE))
}

fn jwk(key: &SigningKey) -> Value {
    let mut members: Map<String, Value> = Map::new();
    for name in ["kty", "crv", "x", "y", "n", "e"] {
        if let Some(value) = key.public.get(name) {
            members.insert(name.to_owned(), value.clone());
        }
    }
    let marks = [("alg", key.algorithm.name()), ("kid", &*key.kid), ("use", "sig")];
    members.extend(marks.map(|(name, value)| (name.to_owned(), Value::from(value))));
    Value::Object(members)
}

async fn make(
    algorithm: &SigningAlgorithm,
    begins_at: Timestamp,
    keys: &KeyRing,
    ports: &(impl Random + Sign),
) -> Result<SigningKey, Fault> {
    let mut name = [0; NAME_BYTES];
    ports.fill(&mut name)?;
    let kid = Base64UrlUnpadded::encode_string(&name);
    let sealed_with = keys.current().clone();
    let seal = seal(&kid, &sealed_with, keys);
    let seal = seal.ok_or_else(|| Fault::Broken("the key ring lacks its current key".to_owned()))?;
    let NewKey { public, sealed } = ports.make_key(algorithm, &kid, &seal).await?;
    Ok(SigningKey { kid, algorithm: algorithm.clone(), public, sealed, sealed_with, begins_at })
}

/// Every key has a seal of its own.
fn seal(kid: &str, sealed_with: &KeyId, keys: &KeyRing) -> Option<Seal> {
    keys.derive_32(sealed_with, Purpose::SigningKey, &[kid.as_bytes()]).map(Seal)
}
