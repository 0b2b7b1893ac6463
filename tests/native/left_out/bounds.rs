//! Values beyond the bounds of a token, a template or a statement are refused, not left out.

use serde_json::json;

use super::{JWT_BEARER, asking};
use crate::support::authority::{Authority, update};
use crate::support::{Call, World};

const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// Requirements B13, B14: a value beyond the bounds of a token refuses the registration, supported or not.
#[test]
fn a_grant_beyond_the_bounds_of_a_token_is_refused() {
    for (bounds, grants, pointer) in [
        (json!({"grant_types": ["authorization_code"]}), json!(["authorization_code", "password"]), "/grant_types/1"),
        (
            json!({"grant_types": ["authorization_code"]}),
            json!(["authorization_code", "client_credentials"]),
            "/grant_types/1",
        ),
        (
            json!({"rights": ["dcr:grant:authorization_code"]}),
            json!(["password", "authorization_code"]),
            "/grant_types/0",
        ),
        (json!({"grant_types": ["authorization_code", "password"]}), json!(["authorization_code", "password"]), ""),
    ] {
        let world = World::with(&[("REGISTRATION_MODE", "token")]);
        world.give(TOKEN, 9, &bounds);
        let asked = asking(&json!({"grant_types": grants, "token_endpoint_auth_method": "none"}));
        let reply = Call::register(&asked).token(TOKEN).to(&world);
        if pointer.is_empty() {
            assert_eq!((reply.status(), reply.member("grant_types")), (201, json!(["authorization_code"])));
        } else {
            assert_eq!(reply.refusal().2, pointer, "{bounds} {grants}");
        }
    }
}

/// Requirements B15, I13: a value beyond a template or a narrowing statement is refused, not dropped.
#[test]
fn templates_and_statements_stay_hard() {
    let templates = json!({"mobile": {"redirect_uris": ["com.example.app:/cb"], "token_endpoint_auth_method": "none"}});
    let world = World::with(&[("REGISTRATION_MODE", "token"), ("TEMPLATES", &templates.to_string())]);
    world.give(TOKEN, 9, &json!({}));
    let asked = json!({"software_id": "mobile", "grant_types": ["authorization_code", "password"]});
    assert_eq!(Call::register(&asked).token(TOKEN).to(&world).refusal().2, "/grant_types");

    let authority = Authority::trusted(&json!({"narrowed": ["grant_types"]}), &[]);
    let statement = authority.statement(&json!({"grant_types": ["authorization_code", JWT_BEARER]}));
    let beyond = json!({"grant_types": ["authorization_code", "password"]});
    assert_eq!(authority.register(&statement, &beyond).refusal().2, "/grant_types/1");
    let client = authority.register(&statement, &json!({"client_uri": "https://bank.example/"}));
    assert_eq!(
        (client.status(), client.member("grant_types")),
        (201, json!(["authorization_code"])),
        "{}",
        client.json()
    );
    assert_eq!(client.member("dropped").as_array().unwrap().len(), 1);
    let wider = update(&authority, &client, &json!({"grant_types": ["authorization_code", "client_credentials"]}));
    assert!(wider.status() == 400 || wider.member("grant_types") == json!(["authorization_code"]), "{}", wider.json());
}
