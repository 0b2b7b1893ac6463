//! Templates: many clients of one kind, each with its own credentials.

use enrol::http::Method;
use enrol::route::Server;
use serde_json::{Value, json};

use crate::support::{Call, KEYS, Reply, Signer, World};

const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn templates() -> Value {
    json!({
        "mobile": {
            "redirect_uris": ["com.example.app:/callback"],
            "grant_types": ["authorization_code", "refresh_token"],
            "scope": "openid profile",
            "client_name": "Mobile app",
        },
        "partner": {
            "grant_types": ["client_credentials"],
            "scope": "orders:read",
            "token_endpoint_auth_method": "private_key_jwt",
        },
    })
}

/// Makes a server with these templates, and a token with these bounds.
fn world(templates: &Value, bounds: &Value) -> World {
    let world = World::with(&[("REGISTRATION_MODE", "token"), ("TEMPLATES", &templates.to_string())]);
    world.give(TOKEN, 99, bounds);
    world
}

fn register(metadata: &Value, world: &World) -> Reply {
    Call::register(metadata).token(TOKEN).to(world)
}

fn refusal(metadata: &Value, world: &World) -> (u16, String, String) {
    let tried = Call::new(Method::Post, "/register?dry_run=true").json(metadata).token(TOKEN).to(world);
    let reply = register(metadata, world);
    let refusals = tried.member("refusals");
    if let Some(places) = refusals.as_array() {
        let is_told = places.iter().any(|one| one["pointer"] == reply.member("pointer"));
        assert!(is_told, "the dry run tells something else: {refusals} {}", reply.json());
    }
    reply.refusal()
}

/// Requirement B15.
#[test]
fn a_client_of_a_template_inherits_what_the_template_says() {
    let world = world(&templates(), &json!({}));
    let [one, other] = [(); 2].map(|()| register(&json!({"software_id": "mobile"}), &world));
    assert_eq!(one.status(), 201, "{}", one.json());
    for member in ["redirect_uris", "grant_types", "scope", "client_name"] {
        assert_eq!(one.member(member), templates()["mobile"][member], "{member}");
    }
    assert_eq!((one.text("software_id"), one.text("application_type")), ("mobile".to_owned(), "native".to_owned()));
    assert_ne!(one.text("client_id"), other.text("client_id"));
    assert_ne!(one.text("client_secret"), other.text("client_secret"));
    assert_eq!(Call::manage(Method::Get, &one).to(&world).json(), one.json());
    let stored = world.clients().into_iter().map(|client| Value::Object(client.metadata.members().clone()));
    assert_eq!(stored.collect::<Vec<_>>(), [json!({}), json!({})], "nothing of the template is stored");
}

/// Requirement B15: the members that the template does not set, and only the client knows.
#[test]
fn a_client_of_a_template_has_keys_of_its_own() {
    let world = world(&templates(), &json!({}));
    let jwks = json!({"keys": [Signer::new().jwk("1")]});
    let keyless = register(&json!({"software_id": "partner"}), &world);
    assert_eq!(keyless.refusal(), (400, "invalid_client_metadata".to_owned(), String::new()));
    let told = keyless.text("error_description");
    let expected = "the request body must fit the template partner: token_endpoint_auth_method must come with jwks_uri";
    assert!(told.starts_with(expected), "{told}");
    let asked =
        json!({"software_id": "partner", "jwks": jwks, "client_name#fr": "Partenaire", "software_version": "2"});
    let client = register(&asked, &world);
    assert_eq!((client.status(), client.member("jwks")), (201, jwks), "{}", client.json());
    let mut changed = client.resubmitted();
    changed["software_version"] = json!("3");
    let updated = Call::manage(Method::Put, &client).json(&changed).to(&world);
    assert_eq!((updated.status(), updated.text("software_version")), (200, "3".to_owned()), "{}", updated.json());
    assert_eq!((updated.text("scope"), updated.text("client_name#fr")), ("orders:read".into(), "Partenaire".into()));
}

/// Requirements B15, H35.
#[test]
fn a_client_of_a_template_gets_no_more_than_the_template_says() {
    let world = world(&templates(), &json!({}));
    let client = register(&json!({"software_id": "mobile"}), &world);
    for (member, value) in [
        ("scope", json!("openid profile admin")),
        ("redirect_uris", json!(["com.example.app:/callback", "com.example.app:/other"])),
        ("grant_types", json!(["authorization_code", "refresh_token", "client_credentials"])),
        ("client_name", json!("Another name")),
        ("token_endpoint_auth_method", json!("none")),
        ("contacts", json!(["a@b.example"])),
        ("logo_uri", json!("https://evil.example/")),
    ] {
        let mut asked = json!({"software_id": "mobile"});
        asked[member] = value.clone();
        assert_eq!(refusal(&asked, &world).2, format!("/{member}"), "{value}");
        let mut changed = client.resubmitted();
        changed[member] = value;
        let reply = Call::manage(Method::Put, &client).json(&changed).to(&world);
        assert_eq!(reply.refusal().2, format!("/{member}"));
    }
    let mut moved = client.resubmitted();
    moved["software_id"] = json!("partner");
    assert_eq!(Call::manage(Method::Put, &client).json(&moved).to(&world).refusal().2, "/software_id");
    let same = json!({"software_id": "mobile", "scope": "openid profile", "unknown": 1, "contacts": null});
    assert_eq!(register(&same, &world).status(), 201);
    assert_eq!(Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world).json(), client.json());
}

