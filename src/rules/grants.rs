//! Grants and response types, and how they belong together. RFC 7591 sections 2 and 2.1.

use crate::error::Invalid;
use crate::json::Pointer;
use crate::metadata::{ClientMetadata, GrantType, Keyword, List, ResponseType, TokenEndpointAuthMethod};
use crate::policy::Policy;
use crate::rules::names;

/// Without grants the client uses authorization codes; without response types it asks for the first that its grants can
/// use.
///
/// A client without a redirecting grant has no response type, although RFC 7591 section 2 names `code` as the default
/// for all: section 2.1 pairs `code` with the grant that such a client lacks.
pub fn complete(metadata: &mut ClientMetadata, policy: &Policy) {
    let grants = metadata.grant_types.get_or_insert_with(|| vec![GrantType::AuthorizationCode].into());
    let can_use = |response_type: &&ResponseType| response_type.grants().iter().all(|grant| grants.contains(grant));
    let supported = &policy.response_types_supported;
    let code = supported.iter().filter(|response_type| **response_type == ResponseType::Code);
    let mut usable = code.chain(supported).filter(can_use).cloned();
    let first: Vec<ResponseType> = usable.next().into_iter().collect();
    metadata.response_types.get_or_insert_with(|| first.into());
}

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let grants = metadata.grant_types.as_ref().map_or(&[][..], List::as_slice);
    let response_types = metadata.response_types.as_ref().map_or(&[][..], List::as_slice);
    supported("grant_types", grants, &policy.grant_types_supported)?;
    supported("response_types", response_types, &policy.response_types_supported)?;
    if grants.is_empty() {
        return Err(Invalid::new(Pointer::member("grant_types"), "have a value"));
    }
    for (index, response_type) in response_types.iter().enumerate() {
        if let Some(missing) = response_type.grants().iter().find(|grant| !grants.contains(grant)) {
            let at = Pointer::member("response_types").element(index);
            return Err(Invalid::new(at, format!("come with the grant type {}", missing.name())));
        }
    }
    for (index, grant) in grants.iter().enumerate() {
        let at = || Pointer::member("grant_types").element(index);
        let is_answered = |response_type: &ResponseType| response_type.grants().contains(grant);
        if redirects(grant) && !response_types.iter().any(is_answered) {
            return Err(Invalid::new(at(), format!("come with a response type that {} can use", grant.name())));
        }
        let public = metadata.token_endpoint_auth_method == Some(TokenEndpointAuthMethod::None);
        if public && *grant == GrantType::ClientCredentials {
            return Err(Invalid::new(at(), "not be client_credentials when token_endpoint_auth_method is none"));
        }
    }
    check_together(grants, policy)
}

/// A refresh token comes with another grant, and some grants do not come together. RFC 6749 section 1.5, RFC 7591
/// section 5.
fn check_together(grants: &[GrantType], policy: &Policy) -> Result<(), Invalid> {
    if grants.iter().all(|grant| *grant == GrantType::RefreshToken) {
        return Err(Invalid::new(Pointer::member("grant_types"), "have a grant type that refresh tokens come from"));
    }
    let mut exclusive = policy.exclusive_grant_types.iter();
    match exclusive.find(|(one, other)| grants.contains(one) && grants.contains(other)) {
        None => Ok(()),
        Some((one, other)) => {
            let must = format!("not have {} together with {}", one.name(), other.name());
            Err(Invalid::new(Pointer::member("grant_types"), must))
        }
    }
}

/// Whether the grant sends the user agent back to the client.
pub fn redirects(grant: &GrantType) -> bool {
    matches!(grant, GrantType::AuthorizationCode | GrantType::Implicit)
}

fn supported<T: Keyword>(member: &str, values: &[T], supported: &[T]) -> Result<(), Invalid> {
    match values.iter().position(|value| !supported.contains(value)) {
        None => Ok(()),
        Some(index) => {
            let at = Pointer::member(member).element(index);
            Err(Invalid::new(at, format!("be one of {}", names(supported))))
        }
    }
}
