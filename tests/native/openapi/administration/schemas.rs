//! The schemas of the admin API.

use enrol::model::Metric;
use serde_json::{Value, json};

use super::super::schemas::reference;

/// A schema and its name.
pub type Named = (&'static str, Value);

/// The schemas by name.
pub fn schemas() -> impl Iterator<Item = Named> {
    let lists = of_clients().into_iter().chain(of_imports()).chain(of_audit()).chain(of_tokens());
    lists
        .chain(of_epochs())
        .chain(of_counts())
        .chain(super::keys::schemas())
        .chain(super::policies::schemas())
        .chain(super::data::schemas())
        .chain(super::providers::schemas())
        .chain(super::users::schemas())
        .chain([("Problem", problem())])
}

fn text() -> Value {
    json!({"type": "string"})
}

fn time() -> Value {
    json!({"type": "integer", "minimum": 0, "description": "Seconds since the Unix epoch."})
}

fn of_audit() -> [Named; 2] {
    let (text, time) = (text(), time());
    let event = json!({
        "type": "object",
        "properties": {
            "sequence": {"type": "integer", "minimum": 1, "description": "The number of the event in its journal."},
            "at": time,
            "kind": text,
            "actor": {"enum": ["client", "command line", "operator", "registrant", "system", "user"]},
            "actor_id": {"type": "string", "description": "The client of an operator, or the digest of an initial access token. A user of the console is the user_id."},
            "trust": {"type": "string", "description": "How the actor was trusted."},
            "client_id": text, "user_id": text,
            "address": {"type": "string", "description": "The network of the caller, if AUDIT keeps addresses."},
            "digest": {"type": "string", "description": "The digest that chains the event to the one before; absent until the cron trigger has come."},
            "details": {"type": "object"},
        },
        "required": ["sequence", "at", "kind", "actor", "details"],
    });
    let page = json!({
        "type": "object",
        "properties": {
            "events": {"type": "array", "items": reference("AuditEvent")},
            "next": {"type": "string", "description": "The value of after for the next page; absent on the last one."},
        },
        "required": ["events"],
    });
    [("AuditEvent", event), ("AuditPage", page)]
}

fn of_imports() -> [Named; 2] {
    let text = text();
    let results = json!({
        "type": "object",
        "properties": {"results": {"type": "array", "items": reference("ImportResult")}},
        "required": ["results"],
    });
    let result = json!({
        "type": "object",
        "properties": {
            "line": {"type": "integer", "minimum": 1, "description": "The number of the line in the body."},
            "client_id": text,
            "result": {"enum": ["created", "exists", "refused"]},
            "secret": {"enum": ["derived", "imported", "none"], "description": "The secret of a client that is created: one that this server derives and nobody knows yet, that of the other server, or none."},
            "dropped": {
                "type": "array", "items": reference("Error"),
                "description": "The values that were not taken over, each with its reason and its place.",
            },
            "error": {"type": "string", "description": "The code of a refusal."},
            "error_description": {"type": "string", "description": "The member of a refused client, and what it must be."},
            "pointer": {"type": "string", "description": "The place in the line, as a JSON Pointer (RFC 6901)."},
        },
        "required": ["line", "result"],
    });
    [("ImportResults", results), ("ImportResult", result)]
}

fn of_clients() -> [Named; 5] {
    let (text, time) = (text(), time());
    let state = json!({"enum": ["active", "deleted", "disabled", "ended", "waiting"]});
    let listed = json!({
        "type": "object",
        "properties": {
            "client_id": text, "client_name": text, "software_id": text, "redirect_host": text, "owner": text,
            "template": text, "statement_issuer": text, "registered_at": time, "first_used_at": time,
            "last_used_at": time, "state": {"enum": ["active", "deleted", "disabled", "waiting"]},
        },
        "required": ["client_id", "state"],
    });
    [
        (
            "ClientPage",
            json!({
                "type": "object",
                "description": "A page of the clients that are stored or were used, in the order of their identifiers. It can be short or empty, and still have a next one.",
                "properties": {
                    "clients": {"type": "array", "items": reference("ListedClient")},
                    "next": {"type": "string", "description": "The value of after for the next page; absent on the last one."},
                },
                "required": ["clients"],
            }),
        ),
        ("ListedClient", listed),
        (
            "InspectedClient",
            json!({
                "type": "object",
                "properties": {
                    "client_id": text,
                    "kind": {"enum": ["configured", "document", "imported", "sealed", "stored"]},
                    "state": state,
                    "metadata": {"type": "object", "description": "The accepted members, without a software statement."},
                    "scope": {"type": "string", "description": "The scope of a client of the settings or of a document."},
                    "bounds": {"type": "object", "description": "The limits and facts that came with whoever vouched for the client: lists of texts by name."},
                    "is_anonymous": {"type": "boolean", "description": "True if nobody vouched for the client."},
                    "has_software_statement": {"type": "boolean"},
                    "trust": {"enum": ["unverified", "domain", "statement", "certificate", "operator"], "description": "Whose word stands for the client."},
                    "revision": {"type": "integer", "minimum": 0, "description": "The number of updates."},
                    "registered_at": time, "last_used_at": time, "disabled_at": time,
                },
                "required": ["client_id", "kind", "state"],
            }),
        ),
        (
            "ClientStatus",
            json!({
                "type": "object",
                "properties": {"client_id": text, "state": state},
                "required": ["client_id", "state"],
            }),
        ),
        (
            "RenewedSecret",
            json!({
                "type": "object",
                "properties": {
                    "client_id": text, "client_secret": text,
                    "client_secret_expires_at": {"type": "integer", "minimum": 0, "description": "Seconds since the Unix epoch; 0 for never."},
                },
                "required": ["client_id", "client_secret", "client_secret_expires_at"],
            }),
        ),
    ]
}

fn of_tokens() -> [Named; 4] {
    let (text, time) = (text(), time());
    let bounds = json!({
        "type": "object",
        "description": "The values that the clients may have: no list allows all values, an empty list allows none.",
        "properties": {
            "grant_types": list_of("Grant types."),
            "redirect_hosts": list_of("Hosts of redirection URIs, with the hosts below them."),
            "scope": list_of("Scope values."),
            "software_id": list_of("Software identifiers."),
            "templates": list_of("Names of templates."),
            "token_endpoint_auth_method": list_of("Authentication methods."),
        },
    });
    let listed_token = json!({
        "type": "object",
        "properties": {
            "digest": {"type": "string", "description": "The name of the token: SHA-256 of the token in base64url."},
            "label": text, "uses_left": {"type": "integer", "minimum": 0}, "created_at": time, "expires_at": time,
            "bounds": {"type": "object"},
        },
        "required": ["digest", "label", "uses_left", "created_at", "expires_at", "bounds"],
    });
    let token_page = json!({
        "type": "object",
        "properties": {
            "initial_access_tokens": {"type": "array", "items": reference("ListedToken")},
            "next": {"type": "string", "description": "The value of after for the next page; absent on the last one."},
        },
        "required": ["initial_access_tokens"],
    });
    let created_token = json!({
        "allOf": [reference("ListedToken")],
        "type": "object",
        "properties": {"token": {"type": "string", "description": "The token. The database has its digest alone."}},
        "required": ["token"],
    });
    let new_token = json!({
        "type": "object",
        "properties": {
            "label": {"type": "string", "maxLength": 256, "description": "A note for operators."},
            "uses": {"type": "integer", "minimum": 1, "maximum": 999_999_999, "default": 1},
            "expires_in": {
                "type": "integer", "minimum": 60, "maximum": 315_360_000, "default": 604_800, "description": "Seconds.",
            },
            "bounds": bounds,
        },
        "additionalProperties": false,
    });
    [("TokenPage", token_page), ("ListedToken", listed_token), ("CreatedToken", created_token), ("NewToken", new_token)]
}

fn of_epochs() -> [Named; 2] {
    let text = text();
    [
        (
            "Epochs",
            json!({
                "type": "object",
                "properties": {"epochs": {"type": "array", "items": reference("Epoch")}},
                "required": ["epochs"],
            }),
        ),
        (
            "Epoch",
            json!({
                "type": "object",
                "description": "One of all, software_id, statement_issuer and template says what the epoch is about.",
                "properties": {
                    "all": {"const": true}, "software_id": text, "statement_issuer": text, "template": text,
                    "since": {"type": "integer", "readOnly": true, "description": "Clients that registered before this time are refused, in seconds since the Unix epoch."},
                },
            }),
        ),
    ]
}

fn of_counts() -> [Named; 2] {
    let count = json!({
        "type": "object",
        "properties": {
            "at": {"type": "integer", "minimum": 0, "description": "The beginning of the hour or the day, in seconds since the Unix epoch."},
            "metric": {"enum": Metric::ALL.map(Metric::name)},
            "key": {"type": "string", "description": "What is counted; other for what has no key of its own."},
            "count": {"type": "integer", "minimum": 1},
        },
        "required": ["at", "metric", "key", "count"],
    });
    let page = json!({
        "type": "object",
        "properties": {
            "counts": {"type": "array", "items": reference("Count")},
            "next": {"type": "string", "description": "The value of after for the next page; absent on the last one."},
        },
        "required": ["counts"],
    });
    [("Count", count), ("CountPage", page)]
}

fn problem() -> Value {
    let text = text();
    json!({
        "type": "object",
        "description": "RFC 9457.",
        "properties": {
            "title": text, "detail": text, "status": {"type": "integer"},
            "code": {"type": "string", "description": "The code that errors.md explains."},
            "errors": {"type": "array", "items": {
                "type": "object",
                "properties": {"detail": text, "pointer": {"type": "string", "description": "The place, as a fragment of a URI. RFC 6901 section 6."}},
                "required": ["detail", "pointer"],
            }},
        },
        "required": ["title", "status", "detail", "code"],
    })
}

fn list_of(description: &str) -> Value {
    json!({"type": "array", "items": {"type": "string"}, "description": description})
}
