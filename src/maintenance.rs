//! The work of the cron triggers: sends messages that wait, deletes expired rows and rotates signing keys.

use serde::Serialize;

use crate::audit;
use crate::delivery;
use crate::error::Fault;
use crate::json;
use crate::metrics::{self, Storing};
use crate::model::{Config, USER_BYTES, UnusedRetention, UserId};
use crate::ports::{ApprovalStore, AuditLog, Clock, Counters, Forgotten, Ports, Random, Sign, SigningKeyStore, Sweep};
use crate::signing;
use crate::unit::{Seconds, Timestamp};

/// The most batches of each kind in one run. The next run continues.
const MAXIMUM_ROUNDS: u32 = 100;

/// The most batches of unused clients in one run. A batch is two statements, and D1 permits 1,000 statements in one
/// invocation.
const UNUSED_ROUNDS: u32 = 40;

/// The most batches of what users leave, of each kind in one run.
const SIGN_IN_ROUNDS: u32 = 60;

/// The most batches of the audit log in one run. A batch is six statements.
const AUDIT_ROUNDS: u32 = 10;

/// The most batches of counts in one run.
const COUNT_ROUNDS: u32 = 10;

/// The cron trigger of the messages that wait. The other triggers delete rows too.
pub const MESSAGES: &str = "* * * * *";

/// Does the work of a cron trigger, and returns the lines for the log.
pub async fn run(cron: &str, config: &Config, ports: &impl Ports) -> Vec<String> {
    let has_messages = config.policy.has_own_sign_in() || config.webhook.is_some();
    let mut lines = if has_messages { delivery::work(config, ports).await } else { Vec::new() };
    lines.extend(audit::extend(ports).await);
    lines.extend(metrics::store(Storing::Now, ports).await);
    if cron != MESSAGES {
        lines.push(line(&sweep(config, ports).await));
    }
    lines
}

/// The number of rows that a run has deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swept {
    /// Rows of the audit log that are kept no longer.
    pub audit: Forgotten,
    /// Tombstones of stored clients.
    pub clients: Forgotten,
    /// Consents to clients that are deleted, and of users who are.
    pub consents: Forgotten,
    /// Counts that are kept no longer.
    pub counts: Forgotten,
    /// Expired requests of devices.
    pub devices: Forgotten,
    /// Clients whose lifetime is over.
    pub ended: Forgotten,
    /// Expired grants.
    pub grants: Forgotten,
    /// Expired authorization requests.
    pub requests: Forgotten,
    /// Sessions that ended.
    pub sessions: Forgotten,
    /// Unused clients that are too old or too many, tombstones of sealed clients, and approvals of clients that are gone.
    pub unused: Forgotten,
    /// Notes of use of idle clients.
    pub uses: Forgotten,
    /// Expired initial access tokens.
    pub tokens: Forgotten,
    /// Single uses whose token or statement has expired.
    pub spent: Forgotten,
}

/// How much longer than it must be a single use is kept: no request lasts longer.
const LONGEST_REQUEST: Seconds = Seconds(300);

/// Deletes expired rows, and adds a signing key if the current one has reached the end of its term.
pub async fn sweep(
    config: &Config,
    ports: &(impl ApprovalStore + AuditLog + Clock + Counters + Random + Sign + SigningKeyStore + Sweep),
) -> Result<Swept, Fault> {
    let now = ports.now();
    let before = now.before(config.deleted_client_retention);
    // A grant tells which clients learn of the end of its session. So it is kept until no session can still have it, and
    // always longer than a code lives, so that a used code stays used.
    let grants_before = now.before(config.sign_in.session_life);
    // A request reads the clock first, and may then wait for documents of others before it looks for a use.
    let uses_before = now.before(LONGEST_REQUEST);
    let swept = Swept {
        audit: rounds(AUDIT_ROUNDS, async || audit::forget(config, ports).await).await?,
        clients: rounds(MAXIMUM_ROUNDS, async || ports.forget_deleted(before).await).await?,
        consents: consents(ports).await?,
        counts: rounds(COUNT_ROUNDS, async || metrics::forget(config, ports).await).await?,
        devices: rounds(SIGN_IN_ROUNDS, async || ports.forget_device_requests(now).await).await?,
        ended: rounds(MAXIMUM_ROUNDS, async || ports.delete_ended(now).await).await?,
        grants: rounds(SIGN_IN_ROUNDS, async || ports.forget_grants(grants_before).await).await?,
        requests: rounds(SIGN_IN_ROUNDS, async || ports.forget_requests(now).await).await?,
        sessions: rounds(SIGN_IN_ROUNDS, async || ports.forget_sessions(now).await).await?,
        unused: unused(config, now, ports).await?,
        uses: match config.policy.idle_since(now) {
            Some(end) => rounds(MAXIMUM_ROUNDS, async || ports.forget_uses(end).await).await?,
            None => Forgotten(0),
        },
        tokens: rounds(MAXIMUM_ROUNDS, async || ports.forget_tokens(before).await).await?,
        spent: rounds(MAXIMUM_ROUNDS, async || ports.forget_single_uses(uses_before).await).await?,
    };
    if config.policy.has_own_tokens() || config.signs_for_operator() {
        signing::rotate(config, ports).await?;
    }
    Ok(swept)
}

/// Deletes stale consents: among the first, and among those from a random user on. So each run reads few rows, and in time
/// the runs look at all.
async fn consents(ports: &(impl Random + Sweep)) -> Result<Forgotten, Fault> {
    let mut random = [0; USER_BYTES];
    ports.fill(&mut random)?;
    let Forgotten(first) = ports.forget_stale_consents(None).await?;
    let Forgotten(others) = ports.forget_stale_consents(Some(&UserId::new(&random))).await?;
    Ok(Forgotten(first.saturating_add(others)))
}

/// Deletes unused clients, if this server notes every use, and the approvals of clients that are gone.
async fn unused(config: &Config, now: Timestamp, ports: &(impl ApprovalStore + Sweep)) -> Result<Forgotten, Fault> {
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
    if !config.approval.is_empty() {
        let Forgotten(approvals) = rounds(UNUSED_ROUNDS, async || ports.forget_approvals().await).await?;
        total = total.saturating_add(approvals);
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
        Ok(Swept {
            audit,
            clients,
            consents,
            counts,
            devices,
            ended,
            grants,
            requests,
            sessions,
            unused,
            uses,
            tokens,
            spent,
        }) => Line::Swept {
            audit: audit.0,
            consents: consents.0,
            counts: counts.0,
            devices: devices.0,
            ended: ended.0,
            forgotten: clients.0,
            grants: grants.0,
            requests: requests.0,
            route: ROUTE,
            sessions: sessions.0,
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
    Failed {
        code: &'static str,
        fault: &'a str,
        route: &'static str,
    },
    Swept {
        audit: u64,
        consents: u64,
        counts: u64,
        devices: u64,
        ended: u64,
        forgotten: u64,
        grants: u64,
        requests: u64,
        route: &'static str,
        sessions: u64,
        spent: u64,
        tokens: u64,
        unused: u64,
        uses: u64,
    },
}
