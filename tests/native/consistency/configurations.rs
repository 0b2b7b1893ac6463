//! Configurations that look random and are the same each time.

use serde_json::{Map, Value, json};

/// Numbers that look random and are the same each time.
pub(super) struct Numbers(pub(super) u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn is_one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// Returns some of a few words, separated by spaces.
    fn some(&mut self, words: &[&str]) -> String {
        words.iter().copied().filter(|_| self.below(2) == 0).collect::<Vec<_>>().join(" ")
    }
}

const GRANTS: [&str; 9] = [
    "authorization_code",
    "implicit",
    "client_credentials",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:saml2-bearer",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:openid:params:grant-type:ciba",
];

const METHODS: [&str; 7] = [
    "none",
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
];

/// Possible settings of the authorization server.
fn members() -> Vec<(&'static str, Value)> {
    let algorithms = json!(["ES256"]);
    vec![
        ("authorization_endpoint", json!("https://login.example/authorize")),
        ("authorization_endpoint", json!("https://login.example/authorize")),
        ("backchannel_authentication_endpoint", json!("https://login.example/ciba")),
        ("backchannel_token_delivery_modes_supported", json!(["poll"])),
        ("device_authorization_endpoint", json!("https://login.example/device")),
        ("dpop_signing_alg_values_supported", algorithms.clone()),
        ("id_token_signing_alg_values_supported", algorithms.clone()),
        ("introspection_endpoint", json!("https://login.example/introspect")),
        ("introspection_encryption_alg_values_supported", json!(["RSA-OAEP"])),
        ("introspection_encryption_enc_values_supported", json!(["A128CBC-HS256"])),
        ("introspection_signing_alg_values_supported", algorithms.clone()),
        ("jwks_uri", json!("https://login.example/jwks")),
        ("mtls_endpoint_aliases", json!({"token_endpoint": "https://mtls.as.example/token"})),
        ("pushed_authorization_request_endpoint", json!("https://login.example/par")),
        ("request_object_signing_alg_values_supported", algorithms),
        ("revocation_endpoint", json!("https://login.example/revoke")),
        ("subject_types_supported", json!(["pairwise"])),
        ("tls_client_certificate_bound_access_tokens", json!(true)),
        ("token_endpoint", json!("https://login.example/token")),
        ("token_endpoint", json!("https://login.example/token")),
        ("userinfo_endpoint", json!("https://login.example/userinfo")),
    ]
}

/// Returns a configuration: its settings, and those of the authorization server.
pub(super) fn configuration(numbers: &mut Numbers) -> (Vec<(&'static str, String)>, Map<String, Value>) {
    let mut settings = Vec::new();
    let mut set = |name, value: String| settings.push((name, value));
    set(
        "ISSUER",
        ["https://as.example", "https://as.example/t1", "http://localhost:8787"][numbers.below(3)].to_owned(),
    );
    set("REGISTRATION_MODE", ["off", "open", "token", "statement"][numbers.below(4)].to_owned());
    if !numbers.is_one_in(3) {
        let grants = numbers.some(&GRANTS);
        let has = |grant: &str| grants.split(' ').any(|one| one == grant);
        let fitting = match (has("authorization_code"), has("implicit")) {
            (false, false) => "[]",
            (true, false) => r#"["code"]"#,
            (false, true) => r#"["token"]"#,
            (true, true) => r#"["code","code id_token"]"#,
        };
        set("RESPONSE_TYPES_SUPPORTED", if numbers.is_one_in(8) { r#"["code"]"# } else { fitting }.to_owned());
        set("GRANT_TYPES_SUPPORTED", grants);
    }
    if !numbers.is_one_in(3) {
        set("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", numbers.some(&METHODS));
    }
    if numbers.is_one_in(4) {
        let algorithms = numbers.some(&["ES256", "HS256", "RS256"]);
        set("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", algorithms);
    }
    if numbers.is_one_in(3) {
        set("SCOPES_SUPPORTED", ["[]", "openid profile"][numbers.below(2)].to_owned());
    }
    if numbers.is_one_in(4) {
        set("CLIENT_SECRET_METHODS", "registered".to_owned());
    }
    let wanted = numbers.below(5);
    let all = members();
    let mut server = Map::new();
    for _ in 0..wanted {
        let (name, value) = all[numbers.below(all.len())].clone();
        server.insert(name.to_owned(), value);
    }
    if !server.is_empty() {
        set("AUTHORIZATION_SERVER", Value::Object(server.clone()).to_string());
    }
    (settings, server)
}
