//! Client authentication at the token endpoint.

use enrol::http::Method;
use enrol::ports::Limit;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::support::{Call, Down, KEYS, Reply, Signer, World, sign_with_secret};

pub const NOW: u64 = 1_800_000_000;
pub const GRANT: (&str, &str) = ("grant_type", "client_credentials");
pub const TYPE: (&str, &str) = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

pub fn machine(world: &World, members: &Value) -> Reply {
    let mut asked = json!({"grant_types": ["client_credentials"]});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    let reply = Call::register(&asked).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

pub fn with_method(world: &World, method: &str) -> Reply {
    machine(world, &json!({"token_endpoint_auth_method": method}))
}

pub fn assertion_claims(client: &Reply, jti: &str) -> Value {
    let id = client.text("client_id");
    json!({"iss": id, "sub": id, "aud": "https://as.example", "exp": NOW + 300, "iat": NOW, "jti": jti})
}

pub fn assert_with(assertion: &str, world: &World) -> Reply {
    Call::token_request(&[GRANT, TYPE, ("client_assertion", assertion)]).to(world)
}

pub fn is_refused(reply: &Reply) {
    assert_eq!((reply.status(), reply.text("error")), (401, "invalid_client".to_owned()), "{}", reply.json());
    assert_eq!(reply.header("www-authenticate"), Some("Basic realm=\"enrol\", charset=\"UTF-8\""));
    assert_eq!(reply.text("error_description"), "the client could not be authenticated");
}

const METHODS: [&str; 4] = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "none"];

/// A request to an endpoint by which the client with this secret authenticates with a method.
fn proven(path: &str, parameters: &[(&str, &str)], method: &str, id: &str, secret: &str) -> Call {
    let claims =
        json!({"iss": id, "sub": id, "aud": "https://as.example", "exp": NOW + 300, "jti": format!("{path} {id}")});
    let assertion = sign_with_secret(secret, &json!({"alg": "HS256"}), &claims);
    let proof: &[_] = match method {
        "client_secret_basic" => &[],
        "client_secret_post" => &[("client_id", id), ("client_secret", secret)],
        "client_secret_jwt" => &[TYPE, ("client_assertion", &*assertion)],
        _ => &[("client_id", id)],
    };
    let call = Call::form(path, &[parameters, proof].concat());
    if method == "client_secret_basic" { call.basic(id, secret) } else { call }
}

/// Sends the credentials of every method to every endpoint with client authentication; only the permitted methods
/// succeed.
fn only_these_count(world: &World, permitted: &[(&str, &str)], registered: &str, id: &str, secret: &str) {
    for path in ["/token", "/introspect", "/revoke"] {
        let parameters = if path == "/token" { GRANT } else { ("token", "x") };
        for used in METHODS {
            let reply = proven(path, &[parameters], used, id, secret).to(world);
            if registered == used || permitted.contains(&(registered, used)) {
                assert_eq!(reply.status(), 200, "{path} {registered} {used} {}", reply.line);
            } else {
                is_refused(&reply);
            }
        }
    }
}

const EITHER: [(&str, &str); 2] =
    [("client_secret_basic", "client_secret_post"), ("client_secret_post", "client_secret_basic")];

