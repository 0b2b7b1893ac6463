//! Partial acceptance: a client with several redirection URIs is registered with those that can be accepted.

use serde_json::{Map, Value};

use crate::error::Invalid;
use crate::policy::{PartialAcceptance, Policy};
use crate::registrant::Bounds;
use crate::rules::places::TakenOut;
use crate::rules::{ValidatedClient, accept_within};

/// Accepts what is asked, less the redirection URIs that the policy lets it drop, each with what is wrong with it.
///
/// `Err` is what refuses the rest, or the first of several URIs none of which can be accepted.
pub fn accept_in_part(
    asked: &Map<String, Value>,
    policy: &Policy,
    bounds: Option<&Bounds>,
) -> Result<(ValidatedClient, Vec<Invalid>), Invalid> {
    if policy.partial_acceptance == PartialAcceptance::Off {
        return Ok((accept_within(asked, policy, bounds)?, Vec::new()));
    }
    let mut asked = asked.clone();
    let mut taken = TakenOut::default();
    let mut dropped: Vec<Invalid> = Vec::new();
    loop {
        let refusal = match accept_within(&asked, policy, bounds) {
            Ok(accepted) => return Ok((accepted, dropped)),
            Err(refusal) => refusal,
        };
        let place = refusal.pointer().as_element().filter(|(member, _)| *member == MEMBER).map(|(_, index)| index);
        let uris = asked.get_mut(MEMBER).and_then(Value::as_array_mut);
        let (Some(place), Some(uris)) = (place, uris) else { return Err(refusal) };
        if uris.len() <= 1 || dropped.len() >= MAXIMUM_DROPPED {
            return Err(dropped.into_iter().next().unwrap_or(refusal));
        }
        uris.remove(place);
        let refusal = taken.moved_back(refusal);
        let index = |invalid: &Invalid| invalid.pointer().as_element().map(|(_, index)| index);
        dropped.insert(dropped.partition_point(|earlier| index(earlier) <= index(&refusal)), refusal);
        taken.note(MEMBER, place);
    }
}

/// How many URIs are dropped before all are refused: each has the rest read once more.
const MAXIMUM_DROPPED: usize = 10;

const MEMBER: &str = "redirect_uris";
