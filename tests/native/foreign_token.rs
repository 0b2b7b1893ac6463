//! Access tokens of other servers that permit to register, and tokens that are bound to a certificate or a key.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::http::CertificateStatus;
use enrol::model::Bounds;
use enrol::ports::Limit;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::registration_token::{ENDPOINT, NOW, is_invalid, register, web};
use crate::support::authorization::asked;
use crate::support::browser::Browser;
use crate::support::{Call, Down, Reply, Signer, World};

const LOGIN: &str = "https://login.example";

/// A server that accepts the tokens of another authorization server.
fn beside(signer: &Signer, entry: &Value) -> World {
    let issuers = json!({LOGIN: entry}).to_string();
    let world = World::with(&[
        ("REGISTRATION_MODE", "token"),
        ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#),
        ("REGISTRATION_TOKEN_ISSUERS", &issuers),
    ]);
    world.publish("https://login.example/jwks", &json!({"keys": [signer.jwk("1")]}).to_string());
    world
}

fn foreign_claims(changes: &Value) -> Value {
    let mut claims = json!({"iss": LOGIN, "sub": "alice", "aud": [ENDPOINT, "other"], "exp": NOW + 100, "jti": "1",
        "scope": "openid dcr"});
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    claims
}

/// RFC 9068 section 4, RFC 8725 section 3; requirements B4, B9.
#[test]
fn tokens_of_a_server_that_the_operator_trusts_permit_to_register() {
    let signer = Signer::new();
    let world = beside(&signer, &json!({"jwks_uri": "https://login.example/jwks"}));
    let header = json!({"alg": "ES256", "kid": "1", "typ": "at+jwt"});
    for (changes, status) in [
        (json!({"jti": "a"}), 201),
        (json!({"jti": "b", "scope": null, "scp": ["x", "dcr"]}), 201),
        (json!({"jti": "c", "scope": ["dcr"], "aud": ENDPOINT}), 201),
        (json!({"jti": null}), 201),
        (json!({"scope": "openid"}), 403),
        (json!({"scope": null}), 403),
        (json!({"scope": "dcrx"}), 403),
        (json!({"aud": "other"}), 401),
        (json!({"aud": null}), 401),
        (json!({"aud": "https://as.example"}), 401),
        (json!({"exp": null}), 401),
        (json!({"exp": NOW - 10}), 401),
        (json!({"exp": NOW + 367 * 86_400}), 401),
        (json!({"nbf": NOW + 11}), 401),
        (json!({"iss": "https://other.example"}), 401),
        (json!({"iss": "https://as.example"}), 401),
    ] {
        let reply = register(&web(), &signer.sign(&header, &foreign_claims(&changes)), &world);
        assert_eq!(reply.status(), status, "{changes} {}", reply.json());
    }
    let stranger = Signer::new().sign(&header, &foreign_claims(&json!({"jti": "d"})));
    is_invalid(&register(&web(), &stranger, &world));
    for kind in ["JWT", "application/at+jwt"] {
        let header = json!({"alg": "ES256", "typ": kind});
        let token = signer.sign(&header, &foreign_claims(&json!({"jti": kind})));
        assert_eq!(register(&web(), &token, &world).status(), 201, "{kind}");
        is_invalid(&register(&web(), &token, &world));
    }
    for header in [json!({"alg": "ES256", "typ": "dpop+jwt"}), json!({"alg": "HS256"}), json!({"alg": "none"})] {
        is_invalid(&register(&web(), &signer.sign(&header, &foreign_claims(&json!({"jti": "e"}))), &world));
    }
    let labels: Vec<_> = world.initial_access_tokens.borrow().iter().map(|token| token.origin.clone()).collect();
    assert!(labels.iter().all(|origin| format!("{origin:?}").contains("https://login.example alice")), "B17");
    let clients = world.clients();
    let owners: Vec<_> = clients.iter().map(|client| client.bounds.as_ref().and_then(Bounds::owner)).collect();
    assert!(owners.len() > 3 && owners.iter().all(|owner| *owner == Some("https://login.example alice")), "B17");
}

