//! Sealed clients: they are not stored, and can do all that stored clients can.

mod identifiers;

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::http::Method;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::support::{Call, Down, KEYS, Reply, World, run};

const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const SEALED: (&str, &str) = ("CLIENT_STORAGE", "sealed");

fn world() -> World {
    World::with(&[SEALED])
}

fn web() -> Value {
    json!({"client_name": "App", "redirect_uris": ["https://app.example/cb"]})
}

fn machine() -> Value {
    json!({"grant_types": ["client_credentials"], "scope": "read"})
}

fn register(metadata: &Value, world: &World) -> Reply {
    let reply = Call::register(metadata).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    assert!(reply.text("client_id").starts_with('s'), "{}", reply.text("client_id"));
    reply
}

fn token(client: &Reply, world: &World) -> Reply {
    let call = Call::token_request(&[("grant_type", "client_credentials")]);
    call.basic(&client.text("client_id"), &client.text("client_secret")).to(world)
}

/// Counts the store calls of a request.
fn asks(world: &World, call: impl FnOnce() -> Reply) -> u32 {
    let before = world.store_calls.get();
    assert!(call().status() < 300);
    world.store_calls.get() - before
}

/// RFC 7591 appendix A.5.2; requirement K1.
#[test]
fn a_registration_stores_nothing_and_what_follows_reads_once() {
    let world = world();
    assert_eq!(asks(&world, || Call::register(&web()).to(&world)), 0);
    let client = register(&web(), &world);
    assert_eq!(asks(&world, || Call::manage(Method::Get, &client).to(&world)), 1);
    let machine = register(&machine(), &world);
    assert_eq!(token(&machine, &world).status(), 200);
    assert_eq!(asks(&world, || token(&machine, &world)), 1, "the client, and whether the key that signs is so still");
    assert!(world.clients().is_empty());
    world.down.set(Down::Store);
    assert_eq!(Call::register(&web()).to(&world).status(), 201, "also while the database is down");
}

/// RFC 7592 sections 2.1 to 2.3; requirements H43, K7, K8, K17, S20, as we have decided them: a sealed client is managed.
#[test]
fn a_sealed_client_is_read_updated_and_deleted_as_any_other() {
    let world = world();
    let client = register(&web(), &world);
    let read = Call::manage(Method::Get, &client).to(&world);
    assert_eq!((read.status(), read.json(), read.header("etag")), (200, client.json(), client.header("etag")));
    for name in ["Better", "Best"] {
        let mut changed = client.resubmitted();
        changed["client_name"] = json!(name);
        let updated = Call::manage(Method::Put, &client).json(&changed).to(&world);
        assert_eq!((updated.status(), updated.text("client_name")), (200, name.to_owned()), "{}", updated.json());
        assert_eq!(updated.member("client_id"), client.member("client_id"));
        assert_eq!(Call::manage(Method::Get, &client).to(&world).text("client_name"), name);
    }
    assert_eq!(world.clients().len(), 1);
    let stale = Call::manage(Method::Put, &client).header("if-match", client.header("etag").unwrap());
    assert_eq!(stale.json(&client.resubmitted()).to(&world).status(), 412);
    assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
    for method in [Method::Get, Method::Delete] {
        assert_eq!(Call::manage(method, &client).to(&world).text("error"), "invalid_token");
    }
    let again = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    assert_eq!((again.status(), world.clients().len()), (401, 0));
}

/// Requirements K17, H45: at once, and for as long as the identifier would open.
#[test]
fn a_sealed_client_that_was_deleted_stays_so() {
    let world = World::with(&[SEALED, ("DELETED_CLIENT_RETENTION_DAYS", "1")]);
    let client = register(&machine(), &world);
    assert_eq!(token(&client, &world).status(), 200);
    assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
    assert_eq!(token(&client, &world).text("error"), "invalid_client");
    for (days, tombstones) in [(89, 1), (1000, 0)] {
        world.now.set(world.now.get().after(Seconds::of_days(days)));
        run(enrol::maintenance::sweep(world.server.config(), &world)).unwrap();
        assert_eq!(token(&client, &world).text("error"), "invalid_client");
        assert_eq!(world.tombstones(), tombstones);
    }
}

