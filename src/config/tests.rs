//! Settings that are read, and those that cannot be.

use serde_json::json;

use super::*;
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
        json!({"frontchannel_logout_supported": true}),
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

/// Settings that cannot be, alone or beside the others.
const CONTRADICTIONS: &[(&str, &str)] = &[
    ("ISSUER", ""),
    ("ISSUER", "http://as.example"),
    ("ISSUER", "https://as.example/"),
    ("ISSUER", "https://as.example/t1/"),
    ("ISSUER", "https://as.example?x"),
    ("ISSUER", "https://as.example#x"),
    ("ISSUER", "https://a@as.example"),
    ("ISSUER", "as.example"),
    ("MASTER_SECRET", ""),
    ("MASTER_SECRET", "secret"),
    ("REGISTRATION_MODE", "Open"),
    ("REGISTRATION_MODE", "open token"),
    ("REGISTRATION_MODE", "off token"),
    ("REGISTRATION_MODE", "token token+certificate"),
    ("CERTIFICATE_ISSUERS", "[1]"),
    ("CERTIFICATE_ISSUERS", "CN=My CA,O=Example"),
    ("CERTIFICATE_ISSUERS", "[\"CN=a\", \"\"]"),
    ("REGISTRATION_TOKEN_ISSUERS", r#"{"https://as.example": {"jwks_uri": "https://as.example/jwks"}}"#),
    ("REGISTRATION_TOKEN_ISSUERS", r#"{"": {"jwks_uri": "https://a.example/jwks"}}"#),
    ("REGISTRATION_TOKEN_ISSUERS", r#"{"a.example": {"jwks_uri": "https://a.example/jwks"}}"#),
    ("ATTESTATION_CHALLENGES", "off"),
    ("ATTESTERS", "[]"),
    ("ATTESTERS", r#"{"": {"jwks_uri": "https://a.example/jwks"}}"#),
    ("ATTESTERS", r#"{"https://a.example": {}}"#),
    ("ATTESTERS", r#"{"https://a.example": "https://a.example/jwks"}"#),
    ("ATTESTERS", r#"{"https://a.example": {"jwks_uri": "http://a.example/jwks"}}"#),
    ("ATTESTERS", r#"{"https://a.example": {"jwks": {"keys": [{"kty": "oct", "k": "AAAA"}]}}}"#),
    ("ATTESTERS", r#"{"https://a.example": {"jwks_uri": "https://a.example/jwks", "jwks": {"keys": []}}}"#),
    ("ATTESTERS", r#"{"https://a.example": {"jwks_uri": "https://a.example/jwks", "aud": "x"}}"#),
    ("ATTESTERS", r#"{"https://a.example": {"jwks_uri": "https://a.example/jwks", "software_ids": []}}"#),
    ("ATTESTERS", r#"{"https://a.example": {"jwks_uri": "https://a.example/jwks", "software_ids": [1]}}"#),
    ("TEMPLATES", r#"{"t": {"grant_types": ["client_credentials"], "scope": "openid dcr"}}"#),
    ("REGISTRATION_TOKEN_USES", "0"),
    ("REGISTRATION_TOKEN_ISSUERS", r#"{"https://a.example": {}}"#),
    ("REGISTRATION_TOKEN_ISSUERS", r#"{"https://a.example": "https://a.example/jwks"}"#),
    ("REGISTRATION_TOKEN_ISSUERS", r#"{"https://a.example": {"jwks_uri": "http://a.example/jwks"}}"#),
    ("REGISTRATION_TOKEN_ISSUERS", r#"{"https://a.example": {"jwks_uri": "https://a.example/", "aud": "x"}}"#),
    ("REGISTRATION_TOKEN_ISSUERS", r#"{"https://a.example": {"jwks_uri": "https://a.example/", "audience": ""}}"#),
    ("REGISTRATION_TOKEN_ISSUERS", r#"{"https://a.example": {"jwks_uri": "https://a.example/", "scope": "a b"}}"#),
    ("ISSUER", "https://AS.example"),
    ("ISSUER", "https://as.example:443"),
    ("ISSUER", "https://as.example//t1"),
    ("ISSUER", "https://as.example/.well-known/x"),
    ("MASTER_SECRET", "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    ("SCOPES_SUPPORTED", "[\"a b\"]"),
    ("SCOPES_SUPPORTED", "a\"b"),
    ("SCOPES_SUPPORTED", "read dcr"),
    ("DEFAULT_SCOPE", "dcr:scope"),
    ("CLIENT_CHANGES", "read"),
    ("DEFAULT_SCOPE", "a\"b"),
    ("DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD", "tls_client_auth"),
    ("DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD", "None"),
    ("EXCLUSIVE_GRANT_TYPES", "authorization_code"),
    ("EXCLUSIVE_GRANT_TYPES", "authorization_code+password"),
    ("EXCLUSIVE_GRANT_TYPES", "implicit+implicit"),
    ("EXCLUSIVE_GRANT_TYPES", "authorization_code+refresh_token"),
    ("REDIRECT_URI_FORMS", "[]"),
    ("REFUSED_SCHEMES", "cursor"),
    ("AUTHORIZATION_SERVER", "{\"userinfo_signing_alg_values_supported\":[\"ES256K\"]}"),
    ("AUTHORIZATION_SERVER", "{\"id_token_encryption_alg_values_supported\":[\"A128KW\"]}"),
    ("AUTHORIZATION_SERVER", "{\"id_token_encryption_enc_values_supported\":[\"A128GCM\"]}"),
    ("FOREIGN_PAGES", "off"),
    ("HTTP_PAGES", "on"),
    ("LIMITS", "50"),
    ("LIMITS", "{\"redirect_uris\":51}"),
    ("LIMITS", "{\"redirect_uris\":0}"),
    ("LIMITS", "{\"redirect_uris\":\"5\"}"),
    ("LIMITS", "{\"rsa_bits_from\":1024}"),
    ("LIMITS", "{\"rsa_bits_from\":4096,\"rsa_bits_to\":2048}"),
    ("LIMITS", "{\"redirects\":5}"),
    ("REDIRECT_URIS_REQUIRED", "never"),
    ("REDIRECT_URI_FORMS", "https http"),
    ("CLIENT_ID_DOCUMENTS", "open"),
    ("CLIENT_ID_DOCUMENTS", "listed"),
    ("CLIENT_ID_HOSTS", "{\"Example.com\":\"allowed\"}"),
    ("CLIENT_ID_HOSTS", "{\"example.com\":\"unknown\"}"),
    ("CLIENT_ID_HOSTS", "{\"example.com\":true}"),
    ("REFUSED_HOSTS", "*.example.com"),
    ("REFUSED_HOSTS", ".example.com"),
    ("REFUSED_HOSTS", "Example.com"),
    ("REFUSED_SCHEMES", "com.google.*"),
    ("REFUSED_SCHEMES", "https"),
    ("SERVER_MEMBERS_IN_UPDATE", "accept"),
    ("UNSUPPORTED_SCOPE", "keep"),
    ("UNSUPPORTED_VALUES", "keep"),
    ("PRIVATE_USE_SCHEMES", "javascript"),
    ("PRIVATE_USE_SCHEMES", "https"),
    ("PRIVATE_USE_SCHEMES", "MyApp"),
    ("PRIVATE_USE_SCHEMES", "myapp://"),
    ("GRANT_TYPES_SUPPORTED", "authorization_code implicit"),
    ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "none"),
    ("GRANT_TYPES_SUPPORTED", "password"),
    ("GRANT_TYPES_SUPPORTED", "refresh_token"),
    ("GRANT_TYPES_SUPPORTED", "[1]"),
    ("GRANT_TYPES_SUPPORTED", "[]"),
    ("RESPONSE_TYPES_SUPPORTED", "[\"code\",\"id_token\"]"),
    ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "tls"),
    ("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "none"),
    ("AUTHORIZATION_SERVER", "[]"),
    ("AUTHORIZATION_SERVER", "{\"issuer\":\"https://evil.example\"}"),
    ("AUTHORIZATION_SERVER", "{\"token_endpoint\":\"http://as.example/token\"}"),
    ("AUTHORIZATION_SERVER", "{\"claims_supported\":[]}"),
    ("AUTHORIZATION_SERVER", "{\"token_endpoint\":\"http://127.0.0.1/token\"}"),
    ("AUTHORIZATION_SERVER", "{\"mtls_endpoint_aliases\":{\"token_endpoint\":\"http://as.example/\"}}"),
    ("AUTHORIZATION_SERVER", "{\"mtls_endpoint_aliases\":{}}"),
    ("AUTHORIZATION_SERVER", "{\"revocation_endpoint_auth_methods_supported\":[\"private_key_jwt\"]}"),
    ("SIGNED_METADATA", "RS256"),
    ("AUTHORIZATION_SERVER", "{\"signed_metadata\":\"https://as.example/\"}"),
    ("AUTHORIZATION_SERVER", "{\"code_challenge_methods_supported\":\"S256\"}"),
    ("AUTHORIZATION_SERVER", "{\"frontchannel_logout_supported\":\"https://as.example/\"}"),
    ("AUTHORIZATION_SERVER", "{\"backchannel_logout_supported\":[\"false\"]}"),
    ("AUTHORIZATION_SERVER", "{\"tls_client_certificate_bound_access_tokens\":0}"),
    ("AUTHORIZATION_SERVER", "{\"pushed_authorization_request_endpoint\":true}"),
    ("AUTHORIZATION_SERVER", "{\"jwks_uri\":[\"https://as.example/jwks\"]}"),
    ("AUTHORIZATION_SERVER", "{\"acr_values_supported\":true}"),
    ("AUTHORIZATION_SERVER", "{\"code_challenge_methods_supported\":[\"plain\"]}"),
    ("AUTHORIZATION_SERVER", "{\"service_documentation\":\"javascript:alert(1)\"}"),
    ("AUTHORIZATION_SERVER", "{\"acr_values_supported\":[1]}"),
    ("AUTHORIZATION_SERVER", "{\"id_token_signing_alg_values_supported\":[\"RS256\",\"none\"]}"),
    ("LOOPBACK_FETCH", "on"),
    ("LOOPBACK_FETCH", "yes"),
    ("RESOLVER", "dns.example.com"),
    ("RESOLVER", "http://127.0.0.1/dns-query"),
    ("RESOLVER", "https://dns.example.com/?x"),
    ("GRANT_TYPES_SUPPORTED", "authorization_code urn:openid:params:grant-type:ciba"),
    ("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "HS256"),
    ("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "ES256"),
    ("PAIRWISE_SALT", "salt"),
    ("PAIRWISE_SALT", "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8 k2:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8"),
    ("PARTIAL_ACCEPTANCE", "yes"),
    ("ROTATION_ON_UPDATE", "on"),
    ("ROTATION_GRACE_SECONDS", "-1"),
    ("ACCESS_TOKEN_SECONDS", "59"),
    ("ACCESS_TOKEN_CLAIMS", "email scope"),
    ("REFRESH_TOKEN_DAYS", "0"),
    ("REFRESH_TOKEN_IDLE_DAYS", "3651"),
    ("RESOURCES", "api.example.com"),
    ("RESOURCES", "https://api.example.com/#x"),
    ("BODY_LIMIT_BYTES", "0"),
    ("BODY_LIMIT_BYTES", "64k"),
    ("DELETED_CLIENT_RETENTION_DAYS", "-1"),
    ("DISCOVERY_MAX_AGE_SECONDS", "1.5"),
    ("DOCUMENT_MAX_AGE_SECONDS", "59"),
];
