//! The checks of authorization requests, as a client sees them that pushes a request. RFC 6749 section 4.1.1, OpenID
//! Connect Core section 3.1.2.1.

use serde_json::{Value, json};

use crate::support::authorization::{CHALLENGE, app, parameters, push};
use crate::support::{Call, Reply, World};

/// Asserts the error codes of requests with these changes.
fn assert_refused(world: &World, client: &Reply, rows: &[(&[(&str, &str)], &str)]) {
    for (changes, code) in rows {
        let reply = push(world, client, changes);
        assert_eq!((reply.status(), &*reply.text("error")), (400, *code), "{changes:?}");
    }
}

fn assert_accepted(world: &World, client: &Reply, rows: &[&[(&str, &str)]]) {
    for changes in rows {
        let reply = push(world, client, changes);
        assert_eq!(reply.status(), 201, "{changes:?}: {}", reply.json());
    }
}

/// RFC 6749 section 3.1.1.
#[test]
fn only_the_code_flow_is_known() {
    let world = World::new();
    let client = app(&world, &json!({}));
    assert_refused(
        &world,
        &client,
        &[
            (&[("response_type", "")], "invalid_request"),
            (&[("response_type", "token")], "unsupported_response_type"),
            (&[("response_type", "id_token")], "unsupported_response_type"),
            (&[("response_type", "code id_token")], "unsupported_response_type"),
            (&[("response_type", "CODE")], "unsupported_response_type"),
            (&[("response_mode", "web_message")], "invalid_request"),
            (&[("response_mode", "query.jwt")], "invalid_request"),
            (&[("registration", "{}")], "registration_not_supported"),
        ],
    );
    let modes = ["query", "fragment", "form_post"].map(|mode| [("response_mode", mode)]);
    assert_accepted(&world, &client, &modes.each_ref().map(|mode| &mode[..]));
}

