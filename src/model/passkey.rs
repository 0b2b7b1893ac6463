//! Passkeys: key pairs of users, whose private halves stay in authenticators. Web Authentication Level 3.

use serde_json::{Map, Value};

use crate::model::UserId;
use crate::unit::Timestamp;

/// The most passkeys of one user.
pub const PASSKEYS_MAXIMUM: u32 = 20;

/// A passkey of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// The user.
    pub user: UserId,
    /// The identifier of the credential, which the authenticator chose: base64url, at most 1,364 characters.
    pub id: String,
    /// The name that the user gave.
    pub name: String,
    /// The public key, a JWK with its `alg`.
    pub public_key: Map<String, Value>,
    /// The number of signatures that the authenticator has counted; 0 if it counts none.
    pub counter: u32,
    /// Where the passkey can be, and is.
    pub backup: Backup,
    /// When the user added it.
    pub created_at: Timestamp,
    /// When the user last signed in with it.
    pub last_used_at: Option<Timestamp>,
}

/// Where a passkey can be, and is. In the order of Web Authentication Level 3 section 6.1.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backup {
    /// It never leaves its device.
    Impossible,
    /// It can be copied to other devices, and is on one so far.
    Possible,
    /// It was copied to other devices.
    Done,
}

impl Backup {
    /// Returns true if the passkey can be copied. This never changes.
    #[must_use]
    pub fn is_eligible(self) -> bool {
        self != Self::Impossible
    }

    /// Returns the authentication methods of a sign-in in which the authenticator verified the user. RFC 8176 section 2.
    #[must_use]
    pub fn methods(self) -> [&'static str; 3] {
        [if self.is_eligible() { "swk" } else { "hwk" }, "user", "mfa"]
    }
}

/// A sign-in with a passkey, as the store notes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasskeyUse<'a> {
    /// The passkey as it was before.
    pub passkey: &'a Passkey,
    /// The new counter of the authenticator.
    pub counter: u32,
    /// Where the passkey is now.
    pub backup: Backup,
    /// The challenge that is used up.
    pub challenge: &'a SpentChallenge,
    /// When.
    pub at: Timestamp,
}

/// The name of a challenge that can be used once, and the time until which the use is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpentChallenge {
    /// The name.
    pub name: String,
    /// When the challenge expires.
    pub expires_at: Timestamp,
}
