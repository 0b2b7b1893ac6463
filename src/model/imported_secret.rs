//! Client secrets that another server gave out. They count until the client gets a new one.

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::key_ring::{KeyId, KeyRing, Purpose, same_secret};
use crate::model::{ClientId, ClientSecret, SecretHash};

/// How a stored client secret is checked: the key that derives it, or what is known of a secret of another server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretKey {
    /// The key derives the secret.
    Derived(KeyId),
    /// Another server gave the secret out.
    Imported(Box<ImportedSecret>),
}

/// A secret of another server. In alphabetical order.
#[derive(Clone, PartialEq, Eq)]
pub enum ImportedSecret {
    /// The keyed digest of the secret.
    Digest(KeyId, String),
    /// The hash that the other server had made of the secret.
    Hash(SecretHash),
    /// The secret, encrypted: signatures with it are made or verified here.
    Sealed(String),
}

const DIGEST: &str = "hmac:";
const SEALED: &str = "sealed:";

impl SecretKey {
    /// Reads the stored text; `None` for any other text. No key has a name with a colon or a dollar sign.
    #[must_use]
    pub fn restore(text: &str) -> Option<Self> {
        let imported = if let Some(digest) = text.strip_prefix(DIGEST) {
            let (key, digest) = digest.split_once(':')?;
            ImportedSecret::Digest(KeyId::parse(key)?, digest.to_owned())
        } else if let Some(sealed) = text.strip_prefix(SEALED) {
            ImportedSecret::Sealed(sealed.to_owned())
        } else if text.starts_with('$') {
            ImportedSecret::Hash(SecretHash::parse(text).ok()?)
        } else {
            return KeyId::parse(text).map(Self::Derived);
        };
        Some(Self::Imported(Box::new(imported)))
    }

    /// Returns the text that is stored.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Derived(key) => key.as_str().to_owned(),
            Self::Imported(imported) => match &**imported {
                ImportedSecret::Digest(key, digest) => format!("{DIGEST}{}:{digest}", key.as_str()),
                ImportedSecret::Hash(hash) => hash.as_str().to_owned(),
                ImportedSecret::Sealed(sealed) => format!("{SEALED}{sealed}"),
            },
        }
    }
}

impl ImportedSecret {
    /// Takes a secret over as a keyed digest.
    #[must_use]
    pub fn digest(id: &ClientId, secret: &str, keys: &KeyRing) -> Option<Self> {
        let key = keys.current();
        Some(Self::Digest(key.clone(), digest(key, id, secret, keys)?))
    }

    /// Takes a secret over that signatures are made or verified with.
    #[must_use]
    pub fn sealed(id: &ClientId, secret: &str, keys: &KeyRing) -> Option<Self> {
        keys.seal_value(Purpose::SealedSecret, &[id.as_str()], &secret).map(Self::Sealed)
    }

    /// Returns the secret itself; `None` where only a digest or a hash is known, and if its key has left the key ring.
    #[must_use]
    pub fn reveal(&self, id: &ClientId, keys: &KeyRing) -> Option<ClientSecret> {
        let Self::Sealed(sealed) = self else { return None };
        keys.open_value(Purpose::SealedSecret, &[id.as_str()], sealed).map(ClientSecret::of_import)
    }

    /// Returns true if a text is the secret, as far as that is quick to tell. Compares in constant time.
    #[must_use]
    pub fn is(&self, text: &str, id: &ClientId, keys: &KeyRing) -> bool {
        match self {
            Self::Digest(key, own) => digest(key, id, text, keys).is_some_and(|digest| same_secret(own, &digest)),
            Self::Hash(hash) => hash.is_quick() && hash.is_of(text),
            Self::Sealed(_) => self.reveal(id, keys).is_some_and(|secret| secret.is(text)),
        }
    }

    /// Returns the hash that takes long to compute; `None` for a secret that is quick to compare.
    #[must_use]
    pub const fn slow_hash(&self) -> Option<&SecretHash> {
        match self {
            Self::Hash(hash) if !hash.is_quick() => Some(hash),
            _ => None,
        }
    }

    /// Returns true if the key that the secret depends on has left the key ring.
    #[must_use]
    pub fn is_lost(&self, id: &ClientId, keys: &KeyRing) -> bool {
        match self {
            Self::Digest(key, _) => !keys.has(key),
            Self::Hash(_) => false,
            Self::Sealed(_) => self.reveal(id, keys).is_none(),
        }
    }
}

fn digest(key: &KeyId, id: &ClientId, secret: &str, keys: &KeyRing) -> Option<String> {
    let digest = keys.derive_32(key, Purpose::ImportedSecret, &[id.as_str().as_bytes(), secret.as_bytes()])?;
    Some(Base64UrlUnpadded::encode_string(&digest))
}

impl fmt::Debug for ImportedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ImportedSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    const OTHER: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";

    #[test]
    fn a_secret_is_right_for_its_client_under_its_key_alone_and_shows_nothing() {
        let keys = KeyRing::parse(&format!("k1:{KEY}")).unwrap();
        let renewed = KeyRing::parse(&format!("k2:{OTHER} k1:{KEY}")).unwrap();
        let gone = KeyRing::parse(&format!("k2:{OTHER}")).unwrap();
        let [id, other] = ["old", "older"].map(|id| ClientId::imported(id).unwrap());
        for make in [ImportedSecret::digest, ImportedSecret::sealed] {
            let secret = make(&id, "p:w$", &keys).unwrap();
            let stored = SecretKey::Imported(Box::new(secret.clone()));
            assert_eq!(SecretKey::restore(&stored.to_text()), Some(stored.clone()));
            assert!(!stored.to_text().contains("p:w$") && format!("{secret:?}") == "ImportedSecret");
            assert!(secret.is("p:w$", &id, &keys) && secret.is("p:w$", &id, &renewed));
            assert!(!secret.is("p:w", &id, &keys) && !secret.is("p:w$", &other, &keys));
            assert!(!secret.is("p:w$", &id, &gone) && secret.is_lost(&id, &gone) && !secret.is_lost(&id, &renewed));
        }
        assert_eq!(SecretKey::restore("k1").map(|key| key.to_text()).as_deref(), Some("k1"));
        for bad in ["", "K1", "hmac:", "hmac:K1:x", "$", "$1$x", "other:x"] {
            assert_eq!(SecretKey::restore(bad), None, "{bad}");
        }
    }
}
