//! Dry runs of registrations.

use enrol::http::Method;
use enrol::ports::Limit;
use serde_json::{Value, json};

use crate::support::{Call, Reply, World};

fn try_out(world: &World, asked: &Value) -> Reply {
    Call::new(Method::Post, "/register?dry_run=true").json(asked).to(world)
}

#[test]
fn a_dry_run_tells_what_would_be_registered_and_registers_nothing() {
    let world = World::new();
    let asked = json!({
        "redirect_uris": ["https://a.example/", "https://a.example/"],
        "frontchannel_logout_uri": "https://a.example/logout",
        "nickname": "x",
        "client_name": null,
    });
    let reply = try_out(&world, &asked);
    assert_eq!((reply.status(), reply.header("cache-control")), (200, Some("no-store")));
    let registered = Call::register(&asked).to(&World::new()).json();
    for (name, value) in reply.member("client_metadata").as_object().unwrap() {
        assert_eq!(registered.get(name), Some(value), "{name}");
    }
    assert_eq!(reply.member("refusals"), json!([]));
    let notes = reply.member("notes");
    for note in [
        json!({"member": "redirect_uris", "note": "changed by the server"}),
        json!({"member": "application_type", "note": "filled in by the server"}),
        json!({"member": "frontchannel_logout_uri", "note": "left out by the server"}),
        json!({"member": "nickname", "note": "left out by the server"}),
    ] {
        assert!(notes.as_array().unwrap().contains(&note), "{note} {notes}");
    }
    assert!(!notes.to_string().contains("client_name"));
    assert!(world.clients().is_empty());
    assert_eq!((world.store_calls.get(), world.fetches.borrow().len()), (0, 0));
}

#[test]
fn a_dry_run_tells_what_is_broken_in_every_group_of_members() {
    let asked = json!({
        "redirect_uris": ["http://a.example/"],
        "token_endpoint_auth_method": "private_key_jwt",
        "client_name": 1,
        "contacts": ["nobody"],
        "tls_client_certificate_bound_access_tokens": true,
    });
    let refusals = try_out(&World::new(), &asked).member("refusals");
    let pointers: Vec<&str> = refusals.as_array().unwrap().iter().map(|r| r["pointer"].as_str().unwrap()).collect();
    let expected = [
        "/client_name",
        "/contacts/0",
        "/redirect_uris/0",
        "/token_endpoint_auth_method",
        "/tls_client_certificate_bound_access_tokens",
    ];
    assert_eq!(pointers, expected);
    assert_eq!(refusals[2]["error"], "invalid_redirect_uri");
}

#[test]
fn a_dry_run_tells_every_element_of_an_array_at_its_place() {
    let pointers = |asked: &Value| -> Vec<String> {
        let refusals = try_out(&World::new(), asked).member("refusals");
        refusals.as_array().unwrap().iter().map(|refusal| refusal["pointer"].as_str().unwrap().to_owned()).collect()
    };
    let uris = json!(["http://a.example/", "https://a.example/", "/cb", 1, "javascript:x", "https://b.example/#x"]);
    let expected = ["/redirect_uris/2", "/redirect_uris/3", "/redirect_uris/5", "/redirect_uris/0", "/redirect_uris/4"];
    assert_eq!(pointers(&json!({"redirect_uris": uris})), expected);
    // An empty rest is not refused on its own.
    assert_eq!(
        pointers(&json!({"redirect_uris": ["/a", "http://b.example/"]})),
        ["/redirect_uris/0", "/redirect_uris/1"]
    );
    assert_eq!(pointers(&json!({"redirect_uris": "https://a.example/"})), ["/redirect_uris"]);
    assert_eq!(
        pointers(&json!({"redirect_uris": ["https://a.example/"], "grant_types": ["password"]})),
        ["/grant_types/0"]
    );
    assert_eq!(pointers(&json!({})), ["/redirect_uris"]);
    let offer = json!({"redirect_uris": ["https://a.example/"], "logo_uri": 1, "subject_types_supported": "public"});
    assert_eq!(pointers(&offer), ["/subject_types_supported", "/logo_uri"], "in the order of a registration");
    let (long, other) = (format!("client_name#{}", "a".repeat(200)), "client_name#b_");
    let tags = try_out(&World::new(), &json!({other: "x", long: "x"})).member("refusals");
    assert_eq!(tags[0]["pointer"], "", "what is too long to be shown comes first all the same");
}

