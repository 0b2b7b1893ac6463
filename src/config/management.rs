//! The settings of the tokens that clients manage themselves with.

use crate::client_metadata::{GrantType, Scope};
use crate::config::Misconfigured;
use crate::config::settings::Settings;
use crate::policy::{ManagementToken, Policy, TokenBinding};

const TOKEN: &str = "MANAGEMENT_TOKEN";
const SCOPE: &str = "MANAGEMENT_SCOPE";
const BINDING: &str = "REGISTRATION_ACCESS_TOKEN_BINDING";

/// Reads the token that a client manages itself with.
///
/// A scope of the profile has no effect where the operator chooses the registration access token.
pub fn token(settings: &Settings<'_>) -> Result<ManagementToken, Misconfigured> {
    let scope = Some(settings.text(SCOPE)).filter(|scope| !scope.is_empty());
    if scope.as_ref().is_some_and(|scope| !Scope::is_value(scope)) {
        return refuse(SCOPE, "be one scope value");
    }
    let has_scope = scope.is_some();
    let access_token = ManagementToken::AccessToken(scope);
    let tokens =
        [("registration_access_token", ManagementToken::RegistrationAccessToken), ("access_token", access_token)];
    match settings.choice(TOKEN, &tokens)? {
        ManagementToken::RegistrationAccessToken if has_scope && !settings.is_of_profile(SCOPE) => {
            refuse(SCOPE, UNUSED)
        }
        token => Ok(token),
    }
}

/// The requirement of a scope that no token has.
const UNUSED: &str = "be absent unless MANAGEMENT_TOKEN is access_token";

/// Replaces the access token of a profile by the registration access token where another server issues the tokens.
pub fn complete(policy: Policy, settings: &Settings<'_>) -> Result<Policy, Misconfigured> {
    if policy.has_own_tokens() || !settings.is_of_profile(TOKEN) {
        return Ok(policy);
    }
    match &policy.management_token {
        ManagementToken::AccessToken(Some(_)) if !settings.is_of_profile(SCOPE) => refuse(SCOPE, UNUSED),
        _ => Ok(Policy { management_token: ManagementToken::RegistrationAccessToken, ..policy }),
    }
}

/// Reads the keys that registration access tokens are bound to.
pub fn bindings(settings: &Settings<'_>) -> Result<Vec<TokenBinding>, Misconfigured> {
    let bindings = [("certificate", TokenBinding::Certificate), ("dpop", TokenBinding::Dpop)];
    Ok(settings.choices(BINDING, &bindings)?.unwrap_or_default())
}

/// Checks that clients can have the tokens that they manage themselves with.
pub fn check(policy: &Policy) -> Result<(), Misconfigured> {
    let ManagementToken::AccessToken(scope) = &policy.management_token else { return Ok(()) };
    if !policy.has_own_tokens() || !policy.grant_types_supported.contains(&GrantType::ClientCredentials) {
        return refuse(TOKEN, "be registration_access_token, unless clients get tokens for themselves here");
    }
    if scope.as_ref().is_some_and(|scope| !policy.scopes.supports(scope)) {
        return refuse(SCOPE, "be a scope value that clients can register");
    }
    if policy.token_bindings.contains(&TokenBinding::Dpop) {
        return refuse(BINDING, "not have dpop while MANAGEMENT_TOKEN is access_token");
    }
    Ok(())
}

fn refuse<T>(setting: &'static str, must: &str) -> Result<T, Misconfigured> {
    Err(Misconfigured { setting, must: must.to_owned() })
}