#[test]
fn the_operator_names_audience_and_scope_of_another_server() {
    let signer = Signer::new();
    let entry = json!({"jwks_uri": "https://login.example/jwks", "audience": "enrol", "scope": "client-reg"});
    let world = beside(&signer, &entry);
    let sign = |changes: Value| signer.sign(&json!({"alg": "ES256"}), &foreign_claims(&changes));
    is_invalid(&register(&web(), &sign(json!({})), &world));
    let needed = register(&web(), &sign(json!({"aud": "enrol"})), &world);
    assert!(needed.header("www-authenticate").unwrap().ends_with("scope=\"client-reg\""));
    let narrow = json!({"aud": "enrol", "scope": "client-reg:grant:client_credentials"});
    let missing = register(&web(), &sign(narrow.clone()), &world);
    assert_eq!(missing.status(), 403);
    let header = missing.header("www-authenticate").unwrap();
    assert!(header.ends_with("scope=\"client-reg:grant:authorization_code\""), "{header}");
    let machine = json!({"grant_types": ["client_credentials"]});
    assert_eq!(register(&machine, &sign(narrow), &world).status(), 201);
    assert_eq!(
        register(&web(), &sign(json!({"aud": "enrol", "jti": "2", "scope": "client-reg"})), &world).status(),
        201
    );
    world.down.set(Down::Fetch);
    world.cache.borrow_mut().clear();
    is_invalid(&register(&web(), &sign(json!({"aud": "enrol", "jti": "3", "scope": "client-reg"})), &world));
}

/// RFC 8705 section 3; requirement M39.
#[test]
fn a_token_that_is_bound_to_a_certificate_works_with_it_alone() {
    let signer = Signer::new();
    let world = beside(&signer, &json!({"jwks_uri": "https://login.example/jwks"}));
    let bound = |jti: &str, binding: Value| {
        signer.sign(&json!({"alg": "ES256"}), &foreign_claims(&json!({"jti": jti, "cnf": binding})))
    };
    let token = bound("1", json!({"x5t#S256": "thumb"}));
    let with = |thumbprint: &str| {
        Call::register(&web()).token(&token).certificate(thumbprint, "CN=x", CertificateStatus::Unverified).to(&world)
    };
    is_invalid(&register(&web(), &token, &world));
    is_invalid(&with("other"));
    let header = Call::register(&web()).token(&token).header("cf-client-cert-sha256", "thumb").to(&world);
    is_invalid(&header);
    assert_eq!(with("thumb").status(), 201);
    for binding in [json!({}), json!({"x5t": "thumb"}), json!("thumb"), json!({"x5t#S256": "thumb", "jkt": "x"})] {
        let token = bound("2", binding);
        let call = Call::register(&web()).token(&token).certificate("thumb", "CN=x", CertificateStatus::Verified);
        is_invalid(&call.to(&world));
    }
}

fn is_unproven(reply: &Reply) {
    assert_eq!((reply.status(), reply.text("error")), (401, "invalid_dpop_proof".to_owned()), "{}", reply.json());
    assert!(reply.header("www-authenticate").unwrap().starts_with("DPoP error=\"invalid_dpop_proof\""));
}

