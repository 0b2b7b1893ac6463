//! A client's public keys by value: a JWK Set, checked key by key.

mod certificate;
mod fit;
mod key;
mod material;

pub use certificate::PresentedCertificate;
pub use fit::Use;
pub use key::PublicKey;

use serde_json::{Map, Value, json};

use crate::client_metadata::field::{At, Member};
use crate::client_metadata::{EncryptionAlgorithm, SigningAlgorithm};
use crate::error::Invalid;
use crate::json::Pointer;

/// How many keys a set may have.
pub const JWKS_MAXIMUM: usize = 20;

/// A JWK Set of 1 to 20 sound public keys.
///
/// Keys of unknown types, and members that no public key has, are ignored. OpenID Connect Registration section 2, RFC
/// 7517 section 5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwks(Vec<PublicKey>);

impl Jwks {
    /// Reads the set of a document; `None` if a key of it is unsound.
    #[must_use]
    pub fn of(document: &Value) -> Option<Self> {
        Self::read(document, At::member("jwks")).ok()
    }

    /// Reads the sound keys of a document, and ignores all others; `None` without any. RFC 7517 section 5.
    #[must_use]
    pub fn sound_of(document: &Value) -> Option<Self> {
        // A trusted issuer adds keys of new types while others still use the old ones: one key must not fail the set.
        let keys = document.get("keys")?.as_array()?.iter().take(JWKS_MAXIMUM);
        let sound: Vec<PublicKey> =
            keys.filter_map(|key| Self::of(&json!({"keys": [key]}))).flat_map(|it| it.0).collect();
        (!sound.is_empty()).then_some(Self(sound))
    }

    /// Returns the members of each key.
    pub fn members(&self) -> impl Iterator<Item = Map<String, Value>> {
        self.0.iter().map(|key| key.members.clone())
    }

    /// Returns the number of keys.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns the sizes of the RSA keys, in bits.
    pub fn rsa_bits(&self) -> impl Iterator<Item = usize> {
        self.0.iter().filter_map(PublicKey::rsa_bits)
    }

    /// Returns true if a key of the set can be used for this.
    #[must_use]
    pub fn has_key_for(&self, wanted: Use) -> bool {
        self.0.iter().any(|key| key.is_for(wanted))
    }

    /// Returns true if a key of the set encrypts to the client with this algorithm.
    #[must_use]
    pub fn encrypts(&self, algorithm: &EncryptionAlgorithm) -> bool {
        self.0.iter().any(|key| key.encrypts(algorithm))
    }

    /// Returns the key to which messages to the client are encrypted with this algorithm: one that says it is for that, or
    /// else the first that can be.
    #[must_use]
    pub fn encrypting(&self, algorithm: &EncryptionAlgorithm) -> Option<&PublicKey> {
        let mut fitting = self.0.iter().filter(|key| key.encrypts(algorithm));
        let marked = fitting.clone().find(|key| key.says_it_is_for(Use::Encryption));
        marked.or_else(|| fitting.next())
    }

    /// Returns the keys that can verify a signature of this algorithm: those with the name in the signature, if it has
    /// one.
    pub fn verifying(&self, kid: Option<&str>, algorithm: &SigningAlgorithm) -> impl Iterator<Item = &PublicKey> {
        let is_named = move |key: &&PublicKey| kid.is_none() || key.text("kid") == kid;
        self.0.iter().filter(is_named).filter(move |key| key.verifies(algorithm))
    }
}

impl Member for Jwks {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let set = value.as_object().ok_or_else(|| Invalid::new(at, "be a JWK Set, a JSON object"))?;
        let at = Pointer::from(at).child("keys");
        let keys = set.get("keys").and_then(Value::as_array);
        let keys = keys.ok_or_else(|| Invalid::new(at.clone(), "be an array of keys"))?;
        if !(1..=JWKS_MAXIMUM).contains(&keys.len()) {
            return Err(Invalid::new(at, "have 1 to 20 keys"));
        }
        let mut usable: Vec<(usize, PublicKey)> = Vec::with_capacity(keys.len());
        for (index, key) in keys.iter().enumerate() {
            let at = at.clone().element(index);
            let members = key.as_object().ok_or_else(|| Invalid::new(at.clone(), "be a JSON object"))?;
            // A key of an unknown type is `None` and is not registered; its position still counts for later pointers.
            usable.extend(PublicKey::read(members, &at)?.map(|key| (index, key)));
        }
        if usable.is_empty() {
            return Err(Invalid::new(at, "have a key of a known type: RSA, EC or OKP"));
        }
        check_together(&usable, &at)?;
        Ok(Self(usable.into_iter().map(|(_, key)| key).collect()))
    }

    fn write(&self) -> Value {
        json!({"keys": self.members().map(Value::Object).collect::<Vec<_>>()})
    }
}

/// Checks that keys have different names, or if the names are equal, different types or algorithms. Checks that signing
/// keys and encryption keys have a `use`.
///
/// RFC 7517 section 4.5 has equal names for keys of different types that are alternatives to each other. OpenID Connect
/// Registration section 2.
fn check_together(keys: &[(usize, PublicKey)], at: &Pointer) -> Result<(), Invalid> {
    let has = |wanted: Use| keys.iter().any(|(_, key)| key.says_it_is_for(wanted));
    let is_mixed = has(Use::Signature) && has(Use::Encryption);
    for (position, (index, key)) in keys.iter().enumerate() {
        let at = at.clone().element(*index);
        if is_mixed && key.text("use").is_none() {
            let case = "for every key when some are for signing and some for encryption";
            return Err(Invalid::missing(at.child("use"), case));
        }
        if keys.iter().take(position).any(|(_, earlier)| earlier.is_mistaken_for(key)) {
            return Err(Invalid::new(at.child("kid"), "be different for every key of this kty and alg"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
