//! Any bytes as JSON, and as a registration.

#![no_main]

use enrol::json;
use enrol_fuzz::accepted;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &[u8]| {
    let read = json::read(text);
    assert_eq!(json::read_object(text).is_ok(), read.as_ref().is_ok_and(Value::is_object));
    let Ok(value) = read else { return };
    let written = serde_json::to_vec(&value).expect("what was read can be written");
    let again = json::read(&written).expect("what was written can be read");
    assert!(is_same(&value, &again), "{value} {again}");
    if let Value::Object(asked) = value {
        accepted(&asked);
    }
});

/// Equal, but for the last digit of a number that is not whole: none is ever registered.
fn is_same(one: &Value, other: &Value) -> bool {
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
