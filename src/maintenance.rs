//! What is done now and then without being asked.

use serde::Serialize;

use crate::error::Fault;
use crate::json;
use crate::model::{Config, UnusedRetention};
use crate::ports::{Clock, Forgotten, Random, Sign, Store};
use crate::signing;
use crate::unit::Timestamp;

/// How many pieces of work one run does at most of a kind; what is left waits for the next.
const MAXIMUM_ROUNDS: u32 = 100;

/// The most rounds for clients that were never used: a round is two statements, and D1 permits a thousand in one run.
const UNUSED_ROUNDS: u32 = 40;

/// What a run has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swept {
    /// Clients that were deleted long enough ago.
    pub clients: Forgotten,
    /// Clients that were never used for too long, or that were too many, and tombstones of sealed ones.
    pub unused: Forgotten,
    /// Uses of clients that have been idle for too long since.
    pub uses: Forgotten,
    /// Initial access tokens that expired long enough ago.
    pub tokens: Forgotten,
    /// What could be used once, and is refused by now on other grounds.
    pub spent: Forgotten,
}

/// Forgets what is over, and lets a new key follow one that has signed for long enough.
pub async fn sweep(config: &Config, ports: &(impl Clock + Random + Sign + Store)) -> Result<Swept, Fault> {
    let now = ports.now();
    let before = now.before(config.deleted_client_retention);
    let swept = Swept {
        clients: rounds(MAXIMUM_ROUNDS, async || ports.forget(before).await).await?,
        unused: unused(config, now, ports).await?,
        uses: match config.policy.idle_since(now) {
            Some(end) => rounds(MAXIMUM_ROUNDS, async || ports.forget_uses(end).await).await?,
            None => Forgotten(0),
        },
        tokens: rounds(MAXIMUM_ROUNDS, async || ports.forget_tokens(before).await).await?,
        spent: rounds(MAXIMUM_ROUNDS, async || ports.forget_spent(now).await).await?,
    };
    if config.policy.has_own_tokens() {
        signing::rotate(&config.keys, ports).await?;
    }
    Ok(swept)
}

/// Forgets clients that were never used, where this server sees each use.
async fn unused(config: &Config, now: Timestamp, ports: &impl Store) -> Result<Forgotten, Fault> {
    if !config.policy.sees_uses() {
        return Ok(Forgotten(0));
    }
    let limit = config.policy.stored_client_limit;
    let Forgotten(mut total) = rounds(UNUSED_ROUNDS, async || ports.evict(limit, now).await).await?;
    for kind in UnusedRetention::ALL {
        if let Some(end) = kind.end(&config.policy, now) {
            let Forgotten(piece) = rounds(UNUSED_ROUNDS, async || ports.forget_unused(kind, end).await).await?;
            total = total.saturating_add(piece);
        }
    }
    Ok(Forgotten(total))
}

async fn rounds(maximum: u32, forget: impl AsyncFn() -> Result<Forgotten, Fault>) -> Result<Forgotten, Fault> {
    let mut total: u64 = 0;
    for _ in 0..maximum {
        let Forgotten(piece) = forget().await?;
        total = total.saturating_add(piece);
        if piece == 0 {
            break;
        }
    }
    Ok(Forgotten(total))
}

/// Returns the log line of a run.
#[must_use]
pub fn line(outcome: &Result<Swept, Fault>) -> String {
    const ROUTE: &str = "scheduled";
    let line = match outcome {
        Ok(Swept { clients, unused, uses, tokens, spent }) => Line::Swept {
            forgotten: clients.0,
            route: ROUTE,
            spent: spent.0,
            tokens: tokens.0,
            unused: unused.0,
            uses: uses.0,
        },
        Err(fault) => Line::Failed { code: fault.code(), fault: fault.cause(), route: ROUTE },
    };
    json::text(&line)
}

/// The log line of a run, with its members in alphabetical order.
#[derive(Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Failed { code: &'static str, fault: &'a str, route: &'static str },
    Swept { forgotten: u64, route: &'static str, spent: u64, tokens: u64, unused: u64, uses: u64 },
}
