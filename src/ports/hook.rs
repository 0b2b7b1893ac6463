//! The operator's own check of registrations: the service that is bound to this server, and what the log says of the check.

use crate::error::Fault;
use crate::ports::{Fetched, Message};
use crate::unit::Milliseconds;

/// Reaches the Worker that is bound to this server as the registration hook, and keeps a note for the log.
pub trait Hook {
    /// Sends a message within its limits. A redirection is not followed.
    ///
    /// `Err` if there is no such binding, and if the Worker fails or takes too long.
    async fn ask_service(&self, message: &Message) -> Result<Fetched, Fault>;

    /// Notes what became of the check of this request.
    fn note_hook(&self, note: HookNote);

    /// Returns the note; `None` if no check was asked.
    fn hook_note(&self) -> Option<HookNote>;
}

/// What became of a check, for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookNote {
    /// What became of it.
    pub outcome: HookOutcome,
    /// How long the answer took.
    pub took: Milliseconds,
    /// The fault of the answer, in words of this server.
    pub cause: Option<String>,
}

/// What became of a check. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookOutcome {
    /// The request may go on as it is.
    Allowed,
    /// The request goes on with other members.
    Amended,
    /// The request is refused.
    Refused,
    /// There was no answer, or none that counts.
    Unavailable,
}

impl HookOutcome {
    /// Returns the word for the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Amended => "amended",
            Self::Refused => "refused",
            Self::Unavailable => "unavailable",
        }
    }
}
