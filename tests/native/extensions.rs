//! Members of extensions that a server supports or lacks: logout, sender-constrained tokens, pushed requests,
//! certificates, CIBA.

use serde_json::{Value, json};

use crate::support::{Call, Reply, World};

const SERVER: &str = r#"{
    "token_endpoint": "https://op.example/token",
    "end_session_endpoint": "https://op.example/logout",
    "frontchannel_logout_supported": true,
    "frontchannel_logout_session_supported": true,
    "backchannel_logout_supported": true,
    "backchannel_logout_session_supported": true,
    "tls_client_certificate_bound_access_tokens": true,
    "dpop_signing_alg_values_supported": ["ES256"],
    "pushed_authorization_request_endpoint": "https://op.example/par",
    "request_object_signing_alg_values_supported": ["ES256"],
    "authorization_details_types_supported": ["payment_initiation"],
    "backchannel_token_delivery_modes_supported": ["poll", "ping"],
    "backchannel_authentication_request_signing_alg_values_supported": ["ES256"],
    "backchannel_user_code_parameter_supported": true
}"#;

const METHODS: &str = "none client_secret_basic tls_client_auth self_signed_tls_client_auth";
const GRANTS: &str = "authorization_code urn:openid:params:grant-type:ciba";

fn able() -> World {
    World::with(&[
        ("AUTHORIZATION_SERVER", SERVER),
        ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", METHODS),
        ("GRANT_TYPES_SUPPORTED", GRANTS),
    ])
}

fn register(world: &World, members: &Value) -> Reply {
    let mut asked = json!({"redirect_uris": ["https://client.example/cb"]});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    Call::register(&asked).to(world)
}

fn refused(world: &World, members: &Value) -> String {
    let (status, code, pointer) = register(world, members).refusal();
    assert_eq!((status, &*code), (400, "invalid_client_metadata"), "{members}");
    pointer
}

/// Requirements C81 to C85, C88, C91 to C94, C97.
#[test]
fn a_server_that_has_the_features_echoes_what_is_asked_and_what_is_not() {
    let asked = json!({
        "grant_types": ["authorization_code", "urn:openid:params:grant-type:ciba"],
        "jwks_uri": "https://client.example/jwks",
        "post_logout_redirect_uris": ["https://client.example/bye"],
        "frontchannel_logout_uri": "https://client.example:443/logout",
        "frontchannel_logout_session_required": true,
        "backchannel_logout_uri": "https://other.example/logout?x=1",
        "backchannel_logout_session_required": true,
        "tls_client_certificate_bound_access_tokens": true,
        "dpop_bound_access_tokens": true,
        "require_pushed_authorization_requests": true,
        "require_signed_request_object": true,
        "authorization_details_types": ["payment_initiation"],
        "backchannel_token_delivery_mode": "ping",
        "backchannel_client_notification_endpoint": "https://client.example/ping",
        "backchannel_authentication_request_signing_alg": "ES256",
        "backchannel_user_code_parameter": true,
    });
    let reply = register(&able(), &asked);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    for (name, value) in asked.as_object().unwrap() {
        assert_eq!(&reply.member(name), value, "{name}");
    }
    let reply = register(&able(), &json!({}));
    for flag in [
        "frontchannel_logout_session_required",
        "backchannel_logout_session_required",
        "tls_client_certificate_bound_access_tokens",
        "dpop_bound_access_tokens",
        "require_pushed_authorization_requests",
        "require_signed_request_object",
    ] {
        assert_eq!(reply.member(flag), false, "{flag}");
    }
}