/// RFC 9449 sections 4.3 and 7.1, RFC 7638 section 3.
#[test]
fn a_token_that_is_bound_to_a_key_needs_a_proof_of_it() {
    let (signer, holder) = (Signer::new(), Signer::new());
    let world = beside(&signer, &json!({"jwks_uri": "https://login.example/jwks"}));
    let jwk = holder.jwk("1");
    let digest = |bytes: &[u8]| Base64UrlUnpadded::encode_string(&Sha256::digest(bytes));
    let text = format!(r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#, jwk["x"], jwk["y"]);
    let claims = foreign_claims(&json!({"cnf": {"jkt": digest(text.as_bytes())}}));
    let token = signer.sign(&json!({"alg": "ES256"}), &claims);
    let header = json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": jwk});
    let claims = json!({"jti": "p", "htm": "POST", "htu": format!("{ENDPOINT}?x=1"), "iat": NOW, "ath": digest(token.as_bytes())});
    let present = |proof: &str| {
        let call = Call::register(&web()).header("authorization", &format!("DPoP {token}"));
        call.header("dpop", proof).to(&world)
    };
    let changed = |base: &Value, name: &str, value: Value| {
        let mut changed = base.clone();
        changed[name] = value;
        changed
    };
    is_invalid(&register(&web(), &token, &world));
    is_unproven(&Call::register(&web()).header("authorization", &format!("DPoP {token}")).to(&world));
    is_unproven(&present("x"));
    for (name, value) in [
        ("htm", json!("GET")),
        ("htu", json!("https://as.example/token")),
        ("ath", json!("x")),
        ("iat", json!(NOW - 301)),
        ("iat", json!(NOW + 11)),
        ("iat", json!("now")),
        ("jti", json!("")),
        ("jti", json!("x".repeat(257))),
    ] {
        is_unproven(&present(&holder.sign(&header, &changed(&claims, name, value))));
    }
    for (name, value) in [
        ("typ", json!("JWT")),
        ("jwk", Signer::new().jwk("1")),
        ("jwk", json!({"kty": "oct", "k": "AAAA"})),
        ("alg", json!("HS256")),
    ] {
        is_unproven(&present(&holder.sign(&changed(&header, name, value), &claims)));
    }
    is_unproven(&present(&Signer::new().sign(&header, &claims)));
    assert!(world.spent.borrow().is_empty(), "a forged proof uses nothing");
    let proof = holder.sign(&header, &claims);
    assert_eq!(present(&proof).status(), 201);
    is_unproven(&present(&proof));
    let plain = signer.sign(&json!({"alg": "ES256"}), &foreign_claims(&json!({"jti": "2"})));
    is_unproven(&Call::register(&web()).header("authorization", &format!("DPoP {plain}")).to(&world));
}

/// Requirements Q2, Q5: a URL of the operator is fetched for its own purpose alone.
#[test]
fn where_the_keys_of_another_server_are_is_no_address_for_strangers() {
    let signer = Signer::new();
    let world = beside(&signer, &json!({"jwks_uri": "https://10.0.0.1/jwks"}));
    world.publish("https://10.0.0.1/jwks", &json!({"keys": [signer.jwk("1")]}).to_string());
    let sign = |jti: &str| signer.sign(&json!({"alg": "ES256"}), &foreign_claims(&json!({"jti": jti})));
    assert_eq!(register(&web(), &sign("1"), &world).status(), 201);
    let mut asked = web();
    asked["jwks_uri"] = json!("https://10.0.0.1/jwks");
    assert_eq!(register(&asked, &sign("2"), &world).refusal().2, "/jwks_uri");
    world.admit(Limit::Fetch, 0);
    world.cache.borrow_mut().clear();
    is_invalid(&register(&web(), &sign("3"), &world));
}

/// RFC 7517 section 5.
#[test]
fn a_key_of_another_server_that_is_of_no_use_here_leaves_the_others() {
    let signer = Signer::new();
    let world = beside(&signer, &json!({"jwks_uri": "https://login.example/jwks"}));
    let weak = json!({"kty": "RSA", "kid": "w", "e": "AQAB", "n": "AQAB"});
    let other = json!({"kty": "RSA", "kid": "e", "use": "enc", "e": "AQAB", "n": "x"});
    let keys = json!({"keys": [weak, other, {"kty": "new"}, 1, signer.jwk("1")]});
    world.publish("https://login.example/jwks", &keys.to_string());
    let token = signer.sign(&json!({"alg": "ES256", "kid": "1"}), &foreign_claims(&json!({})));
    assert_eq!(register(&web(), &token, &world).status(), 201);
}

/// Requirements E12, E13: every user of the other server can register a client, so nobody here vouches for it. A client of
/// the other server that has the right itself is one that the operator has chosen.
#[test]
fn a_user_of_another_server_vouches_for_nothing() {
    let signer = Signer::new();
    let entry = json!({LOGIN: {"jwks_uri": "https://login.example/jwks"}}).to_string();
    for storage in ["sealed", "stored"] {
        let world = World::with(&[
            ("REGISTRATION_MODE", "token"),
            ("CLIENT_STORAGE", storage),
            ("REGISTRATION_TOKEN_ISSUERS", &entry),
        ]);
        world.publish("https://login.example/jwks", &json!({"keys": [signer.jwk("1")]}).to_string());
        for (changes, is_redirected) in [
            (json!({"jti": "1"}), false),
            (json!({"jti": "2", "client_id": "app"}), false),
            (json!({"jti": "3", "client_id": "alice"}), true),
            (json!({"jti": "4", "azp": "alice"}), true),
            (json!({"jti": "5", "client_id": "app", "azp": "alice"}), false),
        ] {
            let token = signer.sign(&json!({"alg": "ES256", "kid": "1", "typ": "at+jwt"}), &foreign_claims(&changes));
            let client = register(&web(), &token, &world);
            assert_eq!(client.status(), 201, "{}", client.json());
            let uri = client.json()["redirect_uris"][0].as_str().unwrap().to_owned();
            let id = client.text("client_id");
            let more = [("redirect_uri", &*uri), ("prompt", "none")];
            let reply = Browser::default().ask(&world, &asked(&id, &more));
            assert_eq!(reply.header("location").is_some(), is_redirected, "{storage} {changes}");
        }
    }
}
