//! The metadata documents. RFC 8414, OpenID Connect Discovery.

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::{Call, KEYS, World};

const OPENID: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";

/// Requirements L10, L14, L26: an unusable endpoint is not listed.
#[test]
fn without_a_grant_of_its_own_the_server_has_no_endpoints_of_tokens() {
    let elsewhere =
        r#"{"authorization_endpoint":"https://login.example/authorize","token_endpoint":"https://login.example/t"}"#;
    let public = [("GRANT_TYPES_SUPPORTED", "authorization_code"), ("AUTHORIZATION_SERVER", elsewhere)];
    let server = r#"{"token_endpoint":"https://login.example/token","jwks_uri":"https://login.example/jwks"}"#;
    let beside = [("AUTHORIZATION_SERVER", server)];
    for (settings, token_endpoint, jwks_uri) in [
        (&public[..], json!("https://login.example/t"), Value::Null),
        (&beside[..], json!("https://login.example/token"), json!("https://login.example/jwks")),
    ] {
        let document = Call::get(OAUTH).to(&World::with(settings)).json();
        assert_eq!((&document["token_endpoint"], &document["jwks_uri"]), (&token_endpoint, &jwks_uri));
        for member in ["introspection_endpoint", "revocation_endpoint_auth_methods_supported"] {
            assert_eq!(document[member], Value::Null, "{settings:?} {member}");
        }
    }
}

/// RFC 8414 section 3, OpenID Connect Discovery section 4; requirements J1, L1, L4, L8, L10 to L12, L16, L20, L25, L26,
/// L33, O1, O9, O16.
#[test]
fn both_documents_say_what_works_and_nothing_else() {
    let world = World::with(&[("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "ES256 HS256")]);
    let algorithms = [
        "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512",
        "EdDSA", "Ed25519",
    ];
    let expected = json!({
        "acr_values_supported": ["https://refeds.org/profile/mfa"],
        "authorization_endpoint": "https://as.example/authorize",
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_session_supported": true,
        "backchannel_logout_supported": true,
        "claims_parameter_supported": true,
        "client_id_metadata_document_supported": true,
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "azp", "at_hash", "sid", "name", "family_name", "given_name", "middle_name",
            "nickname", "preferred_username", "profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale",
            "updated_at", "email", "email_verified", "address", "phone_number", "phone_number_verified"],
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384",
            "PS512", "EdDSA", "Ed25519"],
        "end_session_endpoint": "https://as.example/sign-out",
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "pushed_authorization_request_endpoint": "https://as.example/par",
        "request_object_signing_alg_values_supported": algorithms,
        "request_parameter_supported": true,
        "require_request_uri_registration": true,
        "response_modes_supported": ["query", "fragment", "form_post"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "userinfo_endpoint": "https://as.example/userinfo",
        "userinfo_signing_alg_values_supported": ["RS256", "ES256"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "introspection_endpoint": "https://as.example/introspect",
        "introspection_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"],
        "introspection_endpoint_auth_signing_alg_values_supported": ["ES256", "HS256"],
        "introspection_signing_alg_values_supported": ["RS256", "ES256"],
        "issuer": "https://as.example",
        "jwks_uri": "https://as.example/jwks",
        "registration_endpoint": "https://as.example/register",
        "request_uri_parameter_supported": true,
        "response_types_supported": ["code"],
        "revocation_endpoint": "https://as.example/revoke",
        "revocation_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"],
        "revocation_endpoint_auth_signing_alg_values_supported": ["ES256", "HS256"],
        "subject_types_supported": ["public"],
        "token_endpoint": "https://as.example/token",
        "token_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256", "HS256"],
    });
    for path in [OPENID, OAUTH] {
        let reply = Call::get(path).to(&world);
        assert_eq!((reply.status(), reply.header("content-type")), (200, Some("application/json")));
        assert_eq!(reply.json(), expected);
    }
}

/// RFC 8414 section 2; requirements L14, L25, L26.
#[test]
fn what_is_set_is_what_is_said() {
    let elsewhere =
        r#"{"authorization_endpoint":"https://login.example/authorize","token_endpoint":"https://login.example/t"}"#;
    let world = World::with(&[
        ("SCOPES_SUPPORTED", "openid"),
        ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "none"),
        ("GRANT_TYPES_SUPPORTED", "authorization_code implicit"),
        ("RESPONSE_TYPES_SUPPORTED", r#"["code", "code id_token"]"#),
        ("AUTHORIZATION_SERVER", elsewhere),
    ]);
    let document = Call::get(OAUTH).to(&world);
    assert_eq!(document.member("scopes_supported"), json!(["openid"]));
    assert_eq!(document.member("token_endpoint_auth_methods_supported"), json!(["none"]));
    assert_eq!(document.member("token_endpoint_auth_signing_alg_values_supported"), Value::Null);
    assert_eq!(document.member("response_types_supported"), json!(["code", "code id_token"]));
}

/// OpenID Connect Core section 3.1.2.1, RFC 8414 section 2; requirements L9, L14: every client may request the scope
/// values of OpenID Connect, whatever the operator adds, so all may register them.
#[test]
fn the_scope_values_of_openid_connect_are_listed_before_those_of_the_operator() {
    let settings =
        [("SCOPES_SUPPORTED", "read email openid"), ("DEFAULT_SCOPE", "openid read"), ("UNSUPPORTED_SCOPE", "refuse")];
    let world = World::with(&settings);
    let listed = Call::get(OPENID).to(&world).json()["scopes_supported"].clone();
    assert_eq!(listed, json!(["openid", "profile", "email", "offline_access", "read"]));
    let scope = listed.as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect::<Vec<_>>().join(" ");
    let asked = json!({"redirect_uris": ["https://client.example/cb"], "scope": scope});
    assert_eq!(Call::register(&asked).to(&world).status(), 201);
}

