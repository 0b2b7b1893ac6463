//! Properties that hold for every request. The fuzzer looks for a request that breaks one.

mod policies;
mod sameness;
mod scene;
mod variation;

pub use policies::{ABLE, Policies, policies};
pub use sameness::{assert_same, is_same};
pub use scene::{Answer, Client, Scene, signed};
pub use variation::{Choices, vary};

use std::collections::BTreeSet;

use enrol::error::Invalid;
use enrol::policy::{PartialAcceptance, Policy, RequestLimits};
use enrol::rules::{self, ValidatedClient};
use serde_json::{Map, Value};

/// Asks the rules about a request, under every policy, and gives what each of them accepts.
pub fn accepted(asked: &Map<String, Value>) -> Vec<(ValidatedClient, &'static Policy)> {
    policies().all().into_iter().filter_map(|policy| Some((accepted_by(asked, policy)?, policy))).collect()
}

fn accepted_by(asked: &Map<String, Value>, policy: &Policy) -> Option<ValidatedClient> {
    let explanation = rules::explain(asked, policy, &RequestLimits::default());
    for refusal in &explanation.refusals {
        assert_told(refusal, asked);
    }
    let accepted = rules::accept(asked, policy);
    match (&accepted, rules::accept_in_part(asked, policy, &RequestLimits::default())) {
        (Ok(client), _) => {
            assert_eq!(explanation.refusals, [], "what is accepted is not refused when it is tried out first");
            assert_eq!(&explanation.members, client.members(), "what is tried out is what is registered");
            assert_settled(client, policy);
        }
        (Err(_), Ok((client, dropped))) => {
            assert_eq!((explanation.refusals, explanation.dropped), (Vec::new(), dropped), "in part is not refused");
            assert_eq!(&explanation.members, client.members(), "what is tried out is what is registered");
        }
        (Err(_), Err(_)) if !explanation.dropped.is_empty() => {
            assert_ne!(explanation.refusals, [], "what is left is refused when it is tried out first");
        }
        (Err(refusal), Err(_)) => {
            assert_eq!(explanation.refusals.first(), Some(refusal), "both refuse with the same words");
        }
    }
    assert_partial(asked, accepted.as_ref().ok(), policy);
    accepted.ok()
}

/// Checks that accepted metadata are accepted again unchanged, and that stored metadata are read back unchanged.
fn assert_settled(client: &ValidatedClient, policy: &Policy) {
    assert_eq!(rules::accept(client.members(), policy).as_ref(), Ok(client));
    assert_eq!(&ValidatedClient::restore(client.members().clone()), client);
    assert_eq!(&client.metadata().write(), client.members());
    let flagged: BTreeSet<String> = client.foreign_pages().chain(client.http_pages()).collect();
    let notes = rules::explain(client.members(), policy, &RequestLimits::default()).notes;
    assert!(notes.iter().all(|(member, _)| flagged.contains(member)), "nothing is left to be changed");
}

/// Partial acceptance accepts at least what is accepted as a whole, and names each place that it drops once.
fn assert_partial(asked: &Map<String, Value>, accepted: Option<&ValidatedClient>, policy: &Policy) {
    let partial = rules::accept_in_part(asked, policy, &RequestLimits::default());
    let Ok((client, dropped)) = partial else {
        assert_eq!(accepted, None);
        return;
    };
    if accepted.is_some() {
        assert_eq!((Some(&client), dropped.len()), (accepted, 0));
        return;
    }
    assert_settled(&client, policy);
    let places: BTreeSet<(&str, usize)> = dropped.iter().filter_map(|one| one.pointer().as_element()).collect();
    assert_eq!(places.len(), dropped.len(), "each is told once");
    for (member, place) in places {
        let is_droppable = match member {
            "redirect_uris" => policy.partial_acceptance == PartialAcceptance::On,
            _ => ["grant_types", "response_types"].contains(&member),
        };
        assert!(is_droppable && asked[member].get(place).is_some(), "{member} {place}");
    }
    for refusal in &dropped {
        assert_told(refusal, asked);
    }
}

/// A refusal has words of plain ASCII, RFC 6749 section 5.2, and a place that is there, or in a place that is.
pub fn assert_told(refusal: &Invalid, asked: &Map<String, Value>) {
    let description = refusal.description();
    let is_plain = |byte: u8| matches!(byte, b' '..=b'!' | b'#'..=b'[' | b']'..=b'~');
    assert!(description.bytes().all(is_plain) && description.contains(" must "), "{description}");
    let place = refusal.pointer().to_string();
    let around = place.rsplit_once('/').map_or("", |(around, _)| around);
    let whole = Value::Object(asked.clone());
    assert!(whole.pointer(around).is_some(), "{place} is nowhere: {description}");
}

/// The name of the member that a refusal is about, as it was sent; empty if it was too long to be shown.
pub fn member_of(refusal: &Invalid) -> String {
    let place = refusal.pointer().to_string();
    let name = place.split('/').nth(1).unwrap_or_default();
    name.replace("~1", "/").replace("~0", "~")
}
