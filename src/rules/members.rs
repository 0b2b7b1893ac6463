//! The rules of the operator for single members.

use serde_json::{Map, Value};

use crate::client_metadata::{
    ClientMetadata, GrantType, List, TokenEndpointAuthMethod, has_short_names_alone, is_present, member_of,
};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::{Form, MemberRule, Policy, Presence, RequestLimits};
use crate::rules::grants::redirects;
use crate::rules::must;

/// Returns the broken rules, in the order of the rules: what was sent decides on presence, and what would be registered
/// on values. The rules of the policy for the registrant come last.
pub fn broken(
    requested: &Map<String, Value>,
    metadata: &ClientMetadata,
    policy: &Policy,
    limits: &RequestLimits<'_>,
) -> Vec<Invalid> {
    // Most servers have no such rules, and writing the members costs time.
    if policy.member_rules.is_empty() && limits.policy.is_none() {
        return Vec::new();
    }
    let members = metadata.write();
    let check = |rule| check_presence(rule, requested, metadata).and_then(|()| check_values(rule, &members)).err();
    let mut broken: Vec<Invalid> = policy.member_rules.iter().filter_map(&check).collect();
    if let Some(policy) = limits.policy {
        let of_combinations = policy.check_combinations(&members).err();
        for invalid in policy.members.iter().filter_map(&check).chain(of_combinations) {
            broken.push(invalid.ending_with(&policy.words()));
        }
    }
    broken
}

fn check_presence(rule: &MemberRule, requested: &Map<String, Value>, metadata: &ClientMetadata) -> Result<(), Invalid> {
    let member = &*rule.member;
    let sent = requested.iter().find(|(name, value)| member_of(name) == member && is_present(value));
    match (rule.presence, sent) {
        (Presence::Refused, Some((name, _))) => Err(must(name, "be absent: this server refuses it")),
        (Presence::Required, None) if is_of_use(member, metadata) => {
            Err(Invalid::missing(Pointer::member(member), "on this server"))
        }
        (Presence::Required, Some((name, _))) if is_of_ciba(member) && !is_of_use(member, metadata) => {
            Err(must(name, "come with the CIBA grant type"))
        }
        _ => Ok(()),
    }
}

/// Returns true if a client has a use for a member: its method or its grants decide on some members.
fn is_of_use(member: &str, metadata: &ClientMetadata) -> bool {
    let method = metadata.token_endpoint_auth_method.as_ref();
    let grants = metadata.grant_types.as_ref().map_or(&[][..], List::as_slice);
    match member {
        "redirect_uris" | "response_types" => grants.iter().any(redirects),
        "token_endpoint_auth_signing_alg" => method.is_some_and(TokenEndpointAuthMethod::signs),
        _ if member.starts_with("tls_client_auth_") => method == Some(&TokenEndpointAuthMethod::TlsClientAuth),
        _ if is_of_ciba(member) => grants.contains(&GrantType::Ciba),
        _ => true,
    }
}

fn is_of_ciba(member: &str) -> bool {
    member.starts_with("backchannel_") && !member.starts_with("backchannel_logout_")
}

fn check_values(rule: &MemberRule, members: &Map<String, Value>) -> Result<(), Invalid> {
    let of_rule = members.iter().filter(|(name, _)| member_of(name) == rule.member);
    for (name, value) in of_rule {
        let at = Pointer::member(name);
        match value {
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    check_value(rule, element).map_err(|must| Invalid::new(at.clone().element(index), must))?;
                }
            }
            value => check_value(rule, value).map_err(|must| Invalid::new(at, must))?,
        }
    }
    Ok(())
}

/// Checks a value; `Err` says what it must do.
fn check_value(rule: &MemberRule, value: &Value) -> Result<(), String> {
    if let Some(values) = rule.values.as_ref().filter(|values| !values.contains(value)) {
        let texts: Vec<String> =
            values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
        return Err(format!("be one of {}", texts.join(", ")));
    }
    let Some(text) = value.as_str() else { return Ok(()) };
    if let Some(longest) = rule.longest.filter(|longest| text.chars().count() > *longest) {
        return Err(format!("not be longer than {longest} characters"));
    }
    match rule.form {
        Some(Form::Alphanumeric) if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            Err("have letters and digits alone".to_owned())
        }
        Some(Form::Rfc4514Names) if !has_short_names_alone(text) => {
            Err("have CN, L, ST, O, OU, C, STREET, DC or UID as short names, and other attributes by identifier and \
            hexadecimal value"
                .to_owned())
        }
        _ => Ok(()),
    }
}
