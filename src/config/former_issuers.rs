//! The setting `FORMER_ISSUERS`: earlier issuer identifiers of this server.

use crate::config::Misconfigured;
use crate::config::settings::Settings;
use crate::model::Issuer;

const SETTING: &str = "FORMER_ISSUERS";

/// The maximum number of issuers: each sealed identifier is tried with all of them.
pub const FORMER_ISSUERS_MAXIMUM: usize = 10;

/// Reads the issuer identifiers; `Err` is for an unusable one.
pub fn read(settings: &Settings<'_>, issuer: &Issuer) -> Result<Vec<Issuer>, Misconfigured> {
    let refuse = |must: String| Misconfigured { setting: SETTING, must };
    let words = settings.words(SETTING)?.unwrap_or_default();
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
