//! Messages to others that wait, on D1.

use serde_json::Value;
use worker::console_log;

use crate::delivery::line_of_lost;
use crate::edge::parameters::{integer, text};
use crate::edge::platform::{Platform, note_due};
use crate::edge::row::{Row, read_all};
use crate::edge::statements_of_deliveries::{FORGET_DELIVERIES, QUEUE_EVENTS, TAKE_DUE};
use crate::error::Fault;
use crate::json;
use crate::model::{AccountEvent, DELIVERIES_AT_ONCE, Delivery, DeliveryKind, FIRST_PAUSE, LONGEST_PAUSE};
use crate::ports::DeliveryStore;
use crate::unit::Timestamp;

impl DeliveryStore for Platform {
    async fn queue_events(&self, events: &[(String, AccountEvent)], at: Timestamp) -> Result<(), Fault> {
        let row = |(name, event): &(String, AccountEvent)| (name.clone(), event.user.clone(), json::text(event));
        let rows: Vec<_> = events.iter().map(row).collect();
        let queued = self.rows(QUEUE_EVENTS, vec![text(&json::text(&rows)), integer(at)]).await?;
        let is_queued = |name: &str| queued.iter().any(|row| row.get("name").and_then(Value::as_str) == Some(name));
        for (_, event) in events.iter().filter(|(name, _)| !is_queued(name)) {
            console_log!("{}", line_of_lost(DeliveryKind::Event, event.user.as_str(), event.kind.facts().0));
        }
        note_due();
        Ok(())
    }

    async fn take_due(&self, at: Timestamp) -> Result<Vec<Delivery>, Fault> {
        let pauses = [FIRST_PAUSE, LONGEST_PAUSE].map(|pause| Value::from(pause.0));
        let parameters = [vec![integer(at)], pauses.to_vec(), vec![Value::from(DELIVERIES_AT_ONCE)]].concat();
        Ok(read_all(&self.rows(TAKE_DUE, parameters).await?, delivery)?.into_iter().flatten().collect())
    }

    fn forget_deliveries(&self, names: &[String]) -> impl Future<Output = Result<(), Fault>> {
        self.run(FORGET_DELIVERIES, vec![text(&json::text(&names))])
    }
}

/// Reads a row; `None` for a kind of message of a later version, which was in use before.
fn delivery(row: &Value) -> Result<Option<Delivery>, Fault> {
    let row = Row::of(row, "delivery");
    let kind: String = row.get("kind")?;
    let Some(kind) = DeliveryKind::ALL.into_iter().find(|known| known.name() == kind) else { return Ok(None) };
    Ok(Some(Delivery {
        name: row.get("name")?,
        kind,
        recipient: row.get("recipient")?,
        contents: row.get("contents")?,
        created_at: row.get("created_at")?,
        due_at: row.get("due_at")?,
        attempts: row.get("attempts")?,
    }))
}
