//! The settings of scope values.

use crate::client_metadata::{LONGEST_TEXT, Scope};
use crate::config::Misconfigured;
use crate::config::settings::Settings;
use crate::policy::{Policy, RESERVED, ScopeRequests, Scopes, UnsupportedScope};

/// Reads the scope values. `rights` are reserved scope values of other issuers.
///
/// `Err` is for a reserved value, and for default values that are too long.
pub fn read(settings: &Settings<'_>, rights: &[&str]) -> Result<Scopes, Misconfigured> {
    let unsupported = [("drop", UnsupportedScope::Drop), ("refuse", UnsupportedScope::Refuse)];
    let mut reserved: Vec<String> = RESERVED.map(str::to_owned).to_vec();
    reserved.extend(rights.iter().map(|right| (*right).to_owned()));
    let must = "have scope values";
    let scopes = Scopes {
        supported: settings.words_that("SCOPES_SUPPORTED", must, Scope::is_value)?,
        default: settings.words_that("DEFAULT_SCOPE", must, Scope::is_value)?.unwrap_or_default(),
        unsupported: settings.choice("UNSUPPORTED_SCOPE", &unsupported)?,
        reserved,
    };
    let refuse = |setting, must| Err(Misconfigured { setting, must });
    for (setting, values) in
        [("SCOPES_SUPPORTED", scopes.supported.as_deref().unwrap_or_default()), ("DEFAULT_SCOPE", &scopes.default)]
    {
        if let Some(value) = values.iter().find(|value| scopes.is_reserved(value)) {
            return refuse(setting, format!("not have {value}, a right that only CLIENTS of the settings may have"));
        }
    }
    if scopes.default.join(" ").len() > LONGEST_TEXT {
        return refuse("DEFAULT_SCOPE", format!("not be longer than {LONGEST_TEXT} bytes"));
    }
    Ok(scopes)
}

/// Checks that the default values are supported.
pub fn check_default(scopes: &Scopes) -> Result<(), Misconfigured> {
    match scopes.default.iter().find(|value| !scopes.supports(value)) {
        None => Ok(()),
        Some(value) => {
            Err(Misconfigured { setting: "DEFAULT_SCOPE", must: format!("have supported values; {value} is not") })
        }
    }
}

/// Checks that clients that may ask for each value that they could register could register each: the operator has no other
/// rule for it.
pub fn check_requests(policy: &Policy, has_hook: bool) -> Result<(), Misconfigured> {
    let has_rule = policy.member_rules.iter().any(|rule| rule.member == "scope");
    if policy.scope_requests == ScopeRequests::Registered || !(has_hook || has_rule) {
        return Ok(());
    }
    let must = "be registered while REGISTRATION_HOOK or MEMBER_RULES decides about the scope of clients".to_owned();
    Err(Misconfigured { setting: "SCOPE_REQUESTS", must })
}

#[cfg(test)]
mod tests {
    use crate::model::Config;

    #[test]
    fn a_rule_of_the_operator_for_scope_is_not_passed_by() {
        let refused = |name: &'static str, value: &'static str| {
            let setting = |asked: &str| match asked {
                "ISSUER" => Some("https://as.example".to_owned()),
                "MASTER_SECRET" => Some("k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8".to_owned()),
                "SCOPE_REQUESTS" => Some("supported".to_owned()),
                other => (other == name).then(|| value.to_owned()),
            };
            Config::read(setting).err().map(|refused| refused.setting)
        };
        assert_eq!(refused("REGISTRATION_HOOK", "service"), Some("SCOPE_REQUESTS"));
        assert_eq!(refused("MEMBER_RULES", r#"{"scope": {"values": ["read"]}}"#), Some("SCOPE_REQUESTS"));
        assert_eq!(refused("MEMBER_RULES", r#"{"client_name": {"longest": 40}}"#), None);
    }
}
