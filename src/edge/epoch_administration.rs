//! The administration of epochs on D1.

use serde_json::Value;

use crate::edge::parameters::{integer, text};
use crate::edge::platform::Platform;
use crate::edge::row::{Row, read_all};
use crate::edge::statements_of_administration::{BEGIN_EPOCH, LIFT_EPOCH, LIST_EPOCHS};
use crate::error::Fault;
use crate::model::AuditEntry;
use crate::ports::EpochAdministration;
use crate::unit::Timestamp;

const OF: &str = "epoch";

impl EpochAdministration for Platform {
    async fn epochs(&self) -> Result<Vec<(String, Timestamp)>, Fault> {
        let rows = self.rows(LIST_EPOCHS, Vec::new()).await?;
        let read = |row: &Value| {
            let row = Row::of(row, OF);
            Ok((row.get("name")?, row.get("since")?))
        };
        read_all(&rows, read)
    }

    async fn begin_epoch(&self, name: &str, since: Timestamp, entry: Option<AuditEntry>) -> Result<Timestamp, Fault> {
        let row = self.change_by(BEGIN_EPOCH, vec![text(name), integer(since)], entry).await?.pop();
        row.map_or_else(
            || Err(Fault::Broken("an epoch was not stored".to_owned())),
            |row| Row::of(&row, OF).get("since"),
        )
    }

    fn lift_epoch(&self, name: &str, entry: Option<AuditEntry>) -> impl Future<Output = Result<bool, Fault>> {
        self.changes_row(LIFT_EPOCH, vec![text(name)], entry)
    }
}
