//! Every limit, at its value and one above. The numbers here are independent of those in the server.

use enrol::http::{Method, Peer};
use serde_json::{Map, Value, json};

use crate::support::{Call, Reply, World};

const METADATA: &str = "invalid_client_metadata";

/// The metadata of a redirecting client, with these members.
fn with(members: &Value) -> Value {
    let mut asked = json!({"redirect_uris": ["https://client.example/cb"]});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    asked
}

/// Returns the pointer and description of a refusal; `None` for a success.
fn refusal(members: &Value, world: &World) -> Option<(String, String)> {
    let reply = Call::register(&with(members)).to(world);
    if reply.status() == 201 {
        return None;
    }
    let (status, code, pointer) = reply.refusal();
    assert_eq!(status, 400, "{code}");
    Some((pointer, reply.text("error_description")))
}

/// Returns a text of this many bytes, with this beginning and end.
fn long(start: &str, length: usize, end: &str) -> String {
    format!("{start}{}{end}", "x".repeat(length - start.len() - end.len()))
}

/// Returns objects with this many members.
fn many(count: usize, name: impl Fn(usize) -> String, value: &Value) -> Value {
    Value::Object((0..count).map(|index| (name(index), value.clone())).collect::<Map<_, _>>())
}

/// Returns nested arrays: this many levels, with the object around them.
fn nested(levels: usize) -> Value {
    (1..levels).fold(json!(0), |inner, _| json!([inner]))
}

/// Returns language tags.
fn language(index: usize) -> String {
    let letter = |number: usize| char::from(b'a' + u8::try_from(number % 26).unwrap());
    format!("client_name#{}{}", letter(index / 26), letter(index))
}

/// Requirements A17, A21, D27, R10, R25: the limits of members.
#[test]
fn a_member_is_as_long_as_its_limit_and_no_longer() {
    let world = World::new();
    let uri = |length| long("https://client.example/", length, "");
    let tag = |length: usize| long(&format!("client_name#en-x-{}", "aaaaaaaa-".repeat(6)), length + 12, "");
    let repeated = |count: usize| {
        let others = (1..count).map(|index| format!("https://client.example/{index}"));
        json!(others.chain(["https://client.example/1".to_owned()]).collect::<Vec<_>>())
    };
    let mailbox = |length| json!([long("", length, "@client.example")]);
    let rows = [
        (json!({"x": nested(16)}), json!({"x": nested(17)}), "must not be nested deeper than 16 levels"),
        (
            json!({"x": many(256, |index| format!("m{index}"), &json!(0))}),
            json!({"x": many(257, |index| format!("m{index}"), &json!(0))}),
            "must not have more than 256 members",
        ),
        (
            json!({"redirect_uris": repeated(50)}),
            json!({"redirect_uris": repeated(51)}),
            "not have more than 50 values",
        ),
        (many(50, language, &json!("x")), many(51, language, &json!("x")), "in more than 50 languages"),
        (json!({(tag(64)): "x"}), json!({(tag(65)): "x"}), "have a language tag of BCP 47 after its number sign"),
        (
            json!({"software_version": long("", 2048, "")}),
            json!({"software_version": long("", 2049, "")}),
            "not be longer than 2048 bytes",
        ),
        (
            json!({"client_name": "é".repeat(256)}),
            json!({"client_name": "é".repeat(257)}),
            "not be longer than 256 characters",
        ),
        (json!({"contacts": mailbox(254)}), json!({"contacts": mailbox(255)}), "not be longer than 254 bytes"),
        (json!({"client_uri": uri(2048)}), json!({"client_uri": uri(2049)}), "not be longer than 2048 bytes"),
        (json!({"request_uris": [uri(512)]}), json!({"request_uris": [uri(513)]}), "not be longer than 512 bytes"),
    ];
    for (fits, over, must) in rows {
        assert_eq!(refusal(&fits, &world), None, "{must}");
        let (pointer, description) = refusal(&over, &world).unwrap_or_else(|| panic!("{must}"));
        assert!(description.ends_with(must), "{pointer} {description}");
    }
    // Neither is usable; the refusal names the shorter one alone.
    for (member, start, limit) in [("token_endpoint_auth_method", "x", 256), ("tls_client_auth_subject_dn", "CN=", 512)]
    {
        for (length, is_over) in [(limit, false), (limit + 1, true)] {
            let (pointer, description) = refusal(&json!({member: long(start, length, "")}), &world).unwrap();
            assert_eq!(pointer, format!("/{member}"));
            assert_eq!(description.ends_with(&format!("not be longer than {limit} bytes")), is_over, "{description}");
        }
    }
}

