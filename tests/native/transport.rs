//! HTTP, and the JSON envelope.

use enrol::http::Method;
use serde_json::json;

use crate::support::{Call, Reply, World};

const BODY: &str = r#"{"redirect_uris":["https://client.example/cb"]}"#;

/// Requirements A9 to A14, A16, A17, A20, R14, R25, R26, S28.
#[test]
fn a_body_that_is_not_one_clean_json_object_is_refused_at_its_place() {
    let world = World::new();
    let deep = format!("{{\"x\":{}1{}}}", "[".repeat(40_000), "]".repeat(40_000));
    for (body, pointer) in [
        (b"".to_vec(), ""),
        (b"null".to_vec(), ""),
        (b"[{}]".to_vec(), ""),
        (b"{}{}".to_vec(), ""),
        (b"{\"client_name\":'x'}".to_vec(), "/client_name"),
        (b"{\"client_name\":\"\xFF\"}".to_vec(), "/client_name"),
        (b"{\"client_name\":\"\\uD800\"}".to_vec(), "/client_name"),
        (b"{\"client_name\":\"\\u0000\"}".to_vec(), "/client_name"),
        (b"{\"default_max_age\":1e999}".to_vec(), "/default_max_age"),
        (b"{\"default_max_age\":01}".to_vec(), "/default_max_age"),
        (b"{\"client_name\":\"a\",\"client\\u005fname\":\"b\"}".to_vec(), "/client_name"),
        (b"{\"jwks\":{\"keys\":[{\"d\":1,\"d\":2}]}}".to_vec(), "/jwks/keys/0/d"),
        (b"{\"redirect_uris\":[\"https://a.example/\",]}".to_vec(), "/redirect_uris/1"),
        (b"{\"redirect_uris\":[],\"redirect_uris\":[]}".to_vec(), "/redirect_uris"),
        (b"{\"redirect_uris\":[1e999]}".to_vec(), "/redirect_uris/0"),
    ] {
        let expected = (400, "invalid_client_metadata".to_owned(), pointer.to_owned());
        let refusal = Call::register_bytes(body.clone()).to(&world).refusal();
        assert_eq!(refusal, expected, "{}", String::from_utf8_lossy(&body));
    }
    let reply = Call::register_bytes("{}").broken().to(&world);
    assert_eq!(reply.refusal(), (400, "invalid_client_metadata".to_owned(), String::new()));
    assert_eq!(Call::register_bytes(deep).to(&world).status(), 413);
    assert_eq!(Call::register_bytes([b"\xEF\xBB\xBF", BODY.as_bytes()].concat()).to(&world).status(), 201);
}

/// RFC 7591 section 3.1; requirements A6 to A8, A19.
#[test]
fn only_plain_application_json_is_read() {
    let world = World::new();
    for content_type in ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"] {
        let call = Call::new(Method::Post, "/register").header("content-type", content_type).body(BODY);
        let reply = call.to(&world);
        assert_eq!((reply.status(), reply.text("error")), (415, "invalid_request".to_owned()), "{content_type}");
    }
    let reply = Call::register_bytes(BODY).header("content-encoding", "gzip").to(&world);
    assert_eq!(reply.status(), 415);
    assert!(world.clients().is_empty());
    assert_eq!(Call::register_bytes(BODY).header("content-encoding", "identity").to(&world).status(), 201);
}

/// Requirements A18, A32.
#[test]
fn a_body_over_the_limit_is_refused_for_its_size() {
    let world = World::with(&[("BODY_LIMIT_BYTES", "1024")]);
    let fits = format!("{BODY}{}", " ".repeat(1024 - BODY.len()));
    assert_eq!(Call::register_bytes(format!("{fits} ")).to(&world).status(), 413);
    assert_eq!(Call::register_bytes(fits).to(&world).status(), 201);
    let reply = Call::register_bytes("").too_large().to(&world);
    assert_eq!((reply.status(), reply.text("error")), (413, "invalid_request".to_owned()));
}

