//! Profiles: named bundles of settings, and the ecosystems that they are for.

mod cdr_au;
mod fapi2;
mod open_banking_uk;
mod open_finance_brasil;
mod sign_in;

use enrol::config::{PROFILES, SETTINGS};
use enrol::http::Method;
use enrol::policy::{Choice, ManagementToken, PolicyVersion, SecretLength};
use enrol::route::Server;
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use crate::support::authority::DIRECTORY_KEYS;
use crate::support::authorization::{app, approve, ask};
use crate::support::browser::{Browser, destination};
use crate::support::ecosystem::{ELSEWHERE, HERE};
use crate::support::{Call, KEYS, World};

/// Starts a server with these settings beside a profile; `Err` is the name of the setting and its fault.
fn start(own: &[(&str, &str)]) -> Result<Server, (String, String)> {
    let base = [
        ("ISSUER", "https://as.example"),
        ("MASTER_SECRET", KEYS[0]),
        ("AUTHORIZATION_SERVER", ELSEWHERE),
        ("CERTIFICATE_ISSUERS", "[\"CN=Authority\"]"),
        ("PAIRWISE_SALT", ""),
    ];
    let setting =
        |name: &str| own.iter().chain(&base).find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    Server::start(setting).map_err(|fault| (fault.setting.to_owned(), fault.must))
}

#[test]
fn a_server_starts_with_each_profile_alone() {
    for profile in PROFILES {
        let server = start(&[("PROFILE", profile.name)]).unwrap_or_else(|fault| panic!("{}: {fault:?}", profile.name));
        assert_eq!(server.config().policy.profile, Some(profile));
        let alone =
            start(&[("PROFILE", profile.name), HERE]).unwrap_or_else(|fault| panic!("{}: {fault:?}", profile.name));
        assert!(alone.config().policy.has_own_sign_in(), "{}", profile.name);
    }
    assert_eq!(start(&[("PROFILE", "none")]).unwrap().config().policy.profile, None);
}

#[test]
fn each_value_of_a_profile_is_of_a_setting_and_may_be_set_as_it_is() {
    for profile in PROFILES {
        for given in profile.settings {
            assert!(SETTINGS.contains(&given.name), "{}: {}", profile.name, given.name);
            assert_eq!(given.members().is_some(), given.value.starts_with('{'), "{}", given.value);
            let with_keys = |mut entry: Value| {
                entry["jwks_uri"] = json!(DIRECTORY_KEYS);
                json!({"https://directory.example": entry}).to_string()
            };
            let value = match given.members() {
                Some(members) if given.name == "STATEMENT_ISSUERS" => with_keys(Value::Object(members)),
                Some(members) if given.name == "AUTHORIZATION_SERVER" => {
                    let mut all: Value = serde_json::from_str(ELSEWHERE).unwrap();
                    all.as_object_mut().unwrap().extend(members);
                    all.to_string()
                }
                _ => given.value.to_owned(),
            };
            // Of clients that get no tokens here, no operator can demand them.
            let server = if given.name.starts_with("MANAGEMENT") { &[HERE][..] } else { &[] };
            let started = start(&[&[("PROFILE", profile.name), (given.name, &value)], server].concat());
            assert!(started.is_ok(), "{} {value}: {:?}", given.name, started.err());
        }
    }
}