/// OpenID Connect Relying Party Metadata Choices; requirements A21, C80.
#[test]
fn an_offer_has_fifty_values() {
    let offer = |count| json!({"token_endpoint_auth_methods_supported": vec!["client_secret_post"; count]});
    assert_eq!(refusal(&offer(50), &World::new()), None);
    assert!(refusal(&offer(51), &World::new()).unwrap().1.ends_with("not have more than 50 values"));
}

/// Returns keys of every supported type, each with a certificate.
fn certified(kid: &str) -> Value {
    let keys: Value = serde_json::from_str(include_str!("messages/certified_keys.json")).unwrap();
    keys.as_object().unwrap().values().find(|key| key["kid"] == kid).unwrap().clone()
}

/// RFC 7517 sections 4.7 and 5; requirements F4, R16.
#[test]
fn a_set_has_twenty_keys_and_a_chain_five_certificates() {
    let world = World::new();
    let set = |count: usize| {
        let mut key = certified("P-256");
        key.as_object_mut().unwrap().remove("x5c");
        let named = |index: usize| {
            let mut key = key.clone();
            key["kid"] = json!(index.to_string());
            key
        };
        json!({"jwks": {"keys": (0..count).map(named).collect::<Vec<_>>()}})
    };
    assert_eq!(refusal(&set(20), &world), None);
    assert_eq!(refusal(&set(21), &world).unwrap().0, "/jwks/keys");
    let chain = |length: usize| {
        let mut key = certified("P-256");
        let certificates = key["x5c"].as_array_mut().unwrap();
        certificates.resize(length, json!("AAAA"));
        json!({"jwks": {"keys": [key]}})
    };
    assert_eq!(refusal(&chain(5), &world), None);
    assert_eq!(refusal(&chain(6), &world).unwrap().0, "/jwks/keys/0/x5c");
}

/// OpenID Connect Registration section 3.2; requirements D27, G25.
#[test]
fn ten_uris_are_dropped_before_all_are_refused() {
    let world = World::with(&[("PARTIAL_ACCEPTANCE", "on")]);
    let asked = |bad: usize| {
        let bad = (0..bad).map(|index| format!("http://client.example/{index}"));
        let uris: Vec<String> = std::iter::once("https://client.example/cb".to_owned()).chain(bad).collect();
        json!({"redirect_uris": uris})
    };
    let reply = Call::register(&asked(10)).to(&world);
    assert_eq!((reply.status(), reply.member("dropped").as_array().unwrap().len()), (201, 10), "{}", reply.json());
    assert_eq!(Call::register(&asked(11)).to(&world).refusal().2, "/redirect_uris/1");
}

/// Requirement K9: an identifier can have 1,024 characters; a longer client is stored.
#[test]
fn a_sealed_identifier_has_1024_characters() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed"), ("SEALED_ID_LIMIT", "1024")]);
    // Incompressible text, so that each character adds a byte.
    let noise = |length: usize| -> String {
        let mut state = 1_u32;
        let mut next = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'!' + u8::try_from((state >> 16) % 94).unwrap())
        };
        (0..length).map(&mut next).collect()
    };
    let register = |length: usize| Call::register(&with(&json!({"software_version": noise(length)}))).to(&world);
    let id = |length: usize| register(length).text("client_id");
    let lengths: Vec<usize> = (300..1500).collect();
    let longest = lengths[lengths.partition_point(|length| id(*length).starts_with('s')) - 1];
    let client = register(longest);
    assert_eq!(client.text("client_id").len(), 1024);
    assert_eq!(Call::manage(Method::Get, &client).to(&world).json(), client.json());
    assert_eq!(id(longest + 1).len(), 23, "the next is stored");
}

