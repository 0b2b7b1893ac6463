//! A value that breaks a rule: where it is, and what it must do.

use std::borrow::Cow;

use crate::json::Pointer;

/// A broken rule: the place in the body, and what the value there must do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    pointer: Pointer,
    must: Cow<'static, str>,
}

impl Invalid {
    /// The value at `pointer` must do `must`: words that follow "must", without a full stop.
    pub fn new(pointer: impl Into<Pointer>, must: impl Into<Cow<'static, str>>) -> Self {
        Self { pointer: pointer.into(), must: must.into() }
    }

    /// The same rule about another place.
    #[must_use]
    pub fn moved_to(self, pointer: Pointer) -> Self {
        Self { pointer, ..self }
    }

    /// The place of the offending value.
    #[must_use]
    pub const fn pointer(&self) -> &Pointer {
        &self.pointer
    }

    /// The rule as one sentence about the member, in the characters that RFC 6749 section 5.2 allows.
    #[must_use]
    pub fn description(&self) -> String {
        let sentence = format!("{} must {}", self.pointer.in_words(), self.must);
        sentence.chars().map(|c| if matches!(c, ' '..='~') && c != '"' && c != '\\' { c } else { '?' }).collect()
    }
}