/// The operator sees which of the two settings to change.
#[test]
fn a_value_that_contradicts_the_profile_stops_the_server_and_names_both() {
    for (profile, setting, value) in [
        ("fapi2", "PUSHED_REQUESTS", "optional"),
        ("fapi2", "PKCE_REQUIRED", "public"),
        ("fapi2", "SENDER_CONSTRAINED_TOKENS", "optional"),
        ("fapi2", "ASSERTION_AUDIENCE", "server"),
        ("fapi2", "ACCESS_TOKEN_SIGNING_ALG", "RS256"),
        ("fapi2", "TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "private_key_jwt none"),
        ("fapi2", "TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "RS256"),
        ("fapi2", "REDIRECT_URI_FORMS", "https localhost"),
        ("fapi2", "AUTHORIZATION_SERVER", r#"{"id_token_signing_alg_values_supported":["RS256"]}"#),
        ("fapi2", "AUTHORIZATION_SERVER", r#"{"id_token_signing_alg_values_supported":["ES256","EdDSA"]}"#),
        ("fapi2", "AUTHORIZATION_SERVER", r#"{"userinfo_signing_alg_values_supported":["EdDSA"]}"#),
        ("open-banking-uk", "CLIENT_STORAGE", "sealed"),
        ("open-banking-uk", "CLIENT_SECRET_CHARACTERS", "86"),
        ("open-banking-uk", "RESPONSE_TYPES_SUPPORTED", r#"["code","id_token"]"#),
        ("open-banking-uk", "SIGNED_REQUESTS", "optional"),
        ("open-banking-uk", "MEMBER_RULES", r#"{"software_id":{"longest":36}}"#),
        ("open-banking-uk", "LIMITS", r#"{"redirect_uri_bytes":2048}"#),
        ("open-banking-uk", "AUTHORIZATION_RESPONSES", "any"),
        ("open-banking-uk", "CERTIFICATE_NAMES", "any"),
        (
            "open-finance-brasil",
            "AUTHORIZATION_SERVER",
            r#"{"request_object_encryption_alg_values_supported":["RSA-OAEP-256"]}"#,
        ),
        ("open-finance-brasil", "CERTIFICATE_NAMES", "subject"),
        ("open-finance-brasil", "REGISTRATION_ACCESS_TOKEN_BINDING", "dpop"),
        ("open-finance-brasil", "SENDER_CONSTRAINED_TOKENS", "optional"),
        ("cdr-au", "REQUEST_OBJECT_CLAIMS", "optional"),
        ("cdr-au", "AUTHORIZATION_SERVER", r#"{"require_signed_request_object":false}"#),
        ("open-finance-brasil", "ROTATION_ON_UPDATE", "token"),
        ("open-finance-brasil", "MEMBER_RULES", r#"{"jwks":{"required":true}}"#),
        ("cdr-au", "UNSUPPORTED_SCOPE", "refuse"),
        ("cdr-au", "RESPONSE_TYPES_SUPPORTED", r#"["code id_token"]"#),
    ] {
        let Err((named, must)) = start(&[("PROFILE", profile), (setting, value)]) else { panic!("{setting} {value}") };
        assert_eq!(named, setting, "{must}");
        assert!(must.ends_with(&format!("since PROFILE is {profile}")), "{must}");
    }
    let entry = json!({"https://directory.example": {"jwks_uri": DIRECTORY_KEYS, "algorithms": ["ES256"]}}).to_string();
    let Err((named, must)) = start(&[("PROFILE", "cdr-au"), ("STATEMENT_ISSUERS", &entry)]) else { panic!("{entry}") };
    assert_eq!(named, "STATEMENT_ISSUERS");
    assert!(must.contains("PROFILE is cdr-au") && must.contains("https://directory.example"), "{must}");
}

#[test]
fn an_operator_may_choose_otherwise_where_the_profile_leaves_the_choice() {
    let methods = ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "tls_client_auth private_key_jwt");
    let server = start(&[("PROFILE", "fapi2"), methods]).unwrap();
    assert_eq!(server.config().policy.token_endpoint_auth_methods_supported.len(), 2);
    let longer = ("MEMBER_RULES", r#"{"tls_client_auth_subject_dn":{"longest":512},"client_name":{"required":true}}"#);
    let server = start(&[("PROFILE", "open-banking-uk"), longer]).unwrap();
    let rules = &server.config().policy.member_rules;
    let rule = |name: &str| rules.iter().find(|rule| rule.member == name).unwrap();
    assert_eq!(rule("tls_client_auth_subject_dn").longest, Some(512));
    assert_eq!(rule("software_id").longest, Some(22), "the rules of the profile stay beside those of the operator");
    assert_eq!(server.config().policy.client_secret_length, SecretLength::SHORTEST);
    assert!(PROFILES.iter().any(|profile| profile.settings.iter().any(|given| given.choice == Choice::Any)));
}

/// Clients get no tokens here beside another token endpoint, so that of the profile has no effect there. A choice of the operator
/// never goes without one.
#[test]
fn clients_manage_themselves_as_the_profile_says_where_they_get_tokens() {
    let manages = |own: &[(&str, &str)]| start(own).map(|server| server.config().policy.management_token.clone());
    let of_scope = |scope: Option<&str>| Ok(ManagementToken::AccessToken(scope.map(str::to_owned)));
    let registration = || Ok(ManagementToken::RegistrationAccessToken);
    let (uk, cdr) = (("PROFILE", "open-banking-uk"), ("PROFILE", "cdr-au"));
    let chosen = ("MANAGEMENT_TOKEN", "registration_access_token");
    assert_eq!(manages(&[uk, HERE]), of_scope(None));
    assert_eq!(manages(&[cdr, HERE]), of_scope(Some("cdr:registration")));
    assert_eq!(manages(&[cdr, HERE, ("MANAGEMENT_SCOPE", "manage")]), of_scope(Some("manage")));
    for own in [&[uk][..], &[cdr], &[cdr, chosen], &[cdr, chosen, HERE], &[("PROFILE", "open-finance-brasil"), HERE]] {
        assert_eq!(manages(own), registration(), "{own:?}");
    }
    for (own, setting) in [
        (&[cdr, ("MANAGEMENT_SCOPE", "manage")][..], "MANAGEMENT_SCOPE"),
        (&[cdr, HERE, chosen, ("MANAGEMENT_SCOPE", "manage")], "MANAGEMENT_SCOPE"),
        (&[cdr, HERE, ("SCOPES_SUPPORTED", "accounts")], "MANAGEMENT_SCOPE"),
        (&[cdr, ("MANAGEMENT_TOKEN", "access_token")], "MANAGEMENT_TOKEN"),
        (&[uk, ("MANAGEMENT_TOKEN", "access_token")], "MANAGEMENT_TOKEN"),
        (&[uk, HERE, ("GRANT_TYPES_SUPPORTED", "authorization_code")], "MANAGEMENT_TOKEN"),
    ] {
        assert_eq!(manages(own).unwrap_err().0, setting, "{own:?}");
    }
}

/// Open Finance Brasil section 7.1(1); requirement J25: without an authority, no certificate would count.
#[test]
fn the_profile_of_brazil_needs_an_authority_of_certificates() {
    let profile = ("PROFILE", "open-finance-brasil");
    let entry = json!({"https://directory.example": {"jwks_uri": DIRECTORY_KEYS}}).to_string();
    for own in [&[profile][..], &[profile, HERE], &[profile, ("STATEMENT_ISSUERS", &entry)]] {
        let (setting, must) = start(&[own, &[("CERTIFICATE_ISSUERS", "")]].concat()).err().unwrap();
        assert_eq!(setting, "CERTIFICATE_ISSUERS", "{must}");
    }
}

/// An entry of the database gets the rules of the profile as one of the settings does, and cannot loosen them.
#[test]
fn stored_issuers_follow_the_profile_too() {
    let claims = cdr_au::claims();
    let scene = crate::support::ecosystem::Ecosystem::new("cdr-au", claims, &[("STATEMENT_ISSUERS", "{}")]);
    let store = |world: &World, entry: Value| {
        let entry = entry.as_object().unwrap().clone();
        world.statement_issuers.borrow_mut().insert("cdr-register".to_owned(), entry);
    };
    let body = || scene.request(&cdr_au::members(), &json!({"software_statement": scene.statement(&json!({}))}));
    store(&scene.world, json!({"jwks_uri": DIRECTORY_KEYS, "maximum_age_seconds": 3600}));
    let reply = scene.register(&body());
    assert_eq!((reply.status(), reply.text("error")), (400, "unapproved_software_statement".to_owned()));
    assert!(reply.line.contains("PROFILE is cdr-au"), "{}", reply.line);
    store(&scene.world, json!({"jwks_uri": DIRECTORY_KEYS}));
    let reply = scene.register(&body());
    assert_eq!(reply.status(), 201, "{}", reply.json());
    assert_eq!(scene.register(&body()).text("error"), "invalid_software_statement", "the profile permits one client");
}

/// An entry of the data of operators does not loosen the profile either.
#[test]
fn issuers_of_the_data_follow_the_profile_too() {
    let settings = [("STATEMENT_ISSUERS", "{}"), ("POLICIES", "database")];
    let scene = crate::support::ecosystem::Ecosystem::new("cdr-au", cdr_au::claims(), &settings);
    scene.world.resolve("directory.example", "93.184.216.34", "");
    let activate = |entry: Value| {
        let mut version = PolicyVersion::draft("statement_issuer:cdr-register", 1, Timestamp(1));
        version.set("state", json!("active"));
        version.set("document", entry);
        scene.world.policies.replace(vec![version]);
        scene.world.hold(None);
    };
    let body = || scene.request(&cdr_au::members(), &json!({"software_statement": scene.statement(&json!({}))}));
    activate(json!({"jwks_uri": DIRECTORY_KEYS, "maximum_age_seconds": 3600}));
    let reply = scene.register(&body());
    assert_eq!((reply.status(), reply.text("error")), (400, "unapproved_software_statement".to_owned()));
    assert!(reply.line.contains("PROFILE is cdr-au"), "{}", reply.line);
    activate(json!({"jwks_uri": DIRECTORY_KEYS}));
    assert_eq!(scene.register(&body()).status(), 201);
}

/// Open Finance Brasil section 7.1(16); requirement J46: a user is not asked again because a client changed itself.
#[test]
fn a_consent_survives_an_update_of_its_client() {
    let world = World::new();
    let client = app(&world, &json!({"client_name": "App"}));
    let browser = Browser::of(&world, &world.add_alice());
    approve(&browser, &world, &client, &[]);
    let mut changed = client.resubmitted();
    changed["client_name"] = json!("New name");
    let updated = Call::manage(Method::Put, &client).json(&changed).to(&world);
    assert_eq!((updated.status(), updated.text("client_name")), (200, "New name".to_owned()));
    let answer = destination(&ask(&browser, &world, &client, &[])).unwrap();
    assert!(answer.starts_with("https://client.example/cb?") && answer.contains("code="), "{answer}");
}
