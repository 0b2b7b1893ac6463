//! Paths: the request of each endpoint, and every status of its responses.

use serde_json::{Map, Value, json};

use super::administration;
use super::schemas::reference;

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

fn token() -> Value {
    let granted = json!({"200": {"description": "The tokens.", "content": json_content("AccessToken")}});
    of_tokens("getToken", "Get an access token. RFC 6749 sections 4.1, 4.4 and 6, RFC 8628.", "TokenRequest", granted)
}

fn userinfo(operation: &str) -> Value {
    let mut content = json_content("UserInfo");
    content["application/jwt"] = json!({"schema": {"type": "string"}});
    let told = json!({"200": {"description": "The claims of the user.", "content": content}});
    json!({
        "operationId": operation,
        "summary": "Read the claims of the user of an access token. OpenID Connect Core section 5.3.",
        "description": "If users do not sign in at this server, this endpoint does not exist.",
        "security": [{"users_access_token": []}],
        "responses": with(told, errors(&[400, 401, 403, 404, 413, 500, 503])),
    })
}

fn token_in_form() -> Value {
    let form = json!({"type": "object", "properties": {"access_token": {"type": "string"}}});
    json!({"description": "The access token, unless it is in the header. RFC 6750 section 2.2.",
        "content": {"application/x-www-form-urlencoded": {"schema": form}}})
}

fn introspection() -> Value {
    let mut content = json_content("Introspection");
    content["application/token-introspection+jwt"] = json!({"schema": {"type": "string"}});
    let told =
        json!({"200": {"description": "The state of the token, and its claims if it is active.", "content": content}});
    of_tokens("introspectToken", "Ask about an access token. RFC 7662, RFC 9701.", "AboutToken", told)
}

fn revocation() -> Value {
    let nothing = json!({"application/json": {"schema": {"type": "object", "maxProperties": 0}}});
    let revoked =
        json!({"200": {"description": "The token is not active, whether or not it was before.", "content": nothing}});
    of_tokens("revokeToken", "Revoke an access token or a refresh token. RFC 7009.", "AboutToken", revoked)
}

fn challenge() -> Value {
    let made = json!({"200": {"description": "The challenge.", "content": json_content("AttestationChallenge")}});
    json!({
        "operationId": "makeChallenge",
        "summary": "Get a challenge for the proof beside an attestation.",
        "description": "If the operator trusts no attester, this endpoint does not exist.",
        "security": [{}],
        "responses": with(made, errors(&[403, 404, 500, 503])),
    })
}

fn pushed_authorization() -> Value {
    let pushed = json!({"201": {"description": "The name of the request.", "content": json_content("PushedRequest")}});
    with(
        of_tokens("pushRequest", "Push an authorization request. RFC 9126.", "AuthorizationRequest", pushed),
        json!({"description": "If users sign in at another server, this endpoint does not exist."}),
    )
}

fn device_authorization() -> Value {
    let codes = json!({"200": {"description": "The codes.", "content": json_content("DeviceCodes")}});
    with(
        of_tokens("beginDevice", "Begin the sign-in of a device without a browser. RFC 8628.", "DeviceRequest", codes),
        json!({"description": "This endpoint exists where GRANT_TYPES_SUPPORTED has the grant of devices, and users sign in here."}),
    )
}

fn of_tokens(operation: &str, summary: &str, form: &str, answer: Value) -> Value {
    let form = json!({"schema": reference(form)});
    json!({
        "operationId": operation,
        "summary": summary,
        "description": "If another server issues the tokens, this endpoint does not exist.",
        "security": [{"client_secret": []}, {}],
        "requestBody": {"required": true, "content": {"application/x-www-form-urlencoded": form}},
        "responses": with(answer, errors(&[400, 401, 403, 404, 413, 429, 500, 503])),
    })
}

/// The client information response.
fn client(status: u16) -> Value {
    let answer = json!({
        "description": "The client.", "headers": etag(), "content": json_content("ClientInformation"),
    });
    json!({status.to_string(): answer})
}

fn gone() -> Value {
    json!({"204": {"description": "The client and its credentials are deleted."}})
}

fn errors(statuses: &[u16]) -> Value {
    let answer = |status: &u16| {
        let (description, header) = match status {
            400 => ("The body or a parameter cannot be accepted; pointer is the place.", None),
            401 => ("The credentials are missing or wrong, or the client is gone.", Some("WWW-Authenticate")),
            403 => (
                "The request came without TLS. At the registration endpoint also: registration is off, or the access token lacks a scope.",
                None,
            ),
            404 => ("The resource is of another host, there is no such client, or this endpoint does not exist.", None),
            405 => ("The operator does not permit this change.", Some("Allow")),
            412 => ("The client has changed since If-Match.", None),
            413 => ("The body is too long.", None),
            415 => ("The body is not application/json, or is not signed although it must be.", None),
            429 => (
                "One address caused too many writes, or requests to other servers. Where clients authenticate also: too many failures of the client.",
                Some("Retry-After"),
            ),
            500 => ("The server failed.", None),
            503 => ("The server cannot answer now. Nothing is half done; try again.", Some("Retry-After")),
            _ => panic!("an undescribed status: {status}"),
        };
        let mut answer = json!({"description": description, "content": json_content("Error")});
        if let Some(header) = header {
            answer["headers"] = json!({header: {"required": true, "schema": {"type": "string"}}});
        }
        (status.to_string(), answer)
    };
    Value::Object(statuses.iter().map(answer).collect())
}

fn etag() -> Value {
    json!({"ETag": {"required": true, "schema": {"type": "string"}}})
}

fn if_match() -> Value {
    json!({
        "name": "If-Match", "in": "header", "schema": {"type": "string"},
        "description": "The ETag of the client as the caller has read it.",
    })
}

fn body(schema: &str) -> Value {
    json!({"required": true, "content": json_content(schema)})
}

fn json_content(schema: &str) -> Value {
    json!({"application/json": {"schema": reference(schema)}})
}

/// The first object with the members of the second.
fn with(mut object: Value, members: Value) -> Value {
    let Value::Object(members) = members else { panic!("an object") };
    object.as_object_mut().unwrap().extend(members);
    object
}
