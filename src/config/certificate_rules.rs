//! The settings of certificates that count for registrations.

use der::DateTime;
use serde_json::{Map, Value};

use crate::client_metadata::{DirectoryName, is_attribute_type};
use crate::config::settings::Settings;
use crate::policy::{
    CertificateIssuers, ClientIdSource, Pattern, Policy, RegistrationMode, SubjectRule, SubjectRules, TokenBinding,
};
use crate::unit::Timestamp;

const ISSUERS: &str = "CERTIFICATE_ISSUERS";
const SUBJECT: &str = "CERTIFICATE_SUBJECT";

/// Reads the trusted issuers. Without one, those that the authorities behind a proxy vouch for count. Distinguished names have
/// spaces, so the setting is a JSON array.
pub fn issuers(settings: &Settings<'_>) -> CertificateIssuers {
    let must = "have names such as CN=Directory,O=Example, in the form of RFC 2253";
    CertificateIssuers::Named(settings.all(ISSUERS, &settings.array(ISSUERS), must, &DirectoryName::parse))
}

/// Reads the rules for registrations without a software statement.
pub fn subject(settings: &Settings<'_>) -> SubjectRules {
    let table = settings.object(SUBJECT);
    if table.is_empty() {
        return SubjectRules::default();
    }
    subject_rules(&Value::Object(table)).unwrap_or_else(|must| {
        settings.refuse(SUBJECT, format_args!("{must}"));
        SubjectRules::default()
    })
}

/// Checks that certificates can count where a setting needs them. `has_rules` is true if an issuer of statements has rules
/// on certificates.
pub fn check(settings: &Settings<'_>, policy: &Policy, has_rules: bool) {
    let wants_certificate =
        |mode: &RegistrationMode| matches!(mode, RegistrationMode::Certificate | RegistrationMode::CertificateAndToken);
    let by_mode = policy.registration_modes.iter().any(wants_certificate);
    let refuse = |setting, must: &str| settings.refuse(setting, format_args!("{must}"));
    if !by_mode && !policy.certificate_subject.is_empty() {
        refuse(SUBJECT, "be absent, since REGISTRATION_MODE accepts no certificates");
    }
    if !policy.certificate_issuers.are_none() {
        return;
    }
    if by_mode {
        refuse(ISSUERS, "have an issuer, since REGISTRATION_MODE accepts certificates");
    }
    if has_rules {
        refuse(ISSUERS, "have an issuer, since an entry of STATEMENT_ISSUERS has rules on certificates");
    }
    if policy.client_id_source == ClientIdSource::Organization {
        refuse(ISSUERS, "have an issuer, since CLIENT_ID_SOURCE is organization");
    }
    if policy.token_bindings.contains(&TokenBinding::Certificate) {
        refuse(ISSUERS, "have an issuer, since REGISTRATION_ACCESS_TOKEN_BINDING has certificate");
    }
}

/// Reads rules: a table of attributes with their texts, or a list of such tables. `Err` says what they must do.
#[inline(never)]
pub fn subject_rules(value: &Value) -> Result<SubjectRules, &'static str> {
    const MUST: &str = "have a table of attributes, or a list of such tables";
    let rules = match value {
        Value::Object(table) => vec![subject_rule(table)?],
        Value::Array(tables) if !tables.is_empty() => {
            tables.iter().map(|table| subject_rule(table.as_object().ok_or(MUST)?)).collect::<Result<_, _>>()?
        }
        _ => return Err(MUST),
    };
    Ok(SubjectRules(rules))
}

fn subject_rule(table: &Map<String, Value>) -> Result<SubjectRule, &'static str> {
    let mut rule = SubjectRule { attributes: Vec::new(), issued_before: None };
    for (name, value) in table {
        let text = value.as_str();
        if name == ISSUED_BEFORE {
            let date = text.and_then(start_of);
            rule.issued_before = Some(date.ok_or("have a date such as 2022-08-31 as issued_before")?);
            continue;
        }
        if !is_attribute_type(name) {
            return Err("have attributes such as CN, UID, organizationIdentifier or 2.5.4.97");
        }
        let pattern =
            text.and_then(Pattern::parse).ok_or("have texts with one claim in braces, such as {software_id}")?;
        rule.attributes.push((name.clone(), pattern));
    }
    if rule.attributes.is_empty() { Err("have an attribute in each table") } else { Ok(rule) }
}

/// The member of a rule that is no attribute.
const ISSUED_BEFORE: &str = "issued_before";

/// Returns the beginning of a day in UTC.
fn start_of(date: &str) -> Option<Timestamp> {
    let moment: DateTime = format!("{date}T00:00:00Z").parse().ok()?;
    Some(Timestamp(moment.unix_duration().as_secs()))
}
