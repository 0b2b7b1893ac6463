//! The verification of a chain, for the command line and for tests.

use crate::model::{AuditRow, ChainEnd, Journal, personal_digest};

/// Rows that are as they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The end of the chain that was verified.
    pub end: ChainEnd,
    /// The number of rows whose user was erased.
    pub erased: u32,
}

/// A row that is not as it was written, and what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The number of the row.
    pub sequence: u32,
    /// The fault, as words that follow "the row".
    pub is: &'static str,
}

/// Verifies that rows of a journal follow the row where the chain was verified so far; `Err` is the first that does not.
pub fn verify(journal: Journal, from: &ChainEnd, rows: &[AuditRow]) -> Result<Verified, Flaw> {
    let mut verified = Verified { end: from.clone(), erased: 0 };
    for row in rows {
        let ChainEnd { sequence: before, digest: previous } = &verified.end;
        let flaw = |is| Err(Flaw { sequence: row.sequence, is });
        if before.checked_add(1) != Some(row.sequence) {
            return flaw("follows a row that is missing");
        }
        let is_erased = (&row.salt, &row.user_id, &row.address) == (&None, &None, &None);
        let personal =
            personal_digest(row.salt.as_deref().unwrap_or_default(), row.user_id.as_deref(), row.address.as_deref());
        if !is_erased && personal != row.personal {
            return flaw("has another user or another address than it was written with");
        }
        let digest = row.link(journal, previous);
        if row.digest.as_ref() != Some(&digest) {
            return flaw("was changed, moved or put in");
        }
        verified.end = ChainEnd { sequence: row.sequence, digest };
        verified.erased = verified.erased.saturating_add(u32::from(is_erased && row.personal.is_some()));
    }
    Ok(verified)
}
