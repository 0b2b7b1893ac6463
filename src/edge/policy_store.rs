//! The data that operators steer, on D1, and what of it this isolate remembers.

use std::cell::RefCell;

use serde_json::Value;

use crate::edge::parameters::{maybe_text, text};
use crate::edge::platform::Platform;
use crate::edge::row::{Row, read_all};
use crate::edge::statements_of_policies::{LIST_IN_FORCE, LIST_POLICIES, MOVE_POLICY, STORE_POLICY};
use crate::error::Fault;
use crate::model::{AuditEntry, HeldData, PolicyQuery};
use crate::policy::PolicyVersion;
use crate::ports::PolicyStore;

thread_local! {
    static HELD: RefCell<Option<HeldData>> = const { RefCell::new(None) };
}

impl PolicyStore for Platform {
    async fn policies(&self, query: &PolicyQuery<'_>) -> Result<Vec<PolicyVersion>, Fault> {
        let Some(collection) = query.collection else {
            return read_all(&self.rows(LIST_IN_FORCE, Vec::new()).await?, version);
        };
        let (after, before) = query.after.unzip();
        let parameters = vec![
            maybe_text(query.kind),
            query.version.map_or(Value::Null, Value::from),
            maybe_text(after),
            before.map_or(Value::Null, Value::from),
            Value::from(query.limit),
            text(collection.prefix()),
        ];
        read_all(&self.rows(LIST_POLICIES, parameters).await?, version)
    }

    fn write_policy(
        &self,
        version: &PolicyVersion,
        entry: Option<AuditEntry>,
    ) -> impl Future<Output = Result<bool, Fault>> {
        let is_draft = version.state() == PolicyVersion::DRAFT;
        let statement = if is_draft { STORE_POLICY } else { MOVE_POLICY };
        let names = if is_draft { &OF_DRAFT[..] } else { &OF_MOVE };
        let mut parameters = Vec::new();
        for name in names {
            let value = version.0.get(*name).unwrap_or(&Value::Null);
            // The document is stored as text.
            parameters.push(if value.is_object() { text(&value.to_string()) } else { value.clone() });
        }
        self.changes_row(statement, parameters, entry)
    }

    fn held_data(&self) -> Option<HeldData> {
        HELD.with_borrow(Clone::clone)
    }

    fn hold_data(&self, held: Option<HeldData>) {
        HELD.set(held);
    }
}

/// The members of a version that are the parameters of each statement, in order.
const OF_DRAFT: [&str; 6] = ["kind", "version", "document", "changed_at", "made_at", "revision"];
const OF_MOVE: [&str; 5] = ["kind", "version", "state", "changed_at", "revision"];

fn version(row: &Value) -> Result<PolicyVersion, Fault> {
    let document = Row::of(row, "policy").object("document")?;
    let mut version = PolicyVersion(row.as_object().cloned().unwrap_or_default());
    version.set("document", Value::Object(document));
    Ok(version)
}
