//! The audit log in memory.

use std::collections::BTreeMap;

use enrol::error::Fault;
use enrol::model::{
    AuditEntry, AuditPage, AuditQuery, AuditRow, ChainEnd, Journal, ROWS_LOOKED_AT, Unchained, UserId, personal_digest,
};
use enrol::ports::{AuditLog, Forgotten};
use enrol::unit::Timestamp;

use super::World;

/// A journal.
#[derive(Clone, Debug, Default)]
pub struct StoredJournal {
    /// The rows, the oldest first.
    pub rows: Vec<AuditRow>,
    /// The end of the chain.
    pub end: ChainEnd,
    /// The last row that was deleted because of its age.
    pub cut: ChainEnd,
}

impl World {
    /// Returns a journal.
    pub fn journal(&self, journal: Journal) -> StoredJournal {
        self.audit.borrow().get(&journal).cloned().unwrap_or_default()
    }

    /// Writes the entry of a change that has happened, if there is one.
    pub(super) fn note_change(&self, entry: Option<AuditEntry>) {
        if let Some(entry) = entry {
            self.write(entry);
        }
    }

    fn write(&self, entry: AuditEntry) {
        self.queue_server_event(&entry);
        if !entry.is_logged {
            return;
        }
        let mut journals = self.audit.borrow_mut();
        let journal = journals.entry(entry.journal).or_default();
        let last = journal.rows.last().map_or(0, |row| row.sequence);
        let user_id = entry.user.as_ref().map(UserId::as_str).map(str::to_owned);
        let personal = personal_digest(&entry.salt, user_id.as_deref(), entry.address.as_deref());
        journal.rows.push(AuditRow {
            sequence: last.max(journal.end.sequence) + 1,
            at: entry.at,
            kind: entry.kind.to_owned(),
            actor: entry.actor.to_owned(),
            actor_id: entry.actor_id,
            trust: entry.trust,
            client_id: entry.client_id,
            details: serde_json::to_string(&entry.details).unwrap(),
            user_id,
            address: entry.address,
            salt: personal.as_ref().map(|_| entry.salt),
            personal,
            digest: None,
        });
    }
}

impl AuditLog for World {
    async fn record(&self, entries: Vec<AuditEntry>) -> Result<(), Fault> {
        self.use_store().await?;
        for entry in entries {
            self.write(entry);
        }
        Ok(())
    }

    async fn audit_page(&self, query: &AuditQuery) -> Result<AuditPage, Fault> {
        self.use_store().await?;
        let journal = self.journal(query.journal);
        let is = |wanted: &Option<String>, value: Option<&String>| wanted.is_none() || wanted.as_ref() == value;
        let meets = |row: &&AuditRow| {
            is(&query.kind, Some(&row.kind))
                && (is(&query.client_id, row.client_id.as_ref()) || is(&query.client_id, row.actor_id.as_ref()))
                && is(&query.user_id, row.user_id.as_ref())
                && query.since.is_none_or(|since| row.at >= since)
        };
        let older = journal.rows.iter().rev().filter(|row| query.before.is_none_or(|before| row.sequence < before));
        let page: Vec<&AuditRow> = older.take(usize::try_from(ROWS_LOOKED_AT).unwrap()).collect();
        let limit = usize::try_from(query.limit).unwrap();
        let rows: Vec<AuditRow> = page.iter().copied().filter(meets).take(limit).cloned().collect();
        let end = page.get(usize::try_from(ROWS_LOOKED_AT).unwrap() - 1);
        let next = match rows.last().filter(|_| rows.len() == limit) {
            Some(last) => Some(last.sequence),
            None => end.filter(|end| query.since.is_none_or(|since| end.at >= since)).map(|end| end.sequence),
        };
        Ok(AuditPage { rows, next })
    }

    async fn audit_after(&self, journal: Journal, after: u32, limit: u32) -> Result<Vec<AuditRow>, Fault> {
        self.use_store().await?;
        let rows = self.journal(journal).rows.into_iter().filter(|row| row.sequence > after);
        Ok(rows.take(usize::try_from(limit).unwrap()).collect())
    }

    async fn unchained(&self) -> Result<Vec<Unchained>, Fault> {
        self.use_store().await?;
        let of = |journal| {
            let StoredJournal { rows, end, .. } = self.journal(journal);
            let rows = rows.into_iter().filter(|row| row.sequence > end.sequence).take(500).collect();
            Unchained { end, rows }
        };
        Ok(Journal::ALL.map(of).to_vec())
    }

    async fn chain(&self, journal: Journal, from: &ChainEnd, digests: &[(u32, String)]) -> Result<bool, Fault> {
        self.use_store().await?;
        let mut journals = self.audit.borrow_mut();
        let journal = journals.entry(journal).or_default();
        let Some((sequence, digest)) = digests.last().filter(|_| journal.end == *from).cloned() else {
            return Ok(false);
        };
        journal.end = ChainEnd { sequence, digest };
        let digests: BTreeMap<u32, String> = digests.iter().cloned().collect();
        for row in &mut journal.rows {
            row.digest = row.digest.take().or(digests.get(&row.sequence).cloned());
        }
        Ok(true)
    }

    async fn forget_audit(&self, journal: Journal, before: Timestamp, rows: u32) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let mut journals = self.audit.borrow_mut();
        let journal = journals.entry(journal).or_default();
        let kept_from = journal.end.sequence.saturating_sub(rows);
        let goes = |row: &&AuditRow| row.digest.is_some() && (row.at < before || row.sequence <= kept_from);
        let Some(last) = journal.rows.iter().rfind(goes).cloned() else { return Ok(Forgotten(0)) };
        let had = journal.rows.len();
        journal.rows.retain(|row| row.sequence > last.sequence);
        journal.cut = ChainEnd { sequence: last.sequence, digest: last.digest.unwrap_or_default() };
        Ok(Forgotten(u64::try_from(had - journal.rows.len()).unwrap()))
    }
}
