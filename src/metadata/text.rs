//! Members that are text: for people, for software, and lists of words in a string.

use serde_json::Value;

use crate::error::Invalid;
use crate::json::Pointer;
use crate::metadata::field::{Member, text};

/// The longest text that is kept, in bytes.
const LONGEST_TEXT: usize = 2048;

/// The longest client name, in characters.
const LONGEST_NAME: usize = 256;

/// Text that software compares exactly: 1 to 2,048 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(String);

impl Member for Text {
    fn read(value: &Value, at: Pointer) -> Result<Self, Invalid> {
        text(value, &at, LONGEST_TEXT).map(Self)
    }

    fn write(&self) -> Value {
        Value::from(&*self.0)
    }
}

/// A name for people: 1 to 256 characters, none of which hides or reorders others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Member for Name {
    fn read(value: &Value, at: Pointer) -> Result<Self, Invalid> {
        let name = text(value, &at, LONGEST_TEXT)?;
        if name.chars().count() > LONGEST_NAME {
            return Err(Invalid::new(at, "not be longer than 256 characters"));
        }
        if name.chars().any(misleads) {
            return Err(Invalid::new(at, "not contain characters that are invisible or change the direction of text"));
        }
        Ok(Self(name))
    }

    fn write(&self) -> Value {
        Value::from(&*self.0)
    }
}

/// Whether a character is shown as nothing, breaks a line, or reorders its neighbours.
///
/// Zero-width joiner and non-joiner are left alone: names in Indic and Persian script need them.
const fn misleads(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// A way to reach a person responsible for the client: an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact(String);

impl Member for Contact {
    fn read(value: &Value, at: Pointer) -> Result<Self, Invalid> {
        let contact = text(value, &at, LONGEST_ADDRESS)?;
        let (local, domain) = contact.rsplit_once('@').unwrap_or_default();
        let strange = |c: char| c.is_whitespace() || "<>()[],;:\"\\".contains(c) || misleads(c);
        if local.is_empty() || domain.is_empty() || domain.starts_with('.') || contact.chars().any(strange) {
            return Err(Invalid::new(at, "be an e-mail address"));
        }
        Ok(Self(contact))
    }

    fn write(&self) -> Value {
        Value::from(&*self.0)
    }
}

/// RFC 5321 section 4.5.3.1.3, less the angle brackets.
const LONGEST_ADDRESS: usize = 254;

/// Scope values separated by single spaces, none repeated, in the order sent. RFC 6749 section 3.3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(Vec<String>);

impl Scope {
    /// The scope of these values; `None` without any.
    pub fn of(values: impl IntoIterator<Item = String>) -> Option<Self> {
        let values: Vec<String> = values.into_iter().collect();
        (!values.is_empty()).then_some(Self(values))
    }

    /// The values in the order sent.
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.0
    }

    /// Whether a text is one scope value: printable ASCII without space, quotation mark and backslash.
    #[must_use]
    pub fn is_value(text: &str) -> bool {
        !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'!' | b'#'..=b'[' | b']'..=b'~'))
    }
}

impl Member for Scope {
    fn read(value: &Value, at: Pointer) -> Result<Self, Invalid> {
        let scope = text(value, &at, LONGEST_TEXT)?;
        let mut values: Vec<String> = Vec::new();
        for value in scope.split(' ') {
            if !Self::is_value(value) {
                return Err(Invalid::new(at, "be scope values separated by single spaces"));
            }
            if !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
        }
        Ok(Self(values))
    }

    fn write(&self) -> Value {
        Value::from(self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads<T: Member>(value: &str) -> bool {
        T::read(&Value::from(value), Pointer::root()).is_ok()
    }

    /// RFC 6749 section 3.3; requirement C30.
    #[test]
    fn a_scope_is_values_separated_by_single_spaces() {
        for good in ["openid", "openid profile", "urn:x:y/read?a=[b]~!", "a a"] {
            assert!(reads::<Scope>(good), "{good}");
        }
        for bad in [" openid", "openid ", "a  b", "a\"b", "a\\b", "caf\u{e9}", " "] {
            assert!(!reads::<Scope>(bad), "{bad}");
        }
    }

    /// RFC 7591 section 2; requirement C33.
    #[test]
    fn a_contact_is_an_e_mail_address() {
        for good in ["ve7jtb@example.org", "o'neil+dev@sub.example", "用户@例え.jp"] {
            assert!(reads::<Contact>(good), "{good}");
        }
        for bad in ["nobody", "@a.example", "a@", "a@.example", "a@b c", "a@b,c@d", "a@b\u{202e}"] {
            assert!(!reads::<Contact>(bad), "{bad}");
        }
    }

    /// RFC 7591 section 5; requirements C37 and A21.
    #[test]
    fn a_name_hides_nothing_and_is_bounded() {
        assert!(reads::<Name>("Přihláška ✓ می‌خواهم"));
        assert!(reads::<Name>(&"é".repeat(256)));
        assert!(!reads::<Name>(&"é".repeat(257)));
        for bad in ["a\u{202e}b", "a\u{200b}b", "a\u{2028}b", "\u{feff}a", "a\u{e0041}"] {
            assert!(!reads::<Name>(bad), "{bad:?}");
        }
        assert!(!reads::<Text>(&"x".repeat(2049)));
    }
}
