//! The audit log on D1.

use serde_json::Value;
use worker::console_log;

use crate::delivery::line_of_lost;
use crate::edge::bindings::Statement;
use crate::edge::parameters::{integer, maybe_integer, maybe_text, text};
use crate::edge::platform::{Platform, note_due};
use crate::edge::row::{Row, read_all};
use crate::edge::statements_of_audit::{
    AUDIT, AUDIT_AFTER, CHAIN_END, CHAIN_ROWS, CUT_CHAIN, END_OF_AUDIT_PAGE, FORGET_AUDIT, LIST_AUDIT, MOVE_CHAIN_END,
    UNCHAINED,
};
use crate::edge::statements_of_deliveries::QUEUE_SERVER_EVENT;
use crate::error::Fault;
use crate::json;
use crate::model::{
    AuditEntry, AuditPage, AuditQuery, AuditRow, ChainEnd, Delivery, Journal, ROWS_LOOKED_AT, Unchained, UserId,
    personal_digest,
};
use crate::ports::{AuditLog, Forgotten};
use crate::unit::Timestamp;

/// The most rows of a journal that are chained at once.
const CHAINED_AT_ONCE: u32 = 500;

/// When a row is written. In alphabetical order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// In any case.
    Always,
    /// If the statement before it has changed a row.
    WithChange,
}

impl Platform {
    /// Runs statements in one transaction, with the entry of the statement at this place: it is written if that statement
    /// changes a row. Returns the rows of each statement, without the entry.
    pub(super) async fn change(
        &self,
        mut statements: Vec<Statement>,
        place: usize,
        entry: Option<AuditEntry>,
    ) -> Result<Vec<Vec<Value>>, Fault> {
        let Some(entry) = entry else { return self.transact(statements).await };
        let rest = statements.split_off(place.saturating_add(1).min(statements.len()));
        let next = statements.len();
        statements.extend(noted(&entry, Writing::WithChange));
        let end = statements.len();
        statements.extend(rest);
        let mut results = self.transact(statements).await?;
        let noted = results.drain(next.min(results.len())..end.min(results.len())).next_back();
        let (message, is_changed) = (entry.message(), results.get(place).is_some_and(|rows| !rows.is_empty()));
        if let (Some(message), Some([]), true) = (message, noted.as_deref(), is_changed) {
            console_log!("{}", line_of_lost(message.kind, &message.recipient, entry.kind));
        }
        Ok(results)
    }

    /// Runs the statement of a change, with its entry, and returns its rows.
    pub(super) async fn change_by(
        &self,
        statement: &'static str,
        parameters: Vec<Value>,
        entry: Option<AuditEntry>,
    ) -> Result<Vec<Value>, Fault> {
        Ok(self.change(vec![(statement, parameters)], 0, entry).await?.into_iter().next().unwrap_or_default())
    }

    /// Runs the statement of a change, with its entry, and returns true if it changes a row.
    pub(super) async fn changes_row(
        &self,
        statement: &'static str,
        parameters: Vec<Value>,
        entry: Option<AuditEntry>,
    ) -> Result<bool, Fault> {
        Ok(!self.change_by(statement, parameters, entry).await?.is_empty())
    }

    /// Runs the statement of a change, with its entry, whatever it changes.
    pub(super) async fn run_noted(
        &self,
        statement: &'static str,
        parameters: Vec<Value>,
        entry: Option<AuditEntry>,
    ) -> Result<(), Fault> {
        self.change_by(statement, parameters, entry).await.map(drop)
    }
}

/// Returns the statements that write the row of an entry, and queue its message. The message comes last, so that its row tells
/// whether it is queued.
fn noted(entry: &AuditEntry, writing: Writing) -> Vec<Statement> {
    let mut statements = Vec::new();
    if entry.is_logged {
        statements.push(written(entry, writing));
    }
    if let Some(Delivery { name, kind, recipient, contents, created_at, .. }) = entry.message() {
        let mut parameters = [&*name, kind.name(), &recipient, &contents].map(text).to_vec();
        parameters.extend([integer(created_at), Value::from(entry.queue_limit()), always(writing)]);
        statements.push((QUEUE_SERVER_EVENT, parameters));
        note_due();
    }
    statements
}

fn always(writing: Writing) -> Value {
    Value::from(u32::from(writing == Writing::Always))
}

fn written(entry: &AuditEntry, writing: Writing) -> Statement {
    let user = entry.user.as_ref().map(UserId::as_str);
    let personal = personal_digest(&entry.salt, user, entry.address.as_deref());
    let salt = personal.as_ref().map(|_| &*entry.salt);
    let parameters = vec![
        text(entry.journal.name()),
        integer(entry.at),
        text(entry.kind),
        text(entry.actor),
        maybe_text(entry.actor_id.as_deref()),
        maybe_text(entry.trust.as_deref()),
        maybe_text(entry.client_id.as_deref()),
        text(&json::text(&entry.details)),
        maybe_text(user),
        maybe_text(entry.address.as_deref()),
        maybe_text(salt),
        maybe_text(personal.as_deref()),
        always(writing),
    ];
    (AUDIT, parameters)
}

