//! The settings that say what can be registered, and whether they go together.

use crate::config::settings::Settings;
use crate::config::{Issuer, Misconfigured, authorization_server};
use crate::fetch::{Guard, Loopback, OwnHost, Target};
use crate::metadata::{
    AbsoluteUri, GrantType, Keyword, ResponseType, Scope, SigningAlgorithm, TokenEndpointAuthMethod,
};
use crate::policy::{AuthorizationServer, FORBIDDEN_SCHEMES, PartialAcceptance, Policy, RegistrationMode, Rotation};
use crate::unit::Seconds;

const DEFAULT_GRANTS: [GrantType; 3] =
    [GrantType::AuthorizationCode, GrantType::RefreshToken, GrantType::ClientCredentials];

/// All that need no certificate.
const DEFAULT_METHODS: [TokenEndpointAuthMethod; 5] = [
    TokenEndpointAuthMethod::None,
    TokenEndpointAuthMethod::ClientSecretPost,
    TokenEndpointAuthMethod::ClientSecretBasic,
    TokenEndpointAuthMethod::ClientSecretJwt,
    TokenEndpointAuthMethod::PrivateKeyJwt,
];

/// Schemes without a dot that well-known apps use.
const DEFAULT_SCHEMES: [&str; 3] = ["cursor", "vscode", "vscode-insiders"];

/// Reads the policy; `Err` is the first setting that cannot be, or that contradicts another.
pub fn read(settings: &Settings<'_>, issuer: &Issuer) -> Result<Policy, Misconfigured> {
    let grants = settings.keywords("GRANT_TYPES_SUPPORTED", &DEFAULT_GRANTS)?;
    let default_response_types: &[ResponseType] =
        if grants.contains(&GrantType::AuthorizationCode) { &[ResponseType::Code] } else { &[] };
    let schemes = settings.words_that(
        "PRIVATE_USE_SCHEMES",
        "have schemes in lower case, without a colon, that belong to apps",
        is_private_use,
    )?;
    let policy = Policy {
        registration_mode: mode(settings)?,
        rotation_on_update: rotation(settings)?,
        rotation_grace: Seconds(settings.number("ROTATION_GRACE_SECONDS", 0..=86_400, 300)?),
        partial_acceptance: partial_acceptance(settings)?,
        grant_types_supported: grants,
        response_types_supported: settings.keywords("RESPONSE_TYPES_SUPPORTED", default_response_types)?,
        token_endpoint_auth_methods_supported: settings
            .keywords("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", &DEFAULT_METHODS)?,
        token_endpoint_auth_signing_alg_values_supported: settings
            .keywords("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", SigningAlgorithm::ALL)?,
        scopes_supported: settings.words_that("SCOPES_SUPPORTED", "have scope values", Scope::is_value)?,
        private_use_schemes: schemes.unwrap_or_else(|| DEFAULT_SCHEMES.map(str::to_owned).to_vec()),
        guard: guard(settings, issuer)?,
        authorization_server: AuthorizationServer::new(authorization_server::read(settings, issuer)?),
    };
    check(policy)
}

fn mode(settings: &Settings<'_>) -> Result<RegistrationMode, Misconfigured> {
    match &*settings.text("REGISTRATION_MODE") {
        "" | "off" => Ok(RegistrationMode::Off),
        "open" => Ok(RegistrationMode::Open),
        _ => Err(Misconfigured { setting: "REGISTRATION_MODE", must: "be off or open".to_owned() }),
    }
}

/// Where names are looked up unless the operator says otherwise.
const DEFAULT_RESOLVER: &str = "https://cloudflare-dns.com/dns-query";

