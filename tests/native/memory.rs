//! A used or revoked token stays refused until it expires, even after runs of the cron trigger.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::http::Method;
use enrol::maintenance;
use enrol::unit::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::authority::Authority;
use crate::support::{Call, Reply, Signer, World, run, sign_with_secret};

const NOW: u64 = 1_800_000_000;
const SKEW: u64 = 10;
const GRANT: (&str, &str) = ("grant_type", "client_credentials");

/// The shortest memory that an operator can choose.
const FORGETFUL: (&str, &str) = ("DELETED_CLIENT_RETENTION_DAYS", "1");

fn go_to(time: u64, world: &World) {
    world.now.set(Timestamp(time));
    run(maintenance::sweep(world.server.config(), world)).unwrap();
}

/// Uses the first of three alike, and sees that it stays used until the last second at which the second one is accepted; a
/// second later none is.
fn stays_used<T>([first, second, third]: &[T; 3], last: u64, world: &World, is_accepted: impl Fn(&T) -> bool) {
    assert!(is_accepted(first), "it can be used");
    for time in [NOW, NOW + 1, last - 1, last] {
        go_to(time, world);
        assert!(!is_accepted(first), "it can be used once: {}", time - NOW);
    }
    assert!(is_accepted(second), "this is no later than one like it is accepted");
    go_to(last, world);
    assert!(!is_accepted(second), "one that is used at the last moment is used as well");
    for time in [last + 1, last + SKEW, last + 2 * SKEW + 1, last + 2 * 86_400] {
        go_to(time, world);
        assert!(![first, second, third].into_iter().any(&is_accepted), "this is the end: {}", time - last);
    }
}

const NAMES: [&str; 3] = ["first", "second", "third"];

fn is_registered(reply: &Reply) -> bool {
    assert!([201, 400, 401].contains(&reply.status()), "{}", reply.json());
    reply.status() == 201
}

/// RFC 7523 section 3, OpenID Connect Core section 9; requirement M22.
#[test]
fn an_assertion_stays_used() {
    let world = World::with(&[FORGETFUL]);
    let asked = json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "client_secret_jwt"});
    let client = Call::register(&asked).to(&world);
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let assertions = NAMES.map(|jti| {
        let claims = json!({"iss": id, "sub": id, "aud": "https://as.example", "exp": NOW + 60, "jti": jti});
        sign_with_secret(&secret, &json!({"alg": "HS256"}), &claims)
    });
    stays_used(&assertions, NOW + 60 + SKEW - 1, &world, |assertion| {
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let parameters = [GRANT, ("client_assertion_type", kind), ("client_assertion", assertion)];
        Call::token_request(&parameters).to(&world).status() == 200
    });
}

/// RFC 9449 sections 4.3 and 11.1.
#[test]
fn a_proof_of_possession_stays_used_wherever_the_clock_of_its_client_is() {
    const LIFE: u64 = 300;
    for ahead in [0, SKEW] {
        let (signer, holder) = (Signer::new(), Signer::new());
        let issuers = json!({"https://login.example": {"jwks_uri": "https://login.example/jwks"}}).to_string();
        let world = World::with(&[
            FORGETFUL,
            ("REGISTRATION_MODE", "token"),
            ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#),
            ("REGISTRATION_TOKEN_ISSUERS", &issuers),
            ("REGISTRATION_TOKEN_USES", "1000"),
        ]);
        world.publish("https://login.example/jwks", &json!({"keys": [signer.jwk("1")]}).to_string());
        let digest = |bytes: &[u8]| Base64UrlUnpadded::encode_string(&Sha256::digest(bytes));
        let jwk = holder.jwk("1");
        let thumbprint =
            digest(format!(r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#, jwk["x"], jwk["y"]).as_bytes());
        let claims = json!({"iss": "https://login.example", "sub": "alice", "aud": "https://as.example/register",
            "exp": NOW + 86_400 * 30, "jti": "token", "scope": "dcr", "cnf": {"jkt": thumbprint}});
        let token = signer.sign(&json!({"alg": "ES256", "kid": "1", "typ": "at+jwt"}), &claims);
        let proofs = NAMES.map(|jti| {
            let claims = json!({"jti": jti, "htm": "POST", "htu": "https://as.example/register", "iat": NOW + ahead,
                "ath": digest(token.as_bytes())});
            holder.sign(&json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": jwk}), &claims)
        });
        stays_used(&proofs, NOW + ahead + LIFE, &world, |proof| {
            let call = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]}));
            is_registered(&call.header("authorization", &format!("DPoP {token}")).header("dpop", proof).to(&world))
        });
    }
}

