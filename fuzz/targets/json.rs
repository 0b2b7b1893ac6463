//! Any bytes as JSON, and as a registration.

#![no_main]

use enrol::json;
use enrol_fuzz::{accepted, is_same};
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
