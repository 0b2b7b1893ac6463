//! The writers of JSON.

use serde::Serialize;
use serde_json::{Map, Value};

/// Writes a value as text. Values with string keys, numbers and texts can always be written.
#[must_use]
pub fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Returns a lower bound of the length of members as text: it ignores escapes and counts other scalars as one byte.
#[must_use]
pub fn length(members: &Map<String, Value>) -> usize {
    let member = |(name, value): (&String, &Value)| name.len().saturating_add(length_of(value)).saturating_add(4);
    members.iter().map(member).fold(1, usize::saturating_add)
}

fn length_of(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len().saturating_add(2),
        Value::Array(values) => {
            values.iter().map(|value| length_of(value).saturating_add(1)).fold(1, usize::saturating_add)
        }
        Value::Object(members) => length(members),
        Value::Number(_) | Value::Bool(_) | Value::Null => 1,
    }
}

/// Appends members to the text of an object, which must not contain their names.
pub fn append(object: &mut String, members: &Map<String, Value>) {
    if members.is_empty() {
        return;
    }
    object.pop();
    if object.len() > 1 {
        object.push(',');
    }
    object.extend(text(members).strip_prefix('{'));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse_trusted_object;

    #[test]
    fn members_are_appended_to_an_object_that_is_text() {
        let appended = |object: &str, members: &str| {
            let mut object = object.to_owned();
            append(&mut object, &parse_trusted_object(members).unwrap());
            object
        };
        assert_eq!(appended(r#"{"a":"}"}"#, r#"{"b":{"c":1},"d":[]}"#), r#"{"a":"}","b":{"c":1},"d":[]}"#);
        assert_eq!(appended("{}", r#"{"b":1}"#), r#"{"b":1}"#);
        assert_eq!(appended(r#"{"a":1}"#, "{}"), r#"{"a":1}"#);
        assert_eq!(appended("{}", "{}"), "{}");
    }

    #[test]
    fn text_is_as_long_as_it_is_said_to_be_or_longer() {
        for members in ["{}", r#"{"a":"","b":[],"c":{}}"#, r#"{"a":["b",1],"c":{"d":"e","f":[[null]]}}"#] {
            let said = length(&parse_trusted_object(members).unwrap());
            assert!(said <= members.len() && members.len() <= said + 8, "{members} {said}");
        }
        for members in [r#"{"a":"\"\"\"\""}"#, r#"{"a":[1.5,false,1000000]}"#] {
            assert!(length(&parse_trusted_object(members).unwrap()) < members.len());
        }
    }
}
