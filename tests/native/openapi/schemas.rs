//! Schemas, made from the table of members and the lists of names.

use enrol::client_metadata::{
    ApplicationType, CHOICES, ClientMetadata, ContentEncryption, EncryptionAlgorithm, GrantType, Keyword, ResponseType,
    SigningAlgorithm, SubjectType, TokenDeliveryMode, TokenEndpointAuthMethod,
};
use serde_json::{Map, Value, json};

use super::{administration, discovery, tokens};

pub fn all() -> Value {
    let mut all = json!({
    "ClientMetadata": client_metadata(),
    "ClientUpdate": client_update(),
    "ClientInformation": client_information(),
    "KnownClient": known_client(),
    "Authenticated": json!({
        "type": "object",
        "properties": {"authenticated": {"type": "boolean"}},
        "required": ["authenticated"],
    }),
    "Credentials": credentials(),
    "Explanation": explanation(),
    "Error": error(),
    "ProviderMetadata": discovery::provider_metadata(),
    "ResourceDescriptor": discovery::resource_descriptor(),
    "JwkSet": jwk_set(),
    "PublicKey": public_key(),
        });
    for (name, schema) in tokens::all().into_iter().chain(administration::schemas()) {
        all[name] = schema;
    }
    for (name, schema) in keywords() {
        all[name] = schema;
    }
    all
}