/// Requirement I10: with an end, and without one where the operator says how old it may be.
#[test]
fn a_statement_of_a_single_use_stays_used() {
    for (entry, times, last) in [
        (json!({"single_use": true}), json!({"exp": NOW + 600}), NOW + 600 + SKEW - 1),
        (json!({"single_use": true, "maximum_age_seconds": 600}), json!({"exp": null}), NOW + 600 + SKEW),
        (json!({"single_use": true, "maximum_age_seconds": 600}), json!({"exp": NOW + 60}), NOW + 60 + SKEW - 1),
    ] {
        for storage in ["sealed", "stored"] {
            let authority = Authority::trusted(&entry, &[FORGETFUL, ("CLIENT_STORAGE", storage)]);
            let statements = NAMES.map(|jti| {
                let mut claims = times.clone();
                claims["jti"] = json!(jti);
                authority.statement(&claims)
            });
            stays_used(&statements, last, &authority.world, |statement| {
                is_registered(&authority.register(statement, &json!({})))
            });
        }
    }
}

/// Requirements I29, J49.
#[test]
fn a_signed_request_stays_used() {
    let entry = json!({"claims": {"software_jwks": "jwks_uri"}});
    let authority = Authority::trusted(&entry, &[FORGETFUL, ("SIGNED_REQUESTS", "optional")]);
    let (world, holder) = (&authority.world, Signer::new());
    world.publish("https://bank.example/jwks", &json!({"keys": [holder.jwk("b")]}).to_string());
    world.resolve("bank.example", "198.200.0.1", "");
    let vouched = json!({"software_jwks": "https://bank.example/jwks", "exp": NOW + 86_400 * 30});
    let statement = authority.statement(&vouched);
    let requests = NAMES.map(|jti| {
        let claims = json!({"iss": "bank-app", "aud": "https://as.example", "iat": NOW, "exp": NOW + 300, "jti": jti,
            "software_statement": statement, "token_endpoint_auth_method": "private_key_jwt"});
        holder.sign(&json!({"alg": "ES256", "kid": "b"}), &claims)
    });
    stays_used(&requests, NOW + 300 + SKEW - 1, world, |request| {
        let call = Call::new(Method::Post, "/register").header("content-type", "application/jwt");
        is_registered(&call.body(request.as_bytes()).to(world))
    });
}

/// Requirement B10: of an access token that permits one registration.
#[test]
fn an_access_token_that_has_permitted_its_registration_stays_used() {
    let signer = Signer::new();
    let issuers = json!({"https://login.example": {"jwks_uri": "https://login.example/jwks"}}).to_string();
    let world = World::with(&[
        FORGETFUL,
        ("REGISTRATION_MODE", "token"),
        ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#),
        ("REGISTRATION_TOKEN_ISSUERS", &issuers),
    ]);
    world.publish("https://login.example/jwks", &json!({"keys": [signer.jwk("1")]}).to_string());
    let tokens = NAMES.map(|jti| {
        let claims = json!({"iss": "https://login.example", "sub": "alice", "aud": "https://as.example/register",
            "exp": NOW + 100, "jti": jti, "scope": "dcr"});
        signer.sign(&json!({"alg": "ES256", "kid": "1", "typ": "at+jwt"}), &claims)
    });
    stays_used(&tokens, NOW + 100 - 1, &world, |token| {
        let call = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]}));
        is_registered(&call.token(token).to(&world))
    });
}

/// RFC 7009 section 2, RFC 7662 section 2.2.
#[test]
fn a_token_that_was_revoked_stays_revoked() {
    let world = World::with(&[FORGETFUL, ("ACCESS_TOKEN_SECONDS", "600")]);
    let client = Call::register(&json!({"grant_types": ["client_credentials"]})).to(&world);
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let ask = |call: Call| call.basic(&id, &secret).to(&world);
    let issued = [(); 2].map(|()| ask(Call::token_request(&[GRANT])).json());
    let [revoked, other] = issued.each_ref().map(|it| it["access_token"].as_str().unwrap());
    let last = NOW + issued[0]["expires_in"].as_u64().unwrap() - 1;
    let is_active = |token: &str| ask(Call::form("/introspect", &[("token", token)])).member("active") == json!(true);
    assert!(is_active(revoked));
    assert_eq!(ask(Call::form("/revoke", &[("token", revoked)])).status(), 200);
    for time in [NOW, NOW + 1, last - 1, last] {
        go_to(time, &world);
        assert!(!is_active(revoked), "{}", time - NOW);
    }
    assert!(is_active(other), "this is no later than one like it is accepted");
    assert_eq!(ask(Call::form("/revoke", &[("token", other)])).status(), 200);
    go_to(last, &world);
    assert!(!is_active(other), "one that is revoked at the last moment is revoked as well");
    for time in [last + 1, last + SKEW, last + 2 * 86_400] {
        go_to(time, &world);
        assert!(!is_active(revoked) && !is_active(other), "this is the end");
    }
    assert!(world.spent.borrow().is_empty(), "nothing need be remembered any more");
}
