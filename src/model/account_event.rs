//! Events of accounts that the operator learns of. OpenID RISC Profile, OpenID CAEP.

use serde::{Deserialize, Serialize};

use crate::model::UserId;

/// An event of the account of a user, as the store has it until it is sent. It has no secret.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct AccountEvent {
    /// The kind.
    #[serde(rename = "e")]
    pub kind: EventKind,
    /// The user.
    #[serde(rename = "u")]
    pub user: UserId,
    /// The one who acts.
    #[serde(rename = "b")]
    pub by: Actor,
    /// The browser, for a sign-in.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The town and the country, for a sign-in.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// The one who acts. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// An operator, with the command line.
    Admin,
    /// An operator, at the admin API, which has noted the step in the audit log itself.
    Operator,
    /// The user.
    User,
}

impl Actor {
    /// Returns the value of `initiating_entity`. OpenID CAEP section 2.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin | Self::Operator => "admin",
            Self::User => "user",
        }
    }
}

/// The kind of an event. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// The user signed in with a browser or from a place that no other session of the user has.
    NewSignIn,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A password was set.
    PasswordSet,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// Recovery codes were made.
    RecoveryCodesMade,
    /// An operator made a link with which the user sets a password.
    RecoveryLinkMade,
    /// The user has set a password with such a link.
    RecoveryLinkUsed,
    /// All sessions were ended, or all but the one in which the user did it.
    SessionsEnded,
    /// An authenticator app was added.
    TotpAdded,
    /// An authenticator app was removed.
    TotpRemoved,
    /// An operator deleted the user.
    UserDeleted,
    /// An operator shut the user out.
    UserDisabled,
    /// An operator let the user in again.
    UserEnabled,
}

/// The kinds of credentials in the order `credential_type`, `change_type`. OpenID CAEP section 3.3.
type Change = Option<(&'static str, &'static str)>;

impl EventKind {
    /// Returns the name of the kind in the store and in the log, the type of the event below
    /// `https://schemas.openid.net/secevent/`, and the change of a credential.
    #[must_use]
    pub const fn facts(self) -> (&'static str, &'static str, Change) {
        const CREDENTIAL: &str = "caep/event-type/credential-change";
        match self {
            Self::NewSignIn => ("new-sign-in", "caep/event-type/session-established", None),
            Self::PasskeyAdded => ("passkey-added", CREDENTIAL, Some(("fido2-platform", "create"))),
            Self::PasskeyRemoved => ("passkey-removed", CREDENTIAL, Some(("fido2-platform", "delete"))),
            Self::PasswordSet => ("password-set", CREDENTIAL, Some(("password", "update"))),
            Self::RecoveryCodeUsed => ("recovery-code-used", "risc/event-type/recovery-activated", None),
            Self::RecoveryCodesMade => ("recovery-codes-made", "risc/event-type/recovery-information-changed", None),
            Self::RecoveryLinkMade => ("recovery-link-made", "risc/event-type/credential-change-required", None),
            Self::RecoveryLinkUsed => ("recovery-link-used", "risc/event-type/recovery-activated", None),
            Self::SessionsEnded => ("sessions-ended", "caep/event-type/session-revoked", None),
            Self::TotpAdded => ("totp-added", CREDENTIAL, Some(("app", "create"))),
            Self::TotpRemoved => ("totp-removed", CREDENTIAL, Some(("app", "delete"))),
            Self::UserDeleted => ("user-deleted", "risc/event-type/account-purged", None),
            Self::UserDisabled => ("user-disabled", "risc/event-type/account-disabled", None),
            Self::UserEnabled => ("user-enabled", "risc/event-type/account-enabled", None),
        }
    }
}
