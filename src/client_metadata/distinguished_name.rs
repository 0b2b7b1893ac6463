//! The subject of a client's certificate. RFC 4514, RFC 8705 section 2.1.2.

use serde_json::Value;

use crate::client_metadata::attribute::parts;
use crate::client_metadata::certificate::LONGEST_NAME;
use crate::client_metadata::character;
use crate::client_metadata::field::{At, Member, text};
use crate::error::Invalid;

/// A distinguished name in the text form of RFC 4514, kept as sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistinguishedName(String);

impl DistinguishedName {
    /// Returns true if this is the subject of a certificate. The platform gives the subject in the form of RFC 2253.
    ///
    /// The order of the parts counts, that of several attributes in one part does not. Types count by their identifiers.
    /// Values of known types are compared without regard to case and repeated spaces, others exactly; a subject that
    /// cannot be read is nobody's. RFC 8705 section 2.1.2, RFC 4517 section 4.2.15.
    #[must_use]
    pub fn is_subject(&self, subject: &str) -> bool {
        parts(&self.0).is_some_and(|parts_of_client| parts(subject) == Some(parts_of_client))
    }
}

impl Member for DistinguishedName {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let name = text(value, at, LONGEST_NAME)?;
        let is_name = split(name, ',').all(|relative| split(relative, '+').all(is_attribute));
        if is_name && !character::hides(name) {
            Ok(Self(name.to_owned()))
        } else {
            Err(Invalid::new(at, "be a distinguished name in the form of RFC 4514"))
        }
    }

    fn write(&self) -> Value {
        Value::from(&*self.0)
    }
}

/// Returns the parts of a text between separators that no backslash precedes.
pub(super) fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut is_escaped = false;
    text.split(move |character| {
        let ends = character == separator && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        ends
    })
}

/// Returns true for a type, an equals sign and a value: a hexadecimal encoding, or text whose special characters are escaped. RFC 4514
/// section 3.
pub(super) fn is_attribute(text: &str) -> bool {
    let Some((kind, value)) = text.split_once('=') else { return false };
    let is_descriptor = kind.starts_with(|c: char| c.is_ascii_alphabetic())
        && kind.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let is_number = |arc: &str| arc.bytes().all(|byte| byte.is_ascii_digit()) && (arc == "0" || !arc.starts_with('0'));
    let is_identifier = kind.contains('.') && kind.split('.').all(|arc| !arc.is_empty() && is_number(arc));
    (is_descriptor || is_identifier) && value.strip_prefix('#').map_or_else(|| is_escaped_text(value), is_hexadecimal)
}

