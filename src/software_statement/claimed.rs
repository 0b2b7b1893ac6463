//! Which members of a client come from claims of its statement, for refusals to say where.

use serde_json::{Map, Value};

use crate::error::{Error, Invalid};

/// Members that come from a statement, each with its claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claimed(Vec<(String, String)>);

impl Claimed {
    /// These members, each with its claim.
    pub(super) fn of(members: impl Iterator<Item = (String, String)>) -> Self {
        Self(members.collect())
    }

    /// The same, less the members that a client has sent as they are: it finds those in its request.
    pub(super) fn unless_sent(mut self, asked: &Map<String, Value>, members: &Map<String, Value>) -> Self {
        self.0.retain(|(member, _)| asked.get(member).is_none_or(|sent| members.get(member) != Some(sent)));
        self
    }

    /// Points a broken rule at the claim that the member comes from, if it comes from one.
    #[must_use]
    pub fn invalid(&self, invalid: Invalid) -> Invalid {
        let is_about = |(member, _): &&(String, String)| invalid.pointer().first_member() == Some(member);
        match self.0.iter().find(is_about) {
            Some((_, claim)) => invalid.of_claim(claim),
            None => invalid,
        }
    }

    /// Points an error at the claim, if it refuses a member that comes from one.
    #[must_use]
    pub fn error(&self, error: Error) -> Error {
        match error {
            Error::Refusal(refusal) => Error::Refusal(refusal.map_invalid(|invalid| self.invalid(invalid))),
            fault @ Error::Fault(_) => fault,
        }
    }
}
