//! Clients as operators list them and shut them out.

use crate::error::Fault;
use crate::model::{AuditEntry, ClientId, ClientPage, ClientQuery};
use crate::unit::Timestamp;

/// Lists clients, and shuts them out.
pub trait ClientAdministration {
    /// Returns a page of the clients that are stored, were used or wait for an approval, in the order of their identifiers. A page looks at a bounded
    /// number of clients, so it can be short or empty and still have a next one.
    async fn list_clients(&self, query: &ClientQuery) -> Result<ClientPage, Fault>;

    /// Shuts a client out: nothing of it counts from now on. The first time remains if the client is shut out already.
    async fn disable_client(&self, id: &ClientId, at: Timestamp, entry: Option<AuditEntry>) -> Result<(), Fault>;

    /// Lets a client in again.
    async fn enable_client(&self, id: &ClientId, entry: Option<AuditEntry>) -> Result<(), Fault>;
}