fn is_hexadecimal(text: &str) -> bool {
    !text.is_empty() && text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_escaped_text(text: &str) -> bool {
    let mut characters = text.chars();
    let mut ends_with_space = false;
    while let Some(character) = characters.next() {
        ends_with_space = character == ' ';
        let is_sound = match character {
            '\\' => match characters.next() {
                Some(first) if first.is_ascii_hexdigit() => characters.next().is_some_and(|c| c.is_ascii_hexdigit()),
                Some(special) => " \"#+,;<=>\\".contains(special),
                None => false,
            },
            '"' | ';' | '<' | '>' => false,
            _ => true,
        };
        if !is_sound {
            return false;
        }
    }
    // An escaped space at the end is consumed with its backslash above, so it does not count here.
    !text.starts_with(' ') && !ends_with_space
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads<T: Member>(name: &str) -> bool {
        T::read(&Value::from(name), At::member("x")).is_ok()
    }

    /// RFC 4514 section 4; requirement C90.
    #[test]
    fn a_distinguished_name_is_one_of_rfc_4514() {
        for good in [
            "CN=client.example",
            "UID=jsmith,DC=example,DC=net",
            "OU=Sales+CN=J.  Smith,DC=example,DC=net",
            "CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net",
            "2.5.4.97=#0c054f46424252,CN=client",
            "CN=Before\\0dAfter",
            "CN=\\ a\\ ,O=",
            "CN=a\\\\\\ ",
            "CN=a\\20",
            "CN=a\\,b,O=c",
            "CN=ab\\+c+O=d",
            "CN=a\\\\,O=b",
        ] {
            assert!(reads::<DistinguishedName>(good), "{good}");
        }
        for bad in [
            "client.example",
            "CN",
            "=x",
            "CN=a,",
            ",CN=a",
            "CN=a+",
            "2.5.4.97=#zz",
            "2.5.4.97=#0",
            "2..4=x",
            "02.5=x",
            "C N=x",
            "CN=a;O=b",
            "CN=\"a\"",
            "CN=a\\",
            "CN=a\\x",
            "CN=a\\4",
            "CN= a",
            "CN=a ",
            "CN=a\\\\ ",
            "CN=a\u{202e}b",
            "CN=<a>",
            "CN=a,b",
            "CN=ab,c",
            "CN=a+b",
            "CN=ab+c",
            "CN=a\\\\,b",
            "CN=a\\\\\\,b,c",
        ] {
            assert!(!reads::<DistinguishedName>(bad), "{bad}");
        }
    }

    /// RFC 4514, RFC 4517 sections 4.2.15 and 4.2.11, RFC 8705 section 2.1.2; requirements M35, S26.
    #[test]
    fn a_subject_is_compared_as_a_name_and_not_as_text() {
        for (registered, subject, is_it) in [
            ("CN=client,O=Example,C=DE", "CN=client,O=Example,C=DE", true),
            ("cn=Client,o=EXAMPLE,c=de", "CN=client,O=Example,C=DE", true),
            ("2.5.4.3=client,O=Example", "CN=client,2.5.4.10=Example", true),
            ("UID=x,CN=c", "0.9.2342.19200300.100.1.1=x,CN=c", true),
            ("CN=two  words ,O=x", "CN=Two Words,O=x", false),
            ("CN=two  words,O=x", "CN=Two Words,O=x", true),
            ("CN=a\\, b,O=x", "CN=a\\2C b,O=x", true),
            ("CN=a\\,O\\=x", "CN=a,O=x", false),
            ("CN=a,O=x", "CN=a\\,O\\=x", false),
            ("CN=J\u{fc}rgen,O=x", "CN=J\\C3\\BCrgen,O=x", true),
            ("CN=J\u{dc}RGEN,O=x", "CN=J\\C3\\BCrgen,O=x", true),
            ("CN=a+OU=b,O=x", "OU=b+CN=a,O=x", true),
            ("CN=a+OU=b,O=x", "CN=a,OU=b,O=x", false),
            ("organizationIdentifier=PSDGB-FCA-1,CN=c", "2.5.4.97=#130b50534447422d4643412d31,CN=c", true),
            ("2.5.4.97=#0C0B50534447422D4643412D31,CN=c", "2.5.4.97=#130b50534447422d4643412d31,CN=c", true),
            ("2.5.4.97=#0c0b50534447422d4643412d31,CN=c", "2.5.4.97=PSDGB-FCA-1,CN=c", true),
            ("2.5.4.97=#0c0c50534447422d4643412d31,CN=c", "2.5.4.97=PSDGB-FCA-1,CN=c", false),
            ("jurisdictionCountryName=BR,CN=c", "jurisdictionC=BR,CN=c", true),
            ("1.3.6.1.4.1.311.60.2.1.3=#13024252,CN=c", "jurisdictionC=BR,CN=c", true),
            ("O=Example,CN=client", "CN=client,O=Example", false),
            ("CN=client,O=Example", "CN=client,O=Example,C=DE", false),
            ("CN=client,O=Example,C=DE", "CN=client,O=Example", false),
            ("CN=client,CN=client", "CN=client", false),
            ("CN=client", "O=client", false),
            ("1.2.3.4=Value", "1.2.3.4=Value", true),
            ("1.2.3.4=Value", "1.2.3.4=value", false),
            ("1.2.3.4=#04020102", "1.2.3.4=#04020102", true),
            ("1.2.3.4=#0402010A", "1.2.3.4=#0402010a", true),
            ("CN=#04020102", "CN=\\#04020102", false),
            ("CN=client\\00", "CN=client\\00", false),
            ("CN=client", "CN=client\\00", false),
            ("CN=a\\ff", "CN=a\\ff", false),
            ("CN=client", "", false),
            ("CN=client", "client", false),
            ("CN=client", "CN=client,", false),
            ("CN=client", "CN=client;O=x", false),
            ("CN=client", "/CN=client", false),
        ] {
            assert_eq!(DistinguishedName(registered.to_owned()).is_subject(subject), is_it, "{registered} {subject}");
        }
        let long = |length: usize, byte: &str| format!("CN=#0c81{length:02x}{}", byte.repeat(length));
        let text = format!("CN={}", "a".repeat(200));
        assert!(DistinguishedName(text.clone()).is_subject(&long(200, "61")));
        assert!(!DistinguishedName(text).is_subject(&long(199, "61")));
        for (encoding, reason) in [
            ("0c81026161", "a length that is longer than it must be"),
            ("0c82000261 61", "no hexadecimal"),
            ("0c036161", "shorter than its length"),
            ("0c01616161", "longer than its length"),
            ("0c8061610000", "a length that is not known at the beginning"),
            ("2c026161", "not primitive"),
        ] {
            assert!(!DistinguishedName("CN=aa".to_owned()).is_subject(&format!("CN=#{encoding}")), "{reason}");
        }
        assert!(DistinguishedName("CN=aa".to_owned()).is_subject("CN=#16026161"), "an IA5String");
    }
}
