//! Boolean and numeric members.

use serde_json::Value;

use crate::client_metadata::field::{At, Member};
use crate::error::Invalid;
use crate::unit::Seconds;

/// A boolean; strings are refused.
impl Member for bool {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        value.as_bool().ok_or_else(|| Invalid::new(at, "be true or false"))
    }

    fn write(&self) -> Value {
        Value::from(*self)
    }
}

/// A whole number of seconds, at most the largest integer that every JSON reader keeps exactly.
impl Member for Seconds {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let seconds = value.as_u64().filter(|seconds| *seconds < 1 << 53);
        seconds.map(Self).ok_or_else(|| Invalid::new(at, "be a whole number of seconds, not negative"))
    }

    fn write(&self) -> Value {
        Value::from(self.0)
    }
}
