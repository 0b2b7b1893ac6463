//! Rules that hold for every member. RFC 7591 sections 1.1, 2 and 3.2.2.

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::{Call, KEYS, World};

fn minimal() -> Value {
    json!({"redirect_uris": ["https://client.example/cb"]})
}

/// Requirement C11: JSON is checked first, then types, then the rules in order, then fetched documents.
#[test]
fn of_several_faults_the_same_one_is_told_each_time() {
    let world = World::with(&[
        ("AUTHORIZATION_SERVER", r#"{"subject_types_supported":["pairwise"]}"#),
        ("HTTP_PAGES", "refuse"),
        ("PAIRWISE_SALT", KEYS[1]),
    ]);
    world.resolve("sector.example", "93.184.216.34", "");
    let mut asked = json!({
        "backchannel_token_delivery_mode": "poll",
        "client_name": 1,
        "client_uri": "http://client.example/",
        "id_token_signed_response_alg": "none",
        "redirect_uris": ["http://client.example/cb"],
        "sector_identifier_uri": "https://sector.example/uris.json",
        "token_endpoint_auth_method": "private_key_jwt",
    });
    let repeated = asked.to_string().replacen('{', r#"{"scope":"a","scope":"b","#, 1);
    assert_eq!(Call::register_bytes(repeated).to(&world).refusal().2, "/scope");
    for (pointer, member, mended) in [
        ("/client_name", "client_name", json!("My app")),
        ("/redirect_uris/0", "redirect_uris", json!(["https://client.example/cb"])),
        ("/token_endpoint_auth_method", "token_endpoint_auth_method", json!("none")),
        ("/client_uri", "client_uri", json!("https://client.example/")),
        ("/id_token_signed_response_alg", "id_token_signed_response_alg", json!("RS256")),
        ("/backchannel_token_delivery_mode", "backchannel_token_delivery_mode", Value::Null),
    ] {
        for _ in 0..2 {
            assert_eq!(Call::register(&asked).to(&world).refusal().2, pointer);
        }
        assert!(world.fetches.borrow().is_empty());
        asked[member] = mended;
    }
    assert_eq!(Call::register(&asked).to(&world).refusal().2, "/sector_identifier_uri");
    assert!(!world.fetches.borrow().is_empty());
}

/// RFC 7591 section 1.1; requirement C12.
#[test]
fn a_word_of_a_specification_is_compared_exactly() {
    for (member, value, pointer) in [
        ("token_endpoint_auth_method", json!("None"), "/token_endpoint_auth_method"),
        ("token_endpoint_auth_method", json!("CLIENT_SECRET_BASIC"), "/token_endpoint_auth_method"),
        ("token_endpoint_auth_method", json!("none "), "/token_endpoint_auth_method"),
        ("grant_types", json!(["authorization_code", "Refresh_Token"]), "/grant_types/1"),
        ("response_types", json!(["Code"]), "/response_types/0"),
        ("application_type", json!("Native"), "/application_type"),
        ("subject_type", json!("PUBLIC"), "/subject_type"),
        ("id_token_signed_response_alg", json!("rs256"), "/id_token_signed_response_alg"),
        ("token_endpoint_auth_signing_alg", json!("hs256"), "/token_endpoint_auth_signing_alg"),
    ] {
        let mut asked = minimal();
        asked["token_endpoint_auth_method"] = json!("client_secret_jwt");
        asked[member] = value.clone();
        let expected = (400, "invalid_client_metadata".to_owned(), pointer.to_owned());
        let world = World::with(&[("UNSUPPORTED_VALUES", "refuse")]);
        assert_eq!(Call::register(&asked).to(&world).refusal(), expected, "{member} {value}");
    }
}

/// RFC 7591 section 2; requirements A15, C1, C51, C98, R23: names are compared code point by code point.
#[test]
fn a_member_that_only_resembles_one_is_unknown_and_leaves_no_trace() {
    let plain = Call::register(&minimal()).to(&World::new());
    let mut asked = minimal();
    for (name, value) in [
        ("Client_Name", json!("x")),
        ("client_name ", json!("x")),
        ("client\u{ff3f}name", json!("x")),
        ("redirect_uris#en", json!(["javascript:alert(1)"])),
        ("jwks_uri#x", json!("http://client.example/")),
        ("__proto__", json!({"client_name": "x", "scope": "admin"})),
        ("constructor", json!({"prototype": {"client_name": "x"}})),
        ("toString", json!("x")),
        ("organization_name", json!("x")),
        ("organization_uri#fr", json!("javascript:alert(1)")),
        ("client_registration_types", json!(["automatic"])),
        ("vp_formats_supported", json!({})),
    ] {
        asked[name] = value;
    }
    let world = World::new();
    let reply = Call::register(&asked).to(&world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    let names = |reply: &Value| reply.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&reply.json()), names(&plain.json()));
    assert!(!format!("{:?}", world.clients()).contains("__proto__"));
}

/// RFC 7591 section 2.2; requirements C45, C48 to C50.
#[test]
fn what_people_read_comes_in_any_language() {
    let world = World::new();
    let mut asked = minimal();
    for (name, value) in [
        ("client_name", "App"),
        ("client_uri", "https://client.example/"),
        ("logo_uri", "https://client.example/logo"),
        ("policy_uri", "https://client.example/policy"),
        ("tos_uri", "https://client.example/tos"),
    ] {
        asked[name] = json!(value);
        for tag in ["fr", "ja-Jpan-JP", "de-1996", "es-419", "zh-cmn-Hant-TW", "sl-rozaj-biske", "x-private"] {
            asked[format!("{name}#{tag}")] = json!(format!("{value}{tag}"));
        }
    }
    let client = Call::register(&asked).to(&world);
    let read = Call::manage(Method::Get, &client).to(&world);
    for (name, value) in asked.as_object().unwrap() {
        assert_eq!((&client.member(name), &read.member(name)), (value, value), "{name}");
    }
    let mut body = minimal();
    body["client_id"] = client.member("client_id");
    let updated = Call::manage(Method::Put, &client).json(&body).to(&world);
    assert_eq!(updated.status(), 200);
    assert!(updated.json().as_object().unwrap().keys().all(|name| !name.contains('#')));
    let long = format!("client_name#{}", "a".repeat(300));
    for name in ["client_name#", "client_name##fr", "client_name#fr ", "client_name#f_r", "client_name#-fr", &*long] {
        let mut asked = minimal();
        asked[name] = json!("x");
        let reply = Call::register(&asked).to(&world);
        assert_eq!(reply.status(), 400, "{name}");
    }
}

/// Requirement C5: an empty array is registered as sent, unless a value is required.
#[test]
fn an_empty_array_has_one_meaning() {
    for name in ["contacts", "default_acr_values"] {
        let mut asked = minimal();
        asked[name] = json!([]);
        let reply = Call::register(&asked).to(&World::new());
        assert_eq!((reply.status(), reply.member(name)), (201, json!([])), "{name}");
    }
    for name in ["grant_types", "response_types"] {
        let mut asked = minimal();
        asked[name] = json!([]);
        assert_eq!(Call::register(&asked).to(&World::new()).refusal().2, format!("/{name}"));
    }
}

/// Requirements A13, C47, R24: one language has one value.
#[test]
fn a_member_in_a_language_comes_once() {
    for body in [
        r#"{"client_name#en":"a","client_name#en":"b"}"#,
        r#"{"client_name#en":"a","client_name\u0023en":"b"}"#,
        r#"{"client_name#en":"a","client_name#EN":"b"}"#,
    ] {
        let (status, code, pointer) = Call::register_bytes(body).to(&World::new()).refusal();
        assert_eq!((status, &*code), (400, "invalid_client_metadata"), "{body}");
        assert!(pointer.eq_ignore_ascii_case("/client_name#en"), "{pointer}");
    }
}

/// Requirement A21.
#[test]
fn every_value_is_bounded() {
    let long = |length: usize| "x".repeat(length);
    let contacts: Vec<String> = (0..51).map(|n| format!("{n}@client.example")).collect();
    for (member, value, pointer) in [
        ("client_name", json!(long(257)), "/client_name"),
        ("client_name#en", json!(long(257)), "/client_name#en"),
        ("software_id", json!(long(2049)), "/software_id"),
        ("software_version", json!(long(2049)), "/software_version"),
        ("scope", json!(long(2049)), "/scope"),
        ("client_uri", json!(format!("https://client.example/{}", long(2048))), "/client_uri"),
        ("jwks_uri", json!(format!("https://client.example/{}", long(2048))), "/jwks_uri"),
        ("contacts", json!(contacts), "/contacts"),
        ("contacts", json!([format!("{}@client.example", long(2048))]), "/contacts/0"),
        ("redirect_uris", json!([format!("https://client.example/{}", long(2048))]), "/redirect_uris/0"),
    ] {
        let mut asked = minimal();
        asked[member] = value;
        let refusal = Call::register(&asked).to(&World::new()).refusal();
        assert_eq!((refusal.0, &*refusal.2), (400, pointer));
    }
    let mut asked = minimal();
    for n in 0..256 {
        asked[format!("unknown_{n}")] = json!(n);
    }
    let refusal = Call::register(&asked).to(&World::new()).refusal();
    assert_eq!(refusal, (400, "invalid_client_metadata".to_owned(), String::new()), "members nobody knows count too");
}

/// OpenID Connect Registration section 2; requirements A20, C73, R26: numbers are not rounded and have one spelling.
#[test]
fn a_number_is_whole_and_written_plainly() {
    let ask = |number: &str| {
        let body = format!(r#"{{"redirect_uris":["https://client.example/cb"],"default_max_age":{number}}}"#);
        Call::register_bytes(body).to(&World::new())
    };
    let digits = "9".repeat(10_000);
    for bad in ["-1", "-0", "01", "+1", ".5", "1.", "1.5", "3.0", "1e3", "1e999", "Infinity", "\"60\"", &digits] {
        let expected = (400, "invalid_client_metadata".to_owned(), "/default_max_age".to_owned());
        assert_eq!(ask(bad).refusal(), expected, "{bad}");
    }
    for good in [0, 1, 60, 31_536_000] {
        assert_eq!(ask(&good.to_string()).member("default_max_age"), good);
    }
}
