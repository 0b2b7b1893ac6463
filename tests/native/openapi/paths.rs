//! Paths: the request of each endpoint, and every status of its responses.

mod answers;
mod tokens;

use serde_json::{Map, Value, json};

use super::administration;
use super::schemas::reference;
use answers::{body, client, errors, etag, gone, if_match, json_content, with};
use tokens::{
    challenge, device_authorization, introspection, pushed_authorization, revocation, token, token_in_form, userinfo,
};

pub fn all() -> Value {
    let mut all = json!({
        "/register": {"post": register()},
        "/register/{client_id}": {
            "parameters": [client_id()],
            "get": manage("readClient", "Read a client. RFC 7592 section 2.1.", &client(200), &[]),
            "put": with(
                manage("updateClient", "Replace the metadata of a client. RFC 7592 section 2.2.", &client(200), WRITE_ERRORS),
                json!({"requestBody": body("ClientUpdate"), "parameters": [if_match()]}),
            ),
            "delete": with(
                manage("deleteClient", "Delete a client. RFC 7592 section 2.3.", &gone(), &[400, 405, 412, 429]),
                json!({"parameters": [if_match()]}),
            ),
        },
        "/register/{client_id}/secret": {
            "parameters": [client_id()],
            "post": with(
                manage("renewSecret", "Get another client secret.", &client(200), &[400, 412, 429]),
                json!({"parameters": [if_match()]}),
            ),
        },
        "/.well-known/oauth-authorization-server": {"get": constant("readServerMetadata", "Read what the server supports. RFC 8414.", "ProviderMetadata")},
        "/.well-known/openid-configuration":
            {"get": constant("readProviderMetadata", "Read what the server supports. OpenID Connect Discovery section 4.", "ProviderMetadata")},
        "/.well-known/webfinger": {"get": webfinger()},
        "/healthz": {"get": health()},
        "/clients/{client_id}": {"parameters": [any_client_id()], "get": lookup()},
        "/clients/{client_id}/authenticate": {"parameters": [any_client_id()], "post": check()},
        "/token": {"post": token()},
        "/userinfo": {
            "get": userinfo("readUser"),
            "post": with(userinfo("readUserByForm"), json!({"requestBody": token_in_form()})),
        },
        "/introspect": {"post": introspection()},
        "/revoke": {"post": revocation()},
        "/par": {"post": pushed_authorization()},
        "/device_authorization": {"post": device_authorization()},
        "/challenge": {"post": challenge()},
        "/jwks": {"get": with(
            constant("readKeys", "Read the keys that verify access tokens. RFC 7517.", "KeySet"),
            json!({"description": "If another server issues the tokens, this endpoint does not exist."}),
        )},
        "/statements/jwks":
            {"get": constant("readStatementKeys", "Read the keys that verify software statements of this server.", "StatementKeySet")},
        "/openapi.json": {"get": constant("readDescription", "Read this document.", "")},
    });
    for (path, described) in administration::paths() {
        all[path] = described;
    }
    all
}

fn client_id() -> Value {
    json!({
        "name": "client_id", "in": "path", "required": true, "schema": {"type": "string", "minLength": 1},
        "description": "The client_id in the registration_client_uri of the client.",
    })
}

fn any_client_id() -> Value {
    json!({
        "name": "client_id", "in": "path", "required": true, "schema": {"type": "string", "minLength": 1},
        "description": "The identifier of any client.",
    })
}

fn lookup() -> Value {
    let found = json!({"200": {"description": "The client.", "content": json_content("KnownClient")}});
    of_readers("lookUpClient", "Read a client, as another authorization server.", found, &[])
}

fn check() -> Value {
    let checked = json!({"200": {
        "description": "Tells if the credentials are those of the client.", "content": json_content("Authenticated"),
    }});
    let form = json!({"schema": reference("Credentials")});
    with(
        of_readers(
            "authenticateClient",
            "Check the credentials of a client, as another authorization server.",
            checked,
            &[400, 413],
        ),
        json!({"requestBody": {"required": true, "content": {"application/x-www-form-urlencoded": form}}}),
    )
}

