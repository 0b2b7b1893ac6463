//! Members that are text: for users, for software, and words in a string.

use serde_json::Value;

use crate::client_metadata::character;
use crate::client_metadata::field::{At, Member, text};
use crate::error::Invalid;

/// The maximum length of a text, in bytes.
pub const LONGEST_TEXT: usize = 2048;

/// The maximum length of a client name, in characters.
const LONGEST_NAME: usize = 256;

/// A text that software compares exactly: 1 to 2,048 bytes, without deceptive characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Member for Text {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let text = text(value, at, LONGEST_TEXT)?;
        if character::hides(text) {
            return Err(Invalid::new(at, HIDES));
        }
        Ok(Self(text.to_owned()))
    }

    fn write(&self) -> Value {
        Value::from(&*self.0)
    }
}

/// A name that users see: 1 to 256 characters, at least one of them visible, none deceptive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Member for Name {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let name = text(value, at, LONGEST_TEXT)?;
        if name.chars().count() > LONGEST_NAME {
            return Err(Invalid::new(at, "not be longer than 256 characters"));
        }
        if character::hides(name) {
            return Err(Invalid::new(at, HIDES));
        }
        if !name.chars().any(character::is_visible) {
            return Err(Invalid::new(at, "have a visible character"));
        }
        Ok(Self(name.to_owned()))
    }

    fn write(&self) -> Value {
        Value::from(&*self.0)
    }
}

const HIDES: &str = "not contain characters that are invisible, for private use, or change the direction of text";

/// The e-mail address of a person responsible for the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact(String);

impl Member for Contact {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let contact = text(value, at, LONGEST_ADDRESS)?;
        // No quoted local part: pages put the address into a `mailto` link, where quotes and `?` begin something else.
        let is_address =
            contact.split_once('@').is_some_and(|(local, domain)| is_local_part(local) && is_domain(domain));
        if !is_address || character::hides(contact) {
            return Err(Invalid::new(at, "be an e-mail address"));
        }
        Ok(Self(contact.to_owned()))
    }

    fn write(&self) -> Value {
        Value::from(&*self.0)
    }
}

/// Returns true for words separated by full stops, of letters, digits and characters without meaning in a `mailto` URI.
/// RFC 5322 section 3.4.1, RFC 6068 section 2.
fn is_local_part(text: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || "!#$'*+-^_{}~".contains(c);
    text.split('.').all(|word| !word.is_empty() && word.chars().all(allowed))
}

fn is_domain(text: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || c == '-';
    let is_label = |label: &str| {
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(allowed)
    };
    text.split('.').all(is_label)
}

/// RFC 5321 section 4.5.3.1.3, without the angle brackets.
const LONGEST_ADDRESS: usize = 254;

/// Scope values, without repetitions, in the order sent. RFC 6749 section 3.3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(Vec<String>);

impl Scope {
    /// Makes a scope of values; `None` without any.
    pub fn of(values: impl IntoIterator<Item = String>) -> Option<Self> {
        let values: Vec<String> = values.into_iter().collect();
        (!values.is_empty()).then_some(Self(values))
    }

    /// Returns the values in the order sent.
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.0
    }

    /// Returns true if a text is a scope value: printable ASCII without space, quotation mark and backslash.
    #[must_use]
    pub fn is_value(text: &str) -> bool {
        !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'!' | b'#'..=b'[' | b']'..=b'~'))
    }
}

impl Member for Scope {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let scope = text(value, at, LONGEST_TEXT)?;
        let mut values: Vec<String> = Vec::new();
        for value in scope.split(' ') {
            if !Self::is_value(value) {
                return Err(Invalid::new(at, "be scope values separated by single spaces"));
            }
            // The order is kept and repetitions are not: an equal scope then has one text, which a client can compare.
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
        T::read(&Value::from(value), At::member("x")).is_ok()
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
        for bad in [
            "nobody",
            "@a.example",
            "a@",
            "a@.example",
            "a@b c",
            "a@b,c@d",
            "a@b\u{202e}",
            "a@b@c",
            "a@b..c",
            "a@-",
            "a..b@c",
            "a@b.example?bcc=evil@x.example",
            "a@b?subject=x&body=y",
            "a@b%0d%0aX",
            "a@b/../c",
            "a@\u{3164}",
            "`a@b",
            "a|b@c",
        ] {
            assert!(!reads::<Contact>(bad), "{bad}");
        }
    }

    /// RFC 7591 section 5; requirements C37 and A21.
    #[test]
    fn a_name_hides_nothing_and_is_bounded() {
        assert!(reads::<Name>("Přihláška ✓ می‌خواهم"));
        assert!(reads::<Name>(&"é".repeat(256)));
        assert!(!reads::<Name>(&"é".repeat(257)));
        for good in [
            "⚙\u{fe0f} Tools 👩\u{200d}💻",
            "👨🏽\u{200d}🚀 1\u{fe0f}\u{20e3}",
            "葛\u{e0100}飾",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "क्\u{200d}ष",
            "❤\u{fe0f}\u{200d}🔥",
        ] {
            assert!(reads::<Name>(good), "{good:?}");
        }
        for bad in [
            "a\u{202e}b",
            "a\u{200b}b",
            "a\u{2028}b",
            "\u{feff}a",
            "a\u{e0041}",
            "Pay\u{200d}Pal",
            "Pay\u{200c}Pal",
            "Pay\u{fe0f}Pal",
            "П\u{200d}ай",
            "a\u{e0100}",
            "あ\u{e0100}",
            "a\u{fe0f}\u{200d}b",
            "🏴\u{e0067}\u{e007f}\u{e0067}",
            "🏳\u{e0067}",
            "\u{e0001}",
            "\u{3164}",
            "a\u{ffa0}",
            "a\u{115f}",
            "\u{2800}",
            "   ",
            "\u{a0}",
            "\u{3000}",
            "\u{200d}",
            "\u{200d}a",
            "a\u{34f}",
            "a\u{17b4}",
            "\u{180b}a",
            "\u{fe00}",
            "a \u{fe0f}",
            "a\u{1d173}",
            "a\u{e000}",
            "a\u{ffff}",
            "a\u{fdd0}",
        ] {
            assert!(!reads::<Name>(bad), "{bad:?}");
        }
        assert!(!reads::<Text>(&"x".repeat(2049)));
        assert!(!reads::<Text>("4NRB1\u{202e}"));
    }
}