/// Requirement B15: a changed template applies at once to all its clients.
#[test]
fn a_template_changes_all_its_clients() {
    let settings = |templates: &Value| templates.to_string();
    let world = world(&templates(), &json!({}));
    let client = register(&json!({"software_id": "mobile"}), &world);
    let plain = register(&json!({"redirect_uris": ["https://app.example/"], "software_id": "other"}), &world);
    let mut later = templates();
    later["mobile"]["scope"] = json!("openid");
    later["mobile"]["redirect_uris"] = json!(["com.example.app:/new"]);
    later["mobile"].as_object_mut().unwrap().remove("client_name");
    let world = world.restarted(&[("REGISTRATION_MODE", "token"), ("TEMPLATES", &settings(&later))]);
    let read = Call::manage(Method::Get, &client).to(&world);
    assert_eq!((read.status(), read.text("scope")), (200, "openid".to_owned()));
    assert_eq!(
        (read.member("redirect_uris"), read.member("client_name")),
        (json!(["com.example.app:/new"]), json!(null))
    );
    assert_eq!(Call::manage(Method::Get, &plain).to(&world).json(), plain.json());
    later.as_object_mut().unwrap().remove("mobile");
    let world = world.restarted(&[("REGISTRATION_MODE", "token"), ("TEMPLATES", &settings(&later))]);
    let read = Call::manage(Method::Get, &client).to(&world);
    assert_eq!(
        (read.status(), read.member("redirect_uris"), read.member("grant_types")),
        (200, json!(null), json!(null))
    );
    assert_eq!(Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world).refusal().2, "/software_id");
    assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
}

/// A client whose template was removed cannot authenticate.
#[test]
fn a_client_without_its_template_gets_no_token() {
    let machine = json!({"machine": {"grant_types": ["client_credentials"]}});
    let with = |world: World, templates: &Value| {
        world.restarted(&[("REGISTRATION_MODE", "token"), ("TEMPLATES", &templates.to_string())])
    };
    let world = world(&machine, &json!({}));
    let client = register(&json!({"software_id": "machine"}), &world);
    let ask = |world: &World| {
        let call = Call::token_request(&[("grant_type", "client_credentials")]);
        call.basic(&client.text("client_id"), &client.text("client_secret")).to(world).status()
    };
    assert_eq!(ask(&world), 200);
    let world = with(world, &json!({}));
    assert_eq!(ask(&world), 401);
    assert_eq!(ask(&with(world, &machine)), 200);
}

/// Requirement B15.
#[test]
fn a_template_is_for_those_of_whom_something_is_known() {
    let settings = [("TEMPLATES", &*templates().to_string())];
    let reply = Call::register(&json!({"software_id": "mobile"})).to(&World::with(&settings));
    assert_eq!((reply.status(), reply.text("error")), (401, "invalid_token".to_owned()));
    let anything = json!({"software_id": "desktop", "redirect_uris": ["https://app.example/"]});
    assert_eq!(Call::register(&anything).to(&World::with(&settings)).status(), 201);
}

/// Requirements B13 to B15.
#[test]
fn a_token_may_be_for_one_template_or_for_several() {
    let one = world(&templates(), &json!({"templates": ["mobile"]}));
    assert_eq!(register(&json!({}), &one).text("software_id"), "mobile");
    assert_eq!(register(&json!({"software_id": "mobile"}), &one).status(), 201);
    for other in ["partner", "desktop"] {
        let expected = (400, "invalid_client_metadata".to_owned(), "/software_id".to_owned());
        assert_eq!(refusal(&json!({"software_id": other}), &one), expected);
    }
    let web = json!({"redirect_uris": ["https://app.example/"]});
    assert_eq!(refusal(&web, &one).2, "/redirect_uris");
    let both = world(&templates(), &json!({"templates": ["mobile", "partner"]}));
    assert_eq!(refusal(&json!({}), &both).2, "/software_id");
    assert_eq!(register(&json!({"software_id": "mobile"}), &both).status(), 201);
    let gone = world(&json!({}), &json!({"templates": ["mobile"]}));
    assert_eq!(refusal(&json!({}), &gone).2, "/software_id");
}

#[test]
fn templates_that_cannot_be_are_refused_by_name() {
    for (template, hint) in [
        (json!({}), "redirect_uris"),
        (json!({"grant_types": ["x"]}), "grant_types"),
        (json!({"grant_types": ["client_credentials"], "scopes": "x"}), "scopes"),
        (json!({"grant_types": ["client_credentials"], "scope": "dcr"}), "scope"),
        (json!({"grant_types": ["client_credentials"], "software_id": "x"}), "software_id"),
        (json!("x"), "a table"),
    ] {
        let templates = json!({"t": template}).to_string();
        let settings = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0]), ("TEMPLATES", &templates)];
        let read = |name: &str| settings.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let refused = Server::start(read).unwrap_err();
        assert!(refused.setting == "TEMPLATES" && refused.must.contains(hint), "{template}: {refused}");
    }
}
