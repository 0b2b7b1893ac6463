//! Offers: a client sends several values for a member, and the server chooses. OpenID Connect Relying Party Metadata
//! Choices 1.0.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::client_metadata::{CHOICES, GrantType, Keyword, TokenEndpointAuthMethod, is_present};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::{Policy, RequestLimits};
use crate::rules::must;

const ALGORITHMS: &str = "token_endpoint_auth_signing_alg_values_supported";
const METHODS: &str = "token_endpoint_auth_methods_supported";

const METHOD: &str = "token_endpoint_auth_method";

/// The maximum number of values in an offer.
const MAXIMUM_VALUES: usize = 50;

/// Replaces every offer by one value that is supported and within the limits: the value of the member itself if the
/// client sent one, or else the first of the offer.
pub fn choose<'a>(
    body: &'a Map<String, Value>,
    policy: &Policy,
    limits: &RequestLimits<'_>,
) -> Result<Cow<'a, Map<String, Value>>, Invalid> {
    let body = limits.filled(body);
    // All offers end so. To look up each of the 19 names would cost more than the rest of most registrations.
    if !body.keys().any(|name| name.ends_with("_supported")) {
        return Ok(body);
    }
    let mut chosen = body.into_owned();
    for (offer, member) in CHOICES {
        let Some(values) = chosen.remove(offer).filter(is_present) else { continue };
        let values = read(&values, offer)?;
        let requested = chosen.get(member).filter(|value| is_present(value));
        let is_offered = |value: &Value| value.as_str().is_some_and(|value| values.iter().any(|one| one == value));
        if requested.is_some_and(|requested| !is_offered(requested)) {
            return Err(must(member, format!("be one of {offer}")));
        }
        // The offer is for every method of an earlier offer. A method that does not sign needs none of it.
        if offer == ALGORITHMS && requested.is_none() && !signs(&chosen) {
            continue;
        }
        let requested = requested.and_then(Value::as_str).map(str::to_owned);
        let allows = |value: &str| offer != METHODS || limits.has_method(&TokenEndpointAuthMethod::of(value));
        let usable = |value: &&String| supports(policy, offer, value) && allows(value) && fits(offer, value, &chosen);
        // A value of the member itself that the server lacks gives way to the rest of the offer.
        let first = requested.iter().chain(&values).find(usable);
        let first =
            first.ok_or_else(|| must(offer, "have a value that this server supports and this client can use"))?;
        let value = Value::from(&**first);
        chosen.insert(member.to_owned(), value);
    }
    Ok(Cow::Owned(chosen))
}

/// Returns true if `none` is the only offered method that the client can use; `None` without an offer. A grant that
/// needs authentication does not rule out `none` here.
pub fn offers_only_none(body: &Map<String, Value>, policy: &Policy, limits: &RequestLimits<'_>) -> Option<bool> {
    let values = read(body.get(METHODS).filter(|values| is_present(values))?, METHODS).ok()?;
    let allows = |value: &str| limits.has_method(&TokenEndpointAuthMethod::of(value));
    let mut usable = values.iter().filter(|value| supports(policy, METHODS, value) && allows(value)).peekable();
    let is_some = usable.peek().is_some();
    Some(is_some && usable.all(|value| value == "none" || !fits(METHODS, value, body)))
}

fn read(values: &Value, offer: &str) -> Result<Vec<String>, Invalid> {
    let at = || Pointer::member(offer);
    let values = values.as_array().ok_or_else(|| Invalid::new(at(), "be an array of strings"))?;
    if values.len() > MAXIMUM_VALUES {
        return Err(Invalid::new(at(), "not have more than 50 values"));
    }
    let text = |(index, value): (usize, &Value)| {
        value.as_str().map(str::to_owned).ok_or_else(|| Invalid::new(at().element(index), "be a string"))
    };
    values.iter().enumerate().map(text).collect()
}

fn supports(policy: &Policy, list: &str, value: &str) -> bool {
    match list {
        METHODS => policy.token_endpoint_auth_methods_supported.iter().any(|method| method.name() == value),
        ALGORITHMS => policy.token_endpoint_auth_signing_alg_values_supported.iter().any(|alg| alg.name() == value),
        _ => policy.authorization_server.supports(list, value),
    }
}

/// Returns true if the client has the keys or names that a method needs, and if the method can use an algorithm.
fn fits(offer: &str, value: &str, body: &Map<String, Value>) -> bool {
    let has = |member: &str| body.get(member).is_some_and(is_present);
    match (offer, value) {
        (METHODS, "private_key_jwt" | "self_signed_tls_client_auth") => has("jwks") || has("jwks_uri"),
        (METHODS, "tls_client_auth") => body.keys().any(|name| name.starts_with("tls_client_auth_") && has(name)),
        (METHODS, "none") => !grants(body).any(|grant| GrantType::of(grant).needs_proof()),
        (ALGORITHMS, alg) => match body.get(METHOD).and_then(Value::as_str) {
            Some("client_secret_jwt") => alg.starts_with("HS"),
            _ => !alg.starts_with("HS"),
        },
        (_, alg) => !alg.starts_with("HS") || body.get(METHOD).and_then(Value::as_str) != Some("none"),
    }
}

fn grants(body: &Map<String, Value>) -> impl Iterator<Item = &str> {
    body.get("grant_types").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Returns true if the client authenticates with a signed assertion.
fn signs(body: &Map<String, Value>) -> bool {
    let method = body.get(METHOD).and_then(Value::as_str);
    method.is_some_and(|method| TokenEndpointAuthMethod::of(method).signs())
}
