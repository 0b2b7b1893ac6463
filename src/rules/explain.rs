//! A dry run of a request: all refusals, and the client that would be registered.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::client_metadata::{ClientMetadata, is_present};
use crate::error::Invalid;
use crate::json::{self, Pointer};
use crate::policy::{Policy, RequestLimits};
use crate::rules::partial::RemovedElements;
use crate::rules::unsupported::{ReducedRequest, drop_unsupported};
use crate::rules::{RULES, accept_in_part, as_sent, choices, complete, members, pages};

/// The result of a dry run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The members that would be registered, without malformed members.
    pub members: Map<String, Value>,
    /// The refusals. Every rule reports each bad element of an array, and the first other problem, in the order of the
    /// rules.
    pub refusals: Vec<Invalid>,
    /// The values that would be left out under the policy.
    pub dropped: Vec<Invalid>,
    /// The members that the server would add, change or leave out, each with a note.
    pub notes: Vec<(String, &'static str)>,
}

/// Runs all rules, even after a refusal, on every element of an array.
#[must_use]
pub fn explain(requested: &Map<String, Value>, policy: &Policy, limits: &RequestLimits<'_>) -> Explanation {
    match accept_in_part(requested, policy, limits) {
        Ok((accepted, dropped)) if !dropped.is_empty() => {
            let mut notes = notes(requested, accepted.members(), &[]);
            notes.extend(flagged(accepted.metadata()));
            Explanation { members: accepted.members().clone(), refusals: Vec::new(), dropped, notes }
        }
        _ => explain_reduced(requested, drop_unsupported(requested, policy, limits), policy, limits),
    }
}

/// Returns notes on pages that are registered but that users should not trust blindly.
fn flagged(metadata: &ClientMetadata) -> impl Iterator<Item = (String, &'static str)> {
    let foreign = pages::foreign(metadata).map(|member| (member, "on none of the hosts of the redirect_uris"));
    let over_http = pages::over_http(metadata).map(|member| (member, "over http, where others can replace it"));
    foreign.chain(over_http)
}

/// Explains a request of which nothing may be dropped.
#[must_use]
pub fn explain_whole(requested: &Map<String, Value>, policy: &Policy, limits: &RequestLimits<'_>) -> Explanation {
    explain_reduced(requested, ReducedRequest::whole(requested), policy, limits)
}

/// Explains a request from which unsupported values have been removed.
fn explain_reduced(
    requested: &Map<String, Value>,
    left: ReducedRequest<'_>,
    policy: &Policy,
    limits: &RequestLimits<'_>,
) -> Explanation {
    let mut refusals = Vec::new();
    let ReducedRequest { members: left, mut removed, dropped } = left;
    let chosen = choices::choose(&left, policy, limits).unwrap_or_else(|invalid| {
        refusals.push(invalid);
        Cow::Borrowed(&left)
    });
    let (mut metadata, malformed) = read(chosen.into_owned(), &mut removed);
    refusals.extend(malformed.into_iter().map(|invalid| as_sent(invalid, requested)));
    complete(&mut metadata, requested, policy, limits);
    let members = metadata.write();
    let mut notes = notes(requested, &members, &refusals);
    notes.extend(flagged(&metadata));
    // The rules see a malformed member as absent. A refusal because of that absence would mislead.
    let malformed: Vec<Pointer> = refusals.iter().map(member_of).collect();
    let is_there = |invalid: &Invalid| {
        let value = invalid.pointer().first_member().and_then(|member| members.get(member));
        value.is_some_and(|value| value.as_array().is_some_and(|values| !values.is_empty()))
    };
    let is_new = |invalid: &Invalid| !malformed.contains(&member_of(invalid)) || is_there(invalid);
    let mut broken = broken(&metadata, policy, limits, &removed);
    broken.extend(members::broken(requested, &metadata, policy, limits));
    refusals.extend(broken.into_iter().filter(is_new).map(|invalid| as_sent(invalid, requested)));
    Explanation { members, refusals, dropped, notes }
}

fn member_of(invalid: &Invalid) -> Pointer {
    invalid.pointer().first_name().map_or_else(Pointer::root, Pointer::member)
}

