//! Deletes expired rows, in batches within the limits of a statement.

use serde_json::Value;

use crate::edge::bindings::Statement;
use crate::edge::parameters::{integer, unused};
use crate::edge::platform::Platform;
use crate::edge::statements::{EVICT_SEALED, EVICT_STORED, FORGET_UNUSED, REMEMBER_FORGOTTEN};
use crate::error::Fault;
use crate::model::UnusedRetention;
use crate::ports::Forgotten;
use crate::unit::Timestamp;

impl Platform {
    /// Runs a statement that deletes rows up to a time, and returns the number of rows.
    pub(super) async fn forget_by(&self, statement: &'static str, time: Timestamp) -> Result<Forgotten, Fault> {
        self.forget_all(vec![(statement, vec![integer(time)?])]).await
    }

    /// Deletes unused clients of a kind.
    pub(super) async fn forget_kind(&self, kind: UnusedRetention, issued_at: Timestamp) -> Result<Forgotten, Fault> {
        let parameters = vec![unused(Some(kind)), integer(issued_at)?];
        self.forget_all(vec![(REMEMBER_FORGOTTEN, parameters.clone()), (FORGET_UNUSED, parameters)]).await
    }

    /// Deletes unused clients above a limit.
    pub(super) async fn forget_over(&self, limit: u32, at: Timestamp) -> Result<Forgotten, Fault> {
        let limit = Value::from(limit);
        let sealed = (EVICT_SEALED, vec![limit.clone(), integer(at)?]);
        self.forget_all(vec![sealed, (EVICT_STORED, vec![limit])]).await
    }

    async fn forget_all(&self, statements: Vec<Statement>) -> Result<Forgotten, Fault> {
        let rows: usize = self.transact(statements).await?.iter().map(Vec::len).sum();
        Ok(Forgotten(u64::try_from(rows).unwrap_or(u64::MAX)))
    }
}
