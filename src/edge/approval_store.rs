//! The approvals of clients on D1.

use serde_json::Value;

use crate::client_metadata::Name;
use crate::edge::bindings::Statement;
use crate::edge::parameters::{integer, maybe_text, text};
use crate::edge::platform::Platform;
use crate::edge::statements_of_approvals::{APPROVE_CLIENT, AWAIT_APPROVAL, EVICT_WAITING, FORGET_APPROVALS};
use crate::error::Fault;
use crate::model::{Approval, AuditEntry, RegisteredClient, WAITING_MAXIMUM};
use crate::ports::{ApprovalStore, Forgotten};
use crate::unit::Timestamp;

impl ApprovalStore for Platform {
    async fn await_approval(
        &self,
        client: &RegisteredClient,
        digest: &str,
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<(), Fault> {
        let mut statements = vec![(AWAIT_APPROVAL, parameters(client, digest, at))];
        if client.id.is_sealed() {
            statements.push((EVICT_WAITING, vec![Value::from(WAITING_MAXIMUM)]));
        }
        self.change(statements, 0, entry).await.map(drop)
    }

    fn approve_client(
        &self,
        client: &RegisteredClient,
        digest: &str,
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> impl Future<Output = Result<(), Fault>> {
        self.run_noted(APPROVE_CLIENT, parameters(client, digest, at), entry)
    }

    fn forget_approvals(&self) -> impl Future<Output = Result<Forgotten, Fault>> {
        self.forget(vec![(FORGET_APPROVALS, Vec::new())])
    }
}

/// Returns the statement that lists a new client as one that waits, if it does.
pub fn first_wait(client: &RegisteredClient) -> Option<Statement> {
    if client.approval == Approval::Given {
        return None;
    }
    // No digest is empty, so an approval of a former client with the identifier ends.
    Some((AWAIT_APPROVAL, parameters(client, "", client.issued_at)))
}

fn parameters(client: &RegisteredClient, digest: &str, at: Timestamp) -> Vec<Value> {
    let name = client.metadata.metadata().client_name.untagged.as_ref().map(Name::as_str);
    let host = client.redirect_host();
    let mut parameters = vec![text(client.id.as_str()), integer(at)];
    parameters.extend([name, host.as_deref(), client.software_id()].map(maybe_text));
    parameters.push(text(digest));
    parameters
}
