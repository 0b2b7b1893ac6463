//! The setting `AUTHORIZATION_SERVER`: metadata of the authorization server.

use serde_json::{Map, Value};

use crate::client_metadata::{ContentEncryption, EncryptionAlgorithm, Keyword, SigningAlgorithm};
use crate::config::settings::Settings;
use crate::model::Issuer;

/// Members that other settings decide, or that would override them.
const FOREIGN_MEMBERS: [&str; 8] = [
    "grant_types_supported",
    "issuer",
    "registration_endpoint",
    "response_types_supported",
    "scopes_supported",
    "signed_metadata",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
];

/// Reads the members. RFC 8414 section 2.
pub fn read(settings: &Settings<'_>, issuer: &Issuer) -> Map<String, Value> {
    const SETTING: &str = "AUTHORIZATION_SERVER";
    let members = settings.object(SETTING);
    if !members.is_empty()
        && let Err(must) = check_all(&members, issuer)
    {
        settings.refuse(SETTING, format_args!("{must}"));
    }
    members
}

/// Checks the members; `Err` says what the first unusable member must do.
#[inline(never)]
fn check_all(members: &Map<String, Value>, issuer: &Issuer) -> Result<(), String> {
    let foreign: Vec<&str> = FOREIGN_MEMBERS.into_iter().filter(|name| members.contains_key(*name)).collect();
    if !foreign.is_empty() {
        return Err(format!("not have what follows from other settings: {}", foreign.join(", ")));
    }
    for (name, value) in members {
        check(name, value, issuer)?;
    }
    check_lists(members)?;
    for (name, methods) in members {
        let list = name.replace("_methods_supported", "_signing_alg_values_supported");
        let signs = |method: &Value| method == "private_key_jwt" || method == "client_secret_jwt";
        let is_signed =
            name.ends_with("_auth_methods_supported") && methods.as_array().is_some_and(|m| m.iter().any(signs));
        if is_signed && !members.contains_key(&list) {
            return Err(format!("have the member {list} together with {name}"));
        }
    }
    Ok(())
}

/// Boolean members. RFC 8414 section 2, OpenID Connect Discovery section 3, and the extensions.
const FLAGS: [&str; 13] = [
    "authorization_response_iss_parameter_supported",
    "backchannel_logout_session_supported",
    "backchannel_logout_supported",
    "backchannel_user_code_parameter_supported",
    "claims_parameter_supported",
    "frontchannel_logout_session_supported",
    "frontchannel_logout_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "require_pushed_authorization_requests",
    "require_request_uri_registration",
    "require_signed_request_object",
    "tls_client_certificate_bound_access_tokens",
];

/// Checks a member: strings are URLs, arrays hold strings, and nothing is empty.
fn check(name: &str, value: &Value, issuer: &Issuer) -> Result<(), String> {
    let is_empty =
        value.is_null() || value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty);
    if is_empty {
        return Err(format!("not have the empty member {name}"));
    }
    check_kind(name, value)?;
    match value {
        Value::String(address) if !issuer.may_have(address) => Err(format!("have an https URL as its member {name}")),
        Value::Object(members) if name == "mtls_endpoint_aliases" => {
            members.iter().try_for_each(|(name, value)| check(name, value, issuer))
        }
        Value::Array(values) if values.iter().any(|value| value.as_str().is_none_or(str::is_empty)) => {
            Err(format!("have strings in its member {name}"))
        }
        // No client may register unsigned messages. RFC 8725 section 3.1.
        Value::Array(values) if name.contains("signing_alg") && values.contains(&Value::from("none")) => {
            Err(format!("not have none in its member {name}"))
        }
        // RFC 7636 section 7.2.
        Value::Array(values)
            if name == "code_challenge_methods_supported" && !values.contains(&Value::from("S256")) =>
        {
            Err(format!("have S256 in its member {name}"))
        }
        _ => Ok(()),
    }
}

/// Checks that a value has the type that its name requires: the rules read it by name.
fn check_kind(name: &str, value: &Value) -> Result<(), String> {
    let (is_of_kind, kind) = if FLAGS.contains(&name) {
        (value.is_boolean(), "true or false")
    } else if name.ends_with("_endpoint") || name.ends_with("_uri") {
        (value.is_string(), "a URL")
    } else if name.ends_with("_supported") {
        (value.is_array(), "a list")
    } else {
        return Ok(());
    };
    if is_of_kind { Ok(()) } else { Err(format!("have {kind} as its member {name}")) }
}

/// Checks that each list of algorithms has a known value, and that the two lists of an encryption come together.
fn check_lists(members: &Map<String, Value>) -> Result<(), String> {
    fn has<T: Keyword>(value: &Value) -> bool {
        let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        names.map(T::of).any(|name| T::ALL.contains(&name))
    }
    for (name, value) in members {
        let (has_known, other) = if name.ends_with("_signing_alg_values_supported") {
            (has::<SigningAlgorithm>(value), None)
        } else if let Some(kind) = name.strip_suffix("_encryption_alg_values_supported") {
            (has::<EncryptionAlgorithm>(value), Some(format!("{kind}_encryption_enc_values_supported")))
        } else if let Some(kind) = name.strip_suffix("_encryption_enc_values_supported") {
            (has::<ContentEncryption>(value), Some(format!("{kind}_encryption_alg_values_supported")))
        } else {
            continue;
        };
        if !has_known {
            return Err(format!("have an algorithm that is known here in its member {name}"));
        }
        if let Some(other) = other.filter(|other| !members.contains_key(other)) {
            return Err(format!("have the member {other} together with {name}"));
        }
    }
    Ok(())
}
