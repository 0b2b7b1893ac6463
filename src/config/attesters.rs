//! The setting `ATTESTERS`: servers that vouch for installations of apps.

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, Jwks, TokenEndpointAuthMethod};
use crate::config::settings::{Settings, strings};
use crate::model::{Attester, Issuer, Keys};
use crate::policy::{Policy, RegistrationMode};

const SETTING: &str = "ATTESTERS";

/// The members of an entry.
const MEMBERS: [&str; 3] = ["jwks", "jwks_uri", "software_ids"];

/// The longest name of an attester, in bytes.
const LONGEST_NAME: usize = 512;

/// Reads a table by the `iss` of the attestations, which somebody must make where they count.
pub fn read(settings: &Settings<'_>, issuer: &Issuer, policy: &Policy) -> Vec<Attester> {
    let mut attesters: Vec<Attester> = Vec::new();
    settings.entries(SETTING, &mut |name, entry| {
        attesters.push(one(name, &entry, issuer)?);
        Ok(())
    });
    // Else each attester could make keys for the clients of all others.
    if attesters.len() > 1
        && let Some(open) = attesters.iter().find(|attester| attester.software.is_none())
    {
        let must = format_args!("have software_ids in {}, as in each of several entries", open.name);
        settings.refuse(SETTING, must);
    }
    let methods = &policy.token_endpoint_auth_methods_supported;
    if attesters.is_empty() && methods.iter().any(TokenEndpointAuthMethod::is_attested) {
        let must = "have an entry, since TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED has a method with attestations";
        settings.refuse(SETTING, format_args!("{must}"));
    }
    if attesters.is_empty() && policy.registration_modes.contains(&RegistrationMode::Attestation) {
        settings.refuse(SETTING, format_args!("have an entry, since REGISTRATION_MODE accepts attestations"));
    }
    attesters
}

fn one(name: String, entry: &Value, issuer: &Issuer) -> Result<Attester, String> {
    if name.is_empty() || name.len() > LONGEST_NAME {
        return Err(format!("have names of 1 to {LONGEST_NAME} bytes"));
    }
    let nothing = Map::new();
    let members = entry.as_object().unwrap_or(&nothing);
    if let Some(unknown) = members.keys().find(|member| !MEMBERS.contains(&&***member)) {
        return Err(format!("not have the member {unknown} in {name}"));
    }
    let keys = match (members.get("jwks_uri"), members.get("jwks")) {
        (Some(Value::String(address)), None) if issuer.may_have(address) => {
            AbsoluteUri::parse(address).ok().map(Keys::At)
        }
        (None, Some(jwks)) => Jwks::of(jwks).map(Keys::Here),
        _ => None,
    };
    let keys = keys.ok_or_else(|| format!("have an https URL as jwks_uri, or public keys as jwks, in {name}"))?;
    let software = match members.get("software_ids") {
        None => None,
        Some(value) => {
            let software = strings(value).filter(|software| !software.is_empty());
            Some(software.ok_or_else(|| format!("have a list of texts as the software_ids of {name}"))?)
        }
    };
    Ok(Attester { name, keys, software })
}
