//! The settings that name other issuers: earlier names of this server, and issuers of access tokens that permit
//! registrations.

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, Scope};
use crate::config::settings::Settings;
use crate::model::{Issuer, TrustedIssuer};
use crate::policy::RIGHT;

const FORMER: &str = "FORMER_ISSUERS";
const TOKEN_ISSUERS: &str = "REGISTRATION_TOKEN_ISSUERS";

/// The members of an entry.
const MEMBERS: [&str; 3] = ["audience", "jwks_uri", "scope"];

/// Reads a table by issuer.
pub fn read_token_issuers(settings: &Settings<'_>, issuer: &Issuer) -> Vec<TrustedIssuer> {
    let mut issuers = Vec::new();
    settings.entries(TOKEN_ISSUERS, &mut |name, entry| {
        issuers.push(one(name, &entry, issuer)?);
        Ok(())
    });
    issuers
}

fn one(name: String, entry: &Value, issuer: &Issuer) -> Result<TrustedIssuer, String> {
    if !issuer.may_have(&name) {
        return Err("have the https URL of an issuer as the name of each entry".to_owned());
    }
    let nothing = Map::new();
    let members = entry.as_object().unwrap_or(&nothing);
    if let Some(unknown) = members.keys().find(|member| !MEMBERS.contains(&&***member)) {
        return Err(format!("not have the member {unknown} in {name}"));
    }
    let text = |member: &str, default: &str| match members.get(member) {
        None => Some(default.to_owned()),
        Some(value) => value.as_str().filter(|text| !text.is_empty()).map(str::to_owned),
    };
    let jwks_uri = text("jwks_uri", "").filter(|address| issuer.may_have(address));
    let jwks_uri = jwks_uri.and_then(|address| AbsoluteUri::parse(&address).ok());
    let jwks_uri = jwks_uri.ok_or_else(|| format!("have an https URL as the jwks_uri of {name}"))?;
    let audience = text("audience", &issuer.registration_endpoint());
    let audience = audience.ok_or_else(|| format!("have text as the audience of {name}"))?;
    let right = text("scope", RIGHT).filter(|right| Scope::is_value(right));
    let right = right.ok_or_else(|| format!("have one scope value as the scope of {name}"))?;
    Ok(TrustedIssuer { issuer: name, jwks_uri, audience, right })
}

/// The maximum number of issuers: each sealed identifier is tried with all of them.
pub const FORMER_ISSUERS_MAXIMUM: usize = 10;

/// Reads the issuer identifiers.
pub fn read_former(settings: &Settings<'_>, issuer: &Issuer) -> Vec<Issuer> {
    let words = settings.words(FORMER).unwrap_or_default();
    if words.len() > FORMER_ISSUERS_MAXIMUM {
        settings.refuse(FORMER, format_args!("not have more than {FORMER_ISSUERS_MAXIMUM} issuers"));
    }
    let mut former: Vec<Issuer> = Vec::with_capacity(words.len());
    for word in words {
        match Issuer::parse(&word) {
            Ok(read) if read == *issuer => settings.refuse(FORMER, format_args!("not have the ISSUER itself")),
            Ok(read) => former.push(read),
            Err(must) => settings.refuse(FORMER, format_args!("have valid issuers: each must {must}")),
        }
    }
    former
}
