//! Client secrets: derived for registered clients, chosen for those of the settings.

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::key_ring::{KeyId, KeyRing, Purpose, same_secret};
use crate::model::client_id::is_unreserved;
use crate::model::{ClientId, Generation};
use crate::policy::SecretLength;

/// A client secret: 512 bits, base64url, 86 characters, long enough for HS512; or its first characters where the policy wants
/// a shorter one. RFC 7591 section 3.2.1.
#[derive(Clone)]
pub struct ClientSecret(String);

/// The shortest secret that an operator may choose: as long as the hash of HS512.
const SHORTEST_SECRET: usize = 64;

impl ClientSecret {
    /// Derives the secret of a client in a generation; `None` if the ring lacks the key.
    pub(super) fn derive(
        id: &ClientId,
        key: &KeyId,
        generation: Generation,
        length: SecretLength,
        keys: &KeyRing,
    ) -> Option<Self> {
        let parts: [&[u8]; 2] = [id.as_str().as_bytes(), &generation.0.to_be_bytes()];
        let secret = keys.derive_64(key, Purpose::ClientSecret, &parts)?;
        let mut text = Base64UrlUnpadded::encode_string(&secret);
        text.truncate(length.0);
        Some(Self(text))
    }

    /// Reads a secret that the operator has chosen; `None` if it is too short, or has characters that a form would
    /// encode.
    #[must_use]
    pub fn chosen(text: &str) -> Option<Self> {
        // Libraries differ in whether they encode a secret for Basic authentication: these characters decode to
        // themselves either way. RFC 6749 section 2.3.1.
        let is_good = text.len() >= SHORTEST_SECRET && text.bytes().all(is_unreserved);
        is_good.then(|| Self(text.to_owned()))
    }

    /// Wraps a secret that another server gave out.
    pub(super) const fn of_import(text: String) -> Self {
        Self(text)
    }

    /// Returns true if a text is this secret. Compares in constant time.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        same_secret(&self.0, text)
    }

    /// Returns the secret itself, for the response to its client.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    /// OpenID Connect Core section 16.19; requirement G5.
    #[test]
    fn a_secret_is_long_enough_for_hs512_and_shows_nothing_in_debug() {
        let keys = KeyRing::parse(&format!("k1:{KEY}")).unwrap();
        let id = ClientId::parse("cAAAAAAAAAAAAAAAAAAAAAA").unwrap();
        let secret = |length| ClientSecret::derive(&id, keys.current(), Generation(0), length, &keys).unwrap();
        let whole = secret(SecretLength::WHOLE);
        assert_eq!(whole.reveal().len(), 86);
        assert_eq!(format!("{whole:?}"), "ClientSecret");
        let short = secret(SecretLength::SHORTEST);
        assert!(short.reveal().len() == 36 && whole.reveal().starts_with(short.reveal()));
    }
}
