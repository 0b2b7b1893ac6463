//! Discovery is consistent in itself, whatever the settings are. RFC 8414 section 2, OpenID Connect Discovery section 3.

mod configurations;

use enrol::http::Method;
use enrol::route::Server;
use serde_json::{Map, Value, json};

use crate::support::{Call, KEYS, World};
use configurations::{Numbers, configuration};

/// How many configurations are tried.
const CONFIGURATIONS: u32 = 1500;

/// Grants whose endpoints belong to sign-in. They are exempt as long as the operator names no authorization endpoint.
const OF_SIGN_IN: [&str; 8] = [
    "authorization_code",
    "implicit",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:saml2-bearer",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:openid:params:grant-type:ciba",
];

/// The endpoints that clients of a grant use.
fn endpoints_of(grant: &str) -> &'static [&'static str] {
    match grant {
        "authorization_code" => &["authorization_endpoint", "token_endpoint"],
        "implicit" => &["authorization_endpoint"],
        "urn:ietf:params:oauth:grant-type:device_code" => &["device_authorization_endpoint", "token_endpoint"],
        "urn:openid:params:grant-type:ciba" => &["backchannel_authentication_endpoint", "token_endpoint"],
        _ => &["token_endpoint"],
    }
}

/// RFC 8414 sections 2 and 3.2, OpenID Connect Discovery sections 3 and 4.2; requirements L7, L10, L14, L24, L26.
#[test]
fn every_server_that_starts_does_what_it_says() {
    let mut numbers = Numbers(15);
    let (mut started, mut with_tokens, mut beside) = (0, 0, 0);
    for _ in 0..CONFIGURATIONS {
        let (settings, server) = configuration(&mut numbers);
        let setting = |name: &str| match name {
            "MASTER_SECRET" => Some(KEYS[0].to_owned()),
            _ => settings.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()),
        };
        if let Err(misconfigured) = Server::start(setting) {
            // A refusal says which setting, and that one was set.
            let is_set = settings.iter().any(|(name, _)| *name == misconfigured.setting);
            let names_other = settings.iter().any(|(name, _)| misconfigured.must.contains(name));
            assert!(is_set || names_other, "{misconfigured} {settings:?}");
            continue;
        }
        let texts: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let document = check(&World::with(&texts), &server);
        started += 1;
        with_tokens += u32::from(document.contains_key("introspection_endpoint"));
        beside += u32::from(server.contains_key("token_endpoint"));
    }
    let counts = [started, with_tokens, beside];
    assert!(counts.iter().all(|count| *count > CONFIGURATIONS / 20), "too few to tell: {counts:?}");
}