/// RFC 6749 section 2.3.1; requirements M1, M4, M9, M12, M13.
#[test]
fn a_secret_in_the_header_and_one_in_the_body_stand_for_each_other_and_nothing_else_does() {
    let world = World::new();
    for method in ["client_secret_basic", "client_secret_post", "client_secret_jwt"] {
        let client = with_method(&world, method);
        only_these_count(&world, &EITHER, method, &client.text("client_id"), &client.text("client_secret"));
    }
    let key = json!({"keys": [Signer::new().jwk("1")]});
    let signing = machine(&world, &json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": key}));
    let id = signing.text("client_id");
    for used in METHODS {
        is_refused(&proven("/token", &[GRANT], used, &id, "x").to(&world));
    }
    let public = json!({"redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": "none"});
    let id = Call::register(&public).to(&world).text("client_id");
    for used in ["client_secret_basic", "client_secret_post", "client_secret_jwt"] {
        is_refused(&proven("/token", &[GRANT], used, &id, "x").to(&world));
    }
}

/// RFC 7591 section 2; requirement M1.
#[test]
fn an_operator_may_hold_clients_to_the_method_that_they_have_registered() {
    let strict = World::with(&[("CLIENT_SECRET_METHODS", "registered")]);
    let posts_only = [("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "client_secret_post client_secret_jwt none")];
    for method in ["client_secret_basic", "client_secret_post", "client_secret_jwt"] {
        let client = with_method(&strict, method);
        only_these_count(&strict, &[], method, &client.text("client_id"), &client.text("client_secret"));
    }
    // A method that is not supported is none to fall back on.
    let narrow = World::with(&posts_only);
    let client = with_method(&narrow, "client_secret_post");
    only_these_count(&narrow, &[], "client_secret_post", &client.text("client_id"), &client.text("client_secret"));
    let before = World::new();
    let client = with_method(&before, "client_secret_basic");
    let narrow = before.restarted(&posts_only);
    for used in METHODS {
        let reply = proven("/token", &[GRANT], used, &client.text("client_id"), &client.text("client_secret"));
        is_refused(&reply.to(&narrow));
    }
}

/// RFC 6749 section 2.3, OAuth 2.1 section 2.4; requirements M2, M3, M33.
#[test]
fn a_request_has_one_proof_and_one_client() {
    let world = World::new();
    let client = with_method(&world, "client_secret_basic");
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let with_id = Call::token_request(&[GRANT, ("client_id", &id)]).basic(&id, &secret).to(&world);
    assert_eq!(with_id.status(), 200);
    for parameters in [
        vec![GRANT, ("client_secret", &*secret)],
        vec![GRANT, ("client_assertion", "x")],
        vec![GRANT, TYPE],
        vec![GRANT, ("client_id", "other")],
    ] {
        let reply = Call::token_request(&parameters).basic(&id, &secret).to(&world);
        assert_eq!((reply.status(), reply.text("error")), (400, "invalid_request".to_owned()), "{parameters:?}");
    }
    is_refused(&Call::token_request(&[GRANT]).to(&world));
    is_refused(&Call::token_request(&[GRANT, ("client_id", &id)]).to(&world));
    is_refused(&Call::token_request(&[GRANT, ("client_secret", &secret)]).to(&world));
}

/// Requirements H15, M6, M11, O19: whatever is wrong, the answer is the same, and the store is asked at most once.
#[test]
fn every_failure_looks_alike() {
    let world = World::new();
    let client = with_method(&world, "client_secret_basic");
    let gone = with_method(&world, "client_secret_basic");
    assert_eq!(Call::manage(Method::Delete, &gone).to(&world).status(), 204);
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let mut bodies = Vec::new();
    for (id, secret) in [
        (&*id, "wrong"),
        (&*id, ""),
        ("", &*secret),
        ("unknown", &*secret),
        ("cAAAAAAAAAAAAAAAAAAAAAA", &*secret),
        (&*gone.text("client_id"), &*gone.text("client_secret")),
        (&*gone.text("client_id"), &*secret),
        (&*id, &*gone.text("client_secret")),
        (&*id, &*client.text("registration_access_token")),
        ("%zz", "x"),
    ] {
        let before = world.store_calls.get();
        let reply = Call::token_request(&[GRANT]).basic(id, secret).to(&world);
        is_refused(&reply);
        assert!(world.store_calls.get() - before <= 1);
        bodies.push(reply.json());
    }
    for header in ["Basic", "Basic !", "Basic YQ==", "Bearer abc", "Digest x", ""] {
        let reply = Call::token_request(&[GRANT]).header("authorization", header).to(&world);
        is_refused(&reply);
        bodies.push(reply.json());
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
}

/// Requirement M7: a request that fails too often waits; the right secret does not, nor does the client from elsewhere.
#[test]
fn too_many_failures_bar_every_secret_but_the_right_one() {
    let other = "abcdefghijklmnopqrstuvwxyz0123456789-._~ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let configured = json!({"partner": {"grant_types": ["client_credentials"]}}).to_string();
    let secrets = format!("partner:{other}");
    for storage in ["sealed", "stored"] {
        let settings = [("CLIENT_STORAGE", storage), ("CLIENTS", &*configured), ("CLIENT_SECRETS", &*secrets)];
        let world = World::with(&settings);
        let client = with_method(&world, "client_secret_basic");
        let renewed = with_method(&world, "client_secret_basic");
        let address = format!("/register/{}/secret", renewed.text("client_id"));
        let token = renewed.text("registration_access_token");
        let renewed = Call::new(Method::Post, &address).token(&token).to(&world);
        let [client, renewed] = [client, renewed].map(|it| (it.text("client_id"), it.text("client_secret")));
        let ask = |id: &str, secret: &str| Call::token_request(&[GRANT]).basic(id, secret).to(&world);
        world.admit(Limit::Failure, 1);
        is_refused(&ask(&client.0, "wrong"));
        assert_eq!(ask(&client.0, &client.1).status(), 200);
        for (id, secret) in [client, renewed, ("partner".to_owned(), other.to_owned())] {
            assert_eq!(ask(&id, "wrong").status(), 429);
            let reads = world.store_calls.get();
            let reply = ask(&id, "wrong");
            assert_eq!((reply.status(), reply.header("retry-after")), (429, Some("60")));
            assert_eq!(reply.text("error"), "temporarily_unavailable");
            assert_eq!(world.store_calls.get(), reads, "nothing is looked up for it");
            assert_eq!(ask(&id, &secret).status(), 200, "{storage} {id}");
            assert_eq!(ask(&id, "wrong").status(), 429, "{storage} {id}");
        }
    }
}

/// Requirement M7: a right secret that is no longer the current one counts as a failure, and failures of one address or
/// client are no concern of another.
#[test]
fn failures_count_for_one_client_from_one_address() {
    let world = World::with(&[("ROTATION_ON_UPDATE", "secret")]);
    let client = with_method(&world, "client_secret_basic");
    let other = with_method(&world, "client_secret_basic");
    let (id, old) = (client.text("client_id"), client.text("client_secret"));
    let updated = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    world.admit(Limit::Failure, 0);
    let ask = |id: &str, secret: &str| Call::token_request(&[GRANT]).basic(id, secret);
    for secret in [&*old, "wrong", &*old] {
        assert_eq!(ask(&id, secret).to(&world).status(), 429, "{secret}");
    }
    assert_eq!(ask(&id, &updated.text("client_secret")).from("198.51.100.1").to(&world).status(), 200);
    assert_eq!(ask(&other.text("client_id"), &other.text("client_secret")).to(&world).status(), 200);
    world.down.set(Down::Throttle);
    assert_eq!(ask(&other.text("client_id"), "wrong").to(&world).status(), 503);
}

/// Requirement M7: a lock-out lasts a minute, in which failures are not counted; the client's name is no key of its own.
#[test]
fn a_lock_out_ends_after_a_minute() {
    let world = World::new();
    let client = with_method(&world, "client_secret_basic");
    let ask = || Call::token_request(&[GRANT]).basic(&client.text("client_id"), "wrong").to(&world);
    world.admit(Limit::Failure, 0);
    assert_eq!(ask().status(), 429);
    world.admit(Limit::Failure, u32::MAX);
    world.wait(Seconds(59));
    assert_eq!(ask().status(), 429);
    let keys = world.counted(Limit::Failure);
    assert!(keys.len() == 1 && keys[0].len() == 43, "{keys:?}");
    world.wait(Seconds(1));
    is_refused(&ask());
    assert_eq!(world.counted(Limit::Failure).len(), 2);
}

/// Requirement R34: a replaced secret is refused, as is a secret whose key has left the ring.
#[test]
fn a_secret_lives_as_long_as_it_is_current() {
    let world = World::with(&[("ROTATION_ON_UPDATE", "secret")]);
    let client = with_method(&world, "client_secret_basic");
    let id = client.text("client_id");
    let updated = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    is_refused(&Call::token_request(&[GRANT]).basic(&id, &client.text("client_secret")).to(&world));
    let secret = updated.text("client_secret");
    assert_eq!(Call::token_request(&[GRANT]).basic(&id, &secret).to(&world).status(), 200);
    let world = world.restarted(&[("MASTER_SECRET", KEYS[1])]);
    is_refused(&Call::token_request(&[GRANT]).basic(&id, &secret).to(&world));
}
