//! What a policy refuses, drops and fills in.

use enrol::http::Method;
use serde_json::{Value, json};

use super::{activate, register, world};
use crate::support::Call;

/// Each refusal names the member and the version of the policy.
#[test]
fn each_rule_of_a_policy_refuses_by_its_name() {
    let rows = [
        (
            json!({"bounds": {"redirect_hosts": ["bank.example"]}}),
            json!({}),
            "invalid_redirect_uri",
            "redirect_uris[0] must be on or below bank.example (policy open 1)",
        ),
        (
            json!({"bounds": {"token_endpoint_auth_method": ["none"]}}),
            json!({"token_endpoint_auth_method": "client_secret_basic"}),
            "invalid_client_metadata",
            "token_endpoint_auth_method must be one of none (policy open 1)",
        ),
        (
            json!({"bounds": {"grant_types": ["client_credentials"]}}),
            json!({}),
            "invalid_client_metadata",
            "grant_types must be present and be one of client_credentials (policy open 1)",
        ),
        (
            json!({"redirect_schemes": ["com.example.app"]}),
            json!({}),
            "invalid_redirect_uri",
            "redirect_uris[0] must have one of the schemes com.example.app (policy open 1)",
        ),
        (
            json!({"redirect_schemes": ["https"]}),
            json!({"application_type": "native", "post_logout_redirect_uris": ["com.example:/x"]}),
            "invalid_client_metadata",
            "post_logout_redirect_uris[0] must have one of the schemes https (policy open 1)",
        ),
        (
            json!({"protected_names": ["Enrol", "Example Bank"]}),
            json!({"client_name": "Exarnple Ваnk login"}),
            "invalid_client_metadata",
            "client_name must not look like Example Bank (policy open 1)",
        ),
        (
            json!({"protected_names": ["Example Bank"]}),
            json!({"client_name": "x", "client_name#de": "Example Bank"}),
            "invalid_client_metadata",
            "client_name#de must not look like Example Bank (policy open 1)",
        ),
        (
            json!({"members": {"contacts": {"required": true}}}),
            json!({}),
            "invalid_client_metadata",
            "contacts must be present on this server (policy open 1)",
        ),
        (
            json!({"members": {"client_uri": {"refused": true}}}),
            json!({"client_uri": "https://app.example/"}),
            "invalid_client_metadata",
            "client_uri must be absent: this server refuses it (policy open 1)",
        ),
        (
            json!({"members": {"application_type": {"values": ["native"]}}}),
            json!({"application_type": "web"}),
            "invalid_client_metadata",
            "application_type must be one of native (policy open 1)",
        ),
        (
            json!({"forbidden": [{"subject_type": "pairwise"},
                {"grant_types": "refresh_token", "token_endpoint_auth_method": "none"}]}),
            json!({"grant_types": ["authorization_code", "refresh_token"], "token_endpoint_auth_method": "none"}),
            "invalid_client_metadata",
            "grant_types must not be part of the combination grant_types refresh_token and token_endpoint_auth_method none (policy open 1)",
        ),
        (
            json!({"forbidden": [{"scope": "b", "grant_types": ["authorization_code"]}]}),
            json!({"scope": "a b"}),
            "invalid_client_metadata",
            "grant_types must be present and not be part of the combination grant_types authorization_code and scope b (policy open 1)",
        ),
    ];
    for (document, members, code, description) in rows {
        let world = world(&[]);
        assert_eq!(register(&members, &world).status(), 201, "{members}");
        activate("open", &document, &world);
        let refused = register(&members, &world);
        assert_eq!(refused.status(), 400, "{document} {}", refused.json());
        assert_eq!((&*refused.text("error"), &*refused.text("error_description")), (code, description));
        let told = dry_run(&members).to(&world).member("refusals");
        assert_eq!(told[0]["error_description"], description, "{told}");
    }
}

fn dry_run(members: &Value) -> Call {
    let mut asked = json!({"redirect_uris": ["https://app.example/cb"]});
    asked.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    Call::new(Method::Post, "/register?dry_run=true").json(&asked)
}

