//! Templates and bounds: the bounds of a client also limit its template, even when the template changes.

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::{Call, Reply, Signer, World};

const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn settings<'a>(template: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&[("REGISTRATION_MODE", "token"), ("TEMPLATES", template)], more].concat()
}

/// A server with a template `t`, and a token with these bounds.
fn world(template: &Value, bounds: &Value, more: &[(&str, &str)]) -> World {
    let world = World::with(&settings(&json!({"t": template}).to_string(), more));
    world.give(TOKEN, 99, bounds);
    world
}

fn edited(world: World, template: &Value, more: &[(&str, &str)]) -> World {
    world.restarted(&settings(&json!({"t": template}).to_string(), more))
}

fn register(metadata: &Value, world: &World) -> Reply {
    Call::register(metadata).token(TOKEN).to(world)
}

fn instance(world: &World) -> Reply {
    let reply = register(&json!({"software_id": "t"}), world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

fn token(client: &Reply, world: &World) -> Reply {
    let call = Call::token_request(&[("grant_type", "client_credentials")]);
    call.basic(&client.text("client_id"), &client.text("client_secret")).to(world)
}

/// Requirements B13, H35, H39: the same when it is registered, read, used and updated.
fn stays_as_it_is(client: &Reply, world: &World) {
    assert_eq!(Call::manage(Method::Get, client).to(world).json(), client.json());
    let updated = Call::manage(Method::Put, client).json(&client.resubmitted()).to(world);
    assert_eq!(updated.json(), client.json());
}

/// Requirements B13, H35.
#[test]
fn a_default_scope_is_within_the_bounds_of_a_client_of_a_template() {
    let machine = json!({"grant_types": ["client_credentials"]});
    let scope = [("DEFAULT_SCOPE", "read write")];
    for (bounds, expected) in [
        (json!({"scope": ["read"]}), json!("read")),
        (json!({"rights": ["dcr:grant:client_credentials"]}), json!(null)),
    ] {
        let world = world(&machine, &bounds, &scope);
        let client = instance(&world);
        assert_eq!(client.member("scope"), expected);
        assert_eq!(token(&client, &world).member("scope"), expected);
        stays_as_it_is(&client, &world);
    }
}

/// Requirements B13, B15, H35.
#[test]
fn what_a_template_comes_to_say_is_within_the_bounds_of_its_clients() {
    let machine = |scope: &str| json!({"grant_types": ["client_credentials"], "scope": scope});
    let first = world(&machine("read"), &json!({"scope": ["read"]}), &[]);
    let client = instance(&first);
    let later = edited(first, &machine("read write"), &[]);
    assert_eq!(token(&client, &later).text("scope"), "read");
    stays_as_it_is(&client, &later);
    let bounded = json!({"token_endpoint_auth_method": ["client_secret_basic"]});
    let first = world(&json!({"grant_types": ["client_credentials"]}), &bounded, &[]);
    let client = instance(&first);
    assert_eq!(token(&client, &first).status(), 200);
    let more = [("DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD", "client_secret_post")];
    let later = edited(first, &json!({"grant_types": ["client_credentials"]}), &more);
    assert_eq!(token(&client, &later).status(), 401);
    let posted = [("client_id", &*client.text("client_id")), ("client_secret", &*client.text("client_secret"))];
    let posted = Call::token_request(&[&[("grant_type", "client_credentials")], &posted[..]].concat()).to(&later);
    assert_eq!(posted.status(), 401);
}

/// Requirement B13: no value of a template is dropped.
#[test]
fn a_template_with_a_uri_that_is_out_of_bounds_has_no_clients() {
    let web = json!({"redirect_uris": ["https://a.example.com/", "https://b.example.org/"]});
    let world = world(&web, &json!({"redirect_hosts": ["example.com"]}), &[("PARTIAL_ACCEPTANCE", "on")]);
    let asked = json!({"software_id": "t"});
    let refused = register(&asked, &world);
    assert_eq!(refused.refusal(), (400, "invalid_client_metadata".to_owned(), String::new()));
    let told = refused.text("error_description");
    assert!(
        told.starts_with("the request body must fit the template t: redirect_uris[1] must be on or below"),
        "{told}"
    );
    let tried = Call::new(Method::Post, "/register?dry_run=true").json(&asked).token(TOKEN).to(&world);
    let refusal = &tried.member("refusals")[0];
    assert_eq!((&refusal["pointer"], &refusal["error_description"]), (&json!(""), &json!(told)));
}

/// Requirement B15: in no language.
#[test]
fn a_name_that_the_template_says_is_not_said_otherwise() {
    let named = json!({"redirect_uris": ["https://a.example.com/"], "client_name": "Example app"});
    let world = world(&named, &json!({}), &[]);
    let asked = json!({"software_id": "t", "client_name#en": "Your bank"});
    assert_eq!(register(&asked, &world).refusal().2, "/client_name#en");
    let client = instance(&world);
    let mut changed = client.resubmitted();
    changed["client_name#en"] = json!("Your bank");
    assert_eq!(Call::manage(Method::Put, &client).json(&changed).to(&world).refusal().2, "/client_name#en");
}

/// Requirement B15: a new member of a template replaces its alternative in the client.
#[test]
fn a_template_that_comes_to_say_more_keeps_its_clients() {
    let signing = |more: Value| {
        let mut template =
            json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "private_key_jwt"});
        template.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        template
    };
    let first = world(&signing(json!({})), &json!({}), &[]);
    let own = json!({"software_id": "t", "jwks": {"keys": [Signer::new().jwk("1")]}, "client_name#EN": "Mine"});
    let client = register(&own, &first);
    assert_eq!(client.status(), 201, "{}", client.json());
    let more = json!({"jwks_uri": "https://keys.example.com/jwks", "client_name#en": "Ours"});
    let later = edited(first, &signing(more), &[]);
    let read = Call::manage(Method::Get, &client).to(&later);
    assert_eq!((read.text("jwks_uri"), read.member("jwks")), ("https://keys.example.com/jwks".to_owned(), json!(null)));
    assert_eq!((read.text("client_name#en"), read.member("client_name#EN")), ("Ours".to_owned(), json!(null)));
}

