//! The setting `STATEMENT_ISSUERS`: trusted issuers of software statements.

use serde_json::{Map, Value};

use crate::config::Misconfigured;
use crate::config::settings::Settings;
use crate::model::{Issuer, StatementIssuer};

const SETTING: &str = "STATEMENT_ISSUERS";

/// Reads a table by `iss`; `Err` is for an unusable entry.
pub fn read(settings: &Settings<'_>, issuer: &Issuer) -> Result<Vec<StatementIssuer>, Misconfigured> {
    let one = |(name, entry): (String, Value)| {
        let nothing = Map::new();
        StatementIssuer::read(name, entry.as_object().unwrap_or(&nothing), issuer)
    };
    let read: Result<_, _> = settings.object(SETTING)?.into_iter().map(one).collect();
    read.map_err(|must| Misconfigured { setting: SETTING, must })
}
