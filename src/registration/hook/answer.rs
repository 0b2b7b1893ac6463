//! The answer of the registration hook, read strictly: an answer with a mistake is none.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::error::HookRefusal;
use crate::http::{Body, Status};
use crate::json;
use crate::ports::Fetched;

/// The decision of the hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The request may go on as it is.
    Allow,
    /// The request may go on once these members are merged into it. `null` removes a member.
    Amend(Map<String, Value>),
    /// The request is refused.
    Refuse(HookRefusal),
}

/// The reason why there is no decision, for the log. It has no text of the hook. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoVerdict {
    /// The answer breaks the contract.
    Bad(Cow<'static, str>),
    /// The hook did not answer, or says that it failed.
    Unanswered(Cow<'static, str>),
}

/// The members that each decision has beside `decision` and `nonce`.
const ALLOWING: [&str; 0] = [];
const AMENDING: [&str; 1] = ["members"];
const REFUSING: [&str; 3] = ["error", "error_description", "pointer"];

/// Reads the answer to the question of this nonce; `None` is no answer.
pub fn read(fetched: Option<&Fetched>, nonce: &str) -> Result<Verdict, NoVerdict> {
    let fetched = fetched.ok_or(NoVerdict::Unanswered("it did not answer in time".into()))?;
    let mut members = members(fetched)?;
    if members.remove("nonce").as_ref().and_then(Value::as_str) != Some(nonce) {
        return bad("its answer must have the nonce of the question");
    }
    let decision = members.remove("decision");
    let has_only = |names: &[&str]| members.keys().all(|name| names.contains(&&**name));
    match decision.as_ref().and_then(Value::as_str) {
        Some("allow") if has_only(&ALLOWING) => Ok(Verdict::Allow),
        Some("amend") if has_only(&AMENDING) => match members.remove("members") {
            Some(Value::Object(members)) => Ok(Verdict::Amend(members)),
            _ => bad("its decision amend must have the object members"),
        },
        Some("refuse") if has_only(&REFUSING) => refusal(&members).map(Verdict::Refuse),
        Some("allow" | "amend" | "refuse") => bad("its answer must have only the members of its decision"),
        _ => bad("its decision must be allow, amend or refuse"),
    }
}

fn members(fetched: &Fetched) -> Result<Map<String, Value>, NoVerdict> {
    match fetched.status {
        Status(200) => {}
        Status(status @ 500..) => {
            return Err(NoVerdict::Unanswered(format!("it answered with the status {status}").into()));
        }
        Status(status) => return bad(format!("the status of its answer must be 200; it was {status}")),
    }
    let body = match &fetched.body {
        Body::Broken => return Err(NoVerdict::Unanswered("its answer broke off".into())),
        Body::Complete(body) => body,
        Body::TooLarge => return bad("its answer must not be longer than 16,384 bytes"),
    };
    let essence = fetched.content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return bad("the content-type of its answer must be application/json");
    }
    json::read_object(body).or_else(|_| bad("its answer must be one JSON object without repeated names"))
}

fn refusal(members: &Map<String, Value>) -> Result<HookRefusal, NoVerdict> {
    let text = |name: &str| members.get(name).map(|value| value.as_str().unwrap_or_default());
    let pointer = match members.get("pointer") {
        None => None,
        // A value that is no text is no pointer.
        Some(value) => Some(value.as_str().unwrap_or("no pointer")),
    };
    HookRefusal::new(text("error").unwrap_or_default(), text("error_description").unwrap_or_default(), pointer)
        .or_else(|must| bad(format!("of its refusal, {must}")))
}

fn bad<T>(cause: impl Into<Cow<'static, str>>) -> Result<T, NoVerdict> {
    Err(NoVerdict::Bad(cause.into()))
}