fn of_readers(operation: &str, summary: &str, answer: Value, refusals: &[u16]) -> Value {
    let always = [401, 403, 404, 429, 500, 503];
    json!({
        "operationId": operation,
        "summary": summary,
        "description": "Without a client of the setting CLIENTS that has the scope clients:read, this endpoint does not exist.",
        "security": [{"client_secret": []}, {"access_token": []}],
        "responses": with(answer, errors(&[&always, refusals].concat())),
    })
}

const WRITE_ERRORS: &[u16] = &[400, 405, 412, 413, 415, 429];

fn register() -> Value {
    let explained = json!({"200": {
        "description": "With dry_run: the client that would be registered, and every fault.",
        "content": json_content("Explanation"),
    }});
    let mut answers = with(with(client(201), explained), errors(&[400, 401, 403, 413, 415, 429, 500, 503]));
    let identifier = json!({"client_id": "$response.body#/client_id"});
    answers["201"]["links"] = ["readClient", "updateClient", "deleteClient"]
        .map(|operation| (operation.to_owned(), json!({"operationId": operation, "parameters": identifier})))
        .into_iter()
        .collect::<Map<_, _>>()
        .into();
    json!({
        "operationId": "registerClient",
        "summary": "Register a client. RFC 7591 section 3.",
        "description": "The server may require an initial access token, a certificate or a software statement. A token that is sent must be valid. A token that is bound to a key comes as DPoP, with a proof in the header DPoP (RFC 9449). If the server accepts signed requests, the body can be a JWT, application/jwt or application/jose.",
        "security": [{}, {"initial_access_token": []}],
        "parameters": [{
            "name": "dry_run", "in": "query", "schema": {"type": "string", "enum": ["true"]},
            "description": "Show what would be registered, and register nothing.",
        }],
        "requestBody": body("ClientMetadata"),
        "responses": answers,
    })
}

fn manage(operation: &str, summary: &str, answers: &Value, refusals: &[u16]) -> Value {
    let always = [401, 403, 500, 503];
    json!({
        "operationId": operation,
        "summary": summary,
        "security": [{"registration_access_token": []}],
        "responses": with(answers.clone(), errors(&[&always, refusals].concat())),
    })
}

/// A document that others may keep; one that is not described has any members.
fn constant(operation: &str, summary: &str, schema: &str) -> Value {
    let content = match schema {
        "" => json!({"application/json": {"schema": {"type": "object"}}}),
        schema => json_content(schema),
    };
    let not_modified = json!({"description": "The document has not changed since If-None-Match.", "headers": etag()});
    let answers = json!({
        "200": {"description": "The document.", "headers": etag(), "content": content},
        "304": not_modified,
    });
    json!({
        "operationId": operation,
        "summary": summary,
        "security": [],
        "responses": with(answers, errors(if schema == "KeySet" { &[403, 404, 500, 503] } else { &[403, 503] })),
    })
}

fn health() -> Value {
    let well = json!({"200": {
        "description": "The server can answer, and so can its database.",
        "content": {"application/json": {"schema": {"type": "object", "properties": {"status": {"const": "ok"}}, "required": ["status"]}}},
    }});
    json!({
        "operationId": "checkHealth",
        "summary": "See whether the server can answer.",
        "security": [],
        "responses": with(well, errors(&[403, 500, 503])),
    })
}

fn webfinger() -> Value {
    let parameter = |name: &str, is_required: bool| json!({"name": name, "in": "query", "required": is_required, "schema": {"type": "string", "format": "uri"}});
    let found = json!({"200": {
        "description": "The issuer for a user or a host.",
        "content": {"application/jrd+json": {"schema": reference("ResourceDescriptor")}},
    }});
    json!({
        "operationId": "findIssuer",
        "summary": "Find the issuer for a user or a host. OpenID Connect Discovery section 2.",
        "security": [],
        "parameters": [parameter("resource", true), parameter("rel", false)],
        "responses": with(found, errors(&[400, 403, 404, 503])),
    })
}
