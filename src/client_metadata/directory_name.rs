//! The names of certificates: read into attributes, compared, and written. RFC 4514, RFC 4517 section 4.2.15.

use base16ct::lower;
use der::Encode;
use der::asn1::AnyRef;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::Name;

use crate::client_metadata::attribute::{Attribute, identifier_of, parts, short_name_of, text_of};

/// A distinguished name, in the order of its text: the part that the certificate has last comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryName(Vec<Vec<Attribute>>);

impl DirectoryName {
    /// Reads the text of a name, in the form of RFC 4514 or RFC 2253; `None` if it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        parts(text).map(Self)
    }

    /// Returns true for the same name.
    ///
    /// The order of the parts counts, that of several attributes in one part does not. Types count by their identifiers.
    /// Values of known types are compared without regard to case and repeated spaces, others exactly. RFC 4517 sections
    /// 4.2.11 and 4.2.15.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.comparable() == other.comparable()
    }

    fn comparable(&self) -> Vec<Vec<Attribute>> {
        let part = |attributes: &Vec<Attribute>| {
            let mut sorted = Vec::new();
            for attribute in attributes.iter().map(Attribute::comparable) {
                sorted.insert(sorted.partition_point(|earlier| *earlier < attribute), attribute);
            }
            sorted
        };
        self.0.iter().map(part).collect()
    }

    /// Returns true if the name has an attribute of this type with this text, compared as in names. RFC 4517 section 4.2.11.
    #[must_use]
    pub fn has(&self, kind: &str, text: &str) -> bool {
        let wanted = Attribute::of_text(kind, text).comparable();
        self.0.iter().flatten().any(|attribute| attribute.comparable() == wanted)
    }

    /// Returns the texts of all attributes of a type, as the certificate has them. The type is an object identifier such
    /// as `2.5.4.97`, or one of its names, such as `organizationIdentifier`.
    #[must_use]
    pub fn values(&self, kind: &str) -> Vec<&str> {
        let identifier = identifier_of(kind);
        self.0.iter().flatten().filter_map(|attribute| attribute.text_of(&identifier)).collect()
    }
}

/// Writes the name of a certificate: the nine types of RFC 4514 section 3 by name and as text, all others by identifier and
/// encoding, which lose nothing.
pub fn written(name: &Name) -> Option<String> {
    let mut written = Vec::new();
    for part in name.iter_rdn() {
        let attributes: Option<Vec<String>> = part.iter().map(attribute).collect();
        written.push(attributes?.join("+"));
    }
    written.reverse();
    Some(written.join(","))
}

fn attribute(attribute: &AttributeTypeAndValue) -> Option<String> {
    let identifier = attribute.oid.to_string();
    let text = text_of(&AnyRef::from(&attribute.value));
    if let (Some(name), Some(text)) = (short_name_of(&identifier), text) {
        return Some(format!("{}={}", name.to_ascii_uppercase(), escaped(&text)));
    }
    let encoding = attribute.value.to_der().ok()?;
    Some(format!("{identifier}=#{}", lower::encode_string(&encoding)))
}

/// Escapes the characters that have a meaning in names. RFC 4514 section 2.4.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let last = text.chars().count().saturating_sub(1);
    for (index, character) in text.chars().enumerate() {
        let is_at_edge = (index == 0 && matches!(character, ' ' | '#')) || (index == last && character == ' ');
        if is_at_edge || "\"+,;<>\\".contains(character) {
            escaped.push('\\');
        }
        if character == '\0' { escaped.push_str("\\00") } else { escaped.push(character) }
    }
    escaped
}
