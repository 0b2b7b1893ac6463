//! The admin API in the document.

mod data;
mod keys;
mod lists;
mod policies;
mod providers;
mod schemas;
mod users;

pub use schemas::schemas;

use serde_json::{Value, json};

use super::schemas::reference;
use lists::{audit, counts};

/// The paths of the admin API.
pub fn paths() -> impl Iterator<Item = (&'static str, Value)> {
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
    let mut tokens = with_answer(
        operation("listInitialAccessTokens", "List initial access tokens."),
        200,
        "A page of tokens.",
        "TokenPage",
        &[],
    );
    tokens["parameters"] = page("The digest after which the page begins: next of the page before.");
    let mut creation = with_answer(
        operation("createInitialAccessToken", "Create an initial access token. RFC 7591 section 3."),
        201,
        "The token, which is shown this one time.",
        "CreatedToken",
        &[413, 415],
    );
    creation["requestBody"] =
        json!({"required": true, "content": {"application/json": {"schema": reference("NewToken")}}});
    let mut revocation = operation("revokeInitialAccessToken", "Take all uses of an initial access token away.");
    revocation["responses"] = errors(&[]);
    revocation["responses"]["204"] =
        json!({"description": "The token has no uses left. It stays in the list until it has expired."});
    let renewal = with_answer(
        operation("renewClientSecret", "Get another secret for a client."),
        200,
        "The new secret, which is shown this one time.",
        "RenewedSecret",
        &[412],
    );
    let epochs = with_answer(operation("listEpochs", "List the epochs."), 200, "The epochs.", "Epochs", &[]);
    let mut beginning = with_answer(
        operation("beginEpoch", "Refuse all clients of a kind that have registered until now."),
        201,
        "The epoch.",
        "Epoch",
        &[413, 415],
    );
    beginning["requestBody"] =
        json!({"required": true, "content": {"application/json": {"schema": reference("Epoch")}}});
    let mut end = operation("liftEpoch", "Accept the clients of an epoch again.");
    end["parameters"] = json!([
        condition("software_id", "The software of the epoch.", &text()),
        condition("statement_issuer", "The issuer of software statements of the epoch.", &text()),
        condition("template", "The template of the epoch.", &text()),
        condition("all", "The epoch of all clients.", &json!({"enum": ["true"]})),
    ]);
    end["responses"] = errors(&[]);
    end["responses"]["204"] = json!({"description": "The epoch is lifted."});
    let digest = in_path("digest", "The digest of the token.");
    let client = in_path("client_id", "The identifier of the client.");
    let journal = json!([{
        "name": "journal", "in": "path", "required": true,
        "schema": {"enum": ["administration", "clients", "users"]}, "description": "The journal.",
    }]);
    let [events, export] = audit();
    let acting = |id, summary| json!({"parameters": client, "post": change(act(id, summary))});
    let paths = [
        ("/admin/v1/audit/{journal}", json!({"parameters": journal, "get": events})),
        ("/admin/v1/audit/{journal}/export", json!({"parameters": journal, "get": export})),
        ("/admin/v1/client-imports", json!({"post": importing()})),
        ("/admin/v1/clients", json!({"get": listing})),
        ("/admin/v1/clients/{client_id}", json!({"parameters": client, "get": read, "delete": change(removal)})),
        ("/admin/v1/clients/{client_id}/approve", acting("approveClient", "Approve a client.")),
        ("/admin/v1/clients/{client_id}/disable", acting("disableClient", "Shut a client out.")),
        ("/admin/v1/clients/{client_id}/enable", acting("enableClient", "Let a client in again.")),
        ("/admin/v1/clients/{client_id}/secret", json!({"parameters": client, "post": change(renewal)})),
        ("/admin/v1/epochs", json!({"get": epochs, "post": beginning, "delete": end})),
        ("/admin/v1/initial-access-tokens", json!({"get": tokens, "post": creation})),
        ("/admin/v1/initial-access-tokens/{digest}", json!({"parameters": digest, "delete": revocation})),
        ("/admin/v1/metrics", json!({"get": counts()})),
    ];
    paths
        .into_iter()
        .chain(keys::paths())
        .chain(policies::paths())
        .chain(data::paths())
        .chain(providers::paths())
        .chain(users::paths())
}

