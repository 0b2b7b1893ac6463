//! Messages to others that wait.

use crate::error::Fault;
use crate::model::{AccountEvent, Delivery};
use crate::unit::Timestamp;

/// Stores messages to others until they have arrived.
pub trait DeliveryStore {
    /// Queues events that are due now, each under a name of its own. If very many events wait already, of the user or of all
    /// users, the event is noted in the log alone.
    async fn queue_events(&self, events: &[(String, AccountEvent)], at: Timestamp) -> Result<(), Fault>;

    /// Takes messages that are due, at most as many as are sent at once: in turn an event and another message, of each those
    /// that wait longest first. Each counts one more attempt, and is due again after its pause: nobody else sends it
    /// meanwhile, and no failure loses it.
    async fn take_due(&self, at: Timestamp) -> Result<Vec<Delivery>, Fault>;

    /// Forgets messages by their names: they have arrived, or are given up.
    async fn forget_deliveries(&self, names: &[String]) -> Result<(), Fault>;
}
