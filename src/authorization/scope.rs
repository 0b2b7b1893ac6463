//! The scope and the resources of an authorization request. RFC 6749 section 3.3, OpenID Connect Core section 3.1.2.1,
//! RFC 8707 section 2.

use crate::authorization::parameters::Parameters;
use crate::client_metadata::Scope;
use crate::error::Refusal;
use crate::model::{Client, Config, audience};
use crate::policy::{OPENID_SCOPES, right_of_users};

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
/// Rights to register, or to administer, come alone, and the token is for the registration endpoint or the admin API alone. So a token
/// for an API never registers a client. `Err` is `invalid_scope` where nothing of the requested scope is left, and `invalid_target` for
/// an unknown resource.
pub fn read(parameters: &Parameters, client: &Client, config: &Config) -> Result<Wanted, Refusal> {
    let asked = parameters.words("scope", MOST_VALUES)?;
    if !asked.iter().all(|value| Scope::is_value(value)) {
        return Err(Refusal::InvalidScope("be scope values separated by single spaces"));
    }
    let registered = client.scope_of_users(&config.policy);
    let (rights, others): (Vec<&str>, Vec<&str>) =
        registered.into_iter().partition(|value| right_of_users(value).is_some());
    let resources: Vec<&str> = parameters.form.values("resource").collect();
    if resources.len() > MOST_RESOURCES {
        return Err(Refusal::InvalidTarget);
    }
    let texts = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect();
    if let Some(right) = asked.iter().find_map(|value| right_of_users(value)) {
        // The full right includes each lesser one.
        let may_have =
            |value: &&str| right_of_users(value) == Some(right) && (rights.contains(value) || rights.contains(&right));
        if !asked.iter().all(may_have) {
            return Err(Refusal::InvalidScope("have only rights that the client has, without other values"));
        }
        let endpoint = [config.issuer.place_of_right(right)];
        let resources = texts(audience(&resources, endpoint.iter().map(String::as_str))?);
        return Ok(Wanted { scope: texts(asked), resources });
    }
    let has_asked = !asked.is_empty();
    let possible: Vec<&str> = if has_asked {
        let is_possible = |value: &&str| OPENID_SCOPES.contains(value) || others.contains(value);
        let could_register = |value: &&str| client.could_register(value, &config.policy);
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
