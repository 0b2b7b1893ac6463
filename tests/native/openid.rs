//! The members of OpenID Connect Registration section 2.

use serde_json::{Value, json};

use crate::support::{Call, KEYS, World, keyed, register};

/// An OpenID provider with all features.
const PROVIDER: &str = r#"{
    "authorization_endpoint": "https://op.example/authorize",
    "token_endpoint": "https://op.example/token",
    "acr_values_supported": ["urn:mace:incommon:iap:silver", "1"],
    "subject_types_supported": ["public", "pairwise"],
    "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256"],
    "id_token_encryption_alg_values_supported": ["RSA-OAEP", "A128KW"],
    "id_token_encryption_enc_values_supported": ["A128CBC-HS256", "A128GCM"],
    "userinfo_signing_alg_values_supported": ["ES256"],
    "userinfo_encryption_alg_values_supported": ["RSA-OAEP"],
    "userinfo_encryption_enc_values_supported": ["A128CBC-HS256"],
    "request_object_signing_alg_values_supported": ["ES256"],
    "request_object_encryption_alg_values_supported": ["RSA-OAEP"],
    "request_object_encryption_enc_values_supported": ["A128CBC-HS256"],
    "introspection_signing_alg_values_supported": ["ES256"],
    "introspection_encryption_alg_values_supported": ["RSA-OAEP"],
    "introspection_encryption_enc_values_supported": ["A128CBC-HS256"],
    "authorization_signing_alg_values_supported": ["ES256"],
    "authorization_encryption_alg_values_supported": ["RSA-OAEP"],
    "authorization_encryption_enc_values_supported": ["A128CBC-HS256"],
    "request_uri_parameter_supported": true
}"#;

fn provider() -> World {
    World::with(&[("AUTHORIZATION_SERVER", PROVIDER)])
}

