//! What is done now and then without being asked.

use serde_json::{Value, json};

use crate::config::Config;
use crate::error::Fault;
use crate::ports::{Clock, Forgotten, Store};

/// How many pieces of work one run does at most; what is left waits for the next.
const MAXIMUM_ROUNDS: u32 = 100;

/// Forgets clients that were deleted long enough ago, piece by piece.
pub async fn sweep(config: &Config, ports: &(impl Clock + Store)) -> Result<Forgotten, Fault> {
    let before = ports.now().before(config.deleted_client_retention);
    let mut total = Forgotten(0);
    for _ in 0..MAXIMUM_ROUNDS {
        let Forgotten(clients) = ports.forget(before).await?;
        total = Forgotten(total.0.saturating_add(clients));
        if clients == 0 {
            break;
        }
    }
    Ok(total)
}

/// The line that the log shows of a run.
#[must_use]
pub fn line(outcome: &Result<Forgotten, Fault>) -> String {
    let line: Value = match outcome {
        Ok(Forgotten(clients)) => json!({"route": "scheduled", "forgotten": clients}),
        Err(fault) => json!({"route": "scheduled", "code": fault.code(), "fault": fault.cause()}),
    };
    line.to_string()
}
