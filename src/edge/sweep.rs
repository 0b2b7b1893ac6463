//! The sweep on D1: it deletes rows in batches within the limits of a statement.

use serde_json::Value;

use crate::edge::bindings::Statement;
use crate::edge::parameters::{integer, text, unused};
use crate::edge::platform::Platform;
use crate::edge::statements::{
    DELETE_ENDED, EVICT_SEALED, EVICT_STORED, FORGET, FORGET_ENDED, FORGET_SPENT, FORGET_TOKENS, FORGET_UNUSED,
    FORGET_USES, REMEMBER_FORGOTTEN,
};
use crate::edge::statements_of_consents::FORGET_STALE_CONSENTS;
use crate::edge::statements_of_devices::FORGET_DEVICE_REQUESTS;
use crate::edge::statements_of_grants::{FORGET_GRANTS, FORGET_REQUESTS, FORGET_SESSIONS};
use crate::error::Fault;
use crate::model::{UnusedRetention, UserId};
use crate::ports::{Forgotten, Sweep};
use crate::unit::Timestamp;

impl Sweep for Platform {
    fn delete_ended(&self, at: Timestamp) -> impl Future<Output = Result<Forgotten, Fault>> {
        let at = integer(at);
        self.forget(vec![(FORGET_ENDED, vec![at.clone()]), (DELETE_ENDED, vec![at])])
    }

    fn evict(&self, limit: u32, at: Timestamp) -> impl Future<Output = Result<Forgotten, Fault>> {
        let limit = Value::from(limit);
        let sealed = (EVICT_SEALED, vec![limit.clone(), integer(at)]);
        self.forget(vec![sealed, (EVICT_STORED, vec![limit])])
    }

    fn forget_stale_consents(&self, from: Option<&UserId>) -> impl Future<Output = Result<Forgotten, Fault>> {
        self.forget(vec![(FORGET_STALE_CONSENTS, vec![text(from.map_or("", UserId::as_str))])])
    }

    fn forget_deleted(&self, before: Timestamp) -> impl Future<Output = Result<Forgotten, Fault>> {
        self.forget(vec![(FORGET, vec![integer(before)])])
    }

    fn forget_device_requests(&self, before: Timestamp) -> impl Future<Output = Result<Forgotten, Fault>> {
        self.forget(vec![(FORGET_DEVICE_REQUESTS, vec![integer(before)])])
    }

    fn forget_grants(&self, before: Timestamp) -> impl Future<Output = Result<Forgotten, Fault>> {
        self.forget(vec![(FORGET_GRANTS, vec![integer(before)])])
    }

    fn forget_requests(&self, before: Timestamp) -> impl Future<Output = Result<Forgotten, Fault>> {
        self.forget(vec![(FORGET_REQUESTS, vec![integer(before)])])
    }

    fn forget_sessions(&self, before: Timestamp) -> impl Future<Output = Result<Forgotten, Fault>> {
        self.forget(vec![(FORGET_SESSIONS, vec![integer(before)])])
    }

    fn forget_single_uses(&self, until: Timestamp) -> impl Future<Output = Result<Forgotten, Fault>> {
        self.forget(vec![(FORGET_SPENT, vec![integer(until)])])
    }

    fn forget_tokens(&self, before: Timestamp) -> impl Future<Output = Result<Forgotten, Fault>> {
        self.forget(vec![(FORGET_TOKENS, vec![integer(before)])])
    }

    fn forget_unused(
        &self,
        kind: UnusedRetention,
        issued_at: Timestamp,
    ) -> impl Future<Output = Result<Forgotten, Fault>> {
        let parameters = vec![unused(Some(kind)), integer(issued_at)];
        self.forget(vec![(REMEMBER_FORGOTTEN, parameters.clone()), (FORGET_UNUSED, parameters)])
    }

    fn forget_uses(&self, before: Timestamp) -> impl Future<Output = Result<Forgotten, Fault>> {
        self.forget(vec![(FORGET_USES, vec![integer(before)])])
    }
}

impl Platform {
    /// Runs statements that delete rows, and returns the number of rows.
    pub(super) async fn forget(&self, statements: Vec<Statement>) -> Result<Forgotten, Fault> {
        let rows: usize = self.transact(statements).await?.iter().map(Vec::len).sum();
        Ok(Forgotten(u64::try_from(rows).unwrap_or(u64::MAX)))
    }
}
