//! Readers of single settings.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::client_metadata::Keyword;
use crate::config::Misconfigured;
use crate::json;
use crate::policy::{Profile, STATEMENT_ISSUERS};

/// Reads settings by name: those of the operator, and where one is empty, that of the profile.
pub struct Settings<'a> {
    operator: &'a dyn Fn(&str) -> Option<String>,
    profile: Option<&'static Profile>,
}

impl<'a> Settings<'a> {
    /// Reads the settings of the operator beside those of a profile.
    pub const fn of(operator: &'a dyn Fn(&str) -> Option<String>, profile: Option<&'static Profile>) -> Self {
        Self { operator, profile }
    }

    /// Returns the profile.
    pub const fn profile(&self) -> Option<&'static Profile> {
        self.profile
    }

    /// Returns the text of a setting without surrounding space; empty if it is absent.
    pub fn text(&self, setting: &'static str) -> String {
        let text = (self.operator)(setting).unwrap_or_default().trim().to_owned();
        if text.is_empty() {
            self.profile.and_then(|it| it.value(setting)).unwrap_or_default().to_owned()
        } else {
            text
        }
    }

    /// Returns true if the profile gives the value of a setting, since the operator leaves it empty.
    pub fn is_of_profile(&self, setting: &str) -> bool {
        self.profile.is_some_and(|profile| profile.value(setting).is_some())
            && (self.operator)(setting).is_none_or(|text| text.trim().is_empty())
    }

    /// Reads a whole number in a range.
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

    /// Reads a JSON object, with the members that the profile gives to it; empty if the setting is absent.
    pub fn object(&self, setting: &'static str) -> Result<Map<String, Value>, Misconfigured> {
        let text = self.text(setting);
        let mut table = if text.is_empty() { Map::new() } else { object(setting, &text)? };
        if setting != STATEMENT_ISSUERS
            && let Some(profile) = self.profile
        {
            profile.complete(setting, &mut table);
        }
        Ok(table)
    }

    /// Reads a choice. The first choice is the default.
    pub fn choice<T: Clone>(&self, setting: &'static str, choices: &[(&str, T)]) -> Result<T, Misconfigured> {
        let text = self.text(setting);
        let chosen = choices.iter().find(|(word, _)| text.is_empty() || *word == text);
        chosen.map(|(_, value)| value.clone()).ok_or_else(|| one_of(setting, "be one of", choices))
    }

    /// Reads several choices; `None` if the setting is absent.
    pub fn choices<T: Copy>(
        &self,
        setting: &'static str,
        choices: &[(&str, T)],
    ) -> Result<Option<Vec<T>>, Misconfigured> {
        let read = |word: String| {
            let chosen = choices.iter().find(|(known, _)| *known == word);
            chosen.map(|(_, value)| *value).ok_or_else(|| one_of(setting, "have only these words:", choices))
        };
        self.words(setting)?.map(|words| words.into_iter().map(read).collect()).transpose()
    }

    /// Reads words separated by spaces, or a JSON array of strings, without repetitions; `None` if the setting is
    /// absent.
    pub fn words(&self, setting: &'static str) -> Result<Option<Vec<String>>, Misconfigured> {
        let text = self.text(setting);
        if text.is_empty() {
            return Ok(None);
        }
        let words: Vec<String> = if text.starts_with('[') {
            array(setting, &text)?
        } else {
            text.split_whitespace().map(str::to_owned).collect()
        };
        let mut distinct = Vec::with_capacity(words.len());
        for word in words {
            if !distinct.contains(&word) {
                distinct.push(word);
            }
        }
        Ok(Some(distinct))
    }

    /// Reads a JSON array of strings, which may have spaces; empty if the setting is absent.
    pub fn array(&self, setting: &'static str) -> Result<Vec<String>, Misconfigured> {
        let text = self.text(setting);
        if text.is_empty() { Ok(Vec::new()) } else { array(setting, &text) }
    }

    /// Reads words that all meet a requirement.
    pub fn words_that(
        &self,
        setting: &'static str,
        must: &str,
        is_good: impl Fn(&str) -> bool,
    ) -> Result<Option<Vec<String>>, Misconfigured> {
        let words = self.words(setting)?;
        if words.iter().flatten().all(|word| is_good(word)) {
            Ok(words)
        } else {
            Err(Misconfigured { setting, must: must.to_owned() })
        }
    }

    /// Reads one or more known names.
    pub fn keywords<T: Keyword>(&self, setting: &'static str, default: &[T]) -> Result<Vec<T>, Misconfigured> {
        let Some(words) = self.words(setting)? else { return Ok(default.to_vec()) };
        let values: Vec<T> = words.iter().map(|word| T::read_name(word)).collect();
        if values.is_empty() || values.iter().any(|value| !T::ALL.contains(value)) {
            let known: Vec<&str> = T::ALL.iter().map(T::name).collect();
            return Err(Misconfigured { setting, must: format!("have one or more of {}", known.join(", ")) });
        }
        Ok(values)
    }
}

fn one_of<T>(setting: &'static str, must: &str, choices: &[(&str, T)]) -> Misconfigured {
    let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
    Misconfigured { setting, must: format!("{must} {}", words.join(", ")) }
}

fn object(setting: &'static str, text: &str) -> Result<Map<String, Value>, Misconfigured> {
    json::read_object(text.as_bytes()).map_err(|unreadable| {
        let place = unreadable.pointer.in_words();
        let about = unreadable.pointer.first_member().map_or_else(String::new, |_| format!("; look at {place}"));
        Misconfigured { setting, must: format!("be a valid JSON object{about}") }
    })
}

fn array(setting: &'static str, text: &str) -> Result<Vec<String>, Misconfigured> {
    let must = "be words separated by spaces or a JSON array of strings".to_owned();
    let values = json::parse_trusted(text).and_then(|value| match value {
        Value::Array(values) => values.into_iter().map(|value| value.as_str().map(str::to_owned)).collect(),
        _ => None,
    });
    values.ok_or(Misconfigured { setting, must })
}
