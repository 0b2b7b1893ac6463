//! Clients that authenticate with tokens that they have signed.

use enrol::http::Method;
use enrol::ports::Limit;
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use crate::authentication::{GRANT, NOW, TYPE, assert_with, assertion_claims, is_refused, machine, with_method};
use crate::support::{Call, Down, Reply, Signer, World, sign_with_secret};

/// RFC 7523 section 3, OpenID Connect Core section 9; requirements M14 to M16, M20, M21, M28, M29, M31, S6, S7.
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

/// RFC 7523 section 3, RFC 9126 section 2; requirements M17 to M19, S6.
#[test]
fn an_assertion_names_this_server_by_one_of_its_names_and_no_other_server() {
    let (root, path) = ("https://as.example", "https://as.example/t1");
    let (introspect, revoke) = ("https://as.example/introspect", "https://as.example/revoke");
    let rows = [
        // By the setting "server" at a root issuer, by "issuer" there, and by "server" at an issuer with a path.
        (json!(root), [true, true, false]),
        (json!([root]), [true, true, false]),
        (json!("https://as.example/"), [true, false, false]),
        (json!("https://as.example/token"), [true, false, false]),
        (json!(["https://as.example/token", root, "https://as.example/"]), [true, false, false]),
        (json!(path), [false, false, true]),
        (json!("https://as.example/t1/"), [false, false, false]),
        (json!("https://as.example/t1/token"), [false, false, true]),
        (json!([path, "https://as.example/t1/token"]), [false, false, true]),
        (json!([path, root]), [false, false, false]),
        (json!([root, "https://other.example"]), [false, false, false]),
        (json!(["https://as.example/token", "https://other.example/token"]), [false, false, false]),
        (json!([root, null]), [false, false, false]),
        (json!([]), [false, false, false]),
        (json!({root: true}), [false, false, false]),
        (json!(null), [false, false, false]),
        (json!("https://as.example//"), [false, false, false]),
        (json!("https://AS.example"), [false, false, false]),
        (json!("http://as.example/token"), [false, false, false]),
        (json!("https://as.example/token?x"), [false, false, false]),
        (json!("https://as.example/register"), [false, false, false]),
        (json!("https://as.example.evil.example/token"), [false, false, false]),
    ];
    let settings = [vec![], vec![("ASSERTION_AUDIENCE", "issuer")], vec![("ISSUER", path)]];
    for (index, settings) in settings.iter().enumerate() {
        let world = World::with(settings);
        let prefix = if index == 2 { "/t1" } else { "" };
        let asked = json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "client_secret_jwt"});
        let client = Call::new(Method::Post, &format!("{prefix}/register")).json(&asked).to(&world);
        let ask = |endpoint: &str, aud: &Value, jti: String| {
            let mut claims = assertion_claims(&client, &jti);
            claims["aud"] = aud.clone();
            let assertion = sign_with_secret(&client.text("client_secret"), &json!({"alg": "HS256"}), &claims);
            let parameters = [GRANT, ("token", "x"), TYPE, ("client_assertion", &assertion)];
            Call::form(&format!("{prefix}{endpoint}"), &parameters).to(&world)
        };
        for (number, (aud, is_good)) in rows.iter().enumerate() {
            for endpoint in ["/token", "/introspect", "/revoke"] {
                let reply = ask(endpoint, aud, format!("{number} {endpoint}"));
                assert_eq!(reply.status() == 200, is_good[index], "{settings:?} {endpoint} {aud}");
                if !is_good[index] {
                    is_refused(&reply);
                }
            }
        }
        // The endpoint that is asked is one of the names, another one is not.
        for (endpoint, aud) in [("/introspect", introspect), ("/revoke", revoke), ("/token", introspect)] {
            let is_good = index == 0 && aud.ends_with(endpoint);
            assert_eq!(ask(endpoint, &json!(aud), format!("own {endpoint}")).status() == 200, is_good, "{endpoint}");
            assert_eq!(ask(endpoint, &json!([root, aud]), format!("both {endpoint}")).status() == 200, is_good);
        }
    }
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
    world.down.set(Down::Store);
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
        world.down.set(Down::Verify);
        assert_eq!(ask(&second, new, "e").status(), 503);
    }
}

/// Requirement M7: each secret that a client could have goes over the whole of an assertion, so that a long one is not compared
/// where somebody fails too often.
#[test]
fn a_long_assertion_waits_where_others_have_failed_too_often() {
    let world = World::new();
    let client = with_method(&world, "client_secret_jwt");
    let secret = client.text("client_secret");
    // The header and the full stop are 21 characters.
    let ask = |secret: &str, jti: &str, length: usize| {
        let mut claims = assertion_claims(&client, jti);
        claims["pad"] = Value::from("");
        let bytes = (length - 21) * 3 / 4;
        claims["pad"] = Value::from("x".repeat(bytes - claims.to_string().len()));
        let assertion = sign_with_secret(secret, &json!({"alg": "HS256"}), &claims);
        assert_eq!(assertion.rfind('.'), Some(length));
        assert_with(&assertion, &world).status()
    };
    world.admit(Limit::Failure, 0);
    assert_eq!(ask(&secret, "before", 2049), 200);
    assert_eq!(ask("wrong", "wrong", 2048), 429);
    assert_eq!((ask(&secret, "short", 2048), ask(&secret, "long", 2049)), (200, 429));
}
