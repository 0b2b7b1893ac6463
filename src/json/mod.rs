//! The strict reader of JSON from outside, and the pointers into it.
//!
//! The reader is stricter than the grammar where leniency has been exploited: it refuses repeated names, deep nesting,
//! control characters and lone surrogates, so that every parser of the same bytes sees the same document.

mod object;
mod pointer;
mod record;
mod written;

pub use object::{object, retain};
pub use pointer::Pointer;
pub use written::{append, length, text};

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::de::{Deserializer, SliceRead};
use serde_json::{Map, Value};

use crate::json::pointer::Step;
use crate::json::record::Record;

/// The deepest nesting of objects and arrays, the outermost included.
pub const MAXIMUM_DEPTH: usize = 16;

/// The most members of an object.
pub const MAXIMUM_MEMBERS: usize = 256;

/// A text that is refused: the place where reading stops, and the rule as words that follow "must".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The place.
    pub pointer: Pointer,
    /// The broken rule.
    pub must: &'static str,
}

/// Reads a JSON object; `Err` names the place where reading stops.
pub fn read_object(text: &[u8]) -> Result<Map<String, Value>, Unreadable> {
    match read(text)? {
        Value::Object(object) => Ok(object),
        _ => Err(Unreadable { pointer: Pointer::root(), must: "be a JSON object" }),
    }
}

/// Reads a JSON value, after an optional byte order mark.
///
/// `Err` names the place where reading stops. RFC 8259.
pub fn read(text: &[u8]) -> Result<Value, Unreadable> {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let reader = Reader::default();
    let mut deserializer = Deserializer::new(SliceRead::new(text));
    let value = Place { reader: &reader, depth: 0 }
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|_| Unreadable {
        must: reader.must.get(),
        pointer: Pointer::inside_out(reader.steps_outwards.into_inner()),
    })
}

/// The failure of a read: the steps from the failing place outwards to the whole text, and the broken rule.
///
/// The errors of serde carry only text, so the reader notes both here.
struct Reader {
    steps_outwards: RefCell<Vec<Step>>,
    must: Cell<&'static str>,
}

impl Default for Reader {
    fn default() -> Self {
        Self { steps_outwards: RefCell::default(), must: Cell::new("be well-formed JSON in UTF-8") }
    }
}

impl Reader {
    fn fail<E: serde::de::Error>(&self, must: &'static str) -> E {
        self.must.set(must);
        E::custom(must)
    }

    /// Returns the result of reading one step deeper, and notes the step if the result is an error.
    fn at<T, E>(&self, step: impl FnOnce() -> Step, read: Result<T, E>) -> Result<T, E> {
        if read.is_err() {
            self.steps_outwards.borrow_mut().push(step());
        }
        read
    }
}

/// A place in the text, for the value that is read there.
#[derive(Clone, Copy)]
struct Place<'r> {
    reader: &'r Reader,
    depth: usize,
}

