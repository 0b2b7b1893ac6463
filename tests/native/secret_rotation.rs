//! Replaced and expired client secrets.

use enrol::http::Method;
use enrol::ports::Limit;
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use crate::support::{Call, Reply, World, sign_with_secret};

const NOW: u64 = 1_800_000_000;
const GRANT: (&str, &str) = ("grant_type", "client_credentials");

fn register(world: &World, method: &str) -> Reply {
    let asked = json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": method});
    let reply = Call::register(&asked).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

fn renew(client: &Reply, world: &World) -> Reply {
    renewing(client).to(world)
}

fn renewing(client: &Reply) -> Call {
    let path = format!("/register/{}/secret", client.text("client_id"));
    Call::new(Method::Post, &path).token(&client.text("registration_access_token"))
}

fn ask(client: &Reply, secret: &str, world: &World) -> u16 {
    Call::token_request(&[GRANT]).basic(&client.text("client_id"), secret).to(world).status()
}

/// RFC 7591 section 3.2.1; requirement R34.
#[test]
fn a_replaced_secret_works_for_a_while() {
    for storage in ["sealed", "stored"] {
        let world = World::with(&[("CLIENT_STORAGE", storage), ("SECRET_GRACE_SECONDS", "3600")]);
        let client = register(&world, "client_secret_basic");
        let renewed = renew(&client, &world);
        assert_eq!(renewed.status(), 200, "{}", renewed.json());
        let [old, new] = [client.text("client_secret"), renewed.text("client_secret")];
        assert_ne!(old, new);
        let without = |reply: &Reply| {
            let mut members = reply.json();
            members.as_object_mut().unwrap().remove("client_secret");
            members
        };
        assert_eq!(without(&renewed), without(&client), "nothing else changes");
        assert_eq!(Call::manage(Method::Get, &client).to(&world).json(), renewed.json());
        assert_eq!((ask(&client, &old, &world), ask(&client, &new, &world)), (200, 200));
        world.now.set(Timestamp(NOW + 3599));
        assert_eq!(ask(&client, &old, &world), 200);
        world.now.set(Timestamp(NOW + 3600));
        assert_eq!((ask(&client, &old, &world), ask(&client, &new, &world)), (401, 200), "{storage}");
        let third = renew(&client, &world).text("client_secret");
        assert_eq!([&old, &new, &third].map(|secret| ask(&client, secret, &world)), [401, 200, 200]);
    }
}

#[test]
fn without_a_grace_a_replaced_secret_is_worth_nothing() {
    let world = World::new();
    let client = register(&world, "client_secret_basic");
    let renewed = renew(&client, &world);
    assert_eq!(ask(&client, &client.text("client_secret"), &world), 401);
    assert_eq!(ask(&client, &renewed.text("client_secret"), &world), 200);
}

/// Requirement M26.
#[test]
fn a_replaced_secret_signs_assertions_as_long_as_it_works() {
    let world = World::with(&[("SECRET_GRACE_SECONDS", "60")]);
    let client = register(&world, "client_secret_jwt");
    let id = client.text("client_id");
    let new = renew(&client, &world).text("client_secret");
    let asserted = |secret: &str, jti: &str| {
        let now = world.now.get().0;
        let claims = json!({"iss": id, "sub": id, "aud": "https://as.example", "exp": now + 60, "jti": jti});
        let assertion = sign_with_secret(secret, &json!({"alg": "HS512"}), &claims);
        let kind = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        Call::token_request(&[GRANT, kind, ("client_assertion", &assertion)]).to(&world).status()
    };
    assert_eq!((asserted(&client.text("client_secret"), "1"), asserted(&new, "2")), (200, 200));
    world.now.set(Timestamp(NOW + 60));
    assert_eq!((asserted(&client.text("client_secret"), "3"), asserted(&new, "4")), (401, 200));
}

/// RFC 7592 section 3; requirements H1, H14, H15.
#[test]
fn only_the_client_itself_replaces_its_secret() {
    let world = World::new();
    let [client, other] = [(); 2].map(|()| register(&world, "client_secret_post"));
    let path = format!("/register/{}/secret", client.text("client_id"));
    for call in [
        Call::new(Method::Post, &path),
        Call::new(Method::Post, &path).token(&other.text("registration_access_token")),
        Call::new(Method::Post, &path).token("x"),
        Call::new(Method::Post, &path).basic(&client.text("client_id"), &client.text("client_secret")),
    ] {
        assert_eq!(call.to(&world).status(), 401);
    }
    for method in [Method::Get, Method::Put, Method::Delete] {
        let reply = Call::new(method, &path).token(&client.text("registration_access_token")).to(&world);
        assert_eq!((reply.status(), reply.header("allow")), (405, Some("POST, OPTIONS")));
    }
    let stale = renewing(&client).header("if-match", "\"0.x\"").to(&world);
    assert_eq!(stale.status(), 412);
    assert_eq!(Call::manage(Method::Get, &client).to(&world).json(), client.json());
    let current = renewing(&client).header("if-match", client.header("etag").unwrap()).to(&world);
    assert_eq!(current.status(), 200);
    assert!(current.line.contains("client_secret") && !current.line.contains(&current.text("client_secret")));
    world.admit(Limit::Registration, 0);
    assert_eq!(renew(&client, &world).status(), 429);
}

#[test]
fn a_client_without_a_secret_has_none_to_replace() {
    let world = World::new();
    let public = json!({"redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": "none"});
    let client = Call::register(&public).to(&world);
    let expected = (400, "invalid_request".to_owned(), "/token_endpoint_auth_method".to_owned());
    assert_eq!(renew(&client, &world).refusal(), expected);
}

/// RFC 7591 section 3.2.1; requirements G8, M6.
#[test]
fn a_secret_expires_when_it_says() {
    let day = 86_400;
    for storage in ["sealed", "stored"] {
        let world =
            World::with(&[("CLIENT_STORAGE", storage), ("SECRET_LIFE_DAYS", "30"), ("SECRET_GRACE_SECONDS", "600")]);
        let client = register(&world, "client_secret_basic");
        assert_eq!(client.member("client_secret_expires_at"), json!(NOW + 30 * day));
        let secret = client.text("client_secret");
        world.now.set(Timestamp(NOW + 30 * day - 1));
        assert_eq!(ask(&client, &secret, &world), 200);
        world.now.set(Timestamp(NOW + 30 * day));
        let refused = Call::token_request(&[GRANT]).basic(&client.text("client_id"), &secret).to(&world);
        let wrong = Call::token_request(&[GRANT]).basic(&client.text("client_id"), "wrong").to(&world);
        assert_eq!((refused.status(), refused.json()), (401, wrong.json()));
        let updated = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
        assert_eq!(updated.status(), 200, "{}", updated.json());
        assert_eq!(updated.member("client_secret_expires_at"), json!(NOW + 60 * day));
        assert_eq!(ask(&client, &secret, &world), 401, "no grace for what is over");
        assert_eq!(ask(&client, &updated.text("client_secret"), &world), 200, "{storage}");
        let kept = Call::manage(Method::Put, &client).json(&updated.resubmitted()).to(&world);
        assert_eq!(kept.member("client_secret"), updated.member("client_secret"), "one that lives is kept");
        let forever = world.restarted(&[("CLIENT_STORAGE", storage)]);
        let read = Call::manage(Method::Get, &client).to(&forever);
        assert_eq!((read.member("client_secret_expires_at"), ask(&client, &secret, &forever)), (json!(0), 401));
    }
}

/// A replaced secret ends at its announced expiry, even within the grace period.
#[test]
fn a_grace_does_not_outlive_the_secret() {
    let day = 86_400;
    let settings = [("SECRET_LIFE_DAYS", "1"), ("SECRET_GRACE_SECONDS", "2592000")];
    let world = World::with(&settings);
    let client = register(&world, "client_secret_basic");
    let old = client.text("client_secret");
    world.now.set(Timestamp(NOW + day - 1));
    let renewed = renew(&client, &world);
    assert_eq!(ask(&client, &old, &world), 200);
    world.now.set(Timestamp(NOW + day));
    assert_eq!([&old, &renewed.text("client_secret")].map(|secret| ask(&client, secret, &world)), [401, 200]);
}

/// Only a registration can be a dry run. A server without updates renews no secrets.
#[test]
fn what_is_not_allowed_renews_nothing() {
    let world = World::with(&[("CLIENT_CHANGES", "delete")]);
    let client = register(&world, "client_secret_basic");
    let refused = renew(&client, &world);
    assert_eq!((refused.status(), refused.header("allow")), (405, Some("OPTIONS")));
    let world = World::new();
    let client = register(&world, "client_secret_basic");
    let path = format!("/register/{}/secret?dry_run=true", client.text("client_id"));
    let tried = Call::new(Method::Post, &path).token(&client.text("registration_access_token")).to(&world);
    assert_eq!(tried.refusal(), (400, "invalid_request".to_owned(), "/dry_run".to_owned()));
    assert_eq!(Call::manage(Method::Get, &client).to(&world).json(), client.json());
}

/// A secret from before a client had none is never valid again.
#[test]
fn a_client_that_comes_to_need_a_secret_gets_a_new_one() {
    for storage in ["sealed", "stored"] {
        let world = World::with(&[("CLIENT_STORAGE", storage), ("SECRET_GRACE_SECONDS", "600")]);
        let public = json!({"redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": "none"});
        let client = Call::register(&public).to(&world);
        let change = |method: &str, grants: Value| {
            let mut members = client.resubmitted();
            members["token_endpoint_auth_method"] = json!(method);
            members["grant_types"] = grants;
            let reply = Call::manage(Method::Put, &client).json(&members).to(&world);
            assert_eq!(reply.status(), 200, "{}", reply.json());
            reply
        };
        let both = json!(["authorization_code", "client_credentials"]);
        let first = change("client_secret_basic", both.clone()).text("client_secret");
        change("none", json!(["authorization_code"]));
        let second = change("client_secret_basic", both).text("client_secret");
        assert_ne!(first, second);
        assert_eq!((ask(&client, &first, &world), ask(&client, &second, &world)), (401, 200), "{storage}");
    }
}

/// Requirement G8: the response to a client without a secret has no secret members.
#[test]
fn what_expires_is_said_of_secrets_alone() {
    let world = World::with(&[("SECRET_LIFE_DAYS", "1")]);
    let public = json!({"redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": "none"});
    let client = Call::register(&public).to(&world);
    assert_eq!(client.member("client_secret_expires_at"), Value::Null);
}
