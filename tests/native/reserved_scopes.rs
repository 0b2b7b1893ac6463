//! Reserved scope values: only the operator can give rights to register.

use enrol::http::Method;
use enrol::route::Server;
use serde_json::{Value, json};

use crate::authentication::GRANT;
use crate::support::authority::Authority;
use crate::support::{Call, KEYS, Reply, World};

const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ISSUERS: (&str, &str) = (
    "REGISTRATION_TOKEN_ISSUERS",
    r#"{"https://login.example":{"jwks_uri":"https://login.example/jwks","scope":"partner:dcr"}}"#,
);
const RESERVED: [&str; 8] =
    ["dcr", "dcr:scope", "clients:read", "clients:read:all", "admin", "admin:x", "partner:dcr", "partner:dcr:scope"];
const FREE: &str = "dcrx clients clients:write administrator partner partner:x";

fn asked() -> Value {
    json!({"grant_types": ["client_credentials"], "scope": format!("{} {FREE}", RESERVED.join(" "))})
}

/// Requests a token, with and without each reserved value.
fn gets_none(client: &Reply, world: &World) {
    let ask = |parameters: &[(&str, &str)]| {
        let parameters = [&[GRANT], parameters].concat();
        Call::token_request(&parameters).basic(&client.text("client_id"), &client.text("client_secret")).to(world)
    };
    let all = ask(&[]);
    assert_eq!(all.status(), 200, "{}", all.json());
    let granted = all.member("scope").as_str().unwrap_or_default().to_owned();
    for value in RESERVED {
        assert!(!granted.split(' ').any(|one| one == value), "{value} in {granted}");
        for parameters in [vec![("scope", value)], vec![("scope", value), ("resource", "https://as.example/register")]]
        {
            assert_eq!(ask(&parameters).text("error"), "invalid_scope", "{value}");
        }
    }
}

/// Requirements B9, C31, C32: for every way to register, with and without a statement.
#[test]
fn nobody_registers_a_right() {
    let open = World::with(&[ISSUERS, ("SCOPES_SUPPORTED", FREE)]);
    let by_token = World::with(&[ISSUERS, ("REGISTRATION_MODE", "token")]);
    by_token.give(TOKEN, 9, &json!({"scope": [RESERVED[0], RESERVED[4], "dcrx"]}));
    by_token.give("enrol_iat_AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", 9, &json!({}));
    let narrow = json!({"grant_types": ["client_credentials"], "scope": "dcr admin dcrx"});
    let free = "enrol_iat_AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    for (reply, world, scope) in [
        (Call::register(&asked()).to(&open), &open, FREE),
        (Call::register(&narrow).token(TOKEN).to(&by_token), &by_token, "dcrx"),
        (Call::register(&asked()).token(free).to(&by_token), &by_token, FREE),
    ] {
        assert_eq!((reply.status(), reply.text("scope")), (201, scope.to_owned()));
        gets_none(&reply, world);
        let mut more = reply.resubmitted();
        more["scope"] = asked()["scope"].clone();
        if scope == FREE {
            let updated = Call::manage(Method::Put, &reply).json(&more).to(world);
            assert_eq!((updated.status(), updated.text("scope")), (200, FREE.to_owned()));
        }
        gets_none(&reply, world);
    }
    let strict = World::with(&[ISSUERS, ("UNSUPPORTED_SCOPE", "refuse")]);
    for value in RESERVED {
        let asked = json!({"grant_types": ["client_credentials"], "scope": value});
        assert_eq!(Call::register(&asked).to(&strict).refusal().2, "/scope", "{value}");
    }
}

/// RFC 7591 section 2.3: a software statement gives no rights to register.
#[test]
fn no_statement_gives_a_right() {
    let authority = Authority::trusted(&json!({}), &[ISSUERS]);
    let claims = json!({"grant_types": ["client_credentials"], "scope": asked()["scope"], "jwks_uri": null,
        "token_endpoint_auth_method": "client_secret_basic"});
    let reply = authority.register(&authority.statement(&claims), &json!({}));
    assert_eq!((reply.status(), reply.text("scope")), (201, FREE.to_owned()), "{}", reply.json());
    gets_none(&reply, &authority.world);
    let free = json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "client_secret_basic"});
    let reply = authority.register(&authority.statement(&free), &json!({"scope": asked()["scope"]}));
    assert_eq!((reply.status(), reply.text("scope")), (201, FREE.to_owned()), "{}", reply.json());
}

/// A scope value that was registered before it became reserved gives no right.
#[test]
fn a_value_that_becomes_a_right_is_taken_from_clients_that_have_it() {
    for storage in ["stored", "sealed"] {
        let world = World::with(&[("CLIENT_STORAGE", storage), ("REGISTRATION_MODE", "token")]);
        world.give(TOKEN, 1, &json!({}));
        let scope = json!({"grant_types": ["client_credentials"], "scope": "partner:dcr partner:dcr:scope partner"});
        let client = Call::register(&scope).token(TOKEN).to(&world);
        assert_eq!(client.text("scope"), "partner:dcr partner:dcr:scope partner");
        let world = world.restarted(&[("CLIENT_STORAGE", storage), ISSUERS]);
        gets_none(&client, &world);
        let (id, secret) = (client.text("client_id"), client.text("client_secret"));
        let token = Call::token_request(&[GRANT]).basic(&id, &secret).to(&world);
        assert_eq!(token.text("scope"), "partner", "{storage}");
    }
}

/// Scope and template settings give no rights; configured clients may have them.
#[test]
fn the_operator_gives_rights_to_clients_of_the_settings_alone() {
    for value in RESERVED {
        let template = json!({"t": {"grant_types": ["client_credentials"], "scope": format!("read {value}")}});
        let template = template.to_string();
        for (setting, text) in [
            ("SCOPES_SUPPORTED", format!("read {value}")),
            ("DEFAULT_SCOPE", format!("read {value}")),
            ("TEMPLATES", template),
        ] {
            let base = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0]), ISSUERS, (setting, &*text)];
            let read = |name: &str| base.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
            let misconfigured = Server::start(read).expect_err("no configuration");
            assert_eq!(misconfigured.setting, setting, "{value}");
            if setting != "TEMPLATES" {
                assert!(misconfigured.must.contains(value), "{misconfigured}");
            }
        }
    }
    let clients = json!({"operator": {"grant_types": ["client_credentials"], "scope": RESERVED.join(" ")}}).to_string();
    let secrets = format!("operator:{SECRET}");
    let world = World::with(&[ISSUERS, ("CLIENTS", &clients), ("CLIENT_SECRETS", &secrets)]);
    for value in RESERVED {
        let token = Call::token_request(&[GRANT, ("scope", value)]).basic("operator", SECRET).to(&world);
        assert_eq!((token.status(), token.text("scope")), (200, value.to_owned()), "{}", token.json());
    }
}
