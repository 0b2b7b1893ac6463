//! The audit log and the counts in the document.

use enrol::model::Metric;
use serde_json::{Value, json};

use super::{condition, errors, operation, page, text, with_answer};

/// The operations of a journal of the audit log.
pub fn audit() -> [Value; 2] {
    let mut list = with_answer(
        operation("listAuditEvents", "List the events of a journal of the audit log, the newest first."),
        200,
        "A page of events.",
        "AuditPage",
        &[],
    );
    let mut conditions = page("The number of the event before which the page ends: next of the page before.");
    conditions.as_array_mut().unwrap().extend([
        condition("client_id", "The client that the events are about, or that caused them.", &text()),
        condition("kind", "The kind of the events.", &text()),
        condition(
            "since",
            "Only events at this time or later, in seconds since the Unix epoch.",
            &json!({"type": "integer", "minimum": 0}),
        ),
        condition("user_id", "The user that the events are about.", &text()),
    ]);
    list["parameters"] = conditions;
    let mut export = operation("exportAuditEvents", "Return the events of a journal, the oldest first, as JSON Lines.");
    export["parameters"] = page("The number of the event after which the page begins.");
    export["responses"] = errors(&[]);
    export["responses"]["200"] = json!({
        "description": "One JSON object in each line; empty after the last event.",
        "content": {"application/jsonl": {"schema": {"type": "string"}}},
    });
    [list, export]
}

/// The list of the counts.
pub fn counts() -> Value {
    let mut list = with_answer(
        operation("listCounts", "List counts of what happened."),
        200,
        "A page of counts.",
        "CountPage",
        &[],
    );
    let time = || json!({"type": "integer", "minimum": 0});
    let metrics = Metric::ALL.map(Metric::name);
    let mut conditions = page("The place after which the page begins: next of the page before.");
    conditions.as_array_mut().unwrap().extend([
        condition(
            "by",
            "The span of time that counts are added up in.",
            &json!({"enum": ["day", "hour"], "default": "hour"}),
        ),
        condition("metric", "The metric.", &json!({"enum": metrics})),
        condition("since", "Only hours that begin at this time or later, in seconds since the Unix epoch.", &time()),
        condition("until", "Only hours that begin before this time.", &time()),
    ]);
    list["parameters"] = conditions;
    list
}
