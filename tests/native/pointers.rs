//! The pointer of a refusal: a sent value, or a missing value that the description calls missing.

mod members;

use enrol::client_metadata::ClientMetadata;
use enrol::http::Method;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value, json};

use crate::properties::json_value;
use crate::support::{Call, Reply, World};
use members::VALUES;

/// A server that has every feature.
const ABLE: &str = r#"{
    "acr_values_supported": ["1"],
    "authorization_details_types_supported": ["payment"],
    "authorization_endpoint": "https://op.example/authorize",
    "authorization_signing_alg_values_supported": ["ES256"],
    "backchannel_authentication_endpoint": "https://op.example/ciba",
    "backchannel_authentication_request_signing_alg_values_supported": ["ES256"],
    "backchannel_logout_session_supported": true,
    "backchannel_logout_supported": true,
    "backchannel_token_delivery_modes_supported": ["poll", "ping"],
    "end_session_endpoint": "https://op.example/logout",
    "frontchannel_logout_supported": true,
    "id_token_encryption_alg_values_supported": ["RSA-OAEP", "A128KW"],
    "id_token_encryption_enc_values_supported": ["A128GCM"],
    "id_token_signing_alg_values_supported": ["ES256", "HS256"],
    "introspection_endpoint": "https://op.example/introspect",
    "request_object_signing_alg_values_supported": ["ES256", "HS256"],
    "request_uri_parameter_supported": true,
    "subject_types_supported": ["pairwise"],
    "tls_client_certificate_bound_access_tokens": true,
    "token_endpoint": "https://op.example/token"
}"#;

const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// A server, and true if it requires a token.
fn world(kind: usize) -> World {
    let grants = "authorization_code implicit client_credentials refresh_token urn:openid:params:grant-type:ciba";
    let types = r#"["code", "code id_token", "id_token token"]"#;
    let methods =
        "private_key_jwt none client_secret_jwt client_secret_post tls_client_auth self_signed_tls_client_auth";
    let able = [
        ("AUTHORIZATION_SERVER", ABLE),
        ("GRANT_TYPES_SUPPORTED", grants),
        ("RESPONSE_TYPES_SUPPORTED", types),
        ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", methods),
        ("DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD", "private_key_jwt"),
    ];
    let strict = [
        ("UNSUPPORTED_VALUES", "refuse"),
        ("UNSUPPORTED_SCOPE", "refuse"),
        ("SCOPES_SUPPORTED", "openid"),
        ("HTTP_PAGES", "refuse"),
        ("FOREIGN_PAGES", "refuse"),
        ("REDIRECT_URIS_REQUIRED", "always"),
        (
            "LIMITS",
            r#"{"redirect_uris":2,"client_name_characters":3,"contacts":1,"jwks_keys":1,"redirect_uri_bytes":32}"#,
        ),
    ];
    let machines = [("GRANT_TYPES_SUPPORTED", "client_credentials")];
    let template = json!({"t": {"redirect_uris": ["https://a.example/", "https://b.example/"],
        "token_endpoint_auth_method": "private_key_jwt"}})
    .to_string();
    let templates = [("TEMPLATES", &*template), ("REGISTRATION_MODE", "token"), ("PARTIAL_ACCEPTANCE", "on")];
    let settings = match kind {
        0 => vec![],
        1 => able.to_vec(),
        2 => strict.to_vec(),
        3 => machines.to_vec(),
        4 => [&able[..], &[("PARTIAL_ACCEPTANCE", "on"), ("DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD", "none")]].concat(),
        _ => templates.to_vec(),
    };
    let world = World::with(&settings);
    world.give(
        TOKEN,
        9,
        &json!({"redirect_hosts": ["a.example"], "software_id": ["t", "u"], "scope": ["openid"],
        "grant_types": ["authorization_code"], "token_endpoint_auth_method": ["none", "private_key_jwt"]}),
    );
    world
}

const KINDS: usize = 6;

/// Members that stand in the way of each other, and now and then one of any value.
fn body() -> impl Strategy<Value = Value> {
    let known = (select(&**VALUES), any::<Index>())
        .prop_map(|((name, values), index)| (name.to_owned(), index.get(&values).clone()));
    let strange = (select(ClientMetadata::NAMES), json_value()).prop_map(|(name, value)| (name.to_owned(), value));
    vec(prop_oneof![12 => known, 1 => strange], 0..9).prop_map(|members| {
        let mut body: Map<String, Value> = members.into_iter().collect();
        // Most clients redirect, so that later rules are reached.
        body.entry("redirect_uris").or_insert_with(|| json!(["https://a.example/"]));
        Value::Object(body)
    })
}

/// Checks that a place is there, or that its last step is missing where it should be and the description says so.
fn check(told: &Value, body: &Value) -> Result<(), TestCaseError> {
    let pointer = told["pointer"].as_str().unwrap();
    if body.pointer(pointer).is_some() {
        return Ok(());
    }
    let (around, _) = pointer.rsplit_once('/').unwrap_or_default();
    let description = told["error_description"].as_str().unwrap();
    prop_assert!(body.pointer(around).is_some_and(Value::is_object), "{} is nowhere: {}", pointer, description);
    prop_assert!(description.contains(" must be present"), "{pointer} is not there: {description}");
    Ok(())
}

