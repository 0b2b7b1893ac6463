//! Clients that the operator has defined in the settings.

use enrol::route::Server;
use serde_json::{Value, json};

use crate::support::{Call, KEYS, Signer, World, sign_with_secret};

const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const OTHER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnopqrstuvwxyz_0123456789";
const GRANT: (&str, &str) = ("grant_type", "client_credentials");

fn world(client: &Value, secrets: &str) -> World {
    World::with(&[("CLIENTS", &json!({"reports": client}).to_string()), ("CLIENT_SECRETS", secrets)])
}

fn machine() -> Value {
    json!({"grant_types": ["client_credentials"], "scope": "reports:read dcr"})
}

/// Requirements M1, M4, M9, M13.
#[test]
fn a_configured_client_gets_tokens_by_its_secret() {
    let world = world(&machine(), &format!("reports:{SECRET} reports:{OTHER}"));
    for secret in [SECRET, OTHER] {
        let reply = Call::token_request(&[GRANT, ("scope", "reports:read")]).basic("reports", secret).to(&world);
        assert_eq!((reply.status(), reply.text("scope")), (200, "reports:read".to_owned()));
        assert!(reply.line.contains("reports") && !reply.line.contains(secret));
    }
    let wrong = "x".repeat(64);
    for (id, secret) in [("reports", &*wrong), ("reports", ""), ("Reports", SECRET), ("report", SECRET)] {
        assert_eq!(Call::token_request(&[GRANT]).basic(id, secret).to(&world).text("error"), "invalid_client", "{id}");
    }
    for (methods, status) in [("either", 200), ("registered", 401)] {
        let clients = json!({"reports": machine()}).to_string();
        let secrets = format!("reports:{SECRET}");
        let settings = [("CLIENTS", &*clients), ("CLIENT_SECRETS", &*secrets), ("CLIENT_SECRET_METHODS", methods)];
        let world = World::with(&settings);
        for (path, parameter) in [("/token", GRANT), ("/introspect", ("token", "x")), ("/revoke", ("token", "x"))] {
            let posted = [parameter, ("client_id", "reports"), ("client_secret", SECRET)];
            assert_eq!(Call::form(path, &posted).to(&world).status(), status, "{path} {methods}");
        }
    }
}

/// Requirements M14 to M17, M26.
#[test]
fn a_configured_client_may_sign_assertions() {
    let signer = Signer::new();
    let claims = |jti: &str| json!({"iss": "reports", "sub": "reports", "aud": "https://as.example", "exp": 1_800_000_100, "jti": jti});
    let ask = |assertion: &str, world: &World| {
        let kind = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        Call::token_request(&[GRANT, kind, ("client_assertion", assertion)]).to(world).status()
    };
    let mut client = machine();
    client["token_endpoint_auth_method"] = json!("private_key_jwt");
    client["jwks"] = json!({"keys": [signer.jwk("1")]});
    let by_key = world(&client, "");
    assert_eq!(ask(&signer.sign(&json!({"alg": "ES256"}), &claims("1")), &by_key), 200);
    assert_eq!(ask(&Signer::new().sign(&json!({"alg": "ES256"}), &claims("2")), &by_key), 401);
    let mut client = machine();
    client["token_endpoint_auth_method"] = json!("client_secret_jwt");
    let by_secret = world(&client, &format!("reports:{OTHER} reports:{SECRET}"));
    assert_eq!(ask(&sign_with_secret(SECRET, &json!({"alg": "HS512"}), &claims("3")), &by_secret), 200);
    assert_eq!(ask(&sign_with_secret("x", &json!({"alg": "HS256"}), &claims("4")), &by_secret), 401);
}

