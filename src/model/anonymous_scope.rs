//! The scope of anonymous clients that get tokens only for themselves. No user consents to such tokens.

use crate::client_metadata::{ClientMetadata, GrantType, List, Scope};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::model::{Bounds, is_anonymous};
use crate::policy::{Policy, UnsupportedScope};
use crate::rules::ValidatedClient;

/// Removes the scope values that an anonymous client may not register while the operator lists no values.
///
/// Without `SCOPES_SUPPORTED` every value can be registered. That is safe for a client that a token, a certificate, a
/// statement or a template vouches for, and for a client whose users consent. An anonymous client that gets tokens only
/// for itself is limited to the default values. Returns the reason if values were removed; `Err` if the policy refuses
/// such values instead.
pub fn limit_scope(
    client: ValidatedClient,
    bounds: Option<&Bounds>,
    policy: &Policy,
) -> Result<(ValidatedClient, Option<Invalid>), Invalid> {
    if !has_excess(client.metadata(), bounds, policy) {
        return Ok((client, None));
    }
    let why = "the operator has not set SCOPES_SUPPORTED, and nobody vouches for this client";
    let must = match &*policy.scopes.default {
        [] => format!("be absent: {why}"),
        default => format!("have no values but {}: {why}", default.join(", ")),
    };
    let invalid = Invalid::new(Pointer::member("scope"), must);
    match policy.scopes.unsupported {
        UnsupportedScope::Drop => Ok((without_excess(client, policy), Some(invalid))),
        UnsupportedScope::Refuse => Err(invalid),
    }
}

/// Removes these scope values from a client that has already registered, without a reason or an error.
pub fn limited(client: ValidatedClient, bounds: Option<&Bounds>, policy: &Policy) -> ValidatedClient {
    if has_excess(client.metadata(), bounds, policy) { without_excess(client, policy) } else { client }
}

/// Returns true if a client may have a scope value in tokens that it requests for itself. No user consents to these
/// tokens.
pub fn may_have(value: &str, bounds: Option<&Bounds>, policy: &Policy) -> bool {
    let is_listed = policy.scopes.supported.is_some() || policy.scopes.default.iter().any(|default| default == value);
    // If another server issues the tokens, that server decides on their scope.
    is_listed || !policy.has_own_tokens() || !is_anonymous(bounds)
}

fn has_excess(metadata: &ClientMetadata, bounds: Option<&Bounds>, policy: &Policy) -> bool {
    // A refresh token continues another grant, so it brings no user by itself.
    let without_user = [GrantType::ClientCredentials, GrantType::RefreshToken];
    let grants = metadata.grant_types.as_ref().map_or(&[][..], List::as_slice);
    let values = metadata.scope.as_ref().map_or(&[][..], Scope::values);
    grants.iter().all(|grant| without_user.contains(grant))
        && values.iter().any(|value| !may_have(value, bounds, policy))
}

fn without_excess(client: ValidatedClient, policy: &Policy) -> ValidatedClient {
    let values = client.metadata().scope.as_ref().map_or(&[][..], Scope::values);
    let kept = values.iter().filter(|value| policy.scopes.default.contains(value)).cloned();
    // An update without a scope gets the default. So a client that sends this answer back changes nothing.
    let kept = Scope::of(kept).or_else(|| Scope::of(policy.scopes.default.clone()));
    client.with_scope(kept)
}
