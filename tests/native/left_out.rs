//! Unsupported grant and response types beside supported ones. RFC 7591 section 3.2.1.

mod bounds;

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::{Call, Reply, World};

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const CIBA: &str = "urn:openid:params:grant-type:ciba";

/// A server with all grants that redirect.
const HYBRID: [(&str, &str); 3] = [
    ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://op.example/token"}"#),
    ("GRANT_TYPES_SUPPORTED", "authorization_code implicit client_credentials refresh_token"),
    ("RESPONSE_TYPES_SUPPORTED", r#"["code", "id_token", "code id_token"]"#),
];

/// The metadata of a redirecting client, with these members.
fn asking(members: &Value) -> Value {
    let mut asked = json!({"redirect_uris": ["https://client.example/cb"]});
    asked.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    asked
}

fn try_out(asked: &Value, world: &World) -> Reply {
    Call::new(Method::Post, "/register?dry_run=true").json(asked).to(world)
}

/// Returns the places of dropped values, and checks that each is in the request.
fn places(told: &Value, asked: &Value) -> Vec<String> {
    let dropped = told.as_array().cloned().unwrap_or_default();
    let place = |one: &Value| {
        assert_eq!(one["error"], "invalid_client_metadata");
        let pointer = one["pointer"].as_str().unwrap();
        assert!(asked.pointer(pointer).is_some(), "{pointer}");
        pointer.to_owned()
    };
    dropped.iter().map(place).collect()
}

/// A row: members of the request, registered members, and the places of dropped values.
type Row = (Value, Value, &'static [&'static str]);

fn expect(world: &World, rows: &[Row]) {
    for (members, registered, dropped) in rows {
        let asked = asking(members);
        let reply = Call::register(&asked).to(world);
        assert_eq!(reply.status(), 201, "{members} {}", reply.json());
        for (name, value) in registered.as_object().unwrap() {
            assert_eq!(&reply.member(name), value, "{name} of {members}");
        }
        assert_eq!(places(&reply.member("dropped"), &asked), *dropped, "{members}");
        let dry = try_out(&asked, world);
        assert_eq!((dry.status(), dry.member("refusals")), (200, json!([])), "{members}");
        assert_eq!(dry.member("dropped"), reply.member("dropped"), "{members}");
        assert_eq!(dry.member("client_metadata")["grant_types"], reply.member("grant_types"), "{members}");
        let read = Call::manage(Method::Get, &reply).to(world);
        assert_eq!((read.member("grant_types"), read.member("dropped")), (reply.member("grant_types"), Value::Null));
    }
}

/// Requirements C23, C24, S4: unsupported and unknown values.
#[test]
fn unsupported_types_beside_supported_ones_are_left_out_and_told() {
    let claude = json!({
        "client_name": "Claude",
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token", JWT_BEARER],
        "response_types": ["code"],
    });
    let code = json!({"grant_types": ["authorization_code"], "response_types": ["code"]});
    let many = json!({
        "grant_types": ["password", "authorization_code", "urn:x:y", "password", "Authorization_Code", "implicit"],
        "response_types": ["token", "code", "id_token token", "none", "Code"],
    });
    expect(
        &World::new(),
        &[
            (claude, json!({"grant_types": ["authorization_code", "refresh_token"]}), &["/grant_types/2"]),
            (json!({"response_types": ["id_token", "code"]}), code.clone(), &["/response_types/0"]),
            (
                json!({"grant_types": ["authorization_code", "implicit"], "response_types": ["code", "code id_token"]}),
                code.clone(),
                &["/grant_types/1", "/response_types/1"],
            ),
            (
                many,
                code.clone(),
                &[
                    "/grant_types/0",
                    "/grant_types/2",
                    "/grant_types/3",
                    "/grant_types/4",
                    "/grant_types/5",
                    "/response_types/0",
                    "/response_types/2",
                    "/response_types/3",
                    "/response_types/4",
                ],
            ),
            (
                json!({"grant_types": ["implicit", "client_credentials"], "response_types": ["token"]}),
                json!({"grant_types": ["client_credentials"], "response_types": []}),
                &["/grant_types/0", "/response_types/0"],
            ),
            (json!({"grant_types": ["authorization_code", "refresh_token"]}), json!({"response_types": ["code"]}), &[]),
        ],
    );
    let told = Call::register(&asking(&json!({"grant_types": ["authorization_code", "password"]}))).to(&World::new());
    let description = "grant_types[1] must be one of authorization_code, refresh_token, client_credentials";
    assert_eq!(told.member("dropped")[0]["error_description"], description);
    expect(
        &World::with(&HYBRID),
        &[(
            json!({"grant_types": ["implicit", "authorization_code"], "response_types": ["code", "id_token token"]}),
            code,
            &["/grant_types/0", "/response_types/1"],
        )],
    );
}

