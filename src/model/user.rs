//! Users who sign in.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::unit::Timestamp;

/// The number of random bytes in the identifier of a user and in the name of a session.
pub const USER_BYTES: usize = 16;

/// The tag of user identifiers. Client identifiers have other tags, so that a `sub` never looks like a client.
const TAG: &str = "u";

/// The identifier of a user: the tag `u` and 128 bits in base64url, 23 characters. It is the `sub` for public clients.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct UserId(String);

impl UserId {
    /// Makes the identifier of a local user from random bytes.
    #[must_use]
    pub fn new(random: &[u8; USER_BYTES]) -> Self {
        Self(format!("{TAG}{}", Base64UrlUnpadded::encode_string(random)))
    }

    /// Returns the identifier of a user of an identity provider. The same issuer and subject always give the same
    /// identifier.
    #[must_use]
    pub fn of_provider(issuer: &str, subject: &str) -> Self {
        // Without the length, another split of the same characters would be the same user.
        let length = u64::try_from(issuer.len()).unwrap_or(u64::MAX).to_be_bytes();
        let digest = Sha256::new().chain_update(length).chain_update(issuer).chain_update(subject).finalize();
        let bytes: Vec<u8> = digest.into_iter().take(USER_BYTES).collect();
        Self(format!("{TAG}{}", Base64UrlUnpadded::encode_string(&bytes)))
    }

    /// Reads an identifier; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Base64UrlUnpadded::decode_vec(text.strip_prefix(TAG)?).ok()?;
        (bytes.len() == USER_BYTES).then(|| Self(text.to_owned()))
    }

    /// Returns the identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for UserId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not the identifier of a user")
    }
}

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The identifier.
    pub id: UserId,
    /// Where the user signs in.
    pub home: Home,
    /// Claims about the user: the standard claims of OpenID Connect Core section 5.1, `groups` and `roles`, and claims
    /// of the identity provider. Never `sub`.
    pub claims: Map<String, Value>,
    /// When an operator has shut the user out; `None` for a user who may sign in.
    pub disabled_at: Option<Timestamp>,
}

/// Where a user signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// Here, with a password.
    Local {
        /// The name that the user types, in lower case.
        username: String,
    },
    /// At an identity provider.
    Provider {
        /// The issuer of the provider.
        issuer: String,
        /// The user's `sub` there.
        subject: String,
    },
}

impl User {
    /// Returns a text claim.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&str> {
        self.claims.get(name).and_then(Value::as_str)
    }

    /// Returns the name that pages show: the name, else the name that the user types, the address, or the identifier.
    #[must_use]
    pub fn display_name(&self) -> &str {
        let typed = match &self.home {
            Home::Local { username } => Some(&**username),
            Home::Provider { .. } => None,
        };
        let claims = || self.claim("preferred_username").or_else(|| self.claim("email"));
        self.claim("name").or(typed).or_else(claims).unwrap_or_else(|| self.id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Requirement G4.
    #[test]
    fn a_user_identifier_is_never_a_client_identifier() {
        let id = UserId::new(&[7; USER_BYTES]);
        assert_eq!((id.as_str().len(), UserId::parse(id.as_str())), (23, Some(id.clone())));
        assert_eq!(crate::model::ClientId::parse(id.as_str()), None);
        for other in ["", "u", "uAAAA", "cAAAAAAAAAAAAAAAAAAAAAA", "UAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(UserId::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_user_of_a_provider_is_known_by_issuer_and_subject() {
        let of = UserId::of_provider;
        assert_eq!(of("https://a.example", "1"), of("https://a.example", "1"));
        assert_ne!(of("https://a.example", "1"), of("https://a.example", "2"));
        assert_ne!(of("https://a.example", "1"), of("https://b.example", "1"));
        assert_ne!(of("https://a.example/1", "2"), of("https://a.example/", "12"));
        assert!(UserId::parse(of("https://a.example", "1").as_str()).is_some());
    }
}
