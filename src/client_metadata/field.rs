//! How a member stands in the table: once, or once for each language.

use oxilangtag::LanguageTag;
use serde_json::{Map, Value};

use crate::error::Invalid;
use crate::json::Pointer;

/// How many values an array member, or how many languages a translated one, may have.
const MAXIMUM_VALUES: usize = 50;

/// Whether the value of a member is one: `null` and the empty string count as absent. RFC 7592 section 2.2.
#[must_use]
pub fn is_present(value: &Value) -> bool {
    !value.is_null() && value.as_str() != Some("")
}

/// The place of a member, or of an element of it: written out only where something is wrong there.
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

/// A value that a member can hold.
pub trait Member: Sized {
    /// Reads it; `Err` says what it must be.
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid>;

    /// As it goes over the wire.
    fn write(&self) -> Value;

    /// Takes out an element, where there is one; whether there was.
    fn remove_element(&mut self, _index: usize) -> bool {
        false
    }

    /// Leaves out repeated elements.
    fn deduplicate(&mut self) {}
}

/// What follows the `#` of a member name.
#[derive(Clone, Copy, Debug)]
pub enum Language<'a> {
    /// There is no `#`: the value is used as it is. RFC 7591 section 2.2.
    Unspecified,
    /// A language tag, not yet checked.
    Tagged(&'a str),
}

impl<'a> Language<'a> {
    pub fn of(tag: Option<&'a str>) -> Self {
        tag.map_or(Self::Unspecified, Self::Tagged)
    }
}

/// A place in the table of members.
pub trait Field {
    /// Takes the value for a language.
    fn read(&mut self, language: Language<'_>, value: &Value, at: At<'_>) -> Result<(), Invalid>;

    /// Puts what it holds under its name.
    fn write(&self, name: &str, object: &mut Map<String, Value>);

    /// Takes an element out of a value that has elements; whether there was one.
    fn remove_element(&mut self, _index: usize) -> bool {
        false
    }

    /// Leaves out repeated elements.
    fn deduplicate(&mut self) {}
}

/// A member that is not for people's eyes: with a language tag its name is an unknown one.
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

/// A member that people read: one value for no language in particular and one for each language. RFC 7591 section 2.2.
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
    /// Every value with its tag, the untagged one first.
    pub fn values(&self) -> impl Iterator<Item = (Option<&str>, &T)> {
        let untagged = self.untagged.iter().map(|value| (None, value));
        untagged.chain(self.tagged.iter().map(|(tag, value)| (Some(&**tag), value)))
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

/// RFC 5646 section 4.4.1 finds 35 characters enough for every tag without extensions.
const LONGEST_TAG: usize = 64;

/// An array in the order sent; repeated values are kept until it is written, so that places in it stay what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<T>(Vec<T>);

impl<T: PartialEq> List<T> {
    /// Whether it has the value.
    pub fn contains(&self, value: &T) -> bool {
        self.0.contains(value)
    }
}

impl<T> List<T> {
    /// The values in the order sent.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T: Member + PartialEq> List<T> {
    /// The values of an array member; `None` if it is not well formed.
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
        // From the end, so that places before it stay what they are.
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

/// The string of a value, not empty and not longer than `longest` bytes.
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
