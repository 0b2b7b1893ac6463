//! URIs that a client gives for others to follow. RFC 7591 section 5.

use enrol::policy::FORBIDDEN_SCHEMES;
use serde_json::json;

use crate::support::{Call, World};

/// A server that supports every URI member.
const SERVER: &str = r#"{
    "token_endpoint": "https://op.example/token",
    "end_session_endpoint": "https://op.example/logout",
    "frontchannel_logout_supported": true,
    "backchannel_logout_supported": true,
    "backchannel_token_delivery_modes_supported": ["ping"],
    "request_object_signing_alg_values_supported": ["ES256"],
    "request_uri_parameter_supported": true
}"#;

const MEMBERS: [(&str, bool); 13] = [
    ("backchannel_client_notification_endpoint", false),
    ("backchannel_logout_uri", false),
    ("client_uri", false),
    ("client_uri#fr", false),
    ("frontchannel_logout_uri", false),
    ("initiate_login_uri", false),
    ("jwks_uri", false),
    ("logo_uri", false),
    ("policy_uri", false),
    ("post_logout_redirect_uris", true),
    ("redirect_uris", true),
    ("request_uris", true),
    ("tos_uri#en", false),
];

const ACTIVE: [&str; 12] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\u{a0}javascript:alert(1)",
    "java\\u0073cript:alert(1)",
    "javascript://client.example/%0aalert(1)",
    "data:text/html;base64,PHNjcmlwdD4",
    "vbscript:msgbox(1)",
    "blob:https://client.example/x",
    "file:///etc/passwd",
    "about:blank",
    "//client.example/x",
];

