//! Settings that are read, and those that cannot be.

mod contradictions;

use contradictions::CONTRADICTIONS;
use serde_json::json;

use super::*;
use crate::model::{Passkeys, Trust};
use crate::policy::RegistrationMode;

const KEY: &str = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn read(settings: &[(&str, &str)]) -> Result<Config, Misconfigured> {
    let base = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEY)];
    let all: Vec<_> = settings.iter().chain(&base).collect();
    Config::read(|name| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
}

#[test]
fn the_list_of_settings_is_the_settings_that_are_read() {
    let asked = std::cell::RefCell::new(Vec::new());
    let config = Config::read(|name| {
        asked.borrow_mut().push(name.to_owned());
        match name {
            "ISSUER" => Some("https://as.example".to_owned()),
            "MASTER_SECRET" => Some(KEY.to_owned()),
            _ => None,
        }
    });
    let mut asked = asked.into_inner();
    asked.sort_unstable();
    assert!(config.is_ok());
    assert_eq!(asked, SETTINGS);
}

#[test]
fn registration_is_off_unless_it_is_opened() {
    assert!(read(&[]).unwrap().policy.registration_modes.is_empty());
    let open = read(&[("REGISTRATION_MODE", "open")]).unwrap();
    assert_eq!(open.policy.registration_modes, [RegistrationMode::Open]);
}

/// OpenID Connect Discovery section 3, RFC 8414 sections 2 and 3.1; requirements L5, L12, L21, L25.
#[test]
fn a_setting_that_contradicts_is_refused_by_name() {
    for (setting, value) in CONTRADICTIONS.iter().copied() {
        let refused = read(&[(setting, value)]).unwrap_err();
        assert_eq!(refused.setting, setting, "{value}");
        assert!(!refused.to_string().contains("secret:"), "{refused}");
    }
}

/// Web Authentication Level 3 section 5.1.3: the relying party is a name.
#[test]
fn passkeys_need_local_users_and_a_host_with_a_name() {
    assert_eq!(read(&[]).unwrap().sign_in.passkeys, Passkeys::Refused);
    for (setting, value) in [
        ("LOCAL_USERS", "off"),
        ("ISSUER", "http://127.0.0.1:8787"),
        ("ISSUER", "http://[::1]:8787"),
        ("ISSUER", "https://192.0.2.1"),
    ] {
        assert_eq!(read(&[("PASSKEYS", "allowed"), (setting, value)]).unwrap_err().setting, "PASSKEYS", "{value}");
    }
    for issuer in ["http://localhost:8787", "https://as.example/tenant"] {
        let config = read(&[("PASSKEYS", "allowed"), ("ISSUER", issuer)]).unwrap();
        assert_eq!(config.sign_in.passkeys, Passkeys::Allowed, "{issuer}");
    }
}

#[test]
fn settings_that_go_together_for_no_client_are_refused() {
    for mode in ["certificate", "token certificate", "token+certificate"] {
        assert_eq!(read(&[("REGISTRATION_MODE", mode)]).unwrap_err().setting, "CERTIFICATE_ISSUERS");
    }
    let hybrid = [
        ("AUTHORIZATION_SERVER", "{\"token_endpoint\":\"https://login.example/token\"}"),
        ("EXCLUSIVE_GRANT_TYPES", "authorization_code+implicit"),
        ("GRANT_TYPES_SUPPORTED", "authorization_code implicit"),
        ("RESPONSE_TYPES_SUPPORTED", "[\"code id_token\"]"),
    ];
    assert_eq!(read(&hybrid).unwrap_err().setting, "EXCLUSIVE_GRANT_TYPES");
    let backchannel = [
        ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "none"),
        ("GRANT_TYPES_SUPPORTED", "urn:openid:params:grant-type:ciba"),
        ("AUTHORIZATION_SERVER", "{\"backchannel_token_delivery_modes_supported\":[\"poll\"]}"),
    ];
    assert_eq!(read(&backchannel).unwrap_err().setting, "TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED");
    let attested = ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "none attest_jwt_client_auth");
    assert_eq!(read(&[attested]).unwrap_err().setting, "ATTESTERS");
    assert_eq!(read(&[("REGISTRATION_MODE", "attestation")]).unwrap_err().setting, "ATTESTERS");
    let two = r#"{"https://a.example": {"jwks_uri": "https://a.example/jwks"},
        "https://b.example": {"jwks_uri": "https://b.example/jwks", "software_ids": ["b"]}}"#;
    assert!(read(&[("ATTESTERS", two)]).unwrap_err().must.contains("https://a.example"));
    let long = "x".repeat(2049);
    assert_eq!(read(&[("DEFAULT_SCOPE", &long)]).unwrap_err().setting, "DEFAULT_SCOPE");
}

