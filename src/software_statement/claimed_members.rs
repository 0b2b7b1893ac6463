//! The members of a client that come from claims of its statement. Refusals point at the claim.

use serde_json::{Map, Value};

use crate::error::{Error, Invalid};

/// Members that come from a statement, each with its claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimedMembers(Vec<(String, String)>);

impl ClaimedMembers {
    /// Collects members, each with its claim.
    pub(super) fn of(members: impl Iterator<Item = (String, String)>) -> Self {
        Self(members.collect())
    }

    /// Removes the members that the request has with the same value: their sender finds them in the request.
    pub(super) fn unless_sent(mut self, asked: &Map<String, Value>, members: &Map<String, Value>) -> Self {
        self.0.retain(|(member, _)| asked.get(member).is_none_or(|sent| members.get(member) != Some(sent)));
        self
    }

    /// Points a broken rule at the claim that its member comes from, if there is one.
    #[must_use]
    pub fn invalid(&self, invalid: Invalid) -> Invalid {
        let is_about = |(member, _): &&(String, String)| invalid.pointer().first_member() == Some(member);
        match self.0.iter().find(is_about) {
            Some((_, claim)) => invalid.of_claim(claim),
            None => invalid,
        }
    }

    /// Points an error at the claim that the refused member comes from, if there is one.
    #[must_use]
    pub fn error(&self, error: Error) -> Error {
        match error {
            Error::Refusal(refusal) => Error::Refusal(refusal.map_invalid(|invalid| self.invalid(invalid))),
            fault @ Error::Fault(_) => fault,
        }
    }
}