fn check_reply(reply: &Reply, body: &Value) -> Result<(), TestCaseError> {
    if reply.status() >= 400 {
        prop_assert_eq!(reply.status(), 400, "{}", reply.json());
        check(&reply.json(), body)?;
    }
    for list in ["dropped", "refusals"] {
        for one in reply.member(list).as_array().into_iter().flatten() {
            check(one, body)?;
            let is_there = list == "refusals" || body.pointer(one["pointer"].as_str().unwrap()).is_some();
            prop_assert!(is_there, "{} was not sent", one["pointer"]);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(15),
        ..ProptestConfig::with_cases(300)
    })]

    /// RFC 7591 section 3.2.2; requirements G17, G22: of a registration, a dry run, which agree, and an update.
    #[test]
    fn a_refusal_leads_to_what_was_sent_or_says_what_is_missing(body in body(), kind in 0..KINDS) {
        let world = world(kind);
        let reply = Call::register(&body).token(TOKEN).to(&world);
        check_reply(&reply, &body)?;
        let dry = Call::new(Method::Post, "/register?dry_run=true").json(&body).token(TOKEN).to(&world);
        check_reply(&dry, &body)?;
        // Only a registration reads the sector document.
        if body.get("sector_identifier_uri").is_none() {
            let is_clean = dry.status() == 200 && dry.member("refusals") == json!([]);
            prop_assert_eq!(is_clean, reply.status() == 201, "{} {}", dry.json(), reply.json());
            prop_assert!(!is_clean || dry.member("dropped") == reply.member("dropped"), "{}", dry.json());
        }
        let whole = json!({"redirect_uris": ["https://a.example/"], "jwks_uri": "https://a.example/jwks",
            "software_id": "t"});
        let client = Call::register(&if kind == 3 { json!({"grant_types": ["client_credentials"]}) } else { whole })
            .to(&world);
        if client.status() == 201 {
            for id in [client.member("client_id"), Value::Null] {
                let mut body = body.clone();
                if !id.is_null() {
                    body["client_id"] = id;
                }
                check_reply(&Call::manage(Method::Put, &client).json(&body).to(&world), &body)?;
            }
        }
    }
}

/// Requirement G22: a missing value is reported as missing, and a chosen value at its offer.
#[test]
fn the_place_of_a_refusal_is_one_that_its_sender_knows() {
    for (kind, body, pointer, words) in [
        (0, json!({}), "/redirect_uris", "redirect_uris must be present and have a value"),
        (0, json!({"redirect_uris": null}), "/redirect_uris", "redirect_uris must be present and have a value"),
        (0, json!({"redirect_uris": []}), "/redirect_uris", "redirect_uris must have a value"),
        (
            0,
            json!({"redirect_uris": ["https://a.example/"], "response_types": []}),
            "/response_types",
            "response_types must have a value that authorization_code can use",
        ),
        (
            3,
            json!({"redirect_uris": ["https://a.example/"]}),
            "/grant_types",
            "grant_types must be present and be one of client_credentials",
        ),
        (
            1,
            json!({"redirect_uris": ["https://a.example/"]}),
            "/jwks_uri",
            "jwks_uri must be present when token_endpoint_auth_method is private_key_jwt, or jwks with a key",
        ),
        (
            0,
            json!({"redirect_uris": ["https://a.example/"], "jwks": {}}),
            "/jwks/keys",
            "jwks.keys must be present and be an array of keys",
        ),
        (
            0,
            json!({"redirect_uris": ["https://a.example/"], "jwks": {"keys": [{}]}}),
            "/jwks/keys/0/kty",
            "jwks.keys[0].kty must be present and be the type of the key",
        ),
        (
            1,
            json!({"redirect_uris": ["com.example.app:/cb"], "jwks_uri": "https://a.example/jwks"}),
            "/sector_identifier_uri",
            "sector_identifier_uri must be present when subject_type is pairwise",
        ),
        (
            1,
            json!({"redirect_uris": ["https://a.example/"], "grant_types": ["implicit"],
                "jwks_uri": "https://a.example/jwks", "response_types": [""]}),
            "/response_types/0",
            "response_types[0] must not be empty",
        ),
        (
            4,
            json!({"redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": "none",
                "id_token_encryption_alg_values_supported": ["RSA-OAEP"]}),
            "/id_token_encryption_alg_values_supported",
            "id_token_encryption_alg_values_supported must come with jwks_uri or an encryption key",
        ),
    ] {
        let reply = Call::register(&body).to(&world(kind));
        assert_eq!((reply.status(), reply.text("pointer").as_str()), (400, pointer), "{body} {}", reply.json());
        assert!(reply.text("error_description").starts_with(words), "{body} {}", reply.text("error_description"));
    }
}

/// RFC 6749 section 5.2; requirement G22: the same of a form.
#[test]
fn the_place_of_a_refused_form_is_a_parameter_that_was_sent_or_is_missing() {
    let world = World::new();
    let kind = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    let assertion = ("client_assertion", "x");
    for (parameters, pointer) in [
        (vec![("client_secret", "x"), kind, assertion], "/client_secret"),
        (vec![kind, assertion], "/client_assertion"),
        (vec![kind], "/client_assertion_type"),
        (vec![("client_secret", "x")], "/client_secret"),
    ] {
        let all: Vec<_> = [("grant_type", "client_credentials")].into_iter().chain(parameters).collect();
        let reply = Call::token_request(&all).basic("x", "x").to(&world);
        assert_eq!(reply.refusal(), (400, "invalid_request".to_owned(), pointer.to_owned()));
    }
    let reply = Call::token_request(&[]).basic("x", "x").to(&world);
    assert_eq!(
        (reply.refusal().2, reply.text("error_description")),
        ("/grant_type".to_owned(), "grant_type must be present".to_owned())
    );
}
