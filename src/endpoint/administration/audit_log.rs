//! The audit log at the admin API.

use serde_json::{Map, Value};

use crate::endpoint::administration::page::{self, UNKNOWN};
use crate::error::{Error, Invalid, Refusal};
use crate::http::{Request, Response, Status};
use crate::json::{self, Pointer};
use crate::model::{AuditQuery, AuditRow, Journal};
use crate::ports::AuditLog;
use crate::unit::Timestamp;

/// Lists the rows of a journal that meet the conditions of the query, the newest first.
pub async fn list(journal: Journal, request: &Request, store: &impl AuditLog) -> Result<Response, Error> {
    let page = store.audit_page(&query(Some(journal), request)?).await?;
    let events: Vec<Value> = page.rows.into_iter().map(|row| Value::Object(described(row))).collect();
    let next = page.next.map(|next| ("next", Value::from(next.to_string())));
    let members = json::object([("events", Value::from(events))].into_iter().chain(next));
    Ok(Response::json(Status(200), &members))
}

/// Reads the conditions of a list from the query, with the journal where the path does not name it.
pub fn query(journal: Option<Journal>, request: &Request) -> Result<AuditQuery, Refusal> {
    let mut chosen = journal.unwrap_or(Journal::Administration);
    let (mut kind, mut client_id, mut user_id, mut since) = (None, None, None, None);
    let page = page::read(request, &mut |name, value| {
        match name {
            "client_id" => client_id = Some(value.to_owned()),
            "journal" if journal.is_none() => {
                chosen = Journal::named(value).ok_or("be administration, clients or users")?;
            }
            "kind" => kind = Some(value.to_owned()),
            "since" => {
                let time = value.parse::<u32>().map_err(|_| "be seconds since the Unix epoch")?;
                since = Some(Timestamp(time.into()));
            }
            "user_id" => user_id = Some(value.to_owned()),
            _ => return Err(UNKNOWN),
        }
        Ok(())
    })?;
    let before = number(page.after.as_deref())?;
    Ok(AuditQuery { journal: chosen, before, limit: page.limit, kind, client_id, user_id, since })
}

/// Returns rows of a journal as JSON Lines, the oldest first, with all that a verification needs.
pub async fn export(journal: Journal, request: &Request, store: &impl AuditLog) -> Result<Response, Error> {
    let page = page::read(request, &mut |_, _| Err(UNKNOWN))?;
    let after = number(page.after.as_deref())?.unwrap_or_default();
    let mut text = String::new();
    for row in store.audit_after(journal, after, page.limit).await? {
        let digests = [("salt", row.salt.clone()), ("personal", row.personal.clone())];
        let digests = digests.into_iter().filter_map(|(name, text)| Some((name, Value::from(text?))));
        let mut line = json::object([("journal", Value::from(journal.name()))].into_iter().chain(digests));
        line.extend(described(row));
        text.push_str(&json::text(&line));
        text.push('\n');
    }
    let response = Response { body: text.into_bytes(), ..Response::empty(Status(200)) };
    Ok(response.with("content-type", "application/jsonl"))
}

fn number(text: Option<&str>) -> Result<Option<u32>, Refusal> {
    let refuse = |_| Refusal::InvalidRequest(Invalid::new(Pointer::member("after"), "be the number of an event"));
    text.map(|text| text.parse().map_err(refuse)).transpose()
}

fn described(row: AuditRow) -> Map<String, Value> {
    let AuditRow { sequence, at, kind, actor, actor_id, trust, client_id, details, user_id, address, digest, .. } = row;
    let always = [
        ("sequence", Value::from(sequence)),
        ("at", Value::from(at.0)),
        ("kind", Value::from(kind)),
        ("actor", Value::from(actor)),
    ];
    let texts = [
        ("actor_id", actor_id),
        ("trust", trust),
        ("client_id", client_id),
        ("user_id", user_id),
        ("address", address),
        ("digest", digest),
    ];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name, Value::from(text?))));
    let details = json::parse_trusted_value(&details).map(|details| ("details", details));
    json::object(always.into_iter().chain(texts).chain(details))
}
