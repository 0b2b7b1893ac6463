//! Scope values. RFC 7591 section 2.

use crate::metadata::{ClientMetadata, Scope};
use crate::policy::Policy;

/// Drops the values that are not supported; the answer shows what is left.
pub fn complete(metadata: &mut ClientMetadata, policy: &Policy) {
    metadata.scope = metadata
        .scope
        .take()
        .and_then(|scope| Scope::of(scope.values().iter().filter(|value| policy.supports_scope(value)).cloned()));
}