/// Requirements K3, K6, H15, H17.
#[test]
fn an_identifier_that_was_not_sealed_here_is_nobodys() {
    let world = world();
    let client = register(&machine(), &world);
    let id = client.text("client_id");
    let mut bytes = Base64UrlUnpadded::decode_vec(id.strip_prefix('s').unwrap()).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    let forged = format!("s{}", Base64UrlUnpadded::encode_string(&bytes));
    let cut = id.get(..id.len() - 4).unwrap();
    for other in [&*forged, cut, &id.replacen('s', "c", 1), &format!("{id}AAAA")] {
        let reply = Call::token_request(&[("grant_type", "client_credentials")])
            .basic(other, &client.text("client_secret"))
            .to(&world);
        assert_eq!(reply.text("error"), "invalid_client", "{other}");
        let read = Call::get(&format!("/register/{other}")).token(&client.text("registration_access_token")).to(&world);
        assert_eq!((read.status(), read.text("error")), (401, "invalid_token".to_owned()), "{other}");
        assert!(!read.line.contains(other), "what could be anything is not logged: {}", read.line);
    }
    let none = Call::token_request(&[("grant_type", "client_credentials"), ("client_id", &id)]).to(&world);
    assert_eq!(none.text("error"), "invalid_client", "whoever knows the identifier has proven nothing");
}

/// Requirement K23.
#[test]
fn two_that_register_alike_share_nothing() {
    let world = world();
    let [one, other] = [(); 2].map(|()| register(&machine(), &world));
    for member in ["client_id", "client_secret", "registration_access_token", "registration_client_uri"] {
        assert_ne!(one.member(member), other.member(member), "{member}");
    }
    assert_eq!(one.member("scope"), other.member("scope"));
    let crossed = Call::token_request(&[("grant_type", "client_credentials")])
        .basic(&one.text("client_id"), &other.text("client_secret"))
        .to(&world);
    assert_eq!(crossed.status(), 401);
}

/// Requirements K9, K10, K13: a client that is too long for an identifier is stored, and behaves the same.
#[test]
fn what_does_not_fit_is_stored() {
    let world = World::with(&[SEALED, ("SEALED_ID_LIMIT", "80")]);
    let small = Call::register(&web()).to(&world);
    let mut much = web();
    much["contacts"] = (0..20).map(|number| json!(format!("somebody{number}@team.example.org"))).collect();
    let great = Call::register(&much).to(&world);
    assert!(small.text("client_id").starts_with('s') && small.text("client_id").len() <= 80);
    assert_eq!((great.text("client_id").len(), world.clients().len()), (23, 1));
    let names = |reply: &Reply| -> Vec<String> {
        let members = reply.json().as_object().unwrap().clone();
        members.into_iter().map(|(name, _)| name).filter(|name| name != "contacts").collect()
    };
    assert_eq!(names(&small), names(&great));
    assert_eq!(Call::manage(Method::Get, &great).to(&world).json(), great.json());
}

/// Requirements B10, B11, B13, H35.
#[test]
fn a_token_is_used_up_by_a_sealed_client_and_bounds_it() {
    let world = World::with(&[SEALED, ("REGISTRATION_MODE", "token")]);
    let bounds = json!({"scope": ["read"]});
    world.give(TOKEN, 1, &bounds);
    let uses_left = || world.initial_access_tokens.borrow()[0].uses_left;
    let enter = |metadata: &Value| Call::register(metadata).token(TOKEN).to(&world);
    let mut more = machine();
    more["scope"] = json!("read write");
    assert_eq!((enter(&more).refusal().2, uses_left()), ("/scope".to_owned(), 1));
    let client = enter(&machine());
    assert_eq!((client.status(), uses_left(), world.clients().len()), (201, 0, 0));
    assert_eq!(enter(&machine()).status(), 401);
    more["client_id"] = client.member("client_id");
    assert_eq!(Call::manage(Method::Put, &client).json(&more).to(&world).refusal().2, "/scope");
    assert_eq!(Call::manage(Method::Get, &client).to(&world).json(), client.json());
    world.initial_access_tokens.borrow_mut()[0].uses_left = 1;
    world.token_rivals.set(1);
    assert_eq!(enter(&machine()).status(), 401, "somebody else has used it meanwhile");
}