/// RFC 6749 section 3.2; requirement M5.
#[test]
fn a_form_has_64_parameters() {
    let ask = |count: usize| {
        let names: Vec<String> = (1..count).map(|index| format!("p{index}")).collect();
        let others = names.iter().map(|name| (&**name, "x"));
        let parameters: Vec<(&str, &str)> = [("grant_type", "client_credentials")].into_iter().chain(others).collect();
        Call::token_request(&parameters).to(&World::new()).text("error")
    };
    assert_eq!([ask(64), ask(65)], ["invalid_client", "invalid_request"]);
}

/// Requirement A18: the default limit of a body is 65,536 bytes, at every endpoint.
#[test]
fn a_body_has_65536_bytes() {
    let world = World::new();
    let fill = |body: &str, length: usize| format!("{body}{}", " ".repeat(length - body.len()));
    let register = |length| Call::register_bytes(fill(&with(&json!({})).to_string(), length)).to(&world).status();
    assert_eq!([register(65_536), register(65_537)], [201, 413]);
    for path in ["/token", "/introspect", "/revoke"] {
        let ask = |length: usize| {
            let call = Call::new(Method::Post, path).header("content-type", "application/x-www-form-urlencoded");
            call.body(long("grant_type=client_credentials&token=x&y=", length, "")).to(&world).status()
        };
        assert_eq!([ask(65_536), ask(65_537)], [401, 413], "{path}");
    }
}

/// Requirement Q12.
#[test]
fn a_document_of_others_has_65536_bytes() {
    let register = |length: usize| {
        let world = World::new();
        world.resolve("client.example", "93.184.216.34", "");
        let document = r#"["https://client.example/cb"]"#;
        let document = format!("{document}{}", " ".repeat(length - document.len()));
        world.publish("https://client.example/uris", &document);
        refusal(&json!({"sector_identifier_uri": "https://client.example/uris"}), &world)
    };
    assert_eq!(register(65_536), None);
    assert_eq!(register(65_537).unwrap().0, "/sector_identifier_uri");
}

/// Requirement A28: a name that is too long is not returned.
#[test]
fn a_name_of_128_characters_is_told() {
    let told = |length: usize| {
        let name = "x".repeat(length);
        let body = format!(r#"{{"{name}":{{"{name}":1,"{name}":2}}}}"#);
        let reply = Call::register_bytes(body).to(&World::new());
        let (_, code, pointer) = reply.refusal();
        assert_eq!(code, METADATA);
        (pointer.len(), reply.text("error_description").contains(&name))
    };
    assert_eq!(told(128), (258, true));
    assert_eq!(told(129), (0, false));
}

/// RFC 7517 section 4.5: names of future keys are not guessable.
#[test]
fn a_signing_key_has_a_name_of_16_random_bytes() {
    let keys: Reply = Call::get("/jwks").to(&World::new());
    let keys = keys.member("keys");
    assert!(!keys.as_array().unwrap().is_empty());
    for key in keys.as_array().unwrap() {
        assert_eq!(key["kid"].as_str().unwrap().len(), 22, "{key}");
    }
}

/// A developer tries more clients in a minute than a stranger may.
#[test]
fn no_limit_counts_what_a_server_on_this_machine_gets_from_this_machine() {
    for (issuer, address, is_limited) in [
        ("http://localhost:8787", "127.0.0.1", false),
        ("http://127.0.0.1:8787", "::1", false),
        ("https://localhost:8787", "::ffff:127.0.0.1", false),
        ("http://localhost:8787", "192.0.2.1", true),
        ("http://localhost:8787", "unknown", true),
        ("https://as.example", "127.0.0.1", true),
        ("https://localhost.example", "::1", true),
    ] {
        let world = World::with(&[("ISSUER", issuer)]);
        let mut request = Call::get("/jwks").into_request();
        request.peer = Peer(address.parse().ok());
        assert_eq!(enrol::route::is_limited(&request, world.server.config()), is_limited, "{issuer} {address}");
    }
}