/// Every list of names that a member is one of.
fn keywords() -> [(&'static str, Value); 9] {
    [
        ("ApplicationType", names::<ApplicationType>()),
        ("ContentEncryption", names::<ContentEncryption>()),
        ("EncryptionAlgorithm", names::<EncryptionAlgorithm>()),
        ("GrantType", names::<GrantType>()),
        ("ResponseType", names::<ResponseType>()),
        ("SigningAlgorithm", names::<SigningAlgorithm>()),
        ("SubjectType", names::<SubjectType>()),
        ("TokenDeliveryMode", names::<TokenDeliveryMode>()),
        ("TokenEndpointAuthMethod", names::<TokenEndpointAuthMethod>()),
    ]
}

fn client_metadata() -> Value {
    let mut properties = Map::new();
    for (name, kind, meaning) in ClientMetadata::TABLE {
        let kind: String = kind.chars().filter(|c| !c.is_whitespace()).collect();
        let mut schema = schema(&kind);
        let languages = if kind.starts_with("Translated<") {
            format!(" Also with a language tag, such as {name}#fr.")
        } else {
            String::new()
        };
        schema["description"] = Value::from(format!("{}{languages}", meaning.trim()));
        properties.insert((*name).to_owned(), schema);
    }
    for (offer, member) in CHOICES {
        let offered = json!({"type": "array", "maxItems": 50, "items": {"type": "string"}});
        let mut schema = offered;
        schema["description"] = Value::from(format!("Values for {member}, of which the server chooses one."));
        properties.insert(offer.to_owned(), schema);
    }
    properties.insert("software_statement".to_owned(), json!({
        "type": "string", "maxLength": 32_768, "pattern": "^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$",
        "description": "A signed JWT in which an issuer vouches for the client. Its claims override the other members. RFC 7591 section 2.3.",
    }));
    json!({
        "type": "object",
        "description": "The metadata that a client registers. RFC 7591 section 2, OpenID Connect Registration section 2.",
        "properties": properties,
    })
}

/// The schema of a type in the table.
pub fn schema(kind: &str) -> Value {
    if let Some(inner) = kind.strip_prefix("Option<").or_else(|| kind.strip_prefix("Translated<")) {
        return schema(inner.strip_suffix('>').unwrap());
    }
    if let Some(inner) = kind.strip_prefix("List<") {
        let items = match inner.strip_suffix('>').unwrap() {
            // Unknown names are dropped beside supported ones.
            kind @ ("GrantType" | "ResponseType") => json!({"anyOf": [schema(kind), text(256)]}),
            kind => schema(kind),
        };
        return json!({"type": "array", "maxItems": 50, "items": items});
    }
    match kind {
        "Contact" => json!({"type": "string", "format": "email", "maxLength": 254}),
        "DistinguishedName" | "DnsName" | "EmailName" | "IpName" => text(512),
        "HttpsUri" => {
            json!({"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]:", "maxLength": 2048})
        }
        "Jwks" => reference("JwkSet"),
        "Name" => text(256),
        "PageUri" | "RedirectUri" | "WebUri" => uri(2048),
        "RequestUri" | "UriName" => uri(512),
        "Scope" => json!({
            "type": "string", "maxLength": 2048,
            "pattern": "^[\\x21\\x23-\\x5B\\x5D-\\x7E]+( [\\x21\\x23-\\x5B\\x5D-\\x7E]+)*$",
        }),
        "Seconds" => json!({"type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_991_u64}),
        "Text" => text(2048),
        "bool" => json!({"type": "boolean"}),
        keyword if keywords().iter().any(|(name, _)| *name == keyword) => reference(keyword),
        _ => panic!("a type that this document does not describe: {kind}"),
    }
}

fn names<T: Keyword>() -> Value {
    json!({"type": "string", "enum": T::ALL.iter().map(T::name).collect::<Vec<_>>()})
}

fn text(longest: u32) -> Value {
    json!({"type": "string", "minLength": 1, "maxLength": longest})
}

pub fn uri(longest: u32) -> Value {
    json!({"type": "string", "format": "uri", "maxLength": longest})
}

fn jwk_set() -> Value {
    json!({
        "type": "object",
        "description": "RFC 7517 section 5. Keys of unknown types are dropped.",
        "properties": {"keys": {"type": "array", "minItems": 1, "maxItems": 20, "items": reference("PublicKey")}},
        "required": ["keys"],
    })
}

fn public_key() -> Value {
    json!({
        "type": "object",
        "description": "RFC 7517 section 4.",
        "properties": {"kty": {"type": "string", "minLength": 1}, "kid": {"type": "string", "minLength": 1}},
        "required": ["kty"],
        "additionalProperties": true,
    })
}

fn client_update() -> Value {
    json!({
        "description": "The whole metadata of a client, with its client_id. RFC 7592 section 2.2.",
        "allOf": [reference("ClientMetadata")],
        "type": "object",
        "properties": {
            "client_id": {"type": "string", "description": "The identifier of this client."},
            "client_secret": {"type": "string", "description": "The current secret, or absent."},
        },
        "required": ["client_id"],
    })
}

fn client_information() -> Value {
    json!({
        "description": "The registered metadata with defaults, and the credentials. RFC 7591 section 3.2.1, RFC 7592 section 3.",
        "allOf": [reference("ClientMetadata")],
        "type": "object",
        "properties": {
            "client_id": {"type": "string", "pattern": "^(c[A-Za-z0-9_-]{22}|s[A-Za-z0-9_-]{39,1023}|[A-Z]{5}-[A-Za-z0-9._~-]{1,58})$"},
            "client_id_issued_at": {"type": "integer", "description": "Seconds since the Unix epoch."},
            "client_secret": {"type": "string", "pattern": "^[A-Za-z0-9_-]{86}$"},
            "client_secret_expires_at": {"type": "integer", "description": "Seconds since the Unix epoch; 0 for never."},
            "registration_access_token": {"type": "string", "pattern": "^enrol_rat_"},
            "registration_client_uri": uri(2048),
            "dropped": {
                "type": "array", "items": reference("Error"),
                "description": "Values of the request or of a software statement that were left out: grant and response types that the \
                    client cannot have, scope, unusable claims, and redirection URIs where the operator allows that.",
            },
        },
        "required": ["client_id", "client_id_issued_at", "registration_client_uri"],
        "dependentRequired": {"client_secret": ["client_secret_expires_at"]},
    })
}

fn known_client() -> Value {
    json!({
        "description": "The metadata with defaults, and the scope that the client may have now. No credentials.",
        "allOf": [reference("ClientMetadata")],
        "type": "object",
        "properties": {
            "client_id": {"type": "string"},
            "client_id_issued_at": {"type": "integer", "description": "Seconds since the Unix epoch; absent for a client of CLIENTS."},
        },
        "required": ["client_id"],
    })
}

fn credentials() -> Value {
    json!({
        "type": "object",
        "description": "The credentials that a client has sent to the other server, in one of three ways.",
        "properties": {
            "authorization": {"type": "string", "description": "The header Authorization of the client: Basic and its credentials."},
            "client_address": {"type": "string", "description": "The IP address of the client. Failures count for its network."},
            "client_assertion": {"type": "string"},
            "client_assertion_type": {"type": "string", "description": "Another type than that of JWTs proves nothing."},
            "client_secret": {"type": "string"},
        },
    })
}

fn explanation() -> Value {
    json!({
        "type": "object",
        "description": "The client that a registration would make.",
        "properties": {
            "client_metadata": {
                "type": "object",
                "description": "The metadata that would be registered, or the readable part of it if there are refusals.",
                "additionalProperties": true,
            },
            "refusals": {"type": "array", "items": reference("Error")},
            "dropped": {
                "type": "array", "items": reference("Error"),
                "description": "Values that would be left out, as in the client information.",
            },
            "notes": {"type": "array", "items": {
                "type": "object",
                "properties": {"member": {"type": "string"}, "note": {"type": "string"}},
                "required": ["member", "note"],
            }},
        },
        "required": ["client_metadata", "refusals", "notes"],
    })
}

fn error() -> Value {
    let codes = [
        "access_denied",
        "insufficient_scope",
        "invalid_client",
        "invalid_client_metadata",
        "invalid_dpop_proof",
        "invalid_redirect_uri",
        "invalid_request",
        "invalid_scope",
        "invalid_software_statement",
        "invalid_target",
        "invalid_token",
        "server_error",
        "temporarily_unavailable",
        "unapproved_software_statement",
        "unauthorized_client",
        "unsupported_grant_type",
        "use_dpop_nonce",
    ];
    json!({
        "type": "object",
        "description": "RFC 7591 section 3.2.2.",
        "properties": {
            "error": {"anyOf": [{"type": "string", "enum": codes}, {
                "type": "string", "maxLength": 64, "pattern": "^[\\x21\\x23-\\x5B\\x5D-\\x7E]+$",
                "description": "A code of the operator's own check, in the answer to a registration or an update.",
            }]},
            "error_description": {"type": "string", "pattern": "^[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+$"},
            "pointer": {"type": "string", "description": "The place of the value in the body, or the parameter. RFC 6901. Below /software_statement it is a place in the claims of the statement."},
        },
        "required": ["error", "error_description"],
    })
}

pub fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}
