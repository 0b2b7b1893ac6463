//! The changes of a version, and the events that they leave.

use crate::policy::Collection;

/// A change of a version. In alphabetical order.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    Activated,
    Changed,
    Drafted,
    Retired,
    Shadowed,
}

impl Change {
    /// Returns the kind of the event.
    pub const fn event(self, collection: Collection) -> &'static str {
        match (collection, self) {
            (Collection::Policies, Self::Activated) => "policy-activated",
            (Collection::Policies, Self::Changed) => "policy-changed",
            (Collection::Policies, Self::Drafted) => "policy-drafted",
            (Collection::Policies, Self::Retired) => "policy-retired",
            (Collection::StatementIssuers, Self::Activated) => "statement-issuer-activated",
            (Collection::StatementIssuers, Self::Changed) => "statement-issuer-changed",
            (Collection::StatementIssuers, Self::Drafted) => "statement-issuer-drafted",
            (Collection::StatementIssuers, Self::Retired) => "statement-issuer-retired",
            (Collection::Templates, Self::Activated) => "template-activated",
            (Collection::Templates, Self::Changed) => "template-changed",
            (Collection::Templates, Self::Drafted) => "template-drafted",
            (Collection::Templates, Self::Retired) => "template-retired",
            // Policies alone are tried.
            (_, Self::Shadowed) => "policy-shadowed",
        }
    }
}
