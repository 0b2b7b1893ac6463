//! Redirection URIs at registration. RFC 7591 section 5, RFC 8252 section 7.

use serde_json::{Value, json};

use crate::support::{Call, World};

const ACCEPTED: [&str; 20] = [
    "https://client.example/cb",
    "https://client.example",
    "https://client.example:8443/cb?x=1&y=2",
    "HTTPS://CLIENT.EXAMPLE/cb",
    "https://xn--bcher-kva.example/cb",
    "https://client.example/a%20b//c;d",
    "http://127.0.0.1/cb",
    "http://127.0.0.1:33418/",
    "http://[::1]:8080/cb",
    "http://localhost:3000/callback",
    "com.example.app:/cb",
    "com.example.app://oauth/cb",
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "vscode://client/cb",
    "https://claude.ai/api/mcp/auth_callback",
    "https://claude.com/api/mcp/auth_callback",
    "https://www.cursor.com/agents/mcp/oauth/callback",
    "https://vscode.dev/redirect",
    "https://chatgpt.com/connector_platform_oauth_redirect",
    "http://localhost:54545/callback",
];

const REFUSED: [(&str, &str); 74] = [
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
    ("https://as.example/register", "address of this server"),
    ("myapp:/cb", "private-use scheme without a dot"),
];

fn asked(uri: &str) -> Value {
    json!({"redirect_uris": ["https://first.example/", uri]})
}

/// RFC 7591 section 5, RFC 8252 section 7; requirements C8, D5, D6, D9, D10, D15, D19, D20, D25, O17.
#[test]
fn a_good_redirection_uri_is_registered_byte_for_byte() {
    let world = World::new();
    for uri in ACCEPTED {
        let reply = Call::register(&asked(uri)).to(&world);
        assert_eq!(reply.status(), 201, "{uri}");
        assert_eq!(reply.member("redirect_uris"), json!(["https://first.example/", uri]));
    }
}

/// RFC 7591 section 5; requirements D2 to D4, D6 to D8, D11 to D14, D16 to D19, D27, G18, R1, R2, R4 to R9.
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

/// RFC 7591 sections 2 and 5; requirements D1, D2, D21, C5.
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

/// RFC 8252 section 7.1; requirements D9, S10.
#[test]
fn an_operator_chooses_the_schemes_without_a_dot() {
    let world = World::with(&[("PRIVATE_USE_SCHEMES", "myapp")]);
    assert_eq!(Call::register(&asked("myapp:/cb")).to(&world).status(), 201);
    assert_eq!(Call::register(&asked("cursor://x/cb")).to(&world).status(), 400);
}
