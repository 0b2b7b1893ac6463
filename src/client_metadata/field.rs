//! Fields of the table of members: a single value, or a value for each language.

use oxilangtag::LanguageTag;
use serde_json::{Map, Value};

use crate::error::Invalid;
use crate::json::Pointer;
use crate::unit::Seconds;

/// The maximum number of values of an array, and of languages of a translated member.
const MAXIMUM_VALUES: usize = 50;

/// Returns true if a member has a value: `null` and the empty string count as absent. RFC 7592 section 2.2.
#[must_use]
pub fn is_present(value: &Value) -> bool {
    // Some apps send `null` for what they do not use.
    !value.is_null() && value.as_str() != Some("")
}

/// The position of a member or of an array element. It becomes a `Pointer` only for a refusal.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    member: &'a str,
    index: Option<usize>,
}

impl<'a> At<'a> {
    pub const fn member(member: &'a str) -> Self {
        Self { member, index: None }
    }

    const fn element(self, index: usize) -> Self {
        Self { index: Some(index), ..self }
    }
}

impl From<At<'_>> for Pointer {
    fn from(At { member, index }: At<'_>) -> Self {
        let place = Self::member(member);
        match index {
            Some(index) => place.element(index),
            None => place,
        }
    }
}

/// A type of member.
pub trait Member: Sized {
    /// Reads a value; `Err` is for a malformed one.
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid>;

    /// Returns the value as JSON.
    fn write(&self) -> Value;

    /// Removes an element; returns false if there is no such element.
    fn remove_element(&mut self, _index: usize) -> bool {
        false
    }

    /// Removes repeated elements.
    fn deduplicate(&mut self) {}
}

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

/// The language of a member name, after its `#`.
#[derive(Clone, Copy, Debug)]
pub enum Language<'a> {
    /// No language. RFC 7591 section 2.2.
    Unspecified,
    /// A language tag, unchecked.
    Tagged(&'a str),
}

impl<'a> Language<'a> {
    pub fn of(tag: Option<&'a str>) -> Self {
        tag.map_or(Self::Unspecified, Self::Tagged)
    }
}

/// A field of the table of members.
pub trait Field {
    /// Reads the value of a language.
    fn read(&mut self, language: Language<'_>, value: &Value, at: At<'_>) -> Result<(), Invalid>;

    /// Writes the value under its name.
    fn write(&self, name: &str, object: &mut Map<String, Value>);

    /// Removes an element of an array; returns false if there is no such element.
    fn remove_element(&mut self, _index: usize) -> bool {
        false
    }

    /// Leaves out repeated elements.
    fn deduplicate(&mut self) {}
}

/// A member without languages. With a language tag its name is unknown.
impl<T: Member> Field for Option<T> {
    fn read(&mut self, language: Language<'_>, value: &Value, at: At<'_>) -> Result<(), Invalid> {
        if matches!(language, Language::Unspecified) {
            *self = Some(T::read(value, at)?);
        }
        Ok(())
    }

    fn write(&self, name: &str, object: &mut Map<String, Value>) {
        if let Some(value) = self {
            object.insert(name.to_owned(), value.write());
        }
    }

    fn remove_element(&mut self, index: usize) -> bool {
        self.as_mut().is_some_and(|value| value.remove_element(index))
    }

    fn deduplicate(&mut self) {
        if let Some(value) = self {
            value.deduplicate();
        }
    }
}

/// A member that users read: a value without a language, and a value for each language. RFC 7591 section 2.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translated<T> {
    /// The value without a language tag.
    pub untagged: Option<T>,
    /// Language tags as sent, each with its value.
    pub tagged: Vec<(String, T)>,
}

impl<T> Default for Translated<T> {
    fn default() -> Self {
        Self { untagged: None, tagged: Vec::new() }
    }
}

impl<T> Translated<T> {
    /// Returns every value with its tag, the untagged value first.
    pub fn values(&self) -> impl Iterator<Item = (Option<&str>, &T)> {
        let untagged = self.untagged.iter().map(|value| (None, value));
        untagged.chain(self.tagged.iter().map(|(tag, value)| (Some(&**tag), value)))
    }
}

