//! Users and their sessions.

use crate::error::Fault;
use crate::model::{Consent, Session, SessionId, TokenDigest, User, UserId};
use crate::unit::Timestamp;

/// Stores users.
pub trait UserStore {
    /// Returns a local user and the hash of their password, by the name that the user types, in lower case.
    async fn local_user(&self, username: &str) -> Result<Option<LocalUser>, Fault>;

    /// Stores the hash of a new password. With `reset`, the digest of a reset code: only if that code is valid now, and
    /// uses it up. Ends the sessions of the user. Returns false if nothing was stored.
    async fn set_password(&self, reset: Reset<'_>, password: &str, at: Timestamp) -> Result<bool, Fault>;
}

/// A local user and the hash of their password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalUser {
    /// The user.
    pub user: User,
    /// The hash of the password, in the PHC string format; `None` before the user has one.
    pub password: Option<String>,
}

/// The right to set a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reset<'a> {
    /// A code that the operator made.
    Code(&'a TokenDigest),
    /// The user signed in with a password whose hash has outdated parameters.
    Rehash(&'a UserId),
}

/// Stores sessions.
pub trait SessionStore {
    /// Stores a session. A user of an identity provider is stored with it, with the newest claims.
    ///
    /// Returns false, and stores nothing, if the user is disabled.
    async fn begin_session(&self, session: &Session, user: &User) -> Result<bool, Fault>;

    /// Returns a session that has not ended, with its user and what the user has consented to for a client and a
    /// redirection URI; `None` if the session has ended or the user is disabled. One statement.
    async fn session(
        &self,
        id: &SessionId,
        client_id: &str,
        redirect_uri: &str,
        at: Timestamp,
    ) -> Result<Option<SessionRecord>, Fault>;

    /// Returns the sessions of a user that have not ended.
    async fn sessions_of(&self, user: &UserId, at: Timestamp) -> Result<Vec<Session>, Fault>;

    /// Ends a session, and the grants of it that do not outlive it. Returns the clients that had grants in the session.
    async fn end_session(&self, id: &SessionId, at: Timestamp) -> Result<Vec<String>, Fault>;
}

/// A session and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// The session.
    pub session: Session,
    /// The user.
    pub user: User,
    /// The consent of the user for the client and the redirection URI.
    pub consent: Option<Consent>,
}

/// Remembers what users have consented to.
pub trait ConsentStore {
    /// Stores a consent in place of an earlier one for the same user, client and redirection URI.
    async fn remember_consent(&self, consent: &Consent) -> Result<(), Fault>;

    /// Returns every consent of a user.
    async fn consents_of(&self, user: &UserId) -> Result<Vec<Consent>, Fault>;

    /// Forgets the consents of a user for a client, and ends the grants.
    async fn forget_consents(&self, user: &UserId, client_id: &str, at: Timestamp) -> Result<(), Fault>;
}
