//! Initial access tokens: what an operator gives to those who may register. RFC 7591 section 3.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use crate::policy::Bounds;
use crate::unit::Timestamp;

/// A token as it is known here: not the token itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitialAccessToken {
    /// What it is found by.
    pub digest: TokenDigest,
    /// How many clients may still be registered with it.
    pub uses_left: u32,
    /// When it is no longer accepted.
    pub expires_at: Timestamp,
    /// What bounds the clients that are registered with it, as long as they live.
    pub bounds: Bounds,
    /// Who has issued it.
    pub origin: Origin,
}

impl InitialAccessToken {
    /// What somebody has signed and can be used once until then, such as a statement: known by a label and a name.
    #[must_use]
    pub fn once(label: &str, name: &str, expires_at: Timestamp) -> Self {
        Self {
            // No issuer of access tokens has a name that begins so.
            digest: TokenDigest::of_name(&format!("once {label}"), name),
            uses_left: 1,
            expires_at,
            bounds: Bounds::default(),
            origin: Origin::Issuer { label: format!("{label} {name}"), right: String::new() },
        }
    }
}

/// Who has issued an initial access token. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An authorization server, in a signed token, which is not stored before it is used.
    Issuer {
        /// What operators know it by.
        label: String,
        /// What the issuer calls the right to register.
        right: String,
    },
    /// The operator, who has stored it.
    Operator,
}

/// The digest of a token, base64url, 43 characters: a token has 256 random bits, which none can guess from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenDigest(String);

/// A prefix that scanners for leaked secrets can look for.
pub const TOKEN_PREFIX: &str = "enrol_iat_";

/// How many random bytes a token has.
const TOKEN_BYTES: usize = 32;

impl TokenDigest {
    /// The digest of a text; `None` if it does not have the form of a token: the prefix and 256 bits in base64url.
    #[must_use]
    pub fn of(token: &str) -> Option<Self> {
        let mut bytes = [0; TOKEN_BYTES];
        let decoded = Base64UrlUnpadded::decode(token.strip_prefix(TOKEN_PREFIX)?, &mut bytes).ok()?;
        (decoded.len() == TOKEN_BYTES).then(|| Self(Base64UrlUnpadded::encode_string(&Sha256::digest(token))))
    }

    /// The digest of what tells a signed token from all others: its issuer and its name, or the token itself.
    #[must_use]
    pub fn of_name(issuer: &str, name: &str) -> Self {
        let digest = Sha256::new().chain_update(issuer).chain_update(" ").chain_update(name).finalize();
        Self(Base64UrlUnpadded::encode_string(&digest))
    }

    /// The digest as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
