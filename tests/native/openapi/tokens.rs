//! Requests and responses of the token endpoints.

use serde_json::{Value, json};

use super::schemas::schema;

/// The schemas by name.
pub fn all() -> [(&'static str, Value); 12] {
    [
        ("AboutToken", about_token()),
        ("AccessToken", access_token()),
        ("AttestationChallenge", attestation_challenge()),
        ("AuthorizationRequest", authorization_request()),
        ("Introspection", introspection()),
        ("KeySet", key_set(1)),
        ("DeviceCodes", device_codes()),
        ("DeviceRequest", device_request()),
        ("PushedRequest", pushed_request()),
        ("StatementKeySet", key_set(0)),
        ("TokenRequest", token_request()),
        ("UserInfo", user_info()),
    ]
}

/// The grant of devices without a browser.
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The grant of identity assertions.
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

fn device_request() -> Value {
    let properties = json!({
        "scope": schema("Scope"),
        "resource": {
            "description": "One or more resources of this server. RFC 8707 section 2.",
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        },
    });
    let description = "The client authenticates with its registered method; without one it sends its client_id. RFC 8628 section 3.1.";
    let mut request = with_proof(description, properties, "client_id");
    // A client with a secret may name itself in the header.
    request.as_object_mut().unwrap().remove("required");
    request
}

fn device_codes() -> Value {
    json!({
        "type": "object",
        "required": ["device_code", "user_code", "verification_uri", "verification_uri_complete", "expires_in", "interval"],
        "properties": {
            "device_code": {"type": "string", "description": "The code with which the device asks at the token endpoint."},
            "user_code": {"type": "string", "description": "The code that the user types: eight letters with a hyphen."},
            "verification_uri": {"type": "string", "format": "uri", "description": "The page where the user types it."},
            "verification_uri_complete": {"type": "string", "format": "uri", "description": "The page with the code filled in, for a picture such as a QR code."},
            "expires_in": {"type": "integer", "description": "The seconds until the codes are over."},
            "interval": {"type": "integer", "description": "The seconds that the device waits between two requests for its tokens."},
        },
    })
}

fn token_request() -> Value {
    let properties = json!({
        "grant_type": {"type": "string", "enum": ["authorization_code", "client_credentials", "refresh_token", DEVICE_CODE, JWT_BEARER]},
        "assertion": {"type": "string", "description": "The identity assertion of an identity provider, for its grant. Draft draft-ietf-oauth-identity-assertion-authz-grant."},
        "code": {"type": "string", "description": "The code, for authorization_code. RFC 6749 section 4.1.3."},
        "code_verifier": {"type": "string", "description": "If the code has a challenge. RFC 7636 section 4.5."},
        "device_code": {"type": "string", "description": "The code of a device, for its grant. RFC 8628 section 3.4."},
        "redirect_uri": {"type": "string", "description": "If the authorization request had it."},
        "refresh_token": {"type": "string", "description": "The refresh token, for refresh_token. RFC 6749 section 6."},
        "scope": schema("Scope"),
        "resource": {
            "description": "One or more resources of this server, or the registration endpoint. RFC 8707 section 2.",
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        },
    });
    let description = "The client authenticates with its registered method. RFC 6749 sections 4.1.3, 4.4.2 and 6.";
    with_proof(description, properties, "grant_type")
}

fn authorization_request() -> Value {
    let texts = [
        "acr_values",
        "claims",
        "code_challenge",
        "id_token_hint",
        "login_hint",
        "max_age",
        "nonce",
        "prompt",
        "redirect_uri",
        "request",
        "state",
        "ui_locales",
    ];
    let mut properties = json!({
        "response_type": {"type": "string", "enum": ["code"]},
        "response_mode": {"type": "string", "enum": ["query", "fragment", "form_post"]},
        "code_challenge_method": {"type": "string", "enum": ["S256"]},
        "scope": schema("Scope"),
        "resource": {
            "description": "One or more resources of this server. RFC 8707 section 2.",
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        },
    });
    for name in texts {
        properties[name] = json!({"type": "string"});
    }
    let description = "The parameters of an authorization request, or the request object that has them. The client authenticates \
        with its registered method. RFC 9126 section 2.1.";
    let mut form = with_proof(description, properties, "");
    form.as_object_mut().unwrap().remove("required");
    form
}

fn attestation_challenge() -> Value {
    json!({
        "type": "object",
        "description": "The challenge counts for 300 seconds. Draft draft-ietf-oauth-attestation-based-client-auth, section 6.",
        "properties": {"attestation_challenge": {"type": "string", "minLength": 1}},
        "required": ["attestation_challenge"],
    })
}

fn pushed_request() -> Value {
    json!({
        "type": "object",
        "description": "RFC 9126 section 2.2.",
        "properties": {
            "request_uri": {"type": "string", "pattern": "^urn:ietf:params:oauth:request_uri:"},
            "expires_in": {"type": "integer", "minimum": 1, "maximum": 90},
        },
        "required": ["request_uri", "expires_in"],
    })
}

/// RFC 7662 section 2.1, RFC 7009 section 2.1.
fn about_token() -> Value {
    let properties = json!({"token": {"type": "string"}, "token_type_hint": {"type": "string"}});
    with_proof(
        "The client authenticates with its registered method. RFC 7662 section 2.1, RFC 7009 section 2.1.",
        properties,
        "token",
    )
}

fn with_proof(description: &str, mut properties: Value, required: &str) -> Value {
    for name in ["client_id", "client_secret", "client_assertion"] {
        properties[name] = json!({"type": "string"});
    }
    let jwt = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    properties["client_assertion_type"] = json!({"type": "string", "enum": [jwt]});
    json!({"type": "object", "description": description, "properties": properties, "required": [required]})
}

fn introspection() -> Value {
    json!({
        "type": "object",
        "description": "RFC 7662 section 2.2.",
        "properties": {
            "acr": {"type": "string"},
            "active": {"type": "boolean"},
            "amr": {"type": "array", "items": {"type": "string"}},
            "aud": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            "auth_time": {"type": "integer"},
            "client_id": {"type": "string"},
            "cnf": {"type": "object", "properties": {"x5t#S256": {"type": "string"}}, "required": ["x5t#S256"]},
            "exp": {"type": "integer"},
            "iat": {"type": "integer"},
            "iss": {"type": "string"},
            "jti": {"type": "string"},
            "scope": schema("Scope"),
            "sub": {"type": "string"},
            "token_type": {"type": "string", "enum": ["Bearer", "DPoP"]},
            "username": {"type": "string", "description": "The preferred_username of the user."},
        },
        "required": ["active"],
    })
}

fn access_token() -> Value {
    json!({
        "type": "object",
        "description": "RFC 6749 section 5.1.",
        "properties": {
            "access_token": {"type": "string", "description": "A JWT of RFC 9068."},
            "token_type": {"type": "string", "enum": ["Bearer", "DPoP"]},
            "expires_in": {"type": "integer", "minimum": 60, "maximum": 86_400},
            "id_token": {"type": "string", "description": "A JWT, if the user granted openid. OpenID Connect Core section 2."},
            "refresh_token": {"type": "string", "description": "If the client has registered the grant type refresh_token."},
            "scope": schema("Scope"),
        },
        "required": ["access_token", "token_type", "expires_in"],
    })
}

fn user_info() -> Value {
    json!({
        "type": "object",
        "description": "The claims that the scope stands for. OpenID Connect Core sections 5.1 and 5.3.2.",
        "properties": {"sub": {"type": "string"}},
        "required": ["sub"],
    })
}

/// Of keys that operators bring, as statements are issued with, no more is sure than their type.
fn key_set(least: u32) -> Value {
    let sure = if least == 0 { json!(["kty"]) } else { json!(["kid", "kty", "use", "alg"]) };
    json!({
        "type": "object",
        "description": "RFC 7517 section 5.",
        "properties": {"keys": {"type": "array", "minItems": least, "items": {
            "type": "object",
            "properties": {"kid": {"type": "string"}, "kty": {"type": "string"}, "use": {"type": "string"}, "alg": {"type": "string"}},
            "required": sure,
        }}},
        "required": ["keys"],
    })
}
