//! Rules of the operator for single members, and other settings that profiles turn on.

use enrol::http::Method;
use enrol::route::Server;
use serde_json::{Value, json};

use crate::support::authority::{Authority, outcome};
use crate::support::{Call, KEYS, Reply, World, register, sign_with_secret};

fn world(rules: &Value) -> World {
    World::with(&[("MEMBER_RULES", &rules.to_string())])
}

/// Returns code and pointer of a refusal; nothing for a registration.
fn refused(world: &World, members: &Value) -> Option<(String, String)> {
    let reply = register(world, members);
    let (status, code, pointer) = outcome(&reply);
    (status != 201).then_some((code, pointer))
}

fn metadata_at(pointer: &str) -> (String, String) {
    ("invalid_client_metadata".to_owned(), pointer.to_owned())
}

/// RFC 7591 section 5: an operator can require and refuse members.
#[test]
fn a_member_is_required_or_refused() {
    let world = world(&json!({"client_name": {"required": true}, "logo_uri": {"refused": true}}));
    assert_eq!(refused(&world, &json!({})), Some(metadata_at("/client_name")));
    assert_eq!(refused(&world, &json!({"client_name": null})), Some(metadata_at("/client_name")));
    assert_eq!(refused(&world, &json!({"client_name": ""})), Some(metadata_at("/client_name")));
    assert_eq!(refused(&world, &json!({"client_name": "App"})), None);
    assert_eq!(refused(&world, &json!({"client_name#de": "Anwendung"})), None);
    let logo = json!({"client_name": "App", "logo_uri": "https://client.example/logo"});
    assert_eq!(refused(&world, &logo), Some(metadata_at("/logo_uri")));
    let of_language = json!({"client_name": "App", "logo_uri#de": "https://client.example/logo"});
    assert_eq!(refused(&world, &of_language), Some(metadata_at("/logo_uri#de")));
    let client = register(&world, &json!({"client_name": "App"}));
    let nameless = Value::Object(
        client
            .resubmitted()
            .as_object()
            .unwrap()
            .clone()
            .into_iter()
            .filter(|(name, _)| name != "client_name")
            .collect(),
    );
    let update = Call::manage(Method::Put, &client).json(&nameless).to(&world);
    assert_eq!(update.refusal().2, "/client_name", "an update keeps to the rules too");
}

/// A member of a method or a grant is required with these alone.
#[test]
fn a_required_member_is_required_where_it_is_of_use() {
    let world =
        world(&json!({"redirect_uris": {"required": true}, "token_endpoint_auth_signing_alg": {"required": true}}));
    assert_eq!(refused(&world, &json!({})), None);
    let signing = json!({"token_endpoint_auth_method": "private_key_jwt"});
    assert_eq!(refused(&world, &signing), Some(metadata_at("/token_endpoint_auth_signing_alg")));
    let machine = json!({"grant_types": ["client_credentials"], "redirect_uris": null});
    assert_eq!(refused(&world, &machine), None);
}

#[test]
fn a_member_has_permitted_values_a_length_and_a_form() {
    let world = world(&json!({
        "application_type": {"values": ["web"]}, "contacts": {"longest": 12}, "require_auth_time": {"values": [false]},
        "software_id": {"form": "alphanumeric", "longest": 5}, "grant_types": {"values": ["authorization_code"]},
    }));
    for (members, pointer) in [
        (json!({"application_type": "native"}), "/application_type"),
        (json!({"redirect_uris": ["com.example.app:/cb"]}), ""),
        (json!({"contacts": ["a@b.example", "long@b.example"]}), "/contacts/1"),
        (json!({"require_auth_time": true}), "/require_auth_time"),
        (json!({"software_id": "a-b"}), "/software_id"),
        (json!({"software_id": "abcdef"}), "/software_id"),
        (json!({"grant_types": ["authorization_code", "refresh_token"]}), "/grant_types/1"),
    ] {
        let found = refused(&world, &members).map(|(_, pointer)| pointer);
        let expected = if pointer.is_empty() { "/application_type" } else { pointer };
        assert_eq!(found.as_deref(), Some(expected), "{members}");
    }
    let good = json!({"application_type": "web", "contacts": ["a@b.example"], "require_auth_time": false, "software_id": "Ab1"});
    assert_eq!(refused(&world, &good), None);
}

/// A dry run finds all broken rules at once.
#[test]
fn a_dry_run_tells_every_broken_rule() {
    let world = world(&json!({"client_name": {"required": true}, "software_id": {"longest": 2}}));
    let asked = json!({"redirect_uris": ["https://client.example/cb"], "software_id": "abc"});
    let reply = Call::new(Method::Post, "/register?dry_run=true").json(&asked).to(&world);
    let refusals = reply.member("refusals");
    let pointers: Vec<&str> = refusals.as_array().unwrap().iter().filter_map(|it| it["pointer"].as_str()).collect();
    assert_eq!(pointers, ["/client_name", "/software_id"]);
}