#[test]
fn a_client_within_the_policy_registers() {
    let world = world(&[]);
    let document = json!({
        "bounds": {"redirect_hosts": ["app.example"], "grant_types": ["authorization_code"], "scope": ["a"]},
        "redirect_schemes": ["https"],
        "protected_names": ["Example Bank"],
        "members": {"client_name": {"required": true}},
        "forbidden": [{"grant_types": ["authorization_code", "refresh_token"]}, {"scope": "b"}],
    });
    activate("open", &document, &world);
    let client = register(&json!({"client_name": "Bank", "scope": "a"}), &world);
    assert_eq!(client.status(), 201, "{}", client.json());
}

/// A policy drops what the settings would drop, and refuses the rest.
#[test]
fn what_may_be_dropped_is_dropped() {
    let world = world(&[("PARTIAL_ACCEPTANCE", "on")]);
    let bounds = json!({"grant_types": ["authorization_code"], "scope": ["a"], "redirect_hosts": ["app.example"]});
    activate("open", &json!({"bounds": bounds}), &world);
    let client = register(
        &json!({"grant_types": ["authorization_code", "refresh_token"], "scope": "a b",
            "redirect_uris": ["https://other.example/cb", "https://app.example/cb"]}),
        &world,
    );
    assert_eq!(client.status(), 201, "{}", client.json());
    assert_eq!(client.member("grant_types"), json!(["authorization_code"]));
    assert_eq!(client.member("redirect_uris"), json!(["https://app.example/cb"]));
    assert_eq!(client.text("scope"), "a");
    let dropped = client.member("dropped").to_string();
    for words in ["not be refresh_token (policy open 1)", "be on or below app.example (policy open 1)"] {
        assert!(dropped.contains(words), "{dropped}");
    }
    let strict = super::world(&[("UNSUPPORTED_SCOPE", "refuse")]);
    activate("open", &json!({"bounds": {"scope": ["a"]}}), &strict);
    assert_eq!(register(&json!({"scope": "a b"}), &strict).text("pointer"), "/scope");
}

#[test]
fn a_default_stands_for_a_member_that_was_not_sent() {
    let world = world(&[("SCOPES_SUPPORTED", "a b")]);
    let defaults = json!({"scope": "a", "client_name": "An app", "token_endpoint_auth_method": "none"});
    activate("open", &json!({"defaults": defaults}), &world);
    let client = register(&json!({}), &world);
    let got = ["scope", "client_name", "token_endpoint_auth_method"].map(|name| client.text(name));
    assert_eq!(got, ["a", "An app", "none"]);
    let client = register(&json!({"scope": "b", "client_name#de": "App", "token_endpoint_auth_method": ""}), &world);
    assert_eq!([client.text("scope"), client.text("token_endpoint_auth_method")], ["b", "none"]);
    assert_eq!(client.member("client_name"), Value::Null, "a name in a language is a name");
    let offer = json!({"token_endpoint_auth_methods_supported": ["client_secret_basic", "none"]});
    assert_eq!(register(&offer, &world).text("token_endpoint_auth_method"), "client_secret_basic");
}

/// RFC 7592 section 2.2: an update replaces all members.
#[test]
fn an_update_is_under_the_policy_of_its_time() {
    let world = world(&[]);
    let client = register(&json!({"client_name": "Example Bank"}), &world);
    activate("open", &json!({"protected_names": ["Example Bank"], "defaults": {"client_name": "An app"}}), &world);
    let mut members = client.resubmitted();
    let put = |members: &Value| Call::manage(Method::Put, &client).json(members).to(&world);
    assert_eq!(put(&members).text("error_description"), "client_name must not look like Example Bank (policy open 1)");
    members.as_object_mut().unwrap().remove("client_name");
    assert_eq!(put(&members).text("client_name"), "An app");
}

/// The settings are asked first: no policy permits what they refuse.
#[test]
fn a_policy_only_narrows() {
    let world = world(&[("REFUSED_HOSTS", "app.example")]);
    activate("open", &json!({"bounds": {"redirect_hosts": ["app.example"]}}), &world);
    let refused = register(&json!({}), &world);
    assert_eq!(
        refused.text("error_description"),
        "redirect_uris[0] must not have a host or a scheme that this server rules out"
    );
}
