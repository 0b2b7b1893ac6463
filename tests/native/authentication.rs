//! How clients prove who they are at the token endpoint.

use enrol::http::Method;
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use crate::support::{Break, Call, KEYS, Reply, Signer, World, sign_with_secret};

const NOW: u64 = 1_800_000_000;
const GRANT: (&str, &str) = ("grant_type", "client_credentials");
const TYPE: (&str, &str) = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

fn machine(world: &World, members: &Value) -> Reply {
    let mut asked = json!({"grant_types": ["client_credentials"]});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    let reply = Call::register(&asked).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

fn with_method(world: &World, method: &str) -> Reply {
    machine(world, &json!({"token_endpoint_auth_method": method}))
}

fn assertion_claims(client: &Reply, jti: &str) -> Value {
    let id = client.text("client_id");
    json!({"iss": id, "sub": id, "aud": "https://as.example", "exp": NOW + 300, "iat": NOW, "jti": jti})
}

fn assert_with(assertion: &str, world: &World) -> Reply {
    Call::token_request(&[GRANT, TYPE, ("client_assertion", assertion)]).to(world)
}

fn is_refused(reply: &Reply) {
    assert_eq!((reply.status(), reply.text("error")), (401, "invalid_client".to_owned()), "{}", reply.json());
    assert_eq!(reply.header("www-authenticate"), Some("Basic realm=\"enrol\", charset=\"UTF-8\""));
    assert_eq!(reply.text("error_description"), "the client could not be authenticated");
}

/// RFC 6749 section 2.3.1; requirements M1, M4, M9, M12, M13.
#[test]
fn a_client_authenticates_with_the_method_that_it_has_registered_and_no_other() {
    let world = World::new();
    for method in ["client_secret_basic", "client_secret_post", "client_secret_jwt"] {
        let client = with_method(&world, method);
        let (id, secret) = (client.text("client_id"), client.text("client_secret"));
        let basic = Call::token_request(&[GRANT]).basic(&id, &secret).to(&world);
        let post = Call::token_request(&[GRANT, ("client_id", &id), ("client_secret", &secret)]).to(&world);
        let assertion = sign_with_secret(&secret, &json!({"alg": "HS256"}), &assertion_claims(&client, method));
        let asserted = assert_with(&assertion, &world);
        let none = Call::token_request(&[GRANT, ("client_id", &id)]).to(&world);
        for (reply, own) in [
            (basic, "client_secret_basic"),
            (post, "client_secret_post"),
            (asserted, "client_secret_jwt"),
            (none, "none"),
        ] {
            if own == method {
                assert_eq!(reply.status(), 200, "{method}");
            } else {
                is_refused(&reply);
            }
        }
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

/// Requirement M7: whoever fails too often waits; others do not, nor does the client from elsewhere.
#[test]
fn too_many_failures_bar_whoever_has_failed() {
    let world = World::new();
    let client = with_method(&world, "client_secret_basic");
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    world.failures.set(1);
    let ask = |id: &str, secret: &str| Call::token_request(&[GRANT]).basic(id, secret).to(&world);
    is_refused(&ask(&id, "wrong"));
    assert_eq!(ask(&id, &secret).status(), 200);
    is_refused(&ask(&id, "wrong"));
    let reads = world.store_calls.get();
    for secret in ["wrong", &secret] {
        let reply = ask(&id, secret);
        assert_eq!((reply.status(), reply.header("retry-after")), (429, Some("60")));
        assert_eq!(reply.text("error"), "temporarily_unavailable");
    }
    assert_eq!(world.store_calls.get(), reads, "nothing is looked up for it");
    let elsewhere = Call::token_request(&[GRANT]).basic(&id, &secret).from("198.51.100.1").to(&world);
    assert_eq!(elsewhere.status(), 200);
    let other = with_method(&world, "client_secret_basic");
    assert_eq!(ask(&other.text("client_id"), &other.text("client_secret")).status(), 200);
    world.broken.set(Break::Throttle);
    assert_eq!(ask(&other.text("client_id"), "wrong").status(), 503);
}

/// Requirement R34: a secret that was replaced is worth nothing, and so is one whose key has left the ring.
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

/// RFC 7523 section 3, OpenID Connect Core section 9; requirements M14 to M17, M19 to M21, M28, M29, M31, S6, S7.
#[test]
fn an_assertion_says_who_for_whom_and_until_when() {
    let world = World::new();
    let signer = Signer::new();
    let keys = json!({"keys": [signer.jwk("1")]});
    let client = machine(&world, &json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": keys}));
    let other = with_method(&world, "client_secret_basic").text("client_id");
    let header = json!({"alg": "ES256", "kid": "1"});
    let rows = [
        (json!({}), json!({}), true),
        (json!({}), json!({"aud": ["https://as.example"]}), true),
        (json!({}), json!({"iat": null, "nbf": NOW + 10}), true),
        (json!({}), json!({"exp": NOW + 3600}), true),
        (json!({"typ": "JWT"}), json!({}), true),
        (json!({"typ": "client-authentication+jwt"}), json!({}), true),
        (
            json!({"jwk": Signer::new().jwk("1"), "jku": "https://evil.example/", "x5u": "https://evil.example/"}),
            json!({}),
            true,
        ),
        (json!({}), json!({"iss": other}), false),
        (json!({}), json!({"iss": null}), false),
        (json!({}), json!({"sub": other}), false),
        (json!({}), json!({"sub": null}), false),
        (json!({}), json!({"aud": "https://as.example/token"}), false),
        (json!({}), json!({"aud": "https://as.example/"}), false),
        (json!({}), json!({"aud": ["https://as.example", "https://other.example"]}), false),
        (json!({}), json!({"aud": null}), false),
        (json!({}), json!({"exp": null}), false),
        (json!({}), json!({"exp": NOW - 10}), false),
        (json!({}), json!({"exp": NOW + 3601}), false),
        (json!({}), json!({"exp": "tomorrow"}), false),
        (json!({}), json!({"nbf": NOW + 11}), false),
        (json!({}), json!({"iat": NOW + 61}), false),
        (json!({}), json!({"jti": null}), false),
        (json!({}), json!({"jti": ""}), false),
        (json!({}), json!({"jti": "x".repeat(257)}), false),
        (json!({"typ": "at+jwt"}), json!({}), false),
        (json!({"typ": "dpop+jwt"}), json!({}), false),
        (json!({"typ": "logout+jwt"}), json!({}), false),
        (json!({"crit": ["x"]}), json!({}), false),
        (json!({"kid": "2"}), json!({}), false),
    ];
    for (index, (headers, claims, is_good)) in rows.into_iter().enumerate() {
        let merge = |mut base: Value, more: &Value| {
            for (name, value) in more.as_object().unwrap() {
                base[name] = value.clone();
                if value.is_null() {
                    base.as_object_mut().unwrap().remove(name);
                }
            }
            base
        };
        let claims = merge(assertion_claims(&client, &format!("row {index}")), &claims);
        let reply = assert_with(&signer.sign(&merge(header.clone(), &headers), &claims), &world);
        if is_good {
            assert_eq!(reply.status(), 200, "{headers} {claims} {}", reply.json());
        } else {
            is_refused(&reply);
        }
    }
    let assertion = signer.sign(&header, &assertion_claims(&client, "id"));
    let with_id =
        |id: &str| Call::token_request(&[GRANT, TYPE, ("client_assertion", &assertion), ("client_id", id)]).to(&world);
    assert_eq!(with_id(&other).text("error"), "invalid_request");
    assert_eq!(with_id(&client.text("client_id")).status(), 200);
    let saml = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer");
    is_refused(&Call::token_request(&[GRANT, saml, ("client_assertion", &assertion)]).to(&world));
    is_refused(&Call::token_request(&[GRANT, ("client_assertion", &assertion)]).to(&world));
    is_refused(&Call::token_request(&[GRANT, TYPE]).to(&world));
}

/// RFC 8725 section 3.1; requirements C71, M24 to M26, M30.
#[test]
fn an_assertion_is_signed_as_it_was_registered() {
    let world = World::new();
    let signer = Signer::new();
    let jwk = signer.jwk("1");
    let keys = json!({"keys": [jwk]});
    let asked = json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": keys});
    let client = machine(&world, &asked);
    let claims = |jti: &str| assertion_claims(&client, jti);
    for secret in [jwk["x"].as_str().unwrap().to_owned(), jwk.to_string(), String::new()] {
        is_refused(&assert_with(&sign_with_secret(&secret, &json!({"alg": "HS256"}), &claims("confused")), &world));
    }
    is_refused(&assert_with(&signer.sign(&json!({"alg": "RS256"}), &claims("relabelled")), &world));
    is_refused(&assert_with(&signer.sign(&json!({"alg": "none"}), &claims("none")), &world));
    is_refused(&assert_with(&Signer::new().sign(&json!({"alg": "ES256"}), &claims("stranger")), &world));

    let picky = json!({"token_endpoint_auth_method": "client_secret_jwt", "token_endpoint_auth_signing_alg": "HS512"});
    let client = machine(&world, &picky);
    let secret = client.text("client_secret");
    let sign = |alg: &str, jti: &str| {
        assert_with(&sign_with_secret(&secret, &json!({"alg": alg}), &assertion_claims(&client, jti)), &world)
    };
    is_refused(&sign("HS256", "1"));
    assert_eq!(sign("HS512", "2").status(), 200);
    is_refused(&assert_with(&signer.sign(&json!({"alg": "ES256"}), &assertion_claims(&client, "3")), &world));

    let strict = world.restarted(&[("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "HS256 ES384")]);
    is_refused(&assert_with(
        &sign_with_secret(&secret, &json!({"alg": "HS512"}), &assertion_claims(&client, "4")),
        &strict,
    ));
}

/// OpenID Connect Core section 9; requirements M22, M23.
#[test]
fn an_assertion_is_used_once_and_a_forged_one_uses_nothing() {
    let world = World::new();
    let client = with_method(&world, "client_secret_jwt");
    let other = with_method(&world, "client_secret_jwt");
    let sign = |client: &Reply, secret: &str| {
        sign_with_secret(secret, &json!({"alg": "HS256"}), &assertion_claims(client, "the same"))
    };
    is_refused(&assert_with(&sign(&client, "forged"), &world));
    assert!(world.spent.borrow().is_empty());
    let assertion = sign(&client, &client.text("client_secret"));
    assert_eq!(assert_with(&assertion, &world).status(), 200);
    is_refused(&assert_with(&assertion, &world));
    assert_eq!(assert_with(&sign(&other, &other.text("client_secret")), &world).status(), 200);
    let remembered: Vec<Timestamp> = world.spent.borrow().values().copied().collect();
    assert_eq!(remembered, [Timestamp(NOW + 310); 2]);
    world.broken.set(Break::Store);
    assert_eq!(assert_with(&assertion, &world).status(), 503);
}

/// OpenID Connect Core section 10.1.1; requirements F17, M27: also where the new key has the old name, or none is given.
#[test]
fn keys_by_reference_follow_the_client() {
    for (new, names) in [("2", true), ("1", true), ("2", false), ("1", false)] {
        let world = World::new();
        world.resolve("client.example", "93.184.216.34", "");
        let (first, second) = (Signer::new(), Signer::new());
        let address = "https://client.example/jwks";
        world.publish(address, &json!({"keys": [first.jwk("1")]}).to_string());
        let client = machine(&world, &json!({"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": address}));
        let ask = |signer: &Signer, kid: &str, jti: &str| {
            let header = if names { json!({"alg": "ES256", "kid": kid}) } else { json!({"alg": "ES256"}) };
            assert_with(&signer.sign(&header, &assertion_claims(&client, jti)), &world)
        };
        assert_eq!(ask(&first, "1", "a").status(), 200);
        world.publish(address, &json!({"keys": [second.jwk(new)]}).to_string());
        is_refused(&ask(&second, new, "b"));
        world.now.set(Timestamp(NOW + 30));
        assert_eq!(ask(&second, new, "c").status(), 200, "{new} {names}");
        is_refused(&ask(&first, "1", "d"));
        world.broken.set(Break::Verify);
        assert_eq!(ask(&second, new, "e").status(), 503);
    }
}
