//! The knob that takes parts of the world down.

use enrol::ports::Limit;

/// The part of the world that does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Down {
    /// The whole cache.
    Cache,
    /// Encryption and decryption.
    Encrypt,
    /// Every address of others.
    Fetch,
    /// The Worker that is bound as the registration hook.
    Hook,
    /// One limit.
    Limit(Limit),
    /// The storage of new signing keys.
    NewKeys,
    /// The storage of uses.
    NoteOfUse,
    /// Everything answers.
    Nothing,
    /// Randomness.
    Random,
    /// The making of keys and signatures.
    Sign,
    /// The whole store.
    Store,
    /// All limits.
    Throttle,
    /// The verification of signatures.
    Verify,
}