/// OpenID Connect Core section 8.1, Discovery section 3; requirements L7, L14.
#[test]
fn pairwise_subjects_are_listed_where_they_can_be_made() {
    let salt = ("PAIRWISE_SALT", KEYS[1]);
    let document = Call::get(OPENID).to(&World::with(&[salt])).json();
    assert_eq!(document["subject_types_supported"], json!(["public", "pairwise"]));
    assert_eq!(Call::get(OPENID).to(&World::new()).json()["subject_types_supported"], json!(["public"]));
}

/// RFC 8414 section 2; requirements L7, L9, L24, O4.
#[test]
fn the_authorization_server_beside_which_it_stands_is_shown_as_set() {
    let server = r#"{"authorization_endpoint":"https://login.example/authorize","token_endpoint":"https://login.example/token",
        "jwks_uri":"https://login.example/jwks","code_challenge_methods_supported":["S256"],"request_uri_parameter_supported":true,
        "userinfo_endpoint":"https://login.example/userinfo","claims_supported":["sub","name"]}"#;
    let settings = [("AUTHORIZATION_SERVER", server), ("SCOPES_SUPPORTED", "openid profile")];
    let document = Call::get(OPENID).to(&World::with(&settings));
    assert_eq!(document.member("authorization_endpoint"), "https://login.example/authorize");
    assert_eq!(document.member("token_endpoint"), "https://login.example/token");
    assert_eq!(document.member("jwks_uri"), "https://login.example/jwks");
    assert_eq!(document.member("userinfo_endpoint"), "https://login.example/userinfo");
    assert_eq!(document.member("claims_supported"), json!(["sub", "name"]));
    assert_eq!(document.member("scopes_supported"), json!(["openid", "profile"]));
    assert_eq!(document.member("code_challenge_methods_supported"), json!(["S256"]));
    assert_eq!(document.member("request_uri_parameter_supported"), true);
    assert_eq!(document.member("registration_endpoint"), "https://as.example/register");
}

/// RFC 9110 section 13.1.2; requirement L18.
#[test]
fn a_document_that_the_caller_has_is_not_sent_again() {
    let world = World::with(&[("DISCOVERY_MAX_AGE_SECONDS", "600")]);
    let first = Call::get(OPENID).to(&world);
    let etag = first.header("etag").unwrap().to_owned();
    assert!(etag.starts_with('"') && etag.ends_with('"'));
    assert_eq!(first.header("cache-control"), Some("public, max-age=600"));
    assert_eq!(first.header("pragma"), None);
    for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
        let reply = Call::get(OPENID).header("if-none-match", &known).to(&world);
        assert_eq!((reply.status(), reply.response.body.len()), (304, 0), "{known}");
        assert_eq!(reply.header("etag"), Some(&*etag));
    }
    assert_eq!(Call::get(OPENID).header("if-none-match", "\"other\"").to(&world).status(), 200);
    let other = Call::get(OPENID).to(&World::with(&[("SCOPES_SUPPORTED", "read")]));
    assert_ne!(other.header("etag"), Some(&*etag));
}

/// Requirement L19.
#[test]
fn a_head_has_the_headers_of_the_document() {
    let world = World::new();
    let (head, get) = (Call::new(Method::Head, OAUTH).to(&world), Call::get(OAUTH).to(&world));
    assert_eq!((head.status(), head.response.body.len()), (200, 0));
    assert_eq!(head.response.headers, get.response.headers);
}

/// RFC 8414 sections 3.1 and 5, OpenID Connect Discovery section 4.1; requirements L2, L3, L6, L21 to L23, L27, O1,
/// O22.
#[test]
fn an_issuer_with_a_path_is_found_by_the_inserted_and_the_appended_form() {
    let world = World::with(&[("ISSUER", "https://as.example/t1")]);
    for path in [
        "/t1/.well-known/openid-configuration",
        "/.well-known/openid-configuration/t1",
        "/.well-known/oauth-authorization-server/t1",
        "/t1/.well-known/oauth-authorization-server",
    ] {
        let reply = Call::get(path).to(&world);
        assert_eq!((reply.status(), reply.text("issuer")), (200, "https://as.example/t1".to_owned()), "{path}");
    }
    for path in
        [OPENID, OAUTH, "/.well-known/openid-configuration/t2", "/t2/.well-known/openid-configuration", "/register"]
    {
        let reply = Call::get(path).to(&world);
        assert_eq!((reply.status(), reply.header("content-type")), (404, Some("application/json")), "{path}");
    }
    let asked = json!({"redirect_uris": ["https://client.example/cb"]});
    let client = Call::new(Method::Post, "/t1/register").json(&asked).to(&world);
    assert_eq!(client.status(), 201);
    assert!(client.text("registration_client_uri").starts_with("https://as.example/t1/register/"));
    assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 200);
}

/// RFC 8414 section 3.2, OpenID Connect Discovery section 4.2; requirements L10, L24, L26.
#[test]
fn an_empty_list_is_not_shown_and_a_used_one_is() {
    let world = World::with(&[("SCOPES_SUPPORTED", "[]"), ("GRANT_TYPES_SUPPORTED", "client_credentials")]);
    let document = Call::get(OPENID).to(&world).json();
    assert!(document.as_object().unwrap().values().all(|value| *value != json!([])), "{document}");
    assert_eq!((&document["scopes_supported"], &document["response_types_supported"]), (&Value::Null, &Value::Null));
    let redirecting = Call::get(OPENID).to(&World::new()).json();
    assert_eq!(redirecting["response_types_supported"], json!(["code"]));
}
