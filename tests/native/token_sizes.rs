//! Signed tokens, each as long as it may be and one character longer. All have good signatures: nothing but the length
//! refuses them.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::client_metadata::SigningAlgorithm;
use enrol::signing;
use enrol::unit::Seconds;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::authentication::{assert_with, assertion_claims, is_refused, machine, with_method};
use crate::support::authority::Authority;
use crate::support::{Call, Signer, World, run, sign_with_secret};

/// A token of this length: `sign` is given text to put into the header and into the claims.
fn sized(length: usize, sign: impl Fn(&str, &str) -> String) -> String {
    for header in ["", "x", "xx", "xxx"] {
        let rest = length - sign(header, "").len();
        let padded = (rest * 3 / 4 - 4..=rest * 3 / 4 + 4).map(|count| sign(header, &"x".repeat(count)));
        if let Some(token) = padded.into_iter().find(|token| token.len() == length) {
            return token;
        }
    }
    panic!("no token has {length} characters");
}

fn with(mut base: Value, name: &str, value: Value) -> Value {
    base[name] = value;
    base
}

/// RFC 7523 section 3; requirement M30.
#[test]
fn an_assertion_has_16384_characters() {
    let world = World::new();
    let client = with_method(&world, "client_secret_jwt");
    let secret = client.text("client_secret");
    let sign = |length: usize| {
        sized(length, |header, claims| {
            let claims = with(assertion_claims(&client, &length.to_string()), "pad", json!(claims));
            sign_with_secret(&secret, &json!({"alg": "HS256", "pad": header}), &claims)
        })
    };
    assert_eq!(assert_with(&sign(16_384), &world).status(), 200);
    is_refused(&assert_with(&sign(16_385), &world));
    let signer = Signer::new();
    let keys = json!({"keys": [signer.jwk("1")]});
    let client = machine(&world, &json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": keys}));
    let sign = |length: usize| {
        sized(length, |header, claims| {
            let claims = with(assertion_claims(&client, &length.to_string()), "pad", json!(claims));
            signer.sign(&json!({"alg": "ES256", "kid": "1", "pad": header}), &claims)
        })
    };
    assert_eq!(assert_with(&sign(16_384), &world).status(), 200);
    is_refused(&assert_with(&sign(16_385), &world));
}

/// RFC 7591 section 2.3; requirement I23.
#[test]
fn a_software_statement_has_32768_characters_and_200_claims() {
    let authority = Authority::trusted(&json!({}), &[]);
    let sign = |length: usize| {
        sized(length, |header, claims| {
            let claims = authority.claims(&json!({"pad": claims}));
            authority.signer.sign(&json!({"alg": "ES256", "kid": "1", "pad": header}), &claims)
        })
    };
    let fits = authority.register(&sign(32_768), &json!({}));
    assert_eq!(fits.status(), 201, "{}", fits.json());
    assert_eq!(authority.register(&sign(32_769), &json!({})).refusal().1, "invalid_software_statement");
    let own = authority.claims(&json!({})).as_object().unwrap().len();
    let outcome = |count: usize| {
        let mut claims = json!({});
        (own..count).for_each(|index| claims[format!("claim_{index}")] = json!(0));
        authority.outcome(&claims).0
    };
    assert_eq!([outcome(200), outcome(201)], [201, 400]);
}

/// RFC 7662 section 2.2.
#[test]
fn a_token_that_is_asked_about_has_16384_characters() {
    const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let clients = json!({"api": {"grant_types": ["client_credentials"]}}).to_string();
    let world = World::with(&[("CLIENTS", &clients), ("CLIENT_SECRETS", &format!("api:{SECRET}"))]);
    let id = with_method(&world, "client_secret_basic").text("client_id");
    let now = world.now.get().0;
    let is_active = |length: usize| {
        let token = sized(length, |_, pad| {
            let claims = json!({"iss": "https://as.example", "sub": id, "client_id": id, "aud": "https://as.example",
                "iat": now, "exp": now + 600, "jti": length.to_string(), "pad": pad});
            let keys = &world.server.config().keys;
            run(signing::sign_token("at+jwt", &claims, &SigningAlgorithm::Es256, None, keys, &world)).unwrap()
        });
        Call::form("/introspect", &[("token", &token)]).basic("api", SECRET).to(&world).member("active")
    };
    assert_eq!([is_active(16_384), is_active(16_385)], [true, false]);
}

/// RFC 9449 section 4.3.
#[test]
fn a_proof_of_possession_has_8192_characters() {
    const LOGIN: &str = "https://login.example";
    let (signer, holder) = (Signer::new(), Signer::new());
    let world = World::with(&[
        ("REGISTRATION_MODE", "token"),
        ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#),
        ("REGISTRATION_TOKEN_ISSUERS", r#"{"https://login.example":{"jwks_uri":"https://login.example/jwks"}}"#),
        ("REGISTRATION_TOKEN_USES", "9"),
    ]);
    world.publish("https://login.example/jwks", &json!({"keys": [signer.jwk("1")]}).to_string());
    let digest = |text: &str| Base64UrlUnpadded::encode_string(&Sha256::digest(text));
    let jwk = holder.jwk("1");
    let key = format!(r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#, jwk["x"], jwk["y"]);
    let now = world.now.get().0;
    let claims = json!({"iss": LOGIN, "sub": "alice", "aud": "https://as.example/register", "exp": now + 100, "jti": "1",
        "scope": "dcr", "cnf": {"jkt": digest(&key)}});
    let token = signer.sign(&json!({"alg": "ES256"}), &claims);
    let present = |proof: &str| {
        let call = Call::register(&json!({"redirect_uris": ["https://app.example/cb"]}));
        call.header("authorization", &format!("DPoP {token}")).header("dpop", proof).to(&world).status()
    };
    let sign = |jti: &str, header: &str, pad: &str| {
        let claims = json!({"jti": jti, "htm": "POST", "htu": "https://as.example/register", "iat": now,
            "ath": digest(&token), "pad": pad});
        holder.sign(&json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": jwk, "pad": header}), &claims)
    };
    let long = |length: usize| sized(length, |header, pad| sign(&length.to_string(), header, pad));
    assert_eq!([present(&long(8192)), present(&long(8193))], [201, 401]);
    let named = |length: usize| sign(&"j".repeat(length), "", "");
    assert_eq!([present(&named(256)), present(&named(257))], [201, 401]);
}

/// RFC 7523 section 3; requirement M22: a name that is remembered has an end.
#[test]
fn the_name_of_an_assertion_has_256_bytes() {
    let world = World::new();
    let client = with_method(&world, "client_secret_jwt");
    let named = |length: usize| {
        let claims = assertion_claims(&client, &"j".repeat(length));
        assert_with(&sign_with_secret(&client.text("client_secret"), &json!({"alg": "HS256"}), &claims), &world)
            .status()
    };
    assert_eq!([named(256), named(257)], [200, 401]);
}

/// Requirement I31: a single use is stored for a year and a day at most.
#[test]
fn a_statement_of_a_single_use_lives_no_longer_than_it_is_remembered() {
    let authority = Authority::trusted(&json!({"single_use": true}), &[]);
    let outcome = |life: u64| {
        let end = authority.world.now.get().after(Seconds(life)).0;
        authority.outcome(&json!({"jti": life.to_string(), "exp": end})).0
    };
    assert_eq!([outcome(366 * 86_400), outcome(366 * 86_400 + 1)], [201, 400]);
    let entry = |age: u64| {
        let issuers = json!({"https://directory.example": {"jwks_uri": "https://directory.example/jwks",
            "maximum_age_seconds": age}});
        let setting = |name: &str| match name {
            "ISSUER" => Some("https://as.example".to_owned()),
            "MASTER_SECRET" => Some(crate::support::KEYS[0].to_owned()),
            "STATEMENT_ISSUERS" => Some(issuers.to_string()),
            _ => None,
        };
        enrol::route::Server::start(setting).is_ok()
    };
    assert_eq!([0, 1, 31_622_400, 31_622_401].map(entry), [false, true, true, false]);
}
