//! Rules that leave no way around them.

use enrol::http::Method;
use serde_json::{Value, json};

use super::{activate, asked, draft, put_in, register, world};
use crate::support::authorization::push;
use crate::support::{Call, World};

const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// As with an initial access token that is for templates.
#[test]
fn bounds_of_templates_refuse_clients_of_others_and_of_none() {
    let members = json!({"redirect_uris": ["https://app.example/cb"]});
    let templates = json!({"one": members, "two": members}).to_string();
    let world = world(&[("REGISTRATION_MODE", "token"), ("TEMPLATES", &templates)]);
    world.give(TOKEN, 9, &json!({}));
    let ask = |members: &Value| Call::register(members).token(TOKEN).to(&world);
    let other = ask(&json!({"software_id": "two"}));
    activate("token", &json!({"bounds": {"templates": ["one"]}}), &world);
    let client = ask(&json!({"software_id": "one"}));
    assert_eq!(client.status(), 201, "{}", client.json());
    let put = |client| Call::manage(Method::Put, client).json(&client.resubmitted()).to(&world);
    assert_eq!(put(&client).status(), 200);
    let reason = "software_id must be the name of one of the templates one (policy token 1)";
    for refused in [ask(&json!({"software_id": "two"})), put(&other)] {
        assert_eq!((refused.status(), refused.text("error_description")), (400, reason.to_owned()));
    }
    let refused = asked(&json!({})).token(TOKEN).to(&world);
    assert_eq!(refused.text("pointer"), "/software_id", "{}", refused.json());
    let dry = Call::new(Method::Post, "/register?dry_run=true").json(&members).token(TOKEN).to(&world);
    assert_eq!(dry.member("refusals")[0]["pointer"], "/software_id");
}

#[test]
fn an_empty_list_of_schemes_permits_none() {
    let world = world(&[]);
    activate("open", &json!({"redirect_schemes": []}), &world);
    let refused = register(&json!({}), &world);
    assert_eq!(
        refused.text("error_description"),
        "redirect_uris[0] must have one of the schemes nothing (policy open 1)"
    );
}

/// A client without bounds could ask its users for the value later.
#[test]
fn a_forbidden_scope_value_can_neither_be_registered_nor_asked_for() {
    let world = world(&[("SCOPE_REQUESTS", "supported")]);
    let told = |world: &World, scope: &str| {
        let client = register(&json!({"scope": "a"}), world);
        push(world, &client, &[("redirect_uri", "https://app.example/cb"), ("scope", scope)]).status()
    };
    assert_eq!(told(&world, "pay"), 201);
    activate("open", &json!({"forbidden": [{"scope": "pay"}]}), &world);
    assert_eq!(register(&json!({"scope": "a pay"}), &world).status(), 400);
    assert_eq!((told(&world, "pay"), told(&world, "a")), (400, 201));
}

/// A client that registered before the policy is within it from its next update on.
#[test]
fn an_update_leaves_bounds_with_a_client_that_had_none() {
    let world = world(&[("SCOPE_REQUESTS", "supported")]);
    let client = register(&json!({"scope": "a"}), &world);
    let told =
        |client, scope| push(&world, client, &[("redirect_uri", "https://app.example/cb"), ("scope", scope)]).status();
    activate("open", &json!({"bounds": {"scope": ["a"]}}), &world);
    assert_eq!(told(&client, "pay"), 201);
    let updated = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    assert_eq!((updated.status(), told(&updated, "a"), told(&updated, "pay")), (200, 201, 400));
}

#[test]
fn a_forbidden_value_is_forbidden_in_every_language() {
    let world = world(&[]);
    activate("open", &json!({"forbidden": [{"tos_uri": "https://evil.example/"}]}), &world);
    for name in ["tos_uri", "tos_uri#fr"] {
        assert_eq!(register(&json!({name: "https://evil.example/"}), &world).status(), 400, "{name}");
    }
}

/// A policy for templates that the settings lack would refuse every client.
#[test]
fn bounds_of_unknown_templates_are_refused() {
    let world = world(&[]);
    let refused = draft("token", &json!({"bounds": {"templates": ["one"]}}), &world);
    assert_eq!(refused.json()["errors"][0]["pointer"], "#/bounds/templates");
}

/// A browser goes to the host that the policy has compared.
#[test]
fn spellings_of_hosts_and_schemes_lead_nowhere() {
    let world = world(&[]);
    let document = json!({"bounds": {"redirect_hosts": ["bank.example"]}, "redirect_schemes": ["https"]});
    activate("open", &document, &world);
    for good in ["https://BANK.example/cb", "https://a.bank.example:8443/x", "HTTPS://bank.example/cb"] {
        assert_eq!(register(&json!({"redirect_uris": [good]}), &world).status(), 201, "{good}");
    }
    for bad in [
        "https://evilbank.example/cb",
        "https://bank.example.evil.example/cb",
        "https://bank.example@evil.example/cb",
        "https://bank.example:x@evil.example/cb",
        "https://evil.example/bank.example",
        "https://evil.example#bank.example",
        "https://evil.example\\@bank.example/cb",
        "https://bank.example%2eevil.example/cb",
        "https://bаnk.example/cb",
        "http://bank.example/cb",
        "http://127.0.0.1/cb",
        "http://localhost/cb",
        "https://[::1]/cb",
        "com.bank.example:/cb",
        "bank.example://cb",
    ] {
        for application in ["native", "web"] {
            let members = json!({"redirect_uris": [bad], "application_type": application});
            assert_eq!(register(&members, &world).status(), 400, "{bad} {application}");
        }
        let members = json!({"redirect_uris": ["https://bank.example/cb"], "post_logout_redirect_uris": [bad]});
        assert_eq!(register(&members, &world).status(), 400, "{bad}");
    }
    put_in("shadow", "open", &json!({"redirect_schemes": []}), &world);
    assert_eq!(register(&json!({"redirect_uris": ["https://bank.example/cb"]}), &world).status(), 201);
}
