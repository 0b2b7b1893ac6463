//! Checks that the settings of the policy agree.

use crate::client_metadata::{GrantType, Keyword, ResponseType, SigningAlgorithm, TokenEndpointAuthMethod};
use crate::config::{Misconfigured, management, tokens};
use crate::policy::{Policy, RegistrationMode, SignedRequests, SoftwareStatements};

/// Checks that clients can register what discovery shows. RFC 7591 section 2.1.
pub fn check(policy: Policy) -> Result<Policy, Misconfigured> {
    let refuse = |setting, must: String| Err(Misconfigured { setting, must });
    let needs_statements = policy.signed_requests != SignedRequests::Off
        || policy.registration_modes.contains(&RegistrationMode::Statement);
    if policy.software_statements == SoftwareStatements::Ignored && needs_statements {
        let must = "not be ignored where REGISTRATION_MODE or SIGNED_REQUESTS needs them".to_owned();
        return refuse("SOFTWARE_STATEMENTS", must);
    }
    let grants = &policy.grant_types_supported;
    let mut needed = policy.response_types_supported.iter().flat_map(|response_type| policy.grants_of(response_type));
    if let Some(missing) = needed.find(|grant| !grants.contains(grant)) {
        let must = format!("have only response types whose grant types are supported; {} is not", missing.name());
        return refuse("RESPONSE_TYPES_SUPPORTED", must);
    }
    let is_used =
        |grant: &GrantType| policy.response_types_supported.iter().any(|used| policy.grants_of(used).contains(grant));
    let redirecting = [GrantType::AuthorizationCode, GrantType::Implicit];
    if let Some(unused) = redirecting.iter().find(|grant| grants.contains(grant) && !is_used(grant)) {
        let must = format!("not have {}, which no supported response type can use", unused.name());
        return refuse("GRANT_TYPES_SUPPORTED", must);
    }
    if grants.iter().all(|grant| *grant == GrantType::RefreshToken) {
        return refuse("GRANT_TYPES_SUPPORTED", "have a grant type that refresh tokens come from".to_owned());
    }
    tokens::check_endpoints(&policy)?;
    management::check(&policy)?;
    let modes = "backchannel_token_delivery_modes_supported";
    if grants.contains(&GrantType::Ciba) && !policy.authorization_server.has(modes) {
        return refuse(
            "GRANT_TYPES_SUPPORTED",
            format!("not have the CIBA grant type without {modes} in AUTHORIZATION_SERVER"),
        );
    }
    let methods = &policy.token_endpoint_auth_methods_supported;
    let algorithms = &policy.token_endpoint_auth_signing_alg_values_supported;
    let has_algorithm =
        |method: &TokenEndpointAuthMethod| algorithms.iter().any(|algorithm| method.signs_with(algorithm));
    if let Some(method) = methods.iter().find(|method| method.signs() && !has_algorithm(method)) {
        let must = format!("have an algorithm for {}", method.name());
        return refuse("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", must);
    }
    check_secrets(&policy)?;
    let only_public = policy.token_endpoint_auth_methods_supported == [TokenEndpointAuthMethod::None];
    let confidential = [GrantType::ClientCredentials, GrantType::Ciba];
    if let Some(grant) = confidential.iter().find(|grant| only_public && grants.contains(grant)) {
        let must = format!("have a method besides none, or {} must not be supported", grant.name());
        return refuse("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", must);
    }
    check_redirects(policy)
}

/// Checks that client secrets are long enough for each listed algorithm. RFC 7518 section 3.2.
fn check_secrets(policy: &Policy) -> Result<(), Misconfigured> {
    let length = policy.client_secret_length;
    let of_clients = policy.token_endpoint_auth_signing_alg_values_supported.iter().map(Keyword::name);
    let members = policy.authorization_server.members().keys();
    let lists = members.filter(|name| name.ends_with("_signing_alg_values_supported"));
    let of_messages = lists.flat_map(|list| policy.authorization_server.values(list));
    let is_too_long = |name: &&str| !length.fits(&SigningAlgorithm::of(name));
    match of_clients.chain(of_messages).find(is_too_long) {
        None => Ok(()),
        Some(name) => {
            let must = format!("be higher while {name} is supported: a secret is at least as long as its hash");
            Err(Misconfigured { setting: "CLIENT_SECRET_CHARACTERS", must })
        }
    }
}

/// Checks that a client can register each redirecting grant.
fn check_redirects(policy: Policy) -> Result<Policy, Misconfigured> {
    let refuse = |setting, must: String| Err(Misconfigured { setting, must });
    let redirects = !policy.response_types_supported.is_empty();
    if redirects && policy.redirects.forms.is_empty() {
        return refuse("REDIRECT_URI_FORMS", "have a form while there are response types".to_owned());
    }
    if policy.redirects.private_use_schemes.iter().any(|scheme| policy.redirects.refused_schemes.contains(scheme)) {
        return refuse("REFUSED_SCHEMES", "not have a scheme of PRIVATE_USE_SCHEMES".to_owned());
    }
    let can_have = |response_type: &ResponseType| {
        let grants = policy.grants_of(response_type);
        let are_apart = |(one, other): &(GrantType, GrantType)| grants.contains(one) && grants.contains(other);
        !policy.exclusive_grant_types.iter().any(are_apart)
    };
    match policy.response_types_supported.iter().find(|response_type| !can_have(response_type)) {
        None => Ok(policy),
        Some(response_type) => {
            let must = format!("not keep apart the grant types of the response type {}", response_type.name());
            refuse("EXCLUSIVE_GRANT_TYPES", must)
        }
    }
}
