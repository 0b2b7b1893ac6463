//! Partial acceptance: registers a client with those of its redirection URIs, grants and response types that can be
//! accepted.

use serde_json::{Map, Value};

use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::{PartialAcceptance, Policy, RequestLimits};
use crate::rules::unsupported::{ReducedRequest, drop_unsupported};
use crate::rules::{ValidatedClient, accept_within};

/// Accepts a request without the values that the policy permits to drop, and returns the reason for each dropped value.
///
/// `Err` is the refusal of the rest, or of the first redirection URI if none can be accepted.
pub fn accept_in_part(
    requested: &Map<String, Value>,
    policy: &Policy,
    limits: &RequestLimits<'_>,
) -> Result<(ValidatedClient, Vec<Invalid>), Invalid> {
    let ReducedRequest { members, mut removed, mut dropped } = drop_unsupported(requested, policy, limits);
    let mut refusal = match accept_within(&members, policy, limits) {
        Ok(accepted) => return Ok((accepted, dropped)),
        Err(refusal) => refusal,
    };
    if policy.partial_acceptance == PartialAcceptance::Off {
        return Err(removed.moved_back(refusal));
    }
    let mut members = members.into_owned();
    let mut dropped_uris: Vec<Invalid> = Vec::new();
    loop {
        let place = refusal.pointer().as_element().filter(|(member, _)| *member == MEMBER).map(|(_, index)| index);
        let uris = members.get_mut(MEMBER).and_then(Value::as_array_mut);
        let (Some(place), Some(uris)) = (place, uris) else { return Err(removed.moved_back(refusal)) };
        if uris.len() <= 1 || dropped_uris.len() >= MAXIMUM_DROPPED {
            return Err(dropped_uris.into_iter().next().unwrap_or(refusal));
        }
        uris.remove(place);
        let moved = removed.moved_back(refusal);
        let index = |invalid: &Invalid| invalid.pointer().as_element().map(|(_, index)| index);
        // All URIs are read before the rules check one, so refusals do not come in the order of the URIs.
        dropped_uris.insert(dropped_uris.partition_point(|earlier| index(earlier) <= index(&moved)), moved);
        removed.note(MEMBER, place);
        refusal = match accept_within(&members, policy, limits) {
            Ok(accepted) => {
                dropped.extend(dropped_uris);
                return Ok((accepted, dropped));
            }
            Err(refusal) => refusal,
        };
    }
}

/// The maximum number of dropped URIs: each one costs another run of the rules.
const MAXIMUM_DROPPED: usize = 10;

const MEMBER: &str = "redirect_uris";

/// The removed elements: their members, and their original positions in ascending order.
#[derive(Clone, Debug, Default)]
pub struct RemovedElements(Vec<(String, usize)>);

impl RemovedElements {
    /// Records the removal of the element at a current position.
    pub fn note(&mut self, member: &str, left: usize) {
        let first = self.at_first(member, left);
        self.0.insert(self.0.partition_point(|(_, earlier)| *earlier < first), (member.to_owned(), first));
    }

    /// Points a refusal at the original position of its element.
    pub fn moved_back(&self, invalid: Invalid) -> Invalid {
        let Some((member, left)) = invalid.pointer().as_element() else { return invalid };
        let place = Pointer::member(member).element(self.at_first(member, left));
        invalid.moved_to(place)
    }

    /// Returns true if an element of a member was removed.
    pub fn is_from(&self, member: &str) -> bool {
        self.of(member).next().is_some()
    }

    fn at_first(&self, member: &str, left: usize) -> usize {
        self.of(member).fold(left, |place, removed| if removed <= place { place.saturating_add(1) } else { place })
    }

    fn of(&self, member: &str) -> impl Iterator<Item = usize> {
        self.0.iter().filter(move |(name, _)| name == member).map(|(_, place)| *place)
    }
}
