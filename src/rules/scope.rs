//! Scope values. RFC 7591 section 2.

use crate::client_metadata::{ClientMetadata, Member, Scope};
use crate::error::Invalid;
use crate::policy::{Policy, UnsupportedScope};
use crate::rules::{ValidatedClient, must};

/// Drops unsupported values, unless the policy refuses them. A client without values gets the default values in the
/// registration itself, so that its response, sent back in an update, changes nothing.
pub fn complete(metadata: &mut ClientMetadata, policy: &Policy) {
    let scopes = &policy.scopes;
    let kept = match metadata.scope.take() {
        Some(scope) if scopes.unsupported == UnsupportedScope::Refuse => Some(scope),
        Some(scope) => Scope::of(scope.values().iter().filter(|value| scopes.supports(value)).cloned()),
        None => None,
    };
    metadata.scope = kept.or_else(|| Scope::of(scopes.default.clone()));
}

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let scopes = &policy.scopes;
    let values = metadata.scope.as_ref().map_or(&[][..], Scope::values);
    if values.iter().all(|value| scopes.supports(value)) {
        return Ok(());
    }
    Err(match scopes.supported.as_deref() {
        None => must("scope", "not have rights that only the operator gives"),
        Some([]) => must("scope", "be absent: this server has no scope values"),
        Some(supported) => must("scope", format!("have no values but {}", supported.join(", "))),
    })
}

impl ValidatedClient {
    /// Replaces the scope of the client; `None` removes it.
    #[must_use]
    pub fn with_scope(mut self, scope: Option<Scope>) -> Self {
        match &scope {
            Some(scope) => self.members.insert("scope".to_owned(), scope.write()),
            None => self.members.remove("scope"),
        };
        self.metadata.scope = scope;
        self
    }
}
