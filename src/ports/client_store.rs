//! Stored clients and their uses.

use crate::error::Fault;
use crate::model::{AuditEntry, Change, ChangeBasis, ClientId, RegisteredClient, SigningKeysVersion, SingleUse};
use crate::policy::ClientReads;
use crate::unit::Timestamp;

/// Stores clients. The next call sees every earlier write, wherever it was made, unless the caller may read a copy.
pub trait ClientStore {
    /// Stores a new client and takes the uses, all or nothing.
    ///
    /// A client that must be the only one replaces one that is refused anyway: because of an epoch, or because it was last
    /// used by `idle_since`. The client of an organisation replaces one of that organisation that is deleted.
    async fn insert(
        &self,
        client: &RegisteredClient,
        single_uses: &[SingleUse],
        idle_since: Option<Timestamp>,
        entry: Option<AuditEntry>,
    ) -> Result<InsertOutcome, Fault>;

    /// Returns the record of a client. `sealed` is the client as its identifier has it: epochs cover it too.
    async fn find(
        &self,
        id: &ClientId,
        sealed: Option<&RegisteredClient>,
        reads: ClientReads,
    ) -> Result<ClientRecord, Fault>;

    /// Notes that a client was used at this time.
    async fn note_use(&self, client: &RegisteredClient, at: Timestamp) -> Result<(), Fault>;

    /// Stores a change on top of the current row, and takes the uses, all or nothing. The first revision of a
    /// sealed client has no row.
    async fn replace(
        &self,
        change: &Change<'_>,
        single_uses: &[SingleUse],
        entry: Option<AuditEntry>,
    ) -> Result<ReplaceOutcome, Fault>;

    /// Deletes a client: its metadata at once. A tombstone keeps its identifier from being used again.
    async fn delete(&self, basis: &ChangeBasis<'_>, entry: Option<AuditEntry>) -> Result<DeleteOutcome, Fault>;
}

/// The record of a client in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRecord {
    /// The row of the client.
    pub found: Found,
    /// The newest epoch that covers the client: it is refused if it registered earlier.
    pub epoch: Option<Timestamp>,
    /// When the client was last used, as far as that was noted.
    pub last_used_at: Option<Timestamp>,
    /// When the newest sealed client was issued that was forgotten because it was never used.
    pub forgotten: Option<Timestamp>,
    /// When an operator shut the client out; `None` for a client that may be used.
    pub disabled_at: Option<Timestamp>,
    /// The digest of what an operator has approved: empty while the client waits, `None` if nothing is stored of it.
    pub approved: Option<String>,
    /// The version of the stored signing keys, read with the client; `None` if there are no keys.
    pub signing_keys: Option<SigningKeysVersion>,
}

/// The row of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The client.
    Client(Box<RegisteredClient>),
    /// A tombstone.
    Deleted,
    /// No row.
    Nothing,
}

/// The outcome of storing a new client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsertOutcome {
    /// Another client has the place of a client that must be the only one; nothing is stored.
    Duplicate,
    /// Another client has the identifier; nothing is stored.
    IdentifierTaken,
    /// The client is stored.
    Stored,
    /// A use was taken meanwhile; nothing is stored.
    UsedUp,
}

/// The outcome of changing a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplaceOutcome {
    /// The client is gone, or it changed so that the change must be made again, or a use was taken; nothing is stored.
    Conflict,
    /// Another client has the place of a client that must be the only one; nothing is stored.
    Duplicate,
    /// The client as it is stored now.
    Replaced(Box<RegisteredClient>),
}

/// The outcome of deleting a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeleteOutcome {
    /// The client is gone already, or it changed so that the request must be read again; nothing changed.
    Conflict,
    /// The client is deleted.
    Deleted,
}
