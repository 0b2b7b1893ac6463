//! The succession of keys: the current key, the missing key, and the keys whose signatures others may still hold.

use crate::key_ring::KeyRing;
use crate::model::{KeyAlgorithm, ServerKey};
use crate::ports::Unless;
use crate::unit::{Seconds, Timestamp};

/// How long a key is published before it signs: longer than caches keep a key set.
const LEAD: Seconds = Seconds(86_400);

/// How long a key is published after its successor has begun: longer than the life of a signature.
const AFTERLIFE: Seconds = Seconds(7 * 86_400);

/// How long a key signs before a successor is made.
const TERM: Seconds = Seconds(90 * 86_400);

/// Returns the current key: the newest key that has begun and whose master key is in the ring.
///
/// If no key has begun, the earliest future key signs. It is published already; its predecessor was deleted, or the
/// clock is behind.
pub fn current_among<'a>(
    algorithm: &KeyAlgorithm,
    stored: &'a [ServerKey],
    keys: &KeyRing,
    now: Timestamp,
) -> Option<&'a ServerKey> {
    let is_usable = |key: &&ServerKey| key.algorithm == *algorithm && keys.has(&key.sealed_with);
    // Keys of one algorithm can begin in the same second: then the name decides, in every isolate alike.
    let order = |key: &&'a ServerKey| (key.begins_at, &key.kid);
    let (begun, to_come): (Vec<_>, Vec<_>) = stored.iter().filter(is_usable).partition(|key| key.begins_at <= now);
    begun.into_iter().max_by_key(order).or_else(|| to_come.into_iter().min_by_key(order))
}

/// A key that must be made.
pub struct Missing<'a> {
    /// The algorithm of the key.
    pub algorithm: &'a KeyAlgorithm,
    /// The time from which the key will sign.
    pub begins_at: Timestamp,
    /// The condition under which the store must not add the key.
    pub unless: Unless,
}

impl<'a> Missing<'a> {
    /// Returns the first key of an algorithm, which signs at once.
    pub const fn first(algorithm: &'a KeyAlgorithm, now: Timestamp) -> Self {
        Self { algorithm, begins_at: now, unless: Unless::SealedAlike }
    }

    /// Returns the missing key of an algorithm: the first key, or the successor of a key that is due. `None` if no key
    /// is missing.
    pub fn among(stored: &[ServerKey], algorithm: &'a KeyAlgorithm, keys: &KeyRing, now: Timestamp) -> Option<Self> {
        let Some(current) = current_among(algorithm, stored, keys, now) else {
            return Some(Self::first(algorithm, now));
        };
        let latest = now.max(current.begins_at);
        let is_next = |key: &ServerKey| key.algorithm == *algorithm && key.begins_at > latest;
        let is_missing = is_due(current, keys, now) && !stored.iter().any(is_next);
        is_missing.then(|| Self { algorithm, begins_at: latest.after(LEAD), unless: Unless::After(latest) })
    }
}

/// Returns true if a key needs a successor.
fn is_due(current: &ServerKey, keys: &KeyRing, now: Timestamp) -> bool {
    let is_asked_for = current.due_at.is_some_and(|due| now >= due);
    is_asked_for || now >= current.begins_at.after(TERM) || current.sealed_with != *keys.current()
}

/// The state of a key. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// The key is in use.
    Current,
    /// The key is published, and its time has not come.
    Next,
    /// Another key has followed it, or its master key has left the ring.
    Retired,
}

impl KeyState {
    /// Returns the state of a key.
    #[must_use]
    pub fn of(key: &ServerKey, stored: &[ServerKey], keys: &KeyRing, now: Timestamp) -> Self {
        match current_among(&key.algorithm, stored, keys, now) {
            Some(current) if current.kid == key.kid => Self::Current,
            _ if key.begins_at > now => Self::Next,
            _ => Self::Retired,
        }
    }

    /// Returns the word for operators.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Next => "next",
            Self::Retired => "retired",
        }
    }
}

/// Returns the time at which another key follows; `None` for the last key of its algorithm.
#[must_use]
pub fn end(key: &ServerKey, stored: &[ServerKey], keys: &KeyRing) -> Option<Timestamp> {
    let is_successor = |other: &&ServerKey| {
        other.algorithm == key.algorithm && other.begins_at > key.begins_at && keys.has(&other.sealed_with)
    };
    stored.iter().filter(is_successor).map(|other| other.begins_at).min()
}

/// Returns true if others may hold valid signatures of a key, or will.
pub fn is_alive(key: &ServerKey, stored: &[ServerKey], keys: &KeyRing, now: Timestamp) -> bool {
    keys.has(&key.sealed_with) && end(key, stored, keys).is_none_or(|ended| now < ended.after(AFTERLIFE))
}

/// Returns true if a key can be deleted. A key whose master key has left the ring is kept for a while, because the
/// operator can restore the master key.
pub fn can_be_deleted(key: &ServerKey, stored: &[ServerKey], keys: &KeyRing, now: Timestamp) -> bool {
    let is_old = key.begins_at.after(TERM).after(LEAD).after(AFTERLIFE) < now;
    !is_alive(key, stored, keys, now) && (keys.has(&key.sealed_with) || is_old)
}
