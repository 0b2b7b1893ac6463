//! Redirection URIs at registration. RFC 7591 section 5, RFC 8252 section 7.

mod table;

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::{Call, World};
use table::{ACCEPTED, REFUSED};

fn asked(uri: &str) -> Value {
    json!({"redirect_uris": ["https://first.example/", uri]})
}

/// RFC 7591 section 5, RFC 8252 section 7; requirements C8, D5, D6, D9, D10, D15, D19, D20, D25, O17, R12, S3.
#[test]
fn a_good_redirection_uri_is_registered_byte_for_byte() {
    let world = World::new();
    for (uri, reason) in ACCEPTED {
        let reply = Call::register(&asked(uri)).to(&world);
        assert_eq!(reply.status(), 201, "{uri}: {reason}");
        assert_eq!(reply.member("redirect_uris"), json!(["https://first.example/", uri]));
    }
}

/// RFC 7591 section 5; requirements D2 to D4, D6 to D8, D11 to D14, D16 to D19, D27, G18, O9, R1, R2,
/// R4 to R9, R11, R12, S3, S23.
#[test]
fn a_bad_redirection_uri_refuses_the_whole_registration_at_its_place() {
    let world = World::new();
    for (uri, reason) in REFUSED {
        let refusal = Call::register(&asked(uri)).to(&world).refusal();
        let expected = (400, "invalid_redirect_uri".to_owned(), "/redirect_uris/1".to_owned());
        assert_eq!(refusal, expected, "{uri}: {reason}");
    }
    assert!(world.clients().is_empty());
}

/// RFC 7591 sections 2 and 5; requirements A21, C5, C52, D1, D2, D21, R10.
#[test]
fn a_redirecting_grant_needs_a_bounded_list_of_redirection_uris() {
    let many: Vec<String> = (0..51).map(|n| format!("https://a.example/{n}")).collect();
    let long = format!("https://a.example/{}", "x".repeat(2048));
    for (asked, pointer) in [
        (json!({}), "/redirect_uris"),
        (json!({"redirect_uris": []}), "/redirect_uris"),
        (json!({"redirect_uris": null}), "/redirect_uris"),
        (json!({"redirect_uris": "https://a.example/"}), "/redirect_uris"),
        (json!({"redirect_uris": many}), "/redirect_uris"),
        (json!({"redirect_uris": [long]}), "/redirect_uris/0"),
        (json!({"redirect_uris": [1]}), "/redirect_uris/0"),
    ] {
        let expected = (400, "invalid_redirect_uri".to_owned(), pointer.to_owned());
        assert_eq!(Call::register(&asked).to(&World::new()).refusal(), expected);
    }
}

/// RFC 8252 section 7.1; requirements D9, R12, S10.
#[test]
fn an_operator_chooses_the_schemes_without_a_dot() {
    let world = World::with(&[("PRIVATE_USE_SCHEMES", "myapp")]);
    assert_eq!(Call::register(&asked("myapp:/cb")).to(&world).status(), 201);
    for uri in ["cursor://x/cb", "claude://x/cb", "zed://x/cb"] {
        assert_eq!(Call::register(&asked(uri)).to(&world).status(), 400, "{uri}");
    }
}

/// Requirement D27 holds unless the operator permits more; requirement G25: a member of the response reports it.
#[test]
fn an_operator_may_have_bad_redirection_uris_dropped_and_told() {
    let world = World::with(&[("PARTIAL_ACCEPTANCE", "on")]);
    let asked = json!({"redirect_uris":
        ["http://a.example/", "https://b.example/", "myapp:/cb", "https://c.example/#x", "https://d.example/"]});
    let reply = Call::register(&asked).to(&world);
    let plain = Call::register(&json!({"redirect_uris": ["https://b.example/"]})).to(&world);
    assert_eq!(reply.status(), 201);
    assert_eq!(reply.member("redirect_uris"), json!(["https://b.example/", "https://d.example/"]));
    let names = |members: &Value| members.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let extra: Vec<String> =
        names(&reply.json()).into_iter().filter(|name| !names(&plain.json()).contains(name)).collect();
    assert_eq!(extra, ["dropped"]);
    let dropped = reply.member("dropped");
    let pointers: Vec<&str> = dropped.as_array().unwrap().iter().map(|d| d["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/redirect_uris/0", "/redirect_uris/2", "/redirect_uris/3"]);
    assert!(dropped.as_array().unwrap().iter().all(|d| d["error"] == "invalid_redirect_uri"));
    let read = Call::manage(Method::Get, &reply).to(&world);
    assert_eq!(read.member("dropped"), Value::Null);
    let none = json!({"redirect_uris": ["http://a.example/", "http://b.example/"]});
    assert_eq!(Call::register(&none).to(&world).refusal().2, "/redirect_uris/0");
    let other = json!({"redirect_uris": ["http://a.example/", "https://b.example/"], "client_name": 1});
    assert_eq!(Call::register(&other).to(&world).refusal().2, "/client_name");
}

