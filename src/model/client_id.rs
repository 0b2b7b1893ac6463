//! Client identifiers.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::client_metadata::AbsoluteUri;
use crate::model::UserId;
use crate::sealed_client;

/// A `client_id`, in characters that URIs do not escape. A stored client has the tag `c` and 128 random bits in
/// base64url, 23 characters together. A sealed client has the tag `s` and the encrypted client in base64url, at most
/// 1,024 characters. The identifier of an organisation, such as `PSDDE-BAFIN-123456`, begins with upper case. A client that
/// was imported has the identifier of its former server.
///
/// The tag selects the format, and keeps identifiers apart from URLs and user names. RFC 7591 section 3.2.1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClientId(String);

const TAG: &str = "c";
/// The number of random bytes in the identifier of a stored client.
pub const RANDOM_BYTES: usize = 16;

/// The longest identifier that an operator can choose.
const LONGEST_NAME: usize = 64;

/// The longest identifier of a client that was imported.
const LONGEST_IMPORTED: usize = 255;

/// Returns true if a URI contains this character without percent-encoding. RFC 3986 section 2.3.
#[must_use]
pub const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

impl ClientId {
    /// Makes an identifier of random bytes.
    #[must_use]
    pub fn new(random: &[u8; RANDOM_BYTES]) -> Self {
        Self(format!("{TAG}{}", Base64UrlUnpadded::encode_string(random)))
    }

    /// Makes the identifier of an organisation; `None` if it is longer than 64 characters, or of another form than a scheme
    /// of three letters, a country of two, a hyphen, and a number of unreserved characters. ETSI EN 319 412-1 section 5.1.4.
    #[must_use]
    pub fn of_organization(text: &str) -> Option<Self> {
        let (scheme, number) = text.split_once('-')?;
        let is_scheme = scheme.len() == 5 && scheme.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_number = !number.is_empty() && number.bytes().all(is_unreserved);
        (is_scheme && is_number && text.len() <= LONGEST_NAME).then(|| Self(text.to_owned()))
    }

    /// Returns true if the identifier is that of an organisation, which can register again when its client is gone.
    #[must_use]
    pub fn is_of_organization(&self) -> bool {
        Self::of_organization(&self.0).is_some()
    }

    /// Reads an identifier of another server: 1 to 255 visible ASCII characters and spaces. RFC 6749 appendix A.1.
    ///
    /// `None` for a URL, which can be the address of a document that describes a client, and for what looks like a user: the
    /// subject of an access token is one or the other. RFC 9068 section 5.
    #[must_use]
    pub fn imported(text: &str) -> Option<Self> {
        let is_sound =
            (1..=LONGEST_IMPORTED).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        (is_sound && !text.contains("://") && UserId::parse(text).is_none()).then(|| Self(text.to_owned()))
    }

    /// Reads the identifier of a client that this server has registered or imported; `None` for any other form.
    #[must_use]
    pub fn known(text: &str) -> Option<Self> {
        Self::parse(text).or_else(|| Self::imported(text))
    }

    /// Reads an identifier that this server can have issued; `None` for any other form. Every identifier has one
    /// spelling.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::tagged(text).or_else(|| Self::of_organization(text))
    }

    fn tagged(text: &str) -> Option<Self> {
        if let Some(sealed) = text.strip_prefix(sealed_client::TAG) {
            // The decoder refuses unused bits at the end: with them, one client would have several identifiers.
            let is_good = text.len() <= sealed_client::LONGEST_ID.0 && Base64UrlUnpadded::decode_vec(sealed).is_ok();
            return (is_good && text.len() >= sealed_client::SHORTEST_ID.0).then(|| Self(text.to_owned()));
        }
        let mut bytes = [0; RANDOM_BYTES];
        let decoded = Base64UrlUnpadded::decode(text.strip_prefix(TAG)?, &mut bytes).ok()?;
        (decoded.len() == RANDOM_BYTES).then(|| Self(text.to_owned()))
    }

    /// Wraps an identifier that `sealed_client::seal` returned.
    #[must_use]
    pub const fn of_sealed(text: String) -> Self {
        Self(text)
    }

    /// Wraps the address of the document that describes a client. No such identifier parses as one of a registered client.
    #[must_use]
    pub fn of_document(uri: &AbsoluteUri) -> Self {
        Self(uri.as_str().to_owned())
    }

    /// Returns true if the identifier has the form of a sealed client. It can still be forged.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.0.starts_with(sealed_client::TAG)
    }

    /// Reads an identifier that the operator has chosen: 1 to 64 unreserved characters. `None` if it looks like an
    /// identifier of a registered client or like a URL.
    #[must_use]
    pub fn chosen(text: &str) -> Option<Self> {
        let is_good = (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(is_unreserved);
        // Extensions use URLs as identifiers, so no chosen identifier may look like one.
        let is_own = is_good && Self::tagged(text).is_none() && !text.starts_with("http");
        is_own.then(|| Self(text.to_owned()))
    }

    /// Returns the identifier as text.
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

    /// ETSI EN 319 412-1 section 5.1.4.
    #[test]
    fn the_identifier_of_an_organisation_has_one_form() {
        let long = format!("PSDDE-{}", "1".repeat(58));
        for good in ["PSDDE-BAFIN-123456", "VATDE-1", "OFBBR-d7384bd0-842f-43c5-be02-9d2b2d5efc2c", &long] {
            assert_eq!(ClientId::of_organization(good).as_ref().map(ClientId::as_str), Some(good));
            assert!(ClientId::parse(good).is_some_and(|id| id.is_of_organization() && !id.is_sealed()), "{good}");
        }
        for bad in [
            "",
            "PSDDE-",
            "PSDDE",
            "psdde-1",
            "PSDD1-1",
            "PSD-1",
            "PSDDE-a/b",
            "PSDDE-a b",
            "PSDDE-\u{e9}",
            &format!("{long}1"),
        ] {
            assert_eq!(ClientId::of_organization(bad), None, "{bad}");
        }
        assert!(!ClientId::new(&[0; RANDOM_BYTES]).is_of_organization());
        assert!(!ClientId::imported("Admin-console").unwrap().is_of_organization());
    }

    /// RFC 6749 appendix A.1, RFC 9068 section 5.
    #[test]
    fn an_imported_identifier_is_no_url_and_no_user() {
        let long = "a".repeat(255);
        for good in ["a", "s6BhdRkqt3", "urn:example:app", "My app (old)", "https", "realm/app?x=%41", "PSDDE-1", &long]
        {
            assert_eq!(ClientId::known(good).as_ref().map(ClientId::as_str), Some(good));
        }
        let user = UserId::new(&[0; 16]);
        for bad in [
            "",
            "https://app.example/",
            "HTTP://app.example",
            "app://x",
            "\u{e9}",
            "a\nb",
            user.as_str(),
            &format!("{long}a"),
        ] {
            assert_eq!(ClientId::known(bad), None, "{bad}");
        }
    }
}
