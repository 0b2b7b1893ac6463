//! A value that breaks a rule: where it is, and what it must do.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::json::{Pointer, Unreadable};

/// A broken rule: the place in the body, and what the value there must do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    pointer: Pointer,
    must: Cow<'static, str>,
    claim: Option<String>,
    value: Offender,
}

/// The kind of thing that breaks a rule. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offender {
    /// A missing member; the description says that it is missing.
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
    /// The value at `pointer` must do `must`: words that follow "must", without a full stop.
    pub fn new(pointer: impl Into<Pointer>, must: impl Into<Cow<'static, str>>) -> Self {
        Self { pointer: pointer.into(), must: must.into(), claim: None, value: Offender::Value }
    }

    /// There must be a value at `pointer` in a case: words that follow "must be present", without a full stop.
    pub fn missing(pointer: impl Into<Pointer>, case: &str) -> Self {
        Self { value: Offender::Absence, ..Self::new(pointer, format!("be present {case}")) }
    }

    /// The same rule about another place.
    #[must_use]
    pub fn moved_to(self, pointer: Pointer) -> Self {
        Self { pointer, ..self }
    }

    /// Points the rule at the claim of the software statement that the member comes from.
    #[must_use]
    pub fn of_claim(self, claim: &str) -> Self {
        Self { claim: Some(claim.to_owned()), ..self }
    }

    /// Points the rule at a place in the members that were sent, or at a missing member; then the description says that the
    /// member must be present.
    #[must_use]
    pub fn told_to_sender(self, members: &Map<String, Value>) -> Self {
        match self.pointer.first_absent(members) {
            None => self,
            Some(absent) => self.moved_to(absent).absent(),
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

    /// The place of the offending value among the members of the client.
    #[must_use]
    pub const fn pointer(&self) -> &Pointer {
        &self.pointer
    }

    /// The place as the caller is told it: in the request, or in the claims of the software statement.
    #[must_use]
    pub fn place(&self) -> Cow<'_, Pointer> {
        match &self.claim {
            Some(claim) => Cow::Owned(self.pointer.within(STATEMENT, claim)),
            None => Cow::Borrowed(&self.pointer),
        }
    }

    /// The rule as one sentence about the member, in the characters that RFC 6749 section 5.2 allows.
    #[must_use]
    pub fn description(&self) -> String {
        let sentence = format!("{} must {}", self.place().in_words(), self.must);
        sentence.chars().map(|c| if matches!(c, ' '..='~') && c != '"' && c != '\\' { c } else { '?' }).collect()
    }
}
