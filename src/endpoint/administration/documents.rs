//! The documents of issuers of software statements and of templates: each is an entry of a setting, read by the code that reads the setting.

use serde_json::{Map, Value};

use crate::error::{Error, Invalid, Refusal};
use crate::json::Pointer;
use crate::model::{ClientId, Config, Keys, StatementIssuer};
use crate::policy::{Collection, PolicyVersion, Template};

/// The longest `iss`, in bytes.
const LONGEST_NAME: usize = 2048;

/// The most templates and issuers of software statements that are in force: each isolate reads all of them.
const MOST_IN_FORCE: usize = 200;

/// Checks that one more entry can be in force; one that is takes no more room with another version.
pub fn check_room(collection: Collection, name: &str, config: &Config) -> Result<(), Error> {
    let data = config.data()?;
    let is_in_force = match collection {
        Collection::Policies => true,
        Collection::StatementIssuers => data.statement_issuers.iter().any(|(known, _)| known == name),
        Collection::Templates => data.templates.iter().any(|known| known == name),
    };
    if is_in_force || data.statement_issuers.len().saturating_add(data.templates.len()) < MOST_IN_FORCE {
        return Ok(());
    }
    let must = "be one of at most 200 templates and issuers in force: retire another first";
    Err(Refusal::InvalidRequest(Invalid::new(Pointer::root(), must)).into())
}

/// Returns the names of the entries of the settings.
pub fn of_settings(collection: Collection, config: &Config) -> Vec<&str> {
    match collection {
        Collection::Policies => Vec::new(),
        Collection::StatementIssuers => config.statement_issuers.iter().map(|issuer| &*issuer.name).collect(),
        Collection::Templates => {
            let names = config.policy.templates.iter().map(Template::name);
            names.filter(|name| config.sets_template(name)).collect()
        }
    }
}

/// Checks the document of an issuer of software statements. `Err` is also for one that the settings have, and for this server: data takes
/// the place of neither.
pub fn check_issuer(version: &PolicyVersion, config: &Config) -> Result<(), Invalid> {
    let (name, entry) = parts(version);
    let refuse = |member: &str, must: &'static str| Err(Invalid::new(Pointer::member(member), must));
    if name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Invalid::new(Pointer::root(), "be for an iss of at most 2048 bytes without control characters"));
    }
    if config.is_own(name) || of_settings(Collection::StatementIssuers, config).contains(&name) {
        let must = "be for an issuer that is not in STATEMENT_ISSUERS, and not this server";
        return Err(Invalid::new(Pointer::root(), must));
    }
    let read = StatementIssuer::read(name.to_owned(), &entry, config.policy.profile, &config.issuer);
    let issuer = read.map_err(|must| Invalid::new(Pointer::root(), must))?;
    match &issuer.keys {
        Keys::At(uri) if !config.policy.guard.permits(uri) => {
            refuse("jwks_uri", "be on a public host, not on that of this server")
        }
        _ if !issuer.certificate.is_empty() && config.policy.certificate_issuers.are_none() => {
            refuse("certificate", "be absent, since CERTIFICATE_ISSUERS has no issuer")
        }
        _ => Ok(()),
    }
}

/// Reads the document of a template. `Err` is also for one that the settings have.
pub fn template(version: &PolicyVersion, config: &Config) -> Result<Template, Invalid> {
    let (name, members) = parts(version);
    if ClientId::chosen(name).is_none() || config.sets_template(name) {
        let must = "be for a name of 1 to 64 letters, digits and -._~ that is not in TEMPLATES";
        return Err(Invalid::new(Pointer::root(), must));
    }
    let read = Template::read(name.to_owned(), members.clone(), &config.policy);
    read.map_err(|invalid| invalid.pointing_into(&members))
}

fn parts(version: &PolicyVersion) -> (&str, Map<String, Value>) {
    let document = version.0.get("document").and_then(Value::as_object);
    (Collection::of(version.kind()).1, document.cloned().unwrap_or_default())
}
