//! How the client authenticates, and with which keys. RFC 7591 section 2.

use crate::error::Invalid;
use crate::json::Pointer;
use crate::metadata::{ClientMetadata, TokenEndpointAuthMethod};
use crate::policy::Policy;
use crate::rules::names;

/// Without a method the client uses its secret in the authorization header.
pub fn fill_in(mut asked: ClientMetadata) -> ClientMetadata {
    asked.token_endpoint_auth_method.get_or_insert(TokenEndpointAuthMethod::ClientSecretBasic);
    asked
}

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let at = || Pointer::member("token_endpoint_auth_method");
    let method = metadata.token_endpoint_auth_method.as_ref();
    let supported = &policy.token_endpoint_auth_methods_supported;
    if !method.is_some_and(|method| supported.contains(method)) {
        return Err(Invalid::new(at(), format!("be one of {}", names(supported))));
    }
    if metadata.jwks.is_some() && metadata.jwks_uri.is_some() {
        return Err(Invalid::new(Pointer::member("jwks"), "not be sent together with jwks_uri"));
    }
    let has_keys = metadata.jwks.is_some() || metadata.jwks_uri.is_some();
    if method == Some(&TokenEndpointAuthMethod::PrivateKeyJwt) && !has_keys {
        return Err(Invalid::new(at(), "come with jwks_uri or jwks when it is private_key_jwt"));
    }
    Ok(())
}
