//! What a client is known by.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::sealed_client;

/// A `client_id`, all of whose characters are unreserved in URIs: the tag `c`, then 128 random bits in base64url, 23
/// characters together; or the tag `s`, then what the client is, sealed, in base64url, 1,024 characters at most.
///
/// The tag says how the rest is to be read, and keeps identifiers apart from URLs and from user names. RFC 7591
/// section 3.2.1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClientId(String);

const TAG: &str = "c";
/// How many random bytes are in an identifier of a client that is stored.
pub const RANDOM_BYTES: usize = 16;

/// The longest identifier that an operator may choose.
const LONGEST_NAME: usize = 64;

/// Whether a character means itself wherever it stands in a URI. RFC 3986 section 2.3.
#[must_use]
pub const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

impl ClientId {
    /// A new identifier, of random bytes.
    #[must_use]
    pub fn new(random: &[u8; RANDOM_BYTES]) -> Self {
        Self(format!("{TAG}{}", Base64UrlUnpadded::encode_string(random)))
    }

    /// Reads an identifier; `None` if it does not have a form of those that are made here. One client has one spelling.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(sealed) = text.strip_prefix(sealed_client::TAG) {
            let is_good = text.len() <= sealed_client::LONGEST_ID.0 && Base64UrlUnpadded::decode_vec(sealed).is_ok();
            return (is_good && text.len() >= sealed_client::SHORTEST_ID.0).then(|| Self(text.to_owned()));
        }
        let mut bytes = [0; RANDOM_BYTES];
        let decoded = Base64UrlUnpadded::decode(text.strip_prefix(TAG)?, &mut bytes).ok()?;
        (decoded.len() == RANDOM_BYTES).then(|| Self(text.to_owned()))
    }

    /// What a client was sealed into just now.
    #[must_use]
    pub const fn of_sealed(text: String) -> Self {
        Self(text)
    }

    /// Whether the client is sealed into it: if anybody has made it.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.0.starts_with(sealed_client::TAG)
    }

    /// An identifier that the operator has chosen: 1 to 64 unreserved characters; `None` if it could be one that was made
    /// here, or a URL.
    #[must_use]
    pub fn chosen(text: &str) -> Option<Self> {
        let is_good = (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(is_unreserved);
        let is_own = is_good && Self::parse(text).is_none() && !text.starts_with("http");
        is_own.then(|| Self(text.to_owned()))
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_has_one_spelling() {
        assert!(ClientId::parse("cAAAAAAAAAAAAAAAAAAAAAA").is_some());
        for other in [
            "",
            "c",
            "AAAAAAAAAAAAAAAAAAAAAAA",
            "CAAAAAAAAAAAAAAAAAAAAAA",
            "cAAAAAAAAAAAAAAAAAAAAAB",
            "cAAAAAAAAAAAAAAAAAAAAAA=",
            "cAAAAAAAAAAAAAAAAAAAAA",
            "cAAAAAAAAAAAAAAAAAAAAAAAA",
            "c%41AAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert_eq!(ClientId::parse(other), None, "{other}");
        }
    }
}