#[test]
fn clients_of_the_settings_are_free_of_the_rules() {
    let settings = [
        ("MEMBER_RULES", r#"{"client_name":{"required":true}}"#),
        ("CLIENTS", r#"{"portal":{"grant_types":["client_credentials"],"scope":"dcr"}}"#),
        ("CLIENT_SECRETS", "portal:0123456789012345678901234567890123456789012345678901234567890123"),
    ];
    assert_eq!(World::with(&settings).server.config().clients.len(), 1);
}

#[test]
fn a_rule_that_cannot_be_read_stops_the_server() {
    for (rules, part) in [
        (json!({"name": {"required": true}}), "name is not one"),
        (json!({"client_name": {}}), "one or more of"),
        (json!({"client_name": true}), "one or more of"),
        (json!({"client_name": {"maximum": 1}}), "one or more of"),
        (json!({"client_name": {"required": "yes"}}), "true or false"),
        (json!({"client_name": {"required": true, "refused": true}}), "required and refused"),
        (json!({"client_name": {"values": []}}), "a list"),
        (json!({"client_name": {"values": [1]}}), "a list"),
        (json!({"client_name": {"longest": 0}}), "1 to 4096"),
        (json!({"client_name": {"longest": 4097}}), "1 to 4096"),
        (json!({"client_name": {"form": "dns"}}), "alphanumeric, rfc4514"),
    ] {
        let rules = rules.to_string();
        let own = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0]), ("MEMBER_RULES", &*rules)];
        let setting = |name: &str| own.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let Err(misconfigured) = Server::start(setting) else { panic!("{rules}") };
        assert_eq!(misconfigured.setting, "MEMBER_RULES");
        assert!(misconfigured.must.contains(part), "{misconfigured}");
    }
}

/// Requirement S25: early open banking has the application type `mobile`.
#[test]
fn a_mobile_client_is_refused_or_native() {
    let asked = json!({"application_type": "mobile"});
    assert_eq!(refused(&World::new(), &asked), Some(metadata_at("/application_type")));
    let world = World::with(&[("MOBILE_CLIENTS", "native")]);
    assert_eq!(register(&world, &asked).text("application_type"), "native");
    assert_eq!(refused(&world, &json!({"application_type": "tablet"})), Some(metadata_at("/application_type")));
}

fn token(world: &World, client: &Reply) -> Reply {
    let secret = client.text("client_secret");
    Call::token_request(&[("grant_type", "client_credentials")]).basic(&client.text("client_id"), &secret).to(world)
}

/// RFC 7518 section 3.2; requirement J16: 36 characters are enough for HS256, and for no longer hash.
#[test]
fn a_short_secret_authenticates_and_signs() {
    let world = World::with(&[("CLIENT_SECRET_CHARACTERS", "36")]);
    let machine = json!({"grant_types": ["client_credentials"], "redirect_uris": null});
    let client = register(&world, &machine);
    assert_eq!(client.text("client_secret").len(), 36);
    assert_eq!(token(&world, &client).status(), 200);
    let algorithms = Call::get("/.well-known/oauth-authorization-server")
        .to(&world)
        .member("token_endpoint_auth_signing_alg_values_supported");
    let listed: Vec<&str> = algorithms.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(listed.contains(&"HS256") && !listed.contains(&"HS384") && !listed.contains(&"HS512"), "{listed:?}");
    let signing = json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "client_secret_jwt",
        "token_endpoint_auth_signing_alg": "HS256", "redirect_uris": null});
    let client = register(&world, &signing);
    let (id, now) = (client.text("client_id"), world.now.get().0);
    let claims = json!({"iss": id, "sub": id, "aud": "https://as.example", "exp": now + 60, "jti": "1"});
    let assertion = sign_with_secret(&client.text("client_secret"), &json!({"alg": "HS256"}), &claims);
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let form =
        [("grant_type", "client_credentials"), ("client_assertion_type", kind), ("client_assertion", &*assertion)];
    assert_eq!(Call::token_request(&form).to(&world).status(), 200);
}

/// A long hash with a short secret would be weaker than it looks.
#[test]
fn an_algorithm_that_needs_a_longer_secret_stops_the_server() {
    for (setting, value) in [
        ("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "HS384 ES256"),
        ("AUTHORIZATION_SERVER", r#"{"request_object_signing_alg_values_supported":["HS512"]}"#),
    ] {
        let own = [
            ("ISSUER", "https://as.example"),
            ("MASTER_SECRET", KEYS[0]),
            ("CLIENT_SECRET_CHARACTERS", "36"),
            (setting, value),
        ];
        let read = |name: &str| own.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        assert!(
            Server::start(read).is_err_and(|it| it.setting == "CLIENT_SECRET_CHARACTERS" || it.setting == setting),
            "{value}"
        );
    }
}

/// RFC 7591 section 2: roles of a statement decide on the scope, and a request must choose a part where its issuer wants it.
#[test]
fn roles_of_a_statement_permit_a_scope() {
    let roles = json!({"roles": {"roles": {"A": "openid accounts", "P": "openid payments"}}, "narrowed": ["scope"]});
    let authority = Authority::trusted(&roles, &[]);
    let scope = |claims: &Value, members: &Value| authority.register(&authority.statement(claims), members);
    assert_eq!(scope(&json!({"roles": ["A", "P"]}), &json!({})).text("scope"), "openid accounts payments");
    assert_eq!(scope(&json!({"roles": "P"}), &json!({"scope": "payments"})).text("scope"), "payments");
    let beyond = scope(&json!({"roles": ["P"]}), &json!({"scope": "accounts"}));
    assert_eq!(outcome(&beyond), (400, "invalid_client_metadata".to_owned(), "/scope".to_owned()));
    assert_eq!(scope(&json!({}), &json!({})).member("scope"), Value::Null, "no role permits nothing");
    assert_eq!(outcome(&scope(&json!({}), &json!({"scope": "openid"}))).2, "/scope");
    let own = scope(&json!({"roles": ["P"], "scope": "accounts"}), &json!({}));
    assert_eq!(own.text("scope"), "openid payments", "the roles decide, not a scope beside them");
    let requested = Authority::trusted(&json!({"requested": ["client_uri"]}), &[]);
    let statement = requested.statement(&json!({"client_uri": "https://bank.example/"}));
    assert_eq!(outcome(&requested.register(&statement, &json!({}))).2, "/client_uri");
    assert_eq!(outcome(&requested.register(&statement, &json!({"client_uri": "https://bank.example/"}))).0, 201);
}
