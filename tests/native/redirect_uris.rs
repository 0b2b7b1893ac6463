//! Redirection URIs at registration. RFC 7591 section 5, RFC 8252 section 7.

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::{Call, World};

const ACCEPTED: [(&str, &str); 55] = [
    ("https://client.example/cb", "the usual form"),
    ("https://client.example", "no path"),
    ("https://client.example/", "path of a slash"),
    ("https://client.example:8443/cb?x=1&y=2", "port and query"),
    ("https://client.example:443/cb", "default port written out"),
    ("https://client.example?x", "query without a path"),
    ("https://client.example/cb?", "empty query"),
    ("https://client.example/cb?next=https://other.example/", "URI in the query"),
    ("HTTPS://CLIENT.EXAMPLE/cb", "upper case, kept as it is"),
    ("https://Client.Example/Cb", "mixed case, kept as it is"),
    ("https://a/cb", "host of one label"),
    ("https://a-b.c-d.example/cb", "hyphens in labels"),
    ("https://a_b.example/cb", "underscore in a label"),
    ("https://1.client.example/cb", "label of a digit"),
    ("https://xn--bcher-kva.example/cb", "internationalised name in its ASCII form"),
    ("https://client.example/a%20b//c;d", "encoded space, empty segment and parameter"),
    ("https://client.example/%C3%A9", "encoded non-ASCII"),
    ("https://client.example/~user/$&'()+,=:@", "every character that a path may have"),
    ("https://client.example/..a/b..", "dots that are no dot segments"),
    ("https://client.example/...", "three dots"),
    ("https://client.example/%2A", "encoded asterisk, which is no wildcard"),
    ("https://client.example/cb?a%5B%5D=1", "encoded brackets in the query"),
    ("http://127.0.0.1/cb", "loopback address without a port"),
    ("http://127.0.0.1:33418/", "loopback address with a port"),
    ("http://127.0.0.1", "loopback address without a path"),
    ("http://[::1]:8080/cb", "loopback address of IPv6"),
    ("http://[::1]/", "loopback address of IPv6 without a port"),
    ("http://localhost:3000/callback", "name of the own machine"),
    ("http://localhost/callback?x=1", "name of the own machine with a query"),
    ("http://LocalHost:3000/", "name of the own machine in mixed case"),
    ("http://localhost:54545/callback", "a command line tool"),
    ("com.example.app:/cb", "private-use scheme with one slash"),
    ("com.example.app://oauth/cb", "private-use scheme with an authority"),
    ("com.example.app:/", "private-use scheme with the shortest path"),
    ("com.example.app:/cb?next=https://as.example/x", "address of this server in a query"),
    ("com.example.app:cb", "private-use scheme without a slash"),
    ("COM.EXAMPLE.APP:/cb", "private-use scheme in upper case"),
    ("io.curity.dcrclient:/callback", "a sample of another server"),
    ("com.googleusercontent.apps.123-abc:/oauth2redirect", "a scheme that a provider gives out"),
    ("msauth.com.example.app://auth", "a scheme that a provider gives out"),
    ("cursor://anysphere.cursor-mcp/oauth/callback", "an editor"),
    ("vscode://client/cb", "an editor"),
    ("vscode-insiders://client/cb", "an editor"),
    ("vscodium://client/cb", "an editor"),
    ("windsurf://client/cb", "an editor"),
    ("zed://client/cb", "an editor"),
    ("jetbrains://idea/cb", "an editor"),
    ("claude://claude.ai/mcp-auth-callback/sdk", "an assistant"),
    ("Claude://claude.ai/mcp-auth-callback/sdk", "an assistant, its scheme in mixed case"),
    ("https://claude.ai/api/mcp/auth_callback", "an assistant"),
    ("https://claude.com/api/mcp/auth_callback", "an assistant"),
    ("https://www.cursor.com/agents/mcp/oauth/callback", "an editor on the web"),
    ("https://vscode.dev/redirect", "an editor on the web"),
    ("https://chatgpt.com/connector_platform_oauth_redirect", "an assistant"),
    ("https://oauth.pstmn.io/v1/callback", "a tool for developers"),
];