/// Settings for certified clients, certificate requests and a separate sign-in server, with tokens of this server.
#[test]
fn the_settings_of_an_open_banking_server_start() {
    let server = json!({"authorization_endpoint": "https://login.example/authorize",
        "device_authorization_endpoint": "https://login.example/device",
        "pushed_authorization_request_endpoint": "https://login.example/par",
        "tls_client_certificate_bound_access_tokens": true});
    let grants = "authorization_code implicit refresh_token client_credentials \
        urn:ietf:params:oauth:grant-type:device_code";
    let methods = "none client_secret_basic client_secret_post private_key_jwt tls_client_auth";
    let world = World::with(&[
        ("AUTHORIZATION_SERVER", &server.to_string()),
        ("GRANT_TYPES_SUPPORTED", grants),
        ("RESPONSE_TYPES_SUPPORTED", r#"["code","code id_token","id_token"]"#),
        ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", methods),
    ]);
    let document = check(&world, server.as_object().unwrap());
    assert_eq!(document["token_endpoint"], "https://as.example/token");
}

/// Checks the discovery document of a server against its behaviour.
fn check(world: &World, set: &Map<String, Value>) -> Map<String, Value> {
    let issuer = &world.server.config().issuer;
    let path = format!("{}/.well-known/openid-configuration", issuer.path());
    let reply = get(&path, world);
    assert_eq!(reply.0, 200);
    let document = reply.1.as_object().unwrap().clone();
    let say = || Value::Object(document.clone()).to_string();

    // Each endpoint of this server answers where it is named, and nowhere else.
    let own = [
        ("authorization_endpoint", "/authorize"),
        ("device_authorization_endpoint", "/device_authorization"),
        ("end_session_endpoint", "/sign-out"),
        ("introspection_endpoint", "/introspect"),
        ("jwks_uri", "/jwks"),
        ("pushed_authorization_request_endpoint", "/par"),
        ("registration_endpoint", "/register"),
        ("revocation_endpoint", "/revoke"),
        ("token_endpoint", "/token"),
        ("userinfo_endpoint", "/userinfo"),
    ];
    for (name, address) in &document {
        let is_address = name.ends_with("_endpoint") || name == "jwks_uri";
        if is_address && !set.contains_key(name) {
            let path = own.iter().find(|(known, _)| known == name).map(|(_, path)| *path);
            let path = path.unwrap_or_else(|| panic!("{name} is nowhere: {}", say()));
            assert_eq!(*address, format!("{}{path}", issuer.as_str()));
        }
    }
    for (name, path) in own {
        let is_named = document.contains_key(name) && !set.contains_key(name);
        let status = options(&format!("{}{path}", issuer.path()), world);
        // The registration endpoint says itself that it is off, and a page has no preflight.
        let expected = match name {
            "authorization_endpoint" | "end_session_endpoint" if is_named => 405,
            _ if is_named || name == "registration_endpoint" => 204,
            _ => 404,
        };
        assert_eq!(status, expected, "{name} {}", say());
    }
    if let Some(alias) = document.get("mtls_endpoint_aliases").filter(|_| !set.contains_key("token_endpoint")) {
        let of_own = document.get("token_endpoint").map(|_| "/token");
        assert!(of_own.is_none_or(|path| alias["token_endpoint"].as_str().unwrap().ends_with(path)), "{}", say());
    }

    // Each grant has its endpoints.
    let has_sign_in = set.contains_key("authorization_endpoint");
    for grant in list(&document, "grant_types_supported") {
        let has_all = endpoints_of(&grant).iter().all(|endpoint| document.contains_key(*endpoint));
        let is_exempt = !has_sign_in && OF_SIGN_IN.contains(&&*grant);
        assert!(has_all || is_exempt, "{grant} {}", say());
    }

    // The members that the specifications require, as far as they apply.
    assert_eq!(document["issuer"], issuer.as_str());
    for (name, value) in &document {
        assert!(!matches!(value, Value::Null) && *value != json!([]) && *value != json!({}), "{name} is empty");
    }
    for required in ["id_token_signing_alg_values_supported", "subject_types_supported"] {
        assert!(!list(&document, required).is_empty(), "{required} {}", say());
    }
    let grants = list(&document, "grant_types_supported");
    let redirects = grants.iter().any(|grant| grant == "authorization_code" || grant == "implicit");
    assert_eq!(document.contains_key("response_types_supported"), redirects, "{}", say());
    let has = |grant: &str| grants.iter().any(|known| known == grant);
    let has_own_sign_in = has("authorization_code") && !set.contains_key("authorization_endpoint");
    let issues_tokens = (has("client_credentials") || has_own_sign_in) && !set.contains_key("token_endpoint");
    for required in ["introspection_endpoint", "jwks_uri", "revocation_endpoint", "token_endpoint"] {
        let is_own = document.contains_key(required) && !set.contains_key(required);
        assert_eq!(is_own, issues_tokens, "{required} {}", say());
    }

    // Methods come with their algorithms, and this server can do all of them.
    for endpoint in ["introspection_endpoint", "revocation_endpoint", "token_endpoint"] {
        let methods = list(&document, &format!("{endpoint}_auth_methods_supported"));
        let signs = methods.iter().any(|method| method == "private_key_jwt" || method == "client_secret_jwt");
        assert_eq!(document.contains_key(&format!("{endpoint}_auth_signing_alg_values_supported")), signs);
        if issues_tokens {
            assert!(!methods.is_empty());
        }
    }
    assert!(!issues_tokens || document.contains_key("dpop_signing_alg_values_supported"), "{}", say());
    if issues_tokens && has("client_credentials") && document.contains_key("registration_endpoint") {
        gets_a_token(world, &document);
    }
    document
}

/// The grant of this server works for a client that has registered as it is said, where a secret is a method.
fn gets_a_token(world: &World, document: &Map<String, Value>) {
    let is_open = world.server.config().policy.registration_modes == [enrol::policy::RegistrationMode::Open];
    let methods = list(document, "token_endpoint_auth_methods_supported");
    if !is_open || !methods.iter().any(|method| method == "client_secret_post") {
        return;
    }
    let path = |name: &str| {
        let address = document[name].as_str().unwrap();
        address.split_once("://").unwrap().1.split_once('/').map(|(_, path)| format!("/{path}")).unwrap()
    };
    let asked = json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "client_secret_post"});
    let client = Call::new(Method::Post, &path("registration_endpoint")).json(&asked).to(world);
    assert_eq!(client.status(), 201, "{}", client.json());
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let parameters = [("grant_type", "client_credentials"), ("client_id", &*id), ("client_secret", &*secret)];
    let token = Call::form(&path("token_endpoint"), &parameters).to(world);
    assert_eq!(token.status(), 200, "{}", token.json());
}

fn list(document: &Map<String, Value>, name: &str) -> Vec<String> {
    let values = document.get(name).and_then(Value::as_array).into_iter().flatten();
    values.map(|value| value.as_str().unwrap().to_owned()).collect()
}

fn get(path: &str, world: &World) -> (u16, Value) {
    let reply = Call::get(path).to(world);
    (reply.status(), reply.json())
}

fn options(path: &str, world: &World) -> u16 {
    Call::new(Method::Options, path).to(world).status()
}
