//! Values that this server gives out and gets back, such as authorization codes: encrypted and authenticated, so that
//! nothing is stored for them.
//!
//! The text is base64url of these bytes: the hint of the key, the AES-SIV tag, and the encrypted JSON text. The tag also
//! authenticates the hint and the associated texts.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{KeyId, KeyRing, Purpose};
use crate::json;

/// The longest text that is opened, in bytes.
const LONGEST: usize = 65_536;

impl KeyRing {
    /// Seals a value for one purpose with the current key. The same value with other associated texts is another text.
    ///
    /// Equal values have equal texts: a value that must be unique has random bytes in it. `None` if the value cannot be
    /// written as JSON.
    #[must_use]
    pub fn seal_value(&self, purpose: Purpose, associated: &[&str], value: &impl Serialize) -> Option<String> {
        self.seal_text(purpose, associated, &serde_json::to_string(value).ok()?)
    }

    /// Opens a text that was sealed for this purpose, with these associated texts, by a key of the ring; `None` for any
    /// other text.
    #[must_use]
    pub fn open_value<T: DeserializeOwned>(&self, purpose: Purpose, associated: &[&str], text: &str) -> Option<T> {
        // The tag proves that this server wrote the text, so the strict reader has nothing to refuse.
        json::parse_trusted(&self.open_text(purpose, associated, text)?)
    }

    // These two are apart because generic code is compiled again for each kind of value.
    fn seal_text(&self, purpose: Purpose, associated: &[&str], plain: &str) -> Option<String> {
        let hint = [self.hint(self.current())?];
        let key = self.value_key(self.current(), purpose)?;
        let sealed = enrol_seal::seal(&key, &parts(&hint, associated), plain.as_bytes())?;
        Some(Base64UrlUnpadded::encode_string(&[&hint[..], &sealed].concat()))
    }

    fn open_text(&self, purpose: Purpose, associated: &[&str], text: &str) -> Option<String> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = Base64UrlUnpadded::decode_vec(text).ok()?;
        let (hint, sealed) = bytes.split_first()?;
        let hint = [*hint];
        // Each key with the hint is tried: names of two keys can have the same one.
        let hinted = self.ids().filter(|key| self.hint(key) == Some(hint[0]));
        let plain = hinted.into_iter().find_map(|key| {
            let key = self.value_key(key, purpose)?;
            enrol_seal::open(&key, &parts(&hint, associated), sealed)
        })?;
        String::from_utf8(plain).ok()
    }

    fn value_key(&self, id: &KeyId, purpose: Purpose) -> Option<enrol_seal::Key> {
        self.derive_64(id, purpose, &[])
    }
}

fn parts<'a>(hint: &'a [u8; 1], associated: &'a [&'a str]) -> Vec<&'a [u8]> {
    std::iter::once(&hint[..]).chain(associated.iter().map(|text| text.as_bytes())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    const OTHER: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";

    #[test]
    fn a_sealed_value_opens_for_its_purpose_and_its_associated_texts_alone() {
        let ring = KeyRing::parse(&format!("k1:{KEY}")).unwrap();
        let value = vec!["a".to_owned(), "b".to_owned()];
        let sealed = ring.seal_value(Purpose::Session, &["x", "y"], &value).unwrap();
        let open = |ring: &KeyRing, purpose, associated: &[&str], text: &str| {
            ring.open_value::<Vec<String>>(purpose, associated, text)
        };
        assert_eq!(open(&ring, Purpose::Session, &["x", "y"], &sealed), Some(value.clone()));
        assert_eq!(open(&ring, Purpose::Consent, &["x", "y"], &sealed), None);
        for associated in [&["x"][..], &["y", "x"], &["xy"], &["x", "y", ""], &[]] {
            assert_eq!(open(&ring, Purpose::Session, associated, &sealed), None, "{associated:?}");
        }
        let renewed = KeyRing::parse(&format!("k2:{OTHER} k1:{KEY}")).unwrap();
        assert_eq!(open(&renewed, Purpose::Session, &["x", "y"], &sealed), Some(value));
        let other = KeyRing::parse(&format!("k2:{OTHER}")).unwrap();
        assert_eq!(open(&other, Purpose::Session, &["x", "y"], &sealed), None);
    }

    #[test]
    fn a_changed_text_does_not_open() {
        let ring = KeyRing::parse(&format!("k1:{KEY}")).unwrap();
        let sealed = ring.seal_value(Purpose::Session, &[], &"value").unwrap();
        let open = |text: &str| ring.open_value::<String>(Purpose::Session, &[], text);
        assert_eq!(open(&sealed).as_deref(), Some("value"));
        for place in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            assert_eq!(open(std::str::from_utf8(&bytes).unwrap()), None, "{place}");
        }
        for other in [
            "",
            "A",
            sealed.strip_prefix(char::is_alphanumeric).unwrap_or("-"),
            &format!("{sealed}A"),
            &format!("{sealed}="),
            &"A".repeat(70_000),
        ] {
            assert_eq!(open(other), None, "{other}");
        }
    }
}