const REFUSED: [(&str, &str); 145] = [
    ("", "empty"),
    (" ", "white space"),
    ("/cb", "relative"),
    ("//client.example/cb", "relative to a scheme"),
    ("client.example/cb", "no scheme"),
    ("https://client.example/cb#", "empty fragment"),
    ("https://client.example/cb#x", "fragment"),
    ("com.example.app:/cb#x", "fragment of a private-use scheme"),
    ("https:client.example", "no authority"),
    ("https:/client.example", "no authority"),
    ("https:///client.example/cb", "empty host"),
    ("http://client.example/cb", "http elsewhere"),
    ("http://0.0.0.0/cb", "not a loopback address"),
    ("http://[::]/cb", "not a loopback address"),
    ("http://[::ffff:127.0.0.1]/cb", "mapped loopback address"),
    ("http://[0:0:0:0:0:0:0:1]/cb", "another spelling of the loopback address"),
    ("http://127.0.0.2/cb", "not one of the three names"),
    ("http://localhost.evil.example/cb", "name that begins like localhost"),
    ("http://127.0.0.1.evil.example/cb", "name that begins like an address"),
    ("http://127.0.0.1.nip.io/cb", "name that resolves to loopback"),
    ("http://localhost./cb", "trailing dot"),
    ("http://LOCALHOST./cb", "trailing dot"),
    ("http://127.1/cb", "short address"),
    ("http://2130706433/cb", "decimal address"),
    ("http://0x7f.1/cb", "hexadecimal address"),
    ("http://0177.0.0.1/cb", "octal address"),
    ("http://127.0.0.1:80@evil.example/cb", "user information"),
    ("http://localhost:80:80/cb", "two ports"),
    ("http://127.0.0.1%00.evil.example/cb", "encoded NUL in the host"),
    ("https://good.example@evil.example/cb", "user information"),
    ("https://user:pw@client.example/", "user information"),
    ("https://good.example%40evil.example/", "encoded at sign in the host"),
    ("https://client.example\\@evil.example", "backslash"),
    ("https://evil.example\\.client.example", "backslash"),
    ("https://client.example/cb/../evil", "dot segments"),
    ("https://client.example/cb/%2e%2E/evil", "encoded dot segments"),
    ("https://client.example/cb/..%2fevil", "encoded slash after dots"),
    ("https://client.example/cb%5c..", "encoded backslash"),
    ("https://client.example/cb/./", "dot segment"),
    ("https://client.example/cb;/../evil", "dot segments after a parameter"),
    ("https://*.client.example/cb", "wildcard in the host"),
    ("https://client.example/*", "wildcard in the path"),
    ("https://client.example:*/cb", "wildcard in the port"),
    ("https://client.example:0/cb", "port 0"),
    ("https://client.example:65536/cb", "port out of range"),
    ("https://client.example:/cb", "empty port"),
    ("https://client.example./cb", "trailing dot"),
    ("https://client..example/cb", "empty label"),
    ("https://-client.example/cb", "label with a hyphen in front"),
    ("https://192.0.2.1/cb", "address"),
    ("https://[2001:db8::1]/cb", "address"),
    ("https://b\u{fc}cher.example/cb", "raw non-ASCII host"),
    ("https://client.example/caf\u{e9}", "raw non-ASCII path"),
    ("https://client.example/a b", "space"),
    ("https://client.example/<script>", "character outside RFC 3986"),
    ("https://client.example/%zz", "malformed percent encoding"),
    ("https://client.example/%", "malformed percent encoding"),
    (" https://client.example/", "white space in front"),
    ("javascript:alert(1)", "forbidden scheme"),
    ("JaVaScRiPt:alert(1)", "forbidden scheme in mixed case"),
    ("javascript://client.example/%0aalert(1)", "forbidden scheme with an authority"),
    ("data:text/html;base64,PHNjcmlwdD4", "forbidden scheme"),
    ("vbscript:x", "forbidden scheme"),
    ("file:///etc/passwd", "forbidden scheme"),
    ("ftp://client.example/", "forbidden scheme"),
    ("http+unix://%2fvar/x", "forbidden scheme"),
    ("https://client.example/..;/evil", "dot segment with a parameter"),
    ("https://client.example/%00", "encoded NUL"),
    ("https://client.example/%0d%0aSet-Cookie", "encoded line break"),
    ("com.example.app://a%00b/", "encoded NUL in a private-use URI"),
    ("javascript.:alert(1)", "scheme with an empty label"),
    ("com..example:/cb", "scheme with an empty label"),
    ("https://as.example/register", "endpoint of this server"),
    ("https://as.example:443/authorize", "endpoint of this server with its port written out"),
    ("https://AS.example:8443/token", "endpoint of this server at another port"),
    ("https://client.example/ ", "white space behind"),
    ("https://client.example\u{a0}/", "no-break space"),
    ("https://client.example/\u{202e}", "change of direction"),
    ("https://client\u{ad}.example/", "soft hyphen in the host"),
    ("https://client\u{200d}.example/", "zero-width joiner in the host"),
    ("https://\u{441}lient.example/", "Cyrillic letter in the host"),
    ("https://client\u{ff0e}example/", "full-width full stop in the host"),
    ("https://client.example/|", "character outside RFC 3986"),
    ("https://client.example/^", "character outside RFC 3986"),
    ("https://client.example/`", "character outside RFC 3986"),
    ("https://client.example/{x}", "character outside RFC 3986"),
    ("https://client.example/\"x", "character outside RFC 3986"),
    ("https://client.example/?q=[x]", "brackets outside the host"),
    ("https://client.example/cb%23x%", "malformed percent encoding behind a good one"),
    ("https://client.example/cb?x=1#", "empty fragment after a query"),
    ("https://client.example:-1/cb", "negative port"),
    ("https://client.example:8080:80/cb", "two ports"),
    ("https://client.example:80a/cb", "port with a letter"),
    ("https://client.example:443@evil.example/", "user information that looks like a port"),
    ("https://@client.example/", "empty user information"),
    ("https://:@client.example/", "empty user information with a colon"),
    ("https://.client.example/", "empty first label"),
    ("https://client.example-/cb", "label with a hyphen behind"),
    ("https://client%2eexample/", "encoded full stop in the host"),
    ("https://client.example%2f@evil.example/", "encoded slash before an at sign"),
    ("https://[::1/", "unclosed bracket"),
    ("https://::1/", "address of IPv6 without brackets"),
    ("https://[v1.x]/", "address of a future version"),
    ("https://127.0.0.1/cb", "loopback address with TLS"),
    ("https://10.0.0.1/cb", "private address"),
    ("https://8.8.8.8/cb", "public address"),
    ("https://0x7f000001/", "hexadecimal address"),
    ("https://client.example.0/cb", "last label is a number"),
    ("https://1.2.3/cb", "short address"),
    ("http://[::1%25lo]/cb", "zone of an address"),
    ("http://[::ffff:7f00:1]/cb", "mapped loopback address"),
    ("http://127.0.0.1:0/cb", "port 0"),
    ("http://127.000.000.001/cb", "address with leading zeros"),
    ("http://localhost.localdomain/cb", "another name of the own machine"),
    ("http://sub.localhost/cb", "name below that of the own machine"),
    ("http://localhost%2eevil.example/", "encoded full stop after the name"),
    ("http://192.168.1.10:8080/cb", "private address without TLS"),
    ("http:localhost/cb", "no authority"),
    ("http:///cb", "empty host"),
    ("ws://client.example/", "forbidden scheme"),
    ("wss://client.example/", "forbidden scheme"),
    ("blob:https://client.example/x", "forbidden scheme"),
    ("filesystem:https://client.example/x", "forbidden scheme"),
    ("view-source:https://client.example/", "forbidden scheme"),
    ("about:blank", "forbidden scheme"),
    ("chrome://settings/", "forbidden scheme"),
    ("mailto:a@client.example", "forbidden scheme"),
    ("tel:+1", "forbidden scheme"),
    ("sms:+1", "forbidden scheme"),
    ("intent://client/#Intent;end", "forbidden scheme with a fragment"),
    ("facetime://x", "forbidden scheme"),
    ("ms-settings:privacy", "forbidden scheme"),
    ("jar:https://client.example/x!/y", "forbidden scheme"),
    ("urn:ietf:wg:oauth:2.0:oob", "out of band, which nobody uses safely"),
    ("app:", "scheme alone"),
    (":/cb", "no scheme before the colon"),
    ("1app:/cb", "scheme that begins with a digit"),
    ("com.example.app", "no colon"),
    ("com.example.*:/cb", "wildcard in the scheme"),
    ("com.example.app:/../cb", "dot segments of a private-use URI"),
    ("com.example.app://u@host/cb", "user information of a private-use URI"),
    ("com.example.app:/cb\\x", "backslash in a private-use URI"),
    ("myapp:/cb", "private-use scheme without a dot"),
    ("claude-code:/cb", "scheme that begins like one that is allowed"),
    ("xclaude:/cb", "scheme that ends like one that is allowed"),
];

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
