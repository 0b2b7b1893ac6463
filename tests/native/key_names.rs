//! Key sets in which several keys have one name: a signature is verified with each key that fits. RFC 7517 section 4.5.

use enrol::http::Method;
use serde_json::{Value, json};

use crate::authentication::{assert_with, assertion_claims, is_refused, machine};
use crate::support::authority::{Authority, DIRECTORY_KEYS};
use crate::support::{Call, Signer, World};

/// A key of another type, under a name.
fn rsa(kid: &str) -> Value {
    let keys: Value = serde_json::from_str(include_str!("messages/certified_keys.json")).unwrap();
    let mut key = keys.as_object().unwrap().values().find(|key| key["kty"] == "RSA").unwrap().clone();
    key["kid"] = json!(kid);
    for member in ["use", "alg", "x5c"] {
        key.as_object_mut().unwrap().remove(member);
    }
    key
}

/// A key with a `use`.
fn of(key: &Value, alg: &str, used: &str) -> Value {
    let mut key = key.clone();
    (key["alg"], key["use"]) = (json!(alg), json!(used));
    key
}

/// Key sets with the signer's key among others of the same name.
fn sets(signer: &Signer) -> Vec<Value> {
    let own = signer.jwk("2026");
    let (signing, other) = (of(&own, "ES256", "sig"), of(&Signer::new().jwk("2026"), "ECDH-ES", "enc"));
    let alternatives = [vec![rsa("2026"), own.clone()], vec![own, rsa("2026")], vec![other, signing]];
    alternatives.into_iter().map(|keys| json!({"keys": keys})).collect()
}

const ADDRESS: &str = "https://client.example/jwks";

/// Requirements F6, M27: keys of a client, by value and by reference.
#[test]
fn an_assertion_is_verified_with_the_key_that_fits_among_those_of_its_name() {
    let signer = Signer::new();
    let header = json!({"alg": "ES256", "kid": "2026"});
    for set in sets(&signer) {
        for is_by_reference in [false, true] {
            let world = World::new();
            world.resolve("client.example", "93.184.216.34", "");
            world.publish(ADDRESS, &set.to_string());
            let mut asked = json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": set});
            if is_by_reference {
                asked = json!({"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": ADDRESS});
            }
            let client = machine(&world, &asked);
            let reply = assert_with(&signer.sign(&header, &assertion_claims(&client, "1")), &world);
            assert_eq!(reply.status(), 200, "{set} {}", reply.json());
            is_refused(&assert_with(&Signer::new().sign(&header, &assertion_claims(&client, "2")), &world));
            let relabelled = json!({"alg": "RS256", "kid": "2026"});
            is_refused(&assert_with(&signer.sign(&relabelled, &assertion_claims(&client, "3")), &world));
        }
    }
}

/// Requirement F6: indistinguishable keys are refused by value, and ignored by reference.
#[test]
fn keys_of_one_name_that_nothing_tells_apart_are_none() {
    let signer = Signer::new();
    let set = json!({"keys": [signer.jwk("1"), Signer::new().jwk("1")]});
    let world = World::new();
    world.resolve("client.example", "93.184.216.34", "");
    world.publish(ADDRESS, &set.to_string());
    let asked = json!({"grant_types": ["client_credentials"], "jwks": set});
    assert_eq!(Call::register(&asked).to(&world).refusal().2, "/jwks/keys/1/kid");
    let client = machine(&world, &json!({"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": ADDRESS}));
    is_refused(&assert_with(
        &signer.sign(&json!({"alg": "ES256", "kid": "1"}), &assertion_claims(&client, "1")),
        &world,
    ));
}

/// Requirement F6: keys of a statement issuer, by value and by reference.
#[test]
fn a_statement_is_verified_with_the_key_that_fits_among_those_of_its_name() {
    let signer = Signer::new();
    let sign = |authority: &Authority, by: &Signer| {
        by.sign(&json!({"alg": "ES256", "kid": "2026", "typ": "JWT"}), &authority.claims(&json!({})))
    };
    for set in sets(&signer) {
        for entry in [json!({}), json!({"jwks": set})] {
            let authority = Authority::trusted(&entry, &[]);
            authority.world.publish(DIRECTORY_KEYS, &set.to_string());
            let reply = authority.register(&sign(&authority, &signer), &json!({}));
            assert_eq!(reply.status(), 201, "{set} {}", reply.json());
            let forged = authority.register(&sign(&authority, &Signer::new()), &json!({}));
            assert_eq!(forged.refusal().1, "invalid_software_statement");
        }
    }
}

/// Requirement F6: keys of a software that signs its request.
#[test]
fn a_signed_request_is_verified_with_the_key_that_fits_among_those_of_its_name() {
    let signer = Signer::new();
    for set in sets(&signer) {
        let entry = json!({"claims": {"software_jwks_endpoint": "jwks_uri"}});
        let authority = Authority::trusted(&entry, &[("SIGNED_REQUESTS", "optional")]);
        authority.world.resolve("client.example", "93.184.216.34", "");
        authority.world.publish(ADDRESS, &set.to_string());
        let statement = authority.statement(&json!({"software_jwks_endpoint": ADDRESS}));
        let now = authority.world.now.get().0;
        let claims = json!({"iss": "bank-app", "aud": "https://as.example", "iat": now, "exp": now + 300, "jti": "1",
            "software_statement": statement});
        let send = |by: &Signer| {
            let body = by.sign(&json!({"alg": "ES256", "kid": "2026"}), &claims);
            let call = Call::new(Method::Post, "/register").header("content-type", "application/jwt").body(body);
            call.to(&authority.world).status()
        };
        assert_eq!((send(&Signer::new()), send(&signer)), (400, 201), "{set}");
    }
}

/// Requirement F6: keys of an authorization server whose access tokens permit to register.
#[test]
fn an_access_token_of_another_server_is_verified_with_the_key_that_fits_among_those_of_its_name() {
    let signer = Signer::new();
    for set in sets(&signer) {
        let issuers = json!({"https://login.example": {"jwks_uri": "https://login.example/jwks"}}).to_string();
        let server = ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#);
        let world = World::with(&[("REGISTRATION_MODE", "token"), server, ("REGISTRATION_TOKEN_ISSUERS", &*issuers)]);
        world.publish("https://login.example/jwks", &set.to_string());
        let claims = json!({"iss": "https://login.example", "sub": "alice", "aud": "https://as.example/register",
            "exp": world.now.get().0 + 100, "jti": "1", "scope": "dcr"});
        let send = |by: &Signer| {
            let token = by.sign(&json!({"alg": "ES256", "kid": "2026", "typ": "at+jwt"}), &claims);
            let asked = json!({"redirect_uris": ["https://app.example/cb"]});
            Call::register(&asked).token(&token).to(&world).status()
        };
        assert_eq!((send(&Signer::new()), send(&signer)), (401, 201), "{set}");
    }
}
