//! A value that breaks a rule: its place and the rule.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::json::{Pointer, Unreadable};

/// A broken rule: the place in the body, and the rule as words that follow "must".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    pointer: Pointer,
    must: Cow<'static, str>,
    claim: Option<String>,
    value: Offender,
    without: Option<Box<Self>>,
}

/// The subject of a broken rule. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offender {
    /// A missing member; the description already says that it is missing.
    Absence,
    /// A value.
    Value,
}

/// The member that holds a software statement. RFC 7591 section 2.3.
const STATEMENT: &str = "software_statement";

impl From<Unreadable> for Invalid {
    fn from(Unreadable { pointer, must }: Unreadable) -> Self {
        Self::new(pointer, must)
    }
}

impl Invalid {
    /// States that the value at `pointer` must do `must`: words that follow "must", without a full stop.
    pub fn new(pointer: impl Into<Pointer>, must: impl Into<Cow<'static, str>>) -> Self {
        Self { pointer: pointer.into(), must: must.into(), claim: None, value: Offender::Value, without: None }
    }

    /// States that a value must be present at `pointer`: words that follow "must be present", without a full stop.
    pub fn missing(pointer: impl Into<Pointer>, case: &str) -> Self {
        Self { value: Offender::Absence, ..Self::new(pointer, format!("be present {case}")) }
    }

    /// Adds words to the rule that say whose it is.
    #[must_use]
    pub fn ending_with(self, words: &str) -> Self {
        Self { must: format!("{}{words}", self.must).into(), ..self }
    }

    /// Points the same rule at another place.
    #[must_use]
    pub fn moved_to(self, pointer: Pointer) -> Self {
        Self { pointer, ..self }
    }

    /// Points the rule at the claim of the software statement that set the member.
    #[must_use]
    pub fn of_claim(self, claim: &str) -> Self {
        Self { claim: Some(claim.to_owned()), ..self }
    }

    /// States what to tell instead if the caller has not sent the place.
    #[must_use]
    pub fn unless_sent(self, other: Self) -> Self {
        Self { without: Some(Box::new(other)), ..self }
    }

    /// Points the rule at a place that the caller sent. If the place is absent from the sent members, the description
    /// says that the member must be present.
    #[must_use]
    pub fn pointing_into(self, members: &Map<String, Value>) -> Self {
        match (self.pointer.first_absent(members), self.without) {
            (None, without) => Self { without, ..self },
            (Some(_), Some(other)) => *other,
            (Some(absent), None) => Self { without: None, ..self }.moved_to(absent).absent(),
        }
    }

    fn absent(self) -> Self {
        match self.value {
            Offender::Absence => self,
            Offender::Value => {
                let must = format!("be present and {}", self.must).into();
                Self { must, value: Offender::Absence, ..self }
            }
        }
    }

    /// Returns the place of the value in the client metadata.
    #[must_use]
    pub const fn pointer(&self) -> &Pointer {
        &self.pointer
    }

    /// Returns the place for the caller: in the request, or in the claims of the software statement.
    #[must_use]
    pub fn place(&self) -> Cow<'_, Pointer> {
        match &self.claim {
            Some(claim) => Cow::Owned(self.pointer.within(STATEMENT, claim)),
            None => Cow::Borrowed(&self.pointer),
        }
    }

    /// Returns the rule as a sentence, in the characters that RFC 6749 section 5.2 permits.
    #[must_use]
    pub fn description(&self) -> String {
        let sentence = format!("{} must {}", self.place().in_words(), self.must);
        sentence.chars().map(|c| if matches!(c, ' '..='~') && c != '"' && c != '\\' { c } else { '?' }).collect()
    }
}
