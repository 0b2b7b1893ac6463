//! The setting `IDENTITY_ASSERTIONS`, and what discovery and registrations show of it.

use enrol::route::Server;
use serde_json::{Value, json};

use super::{Company, GRANT};
use crate::support::provider::{Provider, entry};
use crate::support::{Call, KEYS, World};

const ISSUER: (&str, &str) = ("ISSUER", "https://as.example");

/// The draft, section "Resource Authorization Server Metadata".
#[test]
fn discovery_names_the_profile_and_the_grant_but_no_provider() {
    let company = Company::new();
    for address in ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"] {
        let metadata = Call::get(address).to(company.world()).json();
        let profiles = &metadata["authorization_grant_profiles_supported"];
        assert_eq!(*profiles, json!(["urn:ietf:params:oauth:grant-profile:id-jag"]));
        assert!(metadata["grant_types_supported"].as_array().unwrap().contains(&json!(GRANT)));
        assert!(!metadata.to_string().contains("login.example"));
    }
}

#[test]
fn without_the_setting_there_is_no_such_grant() {
    let provider = Provider::new(&json!({}));
    let metadata = Call::get("/.well-known/oauth-authorization-server").to(&provider.world).json();
    assert_eq!(metadata["authorization_grant_profiles_supported"], Value::Null);
    assert!(!metadata["grant_types_supported"].as_array().unwrap().contains(&json!(GRANT)));
    let client = Call::register(&json!({"grant_types": ["client_credentials"]})).to(&provider.world);
    let call = Call::token_request(&[("grant_type", GRANT), ("assertion", "x")]);
    let reply = call.basic(&client.text("client_id"), &client.text("client_secret")).to(&provider.world);
    assert_eq!((reply.status(), reply.text("error")), (400, "unsupported_grant_type".to_owned()));
    let alone = Call::register(&json!({"grant_types": [GRANT]})).to(&provider.world);
    assert!(alone.status() == 400 || alone.json()["grant_types"] != json!([GRANT]), "{}", alone.json());
}

#[test]
fn where_another_server_signs_users_in_the_setting_has_no_effect() {
    let elsewhere = r#"{"authorization_endpoint":"https://login.example/authorize","token_endpoint":"https://login.example/token"}"#;
    let world = World::with(&[("IDENTITY_ASSERTIONS", "company"), ("AUTHORIZATION_SERVER", elsewhere)]);
    let metadata = Call::get("/.well-known/oauth-authorization-server").to(&world).json();
    assert_eq!(metadata["authorization_grant_profiles_supported"], Value::Null);
}

#[test]
fn a_setting_that_cannot_work_is_refused() {
    let endpoints = json!({"issuer": null, "authorization_endpoint": "https://login.example/authorize",
        "token_endpoint": "https://login.example/token", "userinfo_endpoint": "https://login.example/user",
        "claims": {"sub": "id"}});
    let start = |providers: &Value, more: &[(&str, &str)]| {
        let providers = providers.to_string();
        let own = [
            ISSUER,
            ("MASTER_SECRET", KEYS[0]),
            ("IDENTITY_PROVIDERS", &*providers),
            ("IDENTITY_PROVIDER_SECRETS", "company:s3cret"),
        ];
        let all = [&own, more].concat();
        let read = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Server::start(read).err().map(|refused| refused.setting)
    };
    let company = json!({"company": entry(&json!({}))});
    assert_eq!(start(&company, &[("IDENTITY_ASSERTIONS", "company")]), None);
    for (providers, more) in [
        (&company, &[("IDENTITY_ASSERTIONS", "stranger")][..]),
        (&company, &[("IDENTITY_ASSERTIONS", "company stranger")]),
        (&json!({"company": entry(&endpoints)}), &[("IDENTITY_ASSERTIONS", "company")]),
        (
            &company,
            &[
                ("IDENTITY_ASSERTIONS", "company"),
                ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "none"),
                ("GRANT_TYPES_SUPPORTED", "authorization_code refresh_token"),
            ],
        ),
    ] {
        assert_eq!(start(providers, more), Some("IDENTITY_ASSERTIONS"), "{more:?}");
    }
}