/// OpenID Connect Registration section 2; requirements C9, C53, C59, C63, C69, C74, C75, C79.
#[test]
fn every_member_of_openid_connect_is_echoed_as_sent() {
    let asked = keyed(&json!({
        "application_type": "native",
        "subject_type": "pairwise",
        "id_token_signed_response_alg": "ES256",
        "id_token_encrypted_response_alg": "RSA-OAEP",
        "id_token_encrypted_response_enc": "A128GCM",
        "userinfo_signed_response_alg": "ES256",
        "userinfo_encrypted_response_alg": "RSA-OAEP",
        "userinfo_encrypted_response_enc": "A128CBC-HS256",
        "request_object_signing_alg": "ES256",
        "request_object_encryption_alg": "RSA-OAEP",
        "request_object_encryption_enc": "A128CBC-HS256",
        "introspection_signed_response_alg": "ES256",
        "introspection_encrypted_response_alg": "RSA-OAEP",
        "introspection_encrypted_response_enc": "A128CBC-HS256",
        "authorization_signed_response_alg": "ES256",
        "authorization_encrypted_response_alg": "RSA-OAEP",
        "authorization_encrypted_response_enc": "A128CBC-HS256",
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "PS256",
        "default_max_age": 3600,
        "require_auth_time": true,
        "default_acr_values": ["1", "urn:mace:incommon:iap:silver"],
        "initiate_login_uri": "https://client.example/login",
        "request_uris": ["https://client.example/r#GkurKxf5T0Y-mnPFCHqWOMiZi4VS138cQO_V7PZHAdM"],
    }));
    let world = provider();
    let reply = Call::register(&asked).to(&world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    for (name, value) in asked.as_object().unwrap() {
        assert_eq!(&reply.member(name), value, "{name}");
    }
    assert!(world.fetches.borrow().is_empty());
}

/// OpenID Connect Registration section 2; requirements C56, C59, C63 to C65, C67, C69, C71 to C73, C76, C77, A20, C95, C96.
#[test]
fn a_bad_member_of_openid_connect_is_refused_by_name() {
    let world = provider();
    for (members, pointer) in [
        (json!({"application_type": "mobile"}), "/application_type"),
        (json!({"application_type": "Web"}), "/application_type"),
        (json!({"subject_type": "private"}), "/subject_type"),
        (json!({"sector_identifier_uri": "http://client.example/s"}), "/sector_identifier_uri"),
        (json!({"sector_identifier_uri": "https://127.0.0.1/s"}), "/sector_identifier_uri"),
        (json!({"jwks_uri": "https://169.254.169.254/latest/meta-data"}), "/jwks_uri"),
        (json!({"jwks_uri": "https://client.example:22/jwks"}), "/jwks_uri"),
        (json!({"jwks_uri": "https://as.example/jwks"}), "/jwks_uri"),
        (json!({"id_token_signed_response_alg": "none"}), "/id_token_signed_response_alg"),
        (json!({"id_token_signed_response_alg": "rs256"}), "/id_token_signed_response_alg"),
        (json!({"id_token_signed_response_alg": "PS256"}), "/id_token_signed_response_alg"),
        (json!({"id_token_encrypted_response_enc": "A128GCM"}), "/id_token_encrypted_response_enc"),
        (json!({"id_token_encrypted_response_alg": "RSA1_5"}), "/id_token_encrypted_response_alg"),
        (
            json!({"id_token_encrypted_response_alg": "RSA-OAEP", "id_token_encrypted_response_enc": "A256GCM"}),
            "/id_token_encrypted_response_enc",
        ),
        (json!({"id_token_encrypted_response_alg": "RSA-OAEP", "jwks_uri": null}), "/id_token_encrypted_response_alg"),
        (json!({"userinfo_signed_response_alg": "none"}), "/userinfo_signed_response_alg"),
        (json!({"userinfo_encrypted_response_enc": "A128CBC-HS256"}), "/userinfo_encrypted_response_enc"),
        (json!({"request_object_signing_alg": "none"}), "/request_object_signing_alg"),
        (json!({"request_object_encryption_enc": "A128CBC-HS256"}), "/request_object_encryption_enc"),
        (json!({"introspection_signed_response_alg": "RS256"}), "/introspection_signed_response_alg"),
        (json!({"authorization_signed_response_alg": "none"}), "/authorization_signed_response_alg"),
        (json!({"token_endpoint_auth_signing_alg": "none"}), "/token_endpoint_auth_signing_alg"),
        (json!({"token_endpoint_auth_signing_alg": "es256"}), "/token_endpoint_auth_signing_alg"),
        (
            json!({"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "HS256"}),
            "/token_endpoint_auth_signing_alg",
        ),
        (
            json!({"token_endpoint_auth_method": "client_secret_jwt", "token_endpoint_auth_signing_alg": "RS256"}),
            "/token_endpoint_auth_signing_alg",
        ),
        (json!({"default_max_age": -1}), "/default_max_age"),
        (json!({"default_max_age": "60"}), "/default_max_age"),
        (json!({"default_max_age": 1.5}), "/default_max_age"),
        (json!({"default_max_age": 3.0}), "/default_max_age"),
        (json!({"default_max_age": u64::MAX}), "/default_max_age"),
        (json!({"require_auth_time": "true"}), "/require_auth_time"),
        (json!({"default_acr_values": "1"}), "/default_acr_values"),
        (json!({"default_acr_values": ["1", "2"]}), "/default_acr_values/1"),
        (json!({"initiate_login_uri": "http://client.example/login"}), "/initiate_login_uri"),
        (json!({"request_uris": ["http://client.example/r"]}), "/request_uris/0"),
        (json!({"request_uris": ["https://client.example/r", "https://169.254.169.254/r"]}), "/request_uris/1"),
        (json!({"request_uris": ["https://as.example:443/token"]}), "/request_uris/0"),
        (json!({"request_uris": ["https://client.example/r#a b"]}), "/request_uris/0"),
        (json!({"request_uris": [format!("https://client.example/{}", "r".repeat(490))]}), "/request_uris/0"),
    ] {
        let refusal = register(&world, &members).refusal();
        assert_eq!(refusal, (400, "invalid_client_metadata".to_owned(), pointer.to_owned()), "{members}");
    }
}

/// OpenID Connect Registration section 2; requirements C62, C63, C66.
#[test]
fn what_is_left_out_is_filled_in() {
    let world = provider();
    let reply = register(&world, &json!({"id_token_encrypted_response_alg": "RSA-OAEP"}));
    assert_eq!(reply.text("id_token_encrypted_response_enc"), "A128CBC-HS256");
    assert_eq!(reply.text("id_token_signed_response_alg"), "RS256");
    assert_eq!(reply.member("userinfo_signed_response_alg"), Value::Null);
    let other = r#"{"token_endpoint":"https://op.example/token",
        "id_token_signing_alg_values_supported":["ML-DSA-44","ES256"],"subject_types_supported":["pairwise"]}"#;
    let reply = register(&World::with(&[("AUTHORIZATION_SERVER", other)]), &json!({}));
    assert_eq!(reply.text("id_token_signed_response_alg"), "ES256");
    assert_eq!(reply.text("subject_type"), "pairwise");
}

/// OpenID Connect Registration section 2, OpenID Connect Core section 10; requirement C68.
#[test]
fn a_symmetric_algorithm_brings_a_secret_and_is_not_for_public_clients() {
    let world = provider();
    for members in
        [json!({"id_token_signed_response_alg": "HS256"}), json!({"id_token_encrypted_response_alg": "A128KW"})]
    {
        let (member, _) = members.as_object().unwrap().iter().next().unwrap();
        let mut asked = keyed(&members);
        asked["token_endpoint_auth_method"] = json!("private_key_jwt");
        let reply = Call::register(&asked).to(&world);
        assert!(reply.text("client_secret").len() >= 64);
        assert_eq!(reply.member("client_secret_expires_at"), 0);
        asked["token_endpoint_auth_method"] = json!("none");
        assert_eq!(Call::register(&asked).to(&world).refusal().2, format!("/{member}"));
    }
}

/// OpenID Connect Core section 8.1; requirements C60, C62.
#[test]
fn a_pairwise_client_has_one_host_or_names_its_sector() {
    let world = provider();
    let register = |uris: Value| Call::register(&json!({"redirect_uris": uris, "subject_type": "pairwise"})).to(&world);
    assert_eq!(register(json!(["https://a.example/1", "https://A.example:8443/2"])).status(), 201);
    for uris in [
        json!(["https://a.example/", "https://b.example/"]),
        json!(["com.example.app:/cb"]),
        json!(["com.example.app://callback/cb"]),
        json!(["http://localhost:3000/cb"]),
        json!(["http://127.0.0.1/cb"]),
    ] {
        assert_eq!(register(uris).refusal().2, "/sector_identifier_uri");
    }
}

/// OpenID Connect Registration section 2; requirements C53 to C55, D22, D24, D26, O11, O17, R11, S8 to S11.
#[test]
fn redirection_uris_fit_the_application() {
    let grants = "authorization_code implicit";
    let settings = [
        ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://op.example/token"}"#),
        ("GRANT_TYPES_SUPPORTED", grants),
        ("RESPONSE_TYPES_SUPPORTED", r#"["code","id_token"]"#),
    ];
    let world = World::with(&settings);
    let register = |application: &str, implicit: bool, uri: &str| {
        let (grant, response) = if implicit { ("implicit", "id_token") } else { ("authorization_code", "code") };
        let mut asked = json!({"redirect_uris": [uri], "grant_types": [grant], "response_types": [response]});
        if !application.is_empty() {
            asked["application_type"] = json!(application);
        }
        Call::register(&asked).to(&world)
    };
    for (application, implicit, uri, registered) in [
        ("", false, "https://client.example/cb", "web"),
        ("", false, "http://127.0.0.1:33418/", "web"),
        ("", false, "http://localhost:3000/callback", "web"),
        ("", false, "cursor://anysphere.cursor-mcp/oauth/callback", "native"),
        ("web", true, "https://client.example/cb", "web"),
        ("native", false, "https://client.example/claimed", "native"),
        ("native", true, "http://localhost/cb", "native"),
        ("native", false, "com.example.app:/cb", "native"),
    ] {
        let reply = register(application, implicit, uri);
        assert_eq!(reply.member("application_type"), registered, "{uri}");
    }
    for (application, implicit, uri) in [
        ("web", false, "com.example.app:/cb"),
        ("web", true, "http://localhost/cb"),
        ("web", true, "https://localhost/cb"),
        ("web", true, "http://127.0.0.1/cb"),
        ("native", false, "https://localhost/cb"),
        ("native", false, "http://client.example/cb"),
        ("", false, "https://as.example/authorize"),
        ("", false, "HTTPS://AS.EXAMPLE/Authorize"),
    ] {
        let refusal = register(application, implicit, uri).refusal();
        assert_eq!(refusal, (400, "invalid_redirect_uri".to_owned(), "/redirect_uris/0".to_owned()), "{uri}");
    }
    let editor = json!({"application_type": "native", "redirect_uris":
        ["http://127.0.0.1/cb", "http://127.0.0.1:33418/", "https://vscode.dev/redirect"]});
    assert_eq!(Call::register(&editor).to(&world).status(), 201);
}

/// Requirements C63, C68: the defaults of a public client are usable.
#[test]
fn a_public_client_gets_no_algorithm_that_needs_a_secret() {
    let server = r#"{"token_endpoint":"https://op.example/token",
        "id_token_signing_alg_values_supported":["HS256","ES256"]}"#;
    let world = World::with(&[("AUTHORIZATION_SERVER", server)]);
    let alg = |method: &str| {
        register(&world, &json!({"token_endpoint_auth_method": method})).text("id_token_signed_response_alg")
    };
    assert_eq!(alg("none"), "ES256");
    assert_eq!(alg("client_secret_basic"), "HS256");
}

/// Requirements C60, C62.
#[test]
fn a_client_without_users_needs_no_sector() {
    let world = World::with(&[
        ("AUTHORIZATION_SERVER", r#"{"subject_types_supported": ["pairwise"]}"#),
        ("PAIRWISE_SALT", KEYS[1]),
    ]);
    let machine = json!({"grant_types": ["client_credentials"]});
    let reply = Call::register(&machine).to(&world);
    assert_eq!((reply.status(), reply.member("subject_type")), (201, Value::Null));
    let mut demanding = machine;
    demanding["subject_type"] = json!("pairwise");
    assert_eq!(Call::register(&demanding).to(&world).refusal().2, "/sector_identifier_uri");
    assert_eq!(register(&world, &json!({})).text("subject_type"), "pairwise");
}

/// Requirements D22, R11, Q9: the endpoints of the authorization server count as own endpoints, and nothing is fetched
/// from its host.
#[test]
fn nobody_is_redirected_to_the_authorization_server() {
    let world = provider();
    for uri in ["https://op.example/authorize", "https://op.example:8443/authorize/x", "https://OP.example//Authorize"]
    {
        assert_eq!(register(&world, &json!({"redirect_uris": [uri]})).refusal().2, "/redirect_uris/0", "{uri}");
    }
    assert_eq!(register(&world, &json!({"redirect_uris": ["https://op.example/cb"]})).status(), 201);
    let aliases = json!({"mtls_endpoint_aliases": {"token_endpoint": "https://mtls.as.example/token"}}).to_string();
    let other = World::with(&[("AUTHORIZATION_SERVER", &aliases)]);
    for (uri, status) in [("https://mtls.as.example/token", 400), ("https://mtls.as.example/cb", 201)] {
        assert_eq!(register(&other, &json!({"redirect_uris": [uri]})).status(), status, "{uri}");
    }
    let jwks = json!({"jwks_uri": "https://mtls.as.example/jwks"});
    assert_eq!(register(&other, &jwks).refusal().2, "/jwks_uri");
    assert_eq!(register(&world, &json!({"jwks_uri": "https://op.example/jwks"})).refusal().2, "/jwks_uri");
    assert_eq!(register(&world, &json!({"redirect_uris": ["https://app.op.example/cb"]})).status(), 201);
}

/// Requirement C72: members that the method does not use are dropped, because some clients always send them.
#[test]
fn an_algorithm_that_no_method_uses_is_left_out() {
    for method in ["none", "client_secret_basic", "client_secret_post"] {
        let asked = json!({"token_endpoint_auth_method": method, "token_endpoint_auth_signing_alg": "RS256"});
        let reply = register(&World::new(), &asked);
        assert_eq!((reply.status(), reply.member("token_endpoint_auth_signing_alg")), (201, Value::Null), "{method}");
    }
}

/// Requirements C74, C83, C85: an absent requirement is returned as `false`.
#[test]
fn a_demand_that_was_not_made_is_told_as_false() {
    assert_eq!(register(&provider(), &json!({})).member("require_auth_time"), false);
}