/// RFC 9110 section 15.5.6; requirements A5, A31, L19.
#[test]
fn paths_are_compared_exactly_and_methods_are_told() {
    let world = World::new();
    for path in
        ["//", "/register/", "//register", "/register%2f", "/Register", "/register/a/b", "/registers", "/.well-known/x"]
    {
        let reply = Call::new(Method::Post, path).json(&json!({})).to(&world);
        assert_eq!((reply.status(), reply.text("error")), (404, "invalid_request".to_owned()), "{path}");
    }
    for (method, path, allow) in [
        (Method::Get, "/register", "POST, OPTIONS"),
        (Method::Put, "/register", "POST, OPTIONS"),
        (Method::Delete, "/register", "POST, OPTIONS"),
        (Method::Head, "/register", "POST, OPTIONS"),
        (Method::Other, "/register", "POST, OPTIONS"),
        (Method::Post, "/.well-known/openid-configuration", "GET, HEAD, OPTIONS"),
        (Method::Post, "/.well-known/webfinger", "GET, HEAD, OPTIONS"),
    ] {
        let reply = Call::new(method, path).to(&world);
        assert_eq!((reply.status(), reply.header("allow")), (405, Some(allow)), "{path}");
    }
}

/// OpenID Connect Registration section 3, OAuth 2.1 section 3.2; requirements A23, A24, A26, H16, L17, O21.
#[test]
fn browsers_may_call_everything_and_see_errors_too() {
    let world = World::new();
    for (path, method) in [
        ("/register", "POST"),
        ("/register/cAAAAAAAAAAAAAAAAAAAAAA", "PUT"),
        ("/register/cAAAAAAAAAAAAAAAAAAAAAA", "DELETE"),
        ("/.well-known/openid-configuration", "GET"),
        ("/.well-known/oauth-authorization-server", "GET"),
        ("/.well-known/webfinger", "GET"),
    ] {
        let reply = Call::new(Method::Options, path).to(&world);
        assert_eq!((reply.status(), reply.response.body.len()), (204, 0));
        assert!(reply.header("access-control-allow-methods").is_some_and(|methods| methods.contains(method)));
        let headers = reply.header("access-control-allow-headers").unwrap_or_default();
        assert!(["authorization", "content-type", "mcp-protocol-version"].iter().all(|name| headers.contains(name)));
        assert_eq!(reply.header("access-control-allow-credentials"), None);
    }
    for call in [Call::register_bytes("x"), Call::get("/nothing"), Call::get("/register"), Call::get("/register/x")] {
        let reply = call.to(&world);
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
        assert!(reply.header("access-control-expose-headers").is_some_and(|names| names.contains("www-authenticate")));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!(reply.header("set-cookie"), None);
    }
}

/// Only headers and bodies that are the same for every request are shared outside the core.
#[test]
fn headers_that_a_request_has_a_say_in_are_of_one_answer_alone() {
    let world = World::new();
    let shared = |reply: &Reply| -> Vec<_> {
        let shared = reply.response.shared().filter(|(.., is_shared)| *is_shared);
        shared.map(|(name, ..)| name).collect()
    };
    let client = Call::register_bytes(BODY).to(&world);
    assert!(client.header("etag").is_some() && !shared(&client).contains(&"etag"));
    assert!(shared(&client).contains(&"content-type"));
    let read = Call::manage(Method::Get, &client).to(&world);
    assert!(read.header("etag").is_some() && !shared(&read).contains(&"etag"));
    let document = Call::get("/.well-known/oauth-authorization-server").to(&world);
    assert!(document.header("etag").is_some());
    assert_eq!(shared(&document).len(), document.response.headers.len());
    assert!(document.response.is_publicly_cacheable());
    for other in [&client, &read, &Call::get("/nowhere").to(&world)] {
        assert!(!other.response.is_publicly_cacheable());
    }
    assert!(!document.response.clone().with("cache-control", "no-store").is_publicly_cacheable());
}

#[test]
fn every_request_leaves_one_line_that_says_what_came_of_it() {
    let world = World::new();
    let client = Call::register_bytes(BODY).to(&world);
    let line: serde_json::Value = serde_json::from_str(&client.line).unwrap();
    assert_eq!(
        line,
        json!({"client_id": client.text("client_id"), "d1_statements": 0, "duration_ms": 0, "method": "POST", "ray_id": "ray",
            "route": "client_registration", "status": 201, "tier": "unverified"})
    );
    let refused = Call::get("/register/enrol_rat_pasted_into_the_path").token("x").to(&world);
    let line: serde_json::Value = serde_json::from_str(&refused.line).unwrap();
    assert_eq!(
        line,
        json!({"code": "invalid_token", "d1_statements": 0, "duration_ms": 0, "method": "GET", "ray_id": "ray",
            "route": "client_configuration", "status": 401})
    );
}
