//! Readers of single settings.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::config::Misconfigured;
use crate::json;
use crate::metadata::Keyword;

/// Settings by name.
pub struct Settings<'a>(pub &'a dyn Fn(&str) -> Option<String>);

impl Settings<'_> {
    /// The text of a setting without surrounding space, empty if it is not set.
    pub fn text(&self, setting: &'static str) -> String {
        (self.0)(setting).unwrap_or_default().trim().to_owned()
    }

    /// A whole number within a range.
    pub fn number(
        &self,
        setting: &'static str,
        range: RangeInclusive<u64>,
        default: u64,
    ) -> Result<u64, Misconfigured> {
        let text = self.text(setting);
        if text.is_empty() {
            return Ok(default);
        }
        let number = text.parse().ok().filter(|number| range.contains(number));
        let must = || format!("be a whole number from {} to {}", range.start(), range.end());
        number.ok_or_else(|| Misconfigured { setting, must: must() })
    }

    /// A JSON object, empty if not set.
    pub fn object(&self, setting: &'static str) -> Result<Map<String, Value>, Misconfigured> {
        let text = self.text(setting);
        if text.is_empty() {
            return Ok(Map::new());
        }
        json::read_object(text.as_bytes())
            .map_err(|invalid| Misconfigured { setting, must: format!("be a JSON object; {}", invalid.description()) })
    }

    /// Words: separated by spaces, or a JSON array of strings where a word has a space in it.
    pub fn words(&self, setting: &'static str, default: &[&str]) -> Result<Vec<String>, Misconfigured> {
        let text = self.text(setting);
        if text.is_empty() {
            return Ok(default.iter().map(|word| (*word).to_owned()).collect());
        }
        if !text.starts_with('[') {
            return Ok(text.split_whitespace().map(str::to_owned).collect());
        }
        serde_json::from_str(&text).map_err(|_| Misconfigured {
            setting,
            must: "be words separated by spaces or a JSON array of strings".to_owned(),
        })
    }

    /// Known names, at least one.
    pub fn keywords<T: Keyword>(&self, setting: &'static str, default: &[T]) -> Result<Vec<T>, Misconfigured> {
        let defaults: Vec<&str> = default.iter().map(T::name).collect();
        let values: Vec<T> = self.words(setting, &defaults)?.iter().map(|word| T::of(word)).collect();
        if values.is_empty() || values.iter().any(|value| !T::ALL.contains(value)) {
            let known: Vec<&str> = T::ALL.iter().map(T::name).collect();
            return Err(Misconfigured { setting, must: format!("have one or more of {}", known.join(", ")) });
        }
        Ok(values)
    }
}
