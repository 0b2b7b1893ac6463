//! Clients that learn only after their registration which scope they need: step-up of MCP clients, `SCOPE_REQUESTS`.

use serde_json::{Value, json};

use crate::support::authorization::{CALLBACK, app, approve, ask, asked, push};
use crate::support::browser::{Browser, answer, code};
use crate::support::users::{ask as ask_for_tokens, of_code, of_refresh};
use crate::support::{Call, Reply, World};

const SUPPORTED: (&str, &str) = ("SCOPE_REQUESTS", "supported");

/// The code that a pushed request for a scope gets; "created" for a good one.
fn told(world: &World, client: &Reply, scope: &str) -> String {
    let reply = push(world, client, &[("scope", scope)]);
    if reply.status() == 201 { "created".to_owned() } else { reply.text("error") }
}

/// RFC 7591 section 2, the Model Context Protocol, Authorization, Step-Up; requirement C32: the operator decides.
#[test]
fn a_client_that_nobody_vouches_for_asks_for_each_value_that_it_could_register() {
    let browser = |world: &World| Browser::of(world, &world.add_alice());
    for (settings, bare, more) in [
        (&[][..], "invalid_scope", "notes:read"),
        (&[("SCOPE_REQUESTS", "registered")], "invalid_scope", "notes:read"),
        (&[SUPPORTED], "created", "notes:read notes:write"),
        (&[SUPPORTED, ("SCOPES_SUPPORTED", "notes:read notes:write")], "created", "notes:read notes:write"),
        (&[SUPPORTED, ("SCOPES_SUPPORTED", "notes:read")], "created", "notes:read"),
    ] {
        let world = World::with(settings);
        assert_eq!(told(&world, &app(&world, &json!({})), "notes:read"), bare, "{settings:?}");
        let client = app(&world, &json!({"scope": "notes:read"}));
        let reply = approve(&browser(&world), &world, &client, &[("scope", "notes:read notes:write")]);
        let code = code(&world, &client.text("client_id"), &answer(&reply, CALLBACK)["code"]).unwrap();
        assert_eq!(code.scope.join(" "), more, "{settings:?}");
        for right in ["dcr", "dcr:scope", "clients:read", "admin"] {
            assert_eq!(told(&world, &client, right), "invalid_scope", "{right} {settings:?}");
        }
    }
}

/// RFC 6749 section 6: the user consents again, only to what is new, and the next tokens have it.
#[test]
fn more_scope_is_a_new_consent_and_stays_with_the_refresh_token() {
    let resources = ("RESOURCES", r#"[{"resource": "https://n.example/mcp", "scopes": {"a": {}, "b": {}}}]"#);
    let world = World::with(&[SUPPORTED, resources]);
    let members = json!({"grant_types": ["authorization_code", "refresh_token"], "scope": "a"});
    let client = app(&world, &members);
    let browser = Browser::of(&world, &world.add_alice());
    approve(&browser, &world, &client, &[("scope", "a")]);
    let is_asked = |scope| ask(&browser, &world, &client, &[("scope", scope)]).status() == 200;
    assert!(!is_asked("a") && is_asked("a b") && is_asked("b"));
    let reply = approve(&browser, &world, &client, &[("scope", "a b")]);
    let code = answer(&reply, CALLBACK)["code"].clone();
    let first = ask_for_tokens(&world, &client, &of_code(&code));
    assert_eq!(first.text("scope"), "a b");
    let second = ask_for_tokens(&world, &client, &of_refresh(&first.text("refresh_token")));
    assert_eq!(second.text("scope"), "a b");
    let strict = world.restarted(&[("SCOPES_SUPPORTED", "a"), resources]);
    let third = ask_for_tokens(&strict, &client, &of_refresh(&second.text("refresh_token")));
    assert_eq!(third.text("scope"), "a", "the operator took a value back");
}

/// RFC 7591 section 5; requirement C32: who vouches for a client limits it.
#[test]
fn a_client_that_somebody_vouches_for_asks_for_its_registered_scope_alone() {
    let clients = json!({"registrar": {"grant_types": ["client_credentials"], "scope": "dcr"},
        "app": {"token_endpoint_auth_method": "none", "redirect_uris": [CALLBACK], "scope": "a"}});
    let secret = format!("registrar:{}", "s".repeat(64));
    let settings = [SUPPORTED, ("CLIENTS", &*clients.to_string()), ("CLIENT_SECRETS", &secret)];
    let world = World::with(&settings);
    let token = Call::form("/token", &[("grant_type", "client_credentials"), ("scope", "dcr")]);
    let token = token.basic("registrar", &"s".repeat(64)).to(&world).text("access_token");
    let metadata = json!({"redirect_uris": [CALLBACK], "scope": "a"});
    let vouched = Call::register(&metadata).token(&token).to(&world);
    assert_eq!(vouched.status(), 201, "{}", vouched.json());
    let configured = Call::form("/par", &asked("app", &[("scope", "b")])).to(&world);
    assert_eq!(
        (told(&world, &vouched, "a"), told(&world, &vouched, "b")),
        ("created".to_owned(), "invalid_scope".to_owned())
    );
    assert_eq!(configured.text("error"), "invalid_scope");
    let machine =
        app(&world, &json!({"grant_types": ["client_credentials"], "redirect_uris": Value::Null, "scope": "a"}));
    let alone = ask_for_tokens(&world, &machine, &[("grant_type", "client_credentials"), ("scope", "b")]);
    assert_eq!(alone.text("error"), "invalid_scope", "no user decides");
}
