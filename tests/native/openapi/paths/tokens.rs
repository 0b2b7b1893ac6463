//! Operations of the endpoints for tokens: to get them, to ask about them, and to read with them.

use serde_json::{Value, json};

use super::answers::{errors, json_content, with};
use crate::openapi::schemas::reference;

pub fn token() -> Value {
    let granted = json!({"200": {"description": "The tokens.", "content": json_content("AccessToken")}});
    of_tokens("getToken", "Get an access token. RFC 6749 sections 4.1, 4.4 and 6, RFC 8628.", "TokenRequest", granted)
}

pub fn userinfo(operation: &str) -> Value {
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

pub fn token_in_form() -> Value {
    let form = json!({"type": "object", "properties": {"access_token": {"type": "string"}}});
    json!({"description": "The access token, unless it is in the header. RFC 6750 section 2.2.",
        "content": {"application/x-www-form-urlencoded": {"schema": form}}})
}

pub fn introspection() -> Value {
    let mut content = json_content("Introspection");
    content["application/token-introspection+jwt"] = json!({"schema": {"type": "string"}});
    let told =
        json!({"200": {"description": "The state of the token, and its claims if it is active.", "content": content}});
    of_tokens("introspectToken", "Ask about an access token. RFC 7662, RFC 9701.", "AboutToken", told)
}

pub fn revocation() -> Value {
    let nothing = json!({"application/json": {"schema": {"type": "object", "maxProperties": 0}}});
    let revoked =
        json!({"200": {"description": "The token is not active, whether or not it was before.", "content": nothing}});
    of_tokens("revokeToken", "Revoke an access token or a refresh token. RFC 7009.", "AboutToken", revoked)
}

pub fn challenge() -> Value {
    let made = json!({"200": {"description": "The challenge.", "content": json_content("AttestationChallenge")}});
    json!({
        "operationId": "makeChallenge",
        "summary": "Get a challenge for the proof beside an attestation.",
        "description": "If the operator trusts no attester, this endpoint does not exist.",
        "security": [{}],
        "responses": with(made, errors(&[403, 404, 500, 503])),
    })
}

pub fn pushed_authorization() -> Value {
    let pushed = json!({"201": {"description": "The name of the request.", "content": json_content("PushedRequest")}});
    with(
        of_tokens("pushRequest", "Push an authorization request. RFC 9126.", "AuthorizationRequest", pushed),
        json!({"description": "If users sign in at another server, this endpoint does not exist."}),
    )
}

pub fn device_authorization() -> Value {
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