/// RFC 8414 section 2, OpenID Connect Discovery section 3; requirements L14, L32.
#[test]
fn the_server_where_users_sign_in_promises_only_its_own_features() {
    let elsewhere = json!({"authorization_endpoint": "https://login.example/a", "token_endpoint": "https://login.example/t",
        "backchannel_authentication_endpoint": "https://login.example/c",
        "device_authorization_endpoint": "https://login.example/d"});
    let features = [
        json!({"pushed_authorization_request_endpoint": "https://login.example/par"}),
        json!({"userinfo_endpoint": "https://login.example/userinfo"}),
        json!({"end_session_endpoint": "https://login.example/logout"}),
        json!({"check_session_iframe": "https://login.example/session"}),
        json!({"authorization_response_iss_parameter_supported": false}),
        json!({"require_pushed_authorization_requests": true}),
        json!({"authorization_details_types_supported": ["payment"]}),
        json!({"authorization_signing_alg_values_supported": ["RS384"]}),
        json!({"id_token_signing_alg_values_supported": ["RS256", "PS384"]}),
        json!({"response_modes_supported": ["query", "jwt"]}),
        json!({"prompt_values_supported": ["create"]}),
        json!({"claims_supported": ["sub", "shoe_size"]}),
        json!({"userinfo_encryption_alg_values_supported": ["A128KW"],
            "userinfo_encryption_enc_values_supported": ["A128GCM"]}),
        json!({"request_object_encryption_alg_values_supported": ["ECDH-ES"],
            "request_object_encryption_enc_values_supported": ["A128GCM"]}),
    ];
    for feature in features {
        let refused = read(&[("AUTHORIZATION_SERVER", &feature.to_string())]).unwrap_err();
        let member = feature.as_object().unwrap().keys().next().unwrap();
        assert_eq!(refused.setting, "AUTHORIZATION_SERVER");
        assert!(refused.must.contains(&**member), "{refused}");
        let mut beside = elsewhere.clone();
        beside.as_object_mut().unwrap().extend(feature.as_object().unwrap().clone());
        assert!(read(&[("AUTHORIZATION_SERVER", &beside.to_string())]).is_ok(), "{member}");
    }
    for flow in ["implicit", "urn:openid:params:grant-type:ciba"] {
        let grants = ("GRANT_TYPES_SUPPORTED", &*format!("authorization_code {flow}"));
        let refused = read(&[grants]).unwrap_err();
        assert_eq!(refused.setting, "GRANT_TYPES_SUPPORTED");
        assert!(refused.must.contains(flow) && refused.must.contains("AUTHORIZATION_SERVER"), "{refused}");
    }
    let hybrid = ("RESPONSE_TYPES_SUPPORTED", r#"["code", "code token"]"#);
    assert_eq!(read(&[hybrid]).unwrap_err().setting, "RESPONSE_TYPES_SUPPORTED");
    let pairwise = ("AUTHORIZATION_SERVER", r#"{"subject_types_supported":["pairwise"]}"#);
    assert_eq!(read(&[pairwise]).unwrap_err().setting, "PAIRWISE_SALT");
    assert!(read(&[pairwise, ("PAIRWISE_SALT", KEY)]).is_ok());
    let less = r#"{"claims_supported":["sub"],"response_modes_supported":["query"],"request_parameter_supported":false,
        "frontchannel_logout_supported":false,"backchannel_logout_supported":false,"service_documentation":"https://a.example"}"#;
    assert!(read(&[("AUTHORIZATION_SERVER", less)]).is_ok());
}

/// The uses of a client whose tokens another server issues are not seen.
#[test]
fn clients_are_idle_only_where_their_use_is_seen() {
    let elsewhere = ("AUTHORIZATION_SERVER", "{\"token_endpoint\":\"https://as.example/oauth2/token\"}");
    assert!(read(&[elsewhere]).is_ok() && read(&[("IDLE_CLIENT_DAYS", "30")]).is_ok());
    let unused_life = |settings: &[(&str, &str)]| read(settings).unwrap().policy.unused_life;
    assert_eq!(unused_life(&[]), Some(Seconds::of_days(90)));
    let login = ("AUTHORIZATION_SERVER", "{\"authorization_endpoint\":\"https://login.example/authorize\"}");
    for unseen in [elsewhere, login] {
        assert_eq!(read(&[unseen, ("IDLE_CLIENT_DAYS", "30")]).unwrap_err().setting, "IDLE_CLIENT_DAYS");
        assert_eq!([unused_life(&[unseen]), unused_life(&[unseen, ("UNUSED_CLIENT_DAYS", "0")])], [None, None]);
        assert_eq!(read(&[unseen, ("UNUSED_CLIENT_DAYS", "90")]).unwrap_err().setting, "UNUSED_CLIENT_DAYS");
    }
}

#[test]
fn approvals_are_asked_for_only_where_clients_get_their_tokens() {
    let approval = ("APPROVAL", "unverified statement");
    assert_eq!(read(&[approval]).unwrap().approval, [Trust::Unverified, Trust::Statement]);
    assert!(read(&[]).unwrap().approval.is_empty());
    let elsewhere = ("AUTHORIZATION_SERVER", "{\"token_endpoint\":\"https://as.example/oauth2/token\"}");
    assert_eq!(read(&[elsewhere, approval]).unwrap_err().setting, "APPROVAL");
    let (documents, hosts) = (("CLIENT_ID_DOCUMENTS", "on"), ("CLIENT_ID_HOSTS", "{\"app.example\": \"allowed\"}"));
    assert_eq!(read(&[documents, hosts, approval]).unwrap_err().setting, "CLIENT_ID_DOCUMENTS");
    assert!(read(&[documents, hosts, ("APPROVAL", "statement")]).is_ok());
    assert!(read(&[("CLIENT_ID_DOCUMENTS", "listed"), hosts, approval]).is_ok());
}

#[test]
fn a_default_scope_is_of_supported_values() {
    let settings = [("SCOPES_SUPPORTED", "openid profile"), ("DEFAULT_SCOPE", "openid write")];
    assert_eq!(read(&settings).unwrap_err().setting, "DEFAULT_SCOPE");
}

#[test]
fn a_list_is_words_or_a_json_array() {
    let words = read(&[("SCOPES_SUPPORTED", "openid profile")]).unwrap();
    let array = read(&[("SCOPES_SUPPORTED", "[\"openid\",\"profile\"]")]).unwrap();
    assert_eq!(words.policy, array.policy);
    assert_eq!(words.policy.scopes.supported.unwrap(), ["openid", "profile", "email", "offline_access"]);
}
