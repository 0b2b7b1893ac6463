//! Limits on the size of a client, in the setting `LIMITS`, and the length of client secrets.

use std::ops::RangeInclusive;

use crate::config::settings::Settings;
use crate::policy::{Limits, SecretLength};
use crate::unit::ByteCount;

/// The members of the setting, each with its range. The readers of members set the greatest values.
const MEMBERS: [(&str, RangeInclusive<usize>); 7] = [
    ("redirect_uris", 1..=50),
    ("redirect_uri_bytes", 32..=2048),
    ("client_name_characters", 1..=256),
    ("contacts", 0..=50),
    ("jwks_keys", 1..=20),
    ("rsa_bits_from", 2048..=8192),
    ("rsa_bits_to", 2048..=8192),
];

/// Reads the limits. The default of each is the limit of the readers.
pub fn read(settings: &Settings<'_>) -> Limits {
    const SETTING: &str = "LIMITS";
    let object = settings.object(SETTING);
    if let Some(unknown) = object.keys().find(|name| !MEMBERS.iter().any(|(known, _)| known == name)) {
        settings.refuse(SETTING, format_args!("not have the unknown member {unknown}"));
    }
    let mut values = [0; MEMBERS.len()];
    for ((name, range), place) in MEMBERS.iter().zip(&mut values) {
        // The minimum size is the only lower limit.
        let default = if *name == "rsa_bits_from" { range.start() } else { range.end() };
        let value = object.get(*name).map(|value| value.as_u64().and_then(|value| usize::try_from(value).ok()));
        *place = match value {
            None => *default,
            Some(Some(value)) if range.contains(&value) => value,
            Some(_) => {
                let (from, to) = (range.start(), range.end());
                settings.refuse(SETTING, format_args!("have a number from {from} to {to} as {name}"));
                *default
            }
        };
    }
    let [redirect_uris, redirect_uri, client_name, contacts, jwks_keys, rsa_bits_from, rsa_bits_to] = values;
    if rsa_bits_from > rsa_bits_to {
        settings.refuse(SETTING, format_args!("not have rsa_bits_from above rsa_bits_to"));
    }
    let redirect_uri = ByteCount(redirect_uri);
    Limits { redirect_uris, redirect_uri, client_name, contacts, jwks_keys, rsa_bits_from, rsa_bits_to }
}

/// Reads the length of client secrets.
pub fn secret_length(settings: &Settings<'_>) -> SecretLength {
    let (SecretLength(shortest), SecretLength(whole)) = (SecretLength::SHORTEST, SecretLength::WHOLE);
    let range = u64::try_from(shortest).unwrap_or_default()..=u64::try_from(whole).unwrap_or_default();
    let length = settings.number("CLIENT_SECRET_CHARACTERS", range.clone(), *range.end());
    SecretLength(usize::try_from(length).unwrap_or(whole))
}