/// OAuth 2.1 section 4.2; requirements C17, S4: a public client may send all values that discovery lists.
#[test]
fn a_grant_that_the_method_of_the_client_rules_out_is_left_out_and_told() {
    let world = World::new();
    let advertised = Call::get("/.well-known/oauth-authorization-server").to(&world).member("grant_types_supported");
    let public = json!({"grant_types": ["authorization_code", "refresh_token"]});
    let offers = |methods: &[&str]| {
        json!({"grant_types": ["authorization_code", "client_credentials"],
            "token_endpoint_auth_methods_supported": methods})
    };
    expect(
        &world,
        &[
            (json!({"grant_types": advertised, "token_endpoint_auth_method": "none"}), public, &["/grant_types/2"]),
            (offers(&["none"]), json!({"token_endpoint_auth_method": "none"}), &["/grant_types/1"]),
            (offers(&["tls_client_auth", "none"]), json!({"token_endpoint_auth_method": "none"}), &["/grant_types/1"]),
            (offers(&["private_key_jwt", "none"]), json!({"token_endpoint_auth_method": "none"}), &["/grant_types/1"]),
            (offers(&["none", "client_secret_post"]), json!({"token_endpoint_auth_method": "client_secret_post"}), &[]),
            (json!({"grant_types": advertised}), json!({"token_endpoint_auth_method": "client_secret_basic"}), &[]),
        ],
    );
    let modes =
        r#"{"token_endpoint":"https://op.example/token","backchannel_token_delivery_modes_supported":["poll"]}"#;
    let grants = format!("authorization_code client_credentials {CIBA}");
    let able = World::with(&[("GRANT_TYPES_SUPPORTED", &grants), ("AUTHORIZATION_SERVER", modes)]);
    let grants = json!(["client_credentials", "authorization_code", CIBA]);
    expect(
        &able,
        &[(
            json!({"grant_types": grants, "token_endpoint_auth_method": "none"}),
            json!({"grant_types": ["authorization_code"]}),
            &["/grant_types/0", "/grant_types/2"],
        )],
    );
    let default = World::with(&[("DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD", "none")]);
    expect(&default, &[(json!({"grant_types": advertised}), json!({"grant_types": advertised}), &[])]);
}

/// Requirement C23: the places are those in the request, even if earlier values were dropped.
#[test]
fn nothing_of_use_or_a_contradiction_refuses_the_registration_as_it_was_sent() {
    let both = World::with(&HYBRID);
    let exclusive = World::with(&[("EXCLUSIVE_GRANT_TYPES", "authorization_code+client_credentials")]);
    let grants = |grants: Value| json!({"grant_types": grants});
    for (world, members, pointer) in [
        (&World::new(), grants(json!(["password"])), "/grant_types/0"),
        (&World::new(), grants(json!(["password", "implicit"])), "/grant_types/0"),
        (&World::new(), grants(json!(["refresh_token", "password"])), "/grant_types/1"),
        (
            &World::new(),
            json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "none"}),
            "/grant_types/0",
        ),
        (
            &World::new(),
            json!({"grant_types": ["refresh_token", "client_credentials"], "token_endpoint_auth_method": "none"}),
            "/grant_types/1",
        ),
        (&World::new(), json!({"response_types": ["token"]}), "/response_types/0"),
        (&World::new(), json!({"response_types": ["token", "id_token"]}), "/response_types/0"),
        (
            &World::new(),
            json!({"grant_types": ["password", "authorization_code"], "response_types": ["token"]}),
            "/response_types/0",
        ),
        (
            &both,
            json!({"grant_types": ["password", "authorization_code"], "response_types": ["x", "id_token", "code"]}),
            "/response_types/1",
        ),
        (
            &both,
            json!({"grant_types": ["x", "authorization_code", "implicit"], "response_types": ["x", "code"]}),
            "/grant_types/2",
        ),
        (&both, json!({"response_types": ["code token"]}), "/response_types/0"),
        (&exclusive, grants(json!(["password", "authorization_code", "client_credentials"])), "/grant_types"),
        (&World::new(), grants(json!(["password", "authorization_code", 1])), "/grant_types/2"),
        (&World::new(), grants(json!(["password", "authorization_code", "x".repeat(257)])), "/grant_types/2"),
        (&World::new(), grants(json!([vec!["password"; 50], vec!["authorization_code"]].concat())), "/grant_types"),
    ] {
        let asked = asking(&members);
        let reply = Call::register(&asked).to(world);
        assert_eq!(reply.refusal(), (400, "invalid_client_metadata".to_owned(), pointer.to_owned()), "{members}");
        let dry = try_out(&asked, world);
        assert_eq!(dry.member("refusals")[0]["pointer"], pointer, "{members} {}", dry.json());
    }
    // A refusal points at its own place, and the dropped values are reported too.
    let uris = json!({"grant_types": ["password", "authorization_code"], "redirect_uris": ["http://a.example/"]});
    assert_eq!(Call::register(&asking(&uris)).to(&World::new()).refusal().2, "/redirect_uris/0");
    let dry = try_out(&asking(&uris), &World::new());
    assert_eq!(
        (&dry.member("refusals")[0]["pointer"], dry.member("refusals").as_array().unwrap().len()),
        (&json!("/redirect_uris/0"), 1)
    );
    assert_eq!(places(&dry.member("dropped"), &asking(&uris)), ["/grant_types/0"]);
}