impl AuditLog for Platform {
    async fn record(&self, entries: Vec<AuditEntry>) -> Result<(), Fault> {
        let mut statements = Vec::new();
        for entry in &entries {
            statements.extend(noted(entry, Writing::Always));
        }
        self.transact(statements).await.map(drop)
    }

    async fn audit_page(&self, query: &AuditQuery) -> Result<AuditPage, Fault> {
        let since = maybe_integer(query.since);
        let before = Value::from(query.before.unwrap_or(u32::MAX));
        let place = vec![text(query.journal.name()), before, Value::from(ROWS_LOOKED_AT)];
        let words = [&query.kind, &query.client_id, &query.user_id].map(|word| maybe_text(word.as_deref()));
        let listing = [place.clone(), vec![Value::from(query.limit)], words.to_vec(), vec![since.clone()]].concat();
        let end = [place, vec![since]].concat();
        let mut results = self.transact(vec![(LIST_AUDIT, listing), (END_OF_AUDIT_PAGE, end)]).await?;
        let end = results.pop().unwrap_or_default().pop();
        let rows = rows(&results.pop().unwrap_or_default())?;
        let is_full = u32::try_from(rows.len()).unwrap_or(u32::MAX) >= query.limit;
        let next = match rows.last().filter(|_| is_full) {
            Some(last) => Some(last.sequence),
            None => end.map(|row| Row::of(&row, OF).get("sequence")).transpose()?,
        };
        Ok(AuditPage { rows, next })
    }

    async fn audit_after(&self, journal: Journal, after: u32, limit: u32) -> Result<Vec<AuditRow>, Fault> {
        let parameters = vec![text(journal.name()), Value::from(after), Value::from(limit)];
        rows(&self.rows(AUDIT_AFTER, parameters).await?)
    }

    async fn unchained(&self) -> Result<Vec<Unchained>, Fault> {
        let mut statements = Vec::new();
        for journal in Journal::ALL.map(|journal| text(journal.name())) {
            statements.push((CHAIN_END, vec![journal.clone()]));
            statements.push((UNCHAINED, vec![journal, Value::from(CHAINED_AT_ONCE)]));
        }
        let mut results = self.transact(statements).await?.into_iter();
        let mut unchained = Vec::new();
        while let (Some(end), Some(following)) = (results.next(), results.next()) {
            let end = end.first().map_or_else(
                || Ok(ChainEnd::default()),
                |row| {
                    let row = Row::of(row, "chain of the audit log");
                    Ok::<_, Fault>(ChainEnd { sequence: row.get("sequence")?, digest: row.get("digest")? })
                },
            )?;
            unchained.push(Unchained { end, rows: rows(&following)? });
        }
        Ok(unchained)
    }

    async fn chain(&self, journal: Journal, from: &ChainEnd, digests: &[(u32, String)]) -> Result<bool, Fault> {
        let Some((sequence, digest)) = digests.last() else { return Ok(false) };
        let moved = vec![
            text(journal.name()),
            Value::from(*sequence),
            text(digest),
            Value::from(from.sequence),
            text(&from.digest),
        ];
        let links = vec![text(journal.name()), text(&json::text(&digests)), text(digest)];
        let results = self.transact(vec![(MOVE_CHAIN_END, moved), (CHAIN_ROWS, links)]).await?;
        Ok(results.first().is_some_and(|rows| !rows.is_empty()))
    }

    fn forget_audit(
        &self,
        journal: Journal,
        before: Timestamp,
        rows: u32,
    ) -> impl Future<Output = Result<Forgotten, Fault>> {
        let cut = vec![text(journal.name()), integer(before), Value::from(rows)];
        self.forget(vec![(CUT_CHAIN, cut), (FORGET_AUDIT, vec![text(journal.name())])])
    }
}

const OF: &str = "row of the audit log";

fn rows(rows: &[Value]) -> Result<Vec<AuditRow>, Fault> {
    read_all(rows, audit_row)
}

fn audit_row(row: &Value) -> Result<AuditRow, Fault> {
    let row = Row::of(row, OF);
    Ok(AuditRow {
        sequence: row.get("sequence")?,
        at: row.get("at")?,
        kind: row.get("kind")?,
        actor: row.get("actor")?,
        actor_id: row.get("actor_id")?,
        trust: row.get("trust")?,
        client_id: row.get("client_id")?,
        details: row.get("details")?,
        user_id: row.get("user_id")?,
        address: row.get("address")?,
        salt: row.get("salt")?,
        personal: row.get("personal")?,
        digest: row.get("digest")?,
    })
}
