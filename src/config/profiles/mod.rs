//! The setting `PROFILE`: a named bundle of values for other settings.

mod cdr_au;
mod fapi2;
mod open_banking_uk;
mod open_finance_brasil;

use crate::config::Misconfigured;
use crate::policy::{Choice, Profile, ProfileSetting};

const SETTING: &str = "PROFILE";

/// The word for no profile.
const NONE: &str = "none";

/// All profiles, in alphabetical order.
pub const PROFILES: [&Profile; 4] =
    [&cdr_au::PROFILE, &fapi2::PROFILE, &open_banking_uk::PROFILE, &open_finance_brasil::PROFILE];

/// Reads the profile, and checks that no setting contradicts it.
pub fn read(setting: &dyn Fn(&str) -> Option<String>) -> Result<Option<&'static Profile>, Misconfigured> {
    let text = |name: &str| setting(name).unwrap_or_default().trim().to_owned();
    let name = text(SETTING);
    if name.is_empty() || name == NONE {
        return Ok(None);
    }
    let Some(profile) = PROFILES.into_iter().find(|profile| profile.name == name) else {
        let names: Vec<&str> = std::iter::once(NONE).chain(PROFILES.iter().map(|profile| profile.name)).collect();
        return Err(Misconfigured { setting: SETTING, must: format!("be one of {}", names.join(", ")) });
    };
    for given in profile.settings {
        let chosen = text(given.name);
        if !chosen.is_empty() {
            profile.check(given.name, &chosen).map_err(|must| Misconfigured { setting: given.name, must })?;
        }
    }
    Ok(Some(profile))
}

/// Gives a setting a value that the operator may replace by any other.
const fn default(name: &'static str, value: &'static str) -> ProfileSetting {
    ProfileSetting { name, value, choice: Choice::Any }
}

/// The algorithms of FAPI 1.0 Advanced section 8.6.
const FAPI1: [&str; 2] = ["PS256", "ES256"];

const AUTHORIZATION_SIGNING: ProfileSetting =
    among("AUTHORIZATION_SERVER", r#"{"authorization_signing_alg_values_supported":["PS256","ES256"]}"#, &FAPI1);

const ID_TOKEN_SIGNING: ProfileSetting =
    among("AUTHORIZATION_SERVER", r#"{"id_token_signing_alg_values_supported":["PS256","ES256"]}"#, &FAPI1);

const REQUEST_OBJECT_SIGNING: ProfileSetting =
    among("AUTHORIZATION_SERVER", r#"{"request_object_signing_alg_values_supported":["PS256","ES256"]}"#, &FAPI1);

/// Gives a setting a value that the operator may replace by some of these words.
const fn among(name: &'static str, value: &'static str, words: &'static [&'static str]) -> ProfileSetting {
    ProfileSetting { name, value, choice: Choice::Among(words) }
}

/// Gives a setting a value that cannot be replaced.
const fn fixed(name: &'static str, value: &'static str) -> ProfileSetting {
    ProfileSetting { name, value, choice: Choice::Nothing }
}
