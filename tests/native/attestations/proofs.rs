//! The proof beside an attestation: its challenge, its time, and the `DPoP` proof that does for both.

use enrol::http::Method;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{CREDENTIALS, NOW, Vendor, attested, is_refused};
use crate::support::proof::Holder;
use crate::support::{Call, World};

/// Requirement M50: the proof is of the attested key, for this server, recent, and counts once.
#[test]
fn a_proof_that_is_not_good_is_refused_and_a_good_one_counts_once() {
    let (vendor, none) = (Vendor::new(), json!({}));
    let world = vendor.world(&[("ASSERTION_AUDIENCE", "issuer")]);
    let id = attested(&world, &json!({})).text("client_id");
    let send = |proof: &str| {
        let call = Call::form("/token", &CREDENTIALS).header("oauth-client-attestation-pop", proof);
        call.header("oauth-client-attestation", &vendor.attestation(&id, &json!({}), &json!({}))).to(&world)
    };
    for (header, claims, reason) in [
        (json!({"typ": "JWT"}), none.clone(), "attestation_proof"),
        (json!({"typ": "dpop+jwt"}), none.clone(), "attestation_proof"),
        (json!({"alg": "HS256"}), none.clone(), "attestation_malformed"),
        (json!({"alg": "RS256"}), none.clone(), "attestation_malformed"),
        (none.clone(), json!({"aud": "https://other.example"}), "attestation_proof"),
        (none.clone(), json!({"aud": "https://as.example/token"}), "attestation_proof"),
        (none.clone(), json!({"aud": null}), "attestation_proof"),
        (none.clone(), json!({"jti": null}), "attestation_proof"),
        (none.clone(), json!({"jti": "x".repeat(257)}), "attestation_proof"),
        (none.clone(), json!({"iat": null}), "attestation_proof"),
        (none.clone(), json!({"iat": NOW - 301}), "attestation_proof"),
        (none.clone(), json!({"iat": NOW + 11}), "attestation_proof"),
        (none.clone(), json!({"exp": NOW - 11}), "attestation_proof"),
    ] {
        is_refused(&send(&vendor.proof(&header, &claims)), "invalid_client", reason);
    }
    is_refused(&send(&Vendor::new().proof(&none, &none)), "invalid_client", "attestation_proof");
    let proof = vendor.proof(&none, &json!({"iat": NOW - 300}));
    assert_eq!(send(&format!("{proof}, {proof}")).status(), 401);
    assert_eq!(send(&proof).status(), 200);
    is_refused(&send(&proof), "invalid_client", "attestation_replayed");
}

/// Requirements M50, M53, M54.
#[test]
fn a_challenge_counts_for_five_minutes() {
    let (vendor, none) = (Vendor::new(), json!({}));
    let world = vendor.world(&[("ATTESTATION_CHALLENGES", "required")]);
    let id = attested(&world, &json!({})).text("client_id");
    let send = |claims: &Value| {
        let call = Call::form("/token", &CREDENTIALS)
            .header("oauth-client-attestation", &vendor.attestation(&id, &json!({}), &json!({})));
        call.header("oauth-client-attestation-pop", &vendor.proof(&json!({}), claims)).to(&world)
    };
    for claims in [none.clone(), json!({"challenge": "x"}), json!({"challenge": null})] {
        let reply = send(&claims);
        is_refused(&reply, "use_attestation_challenge", "");
        let challenge = reply.header("oauth-client-attestation-challenge").unwrap().to_owned();
        assert_eq!(send(&json!({"challenge": challenge})).status(), 200);
    }
    let made = Call::new(Method::Post, "/challenge").to(&world);
    assert_eq!((made.status(), made.header("cache-control")), (200, Some("no-store")));
    let challenge = made.text("attestation_challenge");
    assert_eq!(send(&json!({"challenge": challenge})).status(), 200);
    world.now.set(world.now.get().after(Seconds(300)));
    assert_eq!(send(&json!({"challenge": challenge, "iat": NOW + 300})).status(), 200);
    world.now.set(world.now.get().after(Seconds(1)));
    is_refused(&send(&json!({"challenge": challenge, "iat": NOW + 301})), "use_attestation_challenge", "");
    let optional = vendor.world(&[]);
    assert_eq!(Call::get("/challenge").to(&optional).status(), 405);
    assert_eq!(Call::new(Method::Post, "/challenge").to(&World::new()).status(), 404);
}

/// Requirement M52: the `DPoP` proof is the proof, and the tokens are bound to the attested key.
#[test]
fn one_proof_can_do_for_both() {
    let (vendor, none) = (Vendor::new(), json!({}));
    let holder = Holder::new();
    let attestation = |id: &str| vendor.attestation(id, &json!({}), &json!({"cnf": {"jwk": holder.jwk()}}));
    let world = vendor.world(&[("ATTESTATION_CHALLENGES", "required")]);
    for method in ["attest_jwt_client_auth", "attest_jwt_client_auth_dpop"] {
        let id = attested(&world, &json!({"token_endpoint_auth_method": method})).text("client_id");
        let call = || Call::form("/token", &CREDENTIALS).header("oauth-client-attestation", &attestation(&id));
        let asked = holder.prove(call()).to(&world);
        is_refused(&asked, "use_attestation_challenge", "");
        let challenge = asked.header("oauth-client-attestation-challenge").unwrap().to_owned();
        let proof = holder.proof("POST", "/token", &none, &json!({"nonce": challenge}));
        let reply = call().header("dpop", &proof).to(&world);
        assert_eq!((reply.status(), reply.text("token_type")), (200, "DPoP".to_owned()), "{}", reply.line);
        is_refused(&call().header("dpop", &proof).to(&world), "invalid_client", "attestation_replayed");
        let other = Holder::new().proof("POST", "/token", &none, &json!({"nonce": challenge}));
        is_refused(&call().header("dpop", &other).to(&world), "invalid_client", "attestation_proof");
        assert_eq!(call().header("dpop", "x").to(&world).status(), 401);
        assert_eq!(call().to(&world).status(), 401);
    }
    let id = attested(&world, &json!({"token_endpoint_auth_method": "attest_jwt_client_auth_dpop"})).text("client_id");
    is_refused(&vendor.sign(Call::form("/token", &CREDENTIALS), &id).to(&world), "invalid_client", "attestation_proof");
}
