//! Epochs at the admin API: all clients of a kind that have registered until now are refused.

use serde_json::{Map, Value};

use crate::audit::{self, Event, Operator};
use crate::endpoint::administration::body;
use crate::error::{Error, Invalid, Refusal};
use crate::http::{Request, Response, Status};
use crate::json::{self, Pointer};
use crate::model::Config;
use crate::ports::{EpochAdministration, Ports};
use crate::unit::{Seconds, Timestamp};

/// The kinds of clients that an epoch can be about, beside all clients.
const KINDS: [&str; 3] = ["software_id", "statement_issuer", "template"];

/// The kind of an epoch of all clients.
const ALL: &str = "all";

/// The longest name, in bytes.
const LONGEST_NAME: usize = 2048;

/// The rule for the members that say what an epoch is about.
const MUST: &str = "have one of software_id, statement_issuer and template, or all";

/// Lists the epochs.
pub async fn list(store: &impl EpochAdministration) -> Result<Response, Error> {
    let epochs = store.epochs().await?.into_iter();
    let epochs: Vec<Value> = epochs.map(|(name, since)| Value::Object(described(&name, since))).collect();
    Ok(Response::json(Status(200), &json::object([("epochs", Value::from(epochs))])))
}

/// Begins an epoch now. One that is later already stays.
pub async fn begin(
    operator: Operator<'_>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let members = body(request, config)?;
    let of_member = |(name, value): (&String, &Value)| match value {
        Value::Bool(true) if name == ALL => Ok(ALL.to_owned()),
        Value::String(text) => named(name, text),
        _ => Err(Invalid::new(Pointer::member(name), MUST)),
    };
    let name = only(members.iter().map(of_member))?;
    let event = event("epoch-begun", operator, &name);
    let entry = audit::entry(Some(event), Some(request.peer), config, ports)?;
    // A client of this second registers before the epoch. RFC 7591 section 3.2.1: times are whole seconds.
    let since = ports.begin_epoch(&name, ports.now().after(Seconds(1)), entry).await?;
    Ok(Response::json(Status(201), &described(&name, since)))
}

/// Lifts an epoch: its clients are accepted again; `Err` is 404.
pub async fn lift(
    operator: Operator<'_>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let form = request.query_form()?;
    let of_parameter = |(name, value): (&str, &str)| match (name, value) {
        (ALL, "true") => Ok(ALL.to_owned()),
        _ => named(name, value),
    };
    let name = only(form.parameters().map(of_parameter))?;
    let event = event("epoch-lifted", operator, &name);
    let entry = audit::entry(Some(event), Some(request.peer), config, ports)?;
    let is_known = ports.lift_epoch(&name, entry).await?;
    if is_known { Ok(Response::empty(Status(204))) } else { Err(Refusal::UnknownEpoch.into()) }
}

/// Returns the only name.
fn only(mut names: impl Iterator<Item = Result<String, Invalid>>) -> Result<String, Refusal> {
    let first = names.next().transpose().map_err(Refusal::InvalidRequest)?;
    match (first, names.next()) {
        (Some(name), None) => Ok(name),
        _ => Err(Refusal::InvalidRequest(Invalid::new(Pointer::root(), MUST))),
    }
}

/// Returns the name of the epoch of a kind of clients in the store.
fn named(kind: &str, name: &str) -> Result<String, Invalid> {
    let is_sound = KINDS.contains(&kind) && (1..=LONGEST_NAME).contains(&name.len());
    if is_sound { Ok(format!("{kind} {name}")) } else { Err(Invalid::new(Pointer::member(kind), MUST)) }
}

fn event(kind: &'static str, operator: Operator<'_>, name: &str) -> Event {
    Event::by_operator(kind, operator).with("epoch", name)
}

fn described(name: &str, since: Timestamp) -> Map<String, Value> {
    let about = name.split_once(' ').map_or((ALL, Value::Bool(true)), |(kind, name)| (kind, Value::from(name)));
    json::object([about, ("since", Value::from(since.0))])
}