impl<T: Member> Translated<T> {
    /// Reads a member of a table in every language, as it is read of a client.
    pub fn of(member: &str, table: &Map<String, Value>) -> Result<Self, Invalid> {
        let mut values = Self::default();
        for (name, value) in table {
            let (base, tag) = name.split_once('#').map_or((&**name, None), |(base, tag)| (base, Some(tag)));
            if base == member {
                values.read(Language::of(tag), value, At::member(name))?;
            }
        }
        Ok(values)
    }
}

impl<T: Member> Field for Translated<T> {
    fn read(&mut self, language: Language<'_>, value: &Value, at: At<'_>) -> Result<(), Invalid> {
        let Language::Tagged(tag) = language else {
            self.untagged = Some(T::read(value, at)?);
            return Ok(());
        };
        if LanguageTag::parse(tag).is_err() || tag.len() > LONGEST_TAG {
            return Err(Invalid::new(at, "have a language tag of BCP 47 after its number sign"));
        }
        if self.tagged.iter().any(|(other, _)| other.eq_ignore_ascii_case(tag)) {
            return Err(Invalid::new(at, "not be repeated for a language, whose tag is compared without case"));
        }
        if self.tagged.len() >= MAXIMUM_VALUES {
            return Err(Invalid::new(at, "not be given in more than 50 languages"));
        }
        self.tagged.push((tag.to_owned(), T::read(value, at)?));
        Ok(())
    }

    fn write(&self, name: &str, object: &mut Map<String, Value>) {
        for (tag, value) in self.values() {
            let name = tag.map_or_else(|| name.to_owned(), |tag| format!("{name}#{tag}"));
            object.insert(name, value.write());
        }
    }
}

/// RFC 5646 section 4.4.1: 35 characters are enough for every tag without extensions.
const LONGEST_TAG: usize = 64;

/// An array in the order sent. Repeated values stay until it is written, so that positions do not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<T>(Vec<T>);

impl<T: PartialEq> List<T> {
    /// Returns true if the array has a value.
    pub fn contains(&self, value: &T) -> bool {
        self.0.contains(value)
    }
}

impl<T> List<T> {
    /// Returns the values in the order sent.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T: Member + PartialEq> List<T> {
    /// Reads an array; `None` if it is malformed.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        Self::read(value, At::member("")).ok()
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(values: Vec<T>) -> Self {
        Self(values)
    }
}

impl<T: Member + PartialEq> Member for List<T> {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let values = value.as_array().ok_or_else(|| Invalid::new(at, "be an array of strings"))?;
        if values.len() > MAXIMUM_VALUES {
            return Err(Invalid::new(at, "not have more than 50 values"));
        }
        let mut list = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            list.push(T::read(value, at.element(index))?);
        }
        Ok(Self(list))
    }

    fn write(&self) -> Value {
        let mut written: Vec<&T> = Vec::with_capacity(self.0.len());
        for value in &self.0 {
            if !written.contains(&value) {
                written.push(value);
            }
        }
        written.into_iter().map(Member::write).collect()
    }

    fn deduplicate(&mut self) {
        // From the end, so that earlier positions do not change.
        for last in (1..self.0.len()).rev() {
            let (earlier, later) = self.0.split_at(last);
            if later.first().is_some_and(|value| earlier.contains(value)) {
                self.0.remove(last);
            }
        }
    }

    fn remove_element(&mut self, index: usize) -> bool {
        let has = index < self.0.len();
        if has {
            self.0.remove(index);
        }
        has
    }
}

/// Returns the string of a value: not empty, and not longer than `longest` bytes.
pub fn text<'a>(value: &'a Value, at: At<'_>, longest: usize) -> Result<&'a str, Invalid> {
    let text = value.as_str().ok_or_else(|| Invalid::new(at, "be a string"))?;
    if text.is_empty() {
        return Err(Invalid::new(at, "not be empty"));
    }
    if text.len() > longest {
        return Err(Invalid::new(at, format!("not be longer than {longest} bytes")));
    }
    Ok(text)
}
