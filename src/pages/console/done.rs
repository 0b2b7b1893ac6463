//! The steps that an operator has taken in the console.

/// A thing that was done. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsoleDone {
    /// A client was approved.
    Approved,
    /// An epoch began.
    Begun,
    /// A client was deleted.
    Deleted,
    /// A client was shut out.
    Disabled,
    /// A client was let in again.
    Enabled,
    /// An epoch was lifted.
    Lifted,
    /// The thing was gone already.
    Nothing,
    /// An initial access token was revoked.
    Revoked,
}

impl ConsoleDone {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Approved,
        Self::Begun,
        Self::Deleted,
        Self::Disabled,
        Self::Enabled,
        Self::Lifted,
        Self::Nothing,
        Self::Revoked,
    ];

    /// Returns the word in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Begun => "begun",
            Self::Deleted => "deleted",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::Lifted => "lifted",
            Self::Nothing => "nothing",
            Self::Revoked => "revoked",
        }
    }

    /// Returns the words of the page.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Approved => "The client is approved.",
            Self::Begun => "The clients of this kind that have registered until now are refused.",
            Self::Deleted => "The client is deleted.",
            Self::Disabled => "The client is shut out.",
            Self::Enabled => "The client may be used again.",
            Self::Lifted => "The clients of the epoch are accepted again.",
            Self::Nothing => "There was nothing left to do.",
            Self::Revoked => "The token registers no more clients.",
        }
    }
}
