//! Rights to register, as scope values of access tokens: all, or those that are named.

use crate::client_metadata::{ClientMetadata, GrantType, Keyword, List};
use crate::error::Refusal;
use crate::policy::RIGHT;

/// What the holder of an access token may register: anything, or the grants and the scope that it has a right to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights(Vec<String>);

impl Rights {
    /// The rights among scope values, where `right` is the one to everything and begins all others; `None` without any.
    #[must_use]
    pub fn among<'a>(values: impl Iterator<Item = &'a str>, right: &str) -> Option<Self> {
        let rest = values.filter_map(|value| value.strip_prefix(right));
        let rights = rest.filter(|rest| rest.is_empty() || rest.starts_with(':')).map(|rest| format!("{RIGHT}{rest}"));
        let rights: Vec<String> = rights.collect();
        (!rights.is_empty()).then_some(Self(rights))
    }

    /// Those that were stored by name.
    #[must_use]
    pub const fn restored(names: Vec<String>) -> Self {
        Self(names)
    }

    /// The rights by name.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Whether they permit anything.
    #[must_use]
    pub fn are_all(&self) -> bool {
        self.has(RIGHT)
    }

    /// Whether they permit a scope of the client's choice.
    #[must_use]
    pub fn permit_scope(&self) -> bool {
        self.are_all() || self.has(&format!("{RIGHT}:scope"))
    }

    /// Whether they permit a grant.
    #[must_use]
    pub fn permit_grant(&self, grant: &GrantType) -> bool {
        self.are_all() || self.has(&right_to(grant))
    }

    /// Checks that a client stays within them; `Err` names the first right that is missing. RFC 6750 section 3.1.
    pub fn check(&self, metadata: &ClientMetadata) -> Result<(), Refusal> {
        let grants = metadata.grant_types.as_ref().map_or(&[][..], List::as_slice);
        if let Some(missing) = grants.iter().find(|grant| !self.permit_grant(grant)) {
            return Err(Refusal::InsufficientScope(right_to(missing)));
        }
        if metadata.scope.is_some() && !self.permit_scope() {
            return Err(Refusal::InsufficientScope(format!("{RIGHT}:scope")));
        }
        Ok(())
    }

    fn has(&self, right: &str) -> bool {
        self.0.iter().any(|known| known == right)
    }
}

/// The right to register a grant.
fn right_to(grant: &GrantType) -> String {
    format!("{RIGHT}:grant:{}", grant.name())
}
