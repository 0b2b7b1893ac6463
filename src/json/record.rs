//! Reads a value of a type out of JSON that this server or the operator wrote.
//!
//! The readers of `serde_json` also accept an array for a structure, with code that is made for each type: 8 KB of the
//! compressed Worker. This one accepts an object alone.

use std::collections::VecDeque;
use std::fmt;

use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Value, map};

/// A value that is read.
pub struct Record(pub Value);

impl<'de> Deserializer<'de> for Record {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(_) => self.deserialize_bool(visitor),
            Value::Number(ref number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), ..) => visitor.visit_u64(number),
                (_, Some(number), _) => visitor.visit_i64(number),
                (.., Some(number)) => visitor.visit_f64(number),
                (None, None, None) => Err(Error),
            },
            Value::String(_) => self.deserialize_string(visitor),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(members) => visitor.visit_map(Members { members: members.into_iter(), value: Value::Null }),
            _ => Err(Error),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(elements) => visitor.visit_seq(Elements(elements.into())),
            _ => Err(Error),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            _ => Err(Error),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let (name, contents) = match self.0 {
            Value::String(name) => (name, Value::Null),
            Value::Object(members) => members.into_iter().next().ok_or(Error)?,
            _ => return Err(Error),
        };
        visitor.visit_enum(Variant { name, contents })
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.as_bool().map_or_else(|| Err(Error), |it| visitor.visit_bool(it))
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.as_u64().map_or_else(|| Err(Error), |it| visitor.visit_u64(it))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
    }
}

struct Members {
    members: map::IntoIter,
    value: Value,
}

impl<'de> MapAccess<'de> for Members {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((name, value)) = self.members.next() else { return Ok(None) };
        self.value = value;
        let name: StringDeserializer<Error> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(Record(self.value.take()))
    }
}

struct Elements(VecDeque<Value>);

impl<'de> SeqAccess<'de> for Elements {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.0.pop_front().map(|element| seed.deserialize(Record(element))).transpose()
    }
}

/// A variant: its name alone, or an object with the name and the contents.
struct Variant {
    name: String,
    contents: Value,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Error;
    type Variant = Record;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Record), Error> {
        let name: StringDeserializer<Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, Record(self.contents)))
    }
}

impl<'de> VariantAccess<'de> for Record {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        if self.0.is_null() { Ok(()) } else { Err(Error) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(Error)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Error> {
        Err(Error)
    }
}

/// The value is not one of the type. Says no more, because the text of each reason is code.
#[derive(Debug)]
pub struct Error;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value is not one of the type")
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Eq, Deserialize, Serialize)]
    enum Kind {
        Plain,
        Of(Option<String>),
    }

    #[derive(Debug, PartialEq, Eq, Deserialize, Serialize)]
    struct Whole {
        kinds: Vec<Kind>,
        #[serde(default)]
        number: Option<u16>,
        is_true: bool,
        value: Value,
    }

    #[test]
    fn what_was_written_is_read() {
        let whole = Whole {
            kinds: vec![Kind::Plain, Kind::Of(None), Kind::Of(Some("a".to_owned()))],
            number: Some(7),
            is_true: true,
            value: json!({"a": [1, -2, 0.5, null, "b", {"c": false}]}),
        };
        let mut written = serde_json::to_value(&whole).unwrap();
        assert_eq!(Whole::deserialize(Record(written.clone())).unwrap(), whole);
        written["later"] = json!([{}]);
        written["number"].take();
        assert_eq!(Whole::deserialize(Record(written)).unwrap(), Whole { number: None, ..whole });
    }

    #[test]
    fn values_of_other_types_are_refused() {
        let sound = json!({"kinds": [], "is_true": true, "value": null});
        assert!(Whole::deserialize(Record(sound.clone())).is_ok());
        for (member, value) in [
            ("kinds", json!("Plain")),
            ("kinds", json!({})),
            ("kinds", json!([1])),
            ("kinds", json!(["Other"])),
            ("kinds", json!([{}])),
            ("kinds", json!([{"Plain": 1}])),
            ("kinds", json!([{"Of": 1}])),
            ("number", json!(-1)),
            ("number", json!(65_536)),
            ("number", json!("7")),
            ("is_true", json!(1)),
            ("is_true", json!(null)),
        ] {
            let mut other = sound.clone();
            other[member] = value;
            assert!(Whole::deserialize(Record(other.clone())).is_err(), "{other}");
        }
        for other in [json!([]), json!([[], true, null]), json!("a"), json!(null)] {
            assert!(Whole::deserialize(Record(other.clone())).is_err(), "{other}");
        }
    }
}