/// The import of clients.
fn importing() -> Value {
    let summary = "Import clients of another server, with their identifiers and secrets.";
    let mut import = with_answer(
        operation("importClients", summary),
        200,
        "A result for each line. The same request can be sent again: a client that exists is left as it is.",
        "ImportResults",
        &[413, 415],
    );
    import["parameters"] = json!([condition(
        "from",
        "The kind of server that the clients come from; enrol if absent.",
        &json!({"enum": ["auth0", "connect2id", "enrol", "hydra", "keycloak", "other"]}),
    )]);
    let lines = "1 to 50 lines, each a JSON object: the client_id, the metadata as at a registration, and the secret as client_secret, or as client_secret_hash in the form of its maker.";
    let body = json!({"schema": {"type": "string", "description": lines}});
    import["requestBody"] =
        json!({"required": true, "content": {"application/jsonl": body, "application/x-ndjson": body}});
    import["responses"]["415"]["description"] =
        json!("The body is neither application/jsonl nor application/x-ndjson.");
    import
}

fn in_path(name: &str, description: &str) -> Value {
    json!([{
        "name": name, "in": "path", "required": true, "schema": {"type": "string", "minLength": 1},
        "description": description,
    }])
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
    let tagged = ["ClientStatus", "InspectedClient", "InspectedUser", "RecoveredUser", "RenewedSecret", "UserStatus"];
    if tagged.contains(&schema) {
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
            400 => "The body or a parameter cannot be accepted; the pointer of errors is the place.",
            401 => "The access token is missing or not valid here.",
            403 => "The access token lacks the right, or the request came without TLS.",
            404 => "There is no such entry, or this endpoint does not exist.",
            412 => "The client or the user is not as If-Match has it.",
            413 => "The body is too long.",
            415 => "The body is not application/json.",
            429 => "One address caused too many writes.",
            500 => "The server failed.",
            _ => "The server cannot answer now; try again.",
        };
        let mut answer = json!({"description": description, "content": {"application/problem+json": {"schema": reference("Problem")}}});
        if *status == 404 {
            // A journal or kind of another name is no path of the admin API.
            answer["content"]["application/json"] = json!({"schema": reference("Error")});
        }
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

fn condition(name: &str, description: &str, schema: &Value) -> Value {
    json!({"name": name, "in": "query", "description": description, "schema": schema})
}

fn text() -> Value {
    // An empty condition is none.
    json!({"type": "string", "maxLength": 1024})
}

/// The parameters of a list in pages.
fn page(after: &str) -> Value {
    let limit = json!({"type": "integer", "minimum": 1, "maximum": 200});
    json!([
        condition("after", after, &text()),
        condition("limit", "The greatest number of entries; 50 if absent.", &limit),
    ])
}

fn conditions() -> Value {
    let time = || json!({"type": "integer", "minimum": 0});
    let state = json!({"enum": ["active", "deleted", "disabled"]});
    let mut all = page("The client_id after which the page begins: next of the page before.");
    all.as_array_mut().unwrap().extend([
        condition("certificate_subject", "The tls_client_auth_subject_dn of the client.", &text()),
        condition("client_name", "A part of the client_name, in any case.", &text()),
        condition("owner", "The user or the client that owns the client.", &text()),
        condition("redirect_host", "The host of a redirection URI.", &text()),
        condition("software_id", "The software.", &text()),
        condition("state", "The state. Clients that an epoch or their age has ended count as active here.", &state),
        condition("statement_issuer", "The issuer of the software statement.", &text()),
        condition("template", "The template.", &text()),
        condition(
            "used_before",
            "Only clients that were last used before this time, in seconds since the Unix epoch, or never.",
            &time(),
        ),
        condition("used_since", "Only clients that were last used at this time or later.", &time()),
    ]);
    all
}