/// Requirement C8: only types are dropped, and not if the operator wants them refused.
#[test]
fn nothing_else_is_left_out_and_an_operator_may_have_it_refused() {
    let strict = World::with(&[("UNSUPPORTED_VALUES", "refuse")]);
    for (members, pointer) in [
        (json!({"grant_types": ["authorization_code", "password"]}), "/grant_types/1"),
        (json!({"response_types": ["code", "token"]}), "/response_types/1"),
        (
            json!({"grant_types": ["authorization_code", "client_credentials"], "token_endpoint_auth_method": "none"}),
            "/grant_types/1",
        ),
    ] {
        let refusal = Call::register(&asking(&members)).to(&strict).refusal();
        assert_eq!(refusal, (400, "invalid_client_metadata".to_owned(), pointer.to_owned()), "{members}");
        let dry = try_out(&asking(&members), &strict);
        assert_eq!((&dry.member("refusals")[0]["pointer"], dry.member("dropped")), (&json!(pointer), Value::Null));
    }
    for (members, pointer) in [
        (json!({"token_endpoint_auth_method": "tls_client_auth"}), "/token_endpoint_auth_method"),
        (json!({"redirect_uris": ["https://client.example/cb", "http://client.example/cb"]}), "/redirect_uris/1"),
        (json!({"jwks": {"keys": [{"kty": "oct", "k": "AA"}]}}), "/jwks/keys/0/k"),
        (json!({"subject_type": "pairwise"}), "/subject_type"),
    ] {
        assert_eq!(Call::register(&asking(&members)).to(&World::new()).refusal().2, pointer, "{members}");
    }
}

/// RFC 7592 section 2.2; requirement C23: the same holds for an update.
#[test]
fn an_update_leaves_out_and_tells_the_same() {
    let world = World::new();
    let client = Call::register(&asking(&json!({}))).to(&world);
    let mut body = client.resubmitted();
    body["grant_types"] = json!([JWT_BEARER, "authorization_code", "refresh_token"]);
    let updated = Call::manage(Method::Put, &client).json(&body).to(&world);
    assert_eq!(
        (updated.status(), updated.member("grant_types")),
        (200, json!(["authorization_code", "refresh_token"]))
    );
    assert_eq!(places(&updated.member("dropped"), &body), ["/grant_types/0"]);
    assert_eq!(Call::manage(Method::Get, &client).to(&world).member("dropped"), Value::Null);
    body["grant_types"] = json!([JWT_BEARER]);
    assert_eq!(Call::manage(Method::Put, &client).json(&body).to(&world).refusal().2, "/grant_types/0");
    let world = world.restarted(&[("UNSUPPORTED_VALUES", "refuse")]);
    body["grant_types"] = json!(["authorization_code", JWT_BEARER]);
    assert_eq!(Call::manage(Method::Put, &client).json(&body).to(&world).refusal().2, "/grant_types/1");
}

/// Requirement B14: the operator can permit to drop bad redirection URIs too, each at its place.
#[test]
fn types_and_redirection_uris_are_left_out_together() {
    let world = World::with(&[("PARTIAL_ACCEPTANCE", "on")]);
    let uris: Vec<String> =
        (0..10).map(|number| format!("http://{number}.example/")).chain(["https://a.example/".to_owned()]).collect();
    let asked = json!({"redirect_uris": uris, "grant_types": ["password", "authorization_code"]});
    let reply = Call::register(&asked).to(&world);
    assert_eq!(
        (reply.status(), reply.member("redirect_uris")),
        (201, json!(["https://a.example/"])),
        "{}",
        reply.json()
    );
    let dropped = reply.member("dropped");
    let pointers: Vec<&str> = dropped.as_array().unwrap().iter().map(|one| one["pointer"].as_str().unwrap()).collect();
    assert_eq!((pointers.len(), pointers[0], pointers[10]), (11, "/grant_types/0", "/redirect_uris/9"));
    assert_eq!(try_out(&asked, &world).member("dropped"), dropped);
}
