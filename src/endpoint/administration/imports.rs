//! Imports of clients at the admin API: a few clients of another server with each request.

use serde_json::{Map, Value, json};

use crate::audit::{Event, Operator};
use crate::error::{Error, Invalid, Refusal};
use crate::http::{Field, Request, Response, Status};
use crate::json::{self, Pointer};
use crate::model::{ClientId, Config, Trust};
use crate::ports::Ports;
use crate::registration::{Import, SecretOrigin, add_dropped, import};

/// The kinds of servers that clients come from.
const SERVERS: [&str; 6] = ["auth0", "connect2id", "enrol", "hydra", "keycloak", "other"];

/// The most clients in a request. Each takes up to four statements of the database. The smallest plan permits 50 statements, so
/// the command line sends fewer clients.
const MOST: usize = 50;

/// The media types of JSON Lines.
const MEDIA_TYPES: [&str; 2] = ["application/jsonl", "application/x-ndjson"];

/// Imports the clients of a request, one on each line, and returns a result for each.
pub async fn run(
    operator: Operator<'_>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let from = server(request)?;
    let media_type = request.headers.value(Field::ContentType).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !MEDIA_TYPES.iter().any(|known| essence.eq_ignore_ascii_case(known)) {
        return Err(Refusal::UnsupportedMediaType(request.sent_as(Field::ContentType)).into());
    }
    let body = request.whole(config.body_limit)?;
    let lines: Vec<&[u8]> = body.split(|byte| *byte == b'\n').collect();
    let is_blank = |line: &[u8]| line.iter().all(u8::is_ascii_whitespace);
    let numbered = (1_u32..).zip(lines).filter(|(_, line)| !is_blank(line));
    let numbered: Vec<(u32, &[u8])> = numbered.collect();
    if !(1..=MOST).contains(&numbered.len()) {
        let invalid = Invalid::new(Pointer::root(), "be 1 to 50 JSON objects, each on a line of its own");
        return Err(Refusal::InvalidRequest(invalid).into());
    }
    let mut results = Vec::new();
    for (number, line) in numbered {
        let (id, imported) = match json::read_object(line) {
            Ok(members) => {
                let id = members.get("client_id").and_then(Value::as_str).map(str::to_owned);
                let event = |id: &ClientId| {
                    let event = Event::by_operator("client-imported", operator);
                    event.about_client(id, Trust::Operator).with("from", from)
                };
                (id, import(members, from, &event, request.peer, config, ports).await?)
            }
            Err(unreadable) => (None, Import::Refused(Refusal::InvalidRequest(unreadable.into()))),
        };
        results.push(Value::Object(described(number, id, imported)));
    }
    Ok(Response::json(Status(200), &json::object([("results", Value::from(results))])))
}

/// Reads the kind of server from the query.
fn server(request: &Request) -> Result<&'static str, Refusal> {
    let form = request.query_form()?;
    if let Some((unknown, _)) = form.parameters().find(|(name, _)| *name != "from") {
        return Err(Refusal::InvalidRequest(Invalid::new(Pointer::member(unknown), "be absent")));
    }
    let from = form.value("from").unwrap_or("enrol");
    let known = SERVERS.into_iter().find(|known| *known == from);
    let must = || format!("be one of {}", SERVERS.join(", "));
    known.ok_or_else(|| Refusal::InvalidRequest(Invalid::new(Pointer::member("from"), must())))
}

fn described(line: u32, id: Option<String>, imported: Import) -> Map<String, Value> {
    let mut members = json::object([("line", Value::from(line))]);
    members.extend(id.map(|id| ("client_id".to_owned(), Value::from(id))));
    match imported {
        Import::Created { secret, dropped } => {
            let secret = match secret {
                SecretOrigin::Derived => "derived",
                SecretOrigin::Imported => "imported",
                SecretOrigin::None => "none",
            };
            members.extend(json::object([("result", json!("created")), ("secret", json!(secret))]));
            add_dropped(dropped, &mut members);
        }
        Import::Exists => members.extend(json::object([("result", json!("exists"))])),
        Import::Refused(refusal) => {
            members.extend(json::object([("result", json!("refused"))]));
            members.extend(refusal.members());
        }
    }
    members
}
