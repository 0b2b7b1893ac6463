//! Approvals of clients, in memory.

use enrol::error::Fault;
use enrol::model::{AuditEntry, RegisteredClient, WAITING_MAXIMUM};
use enrol::ports::{ApprovalStore, Forgotten};
use enrol::unit::Timestamp;

use super::World;

/// What is stored of the approval of a client.
#[derive(Clone, Debug)]
pub struct StoredApproval {
    /// The client as it was when it was listed.
    pub client: RegisteredClient,
    /// When the client began to wait.
    pub since: Timestamp,
    /// The digest of what is approved; empty while the client waits.
    pub approved: String,
}

impl World {
    /// Lists a client as one that waits. Returns true if it did not wait before.
    pub(super) fn list_waiting(&self, client: &RegisteredClient, digest: &str, since: Timestamp) -> bool {
        let mut approvals = self.approvals.borrow_mut();
        let is_current = |stored: &StoredApproval| stored.approved.is_empty() || stored.approved == digest;
        let is_new = !approvals.get(&client.id).is_some_and(is_current);
        if is_new {
            let stored = StoredApproval { client: client.clone(), since, approved: String::new() };
            approvals.insert(client.id.clone(), stored);
        }
        let waiting = approvals.iter().filter(|(id, stored)| id.is_sealed() && stored.approved.is_empty());
        let mut waiting: Vec<_> = waiting.map(|(id, stored)| (stored.since, id.clone())).collect();
        waiting.sort();
        let excess = waiting.len().saturating_sub(usize::try_from(WAITING_MAXIMUM).expect("a size"));
        for (_, id) in waiting.into_iter().take(excess) {
            approvals.remove(&id);
        }
        is_new
    }
}

impl ApprovalStore for World {
    async fn await_approval(
        &self,
        client: &RegisteredClient,
        digest: &str,
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<(), Fault> {
        self.use_store().await?;
        if self.list_waiting(client, digest, at) {
            self.note_change(entry);
        }
        Ok(())
    }

    async fn approve_client(
        &self,
        client: &RegisteredClient,
        digest: &str,
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<(), Fault> {
        self.use_store().await?;
        let mut approvals = self.approvals.borrow_mut();
        let new = || StoredApproval { client: client.clone(), since: at, approved: String::new() };
        let stored = approvals.entry(client.id.clone()).or_insert_with(new);
        if stored.approved != digest {
            digest.clone_into(&mut stored.approved);
            self.note_change(entry);
        }
        Ok(())
    }

    async fn forget_approvals(&self) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let (clients, tombstones) = (self.clients.borrow(), self.tombstones.borrow());
        let mut approvals = self.approvals.borrow_mut();
        let had = approvals.len();
        approvals.retain(|id, _| !tombstones.contains_key(id) && (id.is_sealed() || clients.contains_key(id)));
        Ok(Forgotten(u64::try_from(had - approvals.len()).expect("a number")))
    }
}
