//! Initial access tokens, which operators give to those who may register. RFC 7591 section 3.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use crate::model::Bounds;
use crate::unit::Timestamp;

/// An initial access token as this server stores it: a digest instead of the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitialAccessToken {
    /// The digest that finds the token.
    pub digest: TokenDigest,
    /// The number of clients that can still be registered with the token.
    pub uses_left: u32,
    /// The time from which the token is refused.
    pub expires_at: Timestamp,
    /// The bounds of every client that is registered with the token, for the life of the client.
    pub bounds: Bounds,
    /// The issuer of the token.
    pub origin: Origin,
}

/// The issuer of an initial access token. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An authorization server. Its token is signed, and is stored when it is first used.
    Issuer {
        /// The name of the token for operators.
        label: String,
        /// The scope value that permits to register.
        right: String,
    },
    /// The operator, who stored the token with the command line.
    Operator,
}

/// The digest of a token or a code, base64url, 43 characters. A token has 256 random bits, so nobody can guess the token
/// from its digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenDigest(String);

/// The prefix of every token, so that secret scanners find leaked tokens.
pub const TOKEN_PREFIX: &str = "enrol_iat_";

/// The prefix of every code with which a user can set a password.
pub const RESET_PREFIX: &str = "enrol_reset_";

/// The number of random bytes in a token.
pub const TOKEN_BYTES: usize = 32;

/// Makes a token from random bytes.
#[must_use]
pub fn new_token(random: &[u8; TOKEN_BYTES]) -> String {
    format!("{TOKEN_PREFIX}{}", Base64UrlUnpadded::encode_string(random))
}

impl TokenDigest {
    /// Returns the digest of a token; `None` if the text does not have the form of one: the prefix and 256 bits in
    /// base64url.
    #[must_use]
    pub fn of(token: &str) -> Option<Self> {
        Self::of_text(token, TOKEN_PREFIX)
    }

    /// Returns the digest of a code with which a user can set a password; `None` for a text of another form.
    #[must_use]
    pub fn of_reset_code(code: &str) -> Option<Self> {
        Self::of_text(code, RESET_PREFIX)
    }

    fn of_text(text: &str, prefix: &str) -> Option<Self> {
        let mut bytes = [0; TOKEN_BYTES];
        let decoded = Base64UrlUnpadded::decode(text.strip_prefix(prefix)?, &mut bytes).ok()?;
        (decoded.len() == TOKEN_BYTES).then(|| Self(Base64UrlUnpadded::encode_string(&Sha256::digest(text))))
    }

    /// Returns the digest of a signed token's identity: its issuer and its `jti`, or the token itself.
    #[must_use]
    pub fn of_name(issuer: &str, name: &str) -> Self {
        let digest = Sha256::new().chain_update(issuer).chain_update(" ").chain_update(name).finalize();
        Self(Base64UrlUnpadded::encode_string(&digest))
    }

    /// Returns the digest of several words, each after its length, so that no other words have it.
    #[must_use]
    pub fn of_words(words: &[&str]) -> Self {
        let mut digest = Sha256::new();
        for word in words {
            digest.update(u64::try_from(word.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(word);
        }
        Self(Base64UrlUnpadded::encode_string(&digest.finalize()))
    }

    /// Wraps a digest that the store returned.
    #[must_use]
    pub const fn restored(text: String) -> Self {
        Self(text)
    }

    /// Returns the digest as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
