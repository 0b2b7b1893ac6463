//! Checks of settings about tokens: they must agree with the endpoints.

use serde_json::Value;

use crate::client_metadata::{AbsoluteUri, GrantType, Keyword, SigningAlgorithm};
use crate::config::settings::Settings;
use crate::model::Issuer;
use crate::policy::{AuthorizationServer, Policy};
use crate::unit::Seconds;

/// Adds the features of this server's token endpoint to the policy.
///
/// A feature that this server lacks is refused: clients would rely on it. RFC 9701 section 7.
pub fn complete(settings: &Settings<'_>, policy: &mut Policy, issuer: &Issuer) {
    if !policy.has_own_tokens() {
        return;
    }
    let server = &mut policy.authorization_server;
    for member in OF_OTHER_TOKENS {
        if server.has(member) {
            let way_out =
                "unless AUTHORIZATION_SERVER names the token_endpoint of another server that issues the tokens";
            settings.refuse(SERVER, format_args!("not have the member {member} {way_out}"));
        }
    }
    if server.has("mtls_endpoint_aliases") {
        check_aliases(settings, server, issuer);
    }
    let member = "introspection_signing_alg_values_supported";
    for algorithm in server.values(member) {
        if !OWN_ALGORITHMS.contains(&algorithm) {
            let own = OWN_ALGORITHMS.join(", ");
            settings.refuse(SERVER, format_args!("have only {own} in {member} where tokens are issued here"));
        }
    }
    server.add(member, Value::from(USUAL_ALGORITHMS.to_vec()));
    let mut of_proofs = Vec::new();
    for algorithm in SigningAlgorithm::ALL {
        if !algorithm.is_symmetric() {
            of_proofs.push(algorithm.name());
        }
    }
    for algorithm in server.values(PROOFS) {
        if !of_proofs.contains(&algorithm) {
            settings.refuse(SERVER, format_args!("have only {} in {PROOFS}", of_proofs.join(", ")));
        }
    }
    server.add(PROOFS, Value::from(of_proofs));
}

const SERVER: &str = "AUTHORIZATION_SERVER";

/// Checks the addresses of endpoints for clients with certificates. The Worker answers at every host: an alias with the
/// same path is the same endpoint.
#[inline(never)]
fn check_aliases(settings: &Settings<'_>, server: &AuthorizationServer, issuer: &Issuer) {
    let is_at = |alias: &str, own: &str| match (AbsoluteUri::parse(alias), AbsoluteUri::parse(own)) {
        (Ok(alias_uri), Ok(own)) => alias_uri.path() == own.path() && !alias.contains('?'),
        _ => false,
    };
    for (name, own) in [
        ("introspection_endpoint", issuer.introspection_endpoint()),
        ("revocation_endpoint", issuer.revocation_endpoint()),
        ("token_endpoint", issuer.token_endpoint()),
    ] {
        if server.alias(name).is_some_and(|alias| !is_at(alias, &own)) {
            let must = format_args!("have the path of {own} in the member {name} of its mtls_endpoint_aliases");
            settings.refuse(SERVER, must);
        }
    }
}

/// Reads how long a refresh token may stay unused, and how long a user's grant lasts.
pub fn refresh_token_lives(settings: &Settings<'_>) -> (Seconds, Seconds) {
    let idle = settings.number("REFRESH_TOKEN_IDLE_DAYS", 1..=3650, 30);
    let life = settings.number("REFRESH_TOKEN_DAYS", 1..=3650, 365);
    (Seconds::of_days(idle), Seconds::of_days(life))
}

/// Reads the claims of users that access tokens have. No claim may stand for one that this server sets itself.
pub fn user_claims(settings: &Settings<'_>) -> Vec<String> {
    let must = "have names of claims, and none that access tokens have anyway, such as scope";
    settings.words_that("ACCESS_TOKEN_CLAIMS", must, &is_free_claim).unwrap_or_default()
}

/// Returns true if the operator can put a claim of users into access tokens.
pub fn is_free_claim(name: &str) -> bool {
    !OF_ACCESS_TOKENS.contains(&name) && name.len() <= LONGEST_CLAIM
}

/// The claims of access tokens that this server sets, or that change what a token means. RFC 7519 section 4.1, RFC 7662
/// section 2.2, RFC 7800, RFC 8693 section 4, RFC 9068 section 2.2, RFC 9396.
const OF_ACCESS_TOKENS: [&str; 21] = [
    "acr",
    "act",
    "active",
    "amr",
    "aud",
    "auth_time",
    "authorization_details",
    "azp",
    "client_id",
    "cnf",
    "exp",
    "iat",
    "iss",
    "jti",
    "may_act",
    "nbf",
    "nonce",
    "scope",
    "scp",
    "sid",
    "sub",
];

/// The longest name of a claim, in bytes.
const LONGEST_CLAIM: usize = 64;

/// Checks that each grant has its endpoints if there is an authorization endpoint. RFC 8414 section 2.
pub fn check_endpoints(settings: &Settings<'_>, policy: &Policy) {
    if policy.authorization_server.has_other_authorization_endpoint {
        for grant in &policy.grant_types_supported {
            check_endpoints_of(grant, settings, policy);
        }
    }
}

#[inline(never)]
fn check_endpoints_of(grant: &GrantType, settings: &Settings<'_>, policy: &Policy) {
    let of_tokens = (*grant != GrantType::Implicit && !policy.has_own_tokens()).then_some("token_endpoint");
    let of_grant = match grant {
        GrantType::Ciba => Some("backchannel_authentication_endpoint"),
        GrantType::DeviceCode => Some("device_authorization_endpoint"),
        _ => None,
    };
    for endpoint in of_tokens.into_iter().chain(of_grant) {
        if !policy.authorization_server.has(endpoint) {
            settings.refuse(SERVER, format_args!("have {endpoint}, for the supported grant type {}", grant.name()));
        }
    }
}

/// The algorithms of proofs that bind a token to a key. RFC 9449 section 5.1.
const PROOFS: &str = "dpop_signing_alg_values_supported";

/// Members about the tokens of other servers: features that this server lacks, and URLs of its own endpoints.
const OF_OTHER_TOKENS: [&str; 9] = [
    "introspection_encryption_alg_values_supported",
    "introspection_encryption_enc_values_supported",
    "introspection_endpoint",
    "introspection_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_signing_alg_values_supported",
    "jwks_uri",
    "revocation_endpoint",
    "revocation_endpoint_auth_methods_supported",
    "revocation_endpoint_auth_signing_alg_values_supported",
];

/// The algorithms of introspection responses that discovery shows unless the operator chooses. The first is the default.
/// RFC 9701 section 6.
const USUAL_ALGORITHMS: [&str; 2] = ["RS256", "ES256"];

/// The algorithms of introspection responses that the operator can choose from.
const OWN_ALGORITHMS: [&str; 3] = ["RS256", "ES256", "PS256"];
