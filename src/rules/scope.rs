//! Scope values. RFC 7591 section 2.

use crate::error::Invalid;
use crate::metadata::{ClientMetadata, Scope};
use crate::policy::{Policy, UnsupportedScope};
use crate::rules::must;

/// Without a scope the client gets the default one; values that are not supported are dropped, unless they refuse the
/// registration, and the answer shows what is left.
pub fn complete(metadata: &mut ClientMetadata, policy: &Policy) {
    let scopes = &policy.scopes;
    metadata.scope = match metadata.scope.take() {
        None => Scope::of(scopes.default.clone()),
        Some(scope) if scopes.unsupported == UnsupportedScope::Refuse => Some(scope),
        Some(scope) => Scope::of(scope.values().iter().filter(|value| scopes.supports(value)).cloned()),
    };
}

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let scopes = &policy.scopes;
    let values = metadata.scope.as_ref().map_or(&[][..], Scope::values);
    if values.iter().all(|value| scopes.supports(value)) {
        return Ok(());
    }
    let supported = scopes.supported.as_deref().unwrap_or_default();
    Err(must("scope", format!("have no values but {}", supported.join(", "))))
}
