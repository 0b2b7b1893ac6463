//! The reasons why a sign-in at a provider ends without a user.

use std::borrow::Cow;

use crate::error::Fault;
use crate::outbound::Unfetchable;

/// The reason why a sign-in at a provider ends without a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// This server failed.
    Fault(Fault),
    /// The user gets a page that says what to do. The text is for the log, and has no secret.
    Stop(Stop, Cow<'static, str>),
}

/// What the user can do next. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The user did not sign in at the provider: try again.
    Cancelled,
    /// The sign-in began in another browser, has expired, or was finished before: begin again in the app.
    Lost,
    /// The operator does not let this user in: use another account.
    NotAllowed,
    /// The provider does not answer, or its answer is not good: try later.
    Unavailable,
}

impl Failure {
    /// Makes the failure of a provider whose answer breaks a rule.
    #[must_use]
    pub fn of_provider(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::Stop(Stop::Unavailable, reason.into())
    }

    /// Makes the failure of a browser that does not bring what it got.
    #[must_use]
    pub const fn lost(reason: &'static str) -> Self {
        Self::Stop(Stop::Lost, Cow::Borrowed(reason))
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Unfetchable> for Failure {
    fn from(_: Unfetchable) -> Self {
        Self::of_provider("the metadata of the provider cannot be fetched")
    }
}
