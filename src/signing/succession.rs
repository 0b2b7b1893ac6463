//! Which key signs, which one is missing, and which ones others may still hold signatures of.

use crate::client_metadata::SigningAlgorithm;
use crate::key_ring::KeyRing;
use crate::model::SigningKey;
use crate::ports::Unless;
use crate::unit::{Seconds, Timestamp};

/// How long a key is published before it signs: longer than anybody keeps an older set of keys.
const LEAD: Seconds = Seconds(86_400);

/// How long a key is published after another has begun: longer than what it signed lives.
const AFTERLIFE: Seconds = Seconds(7 * 86_400);

/// How long a key signs.
const TERM: Seconds = Seconds(90 * 86_400);

/// The key that signs now: the latest that has begun, of those that can be opened.
///
/// Where none has begun it is the earliest of those to come, which are published already: the one before it was deleted,
/// or the clock here is behind.
pub fn present<'a>(
    algorithm: &SigningAlgorithm,
    stored: &'a [SigningKey],
    keys: &KeyRing,
    now: Timestamp,
) -> Option<&'a SigningKey> {
    let is_usable = |key: &&SigningKey| key.algorithm == *algorithm && keys.has(&key.sealed_with);
    let order = |key: &&'a SigningKey| (key.begins_at, &key.kid);
    let (begun, to_come): (Vec<_>, Vec<_>) = stored.iter().filter(is_usable).partition(|key| key.begins_at <= now);
    begun.into_iter().max_by_key(order).or_else(|| to_come.into_iter().min_by_key(order))
}

/// A key that is to be made.
pub struct Missing<'a> {
    /// Its algorithm.
    pub algorithm: &'a SigningAlgorithm,
    /// Since when it will sign.
    pub begins_at: Timestamp,
    /// What makes it needless meanwhile.
    pub unless: Unless,
}

impl<'a> Missing<'a> {
    /// The first one ever, which signs at once.
    pub const fn first(algorithm: &'a SigningAlgorithm, now: Timestamp) -> Self {
        Self { algorithm, begins_at: now, unless: Unless::SealedAlike }
    }

    /// The key of an algorithm that is missing: the first one, or the one after a key that is to be followed by another.
    pub fn among(
        stored: &[SigningKey],
        algorithm: &'a SigningAlgorithm,
        keys: &KeyRing,
        now: Timestamp,
    ) -> Option<Self> {
        let Some(present) = present(algorithm, stored, keys, now) else { return Some(Self::first(algorithm, now)) };
        let latest = now.max(present.begins_at);
        let is_next = |key: &SigningKey| key.algorithm == *algorithm && key.begins_at > latest;
        let is_missing = is_due(present, keys, now) && !stored.iter().any(is_next);
        is_missing.then(|| Self { algorithm, begins_at: latest.after(LEAD), unless: Unless::After(latest) })
    }
}

/// Whether a key is to be followed by another one.
fn is_due(present: &SigningKey, keys: &KeyRing, now: Timestamp) -> bool {
    let is_asked_for = present.due_at.is_some_and(|due| now >= due);
    is_asked_for || now >= present.begins_at.after(TERM) || present.sealed_with != *keys.current()
}

/// Whether somebody may hold a signature of a key that is to be believed, or will.
pub fn is_alive(key: &SigningKey, stored: &[SigningKey], keys: &KeyRing, now: Timestamp) -> bool {
    let is_successor = |other: &&SigningKey| {
        other.algorithm == key.algorithm && other.begins_at > key.begins_at && keys.has(&other.sealed_with)
    };
    let ended = stored.iter().filter(is_successor).map(|other| other.begins_at).min();
    keys.has(&key.sealed_with) && ended.is_none_or(|ended| now < ended.after(AFTERLIFE))
}

/// Whether a key is of no use to anybody any more. One whose master key is lost is kept for a while, in case that comes
/// back.
pub fn is_dead(key: &SigningKey, stored: &[SigningKey], keys: &KeyRing, now: Timestamp) -> bool {
    let is_old = key.begins_at.after(TERM).after(LEAD).after(AFTERLIFE) < now;
    !is_alive(key, stored, keys, now) && (keys.has(&key.sealed_with) || is_old)
}