fn guard(settings: &Settings<'_>, issuer: &Issuer) -> Result<Guard, Misconfigured> {
    let refuse = |setting, must: &str| Err(Misconfigured { setting, must: must.to_owned() });
    let loopback = match &*settings.text("LOOPBACK_FETCH") {
        "" | "off" => Loopback::Refused,
        "on" if issuer.is_local() => Loopback::Allowed,
        "on" => return refuse("LOOPBACK_FETCH", "be off unless ISSUER is on this machine"),
        _ => return refuse("LOOPBACK_FETCH", "be on or off"),
    };
    let resolver = match &*settings.text("RESOLVER") {
        "off" => None,
        "" => AbsoluteUri::parse(DEFAULT_RESOLVER).ok(),
        address => match AbsoluteUri::parse(address) {
            Ok(uri) if issuer.may_have(address) && !address.contains('?') => Some(uri),
            _ => return refuse("RESOLVER", "be off or an https URL without a query"),
        },
    };
    Ok(Guard {
        own: OwnHost::of(issuer.uri().clone()),
        loopback,
        resolver: resolver.as_ref().map(Target::of_operator),
        life: Seconds(settings.number("DOCUMENT_MAX_AGE_SECONDS", 60..=86_400, 300)?),
    })
}

fn rotation(settings: &Settings<'_>) -> Result<Vec<Rotation>, Misconfigured> {
    let read = |word: String| match &*word {
        "secret" => Ok(Rotation::Secret),
        "token" => Ok(Rotation::Token),
        _ => Err(Misconfigured { setting: "ROTATION_ON_UPDATE", must: "have secret, token or both".to_owned() }),
    };
    settings.words("ROTATION_ON_UPDATE")?.into_iter().flatten().map(read).collect()
}

fn partial_acceptance(settings: &Settings<'_>) -> Result<PartialAcceptance, Misconfigured> {
    match &*settings.text("PARTIAL_ACCEPTANCE") {
        "" | "off" => Ok(PartialAcceptance::Off),
        "on" => Ok(PartialAcceptance::On),
        _ => Err(Misconfigured { setting: "PARTIAL_ACCEPTANCE", must: "be on or off".to_owned() }),
    }
}

/// A scheme of RFC 3986 section 3.1 in lower case that nobody else acts on.
fn is_private_use(scheme: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte);
    scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme.bytes().all(allowed)
        && !["http", "https"].contains(&scheme)
        && !FORBIDDEN_SCHEMES.contains(&scheme)
}

/// What is advertised can be registered: RFC 7591 section 2.1.
fn check(policy: Policy) -> Result<Policy, Misconfigured> {
    let refuse = |setting, must: String| Err(Misconfigured { setting, must });
    let grants = &policy.grant_types_supported;
    let mut needed = policy.response_types_supported.iter().flat_map(ResponseType::grants);
    if let Some(missing) = needed.find(|grant| !grants.contains(grant)) {
        let must = format!("have only response types whose grant types are supported; {} is not", missing.name());
        return refuse("RESPONSE_TYPES_SUPPORTED", must);
    }
    let is_used = |grant: &GrantType| policy.response_types_supported.iter().any(|used| used.grants().contains(grant));
    let redirecting = [GrantType::AuthorizationCode, GrantType::Implicit];
    if let Some(unused) = redirecting.iter().find(|grant| grants.contains(grant) && !is_used(grant)) {
        let must = format!("not have {}, which no supported response type can use", unused.name());
        return refuse("GRANT_TYPES_SUPPORTED", must);
    }
    let modes = "backchannel_token_delivery_modes_supported";
    if grants.contains(&GrantType::Ciba) && !policy.authorization_server.has(modes) {
        return refuse(
            "GRANT_TYPES_SUPPORTED",
            format!("not have the CIBA grant type without {modes} in AUTHORIZATION_SERVER"),
        );
    }
    let methods = &policy.token_endpoint_auth_methods_supported;
    let algorithms = &policy.token_endpoint_auth_signing_alg_values_supported;
    let signing = [(TokenEndpointAuthMethod::ClientSecretJwt, true), (TokenEndpointAuthMethod::PrivateKeyJwt, false)];
    for (method, is_symmetric) in signing {
        let fits = |algorithm: &SigningAlgorithm| algorithm.is_symmetric() == is_symmetric;
        if methods.contains(&method) && !algorithms.iter().any(fits) {
            let must = format!("have an algorithm for {}", method.name());
            return refuse("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", must);
        }
    }
    let only_public = policy.token_endpoint_auth_methods_supported == [TokenEndpointAuthMethod::None];
    if only_public && grants.contains(&GrantType::ClientCredentials) {
        let must = "have a method besides none, or client_credentials must not be supported".to_owned();
        return refuse("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", must);
    }
    Ok(policy)
}