/// Requirements C81 to C85, C88, C91 to C94, C97, C98: no unsupported feature is registered.
#[test]
fn a_server_that_lacks_the_features_refuses_demands_and_leaves_out_addresses() {
    let world = World::with(&[("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://op.example/token"}"#)]);
    for (member, value) in [
        ("frontchannel_logout_session_required", json!(true)),
        ("backchannel_logout_session_required", json!(true)),
        ("tls_client_certificate_bound_access_tokens", json!(true)),
        ("dpop_bound_access_tokens", json!(true)),
        ("require_pushed_authorization_requests", json!(true)),
        ("require_signed_request_object", json!(true)),
        ("backchannel_token_delivery_mode", json!("poll")),
        ("backchannel_authentication_request_signing_alg", json!("ES256")),
        ("backchannel_user_code_parameter", json!(true)),
        ("userinfo_signed_response_alg", json!("RS256")),
        ("id_token_encrypted_response_alg", json!("RSA-OAEP")),
    ] {
        assert_eq!(refused(&world, &json!({member: value})), format!("/{member}"));
    }
    assert_eq!(refused(&world, &json!({"authorization_details_types": ["x"]})), "/authorization_details_types/0");
    let asked = json!({
        "post_logout_redirect_uris": ["https://client.example/bye"],
        "frontchannel_logout_uri": "https://client.example/logout",
        "frontchannel_logout_session_required": false,
        "backchannel_logout_uri": "https://client.example/logout",
        "backchannel_logout_session_required": false,
        "request_uris": ["https://client.example/r"],
        "use_mtls_endpoint_aliases": true,
        "signed_jwks_uri": "https://client.example/s",
    });
    let reply = register(&world, &asked);
    assert_eq!(reply.status(), 201);
    for name in asked.as_object().unwrap().keys() {
        assert_eq!(reply.member(name), Value::Null, "{name}");
    }
}

/// OpenID Connect RP-Initiated Logout section 3.1, Front-Channel Logout section 2, Back-Channel Logout section 2.2;
/// requirements C81, C82, C84, C87.
#[test]
fn a_bad_logout_address_is_refused() {
    let world = able();
    for (members, pointer) in [
        (json!({"post_logout_redirect_uris": ["javascript:alert(1)"]}), "/post_logout_redirect_uris/0"),
        (json!({"post_logout_redirect_uris": ["https://a.example/", "data:,x"]}), "/post_logout_redirect_uris/1"),
        (json!({"post_logout_redirect_uris": ["http://a.example/"]}), "/post_logout_redirect_uris/0"),
        (json!({"post_logout_redirect_uris": ["com.example.app:/bye"]}), "/post_logout_redirect_uris/0"),
        (json!({"post_logout_redirect_uris": ["https://a.example/#x"]}), "/post_logout_redirect_uris/0"),
        (json!({"frontchannel_logout_uri": "https://other.example/"}), "/frontchannel_logout_uri"),
        (json!({"frontchannel_logout_uri": "https://client.example:8443/"}), "/frontchannel_logout_uri"),
        (json!({"frontchannel_logout_uri": "http://client.example/"}), "/frontchannel_logout_uri"),
        (json!({"frontchannel_logout_uri": "https://client.example/#x"}), "/frontchannel_logout_uri"),
        (json!({"backchannel_logout_uri": "http://client.example/"}), "/backchannel_logout_uri"),
        (json!({"backchannel_logout_uri": "https://client.example/#"}), "/backchannel_logout_uri"),
    ] {
        assert_eq!(refused(&world, &members), pointer, "{members}");
    }
    let app = json!({"application_type": "native", "redirect_uris": ["com.example.app:/cb"],
        "post_logout_redirect_uris": ["com.example.app:/bye"]});
    assert_eq!(register(&world, &app).status(), 201);
    let local =
        json!({"redirect_uris": ["http://localhost:3000/cb"], "frontchannel_logout_uri": "http://localhost:3000/out"});
    assert_eq!(register(&world, &local).status(), 201);
    let public = json!({"token_endpoint_auth_method": "none", "redirect_uris": ["http://localhost:3000/cb"],
        "frontchannel_logout_uri": "http://localhost:3000/out"});
    assert_eq!(refused(&world, &public), "/frontchannel_logout_uri");
}

/// RFC 8705 section 2; requirements C19, C20, C89, C90.
#[test]
fn a_certificate_has_exactly_one_name_and_a_self_signed_one_has_keys() {
    let world = able();
    let tls = |name: &str, value: &str| json!({"token_endpoint_auth_method": "tls_client_auth", name: value});
    for (name, good, bad) in [
        ("tls_client_auth_subject_dn", "CN=client,O=Example", "client"),
        ("tls_client_auth_san_ip", "2001:db8::1", "2001:DB8::1"),
        ("tls_client_auth_san_email", "a@client.example", "client.example"),
    ] {
        let reply = register(&world, &tls(name, good));
        assert_eq!((reply.member(name), reply.member("client_secret")), (json!(good), Value::Null));
        assert_eq!(refused(&world, &tls(name, bad)), format!("/{name}"));
        assert_eq!(refused(&world, &json!({name: good})), format!("/{name}"), "another method");
    }
    assert_eq!(register(&world, &tls("tls_client_auth_san_dns", "client.example")).status(), 201);
    assert_eq!(register(&world, &tls("tls_client_auth_san_uri", "urn:client")).status(), 201);
    let none = json!({"token_endpoint_auth_method": "tls_client_auth"});
    assert_eq!(refused(&world, &none), "/token_endpoint_auth_method");
    let two = json!({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_dns": "client.example",
        "tls_client_auth_subject_dn": "CN=client"});
    assert_eq!(refused(&world, &two), "/tls_client_auth_san_dns");
    let own = json!({"token_endpoint_auth_method": "self_signed_tls_client_auth"});
    assert_eq!(refused(&world, &own), "/token_endpoint_auth_method");
}

/// CIBA Core section 4; requirement C97.
#[test]
fn backchannel_authentication_is_registered_as_a_whole() {
    let world = able();
    let grants = json!(["authorization_code", "urn:openid:params:grant-type:ciba"]);
    for (members, pointer) in [
        (json!({"grant_types": grants}), "/backchannel_token_delivery_mode"),
        (json!({"grant_types": grants, "backchannel_token_delivery_mode": "push"}), "/backchannel_token_delivery_mode"),
        (json!({"backchannel_token_delivery_mode": "poll"}), "/backchannel_token_delivery_mode"),
        (
            json!({"grant_types": grants, "backchannel_token_delivery_mode": "ping"}),
            "/backchannel_client_notification_endpoint",
        ),
        (
            json!({"backchannel_client_notification_endpoint": "http://client.example/"}),
            "/backchannel_client_notification_endpoint",
        ),
        (
            json!({"backchannel_authentication_request_signing_alg": "HS256"}),
            "/backchannel_authentication_request_signing_alg",
        ),
    ] {
        assert_eq!(refused(&world, &members), pointer, "{members}");
    }
    let poll = json!({"grant_types": grants, "backchannel_token_delivery_mode": "poll"});
    assert_eq!(register(&world, &poll).status(), 201);
}

/// OpenID Connect RP-Initiated Logout section 3.1; requirement C81.
#[test]
fn a_public_client_has_no_http_address_after_a_logout() {
    let asked = |method: &str, uri: &str| {
        json!({"application_type": "native", "token_endpoint_auth_method": method,
        "post_logout_redirect_uris": ["https://client.example/bye", uri]})
    };
    let world = able();
    for uri in ["http://127.0.0.1/bye", "http://localhost/bye"] {
        assert_eq!(refused(&world, &asked("none", uri)), "/post_logout_redirect_uris/1", "{uri}");
        assert_eq!(register(&world, &asked("client_secret_basic", uri)).status(), 201, "{uri}");
    }
    assert_eq!(register(&world, &asked("none", "com.example.app:/bye")).status(), 201);
}
