//! Passkeys: users add them, and sign in with them alone. Web Authentication Level 3.
//!
//! A page has the options for the browser and a challenge in them; the answer comes back in a form. The challenge is sealed
//! for the session or the browser, so nothing is stored before it is used up.

mod addition;
mod authenticator_data;
mod challenge;
mod client_data;
mod credential;
mod key;
mod proof;

pub use addition::{added, addition_options};
pub use proof::{Proof, proven, sign_in_options};

use crate::error::{Fault, PasskeyFailure};

/// The reason why a passkey does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// This server failed.
    Fault(Fault),
    /// The passkey, or its answer, breaks a rule.
    Refused(PasskeyFailure),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<PasskeyFailure> for Failure {
    fn from(failure: PasskeyFailure) -> Self {
        Self::Refused(failure)
    }
}
