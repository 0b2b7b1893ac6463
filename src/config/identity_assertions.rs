//! The setting `IDENTITY_ASSERTIONS`: the identity providers that give clients access for their users.

use crate::client_metadata::{GrantType, TokenEndpointAuthMethod};
use crate::config::settings::Settings;
use crate::model::{IdentityProvider, Protocol};
use crate::policy::Policy;

const SETTING: &str = "IDENTITY_ASSERTIONS";

/// Reads the names of the providers, and adds the grant to the policy if there is one. Nothing is read while users sign in
/// at another server.
pub fn read(settings: &Settings<'_>, policy: &mut Policy) -> Vec<String> {
    let names = settings.words(SETTING).unwrap_or_default();
    if names.is_empty() || !policy.has_own_sign_in() {
        return Vec::new();
    }
    // Only a client that authenticates may exchange an assertion.
    if policy.token_endpoint_auth_methods_supported == [TokenEndpointAuthMethod::None] {
        let must = format_args!("be absent while TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED has none alone");
        settings.refuse(SETTING, must);
    }
    policy.grant_types_supported.push(GrantType::JwtBearer);
    names
}

/// Marks the providers of these names, which must be OpenID Providers of the settings.
pub fn mark(settings: &Settings<'_>, names: &[String], providers: &mut [IdentityProvider]) {
    for name in names {
        let is_named = |it: &&mut IdentityProvider| it.name == *name && matches!(it.protocol, Protocol::OpenId(_));
        if let Some(provider) = providers.iter_mut().find(is_named) {
            provider.asserts = true;
        } else {
            let must = format_args!("have names of IDENTITY_PROVIDERS with an issuer; {name} is not one");
            settings.refuse(SETTING, must);
        }
    }
}