/// Requirement B15: no client gets the name of a template without meeting the template's conditions.
#[test]
fn an_update_makes_no_client_of_a_template() {
    let template = json!({"t": {"grant_types": ["client_credentials"]}}).to_string();
    let world = World::with(&[("TEMPLATES", &template)]);
    let client = Call::register(&json!({"redirect_uris": ["https://a.example.com/"]})).to(&world);
    let mut changed = client.resubmitted();
    changed["software_id"] = json!("t");
    assert_eq!(Call::manage(Method::Put, &client).json(&changed).to(&world).refusal().2, "/software_id");
    let older = World::new();
    let client = Call::register(&json!({"redirect_uris": ["https://a.example.com/"], "software_id": "t"})).to(&older);
    let later = older.restarted(&[("TEMPLATES", &template)]);
    stays_as_it_is(&client, &later);
}

/// Requirement H46, of a client whose template was taken away.
#[test]
fn the_tokens_of_a_client_end_with_its_template() {
    let machine = json!({"grant_types": ["client_credentials"], "scope": "read"});
    let clients = json!({"api": {"grant_types": ["client_credentials"]}}).to_string();
    let secrets = format!("api:{}", "x".repeat(64));
    let api = [("CLIENTS", &*clients), ("CLIENT_SECRETS", &*secrets)];
    let world = world(&machine, &json!({}), &api);
    let token = token(&instance(&world), &world).text("access_token");
    let ask = |world: &World| {
        let call = Call::form("/introspect", &[("token", &token)]).basic("api", &"x".repeat(64));
        call.to(world).member("active")
    };
    assert_eq!(ask(&world), json!(true));
    assert_eq!(ask(&world.restarted(&api)), json!(false));
}
