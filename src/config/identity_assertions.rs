//! The setting `IDENTITY_ASSERTIONS`: the identity providers that give clients access for their users.

use crate::client_metadata::{GrantType, TokenEndpointAuthMethod};
use crate::config::Misconfigured;
use crate::config::settings::Settings;
use crate::model::{IdentityProvider, Protocol};
use crate::policy::Policy;

const SETTING: &str = "IDENTITY_ASSERTIONS";

/// Reads the names of the providers, and adds the grant to the policy if there is one. Nothing is read while users sign in
/// at another server.
pub fn read(settings: &Settings<'_>, policy: &mut Policy) -> Result<Vec<String>, Misconfigured> {
    let names = settings.words(SETTING)?.unwrap_or_default();
    if names.is_empty() || !policy.has_own_sign_in() {
        return Ok(Vec::new());
    }
    // Only a client that authenticates may exchange an assertion.
    if policy.token_endpoint_auth_methods_supported == [TokenEndpointAuthMethod::None] {
        return Err(refuse("be absent while TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED has none alone".to_owned()));
    }
    policy.grant_types_supported.push(GrantType::JwtBearer);
    Ok(names)
}

/// Marks the providers of these names; `Err` for a name that is no OpenID Provider of the settings.
pub fn mark(names: &[String], providers: &mut [IdentityProvider]) -> Result<(), Misconfigured> {
    for name in names {
        let is_named = |it: &&mut IdentityProvider| it.name == *name && matches!(it.protocol, Protocol::OpenId(_));
        let must = || format!("have names of IDENTITY_PROVIDERS with an issuer; {name} is not one");
        providers.iter_mut().find(is_named).ok_or_else(|| refuse(must()))?.asserts = true;
    }
    Ok(())
}

const fn refuse(must: String) -> Misconfigured {
    Misconfigured { setting: SETTING, must }
}
