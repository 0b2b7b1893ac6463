//! Users as operators find and steer them.

use crate::error::Fault;
use crate::model::{AuditEntry, UserChange, UserId, UserPage, UserQuery};
use crate::unit::Timestamp;

/// Lists users, and changes them.
pub trait UserAdministration {
    /// Returns a page of the users, in the order of their identifiers, as they are at a time. A page looks at a bounded number
    /// of users, so it can be short or empty and still have a next one.
    async fn list_users(&self, query: &UserQuery, at: Timestamp) -> Result<UserPage, Fault>;

    /// Changes a user in one transaction, with the messages to the clients of the sessions that end. Returns false if there
    /// was nothing to change: no such user, or one who is disabled, or enabled, already, or a name that is taken.
    async fn change_user(
        &self,
        user: &UserId,
        change: UserChange<'_>,
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<bool, Fault>;
}
