//! The chain of the audit log: each row has the digest of the row before in its own, so that no row can be changed, removed
//! or moved unseen.
//!
//! The cron trigger chains the rows, not the request that writes them. A request would have to read the digest of the last
//! row first, and be made again whenever another came between.

use serde::Serialize;

use crate::error::Fault;
use crate::json;
use crate::model::{ChainEnd, Config, Journal, Unchained};
use crate::ports::{AuditLog, Clock, Forgotten};

/// The most rounds of a run. A round chains up to 500 rows of each journal with at most twelve statements.
const MAXIMUM_ROUNDS: u32 = 10;

/// Chains the rows that wait, and returns a line for the log for each journal that grew: whoever can write the database
/// cannot take the line back.
pub async fn extend(ports: &impl AuditLog) -> Vec<String> {
    let mut ends = [const { None }; Journal::ALL.len()];
    let mut lines = Vec::new();
    for _ in 0..MAXIMUM_ROUNDS {
        match round(ports, &mut ends).await {
            Ok(true) => {}
            Ok(false) => break,
            Err(fault) => {
                lines.push(json::text(&Line::Fault { code: fault.code(), fault: fault.cause(), route: ROUTE }));
                break;
            }
        }
    }
    let grown = Journal::ALL.iter().zip(&ends).filter_map(|(journal, end)| Some((journal, end.as_ref()?)));
    lines.extend(grown.map(|(journal, ChainEnd { sequence, digest })| {
        json::text(&Line::Grown { digest, journal: journal.name(), route: ROUTE, sequence: *sequence })
    }));
    lines
}

/// Chains some rows of each journal. Returns true if there may be more.
async fn round(ports: &impl AuditLog, ends: &mut [Option<ChainEnd>]) -> Result<bool, Fault> {
    let mut has_more = false;
    let unchained = ports.unchained().await?;
    for ((journal, Unchained { end: from, rows }), end) in Journal::ALL.into_iter().zip(unchained).zip(ends) {
        let mut last = from.clone();
        let mut digests = Vec::with_capacity(rows.len());
        for row in &rows {
            last = ChainEnd { sequence: row.sequence, digest: row.link(journal, &last.digest) };
            digests.push((last.sequence, last.digest.clone()));
        }
        // Another run may have chained them meanwhile: then it tells so.
        if !digests.is_empty() && ports.chain(journal, &from, &digests).await? {
            *end = Some(last);
            has_more = true;
        }
    }
    Ok(has_more)
}

/// Deletes rows that are kept no longer: at most one batch of each journal.
pub async fn forget(config: &Config, ports: &(impl AuditLog + Clock)) -> Result<Forgotten, Fault> {
    let mut total: u64 = 0;
    for journal in Journal::ALL {
        let before = ports.now().before(config.audit.life(journal));
        let Forgotten(piece) = ports.forget_audit(journal, before, config.audit.rows).await?;
        total = total.saturating_add(piece);
    }
    Ok(Forgotten(total))
}

const ROUTE: &str = "audit";

/// A line for the log, with its members in alphabetical order.
#[derive(Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Fault { code: &'static str, fault: &'a str, route: &'static str },
    Grown { digest: &'a str, journal: &'static str, route: &'static str, sequence: u32 },
}