/// Requirement B15.
#[test]
fn a_sealed_client_of_a_template_is_its_name_alone() {
    let template = |scope: &str| {
        let members = json!({"grant_types": ["client_credentials"], "scope": scope, "client_name": "x".repeat(200)});
        json!({"mobile": members}).to_string()
    };
    let clients = json!({"portal": {"grant_types": ["client_credentials"], "scope": "dcr"}}).to_string();
    let secret = "y".repeat(64);
    let secrets = format!("portal:{secret}");
    let settings = |template| [SEALED, ("CLIENTS", &*clients), ("CLIENT_SECRETS", &*secrets), ("TEMPLATES", template)];
    let first = template("read");
    let world = World::with(&settings(&first));
    let right = Call::token_request(&[("grant_type", "client_credentials")]).basic("portal", &secret).to(&world);
    let call = Call::register(&json!({"software_id": "mobile"})).token(&right.text("access_token"));
    let client = call.to(&world);
    assert_eq!((client.status(), client.text("scope")), (201, "read".to_owned()), "{}", client.json());
    assert!(client.text("client_id").len() < 80, "{}", client.text("client_id"));
    let later = template("read write");
    let world = world.restarted(&settings(&later));
    assert_eq!(token(&client, &world).text("scope"), "read write");
}

/// Requirements K14, K15.
#[test]
fn a_sealed_client_lives_as_long_as_the_key_that_sealed_it() {
    let ring = |keys: &[&str]| keys.join(" ");
    let scopes = ("SCOPES_SUPPORTED", "read");
    let world = World::with(&[SEALED, scopes]);
    let client = register(&machine(), &world);
    let world = world.restarted(&[SEALED, scopes, ("MASTER_SECRET", &ring(&[KEYS[1], KEYS[0]]))]);
    assert_eq!(Call::manage(Method::Get, &client).to(&world).json(), client.json());
    assert_eq!(token(&client, &world).status(), 200);
    let newer = register(&machine(), &world);
    let world = world.restarted(&[SEALED, scopes, ("MASTER_SECRET", KEYS[1])]);
    assert_eq!(token(&client, &world).text("error"), "invalid_client");
    assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 401);
    assert_eq!(token(&newer, &world).status(), 200);
    let stored = world.restarted(&[("MASTER_SECRET", KEYS[1])]);
    assert_eq!(token(&newer, &stored).status(), 200, "whatever becomes of new ones");
    assert!(Call::register(&machine()).to(&stored).text("client_id").starts_with('c'));
}

/// Requirements K14, K15: an update moves a client to another key, as it does one that is stored.
#[test]
fn a_sealed_client_that_was_updated_outlives_the_key_that_sealed_it() {
    let client = |world: &World| register(&machine(), world);
    let first = world();
    let [moved, left] = [client(&first), client(&first)];
    let ring = [KEYS[1], KEYS[0]].join(" ");
    let both = first.restarted(&[SEALED, ("MASTER_SECRET", &ring), ("ROTATION_ON_UPDATE", "secret token")]);
    let updated = Call::manage(Method::Put, &moved).json(&moved.resubmitted()).to(&both);
    assert_eq!(updated.status(), 200);
    let later = both.restarted(&[SEALED, ("MASTER_SECRET", KEYS[1])]);
    assert_eq!(Call::manage(Method::Get, &updated).to(&later).json(), updated.json());
    assert_eq!([&updated, &moved, &left].map(|client| token(client, &later).status()), [200, 401, 401]);
    assert_eq!(Call::manage(Method::Delete, &updated).to(&later).status(), 204);
    assert_eq!(token(&updated, &later).status(), 401);
}

/// Requirement H50: of two updates at once none is lost unseen.
#[test]
fn an_update_of_a_sealed_client_that_is_outrun_is_made_again() {
    let world = world();
    let client = register(&web(), &world);
    let mut changed = client.resubmitted();
    changed["client_name"] = json!("First");
    assert_eq!(Call::manage(Method::Put, &client).json(&changed).to(&world).status(), 200);
    world.rivals.set(2);
    changed["client_name"] = json!("Second");
    let updated = Call::manage(Method::Put, &client).json(&changed).to(&world);
    assert_eq!((updated.status(), updated.text("client_name")), (200, "Second".to_owned()));
}

/// Requirement K2: without randomness no client is sealed.
#[test]
fn without_randomness_nobody_is_sealed() {
    let world = world();
    world.down.set(Down::Random);
    assert_eq!(Call::register(&web()).to(&world).status(), 503);
}
