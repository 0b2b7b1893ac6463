//! Tokens that are bound to a key of the client. RFC 9449.

mod codes;

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::jose::Token;
use enrol::unit::{ByteCount, Seconds};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::proof::Holder;
use crate::support::users::{app, ask, form, granted, of_code, of_refresh, redeem, seal, sign_in, token_request};
use crate::support::{Call, Down, Reply, World};

/// The time of a new world.
const NOW: u64 = 1_800_000_000;

fn claims(token: &str) -> Value {
    Value::Object(Token::read(token, ByteCount(16_384)).unwrap().claims.members().clone())
}

/// Returns a new code of the only user, for a client.
fn code(world: &World, client: &Reply) -> String {
    let session = sign_in(world);
    seal(world, &client.text("client_id"), &granted(world, &session, "openid"))
}

fn is_refused(reply: &Reply, must: &str) {
    assert_eq!((reply.status(), reply.text("error")), (400, "invalid_dpop_proof".to_owned()), "{must}");
    assert_eq!(reply.text("error_description"), format!("the DPoP header must {must}"));
}

fn log_reason(reply: &Reply) -> String {
    let line: Value = serde_json::from_str(&reply.line).unwrap();
    line["reason"].as_str().unwrap_or_default().to_owned()
}

/// RFC 9449 sections 5, 6.1, 6.2 and 7.1.
#[test]
fn a_proof_binds_the_access_token_to_its_key() {
    let world = World::new();
    let (client, holder, thief) = (app(&world, &json!({})), Holder::new(), Holder::new());
    let reply = holder.prove(token_request(&client, &of_code(&code(&world, &client)))).to(&world);
    assert_eq!((reply.status(), reply.text("token_type")), (200, "DPoP".to_owned()), "{}", reply.json());
    let token = reply.text("access_token");
    assert_eq!(claims(&token)["cnf"], json!({"jkt": holder.thumbprint()}));
    assert_eq!(holder.userinfo(&world, &token).status(), 200);
    assert_eq!(thief.userinfo(&world, &token).status(), 401);
    assert_eq!(Call::get("/userinfo").token(&token).to(&world).status(), 401, "a bound token is no bearer token");
    let about = form("/introspect", &client, &[("token", &token)]).to(&world).json();
    assert_eq!((&about["token_type"], &about["cnf"]["jkt"]), (&json!("DPoP"), &json!(holder.thumbprint())));
}

/// RFC 9449 section 4.3; requirement C91.
#[test]
fn a_proof_that_is_not_good_is_refused_with_its_fault_and_uses_nothing_up() {
    let world = World::new();
    let (client, holder) = (app(&world, &json!({})), Holder::new());
    let code = code(&world, &client);
    let send = |proof: &str| token_request(&client, &of_code(&code)).header("dpop", proof).to(&world);
    let other = Holder::new().proof("POST", "/token", &json!({}), &json!({}));
    let forged: Vec<&str> = other.split('.').collect();
    let good = holder.proof("POST", "/token", &json!({}), &json!({}));
    let whole: Vec<&str> = good.split('.').collect();
    for (proof, must) in [
        ("x".to_owned(), "be one signed JWT"),
        (format!("{good}, {good}"), "be one signed JWT"),
        (format!("{}.{}.{}", whole[0], whole[1], forged[2]), "be signed with the key in its header"),
    ] {
        is_refused(&send(&proof), must);
    }
    let key = "have its public key as jwk, fit for its alg";
    for (header, must) in [
        (json!({"typ": "JWT"}), "have the typ dpop+jwt"),
        (json!({"typ": null}), "have the typ dpop+jwt"),
        (json!({"jwk": null}), key),
        (json!({"jwk": {"kty": "oct", "k": "AAAA"}}), key),
        (json!({"alg": "RS256"}), key),
        (json!({"alg": "HS256"}), "have one of the algorithms that discovery shows"),
        (json!({"alg": "none"}), "be one signed JWT"),
    ] {
        is_refused(&send(&holder.proof("POST", "/token", &header, &json!({}))), must);
    }
    let time = "be made within the last 300 seconds, as iat tells it";
    for (claims, must) in [
        (json!({"htm": "GET"}), "have the method of the request as htm"),
        (json!({"htm": null}), "have the method of the request as htm"),
        (json!({"htu": "https://as.example/userinfo"}), "have the address of the endpoint as htu"),
        (json!({"htu": "https://other.example/token"}), "have the address of the endpoint as htu"),
        (json!({"jti": null}), "have a jti of 1 to 256 bytes"),
        (json!({"jti": ""}), "have a jti of 1 to 256 bytes"),
        (json!({"jti": "x".repeat(257)}), "have a jti of 1 to 256 bytes"),
        (json!({"iat": null}), "have the time as iat"),
        (json!({"iat": "now"}), "have the time as iat"),
        (json!({"iat": NOW - 301}), time),
        (json!({"iat": NOW + 11}), time),
        (json!({"exp": NOW - 11}), time),
        (json!({"nbf": NOW + 11}), time),
    ] {
        is_refused(&send(&holder.proof("POST", "/token", &json!({}), &claims)), must);
    }
    let late =
        holder.proof("POST", "/token", &json!({}), &json!({"iat": NOW - 300, "htu": "https://as.example/token?x"}));
    assert_eq!(send(&late).text("token_type"), "DPoP");
}

