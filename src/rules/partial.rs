//! Partial acceptance: a client with several redirection URIs is registered with those that can be accepted.

use serde_json::{Map, Value};

use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::{PartialAcceptance, Policy};
use crate::rules::{ValidatedClient, accept};

/// Accepts what is asked, less the redirection URIs that the policy lets it drop, each with what is wrong with it.
///
/// `Err` is what refuses the rest, or the first of several URIs none of which can be accepted.
pub fn accept_in_part(asked: &Map<String, Value>, policy: &Policy) -> Result<(ValidatedClient, Vec<Invalid>), Invalid> {
    if policy.partial_acceptance == PartialAcceptance::Off {
        return Ok((accept(asked, policy)?, Vec::new()));
    }
    let mut asked = asked.clone();
    let mut dropped: Vec<(usize, Invalid)> = Vec::new();
    loop {
        let refusal = match accept(&asked, policy) {
            Ok(accepted) => return Ok((accepted, dropped.into_iter().map(|(_, invalid)| invalid).collect())),
            Err(refusal) => refusal,
        };
        let place = refusal.pointer().element_of("redirect_uris");
        let uris = asked.get_mut("redirect_uris").and_then(Value::as_array_mut);
        let (Some(place), Some(uris)) = (place, uris) else { return Err(refusal) };
        if uris.len() <= 1 {
            return Err(dropped.into_iter().next().map_or(refusal, |(_, first)| first));
        }
        uris.remove(place);
        // Where it stood before others were taken from in front of it.
        let mut sent = place;
        for (earlier, _) in &dropped {
            sent = if *earlier <= sent { sent.saturating_add(1) } else { sent };
        }
        dropped.push((sent, refusal.moved_to(Pointer::member("redirect_uris").element(sent))));
        dropped.sort_by_key(|(index, _)| *index);
    }
}
