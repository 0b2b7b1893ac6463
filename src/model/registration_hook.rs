//! The operator's own check of registrations, as the settings describe it.

use crate::client_metadata::AbsoluteUri;
use crate::unit::Seconds;

/// The registration hook: a program of the operator that allows, refuses or amends a registration or an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationHook {
    /// Where the hook is.
    pub place: HookPlace,
    /// How long the server waits for the whole answer.
    pub time_limit: Seconds,
    /// The fate of a request that the hook does not answer.
    pub unanswered: Unanswered,
}

/// Where a registration hook is. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HookPlace {
    /// A Worker of the same account, bound to this server as `HOOK`.
    Service,
    /// A server at this address. Each question is signed.
    Uri(AbsoluteUri),
}

/// The fate of a request that the registration hook does not answer. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// The request goes on without the check. An answer that breaks the contract is refused nevertheless.
    Allow,
    /// The request is refused.
    Refuse,
}

impl RegistrationHook {
    /// Returns the address; `None` for a bound Worker.
    #[must_use]
    pub const fn uri(&self) -> Option<&AbsoluteUri> {
        match &self.place {
            HookPlace::Service => None,
            HookPlace::Uri(uri) => Some(uri),
        }
    }
}
