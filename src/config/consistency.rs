//! Checks that the settings of the policy agree.

use crate::client_metadata::{GrantType, Keyword, SigningAlgorithm, TokenEndpointAuthMethod};
use crate::config::settings::Settings;
use crate::config::{management, tokens};
use crate::policy::{Policy, RegistrationMode, SignedRequests, SoftwareStatements};

/// Checks that clients can register what discovery shows. RFC 7591 section 2.1.
pub fn check(settings: &Settings<'_>, policy: &Policy) {
    let needs_statements = policy.signed_requests != SignedRequests::Off
        || policy.registration_modes.contains(&RegistrationMode::Statement);
    if policy.software_statements == SoftwareStatements::Ignored && needs_statements {
        let must = format_args!("not be ignored where REGISTRATION_MODE or SIGNED_REQUESTS needs them");
        settings.refuse("SOFTWARE_STATEMENTS", must);
    }
    check_grants(settings, policy);
    tokens::check_endpoints(settings, policy);
    management::check(settings, policy);
    let modes = "backchannel_token_delivery_modes_supported";
    if policy.grant_types_supported.contains(&GrantType::Ciba) && !policy.authorization_server.has(modes) {
        let must = format_args!("not have the CIBA grant type without {modes} in AUTHORIZATION_SERVER");
        settings.refuse("GRANT_TYPES_SUPPORTED", must);
    }
    check_methods(settings, policy);
    check_redirects(settings, policy);
}

/// Checks that grants and response types go together.
fn check_grants(settings: &Settings<'_>, policy: &Policy) {
    const GRANTS: &str = "GRANT_TYPES_SUPPORTED";
    let grants = &policy.grant_types_supported;
    for response_type in &policy.response_types_supported {
        for grant in policy.grants_of(response_type) {
            if !grants.contains(grant) {
                let missing = grant.name();
                let must = format_args!("have only response types whose grant types are supported; {missing} is not");
                settings.refuse("RESPONSE_TYPES_SUPPORTED", must);
            }
        }
    }
    for grant in [GrantType::AuthorizationCode, GrantType::Implicit] {
        let is_used = policy.response_types_supported.iter().any(|used| policy.grants_of(used).contains(&grant));
        if grants.contains(&grant) && !is_used {
            let must = format_args!("not have {}, which no supported response type can use", grant.name());
            settings.refuse(GRANTS, must);
        }
    }
    if grants.iter().all(|grant| *grant == GrantType::RefreshToken) {
        settings.refuse(GRANTS, format_args!("have a grant type that refresh tokens come from"));
    }
}

/// Checks that clients can authenticate with each method.
fn check_methods(settings: &Settings<'_>, policy: &Policy) {
    let methods = &policy.token_endpoint_auth_methods_supported;
    let algorithms = &policy.token_endpoint_auth_signing_alg_values_supported;
    for method in methods {
        if method.signs() && !algorithms.iter().any(|algorithm| method.signs_with(algorithm)) {
            let must = format_args!("have an algorithm for {}", method.name());
            settings.refuse("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", must);
        }
    }
    check_secrets(settings, policy);
    if *methods == [TokenEndpointAuthMethod::None] {
        for grant in [GrantType::ClientCredentials, GrantType::Ciba] {
            if policy.grant_types_supported.contains(&grant) {
                let must = format_args!("have a method besides none, or {} must not be supported", grant.name());
                settings.refuse("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", must);
            }
        }
    }
}

/// Checks that client secrets are long enough for each listed algorithm. RFC 7518 section 3.2.
fn check_secrets(settings: &Settings<'_>, policy: &Policy) {
    let check = |algorithm: &SigningAlgorithm| {
        if !policy.client_secret_length.fits(algorithm) {
            let name = algorithm.name();
            let must = format_args!("be higher while {name} is supported: a secret is at least as long as its hash");
            settings.refuse("CLIENT_SECRET_CHARACTERS", must);
        }
    };
    policy.token_endpoint_auth_signing_alg_values_supported.iter().for_each(check);
    for list in policy.authorization_server.members().keys() {
        if list.ends_with("_signing_alg_values_supported") {
            policy.authorization_server.values(list).for_each(|name| check(&SigningAlgorithm::of(name)));
        }
    }
}

/// Checks that a client can register each redirecting grant.
fn check_redirects(settings: &Settings<'_>, policy: &Policy) {
    let redirects = &policy.redirects;
    if !policy.response_types_supported.is_empty() && redirects.forms.is_empty() {
        settings.refuse("REDIRECT_URI_FORMS", format_args!("have a form while there are response types"));
    }
    if redirects.private_use_schemes.iter().any(|scheme| redirects.refused_schemes.contains(scheme)) {
        settings.refuse("REFUSED_SCHEMES", format_args!("not have a scheme of PRIVATE_USE_SCHEMES"));
    }
    for (one, other) in &policy.exclusive_grant_types {
        for response_type in &policy.response_types_supported {
            let grants = policy.grants_of(response_type);
            if grants.contains(one) && grants.contains(other) {
                let name = response_type.name();
                let must = format_args!("not keep apart the grant types of the response type {name}");
                settings.refuse("EXCLUSIVE_GRANT_TYPES", must);
            }
        }
    }
}
