//! Codes that are bound to the key that their authorization request names. RFC 9449 section 10.

use serde_json::{Value, json};

use super::{is_refused, log_reason};
use crate::support::authorization::{self, parameters, push};
use crate::support::browser::{self, Browser, answer, hidden};
use crate::support::proof::Holder;
use crate::support::users::{app, form, granted, of_code, seal, sign_in, token_request};
use crate::support::{Signer, World};

/// RFC 9449 section 10: the code is for the key that the authorization request names.
#[test]
fn a_code_is_bound_to_the_key_of_its_request() {
    let world = World::new();
    let (client, holder) = (app(&world, &json!({})), Holder::new());
    let session = sign_in(&world);
    let mut contents = granted(&world, &session, "openid");
    contents.dpop_jkt = Some(holder.thumbprint());
    let code = seal(&world, &client.text("client_id"), &contents);
    let call = || token_request(&client, &of_code(&code));
    for reply in [call().to(&world), Holder::new().prove(call()).to(&world)] {
        assert_eq!((reply.text("error"), log_reason(&reply)), ("invalid_grant".to_owned(), "proof_wrong".to_owned()));
    }
    assert_eq!(holder.prove(call()).to(&world).status(), 200);
}

/// RFC 9449 section 10.1.
#[test]
fn a_pushed_request_names_its_key_by_a_proof() {
    let world = World::new();
    let (client, holder) = (authorization::app(&world, &json!({})), Holder::new());
    let all = parameters(&[]);
    let pushed = |more: &[(&str, &str)], proof: &str| {
        form("/par", &client, &[&*all, more].concat()).header("dpop", proof).to(&world)
    };
    let proof = || holder.proof("POST", "/par", &json!({}), &json!({}));
    let (own, other) = (holder.thumbprint(), Holder::new().thumbprint());
    assert_eq!(pushed(&[], &proof()).status(), 201);
    assert_eq!(pushed(&[("dpop_jkt", &own)], &proof()).status(), 201);
    is_refused(&pushed(&[("dpop_jkt", &other)], &proof()), "be signed with the key that dpop_jkt names");
    is_refused(
        &pushed(&[], &holder.proof("POST", "/token", &json!({}), &json!({}))),
        "have the address of the endpoint as htu",
    );
    assert_eq!(push(&world, &client, &[("dpop_jkt", "x")]).text("error"), "invalid_request");
}

/// RFC 9449 section 10.1, RFC 9126 section 3: the proof of a request object binds the code as that of any other request.
#[test]
fn a_pushed_request_object_names_its_key_by_a_proof_too() {
    let world = World::new();
    let (signer, holder) = (Signer::new(), Holder::new());
    let keys = json!({"keys": [signer.jwk("1")]});
    let client = authorization::app(&world, &json!({"jwks": keys, "request_object_signing_alg": "ES256"}));
    let id = client.text("client_id");
    let object = |more: &[(&str, &str)]| {
        let pairs = [&*parameters(more), &[("client_id", &*id)]].concat();
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
        signer.sign(&json!({"alg": "ES256", "kid": "1"}), &Value::Object(pairs.collect()))
    };
    let pushed = |object: &str| {
        let proof = holder.proof("POST", "/par", &json!({}), &json!({}));
        form("/par", &client, &[("request", object)]).header("dpop", &proof).to(&world)
    };
    let (own, other) = (holder.thumbprint(), Holder::new().thumbprint());
    is_refused(&pushed(&object(&[("dpop_jkt", &other)])), "be signed with the key that dpop_jkt names");
    assert_eq!(pushed(&object(&[("dpop_jkt", &own)])).status(), 201);
    let browser = Browser::of(&world, &world.add_alice());
    let name = pushed(&object(&[])).text("request_uri");
    let asked = browser.ask(&world, &[("client_id", &id), ("request_uri", &name)]);
    let decision = [("request", &*hidden(&asked, "request")), ("decision", "allow")];
    let allowed = browser.submit(&world, "/authorize/consent", &decision);
    let sealed = &answer(&allowed, authorization::CALLBACK)["code"];
    assert_eq!(browser::code(&world, &id, sealed).unwrap().dpop_jkt, Some(own));
}
