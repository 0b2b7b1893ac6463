//! What would become of a request: everything that would refuse it, and what it would register.

use serde_json::{Map, Value};

use crate::error::Invalid;
use crate::json::Pointer;
use crate::metadata::ClientMetadata;
use crate::policy::Policy;
use crate::rules::{COMPLETIONS, RULES, as_sent, choices, pages};

/// Everything that can be said of a request without registering it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What would be registered, as far as it is well formed.
    pub members: Map<String, Value>,
    /// What would refuse it, the first of every group of rules, in the order they are asked.
    pub refusals: Vec<Invalid>,
    /// What the server would add, change or leave out, each with the name of its member.
    pub notes: Vec<(String, &'static str)>,
}

/// Asks every group of rules, also after one is broken.
#[must_use]
pub fn explain(asked: &Map<String, Value>, policy: &Policy) -> Explanation {
    let mut refusals = Vec::new();
    let chosen = choices::choose(asked, policy).unwrap_or_else(|invalid| {
        refusals.push(invalid);
        asked.clone()
    });
    let (mut metadata, malformed) = ClientMetadata::read_all(&chosen);
    refusals.extend(malformed);
    for complete in COMPLETIONS {
        complete(&mut metadata, policy);
    }
    let broken = RULES.iter().filter_map(|check| check(&metadata, policy).err());
    refusals.extend(broken.map(|invalid| as_sent(invalid, asked)));
    let mut seen: Vec<Pointer> = Vec::new();
    // A member that cannot be read counts as absent to the rules: what they say of that is not news.
    refusals.retain(|invalid| {
        let member = invalid.pointer().first_name().map_or_else(Pointer::root, Pointer::member);
        let is_new = !seen.contains(&member);
        seen.push(member);
        is_new
    });
    let members = metadata.write();
    let mut notes = notes(asked, &members);
    notes.extend(pages::foreign(&metadata).map(|member| (member, "on none of the hosts of the redirect_uris")));
    Explanation { members, refusals, notes }
}

fn notes(asked: &Map<String, Value>, members: &Map<String, Value>) -> Vec<(String, &'static str)> {
    let is_sent = |value: &Value| !value.is_null() && value.as_str() != Some("");
    let registered = members.iter().filter_map(|(name, value)| match asked.get(name).filter(|sent| is_sent(sent)) {
        None => Some((name.clone(), "filled in by the server")),
        Some(sent) if sent != value => Some((name.clone(), "changed by the server")),
        Some(_) => None,
    });
    let left_out = asked.iter().filter(|(name, value)| is_sent(value) && !members.contains_key(*name));
    registered.chain(left_out.map(|(name, _)| (name.clone(), "left out by the server"))).collect()
}
