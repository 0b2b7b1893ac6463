//! What would become of a request: everything that would refuse it, and what it would register.

use serde_json::{Map, Value};

use crate::error::Invalid;
use crate::json::Pointer;
use crate::metadata::ClientMetadata;
use crate::policy::Policy;
use crate::rules::places::TakenOut;
use crate::rules::{COMPLETIONS, RULES, accept_in_part, as_sent, choices, pages};

/// Everything that can be said of a request without registering it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What would be registered, as far as it is well formed.
    pub members: Map<String, Value>,
    /// What would refuse it: of every group of rules all elements of arrays and the first of the rest, in the order they
    /// are asked.
    pub refusals: Vec<Invalid>,
    /// What would not be registered, where the policy lets the rest be.
    pub dropped: Vec<Invalid>,
    /// What the server would add, change or leave out, each with the name of its member.
    pub notes: Vec<(String, &'static str)>,
}

/// Asks every group of rules, also after one is broken, and every element of an array.
#[must_use]
pub fn explain(asked: &Map<String, Value>, policy: &Policy) -> Explanation {
    match accept_in_part(asked, policy) {
        Ok((accepted, dropped)) if !dropped.is_empty() => {
            let notes = notes(asked, accepted.members(), &[]);
            Explanation { members: accepted.members().clone(), refusals: Vec::new(), dropped, notes }
        }
        _ => explain_whole(asked, policy),
    }
}

fn explain_whole(asked: &Map<String, Value>, policy: &Policy) -> Explanation {
    let mut refusals = Vec::new();
    let mut taken = TakenOut::default();
    let chosen = choices::choose(asked, policy).unwrap_or_else(|invalid| {
        refusals.push(invalid);
        asked.clone()
    });
    let (mut metadata, malformed) = read(chosen, &mut taken);
    refusals.extend(malformed);
    for complete in COMPLETIONS {
        complete(&mut metadata, policy);
    }
    let members = metadata.write();
    let mut notes = notes(asked, &members, &refusals);
    notes.extend(pages::foreign(&metadata).map(|member| (member, "on none of the hosts of the redirect_uris")));
    // A member that cannot be read counts as absent to the rules: what they say of that is not news.
    let malformed: Vec<Pointer> = refusals.iter().map(member_of).collect();
    let broken = broken(&mut metadata, policy, &mut taken);
    let is_news =
        |invalid: &Invalid| invalid.pointer().as_element().is_some() || !malformed.contains(&member_of(invalid));
    refusals.extend(broken.into_iter().filter(is_news).map(|invalid| as_sent(invalid, asked)));
    Explanation { members, refusals, dropped: Vec::new(), notes }
}

fn member_of(invalid: &Invalid) -> Pointer {
    invalid.pointer().first_name().map_or_else(Pointer::root, Pointer::member)
}

/// Reads what is well formed, of an array the elements that are, and says what is not, in the order of a registration.
fn read(members: Map<String, Value>, taken: &mut TakenOut) -> (ClientMetadata, Vec<Invalid>) {
    let mut malformed = Vec::new();
    // Each array on its own, so that a bad element has nothing else read again.
    let (arrays, mut members): (Map<_, _>, Map<_, _>) = members.into_iter().partition(|(_, value)| value.is_array());
    for (name, value) in arrays {
        let mut alone = Map::from_iter([(name, value)]);
        while take_out_malformed(&mut alone, taken, &mut malformed) {}
        members.append(&mut alone);
    }
    let (metadata, rest) = ClientMetadata::read_all(&members);
    malformed.extend(rest);
    malformed.sort_by(|one, other| one.pointer().first_member().cmp(&other.pointer().first_member()));
    (metadata, malformed)
}

/// Takes out the first malformed element of an array that stands alone; whether there was one.
fn take_out_malformed(alone: &mut Map<String, Value>, taken: &mut TakenOut, refusals: &mut Vec<Invalid>) -> bool {
    let Some(invalid) = ClientMetadata::read_all(alone).1.pop() else { return false };
    let Some((member, index)) = invalid.pointer().as_element() else { return false };
    let Some(Value::Array(elements)) = alone.get_mut(member) else { return false };
    if index >= elements.len() {
        return false;
    }
    elements.remove(index);
    let member = member.to_owned();
    refusals.push(taken.moved_back(invalid));
    taken.note(&member, index);
    true
}

/// Arrays whose elements are refused each on its own account.
const INDEPENDENT: [&str; 5] =
    ["authorization_details_types", "default_acr_values", "post_logout_redirect_uris", "redirect_uris", "request_uris"];

/// What every group of rules refuses: each element of an array on its own, and then what is left.
fn broken(metadata: &mut ClientMetadata, policy: &Policy, taken: &mut TakenOut) -> Vec<Invalid> {
    let mut broken = Vec::new();
    for check in RULES {
        while let Err(invalid) = check(metadata, policy) {
            let place = invalid.pointer().as_element().filter(|(member, _)| INDEPENDENT.contains(member));
            let Some((member, index)) = place.map(|(member, index)| (member.to_owned(), index)) else {
                // That nothing is left of an array is the doing of this loop.
                let is_emptied = invalid.pointer().first_name().is_some_and(|member| taken.is_from(member));
                broken.extend((!is_emptied).then_some(invalid));
                break;
            };
            let is_taken = metadata.take_out(&member, index);
            broken.push(taken.moved_back(invalid));
            taken.note(&member, index);
            if !is_taken {
                break;
            }
        }
    }
    broken
}

/// What becomes of each member but those that cannot be read, of which there is more to be said.
fn notes(
    asked: &Map<String, Value>,
    members: &Map<String, Value>,
    malformed: &[Invalid],
) -> Vec<(String, &'static str)> {
    let is_sent = |value: &Value| !value.is_null() && value.as_str() != Some("");
    let is_read = |name: &str| !malformed.iter().any(|invalid| invalid.pointer().first_member() == Some(name));
    let registered = members.iter().filter_map(|(name, value)| match asked.get(name).filter(|sent| is_sent(sent)) {
        None => Some((name.clone(), "filled in by the server")),
        Some(sent) if sent != value => Some((name.clone(), "changed by the server")),
        Some(_) => None,
    });
    let left_out = asked.iter().filter(|(name, value)| is_sent(value) && !members.contains_key(*name));
    let left_out = left_out.map(|(name, _)| (name.clone(), "left out by the server"));
    registered.chain(left_out).filter(|(name, _)| is_read(name)).collect()
}
