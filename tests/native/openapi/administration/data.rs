//! Templates and issuers of software statements in the document.

use enrol::policy::KINDS;
use serde_json::{Value, json};

use super::policies::{in_path, version};
use super::schemas::Named;
use super::{if_match, operation, page, with_answer};
use crate::openapi::schemas::reference;

/// A collection: its path, the name of its entries in paths and in operations, and the schemas of a version, a document and a page.
struct Collection {
    path: [&'static str; 6],
    name: &'static str,
    of: &'static str,
    operation: &'static str,
    operations: &'static str,
    documents: &'static str,
    schemas: [&'static str; 3],
}

const ISSUERS: Collection = Collection {
    path: [
        "/admin/v1/statement-issuers",
        "/admin/v1/statement-issuers/{iss}",
        "/admin/v1/statement-issuers/{iss}/{version}",
        "/admin/v1/statement-issuers/{iss}/{version}/activate",
        "/admin/v1/statement-issuers/{iss}/{version}/retire",
        "",
    ],
    name: "iss",
    of: "an issuer of software statements",
    operation: "StatementIssuer",
    operations: "StatementIssuers",
    documents: "all issuers of software statements",
    schemas: ["StatementIssuer", "StatementIssuerDocument", "StatementIssuerPage"],
};

const TEMPLATES: Collection = Collection {
    path: [
        "/admin/v1/templates",
        "/admin/v1/templates/{name}",
        "/admin/v1/templates/{name}/{version}",
        "/admin/v1/templates/{name}/{version}/activate",
        "/admin/v1/templates/{name}/{version}/retire",
        "/admin/v1/templates/{name}/{version}/preview",
    ],
    name: "name",
    of: "a template",
    operation: "Template",
    operations: "Templates",
    documents: "all templates",
    schemas: ["Template", "TemplateDocument", "TemplatePage"],
};

/// The paths of templates and issuers.
pub fn paths() -> impl Iterator<Item = (&'static str, Value)> {
    let mut preview = with_answer(
        operation("previewTemplate", "Show what a client of a version would get."),
        200,
        "The explanation, as of a dry run.",
        "Explanation",
        &[412, 413, 415],
    );
    let body = json!({"schema": {"type": "object"}});
    preview["requestBody"] = json!({"content": {"application/json": body}});
    let kinds = json!({"type": "string", "enum": KINDS});
    preview["parameters"] = json!([
        {"name": "registrant", "in": "query", "description": "The kind of registrant whose policy is asked.", "schema": kinds},
    ]);
    let [name, number] = names(&TEMPLATES);
    let preview = json!({"parameters": [name, number], "post": preview});
    of(&ISSUERS).into_iter().chain(of(&TEMPLATES)).chain([(TEMPLATES.path[5], preview)])
}

fn of(collection: &Collection) -> [(&'static str, Value); 5] {
    let Collection { path, of, operation: id, operations, documents, schemas: [schema, document, of_page], .. } =
        collection;
    let list = |id: &str, summary: &str| {
        let mut list = with_answer(operation(id, summary), 200, "A page of versions.", of_page, &[]);
        list["parameters"] = page("The place after which the page begins: next of the page before.");
        list
    };
    let body = json!({"required": true, "content": {"application/json": {"schema": reference(document)}}});
    let mut draft = version(&format!("draft{id}"), "Make a draft.", schema, 201, &[412, 413, 415]);
    draft["requestBody"] = body.clone();
    let mut change = version(&format!("change{id}"), "Change a draft.", schema, 200, &[412, 413, 415]);
    (change["requestBody"], change["parameters"]) = (body, json!([if_match()]));
    let read = version(&format!("read{id}"), "Read a version.", schema, 200, &[412]);
    let step = |verb: &str, summary| {
        let mut step = version(&format!("{verb}{id}"), summary, schema, 200, &[412]);
        step["parameters"] = json!([if_match()]);
        step
    };
    let [name, number] = names(collection);
    let of_version = json!([name.clone(), number]);
    [
        (path[0], json!({"get": list(&format!("list{operations}"), &format!("List the versions of {documents}."))})),
        (
            path[1],
            json!({"parameters": [name], "get": list(&format!("list{id}"), &format!("List the versions of {of}.")), "post": draft}),
        ),
        (path[2], json!({"parameters": of_version, "get": read, "put": change})),
        (path[3], json!({"parameters": of_version, "post": step("activate", "Put a version in force.")})),
        (path[4], json!({"parameters": of_version, "post": step("retire", "Take a version out of force.")})),
    ]
}

fn names(collection: &Collection) -> [Value; 2] {
    [
        in_path(collection.name, &json!({"type": "string", "minLength": 1})),
        in_path("version", &json!({"type": "integer", "minimum": 1})),
    ]
}

/// The schemas of templates and issuers.
pub fn schemas() -> impl Iterator<Item = Named> {
    let (text, number) = (json!({"type": "string"}), json!({"type": "integer", "minimum": 0}));
    let of = move |noun: &str, list: &str, [schema, document, of_page]: [&'static str; 3]| {
        let version = json!({
            "type": "object",
            "properties": {
                noun: text, "source": {"enum": ["command_line", "database", "settings"]}, "version": number,
                "state": {"enum": ["active", "draft", "retired"]}, "document": reference(document), "revision": number,
                "made_at": number, "changed_at": number, "in_force_by": number,
            },
            // An entry of the settings has a name alone.
            "required": [noun, "source"],
        });
        let page = json!({
            "type": "object",
            "properties": {list: {"type": "array", "items": reference(schema)}, "next": text},
            "required": [list],
        });
        let entry = json!({"type": "object"});
        [(schema, version), (document, entry), (of_page, page)]
    };
    let issuers = of("statement_issuer", "statement_issuers", ISSUERS.schemas);
    issuers.into_iter().chain(of("template", "templates", TEMPLATES.schemas))
}