/// Returns true if a server whose issuer has this path registers a client with a redirection URI.
fn is_taken(world: &World, path: &str, uri: &str) -> bool {
    let asked = json!({"redirect_uris": [uri]});
    match Call::new(Method::Post, &format!("{path}/register")).json(&asked).to(world) {
        reply if reply.status() == 201 => true,
        reply => {
            assert_eq!(reply.refusal(), (400, "invalid_redirect_uri".to_owned(), "/redirect_uris/0".to_owned()));
            false
        }
    }
}

/// Requirements D22, R11: every path in `openapi.json` is an endpoint, and no redirection URI may be at or below it.
#[test]
fn nobody_is_redirected_to_an_endpoint_of_this_server() {
    for (issuer, origin) in [
        ("https://as.example", "https://as.example"),
        ("https://as.example/t1/x", "https://as.example"),
        ("http://localhost:8787", "http://localhost:8787"),
        ("http://127.0.0.1:8787/t1", "http://localhost:8787"),
    ] {
        let world = World::with(&[("ISSUER", issuer)]);
        let path = issuer.splitn(4, '/').nth(3).map_or(String::new(), |path| format!("/{path}"));
        let openapi = Call::get(&format!("{path}/openapi.json")).to(&world).member("paths");
        let mut paths: Vec<String> = openapi.as_object().unwrap().keys().cloned().collect();
        assert!(paths.len() > 8);
        paths.push("/authorize".to_owned());
        for at in paths {
            let at = at.replace("{client_id}", "x");
            let whole = if at.starts_with("/.well-known") { at.clone() } else { format!("{path}{at}") };
            for variant in [
                whole.clone(),
                format!("{whole}/"),
                format!("{whole}/x"),
                format!("{whole}?x=1"),
                format!("{whole};x"),
                format!("/{whole}"),
                whole.to_ascii_uppercase(),
                whole.replace('e', "%65").replace('k', "%6B"),
                whole.replacen('/', "/%2f", 1),
            ] {
                assert!(!is_taken(&world, &path, &format!("{origin}{variant}")), "{issuer} {origin}{variant}");
            }
            assert!(!is_taken(&world, &path, &format!("{origin}{path}/.well-known/openid-configuration")));
        }
    }
}

/// Requirement D22: other paths on the host of this server may belong to a client.
#[test]
fn a_client_may_be_on_the_host_of_this_server() {
    let world = World::with(&[("ISSUER", "https://example.com/auth")]);
    for (uri, is_good) in [
        ("https://example.com", true),
        ("https://example.com/callback", true),
        ("https://example.com/register", true),
        ("https://example.com/authorize", true),
        ("https://example.com/auth", true),
        ("https://example.com/auth/callback", true),
        ("https://example.com/auth/registered", true),
        ("https://example.com/auth/tokens", true),
        ("https://example.com/portal/auth/token", true),
        ("https://example.com/callback?next=/auth/register", true),
        ("https://login.example.com/auth/register", true),
        ("https://EXAMPLE.com/auth/register", false),
        ("https://example.com:8443/auth/token", false),
        ("https://example.com/.well-known/openid-configuration/auth", false),
        ("https://example.com/auth/.well-known/x", false),
    ] {
        assert_eq!(is_taken(&world, "/auth", uri), is_good, "{uri}");
    }
}

/// Requirement D22: the server of a developer is on the machine of the apps that register there.
#[test]
fn an_app_may_be_at_the_port_of_a_server_for_development() {
    let world = World::with(&[("ISSUER", "http://localhost:8787")]);
    let cursor = json!({
        "client_name": "Cursor",
        "redirect_uris": [
            "cursor://anysphere.cursor-mcp/oauth/callback",
            "https://www.cursor.com/agents/mcp/oauth/callback",
            "http://localhost:8787/callback",
        ],
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
    });
    let reply = Call::register(&cursor).to(&world);
    assert_eq!((reply.status(), reply.member("redirect_uris")), (201, cursor["redirect_uris"].clone()));
    for (uri, is_good) in [
        ("http://127.0.0.1:8787/callback", true),
        ("http://[::1]:8787/callback", true),
        ("http://localhost:3000/register", true),
        ("http://localhost/register", true),
        ("http://localhost:8787/register", false),
        ("http://127.0.0.1:8787/register", false),
        ("http://[::1]:8787/token", false),
        ("http://LOCALHOST:8787/Token/", false),
        ("https://localhost:8787/token", false),
    ] {
        assert_eq!(is_taken(&world, "", uri), is_good, "{uri}");
    }
}