#[test]
fn what_only_looks_like_a_dry_run_does_nothing() {
    let world = World::new();
    let asked = json!({"redirect_uris": ["https://a.example/"]});
    for value in ["?dry_run", "?dry_run=1", "?dry_run=TRUE", "?dry_run=false"] {
        let reply = Call::new(Method::Post, &format!("/register{value}")).json(&asked).to(&world);
        assert_eq!(reply.refusal(), (400, "invalid_request".to_owned(), "/dry_run".to_owned()), "{value}");
    }
    assert!(world.clients().is_empty());
    let client = Call::register(&asked).to(&world);
    let stored = world.clients();
    let path = format!("/register/{}?dry_run=true", client.text("client_id"));
    for method in [Method::Put, Method::Delete] {
        let call = Call::new(method, &path).token(&client.text("registration_access_token"));
        assert_eq!(call.json(&client.resubmitted()).to(&world).refusal().2, "/dry_run");
    }
    assert_eq!(world.clients(), stored);
}

#[test]
fn a_dry_run_is_limited_and_closed_like_a_registration() {
    let world = World::new();
    world.admit(Limit::Registration, 0);
    assert_eq!(try_out(&world, &json!({})).status(), 429);
    let off = World::with(&[("REGISTRATION_MODE", "off")]);
    assert_eq!(try_out(&off, &json!({})).status(), 403);
}

#[test]
fn a_dry_run_drops_what_a_registration_would_drop() {
    let world = World::with(&[("PARTIAL_ACCEPTANCE", "on")]);
    let asked = json!({"redirect_uris": ["https://a.example/", "http://b.example/"], "client_name": "x"});
    let (tried, registered) = (try_out(&world, &asked), Call::register(&asked).to(&world));
    assert_eq!((tried.member("refusals"), registered.status()), (json!([]), 201));
    assert_eq!(tried.member("dropped"), registered.member("dropped"));
    assert_eq!(tried.member("dropped")[0]["pointer"], "/redirect_uris/1");
    assert_eq!(tried.member("client_metadata")["redirect_uris"], registered.member("redirect_uris"));
    let hopeless = json!({"redirect_uris": ["http://b.example/"]});
    assert_eq!(try_out(&world, &hopeless).member("refusals")[0]["pointer"], "/redirect_uris/0");
    assert_eq!(try_out(&World::new(), &asked).member("dropped"), Value::Null);
}

#[test]
fn a_member_that_cannot_be_read_has_a_refusal_and_no_note() {
    let asked = json!({"redirect_uris": ["https://a.example/"], "client_name": 1, "contacts": ["nobody"]});
    let notes = try_out(&World::new(), &asked).member("notes");
    let has_note = |name: &str| notes.as_array().unwrap().iter().any(|note| note["member"] == name);
    assert!(!has_note("client_name") && !has_note("contacts") && has_note("grant_types"), "{notes}");
}

#[test]
fn a_dry_run_judges_a_client_as_it_was_sent() {
    let refusals = |settings: &[(&str, &str)], asked: &Value| -> Vec<String> {
        let refusals = try_out(&World::with(settings), asked).member("refusals");
        refusals.as_array().unwrap().iter().map(|refusal| refusal["pointer"].as_str().unwrap().to_owned()).collect()
    };
    let page = json!({"redirect_uris": ["https://app.example/cb"], "client_uri": "https://app.example/"});
    let strict = [("FOREIGN_PAGES", "refuse"), ("REFUSED_HOSTS", "app.example")];
    assert_eq!(refusals(&strict, &page), ["/redirect_uris/0"]);
    let many = json!({"redirect_uris": ["https://a.example/", "https://b.example/", "https://c.example/", "/d"]});
    assert_eq!(refusals(&[("LIMITS", r#"{"redirect_uris":2}"#)], &many), ["/redirect_uris/3", "/redirect_uris"]);
    let world = World::with(&[("PARTIAL_ACCEPTANCE", "on")]);
    let mixed = json!({"redirect_uris": ["https://a.example/", "/b"], "client_uri": "https://evil.example/"});
    let flagged = json!({"member": "client_uri", "note": "on none of the hosts of the redirect_uris"});
    assert!(try_out(&world, &mixed).member("notes").as_array().unwrap().contains(&flagged));
}
