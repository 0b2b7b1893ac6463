//! The audit log.

use crate::error::Fault;
use crate::model::{AuditEntry, AuditPage, AuditQuery, AuditRow, ChainEnd, Journal, Unchained};
use crate::ports::Forgotten;
use crate::unit::Timestamp;

/// Stores the audit log. The entry of a change goes to the method that makes the change: the store writes it in the transaction
/// of the change, and only if the change happens.
pub trait AuditLog {
    /// Writes entries whose change has happened, or changes nothing in the store.
    async fn record(&self, entries: Vec<AuditEntry>) -> Result<(), Fault>;

    /// Returns a page of a journal, the newest row first. A page looks at a bounded number of rows, so it can be short or
    /// empty and still have a next one.
    async fn audit_page(&self, query: &AuditQuery) -> Result<AuditPage, Fault>;

    /// Returns rows of a journal after one of this number, the oldest first.
    async fn audit_after(&self, journal: Journal, after: u32, limit: u32) -> Result<Vec<AuditRow>, Fault>;

    /// Returns the end of the chain of each journal and the rows that follow it, in the order of [`Journal::ALL`].
    async fn unchained(&self) -> Result<Vec<Unchained>, Fault>;

    /// Stores the digests of rows that follow an end of a chain, and the new end. Does nothing, and returns false, if the
    /// chain ends elsewhere by now.
    async fn chain(&self, journal: Journal, from: &ChainEnd, digests: &[(u32, String)]) -> Result<bool, Fault>;

    /// Deletes the oldest chained rows of a journal that are from before this time, or above the number of rows that are
    /// kept, a limited number with each call. The newest row stays: the next one takes its number from it.
    async fn forget_audit(&self, journal: Journal, before: Timestamp, rows: u32) -> Result<Forgotten, Fault>;
}