/// The limits for registered clients do not bind configured clients, and nobody can register the rights of a configured
/// client.
#[test]
fn rights_to_register_are_the_operators_to_give() {
    let settings = [("SCOPES_SUPPORTED", "openid")];
    let clients = json!({"reports": machine()}).to_string();
    let with = |more: &[(&'static str, &'static str)]| {
        let mut all = vec![("CLIENTS", &*clients), ("CLIENT_SECRETS", "")];
        let secrets = format!("reports:{SECRET}");
        all[1].1 = &secrets;
        all.extend(more);
        World::with(&all)
    };
    let world = with(&settings);
    let reply = Call::token_request(&[GRANT, ("scope", "reports:read")]).basic("reports", SECRET).to(&world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
    let asked = json!({"grant_types": ["client_credentials"], "scope": "read dcr dcr:scope dcrx"});
    let listed = with(&[("SCOPES_SUPPORTED", "read dcrx")]);
    assert_eq!(Call::register(&asked).to(&listed).text("scope"), "read dcrx");
    let strict = with(&[("UNSUPPORTED_SCOPE", "refuse")]);
    assert_eq!(Call::register(&asked).to(&strict).refusal().2, "/scope");
}

/// RFC 7592 section 2: a configured client has no configuration endpoint.
#[test]
fn a_configured_client_has_no_registration() {
    let world = world(&machine(), &format!("reports:{SECRET}"));
    for token in [SECRET, "enrol_rat_k1.0.AAAA"] {
        assert_eq!(Call::get("/register/reports").token(token).to(&world).status(), 401);
    }
    let listed = Call::get("/register/reports").to(&world);
    assert!(!listed.line.contains("reports"), "what could be anything is not logged: {}", listed.line);
}

/// Settings about registered clients never stop a server because of its configured clients.
#[test]
fn configured_clients_stop_no_server_for_what_others_must_have() {
    let clients = json!({"portal": machine()}).to_string();
    let secrets = format!("portal:{SECRET}");
    for (setting, value) in [
        ("REDIRECT_URIS_REQUIRED", "always"),
        ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/t"}"#),
    ] {
        World::with(&[("CLIENTS", &*clients), ("CLIENT_SECRETS", &*secrets), (setting, value)]);
    }
}

#[test]
fn clients_that_cannot_be_are_refused_by_name() {
    let good = format!("a:{SECRET}");
    let machine = json!({"grant_types": ["client_credentials"]});
    for (clients, secrets, setting, hint) in [
        (json!({"a": machine}).to_string(), "", "CLIENT_SECRETS", "have a secret of the client a"),
        (json!({"a": machine}).to_string(), "a:short", "CLIENT_SECRETS", "64"),
        (json!({"a": machine}).to_string(), SECRET, "CLIENT_SECRETS", "client_id:secret"),
        (json!({"a": machine}).to_string(), &*format!("{good} b:{SECRET}"), "CLIENT_SECRETS", "b is not one"),
        (json!({"a": machine}).to_string(), &*format!("a:{SECRET}%41"), "CLIENT_SECRETS", "unreserved"),
        (json!({"a": {"token_endpoint_auth_method": "none"}}).to_string(), &*good, "CLIENTS", "redirect_uris"),
        (json!({"a": {"grant_types": ["x"]}}).to_string(), &*good, "CLIENTS", "grant_types"),
        (json!({"a": {"grant_type": ["client_credentials"]}}).to_string(), &*good, "CLIENTS", "redirect_uris"),
        (
            json!({"a": {"grant_types": ["client_credentials"], "scopes": "x"}}).to_string(),
            &*good,
            "CLIENTS",
            "not have scopes",
        ),
        (
            json!({"a": {"grant_types": ["client_credentials"], "scope": "a  b"}}).to_string(),
            &*good,
            "CLIENTS",
            "scope values",
        ),
        (json!({"a": "x"}).to_string(), &*good, "CLIENTS", "a table"),
        (json!({"a b": machine}).to_string(), "", "CLIENTS", "unreserved"),
        (json!({"http": machine}).to_string(), "", "CLIENTS", "unreserved"),
        (json!({"cAAAAAAAAAAAAAAAAAAAAAA": machine}).to_string(), "", "CLIENTS", "unlike"),
        ("[]".to_owned(), "", "CLIENTS", "JSON object"),
    ] {
        let settings = [
            ("ISSUER", "https://as.example"),
            ("MASTER_SECRET", KEYS[0]),
            ("CLIENTS", &*clients),
            ("CLIENT_SECRETS", secrets),
        ];
        let read = |name: &str| settings.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let refused = Server::start(read).unwrap_err();
        assert_eq!(refused.setting, setting, "{clients} {refused}");
        assert!(refused.must.contains(hint) && !refused.must.contains(SECRET), "{clients}: {refused}");
    }
}
