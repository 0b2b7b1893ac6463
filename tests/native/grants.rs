//! Grants, response types, and how they belong together. RFC 7591 section 2.1.

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::{Call, World};

const ALL_GRANTS: &str = "authorization_code implicit client_credentials refresh_token \
    urn:ietf:params:oauth:grant-type:jwt-bearer urn:ietf:params:oauth:grant-type:device_code";
const ALL_RESPONSE_TYPES: &str = r#"["code","token","id_token","id_token token","code id_token","code token"]"#;

fn world() -> World {
    World::with(&[
        ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://op.example/token"}"#),
        ("GRANT_TYPES_SUPPORTED", ALL_GRANTS),
        ("RESPONSE_TYPES_SUPPORTED", ALL_RESPONSE_TYPES),
    ])
}

/// RFC 7591 section 2.1; requirements C10, C14, C25, C26, C5, S13.
#[test]
fn a_response_type_comes_with_its_grants_and_a_redirecting_grant_with_a_response_type() {
    let world = world();
    for (grants, response_types, outcome) in [
        (json!(null), json!(null), Ok(json!(["code"]))),
        (json!(["client_credentials"]), json!(null), Ok(json!([]))),
        (json!(["client_credentials"]), json!([]), Ok(json!([]))),
        (json!(["urn:ietf:params:oauth:grant-type:jwt-bearer"]), json!(null), Ok(json!([]))),
        (json!(["implicit"]), json!(null), Ok(json!(["token"]))),
        (json!(["authorization_code", "implicit"]), json!(["token code"]), Ok(json!(["code token"]))),
        (json!(["implicit"]), json!(["id_token", "token id_token"]), Ok(json!(["id_token", "id_token token"]))),
        (json!(null), json!(["token"]), Err("/response_types/0")),
        (json!(["authorization_code"]), json!(["code id_token"]), Err("/response_types/0")),
        (json!(["implicit"]), json!(["code"]), Err("/response_types/0")),
        (json!(["client_credentials"]), json!(["code"]), Err("/response_types/0")),
        (json!(["authorization_code"]), json!([]), Err("/response_types")),
        (json!(null), json!([]), Err("/response_types")),
        (json!(["authorization_code", "implicit"]), json!(["code"]), Err("/grant_types/1")),
    ] {
        let asked =
            json!({"redirect_uris": ["https://a.example/"], "grant_types": grants, "response_types": response_types});
        let reply = Call::register(&asked).to(&world);
        match outcome {
            Ok(registered) => assert_eq!(reply.member("response_types"), registered, "{asked}"),
            Err(pointer) => assert_eq!(reply.refusal().2, pointer, "{asked}"),
        }
    }
}

/// Requirement C10: a value that the server filled in has no place in the request.
#[test]
fn a_refused_default_is_told_as_a_missing_member() {
    let world = World::with(&[("GRANT_TYPES_SUPPORTED", "client_credentials")]);
    for grants in [json!(null), json!("")] {
        let asked = json!({"redirect_uris": ["https://a.example/"], "grant_types": grants});
        assert_eq!(Call::register(&asked).to(&world).refusal().2, "/grant_types", "{asked}");
        let tried = Call::new(Method::Post, "/register?dry_run=true").json(&asked).to(&world);
        assert_eq!(tried.member("refusals")[0]["pointer"], "/grant_types", "{asked}");
    }
    let asked = json!({"redirect_uris": ["https://a.example/"], "grant_types": ["authorization_code"]});
    assert_eq!(Call::register(&asked).to(&world).refusal().2, "/grant_types/0");
}

/// OAuth 2.1 section 4.2; requirement C17.
#[test]
fn a_public_client_has_no_client_credentials_grant() {
    let asked = json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "none"});
    let expected = (400, "invalid_client_metadata".to_owned(), "/grant_types/0".to_owned());
    assert_eq!(Call::register(&asked).to(&world()).refusal(), expected);
}

/// RFC 7591 section 2, RFC 9700 section 2.1.2; requirements C23, C24, C29, J15, L14, S4.
#[test]
fn what_is_not_advertised_cannot_be_registered() {
    let world = World::new();
    let advertised = Call::get("/.well-known/oauth-authorization-server").to(&world).member("grant_types_supported");
    assert_eq!(advertised, json!(["authorization_code", "refresh_token", "client_credentials"]));
    for grant in
        ["implicit", "password", "urn:ietf:params:oauth:grant-type:device_code", "urn:x:y", "Authorization_Code"]
    {
        let asked = json!({"redirect_uris": ["https://a.example/"], "grant_types": [grant]});
        let reply = Call::register(&asked).to(&world);
        assert_eq!(reply.refusal().2, "/grant_types/0", "{grant}");
        assert!(reply.text("error_description").contains("authorization_code, refresh_token, client_credentials"));
    }
}

/// RFC 7591 section 2.1; requirements C26, C52, S12, S13.
#[test]
fn an_api_client_needs_no_redirection_uri() {
    let reply = Call::register(&json!({"grant_types": ["client_credentials"]})).to(&World::new());
    assert_eq!(reply.status(), 201);
    assert_eq!(reply.member("redirect_uris"), Value::Null);
    assert_eq!(reply.member("response_types"), json!([]));
}

/// RFC 7591 section 2; requirement C24: a grant of an extension is registered where the server has it.
#[test]
fn grants_of_extensions_are_registered_where_they_are_supported() {
    let extensions = [
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:token-exchange",
    ];
    let able = World::with(&[("GRANT_TYPES_SUPPORTED", &extensions.join(" "))]);
    for grant in extensions {
        let asked = json!({"grant_types": [grant]});
        let reply = Call::register(&asked).to(&able);
        assert_eq!((reply.status(), reply.member("grant_types")), (201, json!([grant])), "{grant}");
        assert_eq!(Call::register(&asked).to(&World::new()).refusal().2, "/grant_types/0", "{grant}");
    }
}

/// CIBA Core section 4; requirements C24, C97: where the server has no such authentication, it is not registered, and neither
/// are its members.
#[test]
fn authentication_without_a_user_agent_is_not_registered_where_it_is_not_supported() {
    let world = World::new();
    let ciba = json!(["urn:openid:params:grant-type:ciba"]);
    let keys = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]});
    for asked in [
        json!({"grant_types": ciba}),
        json!({"grant_types": ciba, "backchannel_token_delivery_mode": "poll"}),
        json!({"grant_types": ciba, "response_types": [], "backchannel_token_delivery_mode": "ping",
            "backchannel_client_notification_endpoint": "https://client.example/notify"}),
    ] {
        let (status, code, pointer) = Call::register(&asked).to(&world).refusal();
        assert_eq!((status, &*code), (400, "invalid_client_metadata"), "{asked}");
        assert!(pointer.starts_with("/grant_types"), "{asked} {pointer}");
    }
    for (member, value) in [
        ("backchannel_token_delivery_mode", json!("poll")),
        ("backchannel_authentication_request_signing_alg", json!("EdDSA")),
        ("backchannel_user_code_parameter", json!(true)),
    ] {
        let asked = json!({"redirect_uris": ["https://client.example/cb"], "jwks": keys, (member): value});
        let (status, code, pointer) = Call::register(&asked).to(&world).refusal();
        assert_eq!((status, &*code, pointer), (400, "invalid_client_metadata", format!("/{member}")));
    }
    let asked = json!({"redirect_uris": ["https://client.example/cb"], "backchannel_user_code_parameter": false});
    assert_eq!(Call::register(&asked).to(&world).status(), 201, "nothing is asked for");
    assert_eq!(world.clients().len(), 1);
}
