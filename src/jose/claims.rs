//! The claims of a token. RFC 7519 section 4.

use serde_json::{Map, Number, Value};

use crate::json;
use crate::unit::{Seconds, Timestamp};

/// The claims of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// Wraps the members of a payload.
    #[must_use]
    pub const fn of(members: Map<String, Value>) -> Self {
        Self(members)
    }

    /// Returns all claims.
    #[must_use]
    pub const fn members(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Returns the claims without those of these names.
    #[must_use]
    pub fn without(mut self, names: &[String]) -> Self {
        json::retain(&mut self.0, &mut |claim, _| !names.iter().any(|name| name == claim));
        self
    }

    /// Returns a claim that is a non-empty string.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// Returns true if `aud`, a string or a list of strings, contains one of these audiences. RFC 7519 section 4.1.3.
    #[must_use]
    pub fn is_for(&self, audiences: &[&str]) -> bool {
        let is_one = |value: &Value| value.as_str().is_some_and(|value| audiences.contains(&value));
        match self.0.get("aud") {
            // RFC 7519 section 4.1.3 permits strings alone: a list with anything else names no audience.
            Some(Value::Array(values)) => values.iter().all(Value::is_string) && values.iter().any(is_one),
            Some(value) => is_one(value),
            None => false,
        }
    }

    /// Returns true if `aud` contains at least one of these audiences and no other.
    #[must_use]
    pub fn is_only_for(&self, audiences: &[&str]) -> bool {
        let is_one = |value: &Value| value.as_str().is_some_and(|value| audiences.contains(&value));
        match self.0.get("aud") {
            // Every other server that the list names could present the token here.
            Some(Value::Array(values)) => !values.is_empty() && values.iter().all(is_one),
            Some(value) => is_one(value),
            None => false,
        }
    }

    /// Returns a claim that is a time, without its fraction of a second; `None` if absent, `Err` if it is not a time.
    /// RFC 7519 section 2.
    pub fn time(&self, name: &str) -> Result<Option<Timestamp>, NoTime> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let whole = value.as_u64().or_else(|| value.as_number().and_then(whole));
        // JavaScript and D1 hold integers exactly only below this number.
        whole.filter(|seconds| *seconds < 1 << 53).map(|seconds| Some(Timestamp(seconds))).ok_or(NoTime)
    }

    /// Returns true if `now` is within `exp`, `nbf` and `iat`, with a tolerance of `skew`. An absent claim sets no
    /// limit. RFC 7519 sections 4.1.4 to 4.1.6.
    #[must_use]
    pub fn is_current(&self, now: Timestamp, skew: Seconds) -> bool {
        let (Ok(exp), Ok(nbf), Ok(iat)) = (self.time("exp"), self.time("nbf"), self.time("iat")) else { return false };
        let has_begun = |begin: Option<Timestamp>| begin.is_none_or(|begin| begin <= now.after(skew));
        // At the second of `exp` a token has expired; at that of `nbf` it is good. RFC 7519 sections 4.1.4 and 4.1.5.
        exp.is_none_or(|end| now.before(skew) < end) && has_begun(nbf) && has_begun(iat)
    }
}

/// The error of a claim that is not a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoTime;

/// Returns the integer part of a non-negative number with a fraction; `None` for a number with an exponent, which no
/// time has.
fn whole(number: &Number) -> Option<u64> {
    number.to_string().split_once('.').filter(|(_, fraction)| !fraction.contains('e'))?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(members: &Value) -> Claims {
        Claims::of(members.as_object().unwrap().clone())
    }

    /// RFC 7519 section 4.1.3; requirement M17.
    #[test]
    fn an_audience_is_compared_exactly() {
        for (aud, one, only) in [
            (json!(["https://as.example", "https://as.example/token"]), true, true),
            (json!(["https://as.example", "https://as.example/token", "https://other.example"]), true, false),
            (json!(["https://as.example", null]), false, false),
            (json!("https://as.example"), true, true),
            (json!(["https://as.example"]), true, true),
            (json!(["https://other.example", "https://as.example"]), true, false),
            (json!(["https://as.example", 1]), false, false),
            (json!("https://as.example/"), false, false),
            (json!("HTTPS://as.example"), false, false),
            (json!([]), false, false),
            (json!(null), false, false),
            (json!({"https://as.example": true}), false, false),
        ] {
            let claims = claims(&json!({"aud": aud}));
            assert_eq!(claims.is_for(&["https://as.example"]), one, "{aud}");
            assert_eq!(claims.is_only_for(&["https://as.example", "https://as.example/token"]), only, "{aud}");
        }
        assert!(!claims(&json!({})).is_for(&["x"]) && !claims(&json!({})).is_only_for(&["x"]));
    }

    /// RFC 7519 sections 4.1.4 to 4.1.6; requirements M20, M21, R47.
    #[test]
    fn a_token_is_current_between_its_times() {
        for (members, is_current) in [
            (json!({}), true),
            (json!({"exp": 1001}), true),
            (json!({"exp": 1000}), true),
            (json!({"exp": 991}), true),
            (json!({"exp": 990}), false),
            (json!({"exp": 990.9}), false),
            (json!({"exp": 1000.5}), true),
            (json!({"nbf": 1010}), true),
            (json!({"nbf": 1011}), false),
            (json!({"iat": 1010}), true),
            (json!({"iat": 1011}), false),
            (json!({"exp": "2000"}), false),
            (json!({"exp": null}), false),
            (json!({"nbf": true}), false),
            (json!({"iat": -1}), false),
            (json!({"exp": 1e300}), false),
            (json!({"exp": 9_007_199_254_740_992_u64}), false),
        ] {
            assert_eq!(claims(&members).is_current(Timestamp(1000), Seconds(10)), is_current, "{members}");
        }
    }

    #[test]
    fn empty_text_is_no_text() {
        let claims = claims(&json!({"iss": "", "sub": 1, "jti": "x"}));
        assert_eq!((claims.text("iss"), claims.text("sub"), claims.text("jti")), (None, None, Some("x")));
    }
}