/// RFC 9449 section 5.2; requirement C91.
#[test]
fn a_client_that_registered_bound_tokens_gets_no_others() {
    let world = World::new();
    let bound = json!({"dpop_bound_access_tokens": true, "grant_types": ["authorization_code", "client_credentials"]});
    let (client, holder) = (app(&world, &bound), Holder::new());
    let must = "be present: the client has registered that its tokens are bound to a key";
    is_refused(&ask(&world, &client, &of_code(&code(&world, &client))), must);
    let alone = [("grant_type", "client_credentials")];
    is_refused(&ask(&world, &client, &alone), must);
    let reply = holder.prove(token_request(&client, &alone)).to(&world);
    assert_eq!((reply.status(), reply.text("token_type")), (200, "DPoP".to_owned()));
    assert_eq!(claims(&reply.text("access_token"))["cnf"]["jkt"], json!(holder.thumbprint()));
}

/// RFC 9449 section 5: a public client proves its key again, others authenticate and may use another key.
#[test]
fn the_refresh_token_of_a_public_client_is_bound_to_the_key() {
    let world = World::new();
    let (holder, other) = (Holder::new(), Holder::new());
    let public = app(&world, &json!({"token_endpoint_auth_method": "none"}));
    let first = holder.prove(token_request(&public, &of_code(&code(&world, &public)))).to(&world);
    let refresh = first.text("refresh_token");
    for reply in [
        ask(&world, &public, &of_refresh(&refresh)),
        other.prove(token_request(&public, &of_refresh(&refresh))).to(&world),
    ] {
        assert_eq!(
            (reply.text("error"), log_reason(&reply)),
            ("invalid_grant".to_owned(), "refresh_token_refused".into())
        );
    }
    let second = holder.prove(token_request(&public, &of_refresh(&refresh))).to(&world);
    assert_eq!((second.status(), second.text("token_type")), (200, "DPoP".to_owned()), "a thief ends nothing");
    let again = other.prove(token_request(&public, &of_refresh(&refresh))).to(&world);
    assert_eq!(again.text("error"), "invalid_grant", "a lost answer is for the same key");
    let again = holder.prove(token_request(&public, &of_refresh(&refresh))).to(&world);
    assert_eq!(again.text("refresh_token"), second.text("refresh_token"));

    let secret = app(&world, &json!({}));
    let first = holder.prove(token_request(&secret, &of_code(&code(&world, &secret)))).to(&world);
    let second = other.prove(token_request(&secret, &of_refresh(&first.text("refresh_token")))).to(&world);
    assert_eq!(claims(&second.text("access_token"))["cnf"]["jkt"], json!(other.thumbprint()));
    assert_eq!(ask(&world, &secret, &of_refresh(&second.text("refresh_token"))).text("token_type"), "Bearer");

    let plain = redeem(&world, &public, &sign_in(&world), "openid").text("refresh_token");
    let bound = holder.prove(token_request(&public, &of_refresh(&plain))).to(&world);
    assert_eq!(bound.text("token_type"), "DPoP", "a client may begin to prove its key");
}

