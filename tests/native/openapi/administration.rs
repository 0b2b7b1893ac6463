//! The admin API in the document.

use serde_json::{Value, json};

use super::schemas::reference;

/// The paths of the admin API.
pub fn paths() -> [(&'static str, Value); 4] {
    let list = with_answer(operation("listClients", "List clients."), 200, "A page of clients.", "ClientPage", &[]);
    let read = with_answer(
        operation("inspectClient", "Read a client of any kind, also one that may not be used."),
        200,
        "The client.",
        "InspectedClient",
        &[404],
    );
    let act = |id, summary| with_answer(operation(id, summary), 200, "The state.", "ClientStatus", &[400, 404, 412]);
    let mut removal = operation("removeClient", "Delete a client.");
    removal["responses"] = errors(&[400, 404, 412]);
    removal["responses"]["204"] = json!({"description": "The client is deleted."});
    let change = |operation: Value| {
        let mut operation = operation;
        operation["parameters"] = json!([if_match()]);
        operation
    };
    let mut listing = list;
    listing["parameters"] = conditions();
    let client = json!([{
        "name": "client_id", "in": "path", "required": true, "schema": {"type": "string", "minLength": 1},
        "description": "The identifier of the client.",
    }]);
    [
        ("/admin/v1/clients", json!({"get": listing})),
        ("/admin/v1/clients/{client_id}", json!({"parameters": client, "get": read, "delete": change(removal)})),
        (
            "/admin/v1/clients/{client_id}/disable",
            json!({"parameters": client, "post": change(act("disableClient", "Shut a client out."))}),
        ),
        (
            "/admin/v1/clients/{client_id}/enable",
            json!({"parameters": client, "post": change(act("enableClient", "Let a client in again."))}),
        ),
    ]
}

fn operation(id: &str, summary: &str) -> Value {
    json!({
        "operationId": id,
        "summary": summary,
        "description": "Without a client of the setting CLIENTS that has the scope admin, or a scope that begins with admin:, this endpoint does not exist.",
        "security": [{"administrators_token": []}],
    })
}

fn with_answer(mut operation: Value, status: u16, description: &str, schema: &str, refusals: &[u16]) -> Value {
    let mut answer =
        json!({"description": description, "content": {"application/json": {"schema": reference(schema)}}});
    if schema != "ClientPage" {
        // A client of the settings never changes, so it has no tag.
        answer["headers"] = json!({"ETag": {"schema": {"type": "string"}}});
    }
    operation["responses"] = errors(refusals);
    operation["responses"][status.to_string()] = answer;
    operation
}

fn errors(refusals: &[u16]) -> Value {
    let always = [400, 401, 403, 404, 429, 500, 503];
    let mut answers = json!({});
    for status in always.iter().chain(refusals) {
        let description = match status {
            400 => "A parameter cannot be accepted; the pointer of errors is its place.",
            401 => "The access token is missing or not valid here.",
            403 => "The access token lacks the right, or the request came without TLS.",
            404 => "There is no such client, or this endpoint does not exist.",
            412 => "The client is not as If-Match has it.",
            429 => "One address caused too many writes.",
            500 => "The server failed.",
            _ => "The server cannot answer now; try again.",
        };
        let mut answer = json!({"description": description, "content": {"application/problem+json": {"schema": reference("Problem")}}});
        let header = match status {
            401 | 403 => Some(("WWW-Authenticate", *status == 401)),
            429 | 503 => Some(("Retry-After", true)),
            _ => None,
        };
        if let Some((name, is_required)) = header {
            answer["headers"] = json!({name: {"required": is_required, "schema": {"type": "string"}}});
        }
        answers[status.to_string()] = answer;
    }
    answers
}

fn if_match() -> Value {
    json!({
        "name": "If-Match", "in": "header", "schema": {"type": "string"},
        "description": "The ETag of the client as the caller has read it.",
    })
}

fn conditions() -> Value {
    let condition = |name: &str, description: &str, schema: Value| json!({"name": name, "in": "query", "description": description, "schema": schema});
    let text = || json!({"type": "string", "minLength": 1, "maxLength": 1024});
    let time = || json!({"type": "integer", "minimum": 0});
    json!([
        condition("after", "The client_id after which the page begins: next of the page before.", text()),
        condition("certificate_subject", "The tls_client_auth_subject_dn of the client.", text()),
        condition("client_name", "A part of the client_name, in any case.", text()),
        condition(
            "limit",
            "The greatest number of clients; 50 if absent.",
            json!({"type": "integer", "minimum": 1, "maximum": 200})
        ),
        condition("owner", "The user or the client that owns the client.", text()),
        condition("redirect_host", "The host of a redirection URI.", text()),
        condition("software_id", "The software.", text()),
        condition(
            "state",
            "The state. Clients that an epoch or their age has ended count as active here.",
            json!({"enum": ["active", "deleted", "disabled"]})
        ),
        condition("statement_issuer", "The issuer of the software statement.", text()),
        condition("template", "The template.", text()),
        condition(
            "used_before",
            "Only clients that were last used before this time, in seconds since the Unix epoch, or never.",
            time()
        ),
        condition("used_since", "Only clients that were last used at this time or later.", time()),
    ])
}

/// The schemas by name.
pub fn schemas() -> [(&'static str, Value); 5] {
    let text = json!({"type": "string"});
    let time = json!({"type": "integer", "minimum": 0, "description": "Seconds since the Unix epoch."});
    let state = json!({"enum": ["active", "deleted", "disabled", "ended"]});
    let listed = json!({
        "type": "object",
        "properties": {
            "client_id": text, "client_name": text, "software_id": text, "redirect_host": text, "owner": text,
            "template": text, "statement_issuer": text, "registered_at": time, "first_used_at": time,
            "last_used_at": time, "state": {"enum": ["active", "deleted", "disabled"]},
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
                    "kind": {"enum": ["configured", "document", "sealed", "stored"]},
                    "state": state,
                    "metadata": {"type": "object", "description": "The accepted members, without a software statement."},
                    "scope": {"type": "string", "description": "The scope of a client of the settings or of a document."},
                    "bounds": {"type": "object", "description": "The limits and facts that came with whoever vouched for the client: lists of texts by name."},
                    "is_anonymous": {"type": "boolean", "description": "True if nobody vouched for the client."},
                    "has_software_statement": {"type": "boolean"},
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
            "Problem",
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
            }),
        ),
    ]
}
