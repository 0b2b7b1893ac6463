//! Approvals of clients.

use crate::error::Fault;
use crate::model::{AuditEntry, RegisteredClient};
use crate::ports::Forgotten;
use crate::unit::Timestamp;

/// Stores which clients wait for the approval of an operator, and what operators have approved.
pub trait ApprovalStore {
    /// Lists a client as one that waits, unless it does or this digest of it is approved. At most `WAITING_MAXIMUM` sealed
    /// clients wait: those that have waited longest leave the list.
    async fn await_approval(
        &self,
        client: &RegisteredClient,
        digest: &str,
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<(), Fault>;

    /// Approves a client as it has this digest.
    async fn approve_client(
        &self,
        client: &RegisteredClient,
        digest: &str,
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<(), Fault>;

    /// Deletes what is stored of clients that are gone.
    async fn forget_approvals(&self) -> Result<Forgotten, Fault>;
}