/// RFC 9449 section 7.1: a proof counts once where a token alone opens the door.
#[test]
fn a_proof_for_a_resource_counts_once_and_for_its_token() {
    let world = World::new();
    let (client, holder) = (app(&world, &json!({})), Holder::new());
    let reply = holder.prove(token_request(&client, &of_code(&code(&world, &client)))).to(&world);
    let token = reply.text("access_token");
    let send = |proof: &str| {
        Call::get("/userinfo")
            .header("authorization", &format!("DPoP {token}"))
            .header("dpop", proof)
            .to(&world)
            .status()
    };
    assert_eq!(send(&holder.proof("GET", "/userinfo", &json!({}), &json!({}))), 401, "for no token");
    let digest = |token: &str| Base64UrlUnpadded::encode_string(&Sha256::digest(token));
    let proof = holder.proof("GET", "/userinfo", &json!({}), &json!({"ath": digest(&token)}));
    assert_eq!([send(&proof), send(&proof)], [200, 401], "it was used");
    world.down.set(Down::Store);
    assert_eq!(holder.userinfo(&world, &token).status(), 503);
}

/// RFC 9449 section 5.1; requirement L32.
#[test]
fn discovery_shows_the_algorithms_of_proofs() {
    let list = |world: &World| {
        Call::get("/.well-known/oauth-authorization-server").to(world).member("dpop_signing_alg_values_supported")
    };
    let all =
        json!(["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA", "Ed25519"]);
    assert_eq!(list(&World::new()), all);
    let narrow = r#"{"dpop_signing_alg_values_supported": ["PS256"]}"#;
    let world = World::with(&[("AUTHORIZATION_SERVER", narrow)]);
    assert_eq!(list(&world), json!(["PS256"]));
    let client = app(&world, &json!({}));
    let reply = Holder::new().prove(token_request(&client, &of_code(&code(&world, &client)))).to(&world);
    is_refused(&reply, "have one of the algorithms that discovery shows");
}

/// RFC 9449 sections 8 and 9.
#[test]
fn an_operator_may_demand_a_nonce_of_this_server() {
    let world = World::with(&[("DPOP_NONCES", "required")]);
    let (client, holder) = (app(&world, &json!({})), Holder::new());
    let code = code(&world, &client);
    let send = |nonce: &Value| {
        let proof = holder.proof("POST", "/token", &json!({}), &json!({"nonce": nonce}));
        token_request(&client, &of_code(&code)).header("dpop", &proof).to(&world)
    };
    let asked = send(&Value::Null);
    assert_eq!((asked.status(), asked.text("error")), (400, "use_dpop_nonce".to_owned()));
    assert!(asked.header("access-control-expose-headers").unwrap().contains("dpop-nonce"));
    let nonce = asked.header("dpop-nonce").unwrap().to_owned();
    for other in [json!(""), json!("x"), json!(1), json!(holder.thumbprint()), json!(code), json!(format!("{nonce}A"))]
    {
        assert_eq!(send(&other).text("error"), "use_dpop_nonce", "{other}");
    }
    let reply = send(&json!(nonce));
    assert_eq!((reply.status(), reply.text("token_type")), (200, "DPoP".to_owned()), "{}", reply.json());
    let token = reply.text("access_token");
    let asked = holder.userinfo(&world, &token);
    assert_eq!((asked.status(), asked.text("error")), (401, "use_dpop_nonce".to_owned()));
    assert!(asked.header("www-authenticate").unwrap().starts_with("DPoP error=\"use_dpop_nonce\""));
    let ath = Base64UrlUnpadded::encode_string(&Sha256::digest(&token));
    let present = |nonce: &str| {
        let proof = holder.proof("GET", "/userinfo", &json!({}), &json!({"ath": ath, "nonce": nonce}));
        Call::get("/userinfo").header("authorization", &format!("DPoP {token}")).header("dpop", &proof).to(&world)
    };
    assert_eq!(present(asked.header("dpop-nonce").unwrap()).status(), 200);
    world.wait(Seconds(300));
    assert_eq!(present(&nonce).status(), 200, "in its last second");
    world.wait(Seconds(1));
    assert_eq!(send(&json!(nonce)).text("error"), "invalid_dpop_proof", "the proof itself is too old");
    let elsewhere = World::with(&[("DPOP_NONCES", "required"), ("ISSUER", "https://other.example")]);
    let client = app(&elsewhere, &json!({}));
    let claims = json!({"nonce": nonce, "htu": "https://other.example/token"});
    let proof = holder.proof("POST", "/token", &json!({}), &claims);
    let reply = token_request(&client, &of_code("x")).header("dpop", &proof).to(&elsewhere);
    assert_eq!(reply.text("error"), "use_dpop_nonce", "a nonce of another server");
}
