//! The settings of the tokens that clients manage themselves with.

use crate::client_metadata::{GrantType, Scope};
use crate::config::Misconfigured;
use crate::config::settings::Settings;
use crate::policy::{ManagementToken, Policy, TokenBinding};

const TOKEN: &str = "MANAGEMENT_TOKEN";
const SCOPE: &str = "MANAGEMENT_SCOPE";
const BINDING: &str = "REGISTRATION_ACCESS_TOKEN_BINDING";

/// Reads the token that a client manages itself with.
pub fn token(settings: &Settings<'_>) -> Result<ManagementToken, Misconfigured> {
    let scope = Some(settings.text(SCOPE)).filter(|scope| !scope.is_empty());
    if scope.as_ref().is_some_and(|scope| !Scope::is_value(scope)) {
        return refuse(SCOPE, "be one scope value");
    }
    let is_unused = scope.is_some();
    let access_token = ManagementToken::AccessToken(scope);
    let tokens =
        [("registration_access_token", ManagementToken::RegistrationAccessToken), ("access_token", access_token)];
    match settings.choice(TOKEN, &tokens)? {
        ManagementToken::RegistrationAccessToken if is_unused => {
            refuse(SCOPE, "be absent unless MANAGEMENT_TOKEN is access_token")
        }
        token => Ok(token),
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
