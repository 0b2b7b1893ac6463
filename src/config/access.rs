//! The setting `ACCESS`: callers of the admin API whom Cloudflare Access has let in.

use serde_json::{Map, Value};

use crate::client_metadata::AbsoluteUri;
use crate::config::settings::Settings;
use crate::model::{AccessTeam, Issuer};
use crate::policy::{Policy, is_right_to_administer};

const SETTING: &str = "ACCESS";

/// The entries of the table.
const ENTRIES: [&str; 3] = ["aud", "rights", "team"];

/// The path of the keys of a team.
const KEYS: &str = "/cdn-cgi/access/certs";

/// Reads the team; `None` without one.
pub fn read(settings: &Settings<'_>, issuer: &Issuer, policy: &Policy) -> Option<AccessTeam> {
    let entries = settings.object(SETTING);
    if entries.is_empty() {
        return None;
    }
    if !policy.has_own_tokens() {
        settings
            .refuse(SETTING, format_args!("be absent while another server issues the tokens: there is no admin API"));
    }
    of(&entries, issuer).map_err(|must| settings.refuse(SETTING, format_args!("{must}"))).ok()
}

/// Reads the entries. An unknown one is refused, since its author would rely on it.
fn of(entries: &Map<String, Value>, issuer: &Issuer) -> Result<AccessTeam, &'static str> {
    if entries.keys().any(|name| !ENTRIES.contains(&&**name)) {
        return Err("have only aud, rights, team");
    }
    let text = |name: &str| entries.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let team = text("team").filter(|team| issuer.may_have(team) && team.matches('/').count() == 2);
    let team = team.ok_or("have the https URL of the team as team, without a path")?;
    let keys = AbsoluteUri::parse(&format!("{team}{KEYS}")).map_err(|_| "have a valid team")?;
    let audience = text("aud").ok_or("have the audience tag of the application as aud")?;
    let mut rights = Vec::new();
    for (name, value) in entries.get("rights").and_then(Value::as_object).into_iter().flatten() {
        let words: Vec<String> = value.as_str().unwrap_or_default().split(' ').map(str::to_owned).collect();
        if name.is_empty() || !words.iter().all(|word| is_right_to_administer(word)) {
            return Err("have rights by caller: scope values that begin with admin, separated by spaces");
        }
        rights.push((name.clone(), words));
    }
    if rights.is_empty() {
        return Err("have at least one caller in rights");
    }
    Ok(AccessTeam { issuer: team.to_owned(), keys, audience: audience.to_owned(), rights })
}
