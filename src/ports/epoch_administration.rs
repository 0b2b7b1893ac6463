//! Epochs as operators begin and lift them.

use crate::error::Fault;
use crate::model::AuditEntry;
use crate::unit::Timestamp;

/// Lists, begins and lifts epochs. The name of an epoch is `all`, or the kind of its clients, a space, and a name.
pub trait EpochAdministration {
    /// Returns the epochs of the operator in the order of their names, with the time before which their clients registered.
    async fn epochs(&self) -> Result<Vec<(String, Timestamp)>, Fault>;

    /// Begins an epoch, and returns its time: an epoch never goes back.
    async fn begin_epoch(&self, name: &str, since: Timestamp, entry: Option<AuditEntry>) -> Result<Timestamp, Fault>;

    /// Removes an epoch; returns false if there is none of this name.
    async fn lift_epoch(&self, name: &str, entry: Option<AuditEntry>) -> Result<bool, Fault>;
}
