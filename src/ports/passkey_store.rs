//! Passkeys of users.

use crate::error::{Fault, PasskeyFailure};
use crate::model::{AuditEntry, Passkey, PasskeyUse, Session, SessionId, SpentChallenge, User, UserId};

/// Stores passkeys. Each call is one transaction.
pub trait PasskeyStore {
    /// Returns the passkeys of a user, the oldest first.
    async fn passkeys_of(&self, user: &UserId) -> Result<Vec<Passkey>, Fault>;

    /// Returns the passkey of this identifier that a user has, with the user.
    async fn passkey(&self, user: &UserId, id: &str) -> Result<Option<(Passkey, User)>, Fault>;

    /// Stores a passkey, and uses up the challenge.
    ///
    /// Stores nothing, and returns the reason, if the challenge was used, if some user has this passkey already, or if the
    /// user has as many as a user can have.
    async fn add_passkey(
        &self,
        passkey: &Passkey,
        challenge: &SpentChallenge,
    ) -> Result<Result<(), PasskeyFailure>, Fault>;

    /// Notes a sign-in, uses up the challenge, and stores the session as [`SessionStore::begin_session`] does.
    ///
    /// Begins no session, and returns the reason, if the challenge was used, if the counter is not beyond the stored one, or
    /// if the user is disabled. Two sign-ins at the same time cannot both count with one counter.
    ///
    /// [`SessionStore::begin_session`]: crate::ports::SessionStore::begin_session
    async fn begin_session_by_passkey(
        &self,
        used: &PasskeyUse<'_>,
        session: &Session,
        former: Option<&SessionId>,
        entry: Option<AuditEntry>,
    ) -> Result<Result<(), PasskeyFailure>, Fault>;

    /// Gives a passkey another name; false if the user has no such passkey.
    async fn rename_passkey(&self, user: &UserId, id: &str, name: &str) -> Result<bool, Fault>;

    /// Removes a passkey; false if the user has no such passkey, or no password and no other passkey.
    async fn remove_passkey(&self, user: &UserId, id: &str) -> Result<bool, Fault>;
}
