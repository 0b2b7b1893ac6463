//! The settings of the tokens that clients manage themselves with.

use crate::client_metadata::{GrantType, Scope};
use crate::config::settings::{Choices, Settings};
use crate::policy::{ManagementToken, Policy, TokenBinding};

const TOKEN: &str = "MANAGEMENT_TOKEN";
const SCOPE: &str = "MANAGEMENT_SCOPE";
const BINDING: &str = "REGISTRATION_ACCESS_TOKEN_BINDING";

/// Reads the token that a client manages itself with.
///
/// A scope of the profile has no effect where the operator chooses the registration access token.
pub fn token(settings: &Settings<'_>) -> ManagementToken {
    let scope = Some(settings.text(SCOPE)).filter(|scope| !scope.is_empty());
    if scope.as_ref().is_some_and(|scope| !Scope::is_value(scope)) {
        settings.refuse(SCOPE, format_args!("be one scope value"));
    }
    let is_access_token = Choices::of(("registration_access_token", false), &[("access_token", true)]);
    if settings.choice(TOKEN, &is_access_token) {
        return ManagementToken::AccessToken(scope);
    }
    if scope.is_some() && !settings.is_of_profile(SCOPE) {
        settings.refuse(SCOPE, format_args!("{UNUSED}"));
    }
    ManagementToken::RegistrationAccessToken
}

/// The requirement of a scope that no token has.
const UNUSED: &str = "be absent unless MANAGEMENT_TOKEN is access_token";

/// Replaces the access token of a profile by the registration access token where another server issues the tokens.
pub fn complete(settings: &Settings<'_>, policy: &mut Policy) {
    if policy.has_own_tokens() || !settings.is_of_profile(TOKEN) {
        return;
    }
    if matches!(policy.management_token, ManagementToken::AccessToken(Some(_))) && !settings.is_of_profile(SCOPE) {
        settings.refuse(SCOPE, format_args!("{UNUSED}"));
    }
    policy.management_token = ManagementToken::RegistrationAccessToken;
}

/// Reads the keys that registration access tokens are bound to.
pub fn bindings(settings: &Settings<'_>) -> Vec<TokenBinding> {
    let bindings = [("certificate", TokenBinding::Certificate), ("dpop", TokenBinding::Dpop)];
    settings.choices(BINDING, &bindings).unwrap_or_default()
}

/// Checks that clients can have the tokens that they manage themselves with.
pub fn check(settings: &Settings<'_>, policy: &Policy) {
    let ManagementToken::AccessToken(scope) = &policy.management_token else { return };
    if !policy.has_own_tokens() || !policy.grant_types_supported.contains(&GrantType::ClientCredentials) {
        let must = "be registration_access_token, unless clients get tokens for themselves here";
        settings.refuse(TOKEN, format_args!("{must}"));
    }
    if scope.as_ref().is_some_and(|scope| !policy.scopes.supports(scope)) {
        settings.refuse(SCOPE, format_args!("be a scope value that clients can register"));
    }
    if policy.token_bindings.contains(&TokenBinding::Dpop) {
        settings.refuse(BINDING, format_args!("not have dpop while MANAGEMENT_TOKEN is access_token"));
    }
}
