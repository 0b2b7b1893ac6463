//! Policies in the document.

use enrol::policy::KINDS;
use serde_json::{Value, json};

use super::schemas::Named;
use super::{errors, if_match, operation, page, with_answer};
use crate::openapi::schemas::reference;

/// The paths of policies.
pub fn paths() -> [(&'static str, Value); 5] {
    let after = "The place after which the page begins: next of the page before.";
    let list = |id, summary, after| {
        let mut list = with_answer(operation(id, summary), 200, "A page of versions.", "PolicyPage", &[]);
        list["parameters"] = page(after);
        list
    };
    let body = json!({"required": true, "content": {"application/json": {"schema": reference("PolicyDocument")}}});
    let mut draft = version("draftPolicy", "Make a draft.", "Policy", 201, &[412, 413, 415]);
    draft["requestBody"] = body.clone();
    let mut change = version("changePolicy", "Change a draft.", "Policy", 200, &[412, 413, 415]);
    (change["requestBody"], change["parameters"]) = (body, json!([if_match()]));
    let read = version("readPolicy", "Read a version.", "Policy", 200, &[412]);
    let mut step = version("movePolicy", "Put a version in force, try it, or retire it.", "Policy", 200, &[412]);
    step["parameters"] = json!([if_match(), in_path("action", &json!({"enum": ["activate", "retire", "shadow"]}))]);
    let mut replay =
        list("replayPolicy", "Compare a version with registered clients.", "The client_id after which to begin.");
    replay["responses"] = errors(&[412]);
    replay["responses"]["200"] = json!({
        "description": "The differences of a page of clients.",
        "content": {"application/json": {"schema": reference("PolicyReplay")}},
    });
    let (kind, number) =
        (in_path("kind", &json!({"enum": KINDS})), in_path("version", &json!({"type": "integer", "minimum": 1})));
    let of_version = json!([kind.clone(), number]);
    [
        ("/admin/v1/policies", json!({"get": list("listPolicies", "List the versions of all policies.", after)})),
        (
            "/admin/v1/policies/{kind}",
            json!({"parameters": [kind.clone()], "get": list("listPolicy", "List the versions of a policy.", after), "post": draft}),
        ),
        ("/admin/v1/policies/{kind}/{version}", json!({"parameters": of_version, "get": read, "put": change})),
        ("/admin/v1/policies/{kind}/{version}/replay", json!({"parameters": of_version, "post": replay})),
        ("/admin/v1/policies/{kind}/{version}/{action}", json!({"parameters": of_version, "post": step})),
    ]
}

/// An operation that answers with a version.
pub fn version(id: &str, summary: &str, schema: &str, status: u16, refusals: &[u16]) -> Value {
    let mut version = with_answer(operation(id, summary), status, "The version.", schema, refusals);
    version["responses"][status.to_string()]["headers"] =
        json!({"ETag": {"required": true, "schema": {"type": "string"}}});
    version
}

/// A parameter of a path.
pub fn in_path(name: &str, schema: &Value) -> Value {
    json!({"name": name, "in": "path", "required": true, "schema": schema})
}

/// The schemas of policies.
pub fn schemas() -> [Named; 4] {
    let (text, object) = (json!({"type": "string"}), json!({"type": "object"}));
    let texts = json!({"type": "array", "items": text});
    let number = json!({"type": "integer", "minimum": 0});
    let document = json!({
        "type": "object",
        "properties": {
            "bounds": object, "defaults": object, "forbidden": {"type": "array", "items": object},
            "lifetime": {"type": "integer", "minimum": 60, "maximum": 315_360_000}, "members": object,
            "protected_names": texts, "redirect_schemes": texts,
        },
        "additionalProperties": false,
    });
    let policy = json!({
        "type": "object",
        "properties": {
            "kind": {"enum": KINDS}, "version": number, "state": {"enum": ["active", "draft", "retired", "shadow"]},
            "document": reference("PolicyDocument"), "revision": number, "made_at": number, "changed_at": number,
            "in_force_by": number,
        },
        "required": ["kind", "version", "state", "document", "revision", "made_at", "changed_at"],
    });
    let replay = json!({
        "type": "object",
        "properties": {"compared": number, "refused": number, "differences": {"type": "array", "items": object}, "next": text},
        "required": ["compared", "refused", "differences"],
    });
    let page = json!({
        "type": "object",
        "properties": {"policies": {"type": "array", "items": reference("Policy")}, "next": text},
        "required": ["policies"],
    });
    [("Policy", policy), ("PolicyDocument", document), ("PolicyPage", page), ("PolicyReplay", replay)]
}
