//! Rights to register: scope values of access tokens.

use crate::client_metadata::{ClientMetadata, GrantType, Keyword, List};
use crate::error::Refusal;
use crate::policy::RIGHT;

/// The rights of an access token: to register anything, or only certain grants and a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights(Vec<String>);

impl Rights {
    /// Returns the rights among scope values; `None` without any. The issuer calls the full right `right`, and all
    /// other rights begin with it.
    #[must_use]
    pub fn among<'a>(values: impl Iterator<Item = &'a str>, right: &str) -> Option<Self> {
        // The colon must follow at once: `dcrx` is no lesser right of `dcr`.
        let rest = values.filter_map(|value| value.strip_prefix(right));
        let rights = rest.filter(|rest| rest.is_empty() || rest.starts_with(':')).map(|rest| format!("{RIGHT}{rest}"));
        let rights: Vec<String> = rights.collect();
        (!rights.is_empty()).then_some(Self(rights))
    }

    /// Restores stored rights.
    #[must_use]
    pub const fn restored(names: Vec<String>) -> Self {
        Self(names)
    }

    /// Returns the names of the rights.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Returns true if the rights permit everything.
    #[must_use]
    pub fn are_all(&self) -> bool {
        self.has(RIGHT)
    }

    /// Returns true if the rights permit a scope of the client's choice.
    #[must_use]
    pub fn permit_scope(&self) -> bool {
        self.are_all() || self.has(&format!("{RIGHT}:scope"))
    }

    /// Returns true if the rights permit a grant.
    #[must_use]
    pub fn permit_grant(&self, grant: &GrantType) -> bool {
        self.are_all() || self.has(&right_to(grant))
    }

    /// Checks that a client stays within the rights; `Err` names the first missing right. RFC 6750 section 3.1.
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

/// Returns the name of the right to register a grant.
fn right_to(grant: &GrantType) -> String {
    format!("{RIGHT}:grant:{}", grant.name())
}