/// Reads the well-formed members and elements, and returns a refusal for each malformed one, in the order of a
/// registration.
fn read(members: Map<String, Value>, removed: &mut RemovedElements) -> (ClientMetadata, Vec<Invalid>) {
    let mut malformed = Vec::new();
    // Each array is read alone, so that a bad element does not cause the other members to be read again.
    let (arrays, mut members): (Map<_, _>, Map<_, _>) = members.into_iter().partition(|(_, value)| value.is_array());
    for (name, value) in arrays {
        let mut alone = json::object([(name, value)]);
        while remove_malformed(&mut alone, removed, &mut malformed) {}
        members.append(&mut alone);
    }
    let (metadata, rest) = ClientMetadata::read_all(&members);
    let mut sorted: Vec<Invalid> = Vec::new();
    for invalid in malformed.into_iter().chain(rest) {
        let is_before = |other: &Invalid| other.pointer().first_member() <= invalid.pointer().first_member();
        sorted.insert(sorted.partition_point(is_before), invalid);
    }
    (metadata, sorted)
}

/// Removes the first malformed element of an array, the only member. Returns false if there is none.
fn remove_malformed(
    alone: &mut Map<String, Value>,
    removed: &mut RemovedElements,
    refusals: &mut Vec<Invalid>,
) -> bool {
    let Some(invalid) = ClientMetadata::read_all(alone).1.pop() else { return false };
    let Some((member, index)) = invalid.pointer().as_element() else { return false };
    let Some(Value::Array(elements)) = alone.get_mut(member) else { return false };
    if index >= elements.len() {
        return false;
    }
    elements.remove(index);
    let member = member.to_owned();
    refusals.push(removed.moved_back(invalid));
    removed.note(&member, index);
    true
}

/// Arrays whose elements are checked one by one.
const INDEPENDENT: [&str; 5] =
    ["authorization_details_types", "default_acr_values", "post_logout_redirect_uris", "redirect_uris", "request_uris"];

/// Returns the refusals of all rules and of the limits. Each rule sees the members as they were sent.
fn broken(
    metadata: &ClientMetadata,
    policy: &Policy,
    limits: &RequestLimits<'_>,
    removed: &RemovedElements,
) -> Vec<Invalid> {
    let mut broken: Vec<Invalid> = Vec::new();
    for check in RULES {
        ask(&|metadata| check(metadata, policy), metadata, removed, &mut broken);
    }
    ask(&|metadata| limits.check(metadata), metadata, removed, &mut broken);
    broken
}

/// Runs a rule until it accepts: each refused element is removed, and the rule runs again.
fn ask(
    check: &dyn Fn(&ClientMetadata) -> Result<(), Invalid>,
    metadata: &ClientMetadata,
    removed: &RemovedElements,
    broken: &mut Vec<Invalid>,
) {
    let (mut left, mut removed) = (metadata.clone(), removed.clone());
    while let Err(invalid) = check(&left) {
        let place = invalid.pointer().as_element().filter(|(member, _)| INDEPENDENT.contains(member));
        let Some((member, index)) = place.map(|(member, index)| (member.to_owned(), index)) else {
            // The array is empty because its elements were removed here, not because the client sent none.
            let is_emptied = invalid.pointer().first_name().is_some_and(|member| {
                let rest = left.write().remove(member);
                removed.is_from(member) && rest.is_none_or(|rest| rest == Value::Array(Vec::new()))
            });
            broken.extend((!is_emptied).then(|| removed.moved_back(invalid)));
            return;
        };
        let is_removed = left.remove_element(&member, index);
        let back = removed.moved_back(invalid);
        if !broken.iter().any(|earlier| earlier.pointer() == back.pointer()) {
            broken.push(back);
        }
        removed.note(&member, index);
        if !is_removed {
            return;
        }
    }
}

/// Returns a note for each member that is added, changed or left out. Malformed members have refusals instead.
fn notes(
    requested: &Map<String, Value>,
    members: &Map<String, Value>,
    malformed: &[Invalid],
) -> Vec<(String, &'static str)> {
    let is_read = |name: &str| !malformed.iter().any(|invalid| invalid.pointer().first_member() == Some(name));
    let registered =
        members.iter().filter_map(|(name, value)| match requested.get(name).filter(|sent| is_present(sent)) {
            None => Some((name.clone(), "filled in by the server")),
            Some(sent) if sent != value => Some((name.clone(), "changed by the server")),
            Some(_) => None,
        });
    let left_out = requested.iter().filter(|(name, value)| is_present(value) && !members.contains_key(*name));
    let left_out = left_out.map(|(name, _)| (name.clone(), "left out by the server"));
    registered.chain(left_out).filter(|(name, _)| is_read(name)).collect()
}
