//! The settings of signed registrations.

use serde_json::{Map, Value};

use crate::client_metadata::{Keyword, SigningAlgorithm};
use crate::config::Misconfigured;
use crate::config::settings::Settings;
use crate::policy::{RequestNames, SignedRequestRules};

const SETTING: &str = "SIGNED_REQUEST_RULES";

/// The members of the setting, in alphabetical order.
const MEMBERS: [&str; 3] = ["algorithms", "audience", "jti"];

/// The words for the form of a `jti`. The first one is the default.
const NAMES: [(&str, RequestNames); 2] = [("any", RequestNames::Any), ("uuid", RequestNames::Uuid)];

/// Reads the rules; `Err` is for an unusable member.
pub fn read(settings: &Settings<'_>) -> Result<SignedRequestRules, Misconfigured> {
    let members = settings.object(SETTING)?;
    let refuse = |must: String| Misconfigured { setting: SETTING, must };
    if let Some(unknown) = members.keys().find(|member| !MEMBERS.contains(&&***member)) {
        return Err(refuse(format!("not have the unknown member {unknown}")));
    }
    let usable = || SigningAlgorithm::ALL.iter().filter(|algorithm| !algorithm.is_symmetric());
    let algorithms = match texts(&members, "algorithms").map_err(refuse)? {
        None => usable().cloned().collect(),
        Some(names) => {
            let read = names.iter().map(|name| usable().find(|algorithm| algorithm.name() == name).cloned());
            let read: Option<Vec<_>> = read.collect();
            read.filter(|read| !read.is_empty())
                .ok_or_else(|| refuse("have signature algorithms of key pairs as algorithms".to_owned()))?
        }
    };
    let audience = texts(&members, "audience").map_err(refuse)?.unwrap_or_default();
    let name = members
        .get("jti")
        .map_or(Some(RequestNames::Any), |chosen| NAMES.iter().find(|(word, _)| chosen == word).map(|(_, name)| *name));
    let names = name.ok_or_else(|| refuse("have any or uuid as jti".to_owned()))?;
    Ok(SignedRequestRules { algorithms, audience, names })
}

/// Reads a list of texts; `None` if it is absent.
fn texts(members: &Map<String, Value>, member: &str) -> Result<Option<Vec<String>>, String> {
    let Some(value) = members.get(member) else { return Ok(None) };
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let texts: Option<Vec<String>> = value.as_array().and_then(|values| values.iter().map(text).collect());
    texts.map(Some).ok_or_else(|| format!("have a list of texts as {member}"))
}
