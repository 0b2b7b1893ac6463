//! Requests of devices without a browser, and the code that a user types for one. RFC 8628.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

use crate::key_ring::{KeyId, KeyRing, Purpose, same_secret};
use crate::model::{AuthorizationCode, AuthorizationRequest};
use crate::unit::{Seconds, Timestamp};

/// The characters of user codes: no vowels, so that no code is a word, and no letter that looks like a digit. RFC 8628
/// section 6.1.
const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// The number of characters in a user code: 20 to the power of 8 are 34 bits.
const LENGTH: usize = 8;

/// The number of random bytes from which a user code is made. Each byte is left out with a chance of a sixteenth.
pub const USER_CODE_BYTES: usize = 32;

/// The number of bytes in the name of a request.
const NAME_BYTES: usize = 16;

/// The code that a user types. It has no hyphens or spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// Makes a code from random bytes; `None` if too many of them must be left out.
    #[must_use]
    pub fn new(random: &[u8; USER_CODE_BYTES]) -> Option<Self> {
        // The bytes up to 239 give each character twelve times.
        let fair = random.iter().filter(|byte| **byte < 240);
        let characters = fair.filter_map(|byte| ALPHABET.get(usize::from(*byte).checked_rem(ALPHABET.len())?));
        let text: String = characters.take(LENGTH).map(|byte| char::from(*byte)).collect();
        (text.len() == LENGTH).then_some(Self(text))
    }

    /// Reads a code as people type it: in any case, with hyphens and spaces anywhere; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_dropped = |c: &char| matches!(c, '-' | ' ' | '\u{2010}'..='\u{2015}' | '\u{a0}' | '\u{3000}');
        let mut code = String::with_capacity(LENGTH);
        for c in text.trim().chars().filter(|c| !is_dropped(c)) {
            let c = c.to_ascii_uppercase();
            if code.len() == LENGTH || !ALPHABET.iter().any(|known| char::from(*known) == c) {
                return None;
            }
            code.push(c);
        }
        (code.len() == LENGTH).then_some(Self(code))
    }

    /// Returns the code as people read it: in two groups of four.
    #[must_use]
    pub fn shown(&self) -> String {
        let (one, other) = self.0.split_at_checked(LENGTH / 2).unwrap_or((&self.0, ""));
        format!("{one}-{other}")
    }

    /// Returns the names under which a request of this code can be stored: one for each key of the ring, the current
    /// one first.
    ///
    /// The names are derived, so a reader of the database cannot try out the codes.
    #[must_use]
    pub fn names(&self, issuer: &str, keys: &KeyRing) -> Vec<String> {
        keys.ids().filter_map(|key| self.name(issuer, key, keys)).collect()
    }

    fn name(&self, issuer: &str, key: &KeyId, keys: &KeyRing) -> Option<String> {
        let derived = keys.derive_32(key, Purpose::UserCode, &[issuer.as_bytes(), self.0.as_bytes()])?;
        Some(Base64UrlUnpadded::encode_string(derived.get(..NAME_BYTES)?))
    }
}

/// The code with which a device asks for its tokens: the name of its request, a dot, and 256 bits that are derived for
/// this request and client. Nothing secret is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCode {
    /// The name of the request.
    pub name: String,
    text: String,
}

impl DeviceCode {
    /// Makes the code of a request with the current key; `None` if nothing can be derived.
    #[must_use]
    pub fn new(name: &str, issuer: &str, client_id: &str, keys: &KeyRing) -> Option<Self> {
        Self::of_key(name, issuer, client_id, keys.current(), keys)
    }

    /// Reads a code of this client; `None` for any other text.
    #[must_use]
    pub fn open(text: &str, issuer: &str, client_id: &str, keys: &KeyRing) -> Option<Self> {
        let (name, _) = text.split_once('.')?;
        let made = keys.ids().filter_map(|key| Self::of_key(name, issuer, client_id, key, keys));
        made.into_iter().find(|made| same_secret(&made.text, text))
    }

    fn of_key(name: &str, issuer: &str, client_id: &str, key: &KeyId, keys: &KeyRing) -> Option<Self> {
        let parts = [issuer.as_bytes(), client_id.as_bytes(), name.as_bytes()];
        let secret = Base64UrlUnpadded::encode_string(&keys.derive_32(key, Purpose::DeviceCode, &parts)?);
        Some(Self { name: name.to_owned(), text: format!("{name}.{secret}") })
    }

    /// Returns the code as the device gets it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A request that waits for the user's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRequest {
    /// The name.
    pub name: String,
    /// The access that the device asks for. It has no redirection URI.
    pub request: AuthorizationRequest,
    /// The town and the country of the device, as the platform knows them.
    pub place: Option<String>,
    /// When the device asked.
    pub asked_at: Timestamp,
    /// When it is too late for an answer.
    pub expires_at: Timestamp,
}

