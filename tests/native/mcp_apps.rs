//! What well-known apps of the Model Context Protocol register, as docs/guides/mcp-server.md names it with its sources.

use serde_json::{Value, json};

use crate::support::authorization::push;
use crate::support::{Call, World};

const CODE: [&str; 2] = ["authorization_code", "refresh_token"];

/// The registration of an app, and the redirection URI of its authorization requests: a native app may have another port.
fn apps() -> [(Value, &'static str); 6] {
    [
        (
            json!({"client_name": "Claude", "redirect_uris": ["https://claude.ai/api/mcp/auth_callback"],
                "grant_types": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer"]}),
            "https://claude.ai/api/mcp/auth_callback",
        ),
        (
            json!({"client_name": "Claude Code", "grant_types": CODE,
                "redirect_uris": ["claude://claude.ai/mcp-auth-callback/sdk"]}),
            "claude://claude.ai/mcp-auth-callback/sdk",
        ),
        (
            json!({"client_name": "Cursor", "grant_types": CODE, "redirect_uris": [
                "cursor://anysphere.cursor-mcp/oauth/callback",
                "https://www.cursor.com/agents/mcp/oauth/callback", "http://localhost:8787/callback"]}),
            "http://localhost:8787/callback",
        ),
        (
            json!({"client_name": "Visual Studio Code", "client_uri": "https://code.visualstudio.com",
                "application_type": "native", "grant_types": CODE, "redirect_uris": [
                "https://insiders.vscode.dev/redirect", "https://vscode.dev/redirect", "http://127.0.0.1/",
                "http://127.0.0.1:33418/"]}),
            "http://127.0.0.1:59656/",
        ),
        (
            json!({"client_name": "MCP Inspector", "client_uri": "https://github.com/modelcontextprotocol/inspector",
                "application_type": "native", "scope": "", "grant_types": CODE,
                "redirect_uris": ["http://127.0.0.1:6274/oauth/callback"]}),
            "http://127.0.0.1:6274/oauth/callback",
        ),
        (
            json!({"client_name": "MCP CLI Proxy", "client_uri": "https://github.com/modelcontextprotocol/mcp-cli",
                "application_type": "native", "software_id": "2e6dc280-f3c3-4e01-99a7-8181dbd1d23d", "software_version": "0.15.1",
                "scope": "openid profile email offline_access", "grant_types": CODE,
                "redirect_uris": ["http://localhost:18038/oauth/callback"]}),
            "http://localhost:18039/oauth/callback",
        ),
    ]
}

/// RFC 8252 sections 7.1 to 7.3, RFC 7591 section 2; requirements O11, O13, O15, O17.
#[test]
fn well_known_apps_register_and_use_their_addresses() {
    let world = World::new();
    for (app, redirect_uri) in apps() {
        let mut members = app.clone();
        members["token_endpoint_auth_method"] = json!("none");
        members["response_types"] = json!(["code"]);
        let client = Call::register(&members).to(&world);
        assert_eq!(client.status(), 201, "{app}: {}", client.json());
        assert_eq!(client.member("redirect_uris"), app["redirect_uris"]);
        assert_eq!(client.member("grant_types"), json!(CODE), "{app}");
        let asked = push(&world, &client, &[("redirect_uri", redirect_uri), ("scope", "")]);
        assert_eq!(asked.status(), 201, "{app}: {}", asked.json());
    }
}
