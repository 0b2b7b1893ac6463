//! The settings of signed registrations.

use serde_json::Value;

use crate::client_metadata::{Keyword, SigningAlgorithm};
use crate::config::settings::{Settings, texts};
use crate::policy::{RequestNames, SignedRequestRules};

const SETTING: &str = "SIGNED_REQUEST_RULES";

/// The words for the form of a `jti`.
const NAMES: [(&str, RequestNames); 2] = [("any", RequestNames::Any), ("uuid", RequestNames::Uuid)];

/// Reads the rules.
pub fn read(settings: &Settings<'_>) -> SignedRequestRules {
    let usable = SigningAlgorithm::ALL.iter().filter(|algorithm| !algorithm.is_symmetric());
    let algorithms = usable.cloned().collect();
    let mut rules = SignedRequestRules { algorithms, audience: Vec::new(), names: RequestNames::Any };
    settings.entries(SETTING, &mut |member, value| change(&mut rules, &member, &value));
    rules
}

/// Changes the rule of a member; `Err` says what the member must do.
fn change(rules: &mut SignedRequestRules, member: &str, value: &Value) -> Result<(), String> {
    match member {
        "algorithms" => {
            let usable = |name: &String| rules.algorithms.iter().find(|algorithm| algorithm.name() == name).cloned();
            let read: Option<Vec<_>> = texts_of(member, value)?.iter().map(usable).collect();
            let must = || "have signature algorithms of key pairs as algorithms".to_owned();
            rules.algorithms = read.filter(|read| !read.is_empty()).ok_or_else(must)?;
        }
        "audience" => rules.audience = texts_of(member, value)?,
        "jti" => {
            let chosen = NAMES.iter().find(|(word, _)| value == word);
            rules.names = chosen.ok_or_else(|| "have any or uuid as jti".to_owned())?.1;
        }
        unknown => return Err(format!("not have the unknown member {unknown}")),
    }
    Ok(())
}

fn texts_of(member: &str, value: &Value) -> Result<Vec<String>, String> {
    texts(value).ok_or_else(|| format!("have a list of texts as {member}"))
}
