//! The message of the user's own page about the last action.

use maud::{Markup, html};

use crate::pages::layout::{notice, problem};
use crate::pages::{Look, texts::account as texts, texts::factor};

/// A thing that was done on the user's own page, or was not. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// A client was deleted.
    Deleted,
    /// Sessions were ended.
    Ended,
    /// Sessions were ended, and apps are still to be told.
    EndedUntold,
    /// The second factor was removed.
    FactorRemoved,
    /// A passkey was added.
    PasskeyAdded,
    /// No passkey was added: the user has it already.
    PasskeyExists,
    /// A passkey was not removed: the user has no other way to sign in.
    PasskeyKept,
    /// No passkey was added: the answer of the browser was not accepted.
    PasskeyNotAdded,
    /// No passkey was renamed: there was no name, or the user has no such passkey.
    PasskeyNotRenamed,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A passkey was renamed.
    PasskeyRenamed,
    /// The access of an app was revoked.
    Revoked,
    /// No passkey was added: the user has as many as a user can have.
    TooManyPasskeys,
}

impl Done {
    /// All things, in the order of the enum.
    pub const ALL: [Self; 13] = [
        Self::Deleted,
        Self::Ended,
        Self::EndedUntold,
        Self::FactorRemoved,
        Self::PasskeyAdded,
        Self::PasskeyExists,
        Self::PasskeyKept,
        Self::PasskeyNotAdded,
        Self::PasskeyNotRenamed,
        Self::PasskeyRemoved,
        Self::PasskeyRenamed,
        Self::Revoked,
        Self::TooManyPasskeys,
    ];

    /// Returns the name of the thing.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Ended => "ended",
            Self::EndedUntold => "ended-untold",
            Self::FactorRemoved => "factor-removed",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyExists => "passkey-exists",
            Self::PasskeyKept => "passkey-kept",
            Self::PasskeyNotAdded => "passkey-not-added",
            Self::PasskeyNotRenamed => "passkey-not-renamed",
            Self::PasskeyRemoved => "passkey-removed",
            Self::PasskeyRenamed => "passkey-renamed",
            Self::Revoked => "revoked",
            Self::TooManyPasskeys => "too-many-passkeys",
        }
    }

    pub(super) fn markup(self, look: &Look<'_>) -> Markup {
        let good = |text| notice(look.say(text));
        let bad = |text| problem(&html! { (look.say(text)) }, None, look);
        match self {
            Self::Deleted => good(texts::DELETED),
            Self::Ended => good(texts::ENDED),
            Self::EndedUntold => good(texts::ENDED_UNTOLD),
            Self::FactorRemoved => good(factor::REMOVED),
            Self::PasskeyAdded => good(texts::PASSKEY_ADDED),
            Self::PasskeyExists => bad(texts::PASSKEY_EXISTS),
            Self::PasskeyKept => bad(texts::PASSKEY_KEPT),
            Self::PasskeyNotAdded => bad(texts::PASSKEY_NOT_ADDED),
            Self::PasskeyNotRenamed => bad(texts::PASSKEY_NOT_RENAMED),
            Self::PasskeyRemoved => good(texts::PASSKEY_REMOVED),
            Self::PasskeyRenamed => good(texts::PASSKEY_RENAMED),
            Self::Revoked => good(texts::REVOKED),
            Self::TooManyPasskeys => bad(texts::TOO_MANY_PASSKEYS),
        }
    }
}
