//! A client that offers several values: the server chooses one.

use serde_json::{Value, json};

use crate::support::{Call, KEYS, World, register};

const PROVIDER: &str = r#"{
    "subject_types_supported": ["public", "pairwise"],
    "id_token_signing_alg_values_supported": ["RS256", "ES256"],
    "userinfo_signing_alg_values_supported": ["ES256"]
}"#;

fn provider() -> World {
    World::with(&[("AUTHORIZATION_SERVER", PROVIDER), ("PAIRWISE_SALT", KEYS[1])])
}

/// OpenID Connect Relying Party Metadata Choices; requirement C80.
#[test]
fn the_server_chooses_what_it_supports_from_what_a_client_offers() {
    let world = provider();
    let reply = register(
        &world,
        &json!({
            "id_token_signing_alg_values_supported": ["PS256", "ES256", "RS256"],
            "token_endpoint_auth_methods_supported": ["tls_client_auth", "private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
            "subject_types_supported": ["public"],
            "userinfo_signing_alg_values_supported": ["ES256"],
            "userinfo_signed_response_alg": "ES256",
        }),
    );
    for (member, chosen) in [
        ("id_token_signed_response_alg", "ES256"),
        ("token_endpoint_auth_method", "private_key_jwt"),
        ("token_endpoint_auth_signing_alg", "ES256"),
        ("subject_type", "public"),
        ("userinfo_signed_response_alg", "ES256"),
    ] {
        assert_eq!(reply.member(member), chosen, "{member}");
    }
    assert_eq!(reply.member("id_token_signing_alg_values_supported"), Value::Null);
    for (members, pointer) in [
        (json!({"id_token_signing_alg_values_supported": ["PS256"]}), "/id_token_signing_alg_values_supported"),
        (json!({"id_token_signing_alg_values_supported": "ES256"}), "/id_token_signing_alg_values_supported"),
        (json!({"id_token_signing_alg_values_supported": [1]}), "/id_token_signing_alg_values_supported/0"),
        (
            json!({"id_token_signing_alg_values_supported": ["ES256"], "id_token_signed_response_alg": "RS256"}),
            "/id_token_signed_response_alg",
        ),
    ] {
        assert_eq!(register(&world, &members).refusal().2, pointer, "{members}");
    }
}

const METHODS: &str = "token_endpoint_auth_methods_supported";
const ALGORITHMS: &str = "token_endpoint_auth_signing_alg_values_supported";

/// Requirement C80: the server never chooses a value that the client cannot use.
#[test]
fn a_method_is_chosen_with_what_the_client_has_for_it() {
    let world = World::new();
    for (members, method, algorithm) in [
        (
            json!({METHODS: ["private_key_jwt", "client_secret_jwt"], ALGORITHMS: ["HS256", "ES256"]}),
            "private_key_jwt",
            "ES256",
        ),
        (json!({METHODS: ["client_secret_jwt"], ALGORITHMS: ["ES256", "HS512"]}), "client_secret_jwt", "HS512"),
        (json!({METHODS: ["private_key_jwt", "client_secret_post"], "jwks_uri": ""}), "client_secret_post", ""),
        (json!({METHODS: ["client_secret_post"], ALGORITHMS: ["ES256"]}), "client_secret_post", ""),
        (json!({ALGORITHMS: ["ES256"]}), "client_secret_basic", ""),
        (json!({METHODS: "", ALGORITHMS: null}), "client_secret_basic", ""),
        (
            json!({METHODS: ["none", "client_secret_post"], "grant_types": ["client_credentials"]}),
            "client_secret_post",
            "",
        ),
    ] {
        let reply = register(&world, &members);
        assert_eq!(reply.status(), 201, "{members} {}", reply.json());
        let chosen = reply.member("token_endpoint_auth_signing_alg");
        assert_eq!(reply.text("token_endpoint_auth_method"), method, "{members}");
        assert_eq!(chosen.as_str().unwrap_or_default(), algorithm, "{members}");
    }
    let keyless = json!({METHODS: ["private_key_jwt"], "jwks_uri": null});
    assert_eq!(register(&world, &keyless).refusal().2, format!("/{METHODS}"));
    let many = json!({METHODS: vec!["none"; 51]});
    assert_eq!(register(&world, &many).refusal().2, format!("/{METHODS}"));
}

/// Requirement C80: an unsupported requested value is replaced by a supported choice.
#[test]
fn a_value_that_is_not_supported_gives_way_to_one_that_is_offered_too() {
    let asked = json!({
        "id_token_signing_alg_values_supported": ["PS256", "ES256"],
        "id_token_signed_response_alg": "PS256",
    });
    assert_eq!(register(&provider(), &asked).text("id_token_signed_response_alg"), "ES256");
}

/// OpenID Connect Core section 10.1: a client without a secret gets no HMAC algorithm.
#[test]
fn a_public_client_signs_nothing_with_a_secret() {
    const MESSAGES: [&str; 5] = ["id_token", "userinfo", "introspection", "authorization", "request_object"];
    let lists = MESSAGES.iter().map(|message| format!("{message}_signing_alg_values_supported"));
    let lists = lists.chain(["backchannel_authentication_request_signing_alg_values_supported".to_owned()]);
    let mut server = json!({"token_endpoint": "https://op.example/token"});
    lists.for_each(|list| server[list] = json!(["HS256", "ES256"]));
    let world = World::with(&[("AUTHORIZATION_SERVER", &server.to_string())]);
    for member in [
        "id_token_signed_response_alg",
        "userinfo_signed_response_alg",
        "introspection_signed_response_alg",
        "authorization_signed_response_alg",
        "request_object_signing_alg",
        "backchannel_authentication_request_signing_alg",
    ] {
        let with = |method: &str| {
            let asked = json!({"redirect_uris": ["https://client.example/cb"], "token_endpoint_auth_method": method,
                (member): "HS256"});
            Call::register(&asked).to(&world)
        };
        assert_eq!(with("none").refusal().2, format!("/{member}"));
        let confidential = with("client_secret_basic");
        assert_eq!((confidential.status(), confidential.text(member)), (201, "HS256".to_owned()), "{member}");
    }
}
