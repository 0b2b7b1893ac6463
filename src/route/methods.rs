//! The methods of the endpoints.

use crate::policy::{Change, Policy};
use crate::route::endpoint::Endpoint;

impl Endpoint<'_> {
    /// Returns a hint for a wrong method; empty if there is no common mistake.
    pub const fn instead(self) -> &'static str {
        match self {
            Self::ClientRegistration => {
                "POST a JSON object as application/json to register a client, and GET its registration_client_uri to read it"
            }
            Self::ClientAuthentication(_)
            | Self::DeviceAuthorization
            | Self::Introspection
            | Self::PushedAuthorization
            | Self::Revocation
            | Self::Token => "POST parameters as application/x-www-form-urlencoded",
            _ => "",
        }
    }

    /// Returns the value of `Allow`: the methods that the policy permits.
    pub fn allow(self, policy: &Policy) -> &'static str {
        let may = |change| policy.changes.contains(&change);
        match self {
            Self::ClientConfiguration(_) => match (may(Change::Update), may(Change::Delete)) {
                (true, true) => "GET, HEAD, PUT, DELETE, OPTIONS",
                (true, false) => "GET, HEAD, PUT, OPTIONS",
                (false, true) => "GET, HEAD, DELETE, OPTIONS",
                (false, false) => "GET, HEAD, OPTIONS",
            },
            Self::Administration(resource) => resource.allow(),
            Self::Console(place) => place.allow(),
            Self::ClientSecret(_) if !may(Change::Update) => "OPTIONS",
            Self::AttestationChallenge
            | Self::ClientAuthentication(_)
            | Self::ClientRegistration
            | Self::ClientSecret(_)
            | Self::DeviceAuthorization
            | Self::Introspection
            | Self::PushedAuthorization
            | Self::Revocation
            | Self::Token => "POST, OPTIONS",
            // No script of another origin may ask for a page, so nothing answers its preflight.
            Self::Authorization => "GET, POST",
            Self::AuthorizationConsent | Self::PasskeySignIn | Self::ProviderSignIn | Self::SecondFactor => "POST",
            Self::AuthorizationResume | Self::SignInCallback(_) => "GET",
            Self::Home => "GET, HEAD",
            Self::Account | Self::Device | Self::PasswordReset | Self::SignIn | Self::SignOut => "GET, HEAD, POST",
            Self::Client(_)
            | Self::Discovery
            | Self::FormPostScript
            | Self::Health
            | Self::Jwks
            | Self::OpenApi
            | Self::PasskeyScript
            | Self::StatementKeys
            | Self::WebFinger => "GET, HEAD, OPTIONS",
            Self::UserInfo => "GET, HEAD, POST, OPTIONS",
        }
    }
}
