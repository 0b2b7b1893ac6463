//! Imports that are refused: single lines, whole bodies, and callers without the right.

use enrol::http::Method;
use serde_json::{Value, json};

use super::imports::{ask, lines, machine, send, send_text};
use super::{asking, get, problem, world, world_with};
use crate::support::Call;

#[test]
fn a_line_that_cannot_be_taken_over_is_refused_with_its_place_and_the_others_are_not() {
    let world = world(&[]);
    let of = |changes: Value| {
        let mut client = machine("reports");
        changes.as_object().unwrap().iter().for_each(|(name, value)| client[name] = value.clone());
        client
    };
    let web = |uri: &str| of(json!({"grant_types": ["authorization_code"], "redirect_uris": [uri]}));
    let user = enrol::model::UserId::new(&[1; 16]);
    let long = "a".repeat(256);
    for (client, pointer, must) in [
        (of(json!({"client_id": null})), "/client_id", "be a text of 1 to 255"),
        (of(json!({"client_id": 7})), "/client_id", "be a text of 1 to 255"),
        (of(json!({"client_id": ""})), "/client_id", "be a text of 1 to 255"),
        (of(json!({"client_id": long})), "/client_id", "be a text of 1 to 255"),
        (of(json!({"client_id": "caf\u{e9}"})), "/client_id", "be a text of 1 to 255"),
        (of(json!({"client_id": "https://app.example/client.json"})), "/client_id", "is no URL"),
        (of(json!({"client_id": user.as_str()})), "/client_id", "no user"),
        (of(json!({"client_id": "ops"})), "/client_id", "not be that of a client in CLIENTS"),
        (web("http://app.example/cb"), "/redirect_uris/0", ""),
        (web("https://app.example/*"), "/redirect_uris/0", ""),
        (web("https://app.example/cb#x"), "/redirect_uris/0", ""),
        (of(json!({"jwks_uri": "http://app.example/keys"})), "/jwks_uri", ""),
        (of(json!({"token_endpoint_auth_method": "magic"})), "/token_endpoint_auth_method", ""),
        (of(json!({"client_secret": ""})), "/client_secret", "be a text of 1 to 512"),
        (of(json!({"client_secret": "x".repeat(513)})), "/client_secret", "be a text of 1 to 512"),
        (of(json!({"client_secret": "caf\u{e9}"})), "/client_secret", "be a text of 1 to 512"),
        (of(json!({"client_secret": 1})), "/client_secret", "be a text of 1 to 512"),
        (of(json!({"client_secret_hash": "$sha256$x"})), "/client_secret_hash", "be absent beside client_secret"),
        (of(json!({"client_secret_expires_at": 1})), "/client_secret_expires_at", "be 0"),
        (of(json!({"client_secret": null, "client_secret_hash": 1})), "/client_secret_hash", "be a text"),
        (of(json!({"client_secret": null, "client_secret_hash": "x"})), "/client_secret_hash", "be a sound hash"),
        (of(json!({"token_endpoint_auth_method": "client_secret_jwt"})), "/client_secret", "at least 32"),
        (
            of(
                json!({"client_secret": null, "client_secret_hash": "$sha256$+O6F9Zp1/bOj+/CUFCPyamWo7QpfbX/4MqzY7fVjVJk",
                "token_endpoint_auth_method": "client_secret_jwt"}),
            ),
            "/client_secret_hash",
            "be absent: the client signs with its secret",
        ),
    ] {
        let body = send(&[machine("good"), client.clone()], &world).json();
        let result = &body["results"][1];
        assert_eq!((&result["result"], &result["line"]), (&json!("refused"), &json!(2)), "{client}: {result}");
        assert_eq!(result["pointer"], pointer, "{client}: {result}");
        assert!(result["error_description"].as_str().unwrap().contains(must), "{client}: {result}");
        assert!(!result.to_string().contains("old secret"));
    }
    assert_eq!(ask("reports", "old secret", &world).status(), 401);
    assert_eq!(ask("good", "old secret", &world).status(), 200);
}

#[test]
fn only_a_caller_with_the_right_imports() {
    for (scope, is_admitted) in
        [("admin", true), ("admin:imports", true), ("admin:clients", false), ("admin:read", false)]
    {
        let world = world_with(scope, &[]);
        let call =
            Call::new(Method::Post, "/admin/v1/client-imports").token(&super::token(&[("scope", scope)], &world));
        let reply = call.header("content-type", "application/jsonl").body(lines(&[machine("reports")])).to(&world);
        let expected = if is_admitted { 200 } else { 403 };
        assert_eq!(reply.status(), expected, "{scope}: {}", reply.json());
        assert_eq!(ask("reports", "old secret", &world).status() == 200, is_admitted);
    }
    let world = world(&[]);
    for path in ["/client-imports/x", "/client-imports/"] {
        assert_eq!(asking(Method::Post, path, &world).to(&world).status(), 404);
    }
    assert_eq!(problem(&get("/client-imports", &world)).0, 405);
}

#[test]
fn a_body_that_is_no_small_batch_of_lines_imports_nothing() {
    let world = world(&[]);
    let many: Vec<Value> = (0..51).map(|number| machine(&format!("m{number}"))).collect();
    for text in [String::new(), "\n \n".to_owned(), lines(&many)] {
        assert_eq!(problem(&send_text(&text, &world)), (400, "invalid_request".to_owned(), "#".to_owned()), "{text}");
    }
    let of = |path: &str, media_type: &str| {
        let call = asking(Method::Post, path, &world).header("content-type", media_type);
        call.body(lines(&[machine("reports")]))
    };
    assert_eq!(problem(&of("/client-imports", "application/json").to(&world)).0, 415);
    assert_eq!(problem(&of("/client-imports", "application/jsonl").too_large().to(&world)).0, 413);
    assert_eq!(problem(&of("/client-imports?from=mars", "application/jsonl").to(&world)).2, "#/from");
    assert_eq!(problem(&of("/client-imports?form=hydra", "application/jsonl").to(&world)).2, "#/form");
    assert!(world.clients().is_empty());
    assert_eq!(send(&many[..50], &world).json()["results"].as_array().unwrap().len(), 50);
}

#[test]
fn a_line_that_is_no_object_is_refused_alone() {
    let world = world(&[]);
    let text = format!("{}\r\n\n[1]\n{{\"client_id\": \"a\", \"client_id\": \"b\"}}\n{{\n", machine("reports"));
    let body = send_text(&text, &world).json();
    let results: Vec<(u64, &str)> = body["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["line"].as_u64().unwrap(), it["result"].as_str().unwrap()))
        .collect();
    assert_eq!(results, [(1, "created"), (3, "refused"), (4, "refused"), (5, "refused")]);
}
