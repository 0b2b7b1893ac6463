//! The steps that an operator has taken in the console.

/// A thing that was done. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsoleDone {
    /// A version of a policy was put in force.
    Activated,
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
    /// A version of a policy was given up.
    Retired,
    /// An initial access token was revoked.
    Revoked,
    /// The next signing keys were made.
    Rotated,
    /// The draft of a policy was written.
    Saved,
    /// A version of a policy is tried.
    Shadowed,
    /// A user was deleted.
    UserDeleted,
    /// A user was shut out.
    UserDisabled,
    /// A user was let in again.
    UserEnabled,
    /// A user was signed out everywhere.
    UserSignedOut,
}

impl ConsoleDone {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Activated,
        Self::Approved,
        Self::Begun,
        Self::Deleted,
        Self::Disabled,
        Self::Enabled,
        Self::Lifted,
        Self::Nothing,
        Self::Retired,
        Self::Revoked,
        Self::Rotated,
        Self::Saved,
        Self::Shadowed,
        Self::UserDeleted,
        Self::UserDisabled,
        Self::UserEnabled,
        Self::UserSignedOut,
    ];

    /// Returns the word in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Activated => "activated",
            Self::Approved => "approved",
            Self::Begun => "begun",
            Self::Deleted => "deleted",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::Lifted => "lifted",
            Self::Nothing => "nothing",
            Self::Retired => "retired",
            Self::Revoked => "revoked",
            Self::Rotated => "rotated",
            Self::Saved => "saved",
            Self::Shadowed => "shadowed",
            Self::UserDeleted => "user-deleted",
            Self::UserDisabled => "user-disabled",
            Self::UserEnabled => "user-enabled",
            Self::UserSignedOut => "user-signed-out",
        }
    }

    /// Returns the words of the page.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Activated => "The version is in force: here at once, everywhere within 30 seconds.",
            Self::Approved => "The client is approved.",
            Self::Begun => "The clients of this kind that have registered until now are refused.",
            Self::Deleted => "The client is deleted.",
            Self::Disabled => "The client is shut out.",
            Self::Enabled => "The client may be used again.",
            Self::Lifted => "The clients of the epoch are accepted again.",
            Self::Nothing => "There was nothing left to do.",
            Self::Retired => "The version applies to nothing any more.",
            Self::Revoked => "The token registers no more clients.",
            Self::Rotated => "Each signing key has its successor, which signs one day after it was made.",
            Self::Saved => "The draft is saved. It applies to nothing yet.",
            Self::Shadowed => "The version is tried in the shadow. It changes no answer.",
            Self::UserDeleted => "The user is deleted.",
            Self::UserDisabled => "The user is shut out. All sessions and grants have ended.",
            Self::UserEnabled => "The user can sign in again.",
            Self::UserSignedOut => "All sessions and grants of the user have ended.",
        }
    }
}
