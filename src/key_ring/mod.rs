//! The master secret of a deployment: a ring of keys. The first key derives new credentials, and every key verifies the
//! credentials that it derived.

mod purpose;
mod sealed_value;

pub use purpose::{KeyId, Purpose};

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::digest::CtOutput;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq;

/// The shortest key, in bytes.
const SHORTEST_KEY: usize = 32;

/// A ring of named keys, current key first, each name once.
///
/// The text form is `name:key` entries separated by spaces. A key is base64url without padding, at least 32 bytes.
#[derive(Clone)]
pub struct KeyRing {
    current: Key,
    earlier: Vec<Key>,
}

/// A key, with the values that derive from it once: HMAC states, the key that seals clients, and the hint in
/// identifiers.
#[derive(Clone)]
struct Key {
    id: KeyId,
    hmac_32: Hmac<Sha256>,
    hmac_64: Hmac<Sha512>,
    seal: enrol_seal::Key,
    hint: u8,
}

impl Key {
    fn new(id: KeyId, material: &[u8]) -> Option<Self> {
        // Keyed once, when the ring is read: every derivation would pay for it again.
        let hmac_64 = Hmac::new_from_slice(material).ok()?;
        let seal = derive(&hmac_64, Purpose::SealedClient, &[])?.into_bytes().into();
        Some(Self { hint: id.hint(), id, hmac_32: Hmac::new_from_slice(material).ok()?, hmac_64, seal })
    }
}

/// Shows the names of the keys, never the keys.
impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys().map(|key| &key.id)).finish()
    }
}

impl KeyRing {
    /// Reads a ring; `Err` is the rule that the text breaks, and contains nothing of the text.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let mut keys: Vec<(KeyId, Vec<u8>)> = Vec::new();
        for entry in text.split_whitespace() {
            let (id, material) = entry.split_once(':').ok_or("be entries of the form name:key")?;
            let id = KeyId::parse(id).ok_or("name each key with 1 to 16 lower-case letters and digits")?;
            let material =
                Base64UrlUnpadded::decode_vec(material).map_err(|_| "have keys in base64url without padding")?;
            if material.len() < SHORTEST_KEY {
                return Err("have keys of at least 32 bytes");
            }
            // A key of one repeated byte is a placeholder that was never replaced.
            if material.windows(2).all(|pair| matches!(pair, [one, other] if one == other)) {
                return Err("have keys that are random");
            }
            // Under a second name, a key that has leaked would stay in use when the first name leaves the ring.
            if keys.iter().any(|(known, same)| *known == id || *same == material) {
                return Err("have different keys under different names");
            }
            keys.push((id, material));
        }
        let mut keys = keys.into_iter().filter_map(|(id, material)| Key::new(id, &material));
        let current = keys.next().ok_or("be set; make one with npm run secret")?;
        Ok(Self { current, earlier: keys.collect() })
    }

    /// Returns the name of the key that derives new credentials.
    #[must_use]
    pub const fn current(&self) -> &KeyId {
        &self.current.id
    }

    /// Returns the names of all keys, current key first.
    pub fn ids(&self) -> impl Iterator<Item = &KeyId> {
        self.keys().map(|key| &key.id)
    }

    /// Returns true if the ring has this key.
    #[must_use]
    pub fn has(&self, id: &KeyId) -> bool {
        self.keys().any(|key| key.id == *id)
    }

    /// Derives 32 bytes from this key, the purpose and the parts; `None` if the ring lacks the key.
    #[must_use]
    pub fn derive_32(&self, id: &KeyId, purpose: Purpose, parts: &[&[u8]]) -> Option<[u8; 32]> {
        let key = self.keys().find(|key| key.id == *id)?;
        derive(&key.hmac_32, purpose, parts).map(|derived| derived.into_bytes().into())
    }

    /// Derives 64 bytes from this key, the purpose and the parts; `None` if the ring lacks the key.
    #[must_use]
    pub fn derive_64(&self, id: &KeyId, purpose: Purpose, parts: &[&[u8]]) -> Option<[u8; 64]> {
        let key = self.keys().find(|key| key.id == *id)?;
        derive(&key.hmac_64, purpose, parts).map(|derived| derived.into_bytes().into())
    }

    /// Returns the key that seals clients, derived from this key; `None` if the ring lacks the key.
    #[must_use]
    pub fn seal(&self, id: &KeyId) -> Option<&enrol_seal::Key> {
        self.keys().find(|key| key.id == *id).map(|key| &key.seal)
    }

    /// Returns the hint of a key: the byte of an identifier that selects the keys to try. Two keys may have the same
    /// hint. `None` if the ring lacks the key.
    #[must_use]
    pub fn hint(&self, id: &KeyId) -> Option<u8> {
        self.keys().find(|key| key.id == *id).map(|key| key.hint)
    }

    fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.earlier)
    }
}

/// Derives a value. Each part comes after its length, so that two different lists of parts never form the same message.
fn derive<M: Mac + Clone>(keyed: &M, purpose: Purpose, parts: &[&[u8]]) -> Option<CtOutput<M>> {
    let mut mac = keyed.clone();
    for part in std::iter::once(&purpose.label()).chain(parts) {
        mac.update(&u64::try_from(part.len()).ok()?.to_be_bytes());
        mac.update(part);
    }
    Some(mac.finalize())
}

/// Returns true if two secrets are equal. The time depends on their lengths alone.
#[must_use]
pub fn same_secret(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    const OTHER: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";

    #[test]
    fn a_ring_is_refused_for_what_makes_it_weak_or_ambiguous() {
        for bad in [
            String::new(),
            KEY.to_owned(),
            format!(":{KEY}"),
            format!("K1:{KEY}"),
            format!("k1:{KEY}="),
            "k1:AAAA".to_owned(),
            format!("k1:{KEY} k1:{OTHER}"),
            format!("k1:{KEY} k2:{KEY}"),
            format!("k1:{}", "A".repeat(43)),
        ] {
            assert!(KeyRing::parse(&bad).is_err(), "{bad}");
        }
        assert_eq!(
            format!("{:?}", KeyRing::parse(&format!("k2:{KEY} k1:{OTHER}")).unwrap()),
            r#"[KeyId("k2"), KeyId("k1")]"#
        );
    }

    #[test]
    fn purpose_parts_and_their_limits_separate_what_is_derived() {
        let ring = KeyRing::parse(&format!("k1:{KEY}")).unwrap();
        let derive = |purpose, parts: &[&[u8]]| ring.derive_32(ring.current(), purpose, parts).unwrap();
        let secret = derive(Purpose::ClientSecret, &[b"ab", b"c"]);
        assert_eq!(secret, derive(Purpose::ClientSecret, &[b"ab", b"c"]));
        assert_ne!(secret, derive(Purpose::ClientSecret, &[b"a", b"bc"]));
        assert_ne!(secret, derive(Purpose::RegistrationAccessToken, &[b"ab", b"c"]));
        assert_eq!(ring.derive_32(&KeyId::parse("k0").unwrap(), Purpose::ClientSecret, &[]), None);
    }
}
