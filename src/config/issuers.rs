//! The settings that name other issuers: earlier names of this server, and issuers of access tokens that permit
//! registrations.

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, Scope};
use crate::config::Misconfigured;
use crate::config::settings::Settings;
use crate::model::{Issuer, TrustedIssuer};
use crate::policy::RIGHT;

const FORMER: &str = "FORMER_ISSUERS";
const TOKEN_ISSUERS: &str = "REGISTRATION_TOKEN_ISSUERS";

/// The members of an entry.
const MEMBERS: [&str; 3] = ["audience", "jwks_uri", "scope"];

/// Reads a table by issuer; `Err` is for an unusable entry.
pub fn read_token_issuers(settings: &Settings<'_>, issuer: &Issuer) -> Result<Vec<TrustedIssuer>, Misconfigured> {
    let entries = settings.object(TOKEN_ISSUERS)?;
    entries.into_iter().map(|(name, entry)| one(name, &entry, issuer)).collect()
}

fn one(name: String, entry: &Value, issuer: &Issuer) -> Result<TrustedIssuer, Misconfigured> {
    let refuse = |must: String| Misconfigured { setting: TOKEN_ISSUERS, must };
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

/// The maximum number of issuers: each sealed identifier is tried with all of them.
pub const FORMER_ISSUERS_MAXIMUM: usize = 10;

/// Reads the issuer identifiers; `Err` is for an unusable one.
pub fn read_former(settings: &Settings<'_>, issuer: &Issuer) -> Result<Vec<Issuer>, Misconfigured> {
    let refuse = |must: String| Misconfigured { setting: FORMER, must };
    let words = settings.words(FORMER)?.unwrap_or_default();
    if words.len() > FORMER_ISSUERS_MAXIMUM {
        return Err(refuse(format!("not have more than {FORMER_ISSUERS_MAXIMUM} issuers")));
    }
    let mut former: Vec<Issuer> = Vec::with_capacity(words.len());
    for word in words {
        let read = Issuer::parse(&word).map_err(|must| refuse(format!("have valid issuers: each must {must}")))?;
        if read == *issuer {
            return Err(refuse("not have the ISSUER itself".to_owned()));
        }
        former.push(read);
    }
    Ok(former)
}
