//! The scope and the resources of an authorization request. RFC 6749 section 3.3, OpenID Connect Core section 3.1.2.1,
//! RFC 8707 section 2.

use crate::authorization::parameters::Parameters;
use crate::client_metadata::Scope;
use crate::error::Refusal;
use crate::model::{Client, Config, audience};
use crate::policy::{OPENID_SCOPES, Policy, RIGHT, ScopeRequests, is_right};

/// The most scope values of a request.
const MOST_VALUES: usize = 64;

/// The most resources of a request.
const MOST_RESOURCES: usize = 16;

/// The access that a user is asked to grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The scope values.
    pub scope: Vec<String>,
    /// The resources that the access token is for: at least one.
    pub resources: Vec<String>,
}

/// Reads scope and resources. Values that the client cannot have, or that none of the resources offers, are dropped.
/// Without `scope`, the scope is the one that the client has registered, except `offline_access`, which a client has to ask
/// for.
///
/// Rights to register come alone, and the token is for the registration endpoint alone. So a token for an API never
/// registers a client. `Err` is `invalid_scope` where nothing of the requested scope is left, and `invalid_target` for
/// an unknown resource.
pub fn read(parameters: &Parameters, client: &Client, config: &Config) -> Result<Wanted, Refusal> {
    let asked = parameters.words("scope", MOST_VALUES)?;
    if !asked.iter().all(|value| Scope::is_value(value)) {
        return Err(Refusal::InvalidScope("be scope values separated by single spaces"));
    }
    let registered = registered(client, &config.policy);
    let (rights, others): (Vec<&str>, Vec<&str>) = registered.into_iter().partition(|value| is_right(value));
    let resources: Vec<&str> = parameters.form.values("resource").collect();
    if resources.len() > MOST_RESOURCES {
        return Err(Refusal::InvalidTarget);
    }
    let texts = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect();
    if asked.iter().any(|value| is_right(value)) {
        // The full right includes each lesser one.
        let may_have = |value: &&str| is_right(value) && (rights.contains(value) || rights.contains(&RIGHT));
        if !asked.iter().all(may_have) {
            return Err(Refusal::InvalidScope("have only rights that the client has, without other values"));
        }
        let endpoint = [config.issuer.registration_endpoint()];
        let resources = texts(audience(&resources, endpoint.iter().map(String::as_str))?);
        return Ok(Wanted { scope: texts(asked), resources });
    }
    let has_asked = !asked.is_empty();
    let possible: Vec<&str> = if has_asked {
        let is_possible = |value: &&str| OPENID_SCOPES.contains(value) || others.contains(value);
        let could_register = |value: &&str| could_register(value, client, &config.policy);
        asked.into_iter().filter(|value| is_possible(value) || could_register(value)).collect()
    } else {
        others.into_iter().filter(|value| *value != "offline_access").collect()
    };
    if has_asked && possible.is_empty() {
        return Err(Refusal::InvalidScope("have a value that the client has registered"));
    }
    let resources = config.requested_resources(&resources, &possible)?;
    let kept: Vec<&str> = possible.into_iter().filter(|value| config.is_offered(value, &resources)).collect();
    if has_asked && kept.is_empty() {
        return Err(Refusal::InvalidScope("have a value that a resource of the request offers"));
    }
    Ok(Wanted { scope: texts(kept), resources: texts(resources) })
}

/// Returns the scope values that users may grant to a client. A registered client has those that are still supported.
/// A client of the settings also has rights to register; users have no other rights to give.
fn registered<'a>(client: &'a Client, policy: &Policy) -> Vec<&'a str> {
    let scope = match client {
        Client::Configured(client) => client.scope.as_ref(),
        Client::Document(_) | Client::Registered(_) => client.metadata().scope.as_ref(),
    };
    let may_have = |value: &&str| match client {
        Client::Configured(_) => !policy.scopes.is_reserved(value) || is_right(value),
        Client::Document(_) | Client::Registered(_) => policy.scopes.supports(value),
    };
    scope.map_or(&[][..], Scope::values).iter().map(String::as_str).filter(may_have).collect()
}

/// Returns true if a client may ask its users for a value because it could register the value at any time: nobody has
/// limited the client, or its own document names its scope. Many clients learn only later which scope they need.
fn could_register(value: &str, client: &Client, policy: &Policy) -> bool {
    let is_free = match client {
        Client::Configured(_) => false,
        Client::Document(_) => true,
        Client::Registered(client) => client.bounds.is_none(),
    };
    is_free && policy.scope_requests == ScopeRequests::Supported && policy.scopes.supports(value)
}
