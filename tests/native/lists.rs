//! Tests of the lists that refuse values, against independent lists.

use serde_json::{Value, json};

use crate::setting_limits::starts;
use crate::support::{Call, World};

/// Registers a native client with these members; returns the place of a refusal.
fn refusal(members: &Value, world: &World) -> Option<String> {
    let mut asked = json!({"application_type": "native", "redirect_uris": ["https://client.example/cb"]});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    let reply = Call::register(&asked).to(world);
    (reply.status() != 201).then(|| reply.refusal().2)
}

/// RFC 6761, RFC 6762, RFC 8375, RFC 9476, and names that routers and offices use; requirement Q5.
#[test]
fn nothing_is_fetched_from_names_that_are_not_of_the_public_internet() {
    let world = World::new();
    for top in ["arpa", "corp", "home", "internal", "lan", "local", "localdomain", "localhost", "onion"] {
        for host in [top.to_owned(), format!("x.{top}"), format!("x.y.{}", top.to_uppercase())] {
            let members = json!({"jwks_uri": format!("https://{host}/jwks")});
            assert_eq!(refusal(&members, &world).as_deref(), Some("/jwks_uri"), "{host}");
        }
        for host in [format!("{top}.example"), format!("x.not{top}"), format!("x.{top}s")] {
            let members = json!({"jwks_uri": format!("https://{host}/jwks")});
            assert_eq!(refusal(&members, &world), None, "{host}");
        }
    }
}

/// Requirement Q3: documents are fetched from two ports alone.
#[test]
fn documents_are_fetched_from_two_ports() {
    let world = World::new();
    for (port, is_good) in [
        (443, true),
        (8443, true),
        (80, false),
        (442, false),
        (444, false),
        (8080, false),
        (8442, false),
        (8444, false),
    ] {
        let members = json!({"jwks_uri": format!("https://client.example:{port}/jwks")});
        assert_eq!(refusal(&members, &world).is_none(), is_good, "{port}");
    }
}

