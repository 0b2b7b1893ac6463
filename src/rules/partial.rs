//! Partial acceptance: registers a client with those of its redirection URIs, grants and response types that can be
//! accepted.

use serde_json::{Map, Value};

use crate::error::Invalid;
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
