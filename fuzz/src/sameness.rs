//! Comparison of JSON values.

use serde_json::{Map, Value};

/// Equal, but for the last digit of a number that is not whole: it may change when it is read again.
pub fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|((name, one), (again, other))| name == again && is_same(one, other))
        }
        (Value::Number(one), Value::Number(other)) if one.is_f64() && other.is_f64() => {
            let difference = |one: f64, other: f64| (one - other).abs() <= one.abs() * f64::EPSILON * 2.0;
            one.as_f64().zip(other.as_f64()).is_some_and(|(one, other)| one == other || difference(one, other))
        }
        _ => one == other,
    }
}

/// The same for the members of an object.
pub fn assert_same(one: &Map<String, Value>, other: &Map<String, Value>, why: &str) {
    let [one, other] = [one, other].map(|members| Value::Object(members.clone()));
    assert!(is_same(&one, &other), "{why}: {one} {other}");
}
