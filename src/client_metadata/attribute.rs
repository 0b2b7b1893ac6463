//! The attributes of a distinguished name, as they are compared. RFC 4517 section 4.2.15, RFC 4518.

use base16ct::mixed;
use der::asn1::AnyRef;
use der::{Decode, Tag, Tagged};

use crate::client_metadata::distinguished_name::{is_attribute, split};

/// Returns the parts of a name, each a set of attributes; `None` if the text is no name.
pub fn parts(name: &str) -> Option<Vec<Vec<Attribute>>> {
    let part = |text| {
        let mut attributes = split(text, '+').map(attribute).collect::<Option<Vec<_>>>()?;
        attributes.sort_unstable();
        Some(attributes)
    };
    split(name, ',').map(part).collect()
}

/// An attribute as it is compared.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attribute {
    /// The identifier of its type, or the name of an unknown one in lower case.
    kind: String,
    value: Comparable,
}

/// The value of an attribute as it is compared.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Comparable {
    /// The encoding of a value that is no text that is known here.
    Encoding(String),
    /// Text.
    Text(String),
}

fn attribute(text: &str) -> Option<Attribute> {
    let (kind, value) = text.split_once('=').filter(|_| is_attribute(text))?;
    let kind = kind.to_ascii_lowercase();
    let known = TYPES.iter().find(|(name, identifier)| kind == *name || kind == *identifier);
    let value = match value.strip_prefix('#') {
        Some(encoded) => decoded(encoded),
        None => Comparable::Text(unescaped(value)?),
    };
    let value = match value {
        // The end of a text in other languages: no name has it for a good reason.
        Comparable::Text(text) if text.contains('\0') => return None,
        Comparable::Text(text) if known.is_some() => Comparable::Text(folded(&text)),
        value => value,
    };
    Some(Attribute { kind: known.map_or(kind, |(_, identifier)| (*identifier).to_owned()), value })
}

/// Names of types in lower case, and their identifiers: the table of RFC 4514 section 3, then those that certificates of
/// clients have besides. Their values are text that is compared without regard to case.
const TYPES: [(&str, &str); 20] = [
    ("cn", "2.5.4.3"),
    ("l", "2.5.4.7"),
    ("st", "2.5.4.8"),
    ("o", "2.5.4.10"),
    ("ou", "2.5.4.11"),
    ("c", "2.5.4.6"),
    ("street", "2.5.4.9"),
    ("dc", "0.9.2342.19200300.100.1.25"),
    ("uid", "0.9.2342.19200300.100.1.1"),
    ("businesscategory", "2.5.4.15"),
    ("emailaddress", "1.2.840.113549.1.9.1"),
    ("givenname", "2.5.4.42"),
    ("gn", "2.5.4.42"),
    ("jurisdictionc", "1.3.6.1.4.1.311.60.2.1.3"),
    ("jurisdictioncountryname", "1.3.6.1.4.1.311.60.2.1.3"),
    ("organizationidentifier", "2.5.4.97"),
    ("serialnumber", "2.5.4.5"),
    ("sn", "2.5.4.4"),
    ("surname", "2.5.4.4"),
    ("title", "2.5.4.12"),
];

/// Returns the text in lower case, and with single spaces between words. RFC 4518 sections 2.2 and 2.6.1.
fn folded(text: &str) -> String {
    text.to_lowercase().split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Returns the text of a DER encoding in hexadecimal; or the encoding, if it is not that of a text.
fn decoded(encoded: &str) -> Comparable {
    let text = mixed::decode_vec(encoded).ok().and_then(|bytes| {
        let value = AnyRef::from_der(&bytes).ok()?;
        match value.tag() {
            Tag::Ia5String | Tag::NumericString | Tag::PrintableString | Tag::Utf8String => {
                String::from_utf8(value.value().to_vec()).ok()
            }
            _ => None,
        }
    });
    text.map_or_else(|| Comparable::Encoding(encoded.to_ascii_lowercase()), Comparable::Text)
}

/// Returns the text of an escaped value: a backslash precedes a special character, or two digits of a byte in UTF-8. RFC
/// 4514 section 3.
fn unescaped(value: &str) -> Option<String> {
    let mut text = Vec::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        let first = if character == '\\' { characters.next()? } else { character };
        if character == '\\' && first.is_ascii_hexdigit() {
            let digits: String = [first, characters.next()?].iter().collect();
            text.extend(mixed::decode_vec(&digits).ok()?);
        } else {
            text.extend_from_slice(first.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    String::from_utf8(text).ok()
}