/// The answer of a user.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(from = "Option<Box<AuthorizationCode>>", into = "Option<Box<AuthorizationCode>>")]
pub enum DeviceAnswer {
    /// The user lets the device in: the contents of a code that never leaves this server.
    Granted(Box<AuthorizationCode>),
    /// The user refuses.
    Denied,
}

impl From<Option<Box<AuthorizationCode>>> for DeviceAnswer {
    fn from(code: Option<Box<AuthorizationCode>>) -> Self {
        code.map_or(Self::Denied, Self::Granted)
    }
}

impl From<DeviceAnswer> for Option<Box<AuthorizationCode>> {
    fn from(answer: DeviceAnswer) -> Self {
        match answer {
            DeviceAnswer::Granted(code) => Some(code),
            DeviceAnswer::Denied => None,
        }
    }
}

/// How long a device must wait between two questions. RFC 8628 section 3.2.
pub const DEVICE_PAUSE: Seconds = Seconds(5);

/// The state of a request, as its device learns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polled {
    /// The answer; `None` while nobody has given one.
    pub answer: Option<DeviceAnswer>,
    /// When it is too late.
    pub expires_at: Timestamp,
    /// True if the device asked too soon. It must wait longer from now on.
    pub is_hasty: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(text: &str) -> KeyRing {
        KeyRing::parse(text).unwrap()
    }

    const ONE: &str = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    const BOTH: &str = "k2:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8 k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    /// RFC 8628 section 6.1: a code is read as people type it.
    #[test]
    fn a_user_code_is_read_in_every_way_that_people_type_it() {
        let code = UserCode::new(&[0; USER_CODE_BYTES]).unwrap();
        assert_eq!(code.shown(), "BBBB-BBBB");
        let code = UserCode::parse("WDJB-MHXT").unwrap();
        for typed in ["wdjb-mhxt", " WDJBMHXT ", "WDJB MHXT", "w-d-j-b-m-h-x-t", "WDJB\u{2013}MHXT"] {
            assert_eq!(UserCode::parse(typed), Some(code.clone()), "{typed}");
        }
        for other in ["", "WDJB-MHX", "WDJB-MHXTT", "WDJB-MHXA", "WDJB.MHXT", "ＷDJB-MHXT", "WDJB-MHX1", "----"] {
            assert_eq!(UserCode::parse(other), None, "{other}");
        }
    }

    #[test]
    fn every_character_of_a_user_code_is_as_likely_as_the_others() {
        let mut counts = [0; 20];
        for byte in 0..=u8::MAX {
            let Some(code) = UserCode::new(&[byte; USER_CODE_BYTES]) else { continue };
            let place = ALPHABET.iter().position(|known| code.0.as_bytes()[0] == *known).unwrap();
            counts[place] += 1;
        }
        assert_eq!(counts, [12; 20]);
        let mut random = [255; USER_CODE_BYTES];
        random[..7].fill(1);
        assert_eq!(UserCode::new(&random), None, "seven bytes that count are too few");
    }

    #[test]
    fn a_device_code_is_good_for_one_client_and_issuer_and_outlives_a_change_of_the_key() {
        let name = &UserCode::parse("WDJB-MHXT").unwrap().names("https://as.example", &ring(ONE))[0];
        let code = DeviceCode::new(name, "https://as.example", "app", &ring(ONE)).unwrap();
        let open = |text: &str, issuer, client| DeviceCode::open(text, issuer, client, &ring(BOTH));
        assert_eq!(open(code.as_str(), "https://as.example", "app"), Some(code.clone()));
        assert_eq!(open(code.as_str(), "https://as.example", "other"), None);
        assert_eq!(open(code.as_str(), "https://other.example", "app"), None);
        let (_, secret) = code.as_str().split_once('.').unwrap();
        for text in [format!("x{}", code.as_str()), format!("{name}."), format!(".{secret}"), name.clone()] {
            assert_eq!(open(&text, "https://as.example", "app"), None, "{text}");
        }
    }

    #[test]
    fn a_request_is_found_by_its_user_code_after_a_change_of_the_key() {
        let names = |code: &str, keys| UserCode::parse(code).unwrap().names("https://as.example", &ring(keys));
        let before = names("WDJB-MHXT", ONE);
        assert_eq!(before.len(), 1);
        assert!(names("WDJB-MHXT", BOTH).contains(&before[0]));
        assert!(!names("WDJB-MHXB", BOTH).contains(&before[0]));
    }
}