/// Schemes that browsers, shells, mail programs and telephones execute.
const FORBIDDEN: [&str; 22] = [
    "about",
    "blob",
    "chrome",
    "chrome-extension",
    "content",
    "data",
    "facetime",
    "file",
    "filesystem",
    "ftp",
    "http+unix",
    "intent",
    "jar",
    "javascript",
    "mailto",
    "ms-settings",
    "sms",
    "tel",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

/// RFC 8252 section 7.1; requirements D8, R5, R12: an operator cannot permit these schemes by mistake.
#[test]
fn a_scheme_that_others_act_on_is_nobodys_own() {
    let world = World::with(&[("PRIVATE_USE_SCHEMES", "myapp")]);
    assert_eq!(refusal(&json!({"redirect_uris": ["myapp:/cb"]}), &world), None);
    for scheme in FORBIDDEN {
        for uri in [format!("{scheme}:x"), format!("{scheme}://x/y"), format!("{}:/x", scheme.to_uppercase())] {
            let refused = refusal(&json!({"redirect_uris": [uri]}), &world);
            assert_eq!(refused.as_deref(), Some("/redirect_uris/0"), "{uri}");
        }
        for setting in ["PRIVATE_USE_SCHEMES", "REFUSED_SCHEMES"] {
            assert!(!starts(&[(setting, scheme)]), "{setting} {scheme}");
        }
    }
    for scheme in ["http", "https", "Upper", "1digit", "a:b", "a/b", "-x"] {
        assert!(!starts(&[("PRIVATE_USE_SCHEMES", scheme)]), "{scheme}");
    }
}

/// Unicode Character Database, `DerivedCoreProperties.txt`; requirement C37: the ends of every range of characters that are
/// invisible, have no meaning in public, or reorder others.
#[test]
fn a_name_has_no_hidden_character() {
    let world = World::new();
    let refused = |character: char| refusal(&json!({"client_name": format!("a{character}b")}), &world).is_some();
    for (first, last) in [
        ('\u{ad}', '\u{ad}'),
        ('\u{34f}', '\u{34f}'),
        ('\u{61c}', '\u{61c}'),
        ('\u{115f}', '\u{1160}'),
        ('\u{17b4}', '\u{17b5}'),
        ('\u{180b}', '\u{180f}'),
        ('\u{200b}', '\u{200f}'),
        ('\u{2028}', '\u{202e}'),
        ('\u{2060}', '\u{206f}'),
        ('\u{3164}', '\u{3164}'),
        ('\u{e000}', '\u{f8ff}'),
        ('\u{fdd0}', '\u{fdef}'),
        ('\u{fe00}', '\u{fe0f}'),
        ('\u{feff}', '\u{feff}'),
        ('\u{ffa0}', '\u{ffa0}'),
        ('\u{fff0}', '\u{fffb}'),
        ('\u{fffe}', '\u{ffff}'),
        ('\u{1bca0}', '\u{1bca3}'),
        ('\u{1d173}', '\u{1d17a}'),
        ('\u{1fffe}', '\u{1ffff}'),
        ('\u{2fffe}', '\u{2ffff}'),
        ('\u{e0000}', '\u{e0fff}'),
        ('\u{f0000}', '\u{10ffff}'),
    ] {
        let all: Vec<char> = (first..=last).collect();
        let some = all.iter().take(32).chain(all.iter().rev().take(32)).chain(all.iter().step_by(997));
        for character in some {
            assert!(refused(*character), "U+{:04X}", u32::from(*character));
        }
    }
    for shown in [
        '\u{ac}',
        '\u{ae}',
        '\u{61b}',
        '\u{61d}',
        '\u{115e}',
        '\u{1161}',
        '\u{17b3}',
        '\u{17b6}',
        '\u{180a}',
        '\u{1810}',
        '\u{2010}',
        '\u{2027}',
        '\u{2030}',
        '\u{205e}',
        '\u{2070}',
        '\u{3163}',
        '\u{3165}',
        '\u{f900}',
        '\u{fdcf}',
        '\u{fdf0}',
        '\u{fdff}',
        '\u{fe10}',
        '\u{ff9f}',
        '\u{ffa1}',
        '\u{fffc}',
        '\u{fffd}',
        '\u{1bc9f}',
        '\u{1d172}',
        '\u{1d17b}',
        '\u{1fffd}',
        '\u{20000}',
        '\u{2fffd}',
    ] {
        assert!(!refused(shown), "U+{:04X}", u32::from(shown));
    }
}

/// Requirements Q2, Q5: the resolver is set by the operator; clients cannot use its URL.
#[test]
fn where_names_are_looked_up_is_no_address_for_strangers() {
    for resolver in ["https://10.0.0.53/dns-query", "https://resolver.internal/dns-query", "https://dns.example:53/q"] {
        let world = World::with(&[("RESOLVER", resolver)]);
        for member in ["jwks_uri", "sector_identifier_uri"] {
            let refused = refusal(&json!({member: resolver}), &world);
            assert_eq!(refused.as_deref(), Some(&*format!("/{member}")), "{resolver}");
        }
        assert!(world.fetches.borrow().is_empty());
    }
}

/// RFC 7591 section 5: the list of clients shows their redirect hosts.
#[test]
fn a_client_is_listed_by_the_host_that_it_is_redirected_to() {
    for (uris, host) in [
        (json!(["https://App.example:8443/cb", "https://other.example/cb"]), Some("app.example")),
        (json!(["com.example.app:/cb", "https://other.example/cb"]), None),
        (json!(["http://127.0.0.1:1234/cb"]), Some("127.0.0.1")),
    ] {
        let world = World::new();
        assert_eq!(refusal(&json!({"redirect_uris": uris}), &world), None);
        assert_eq!(world.clients()[0].redirect_host().as_deref(), host, "{uris}");
    }
    let world = World::new();
    assert_eq!(Call::register(&json!({"grant_types": ["client_credentials"]})).to(&world).status(), 201);
    assert_eq!(world.clients()[0].redirect_host(), None);
}

/// CIBA Core section 4; requirement C97: a server without CIBA sends no notifications.
#[test]
fn where_nobody_is_notified_the_address_is_left_out() {
    let asked = json!({"redirect_uris": ["https://client.example/cb"],
        "backchannel_client_notification_endpoint": "https://client.example/notify"});
    let reply = Call::register(&asked).to(&World::new());
    assert_eq!(reply.status(), 201);
    assert_eq!(reply.member("backchannel_client_notification_endpoint"), Value::Null);
    let able = World::with(&[(
        "AUTHORIZATION_SERVER",
        r#"{"token_endpoint":"https://op.example/t","backchannel_token_delivery_modes_supported":["poll"]}"#,
    )]);
    let reply = Call::register(&asked).to(&able);
    assert_eq!(reply.member("backchannel_client_notification_endpoint"), "https://client.example/notify");
}

/// OpenID Connect Relying Party Metadata Choices; requirement C80: a public client has no secret to sign or verify with.
#[test]
fn from_an_offer_of_algorithms_a_client_gets_one_that_it_can_use() {
    let server = r#"{"token_endpoint":"https://op.example/token",
        "id_token_signing_alg_values_supported":["HS256","ES256"]}"#;
    let world = World::with(&[("AUTHORIZATION_SERVER", server)]);
    let chosen = |method: &str, offer: Value| {
        let asked = json!({"redirect_uris": ["https://client.example/cb"], "token_endpoint_auth_method": method,
            "id_token_signing_alg_values_supported": offer});
        let reply = Call::register(&asked).to(&world);
        if reply.status() == 201 { reply.text("id_token_signed_response_alg") } else { reply.refusal().2 }
    };
    for (method, offer, expected) in [
        ("client_secret_basic", json!(["HS256", "ES256"]), "HS256"),
        ("client_secret_basic", json!(["ES256", "HS256"]), "ES256"),
        ("none", json!(["HS256", "ES256"]), "ES256"),
        ("none", json!(["ES256"]), "ES256"),
        ("none", json!(["HS256"]), "/id_token_signing_alg_values_supported"),
    ] {
        assert_eq!(chosen(method, offer.clone()), expected, "{method} {offer}");
    }
}

/// RFC 8259 section 11, RFC 6839 section 3.1; requirement Q11: only JSON media types are read.
#[test]
fn a_document_is_called_json() {
    const ADDRESS: &str = "https://client.example/uris";
    for (kind, is_good) in [
        ("application/json", true),
        ("Application/JSON; charset=utf-8", true),
        ("application/jwk-set+json", true),
        ("application/dns-json", true),
        ("application/+json", true),
        ("application/json-seq", false),
        ("application/jsonp", false),
        ("application/xjson", false),
        ("text/json", false),
        ("text/plain+json", false),
        ("text/html", false),
        ("", false),
    ] {
        let world = World::new();
        world.resolve("client.example", "93.184.216.34", "");
        world.publish_as(ADDRESS, 200, kind, r#"["https://client.example/cb"]"#);
        let refused = refusal(&json!({"application_type": "web", "sector_identifier_uri": ADDRESS}), &world);
        assert_eq!(refused.is_none(), is_good, "{kind}");
    }
}
