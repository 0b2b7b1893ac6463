//! Counts what happens: in the isolate first, and at most once a minute in the store.

use serde::Serialize;

use crate::error::Fault;
use crate::http::{Given, Request};
use crate::json;
use crate::model::{Config, OTHER, Observation};
use crate::ports::{Clock, Counters, Forgotten};

/// The grants that are counted by name: the values of `grant_type`, and the keys.
const GRANTS: [(&str, &str); 5] = [
    ("authorization_code", "authorization_code"),
    ("client_credentials", "client_credentials"),
    ("refresh_token", "refresh_token"),
    ("urn:ietf:params:oauth:grant-type:device_code", "device_code"),
    ("urn:ietf:params:oauth:grant-type:jwt-bearer", "jwt-bearer"),
];

/// Returns the key of a grant.
#[must_use]
pub fn grant(grant_type: &str) -> &'static str {
    GRANTS.iter().find(|(value, _)| *value == grant_type).map_or(OTHER, |(_, key)| key)
}

/// Returns the facts about a request for a token that was refused: its grant.
#[must_use]
pub fn facts_of_refused(request: &Request, config: &Config) -> Box<Given> {
    let form = request.form(config.body_limit).ok();
    let grant_type = form.as_ref().and_then(|form| form.required("grant_type").ok());
    Given::of_kind(grant(grant_type.unwrap_or_default()))
}

/// When counts are stored. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storing {
    /// At once.
    Now,
    /// If none were stored in the last minute.
    WhenDue,
}

/// Counts a request in the isolate, and writes its data point.
pub fn count(observation: &Observation, ports: &(impl Clock + Counters)) {
    let now = ports.now();
    ports.tally(&mut |tally| tally.observe(observation, now));
    ports.write_point(observation);
}

/// Stores the counts of the isolate. Returns a line for the log if that failed: then the counts wait for the next time.
///
/// A count can be stored twice if the store fails after it has done its work.
pub async fn store(storing: Storing, ports: &(impl Clock + Counters)) -> Option<String> {
    let now = ports.now();
    let mut counts = Vec::new();
    ports.tally(&mut |tally| {
        if storing == Storing::Now || tally.is_due(now) {
            counts = tally.take(now);
        }
    });
    if counts.is_empty() {
        return None;
    }
    let fault = ports.add_counts(&counts).await.err()?;
    ports.tally(&mut |tally| tally.restore(std::mem::take(&mut counts)));
    Some(line(&fault))
}

/// Returns the line of counts that could not be stored, or of a data point that could not be written.
#[must_use]
pub fn line(fault: &Fault) -> String {
    json::text(&Line { code: fault.code(), fault: fault.cause(), route: "metrics" })
}

/// Deletes counts that are kept no longer.
pub async fn forget(config: &Config, ports: &(impl Clock + Counters)) -> Result<Forgotten, Fault> {
    // With the metrics off, nothing is kept.
    ports.forget_counts(ports.now().before(config.metrics.life)).await
}

#[derive(Serialize)]
struct Line<'a> {
    code: &'static str,
    fault: &'a str,
    route: &'static str,
}
