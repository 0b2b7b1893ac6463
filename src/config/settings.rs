//! Readers of single settings.

use std::cell::OnceCell;
use std::fmt;
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::client_metadata::Keyword;
use crate::config::Misconfigured;
use crate::json;
use crate::policy::{Profile, STATEMENT_ISSUERS};

/// Reads settings by name: those of the operator, and where one is empty, that of the profile.
///
/// A reader that finds an unusable setting notes it, and goes on with the default. Many returns of `Err` would each bring
/// code that drops what was read before, and the first request of an isolate waits until all code of the readers is
/// compiled.
pub struct Settings<'a> {
    operator: &'a dyn Fn(&str) -> Option<String>,
    profile: Option<&'static Profile>,
    unusable: OnceCell<Misconfigured>,
}

/// The words for the values of a setting.
pub struct Choices<'a, T> {
    default: (&'a str, T),
    others: &'a [(&'a str, T)],
}

impl<'a, T: Copy> Choices<'a, T> {
    /// Lists the words, the default first.
    pub const fn of(default: (&'a str, T), others: &'a [(&'a str, T)]) -> Self {
        Self { default, others }
    }

    fn word(&self, place: usize) -> Option<&'a str> {
        match place.checked_sub(1) {
            None => Some(self.default.0),
            Some(place) => self.others.get(place).map(|(word, _)| *word),
        }
    }

    fn value(&self, place: usize) -> T {
        let other = place.checked_sub(1).and_then(|place| self.others.get(place));
        other.map_or(self.default.1, |(_, value)| *value)
    }
}

impl<'a> Settings<'a> {
    /// Reads the settings of the operator beside those of a profile.
    pub const fn of(operator: &'a dyn Fn(&str) -> Option<String>, profile: Option<&'static Profile>) -> Self {
        Self { operator, profile, unusable: OnceCell::new() }
    }

    /// Returns the profile.
    pub const fn profile(&self) -> Option<&'static Profile> {
        self.profile
    }

    /// Notes a setting that is unusable. Only the first one counts: others may follow from it.
    #[cold]
    #[inline(never)]
    pub fn refuse(&self, setting: &'static str, must: fmt::Arguments<'_>) {
        self.unusable.get_or_init(|| Misconfigured { setting, must: must.to_string() });
    }

    /// Returns what was read if all settings are usable; `Err` is the first one that is not.
    pub fn check<T>(self, read: Result<T, Misconfigured>) -> Result<T, Misconfigured> {
        self.unusable.into_inner().map_or(read, Err)
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
    pub fn number(&self, setting: &'static str, range: RangeInclusive<u64>, default: u64) -> u64 {
        let text = self.text(setting);
        if text.is_empty() {
            return default;
        }
        text.parse().ok().filter(|number| range.contains(number)).unwrap_or_else(|| {
            self.refuse(setting, format_args!("be a whole number from {} to {}", range.start(), range.end()));
            default
        })
    }

    /// Reads a JSON object, with the members that the profile gives to it; empty if the setting is absent.
    pub fn object(&self, setting: &'static str) -> Map<String, Value> {
        let text = self.text(setting);
        let mut table = if text.is_empty() { Map::new() } else { self.parse_object(setting, &text) };
        if setting != STATEMENT_ISSUERS
            && let Some(profile) = self.profile
        {
            profile.complete(setting, &mut table);
        }
        table
    }

    fn parse_object(&self, setting: &'static str, text: &str) -> Map<String, Value> {
        json::read_object(text.as_bytes()).unwrap_or_else(|unreadable| {
            let place = unreadable.pointer.in_words();
            let about = unreadable.pointer.first_member().map_or_else(String::new, |_| format!("; look at {place}"));
            self.refuse(setting, format_args!("be a valid JSON object{about}"));
            Map::new()
        })
    }

    /// Reads each entry of a JSON object, until `read` returns what an entry must do.
    ///
    /// The reader of an entry is a trait object, so that it stays a function of its own, which is compiled only if there
    /// are entries.
    pub fn entries(&self, setting: &'static str, read: &mut dyn FnMut(String, Value) -> Result<(), String>) {
        for (name, entry) in self.object(setting) {
            if let Err(must) = read(name, entry) {
                return self.refuse(setting, format_args!("{must}"));
            }
        }
    }

    /// Reads a choice.
    pub fn choice<T: Copy>(&self, setting: &'static str, choices: &Choices<'_, T>) -> T {
        choices.value(self.place(setting, &|place| choices.word(place)))
    }

    /// Returns the place of the chosen word. The words are a trait object, so that one function serves all types of choices.
    #[inline(never)]
    fn place<'w>(&self, setting: &'static str, word: &dyn Fn(usize) -> Option<&'w str>) -> usize {
        let text = self.text(setting);
        if text.is_empty() {
            return 0;
        }
        let mut known = Vec::new();
        while let Some(word) = word(known.len()) {
            if word == text {
                return known.len();
            }
            known.push(word);
        }
        self.refuse_word(setting, "be one of", &known);
        0
    }

    /// Reads several choices; `None` if the setting is absent.
    pub fn choices<T: Copy>(&self, setting: &'static str, choices: &[(&str, T)]) -> Option<Vec<T>> {
        Some(self.among(setting, &self.words(setting)?, choices))
    }

    #[inline(never)]
    fn among<T: Copy>(&self, setting: &'static str, words: &[String], choices: &[(&str, T)]) -> Vec<T> {
        let known: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let must = format!("have only these words: {}", known.join(", "));
        self.all(setting, words, &must, &|text| Some(choices.iter().find(|(word, _)| *word == text)?.1))
    }

    /// Reads one of these names. The default need not be among them.
    pub fn keyword<T: Keyword>(&self, setting: &'static str, default: T, known: &[T]) -> T {
        let text = self.text(setting);
        if text.is_empty() {
            return default;
        }
        known.iter().find(|it| it.name() == text).cloned().unwrap_or_else(|| {
            self.refuse_word(setting, "be one of", &names(known));
            default
        })
    }

    /// Reads one or more known names.
    pub fn keywords<T: Keyword>(&self, setting: &'static str, default: &[T]) -> Vec<T> {
        self.words(setting).map_or_else(|| default.to_vec(), |words| self.known(setting, &words))
    }

    #[inline(never)]
    fn known<T: Keyword>(&self, setting: &'static str, words: &[String]) -> Vec<T> {
        let values: Vec<T> = words.iter().map(|word| T::read_name(word)).collect();
        if values.is_empty() || values.iter().any(|value| !T::ALL.contains(value)) {
            self.refuse_word(setting, "have one or more of", &names(T::ALL));
        }
        values
    }

    /// Reads texts that all have a form.
    #[inline(never)]
    pub fn all<T>(
        &self,
        setting: &'static str,
        texts: &[String],
        must: &str,
        read: &dyn Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let mut values = Vec::with_capacity(texts.len());
        for text in texts {
            match read(text) {
                Some(value) => values.push(value),
                None => self.refuse(setting, format_args!("{must}")),
            }
        }
        values
    }

    #[cold]
    #[inline(never)]
    fn refuse_word(&self, setting: &'static str, must: &str, known: &[&str]) {
        self.refuse(setting, format_args!("{must} {}", known.join(", ")));
    }

    /// Reads words separated by spaces, or a JSON array of strings, without repetitions; `None` if the setting is
    /// absent.
    pub fn words(&self, setting: &'static str) -> Option<Vec<String>> {
        let text = self.text(setting);
        if text.is_empty() {
            return None;
        }
        let words: Vec<String> = if text.starts_with('[') {
            self.parse_array(setting, &text)
        } else {
            text.split_whitespace().map(str::to_owned).collect()
        };
        Some(distinct(words))
    }

    /// Reads words that all meet a requirement; `None` if the setting is absent.
    pub fn words_that(&self, setting: &'static str, must: &str, is_good: &dyn Fn(&str) -> bool) -> Option<Vec<String>> {
        let words = self.words(setting)?;
        if !words.iter().all(|word| is_good(word)) {
            self.refuse(setting, format_args!("{must}"));
        }
        Some(words)
    }

    /// Reads a JSON array of strings, which may have spaces; empty if the setting is absent.
    pub fn array(&self, setting: &'static str) -> Vec<String> {
        let text = self.text(setting);
        if text.is_empty() { Vec::new() } else { self.parse_array(setting, &text) }
    }

    #[inline(never)]
    fn parse_array(&self, setting: &'static str, text: &str) -> Vec<String> {
        let values = json::parse_trusted_value(text);
        values.as_ref().and_then(strings).unwrap_or_else(|| {
            self.refuse(setting, format_args!("be words separated by spaces or a JSON array of strings"));
            Vec::new()
        })
    }
}

/// Reads a JSON array of strings; `None` for another value.
pub fn strings(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

/// Reads a JSON array of strings that are not empty; `None` for another value.
pub fn texts(value: &Value) -> Option<Vec<String>> {
    strings(value).filter(|texts| !texts.iter().any(String::is_empty))
}

/// Copies words.
pub fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Removes repetitions.
pub fn distinct(words: Vec<String>) -> Vec<String> {
    let mut distinct = Vec::with_capacity(words.len());
    for word in words {
        if !distinct.contains(&word) {
            distinct.push(word);
        }
    }
    distinct
}

fn names<T: Keyword>(known: &[T]) -> Vec<&str> {
    known.iter().map(T::name).collect()
}
