//! Members that the registration hook cannot amend, and values that it cannot give.

use serde_json::{Value, json};

use crate::support::authority::{Authority, over, update};
use crate::support::{Call, Reply, World};

const HOOK: (&str, &str) = ("REGISTRATION_HOOK", "service");

const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn amend(world: &World, members: Value) {
    world.decide(move |_| json!({"decision": "amend", "members": members}));
}

fn asked() -> Value {
    json!({"redirect_uris": ["https://app.example.com/cb"], "client_name": "App"})
}

/// Asserts that an amendment does not count, and returns its reason in the log.
fn reason(reply: &Reply) -> String {
    assert_eq!((reply.status(), reply.text("error")), (503, "temporarily_unavailable".to_owned()));
    let line: Value = serde_json::from_str(&reply.line).unwrap();
    assert_eq!(line["hook"], "unavailable");
    line["reason"].as_str().unwrap().to_owned()
}

/// RFC 7591 section 3.2.1: identifiers, credentials and times are the server's.
#[test]
fn the_hook_sets_nothing_that_only_the_server_sets() {
    let world = World::with(&[HOOK, ("REGISTRATION_HOOK_UNANSWERED", "allow")]);
    for (name, value) in [
        ("client_id", json!("mine")),
        ("client_id_issued_at", json!(0)),
        ("client_secret", json!("secret")),
        ("client_secret_expires_at", json!(0)),
        ("registration_access_token", json!("token")),
        ("registration_client_uri", json!("https://elsewhere.example/")),
        ("software_statement", json!("x.y.z")),
        ("dropped", json!([])),
        ("surprise", json!(1)),
        ("token_endpoint_auth_methods_supported", json!(["none"])),
    ] {
        amend(&world, json!({name: value}));
        let must = format!("it must not amend {name}: it is not a member that clients register");
        assert_eq!(reason(&Call::register(&asked()).to(&world)), must);
    }
    amend(&world, json!({"software_id": "other"}));
    let told = reason(&Call::register(&asked()).to(&world));
    assert_eq!(told, "it must not amend software_id: it identifies the software");
    amend(&world, json!({"a secret\u{e9}": 1}));
    assert!(!reason(&Call::register(&asked()).to(&world)).contains("secret"), "a strange name is not logged");
    assert!(world.clients().is_empty());
}

/// What the hook amends passes every rule again: as if the sender had sent it.
#[test]
fn what_the_hook_amends_passes_every_rule_again() {
    let world = World::with(&[HOOK, ("SCOPES_SUPPORTED", "openid email"), ("REFUSED_HOSTS", "evil.example")]);
    for (members, pointer) in [
        (json!({"redirect_uris": ["http://app.example.com/cb"]}), "/redirect_uris/0"),
        (json!({"redirect_uris": ["https://evil.example/cb"]}), "/redirect_uris/0"),
        (json!({"redirect_uris": null}), "/redirect_uris"),
        (json!({"token_endpoint_auth_method": "surprise"}), "/token_endpoint_auth_method"),
        (json!({"token_endpoint_auth_method": "private_key_jwt"}), "/token_endpoint_auth_method"),
        (json!({"client_name": 1}), "/client_name"),
        (json!({"jwks": {"keys": [{"kty": "oct", "k": "AA"}]}}), "/jwks/keys/0/k"),
    ] {
        amend(&world, members.clone());
        let reply = Call::register(&asked()).to(&world);
        assert_eq!((reply.status(), reply.text("pointer")), (400, pointer.to_owned()), "{members}");
        let line: Value = serde_json::from_str(&reply.line).unwrap();
        assert_eq!(line["hook"], "amended");
    }
    assert!(world.clients().is_empty());
    amend(&world, json!({"scope": "openid admin"}));
    let client = Call::register(&asked()).to(&world);
    assert_eq!((client.status(), client.text("scope")), (201, "openid".to_owned()), "an unsupported value is dropped");
}

/// The hook sets no right to register or to administer.
#[test]
fn the_hook_widens_no_scope_to_a_right_of_the_server() {
    for right in ["dcr", "dcr:grant:client_credentials", "clients:read"] {
        let world = World::with(&[HOOK, ("UNSUPPORTED_SCOPE", "refuse")]);
        amend(&world, json!({"scope": right}));
        assert_eq!(Call::register(&asked()).to(&world).status(), 400, "{right}");
        assert!(world.clients().is_empty());
    }
}

/// A client that nobody vouches for gets no scope of its own from the hook either, while the operator lists none.
#[test]
fn the_hook_gives_an_anonymous_client_no_scope_beyond_the_policy() {
    let world = World::with(&[HOOK]);
    amend(&world, json!({"scope": "payments"}));
    let client = Call::register(&json!({"grant_types": ["client_credentials"]})).to(&world);
    assert_eq!((client.status(), client.member("scope")), (201, Value::Null));
}

