//! The subject of a client's certificate. RFC 4514, RFC 8705 section 2.1.2.

use serde_json::Value;

use crate::client_metadata::attribute::{identifier_of, short_name_of};
use crate::client_metadata::certificate::LONGEST_NAME;
use crate::client_metadata::character;
use crate::client_metadata::directory_name::DirectoryName;
use crate::client_metadata::field::{At, Member, text};
use crate::error::Invalid;

/// A distinguished name in the text form of RFC 4514, kept as sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistinguishedName(String);

impl DistinguishedName {
    /// Returns true if this is the subject of a certificate. The platform gives the subject in the form of RFC 2253.
    ///
    /// A subject that cannot be read is nobody's. RFC 8705 section 2.1.2.
    #[must_use]
    pub fn is_subject(&self, subject: &str) -> bool {
        let names = DirectoryName::parse(&self.0).zip(DirectoryName::parse(subject));
        names.is_some_and(|(registered, subject)| registered.is(&subject))
    }
}

impl DistinguishedName {
    /// Returns true if types with a short name in RFC 4514 section 3 have this name and text, and all others have their
    /// identifier and an encoded value. Open Finance Brasil, Dynamic Client Registration section 7.1.2.
    #[must_use]
    pub fn is_encoded(&self) -> bool {
        split(&self.0, ',').flat_map(|part| split(part, '+')).all(|attribute| {
            let Some((kind, value)) = attribute.split_once('=') else { return false };
            let has_short_name = short_name_of(&identifier_of(kind)).is_some();
            let is_identifier = kind.contains('.');
            has_short_name != is_identifier && is_identifier == value.starts_with('#')
        })
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

/// The short names of the table in RFC 4514 section 3.
const SHORT_NAMES: [&str; 9] = ["C", "CN", "DC", "L", "O", "OU", "ST", "STREET", "UID"];

/// Returns true if all types of a name are in the table of RFC 4514 section 3, or are identifiers with hexadecimal values, and if
/// the parts come in reverse order: the country, the most general part, is not the first of several.
///
/// Only such a name has one spelling in all libraries. RFC 4514 sections 2.1 and 2.4.
#[must_use]
pub fn has_short_names_alone(name: &str) -> bool {
    let kind = |attribute: &str| attribute.split_once('=').map_or("", |(kind, _)| kind).to_ascii_uppercase();
    let is_plain = |attribute: &str| {
        let is_encoded = || attribute.split_once('=').is_some_and(|(_, value)| value.starts_with('#'));
        SHORT_NAMES.contains(&&*kind(attribute)) || (kind(attribute).contains('.') && is_encoded())
    };
    let mut parts = split(name, ',');
    let begins_with_country = parts.next().is_some_and(|first| split(first, '+').any(|it| kind(it) == "C"));
    let is_reverse = !begins_with_country || parts.next().is_none();
    is_reverse && split(name, ',').all(|part| split(part, '+').all(is_plain))
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
}
