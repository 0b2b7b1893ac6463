//! Checks the tables of members against the members that the server registers.

use enrol::client_metadata::ClientMetadata;
use serde_json::{Value, json};

use super::{Default, Member, Without, all};
use crate::support::{Call, Reply, World};

/// A server that has every feature.
fn able() -> World {
    let algorithms = json!(["RS256", "ES256"]);
    let mut server = json!({
        "token_endpoint": "https://op.example/token",
        "acr_values_supported": ["urn:example:loa:1"],
        "authorization_details_types_supported": ["payment_initiation"],
        "backchannel_authentication_request_signing_alg_values_supported": algorithms,
        "backchannel_logout_session_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_token_delivery_modes_supported": ["poll"],
        "backchannel_user_code_parameter_supported": true,
        "dpop_signing_alg_values_supported": algorithms,
        "end_session_endpoint": "https://op.example/logout",
        "frontchannel_logout_session_supported": true,
        "frontchannel_logout_supported": true,
        "pushed_authorization_request_endpoint": "https://op.example/par",
        "request_uri_parameter_supported": true,
        "subject_types_supported": ["public", "pairwise"],
        "tls_client_certificate_bound_access_tokens": true,
    });
    for kind in ["id_token", "userinfo", "request_object", "introspection", "authorization"] {
        server[format!("{kind}_signing_alg_values_supported")] = algorithms.clone();
        server[format!("{kind}_encryption_alg_values_supported")] = json!(["RSA-OAEP-256"]);
        server[format!("{kind}_encryption_enc_values_supported")] = json!(["A128CBC-HS256", "A256GCM"]);
    }
    let world = World::with(&[
        ("AUTHORIZATION_SERVER", &server.to_string()),
        ("GRANT_TYPES_SUPPORTED", "authorization_code refresh_token urn:openid:params:grant-type:ciba"),
        ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "client_secret_basic private_key_jwt tls_client_auth none"),
        ("RESOLVER", "off"),
    ]);
    world.publish("https://client.example/sector.json", r#"["https://client.example/cb"]"#);
    world
}

/// A server that stands beside one of which nothing is known.
fn unable() -> World {
    World::with(&[("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://op.example/token"}"#)])
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

fn register(world: &World, member: &Member, value: &str, beside: &str) -> Reply {
    let mut asked = json!({"redirect_uris": ["https://client.example/cb"]});
    if !beside.is_empty() {
        asked.as_object_mut().unwrap().extend(parsed(beside).as_object().unwrap().clone());
    }
    asked[member.name] = parsed(value);
    Call::register(&asked).to(world)
}

/// Checks that a registration is refused for the sake of a member.
fn is_refused(reply: &Reply, member: &Member) {
    assert_eq!(reply.status(), 400, "{}: {}", member.name, reply.json());
    assert_eq!(reply.text("pointer").split('/').nth(1), Some(member.name), "{}", reply.json());
}

#[test]
fn the_tables_have_the_members_that_the_server_knows() {
    let mut names: Vec<_> = all().map(|member| member.name).collect();
    let mut known = ClientMetadata::NAMES.to_vec();
    names.sort_unstable();
    known.sort_unstable();
    assert_eq!(names, known);
}

#[test]
fn each_example_is_registered_and_each_bad_value_is_refused() {
    let world = able();
    for member in all() {
        let reply = register(&world, member, member.example, member.beside);
        assert_eq!(reply.status(), 201, "{}: {}", member.name, reply.json());
        assert_eq!(reply.member(member.name), parsed(member.example), "{}", member.name);
        is_refused(&register(&world, member, member.refused, member.beside), member);
    }
}

#[test]
fn each_default_is_registered_when_the_member_is_not_sent() {
    let (able, unable) = (able(), unable());
    let bare = |world: &World| Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(world);
    let (with, without) = (bare(&able), bare(&unable));
    for member in all() {
        let found = [with.member(member.name), without.member(member.name)];
        let expected = match member.default {
            Default::Is(value) => [parsed(value), parsed(value)],
            Default::Nothing => [Value::Null, Value::Null],
            Default::WithFeature(value) => [parsed(value), Value::Null],
            Default::Words(_) => continue,
        };
        assert_eq!(found, expected, "{}", member.name);
    }
}

#[test]
fn each_member_that_needs_a_feature_is_left_out_or_refused_without_it() {
    let world = unable();
    for member in all() {
        let Some((feature, without)) = &member.feature else { continue };
        let reply = register(&world, member, member.example, "");
        match without {
            Without::LeftOut => {
                assert_eq!((reply.status(), reply.member(member.name)), (201, Value::Null), "{feature}");
            }
            Without::Refused => is_refused(&reply, member),
        }
    }
}
