//! Documents that are no policy.

use serde_json::{Value, json};

use super::{activate, draft, post, world};
use crate::support::World;

fn place(document: &Value, world: &World) -> String {
    let refused = draft("open", document, world);
    assert_eq!(refused.status(), 400, "{document}");
    refused.json()["errors"][0]["pointer"].as_str().unwrap().to_owned()
}

#[test]
fn a_malformed_document_is_refused_at_its_place() {
    let world = world(&[]);
    for (document, pointer) in [
        (json!({"default": {}}), "#/default"),
        (json!({"bounds": []}), "#/bounds"),
        (json!({"bounds": {"grants": []}}), "#/bounds/grants"),
        (json!({"bounds": {"redirect_hosts": ["https://a.example"]}}), "#/bounds/redirect_hosts/0"),
        (json!({"defaults": {"client": "x"}}), "#/defaults"),
        (json!({"defaults": {"redirect_uris": ["x"]}}), "#/defaults/redirect_uris/0"),
        (json!({"forbidden": {}}), "#/forbidden"),
        (json!({"forbidden": [{}]}), "#/forbidden"),
        (json!({"forbidden": [{"client": "x"}]}), "#/forbidden"),
        (json!({"lifetime": 59}), "#/lifetime"),
        (json!({"lifetime": "1 day"}), "#/lifetime"),
        (json!({"members": {"scope": {}}}), "#/members/scope"),
        (json!({"members": {"client": {"required": true}}}), "#/members/client"),
        (json!({"protected_names": "Bank"}), "#/protected_names"),
        (json!({"protected_names": [""]}), "#/protected_names"),
        (json!({"redirect_schemes": [1]}), "#/redirect_schemes"),
    ] {
        assert_eq!(place(&document, &world), pointer, "{document}");
    }
    assert!(world.policies.borrow().is_empty());
}

/// A policy that says more than the settings permit would have no effect.
#[test]
fn a_policy_that_would_widen_the_settings_is_refused() {
    let world = world(&[
        ("SCOPES_SUPPORTED", "a b"),
        ("GRANT_TYPES_SUPPORTED", "authorization_code client_credentials"),
        ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "client_secret_basic none"),
    ]);
    for (document, pointer) in [
        (json!({"bounds": {"scope": ["a", "c"]}}), "#/bounds/scope"),
        (json!({"bounds": {"grant_types": ["implicit"]}}), "#/bounds/grant_types"),
        (json!({"bounds": {"token_endpoint_auth_method": ["private_key_jwt"]}}), "#/bounds/token_endpoint_auth_method"),
        (json!({"defaults": {"scope": "a c"}}), "#/defaults/scope"),
        (json!({"defaults": {"grant_types": ["implicit"]}}), "#/defaults/grant_types/0"),
        (json!({"defaults": {"scope": "b"}, "bounds": {"scope": ["a"]}}), "#/defaults/scope"),
        (json!({"defaults": {"client_name": "Bank"}, "protected_names": ["Bank"]}), "#/defaults/client_name"),
    ] {
        assert_eq!(place(&document, &world), pointer, "{document}");
    }
}

/// Its author would expect that it forbids something.
#[test]
fn a_forbidden_value_that_no_client_can_have_is_refused() {
    let world = world(&[
        ("SCOPES_SUPPORTED", "a b"),
        ("GRANT_TYPES_SUPPORTED", "authorization_code client_credentials"),
        ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "client_secret_basic none"),
    ]);
    for (forbidden, pointer) in [
        (json!([{"scope": "a"}, {"grant_types": "authorisation_code"}]), "#/forbidden/1/grant_types"),
        (json!([{"grant_types": ["client_credentials", "implicit"]}]), "#/forbidden/0/grant_types"),
        (json!([{"client_name": "A", "response_types": "kode"}]), "#/forbidden/0/response_types"),
        (json!([{"token_endpoint_auth_method": "private_key_jwt"}]), "#/forbidden/0/token_endpoint_auth_method"),
        (
            json!([{"token_endpoint_auth_method": ["none", "client_secret_basic"]}]),
            "#/forbidden/0/token_endpoint_auth_method",
        ),
        (json!([{"scope": "a c"}]), "#/forbidden/0/scope"),
        (json!([{"scope": ["a", 1]}]), "#/forbidden/0/scope"),
        (json!([{"client_name": 5}]), "#/forbidden/0/client_name"),
        (json!([{"tos_uri": "not a URL"}]), "#/forbidden/0/tos_uri"),
        (json!([{"jwks": {"keys": []}}]), "#/forbidden/0/jwks"),
        (json!([{"require_auth_time": "true"}]), "#/forbidden/0/require_auth_time"),
        (json!([{"application_type": "desktop"}]), "#/forbidden/0/application_type"),
        (json!([{"subject_type": "public "}]), "#/forbidden/0/subject_type"),
    ] {
        assert_eq!(place(&json!({"forbidden": forbidden}), &world), pointer, "{forbidden}");
    }
    for forbidden in [
        json!([{"grant_types": "client_credentials", "token_endpoint_auth_method": "none"}]),
        json!([{"grant_types": ["authorization_code", "client_credentials"], "scope": ["a", "b"]}]),
        json!([{"scope": "a b"}, {"client_name": ["Example", "Bank"]}, {"client_name": "Example Bank"}]),
        json!([{"response_types": "code", "application_type": "native", "subject_type": "pairwise"}]),
        json!([{"token_endpoint_auth_method": ["none"], "require_auth_time": true, "default_max_age": 5}]),
        json!([{"redirect_uris": "https://app.example/cb"}, {"redirect_uris": ["com.example.app:/cb", "http://127.0.0.1/"]}]),
        json!([{"jwks_uri": "https://app.example/jwks"}, {"contacts": []}]),
    ] {
        let drafted = draft("open", &json!({"forbidden": forbidden}), &world);
        assert_eq!(drafted.status(), 201, "{forbidden}: {}", drafted.json());
    }
}

/// The settings can change while a policy waits.
#[test]
fn a_policy_is_compared_with_the_settings_again_before_it_is_put_in_force() {
    let world = world(&[("SCOPES_SUPPORTED", "a b")]);
    draft("open", &json!({"bounds": {"scope": ["b"]}}), &world);
    activate("token", &json!({"bounds": {"scope": ["b"]}}), &world);
    let operator = super::operator("admin");
    let operator = operator.each_ref().map(|(name, value)| (*name, &**value));
    let world = world.restarted(&[&[super::DATABASE, ("SCOPES_SUPPORTED", "a")], &operator[..]].concat());
    for action in ["activate", "shadow", "replay"] {
        assert_eq!(post(&format!("/open/1/{action}"), &world).status(), 400, "{action}");
    }
    assert_eq!(post("/token/1/retire", &world).status(), 200, "an old one can be retired at any time");
}
