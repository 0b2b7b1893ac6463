//! Users and their sessions.

use crate::error::Fault;
use crate::model::{Access, AuditEntry, Consent, OwnedClient, Session, SessionId, Telling, TokenDigest, User, UserId};
use crate::unit::Timestamp;

/// Stores users.
pub trait UserStore {
    /// Returns a local user and the hash of their password, by the name that the user types, in lower case.
    async fn local_user(&self, username: &str) -> Result<Option<LocalUser>, Fault>;

    /// Returns the user whose code to set a password has this digest, unless it has expired or the user is disabled.
    async fn user_of_code(&self, digest: &TokenDigest, at: Timestamp) -> Result<Option<User>, Fault>;

    /// Stores the hash of a new password in the place of another one, in the PHC string format. Returns false if nothing
    /// was stored.
    async fn set_password(&self, right: PasswordRight<'_>, password: &str, at: Timestamp) -> Result<bool, Fault>;
}

/// A local user and the hash of their password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalUser {
    /// The user.
    pub user: User,
    /// The hash of the password, in the PHC string format; `None` before the user has one.
    pub password: Option<String>,
    /// True if the user has a second factor.
    pub has_factor: bool,
    /// True if the user has a passkey.
    pub has_passkey: bool,
}

/// The right to store the hash of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordRight<'a> {
    /// A code that the operator made: the digest of the code, which is used up. Somebody else may have known the former
    /// password, so all sessions, grants and passkeys of the user end. A disabled user has no right.
    Code {
        /// The digest.
        digest: &'a TokenDigest,
        /// The clients of the sessions that learn of their end.
        telling: Telling,
    },
    /// The user has signed in with the password of this hash, whose parameters are outdated.
    Rehash {
        /// The user.
        user: &'a UserId,
        /// The hash that is replaced. If the stored hash is another one, the password was changed meanwhile.
        former: &'a str,
    },
}

/// Stores sessions.
pub trait SessionStore {
    /// Stores a session. A user of an identity provider is stored with it, with the newest claims. A session of the same
    /// user that it follows in its series ends, and the grants of that session belong to the new one.
    ///
    /// Returns false, and stores nothing, if the user is disabled or, at home here, unknown; or if the user no longer has the
    /// password of the hash `password`: a password that was changed meanwhile begins no session.
    async fn begin_session(
        &self,
        session: &Session,
        user: &User,
        password: Option<&str>,
        former: Option<&SessionId>,
        entry: Option<AuditEntry>,
    ) -> Result<bool, Fault>;

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

    /// Ends a session, and the grants of it that do not outlive it. Returns the clients that have grants of the session.
    /// Their messages are queued in the same transaction, and due after their first pause.
    async fn end_session(&self, id: &SessionId, telling: Telling, at: Timestamp) -> Result<Vec<String>, Fault>;

    /// Ends all sessions of a user but one, however many there are, and the grants of them that do not outlive them. The
    /// messages to their clients are queued in the same transaction, and due at once.
    async fn end_other_sessions(&self, kept: &SessionId, telling: Telling, at: Timestamp) -> Result<(), Fault>;
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

/// Remembers what users have consented to, and lists what the user's own page shows.
pub trait ConsentStore {
    /// Stores a consent in place of an earlier one for the same user, client and redirection URI.
    async fn remember_consent(&self, consent: &Consent) -> Result<(), Fault>;

    /// Returns the access of clients to the account of a user: every consent, then every grant that counts, the newest of
    /// each first. At most 1,000 of them.
    async fn access_to(&self, user: &UserId, at: Timestamp) -> Result<Vec<Access>, Fault>;

    /// Forgets the consents of a user for a client, and ends the grants.
    async fn forget_consents(&self, user: &UserId, client_id: &str, at: Timestamp) -> Result<(), Fault>;

    /// Returns the stored clients that a user owns, newest first. At most 101 of them.
    async fn clients_of(&self, owner: &UserId) -> Result<Vec<OwnedClient>, Fault>;
}