/// The bounds of an initial access token hold for the hook.
#[test]
fn the_hook_widens_no_bound_of_an_initial_access_token() {
    let machine = json!({"grant_types": ["client_credentials"], "redirect_uris": null});
    let of_code = json!({"rights": ["dcr:grant:authorization_code"]});
    let public = json!({"token_endpoint_auth_method": "none"});
    let (other, secret) = (
        json!({"redirect_uris": ["https://other.example/cb"]}),
        json!({"token_endpoint_auth_method": "client_secret_post"}),
    );
    for (bounds, first, members, (status, pointer)) in [
        (json!({"scope": ["openid"]}), json!({}), json!({"scope": "openid email"}), (400, "/scope")),
        (json!({"grant_types": ["authorization_code"]}), json!({}), machine.clone(), (400, "/grant_types/0")),
        (json!({"redirect_hosts": ["example.com"]}), json!({}), other, (400, "/redirect_uris/0")),
        (json!({"token_endpoint_auth_method": ["none"]}), public, secret, (400, "/token_endpoint_auth_method")),
        (of_code.clone(), json!({}), machine, (403, "no pointer")),
        (of_code, json!({}), json!({"scope": "email"}), (403, "no pointer")),
    ] {
        let world = World::with(&[HOOK, ("REGISTRATION_MODE", "token"), ("PARTIAL_ACCEPTANCE", "on")]);
        world.give(TOKEN, 1, &bounds);
        amend(&world, members.clone());
        let reply = Call::register(&over(&asked(), &first)).token(TOKEN).to(&world);
        let (told, _, place) = reply.refusal();
        assert_eq!((told, &*place), (status, pointer), "{bounds} {members} {}", reply.json());
        assert!(world.clients().is_empty(), "{bounds}");
        assert_eq!(world.initial_access_tokens.borrow()[0].uses_left, 1);
    }
}

/// Requirement B15: a client of a template stays what the template says.
#[test]
fn the_hook_lifts_nothing_that_a_template_decides() {
    let templates = json!({"mobile": {"redirect_uris": ["com.example.app:/callback"], "scope": "openid"}}).to_string();
    let world = World::with(&[HOOK, ("REGISTRATION_MODE", "token"), ("TEMPLATES", &templates)]);
    world.give(TOKEN, 9, &json!({}));
    let register = || Call::register(&json!({"software_id": "mobile"})).token(TOKEN).to(&world);
    for (name, value) in [
        ("scope", json!("openid email")),
        ("redirect_uris", json!(null)),
        ("grant_types", json!(["client_credentials"])),
    ] {
        amend(&world, json!({name: value}));
        assert_eq!(reason(&register()), format!("it must not amend {name}: the template decides it"));
    }
    amend(&world, json!({"client_name": "Phone"}));
    assert_eq!((register().text("client_name"), register().text("scope")), ("Phone".to_owned(), "openid".to_owned()));
}

/// RFC 7591 section 2.3: claims of a statement override the request, and the hook.
#[test]
fn the_hook_lifts_nothing_that_a_statement_decides() {
    let entry = json!({"claims": {"software_redirect_uris": "redirect_uris"}});
    let authority = Authority::trusted(&entry, &[HOOK]);
    let uris = json!(["https://bank.example/a", "https://bank.example/b"]);
    let claims = json!({"redirect_uris": null, "software_redirect_uris": uris, "scope": "accounts payments"});
    let register = || authority.register(&authority.statement(&claims), &json!({}));
    authority.world.decide(|_| json!({"decision": "allow"}));
    let client = register();
    assert_eq!(client.status(), 201, "{}", client.json());
    for (name, value) in [
        ("client_name", json!("Other")),
        ("client_name#fr", json!("Autre")),
        ("client_name", json!(null)),
        ("redirect_uris", json!(["https://evil.example/"])),
        ("redirect_uris", json!([])),
        ("redirect_uris", json!(null)),
        ("scope", json!("accounts admin")),
        ("scope", json!("")),
        ("scope", json!(null)),
        ("scope", json!(["accounts"])),
    ] {
        amend(&authority.world, json!({name: value}));
        let must = format!("it must not amend {name}: the software statement decides it");
        assert_eq!(reason(&register()), must, "{value}");
        assert_eq!(reason(&update(&authority, &client, &json!({}))), must, "an update: {value}");
    }
    assert_eq!(authority.world.clients().len(), 1);
    amend(&authority.world, json!({"scope": "accounts", "redirect_uris": ["https://bank.example/b"]}));
    for narrowed in [register(), update(&authority, &client, &json!({}))] {
        assert_eq!(narrowed.text("scope"), "accounts", "a permission may be narrowed");
        assert_eq!(narrowed.member("redirect_uris"), json!(["https://bank.example/b"]));
    }
}

/// Members that the issuer leaves to nobody, and a choice of a part that the client has made.
#[test]
fn the_hook_chooses_no_member_that_the_issuer_of_a_statement_rules_out() {
    let ruled_out = |name: &str| format!("it must not amend {name}: the issuer of the software statement rules it out");
    let refusing = Authority::trusted(&json!({"refused": ["client_uri"]}), &[HOOK]);
    amend(&refusing.world, json!({"client_uri": "https://bank.example/"}));
    let reply = refusing.register(&refusing.statement(&json!({})), &json!({}));
    assert_eq!(reason(&reply), ruled_out("client_uri"));
    let closed = Authority::trusted(&json!({"self_asserted": ["contacts"]}), &[HOOK]);
    amend(&closed.world, json!({"tos_uri": "https://bank.example/tos"}));
    assert_eq!(reason(&closed.register(&closed.statement(&json!({})), &json!({}))), ruled_out("tos_uri"));
    amend(&closed.world, json!({"contacts": ["a@bank.example"]}));
    let client = closed.register(&closed.statement(&json!({})), &json!({}));
    assert_eq!(client.member("contacts"), json!(["a@bank.example"]));

    let narrowed = Authority::trusted(&json!({"narrowed": ["scope"], "locked": []}), &[HOOK]);
    amend(&narrowed.world, json!({"scope": "accounts payments"}));
    let statement = narrowed.statement(&json!({"scope": "accounts payments"}));
    let reply = narrowed.register(&statement, &json!({"scope": "accounts"}));
    assert_eq!(reason(&reply), "it must not amend scope: the software statement decides it");
}
