//! The attributes of a distinguished name: read as they are written, and compared. RFC 4514, RFC 4517, RFC 4518.

use base16ct::mixed;
use der::asn1::AnyRef;
use der::{Decode, Tag, Tagged};

use crate::client_metadata::distinguished_name::{is_attribute, split};

/// Returns the parts of a name, each a set of attributes; `None` if the text is no name.
pub fn parts(name: &str) -> Option<Vec<Vec<Attribute>>> {
    split(name, ',').map(|part| split(part, '+').map(attribute).collect()).collect()
}

/// An attribute: the identifier of its type, and its value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attribute {
    /// The identifier of its type, or the name of an unknown one in lower case.
    kind: String,
    value: AttributeValue,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum AttributeValue {
    /// The encoding of a value that is no text that is known here, in hexadecimal.
    Encoding(String),
    /// Text.
    Text(String),
}

impl Attribute {
    /// Makes an attribute of this type and text.
    pub fn of_text(kind: &str, text: &str) -> Self {
        Self { kind: identifier_of(kind), value: AttributeValue::Text(text.to_owned()) }
    }

    /// Returns the text of an attribute of this type; `None` for another type, and for a value that is no text.
    pub fn text_of(&self, identifier: &str) -> Option<&str> {
        match &self.value {
            AttributeValue::Text(text) if self.kind == identifier => Some(text),
            _ => None,
        }
    }

    /// Returns the attribute as it is compared: the text of a known type without regard to case and repeated spaces.
    pub fn comparable(&self) -> Self {
        let is_known = TYPES.iter().any(|(_, identifier)| self.kind == *identifier);
        let value = match &self.value {
            AttributeValue::Text(text) if is_known => AttributeValue::Text(folded(text)),
            value => value.clone(),
        };
        Self { kind: self.kind.clone(), value }
    }
}

fn attribute(text: &str) -> Option<Attribute> {
    let (kind, value) = text.split_once('=').filter(|_| is_attribute(text))?;
    let value = match value.strip_prefix('#') {
        Some(encoded) => decoded(encoded),
        None => AttributeValue::Text(unescaped(value)?),
    };
    // NUL is the end of a text in other languages: no name has it for a good reason.
    let has_end = matches!(&value, AttributeValue::Text(text) if text.contains('\0'));
    (!has_end).then(|| Attribute { kind: identifier_of(kind), value })
}

/// Returns the identifier of a type, or the name of an unknown one in lower case.
pub fn identifier_of(kind: &str) -> String {
    let kind = kind.to_ascii_lowercase();
    let known = TYPES.iter().find(|(name, _)| kind == *name);
    known.map_or(kind, |(_, identifier)| (*identifier).to_owned())
}

/// Returns true for the name of a known type of attributes, and for an object identifier such as `2.5.4.97`.
#[must_use]
pub fn is_attribute_type(text: &str) -> bool {
    let identifier = identifier_of(text);
    let is_number = |arc: &str| !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit());
    identifier.contains('.') && identifier.split('.').all(is_number)
}

/// Returns the short name of a type that RFC 4514 section 3 has one for.
pub fn short_name_of(identifier: &str) -> Option<&'static str> {
    TYPES.iter().take(OF_RFC_4514).find(|(_, known)| *known == identifier).map(|(name, _)| *name)
}

/// How many of the types are those of the table of RFC 4514.
const OF_RFC_4514: usize = 9;

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
///
/// The two forms of a small sigma are one letter, as in table B.2 of RFC 3454.
///
/// Names that differ only in how characters are composed stay different: nobody gets in by that.
fn folded(text: &str) -> String {
    let small = text.chars().flat_map(char::to_lowercase).map(|letter| if letter == 'ς' { 'σ' } else { letter });
    small.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the text of a DER encoding in hexadecimal; or the encoding, if it is not that of a text.
fn decoded(encoded: &str) -> AttributeValue {
    let text = mixed::decode_vec(encoded).ok().and_then(|bytes| text_of(&AnyRef::from_der(&bytes).ok()?));
    text.map_or_else(|| AttributeValue::Encoding(encoded.to_ascii_lowercase()), AttributeValue::Text)
}

/// Returns the text of a value; `None` if it is none. `TeletexString` counts as none: its characters depend on the country.
pub fn text_of(value: &AnyRef<'_>) -> Option<String> {
    let bytes = value.value();
    match value.tag() {
        Tag::Ia5String | Tag::NumericString | Tag::PrintableString | Tag::Utf8String => {
            String::from_utf8(bytes.to_vec()).ok()
        }
        Tag::BmpString if bytes.len().is_multiple_of(2) => {
            let units = bytes.chunks_exact(2).filter_map(|unit| Some(u16::from_be_bytes(unit.try_into().ok()?)));
            String::from_utf16(&units.collect::<Vec<_>>()).ok()
        }
        _ => None,
    }
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
