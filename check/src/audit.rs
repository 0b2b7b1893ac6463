//! The audit log: the verification of a chain.

use enrol::audit::{Flaw, Verified, verify};
use enrol::model::{AuditRow, ChainEnd, Journal};
use enrol::unit::Timestamp;
use serde_json::{Map, Value, json};

use crate::Answer;

/// Verifies rows. The question has the `journal`, the `sequence` and the `digest` of the row where the chain was verified so
/// far, and the `rows` of the database.
pub fn chain(question: &Map<String, Value>) -> Option<Answer> {
    let name = question.get("journal")?.as_str()?;
    let journal = Journal::ALL.into_iter().find(|journal| journal.name() == name)?;
    let from = ChainEnd { sequence: number(question, "sequence")?, digest: text(question, "digest")? };
    let rows = question.get("rows")?.as_array()?.iter().map(|row| read(row.as_object()?));
    let rows = rows.collect::<Option<Vec<AuditRow>>>()?;
    Some(match verify(journal, &from, &rows) {
        Ok(Verified { end, erased }) => Ok(json!({"sequence": end.sequence, "digest": end.digest, "erased": erased})),
        Err(Flaw { sequence, is }) => Err(format!("{sequence} {is}")),
    })
}

fn read(row: &Map<String, Value>) -> Option<AuditRow> {
    Some(AuditRow {
        sequence: number(row, "sequence")?,
        at: Timestamp(row.get("at")?.as_u64()?),
        kind: text(row, "kind")?,
        actor: text(row, "actor")?,
        actor_id: text(row, "actor_id"),
        trust: text(row, "trust"),
        client_id: text(row, "client_id"),
        details: text(row, "details")?,
        user_id: text(row, "user_id"),
        address: text(row, "address"),
        salt: text(row, "salt"),
        personal: text(row, "personal"),
        digest: text(row, "digest"),
    })
}

fn number(object: &Map<String, Value>, name: &str) -> Option<u32> {
    object.get(name)?.as_u64()?.try_into().ok()
}

fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(str::to_owned)
}
