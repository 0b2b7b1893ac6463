//! Messages to others that wait in the store: they are sent at once, and again until they have arrived.

mod event;
mod logout;
mod logout_token;
mod together;

pub use event::{announce, announce_all, events};
pub use logout::{find_client, tell};
pub use together::within;

use std::borrow::Cow;
use std::future::pending;

use serde::Serialize;

use crate::audit::{self, Event};
use crate::delivery::event::{event_of, send_event, server_event_of};
use crate::error::Fault;
use crate::http::Status;
use crate::json;
use crate::model::{Actor, Config, DELIVERIES_AT_ONCE, Delivery, DeliveryKind, EventKind, Journal, SessionId};
use crate::operator_data;
use crate::ports::Ports;

/// The most rounds of one run. The platform limits the requests and the statements of an invocation.
const MAXIMUM_ROUNDS: u32 = 4;

/// The result of an attempt to send a message. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The recipient has taken the message.
    Arrived,
    /// The recipient has not taken the message, for this reason.
    Failed(Cow<'static, str>),
    /// There is nothing to send: the recipient has ended, or wants no such messages.
    Needless,
}

impl Outcome {
    /// Returns the outcome of an attempt that was answered with this status, or not at all.
    fn of(status: Option<Status>, good: &[Status]) -> Self {
        match status {
            Some(status) if good.contains(&status) => Self::Arrived,
            Some(Status(status)) => Self::Failed(format!("the answer was {status}").into()),
            None => Self::Failed("there was no answer, or the address is not permitted".into()),
        }
    }
}

/// Sends the messages that are due, and returns lines for the log: one for each message that somebody wanted, and one if
/// the store fails.
pub async fn work(config: &Config, ports: &impl Ports) -> Vec<String> {
    let mut lines = Vec::new();
    for _ in 0..MAXIMUM_ROUNDS {
        match round(config, ports, &mut lines).await {
            Ok(DELIVERIES_AT_ONCE..) => {}
            Ok(_) => break,
            Err(fault) => {
                lines.push(json::text(&Line::Fault { code: fault.code(), fault: fault.cause(), route: ROUTE }));
                break;
            }
        }
    }
    lines
}

/// Sends one piece of the messages that are due, all at the same time. Returns their number.
async fn round(config: &Config, ports: &impl Ports, lines: &mut Vec<String>) -> Result<usize, Fault> {
    let due = ports.take_due(ports.now()).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let with_data = operator_data::config_now(config, ports).await;
    let config = with_data.as_deref().unwrap_or(config);
    audit::record(due.iter().filter_map(by_command).collect(), None, config, ports).await?;
    let outcomes = within(due.iter().map(|delivery| attempt(delivery, config, ports)), pending()).await;
    let mut over = Vec::new();
    for (delivery, outcome) in due.iter().zip(outcomes.into_iter().flatten()) {
        let is_failed = matches!(outcome, Outcome::Failed(_));
        if !is_failed || delivery.is_last() {
            over.push(delivery.name.clone());
        }
        lines.extend(line(delivery, &outcome));
    }
    if !over.is_empty() {
        ports.forget_deliveries(&over).await?;
    }
    Ok(due.len())
}

/// Returns the event of a command of the operator for the audit log, at the first attempt to send it. A user who was deleted
/// is not named again.
fn by_command(delivery: &Delivery) -> Option<Event> {
    let event = (delivery.kind == DeliveryKind::Event && delivery.attempts == 1).then(|| event_of(delivery))??;
    let noted =
        (event.by == Actor::Admin).then(|| Event::of(Journal::Administration, event.kind.facts().0, "command line"))?;
    Some(if event.kind == EventKind::UserDeleted { noted } else { noted.about_user(&event.user) })
}

/// Sends a message. A fault of this server is a failure too: the message is sent again.
async fn attempt(delivery: &Delivery, config: &Config, ports: &impl Ports) -> Outcome {
    let outcome = match delivery.kind {
        DeliveryKind::Event | DeliveryKind::ServerEvent => send_event(delivery, config, ports).await,
        DeliveryKind::Logout => {
            let session = SessionId::restored(delivery.contents.clone());
            match find_client(&delivery.recipient, None, config, ports).await {
                Ok(Ok(found)) => tell(&found, &session, None, config, ports).await,
                Ok(Err(outcome)) => Ok(outcome),
                Err(fault) => Err(fault),
            }
        }
    };
    outcome.unwrap_or_else(|fault| Outcome::Failed(fault.cause().to_owned().into()))
}

/// Returns the line of an attempt for the log; `None` if there was nothing to send. An event has a line even if nobody
/// receives events: commands of the operator leave no other trace.
fn line(delivery: &Delivery, outcome: &Outcome) -> Option<String> {
    let event = match delivery.kind {
        DeliveryKind::Event => Some(Cow::Borrowed(event_of(delivery)?.kind.facts().0)),
        DeliveryKind::Logout => None,
        DeliveryKind::ServerEvent => Some(Cow::Owned(server_event_of(delivery)?.0)),
    };
    let (word, reason) = match outcome {
        Outcome::Arrived => ("arrived", None),
        Outcome::Failed(reason) => (if delivery.is_last() { "given_up" } else { "failed" }, Some(&**reason)),
        Outcome::Needless if event.is_some() => ("noted", None),
        Outcome::Needless => return None,
    };
    let Delivery { attempts, kind, recipient, .. } = delivery;
    let (attempts, kind, event) = (*attempts, kind.name(), event.as_deref());
    Some(json::text(&Line::Attempt { attempts, event, kind, outcome: word, reason, recipient, route: ROUTE }))
}

/// Returns the line for the log of an event that was not queued, because very many messages wait.
#[must_use]
pub fn line_of_lost(kind: DeliveryKind, recipient: &str, event: &str) -> String {
    let (kind, event, outcome) = (kind.name(), Some(event), "lost");
    json::text(&Line::Attempt { attempts: 0, event, kind, outcome, reason: None, recipient, route: ROUTE })
}

const ROUTE: &str = "delivery";

/// A line for the log, with its members in alphabetical order.
#[derive(Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Attempt {
        attempts: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        event: Option<&'a str>,
        kind: &'static str,
        outcome: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'a str>,
        recipient: &'a str,
        route: &'static str,
    },
    Fault {
        code: &'static str,
        fault: &'a str,
        route: &'static str,
    },
}
