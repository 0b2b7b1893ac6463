//! The settings of scope values.

use crate::client_metadata::{LONGEST_TEXT, Scope};
use crate::config::choices;
use crate::config::settings::{Settings, owned};
use crate::policy::{Policy, RESERVED, ScopeRequests, Scopes};

/// Reads the scope values. `rights` are reserved scope values of other issuers.
pub fn read(settings: &Settings<'_>, rights: &[&str]) -> Scopes {
    let mut reserved = owned(&RESERVED);
    reserved.extend(owned(rights));
    let must = "have scope values";
    let scopes = Scopes {
        supported: settings.words_that("SCOPES_SUPPORTED", must, &Scope::is_value),
        default: settings.words_that("DEFAULT_SCOPE", must, &Scope::is_value).unwrap_or_default(),
        unsupported: settings.choice("UNSUPPORTED_SCOPE", &choices::UNSUPPORTED_SCOPES),
        reserved,
    };
    for (setting, values) in
        [("SCOPES_SUPPORTED", scopes.supported.as_deref().unwrap_or_default()), ("DEFAULT_SCOPE", &scopes.default)]
    {
        if let Some(value) = values.iter().find(|value| scopes.is_reserved(value)) {
            let must = format_args!("not have {value}, a right that only CLIENTS of the settings may have");
            settings.refuse(setting, must);
        }
    }
    if scopes.default.join(" ").len() > LONGEST_TEXT {
        settings.refuse("DEFAULT_SCOPE", format_args!("not be longer than {LONGEST_TEXT} bytes"));
    }
    scopes
}

/// Checks that the default values are supported.
pub fn check_default(settings: &Settings<'_>, scopes: &Scopes) {
    for value in &scopes.default {
        if !scopes.supports(value) {
            settings.refuse("DEFAULT_SCOPE", format_args!("have supported values; {value} is not"));
        }
    }
}

/// Checks that clients that may ask for each value that they could register could register each: the operator has no other
/// rule for it.
pub fn check_requests(settings: &Settings<'_>, policy: &Policy, has_hook: bool) {
    let has_rule = policy.member_rules.iter().any(|rule| rule.member == "scope");
    if policy.scope_requests == ScopeRequests::Supported && (has_hook || has_rule) {
        let must = "be registered while REGISTRATION_HOOK or MEMBER_RULES decides about the scope of clients";
        settings.refuse("SCOPE_REQUESTS", format_args!("{must}"));
    }
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
