//! The setting `REGISTRATION_TOKEN_ISSUERS`: other servers whose access tokens permit registrations.

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, Scope};
use crate::config::Misconfigured;
use crate::config::settings::Settings;
use crate::model::{Issuer, TrustedIssuer};
use crate::policy::RIGHT;

const SETTING: &str = "REGISTRATION_TOKEN_ISSUERS";

/// The members of an entry.
const MEMBERS: [&str; 3] = ["audience", "jwks_uri", "scope"];

/// Reads a table by issuer; `Err` is for an unusable entry.
pub fn read(settings: &Settings<'_>, issuer: &Issuer) -> Result<Vec<TrustedIssuer>, Misconfigured> {
    let entries = settings.object(SETTING)?;
    entries.into_iter().map(|(name, entry)| one(name, &entry, issuer)).collect()
}

fn one(name: String, entry: &Value, issuer: &Issuer) -> Result<TrustedIssuer, Misconfigured> {
    let refuse = |must: String| Misconfigured { setting: SETTING, must };
    if !issuer.may_have(&name) {
        return Err(refuse("have the https URL of an issuer as the name of each entry".to_owned()));
    }
    let nothing = Map::new();
    let members = entry.as_object().unwrap_or(&nothing);
    if let Some(unknown) = members.keys().find(|member| !MEMBERS.contains(&&***member)) {
        return Err(refuse(format!("not have the member {unknown} in {name}")));
    }
    let text = |member: &str, default: &str| match members.get(member) {
        None => Some(default.to_owned()),
        Some(value) => value.as_str().filter(|text| !text.is_empty()).map(str::to_owned),
    };
    let jwks_uri = text("jwks_uri", "").filter(|address| issuer.may_have(address));
    let jwks_uri = jwks_uri.and_then(|address| AbsoluteUri::parse(&address).ok());
    let jwks_uri = jwks_uri.ok_or_else(|| refuse(format!("have an https URL as the jwks_uri of {name}")))?;
    let audience = text("audience", &issuer.registration_endpoint());
    let audience = audience.ok_or_else(|| refuse(format!("have text as the audience of {name}")))?;
    let right = text("scope", RIGHT).filter(|right| Scope::is_value(right));
    let right = right.ok_or_else(|| refuse(format!("have one scope value as the scope of {name}")))?;
    Ok(TrustedIssuer { issuer: name, jwks_uri, audience, right })
}
