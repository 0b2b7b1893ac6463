//! The `OpenAPI` document: the committed file equals the tables, and the served document equals the file.

mod administration;
mod discovery;
mod paths;
mod schemas;
mod tokens;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Call, World};

/// The whole document, for a server anywhere.
fn document() -> Value {
    shared(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Enrol",
            "summary": env!("CARGO_PKG_DESCRIPTION"),
            "description": "Client registration (RFC 7591, OpenID Connect Dynamic Client Registration), management of \
                a registration (RFC 7592), discovery, and tokens for users and for API clients (RFC 6749, OpenID Connect Core). Unknown members are ignored; null and the empty \
                string count as absent.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths::all(),
        "components": {
            "schemas": schemas::all(),
            "securitySchemes": {
                "access_token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An access token of this server for {issuer}/clients, with the scope clients:read.",
                },
                "administrators_token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An access token of this server for {issuer}/admin/v1, with the scope admin or a narrower right. A token that is bound to a key comes as DPoP, with a proof in the header DPoP. Behind Cloudflare Access, the header Cf-Access-Jwt-Assertion stands for it.",
                },
                "users_access_token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An access token of a user with the scope openid. RFC 6750 section 2.1.",
                },
                "client_secret": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "client_id and client_secret, each encoded as in a form. RFC 6749 section 2.3.1.",
                },
                "initial_access_token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An initial access token of the operator, or an access token with the right to register. RFC 7591 section 3.",
                },
                "registration_access_token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The registration_access_token of this client; an access token of the client if the server gives out none. A token that is bound to a key comes as DPoP, with a proof in the header DPoP. RFC 7592 section 2.",
                },
            },
        },
    }))
}

/// Moves each refusal that several operations have into the components: the document is parsed by each isolate, and is a part of the
/// Worker.
fn shared(mut document: Value) -> Value {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let refusals = |document: &mut Value, visit: &mut dyn FnMut(&str, &mut Value)| {
        for operations in document["paths"].as_object_mut().unwrap().values_mut() {
            for operation in operations.as_object_mut().unwrap().values_mut() {
                let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
                for (status, response) in responses.into_iter().flatten().filter(|(status, _)| status.as_str() >= "400")
                {
                    visit(status, response);
                }
            }
        }
    };
    refusals(&mut document, &mut |_, response| *counts.entry(response.to_string()).or_default() += 1);
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut components = json!({});
    refusals(&mut document, &mut |status, response| {
        let text = response.to_string();
        if counts[&text] < 3 {
            return;
        }
        let number = names.values().filter(|name| name.starts_with(status)).count();
        let name = names.entry(text).or_insert_with(|| format!("{status}.{number}")).clone();
        components[&name] = response.clone();
        *response = json!({"$ref": format!("#/components/responses/{name}")});
    });
    document["components"]["responses"] = components;
    document
}

/// `npm run openapi` writes it again.
#[test]
fn the_committed_document_is_what_the_tables_say() {
    let root = env!("CARGO_MANIFEST_DIR");
    // The copy in the Worker has no white space.
    for (file, made) in
        [("openapi.json", format!("{:#}\n", document())), ("src/endpoint/openapi.json", format!("{}\n", document()))]
    {
        let path = format!("{root}/{file}");
        if std::env::var_os("ENROL_WRITE_OPENAPI").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        assert!(std::fs::read_to_string(&path).unwrap() == made, "{file} is not current: npm run openapi");
    }
}

#[test]
fn the_document_is_served_with_the_addresses_of_the_server() {
    let root = "https://as.example";
    for path in ["", "/t1"] {
        let issuer = format!("{root}{path}");
        let world = World::with(&[("ISSUER", &issuer)]);
        let path = format!("{path}/openapi.json");
        let reply = Call::get(&path).to(&world);
        assert_eq!((reply.status(), reply.header("content-type")), (200, Some("application/json")));
        let mut expected = document();
        expected["servers"] = json!([{"url": issuer}]);
        expected["paths"]["/.well-known/webfinger"]["servers"] = json!([{"url": root}]);
        assert!(reply.json() == expected, "served otherwise than committed");
        let tag = reply.header("etag").unwrap();
        assert_eq!(Call::get(&path).header("if-none-match", tag).to(&world).status(), 304);
    }
}

/// Every reference leads somewhere, and every description of an answer is used.
#[test]
fn the_document_hangs_together() {
    let document = document();
    let mut references = Vec::new();
    collect(&document, &mut references);
    for reference in &references {
        assert!(document.pointer(reference.strip_prefix('#').unwrap()).is_some(), "{reference}");
    }
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(references.contains(&format!("#/components/schemas/{name}")), "{name}");
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            references.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|value| collect(value, references));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}
