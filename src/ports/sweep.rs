//! Deletion of rows that no request needs any more.

use crate::error::Fault;
use crate::model::{UnusedRetention, UserId};
use crate::unit::Timestamp;

/// Deletes rows that no request needs any more, a limited number with each call. A call that deletes none has found none.
pub trait Sweep {
    /// Deletes clients whose lifetime is over by this time. Each leaves a tombstone.
    async fn delete_ended(&self, at: Timestamp) -> Result<Forgotten, Fault>;

    /// Deletes unused anonymous clients above the limit: first the clients with the shortest retention, and of these
    /// the oldest. A sealed client leaves a tombstone.
    async fn evict(&self, limit: u32, at: Timestamp) -> Result<Forgotten, Fault>;

    /// Deletes consents to clients that were deleted, and those of users who were. Looks at a piece of the consents from this
    /// user on.
    async fn forget_stale_consents(&self, from: Option<&UserId>) -> Result<Forgotten, Fault>;

    /// Deletes the tombstones of stored clients that were deleted before this time. Those of sealed clients stay: their
    /// identifiers would open again.
    async fn forget_deleted(&self, before: Timestamp) -> Result<Forgotten, Fault>;

    /// Deletes requests of devices that expired before this time.
    async fn forget_device_requests(&self, before: Timestamp) -> Result<Forgotten, Fault>;

    /// Deletes grants that expired before this time.
    async fn forget_grants(&self, before: Timestamp) -> Result<Forgotten, Fault>;

    /// Deletes authorization requests that expired before this time.
    async fn forget_requests(&self, before: Timestamp) -> Result<Forgotten, Fault>;

    /// Deletes sessions that ended before this time.
    async fn forget_sessions(&self, before: Timestamp) -> Result<Forgotten, Fault>;

    /// Deletes single uses that ended before this time.
    async fn forget_single_uses(&self, before: Timestamp) -> Result<Forgotten, Fault>;

    /// Deletes initial access tokens that expired before this time.
    async fn forget_tokens(&self, before: Timestamp) -> Result<Forgotten, Fault>;

    /// Deletes clients of a kind that were issued by this time and never used, and tombstones of sealed ones. The time when
    /// the newest of the sealed ones was issued is kept.
    async fn forget_unused(&self, kind: UnusedRetention, issued_at: Timestamp) -> Result<Forgotten, Fault>;

    /// Deletes the uses of clients last used by this time. The use of a sealed client that was changed stays as long as its
    /// row.
    async fn forget_uses(&self, before: Timestamp) -> Result<Forgotten, Fault>;
}

/// The number of rows that were deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten(pub u64);