/// RFC 7591 section 5; requirements C35, C46, C76, C82, C87, R5.
#[test]
fn nothing_that_a_browser_would_run_is_registered_under_any_name() {
    let grants = "authorization_code urn:openid:params:grant-type:ciba";
    let world = World::with(&[("AUTHORIZATION_SERVER", SERVER), ("GRANT_TYPES_SUPPORTED", grants)]);
    let with = |name: &str, is_list: bool, uri: &str| {
        let mut asked = json!({
            "backchannel_client_notification_endpoint": "https://client.example/ping",
            "backchannel_token_delivery_mode": "ping",
            "grant_types": ["authorization_code", "urn:openid:params:grant-type:ciba"],
            "redirect_uris": ["https://client.example/cb"],
        });
        asked[name] = if is_list { json!([uri]) } else { json!(uri) };
        Call::register(&asked).to(&world)
    };
    for (name, is_list) in MEMBERS {
        let good = with(name, is_list, "https://client.example/good");
        assert!(good.json().to_string().contains("https://client.example/good"), "{name}: {}", good.json());
        for uri in ACTIVE {
            let reply = with(name, is_list, uri);
            assert_eq!(reply.status(), 400, "{name}: {uri}");
            let place = if is_list { format!("/{name}/0") } else { format!("/{name}") };
            assert_eq!(reply.text("pointer"), place, "{uri}");
        }
    }
    // Characters that parsers of browsers strip are not JSON text here at all.
    for control in ["\\t", "\\r\\n", "\\u0000", "\\u0085"] {
        let body = format!(r#"{{"logo_uri":"java{control}script:alert(1)"}}"#);
        assert_eq!(Call::register_bytes(body).to(&world).refusal().2, "/logo_uri");
    }
}

/// RFC 1035 section 2.3.4; requirement D17.
#[test]
fn a_host_is_a_name_that_can_be_looked_up() {
    let label = |length: usize| "a".repeat(length);
    let name = |length: usize| format!("{}{}", format!("{}.", label(49)).repeat(4), label(length - 200));
    for (host, status) in [
        (format!("{}.example", label(63)), 201),
        (format!("{}.example", label(64)), 400),
        (name(253), 201),
        (name(254), 400),
        ("a..example".to_owned(), 400),
        ("a.example.".to_owned(), 400),
        (".a.example".to_owned(), 400),
    ] {
        let asked = json!({"redirect_uris": [format!("https://{host}/cb")]});
        let reply = Call::register(&asked).to(&World::new());
        assert_eq!(reply.status(), status, "{host}");
    }
}

/// Requirements D8, R1, R9: neither a parser that strips nor one that decodes makes a good URI of a bad one.
#[test]
fn what_a_lax_parser_would_mend_is_refused() {
    let world = World::new();
    for uri in [
        "java\u{ad}script:alert(1)",
        "javascript\u{200b}:alert(1)",
        "javascript%3aalert(1)",
        "javascript :alert(1)",
        "\u{feff}https://client.example/cb",
        "https://client.example/cb\u{2028}",
        "https://client.example/cb%0d%0aLocation:x",
        "https://client.example/cb%0AX",
        "https://client.example\u{3002}evil.example/",
        "http://[::1].evil.example/cb",
        "https\u{ff1a}//client.example/cb",
    ] {
        let refusal = Call::register(&json!({"redirect_uris": [uri]})).to(&world).refusal();
        assert_eq!(refusal, (400, "invalid_redirect_uri".to_owned(), "/redirect_uris/0".to_owned()), "{uri:?}");
    }
    for control in ["\\t", "\\r", "\\n", "\\u0000", "\\u007f"] {
        let body = format!(r#"{{"redirect_uris":["https://client.example/{control}cb"]}}"#);
        assert_eq!(Call::register_bytes(body).to(&world).status(), 400, "{control}");
    }
    let literal = "https://client.example/cb%23x";
    let reply = Call::register(&json!({"redirect_uris": [literal]})).to(&world);
    assert_eq!(reply.member("redirect_uris"), json!([literal]));
    assert_eq!(world.clients().len(), 1);
}

/// Requirement D8: a dangerous scheme is refused, with or without a dot, in any case.
#[test]
fn schemes_that_others_act_on_are_refused_for_that() {
    for scheme in FORBIDDEN_SCHEMES {
        for uri in [format!("{scheme}:x"), format!("{}:x", scheme.to_uppercase())] {
            let asked = json!({"application_type": "native", "redirect_uris": [uri]});
            let reply = Call::register(&asked).to(&World::new());
            assert_eq!(reply.refusal(), (400, "invalid_redirect_uri".to_owned(), "/redirect_uris/0".to_owned()));
            let description = reply.text("error_description");
            assert!(description.ends_with("must have a scheme that belongs to the client"), "{uri} {description}");
        }
    }
}

/// OpenID Connect Core section 4; requirement D22: `initiate_login_uri` is neither at this server nor on a refused
/// host.
#[test]
fn a_login_begins_nowhere_that_the_server_rules_out() {
    let world = World::with(&[("REFUSED_HOSTS", "evil.example")]);
    for (uri, is_good) in [
        ("https://client.example/login", true),
        ("https://notevil.example/login", true),
        ("https://evil.example/login", false),
        ("https://sub.evil.example/login", false),
        ("https://as.example/register", false),
        ("https://as.example/token", false),
    ] {
        let asked = json!({"redirect_uris": ["https://client.example/cb"], "initiate_login_uri": uri});
        let reply = Call::register(&asked).to(&world);
        if is_good {
            assert_eq!((reply.status(), reply.text("initiate_login_uri")), (201, uri.to_owned()));
        } else {
            assert_eq!(reply.refusal().2, "/initiate_login_uri", "{uri}");
        }
    }
}

/// Requirements Q2 to Q5, Q9: whatever the server calls is public and elsewhere.
#[test]
fn an_address_that_the_server_calls_is_of_the_public_internet() {
    let server = r#"{"token_endpoint": "https://op.example/token", "backchannel_logout_supported": true,
        "backchannel_token_delivery_modes_supported": ["ping"], "request_uri_parameter_supported": true,
        "request_object_signing_alg_values_supported": ["ES256"], "subject_types_supported": ["pairwise"]}"#;
    let world = World::with(&[("AUTHORIZATION_SERVER", server)]);
    for member in ["backchannel_client_notification_endpoint", "backchannel_logout_uri", "jwks_uri", "request_uris"] {
        let register = |uri: &str| {
            let value = if member == "request_uris" { json!([uri]) } else { json!(uri) };
            let asked = json!({"redirect_uris": ["https://client.example/cb"], "subject_type": "pairwise",
                (member): value});
            Call::register(&asked).to(&world)
        };
        let good = register("https://client.example:8443/x");
        assert_eq!(good.status(), 201, "{member} {}", good.json());
        for uri in [
            "https://10.0.0.1/x",
            "https://8.8.8.8/x",
            "https://[2001:4860:4860::8888]/x",
            "https://localhost/x",
            "https://a.internal/x",
            "https://intranet/x",
            "https://client.example:22/x",
            "https://as.example/x",
            "https://op.example/x",
        ] {
            let place = register(uri).refusal().2;
            assert!(place.strip_prefix('/').is_some_and(|place| place.starts_with(member)), "{member} {uri} {place}");
        }
    }
}

/// OpenID Connect Front-Channel Logout section 2; requirement D22: a logout URI may be beside the server, but not at
/// one of its endpoints.
#[test]
fn no_endpoint_of_the_server_is_told_of_a_logout() {
    let server = r#"{"token_endpoint": "https://op.example/token", "frontchannel_logout_supported": true}"#;
    let world = World::with(&[("AUTHORIZATION_SERVER", server)]);
    for (path, is_good) in [("/app/logout", true), ("/register", false)] {
        let uri = format!("https://as.example{path}");
        let asked = json!({"redirect_uris": ["https://as.example/app/cb"], "frontchannel_logout_uri": uri});
        let reply = Call::register(&asked).to(&world);
        if is_good {
            assert_eq!((reply.status(), reply.text("frontchannel_logout_uri")), (201, uri));
        } else {
            assert_eq!(reply.refusal().2, "/frontchannel_logout_uri");
        }
    }
}