impl Place<'_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAXIMUM_DEPTH {
            return Err(self.reader.fail("not be nested deeper than 16 levels"));
        }
        Ok(Self { depth: self.depth.saturating_add(1), ..self })
    }

    fn check_text<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        // Every control character begins with one of these bytes in UTF-8. Bytes are faster to scan than characters.
        let may_begin_one = |byte: u8| byte.is_ascii_control() || byte == 0xC2;
        if text.bytes().any(may_begin_one) && text.chars().any(char::is_control) {
            return Err(self.reader.fail("not contain control characters"));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.check_text(value)?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut array = Vec::new();
        while let Some(element) = self.reader.at(|| Step::Index(array.len()), elements.next_element_seed(inner))? {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.len() >= MAXIMUM_MEMBERS {
                return Err(self.reader.fail("not have more than 256 members"));
            }
            // Before the value is read, so that its errors have the name in their place.
            let step = || Step::Name(name.clone());
            self.reader.at(step, self.check_text::<A::Error>(&name))?;
            // Parsers disagree on whether the first or the last one counts.
            if object.contains_key(&name) {
                return self.reader.at(step, Err(self.reader.fail("not be repeated")));
            }
            let value = self.reader.at(step, members.next_value_seed(inner))?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

/// Parses JSON that this server or the operator wrote; `None` if it is not a value of this type. Use [`read`] for all other
/// input.
#[must_use]
pub fn parse_trusted<T: DeserializeOwned>(text: &str) -> Option<T> {
    of_value(parse_trusted_value(text)?)
}

/// Reads a value of a type out of JSON; `None` if it is not one of the type.
#[must_use]
pub fn of_value<T: DeserializeOwned>(value: Value) -> Option<T> {
    T::deserialize(Record(value)).ok()
}

/// Parses a JSON value that this server or the operator wrote; `None` if it is not JSON.
#[must_use]
pub fn parse_trusted_value(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// Parses a JSON object that this server or the operator wrote; `None` if it is not an object.
#[must_use]
pub fn parse_trusted_object(text: &str) -> Option<Map<String, Value>> {
    match parse_trusted_value(text)? {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pointer and description of the refusal of a text.
    fn refused(text: &[u8]) -> (String, String) {
        let unreadable = read_object(text).unwrap_err();
        (unreadable.pointer.to_string(), format!("{} must {}", unreadable.pointer.in_words(), unreadable.must))
    }

    /// RFC 8259; requirements A9 to A12.
    #[test]
    fn what_is_not_one_json_object_in_utf_8_is_refused() {
        let texts: [&[u8]; 19] = [
            b"",
            b"null",
            b"[]",
            b"\"x\"",
            b"1",
            b"[{}]",
            b"{}x",
            b"{}{}",
            b"{'a':1}",
            b"{\"a\":1,}",
            b"{/**/}",
            b"{\"a\":NaN}",
            b"{\"a\":Infinity}",
            b"{\"a\":01}",
            b"{\"a\":\"\xFF\"}",
            b"{\"a\":\"\xC0\xAF\"}",
            b"\xFF\xFE{\0}\0",
            b"{\"a\":1e999}",
            b"{\"a\":\"\\uD800\"}",
        ];
        for text in texts {
            assert!(read_object(text).is_err(), "{}", String::from_utf8_lossy(text));
        }
        assert!(read_object(b"\xEF\xBB\xBF{}").unwrap().is_empty());
    }

    /// RFC 8259 section 4; requirements A13 and A14.
    #[test]
    fn a_repeated_name_is_refused_at_any_depth_and_however_it_is_escaped() {
        let (pointer, description) = refused(br#"{"jwks":{"keys":[{"d":1,"\u0064":2}]}}"#);
        assert_eq!(pointer, "/jwks/keys/0/d");
        assert_eq!(description, "jwks.keys[0].d must not be repeated");
        assert_eq!(refused(br#"{"a":1,"\u0061":1}"#).0, "/a");
    }

    /// Requirement A16.
    #[test]
    fn a_control_character_is_refused_in_names_and_values() {
        for text in [
            r#"{"a":"\u0000"}"#,
            r#"{"a":["\u001b"]}"#,
            r#"{"a":"\u007f"}"#,
            r#"{"a":"\u0080"}"#,
            r#"{"a":"\u0085"}"#,
            r#"{"a":"\u009f"}"#,
            r#"{"\u0007":1}"#,
        ] {
            assert!(refused(text.as_bytes()).1.ends_with("must not contain control characters"), "{text}");
        }
    }

    /// Requirements A17 and R25.
    #[test]
    fn nesting_and_members_are_bounded() {
        let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(read_object(nested(MAXIMUM_DEPTH - 1).as_bytes()).is_ok());
        assert!(read_object(nested(MAXIMUM_DEPTH).as_bytes()).is_err());
        assert!(read_object(nested(30_000).as_bytes()).is_err());
        let members: Vec<String> = (0..=MAXIMUM_MEMBERS).map(|n| format!("\"m{n}\":0")).collect();
        assert_eq!(refused(format!("{{{}}}", members.join(",")).as_bytes()).0, "");
    }
}