/// RFC 7636 sections 4.2 to 4.4.1, RFC 9700 section 2.1.1; requirements M45, R48.
#[test]
fn a_challenge_is_a_digest_and_never_plain() {
    let world = World::new();
    let client = app(&world, &json!({"token_endpoint_auth_method": "none"}));
    assert_refused(
        &world,
        &client,
        &[
            (&[("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
            (&[("code_challenge", "")], "invalid_request"),
            (&[("code_challenge_method", "")], "invalid_request"),
            (&[("code_challenge_method", "plain")], "invalid_request"),
            (&[("code_challenge_method", "s256")], "invalid_request"),
            (&[("code_challenge", CHALLENGE.trim_start_matches('E'))], "invalid_request"),
            (&[("code_challenge", &format!("{CHALLENGE}a"))], "invalid_request"),
            (&[("code_challenge", &CHALLENGE.replace('-', "+"))], "invalid_request"),
        ],
    );
    assert_accepted(&world, &client, &[&[]]);
}

/// RFC 9700 section 2.1.1; requirement R48.
#[test]
fn the_operator_decides_who_needs_a_challenge() {
    let bare = [("code_challenge", ""), ("code_challenge_method", "")];
    let without = |changes: &[(&'static str, &'static str)]| [&bare[..], changes].concat();
    let (nonce, bare_openid, api) = (without(&[]), without(&[("nonce", "")]), without(&[("scope", "read")]));
    for (setting, confidential, public) in [
        ("", [201, 400, 400], [400, 400, 400]),
        ("without-nonce", [201, 400, 400], [400, 400, 400]),
        ("public", [201, 201, 201], [400, 400, 400]),
        ("always", [400, 400, 400], [400, 400, 400]),
    ] {
        let world = World::with(&[("PKCE_REQUIRED", setting)]);
        for (method, expected) in [("client_secret_basic", confidential), ("none", public)] {
            let client = app(&world, &json!({"token_endpoint_auth_method": method, "scope": "read"}));
            let found = [&nonce, &bare_openid, &api].map(|changes| push(&world, &client, changes).status());
            assert_eq!(found, expected, "{setting} {method}");
        }
    }
}

/// RFC 6749 section 3.3, OpenID Connect Core section 3.1.2.1.
#[test]
fn unknown_scope_values_are_dropped_and_a_scope_of_nothing_else_is_refused() {
    let world = World::new();
    let client = app(&world, &json!({"scope": "read"}));
    assert_accepted(
        &world,
        &client,
        &[&[("scope", "read write")], &[("scope", "openid profile email offline_access address")], &[("scope", "")]],
    );
    assert_refused(
        &world,
        &client,
        &[
            (&[("scope", "write")], "invalid_scope"),
            (&[("scope", "openid \u{e9}")], "invalid_scope"),
            (&[("scope", "a\"b")], "invalid_scope"),
        ],
    );
    let many: Vec<String> = (0..65).map(|number| format!("s{number}")).collect();
    assert_refused(&world, &client, &[(&[("scope", &many.join(" "))], "invalid_request")]);
    let narrow = world.restarted(&[("SCOPES_SUPPORTED", "write")]);
    assert_refused(&narrow, &client, &[(&[("scope", "read")], "invalid_scope")]);
}

/// RFC 7591 section 3: nobody but a client of the settings gets a right from a user, and alone.
#[test]
fn a_right_to_register_is_for_configured_clients_alone() {
    let clients = json!({"app": {"token_endpoint_auth_method": "none", "redirect_uris": ["com.example.app:/cb"],
        "application_type": "native", "scope": "dcr read clients:read"}});
    let settings = [("CLIENTS", &*clients.to_string()), ("RESOURCES", "https://api.example")];
    let world = World::with(&settings);
    let ask = |changes: &[(&str, &str)]| {
        let own = [("client_id", "app"), ("redirect_uri", "com.example.app:/cb")];
        let reply = Call::form("/par", &parameters(&[&own, changes].concat())).to(&world);
        (reply.status(), reply.member("error").as_str().unwrap_or_default().to_owned())
    };
    let refused = |code: &str| (400, code.to_owned());
    let endpoint = "https://as.example/register";
    assert_eq!(ask(&[("scope", "dcr")]).0, 201);
    assert_eq!(ask(&[("scope", "dcr:scope dcr:grant:authorization_code"), ("resource", endpoint)]).0, 201);
    for (scope, resource, code) in [
        ("dcr openid", "", "invalid_scope"),
        ("dcr read", "", "invalid_scope"),
        ("dcr dcrx", "", "invalid_scope"),
        ("clients:read", "", "invalid_scope"),
        ("dcr", "https://api.example", "invalid_target"),
        ("read", endpoint, "invalid_target"),
    ] {
        assert_eq!(ask(&[("scope", scope), ("resource", resource)]), refused(code), "{scope} {resource}");
    }
    let client = app(&world, &json!({"scope": "read"}));
    assert_refused(
        &world,
        &client,
        &[(&[("scope", "dcr")], "invalid_scope"), (&[("scope", "dcr:scope")], "invalid_scope")],
    );
}

/// RFC 8707 section 2; requirements O6, O7.
#[test]
fn a_resource_is_one_of_the_server() {
    let world = World::with(&[("RESOURCES", "https://api.example/mcp https://other.example")]);
    let client = app(&world, &json!({}));
    assert_accepted(
        &world,
        &client,
        &[
            &[("resource", "https://api.example/mcp")],
            &[("resource", "HTTPS://API.example/mcp")],
            &[("resource", "https://api.example/mcp/")],
            &[("resource", "https://other.example/")],
            &[("resource", "https://other.example"), ("resource", "https://api.example/mcp")],
        ],
    );
    assert_refused(
        &world,
        &client,
        &[
            (&[("resource", "https://api.example/mcp//")], "invalid_target"),
            (&[("resource", "https://api.example/mcp#x")], "invalid_target"),
            (&[("resource", "api.example/mcp")], "invalid_target"),
            (&[("resource", "https://api.example/mcp"), ("resource", "https://evil.example")], "invalid_target"),
            (&[("resource", "https://other.example"); 17], "invalid_target"),
        ],
    );
}

/// OpenID Connect Core section 3.1.2.1.
#[test]
fn wishes_for_the_sign_in_are_read_strictly() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let long = "x".repeat(257);
    let list = |count: usize| (0..count).map(|number| format!("v{number}")).collect::<Vec<_>>().join(" ");
    assert_refused(
        &world,
        &client,
        &[
            (&[("prompt", "none login")], "invalid_request"),
            (&[("prompt", "other")], "invalid_request"),
            (&[("prompt", "Login")], "invalid_request"),
            (&[("prompt", "create")], "invalid_request"),
            (&[("prompt", "login create")], "invalid_request"),
            (&[("max_age", "-1")], "invalid_request"),
            (&[("max_age", "+1")], "invalid_request"),
            (&[("max_age", "1.5")], "invalid_request"),
            (&[("max_age", "9999999999999999")], "invalid_request"),
            (&[("login_hint", &long)], "invalid_request"),
            (&[("acr_values", &long)], "invalid_request"),
            (&[("acr_values", &list(17))], "invalid_request"),
            (&[("ui_locales", &list(17))], "invalid_request"),
            (&[("claims", "{")], "invalid_request"),
            (&[("claims", &format!("{{\"x\":\"{}\"}}", "x".repeat(4096)))], "invalid_request"),
            (&[("id_token_hint", "x")], "invalid_request"),
            (&[("dpop_jkt", "x")], "invalid_request"),
            (&[("dpop_jkt", &CHALLENGE.replace('-', "+"))], "invalid_request"),
            (&[("state", &"s".repeat(2049))], "invalid_request"),
            (&[("nonce", &"n".repeat(1025))], "invalid_request"),
        ],
    );
    assert_accepted(
        &world,
        &client,
        &[
            &[("prompt", "login consent select_account"), ("max_age", "0")],
            &[("prompt", "none"), ("max_age", "999999999999999"), ("dpop_jkt", CHALLENGE)],
            &[("ui_locales", "de-AT x_y pt"), ("acr_values", "a b"), ("login_hint", "alice@example.com")],
            &[("claims", r#"{"userinfo":{"email":{"essential":true}}}"#), ("unknown", "x")],
            &[("state", &"s".repeat(2048)), ("nonce", &"n".repeat(1024))],
        ],
    );
}

/// A request is sealed into pages and addresses, so its parts are bounded together too.
#[test]
fn a_request_is_bounded_as_a_whole() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let claims = |length: usize| json!({"id_token": {"a": {"value": "x".repeat(length)}}}).to_string();
    let ask = |length: usize| {
        let (claims, state, nonce) = (claims(length), "s".repeat(2000), "n".repeat(1000));
        push(&world, &client, &[("claims", &claims), ("state", &state), ("nonce", &nonce)])
    };
    assert_eq!(ask(2000).status(), 201);
    let reply = ask(3500);
    assert_eq!((reply.status(), reply.text("error")), (400, "invalid_request".to_owned()));
    assert_eq!(reply.text("error_description"), "the request body must not have more than 6144 bytes in all");
    assert_eq!(reply.member("pointer"), Value::from(""));
}
