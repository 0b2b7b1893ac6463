//! ID tokens, the `UserInfo` endpoint, and the tokens of users at other endpoints.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::client_metadata::SigningAlgorithm;
use enrol::http::{CertificateStatus, Method};
use enrol::jose::Token;
use enrol::unit::ByteCount;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::tokens::is_verified;
use crate::support::users::{CALLBACK, app, ask, form, granted, of_code, of_refresh, redeem, seal, sign_in};
use crate::support::{Call, Down, Reply, World};

const SALT: (&str, &str) = ("PAIRWISE_SALT", "s1:BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");

fn read(text: &str) -> Token {
    Token::read(text, ByteCount(16_384)).unwrap()
}

fn claims(reply: &Reply, member: &str) -> Value {
    Value::Object(read(&reply.text(member)).claims.members().clone())
}

fn userinfo(world: &World, reply: &Reply) -> Reply {
    Call::get("/userinfo").token(&reply.text("access_token")).to(world)
}

/// OpenID Connect Registration section 2; requirement C74: the time of the sign-in, also after a refresh.
#[test]
fn every_id_token_has_the_time_of_the_sign_in() {
    let world = World::new();
    let session = sign_in(&world);
    for demand in [true, false] {
        let client = app(&world, &json!({"require_auth_time": demand}));
        assert_eq!(client.member("require_auth_time"), demand);
        let first = redeem(&world, &client, &session, "openid");
        let next = ask(&world, &client, &of_refresh(&first.text("refresh_token")));
        for reply in [first, next] {
            assert_eq!(claims(&reply, "id_token")["auth_time"], session.authenticated_at.0);
        }
    }
}

/// OpenID Connect Core sections 2, 3.1.3.6 and 3.1.3.7; requirement L4.
#[test]
fn an_id_token_says_who_signed_in_when_and_how() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let reply = redeem(&world, &client, &session, "openid profile email");
    let token = read(&reply.text("id_token"));
    assert_eq!((token.is_of_kind("jwt"), &token.algorithm), (Some(true), &SigningAlgorithm::Rs256));
    assert!(is_verified(&token, &world));
    let half = Base64UrlUnpadded::encode_string(&Sha256::digest(reply.text("access_token"))[..16]);
    let id = client.text("client_id");
    assert_eq!(
        Value::Object(token.claims.members().clone()),
        json!({"iss": "https://as.example", "sub": session.user.as_str(), "aud": id, "azp": id, "at_hash": half,
            "iat": 1_800_000_000, "exp": 1_800_000_600, "auth_time": 1_799_999_940, "acr": "basic", "amr": ["pwd"],
            "nonce": "n-0S6_WzA2Mj", "sid": session.id.sid(&id, world.server.config())})
    );
    assert_eq!(redeem(&world, &client, &session, "profile").member("id_token"), Value::Null, "no openid, no ID token");
}

/// OpenID Connect Registration section 2, RFC 8725 section 3.1: the client's algorithm, and no other one.
#[test]
fn an_id_token_is_signed_as_the_client_registered() {
    let server = r#"{"id_token_signing_alg_values_supported":["RS256","ES256"]}"#;
    let world = World::with(&[("AUTHORIZATION_SERVER", server), ("ACCESS_TOKEN_SIGNING_ALG", "RS256")]);
    let session = sign_in(&world);
    for (algorithm, expected) in [("ES256", SigningAlgorithm::Es256), ("RS256", SigningAlgorithm::Rs256)] {
        let client = app(&world, &json!({"id_token_signed_response_alg": algorithm}));
        let reply = redeem(&world, &client, &session, "openid");
        let token = read(&reply.text("id_token"));
        assert!(token.algorithm == expected && is_verified(&token, &world), "{algorithm}");
        assert_eq!(userinfo_of_text(&world, &reply.text("id_token")).status(), 401, "it is no access token");
    }
}

fn userinfo_of_text(world: &World, text: &str) -> Reply {
    Call::get("/userinfo").token(text).to(world)
}

/// OpenID Connect Core section 8; requirements C60, C61: nothing that two sectors get can be compared.
#[test]
fn a_pairwise_client_knows_a_user_by_a_name_of_its_own() {
    let world = World::with(&[SALT]);
    let session = sign_in(&world);
    let seen = |callback: &str| {
        let client = app(&world, &json!({"subject_type": "pairwise", "redirect_uris": [callback]}));
        let mut code = granted(&world, &session, "openid");
        code.redirect_uri = callback.to_owned();
        let code = seal(&world, &client.text("client_id"), &code);
        let mut parameters = of_code(&code);
        parameters[2].1 = callback;
        let reply = ask(&world, &client, &parameters);
        assert_eq!(reply.status(), 200, "{}", reply.json());
        let told = userinfo(&world, &reply).text("sub");
        let [id_token, access_token] = ["id_token", "access_token"].map(|member| claims(&reply, member));
        assert_eq!((&id_token["sub"], &access_token["sub"]), (&json!(told), &json!(told)));
        for text in [reply.json().to_string(), id_token.to_string(), access_token.to_string()] {
            assert!(!text.contains(session.user.as_str()), "the identifier of the user is nowhere");
        }
        (told, access_token["jti"].as_str().unwrap().to_owned())
    };
    let (one, first) = seen(CALLBACK);
    let (same, second) = seen("https://client.example/other");
    let (other, third) = seen("https://other.example/cb");
    assert!(one == same && one != other);
    for (a, b) in [(&first, &second), (&first, &third)] {
        let shared = a.bytes().zip(b.bytes()).filter(|(a, b)| a == b).count();
        assert!(shared < 16, "two jti share {shared} characters");
    }
    let client = app(&world, &json!({"subject_type": "pairwise"}));
    let unsalted = world.restarted(&[]);
    let session = sign_in(&unsalted);
    let code = seal(&unsalted, &client.text("client_id"), &granted(&unsalted, &session, "openid"));
    assert_eq!(ask(&unsalted, &client, &of_code(&code)).text("error"), "unauthorized_client");
    assert_eq!(unsalted.grants.borrow().len(), 3, "those of before");
}

/// OpenID Connect Core sections 5.3 and 5.4; requirement L17.
#[test]
fn userinfo_has_what_the_scope_stands_for() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    for (scope, expected) in [
        ("openid", json!({})),
        ("openid profile", json!({"name": "Ana", "preferred_username": "ana"})),
        ("openid email", json!({"email": "ana@example.com", "email_verified": true})),
    ] {
        let reply = redeem(&world, &client, &session, scope);
        let mut expected = expected;
        expected["sub"] = json!(session.user.as_str());
        let token = reply.text("access_token");
        let posted = Call::new(Method::Post, "/userinfo").token(&token).to(&world);
        let in_form = Call::form("/userinfo", &[("access_token", &token)]).to(&world);
        for answer in [userinfo(&world, &reply), posted, in_form] {
            assert_eq!((answer.status(), answer.json()), (200, expected.clone()), "{scope}");
            assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert!(!answer.line.contains("Ana") && answer.line.contains(&client.text("client_id")));
        }
    }
}

/// OpenID Connect Core section 5.5.
#[test]
fn single_claims_come_where_they_are_requested() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let mut code = granted(&world, &session, "openid");
    code.claims.id_token = json!({"email": {"essential": true}, "groups": null}).as_object().unwrap().clone();
    code.claims.userinfo = json!({"name": null, "sub": {"value": "x"}, "nickname": null}).as_object().unwrap().clone();
    let reply = ask(&world, &client, &of_code(&seal(&world, &client.text("client_id"), &code)));
    let id_token = claims(&reply, "id_token");
    assert_eq!((&id_token["email"], &id_token["groups"]), (&json!("ana@example.com"), &Value::Null));
    assert_eq!(userinfo(&world, &reply).json(), json!({"name": "Ana", "sub": session.user.as_str()}));
}

/// OpenID Connect Core section 5.3.2.
#[test]
fn userinfo_is_signed_for_a_client_that_registered_it() {
    let server = r#"{"userinfo_signing_alg_values_supported":["ES256","RS256"]}"#;
    let world = World::with(&[("AUTHORIZATION_SERVER", server)]);
    let session = sign_in(&world);
    let client = app(&world, &json!({"userinfo_signed_response_alg": "ES256"}));
    let answer = userinfo(&world, &redeem(&world, &client, &session, "openid profile"));
    assert_eq!((answer.status(), answer.header("content-type")), (200, Some("application/jwt")));
    let token = read(std::str::from_utf8(&answer.response.body).unwrap());
    assert!(token.algorithm == SigningAlgorithm::Es256 && is_verified(&token, &world));
    assert_eq!(
        Value::Object(token.claims.members().clone()),
        json!({"iss": "https://as.example", "aud": client.text("client_id"), "sub": session.user.as_str(),
            "name": "Ana", "preferred_username": "ana"})
    );
    let text = std::str::from_utf8(&answer.response.body).unwrap();
    assert_eq!(userinfo_of_text(&world, text).status(), 401, "it is no access token");
}

/// RFC 6750 section 3.1, OpenID Connect Core section 5.3.3.
#[test]
fn userinfo_is_for_good_tokens_of_users_alone() {
    let world = World::new();
    let (client, session) =
        (app(&world, &json!({"grant_types": ["authorization_code", "client_credentials"]})), sign_in(&world));
    let bare = Call::get("/userinfo").to(&world);
    assert_eq!((bare.status(), bare.header("www-authenticate")), (401, Some("Bearer")));
    let own = ask(&world, &client, &[("grant_type", "client_credentials")]);
    let user = redeem(&world, &client, &session, "openid");
    for text in ["x", "a.b.c", &own.text("access_token"), &user.text("id_token")] {
        let refused = userinfo_of_text(&world, text);
        assert_eq!((refused.status(), refused.text("error")), (401, "invalid_token".to_owned()), "{text}");
        assert!(refused.header("www-authenticate").unwrap().starts_with("Bearer error=\"invalid_token\""));
    }
    let other = userinfo(&world, &redeem(&world, &client, &session, "profile"));
    assert_eq!((other.status(), other.text("error")), (403, "insufficient_scope".to_owned()));
    assert!(other.header("www-authenticate").unwrap().contains("scope=\"openid\""));
    let token = user.text("access_token");
    let twice = Call::form("/userinfo", &[("access_token", &token)]).token(&token).to(&world);
    assert_eq!((twice.status(), twice.text("error")), (400, "invalid_request".to_owned()));
    let in_query = Call::get(&format!("/userinfo?access_token={token}")).to(&world);
    assert_eq!(in_query.status(), 401, "a token in an address would be in logs");
    world.wait(enrol::unit::Seconds(600));
    assert_eq!(userinfo(&world, &user).status(), 401);
    world.down.set(Down::Store);
    let later = redeem_before(&world, &client, &session);
    assert_eq!(userinfo(&world, &later).status(), 503);
}

/// Redeems a code while the store answers, and then turns it off again.
fn redeem_before(world: &World, client: &Reply, session: &enrol::model::Session) -> Reply {
    world.down.set(Down::Nothing);
    let reply = redeem(world, client, session, "openid");
    world.down.set(Down::Store);
    reply
}

/// RFC 8705 section 3: the token of a user is bound to the certificate as the client's own tokens are.
#[test]
fn a_bound_token_needs_its_certificate() {
    let world = World::with(&[("AUTHORIZATION_SERVER", r#"{"tls_client_certificate_bound_access_tokens":true}"#)]);
    let (client, session) =
        (app(&world, &json!({"tls_client_certificate_bound_access_tokens": true})), sign_in(&world));
    let code = seal(&world, &client.text("client_id"), &granted(&world, &session, "openid"));
    let call = || form("/token", &client, &of_code(&code));
    assert_eq!(call().to(&world).text("error"), "invalid_request");
    let reply = call().certificate("thumb", "CN=x", CertificateStatus::Unverified).to(&world);
    assert_eq!(claims(&reply, "access_token")["cnf"], json!({"x5t#S256": "thumb"}));
    let get = || Call::get("/userinfo").token(&reply.text("access_token"));
    assert_eq!(get().to(&world).status(), 401);
    assert_eq!(get().certificate("other", "CN=x", CertificateStatus::Unverified).to(&world).status(), 401);
    assert_eq!(get().certificate("thumb", "CN=x", CertificateStatus::Unverified).to(&world).status(), 200);
}

/// RFC 7662 section 2.2.
#[test]
fn introspection_tells_of_the_user() {
    let clients =
        r#"{"api":{"token_endpoint_auth_method":"client_secret_basic","grant_types":["client_credentials"]}}"#;
    let secret = "a".repeat(64);
    let world = World::with(&[("CLIENTS", clients), ("CLIENT_SECRETS", &format!("api:{secret}"))]);
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let reply = redeem(&world, &client, &session, "openid");
    let by_api =
        || Call::form("/introspect", &[("token", &reply.text("access_token"))]).basic("api", &secret).to(&world).json();
    let told = by_api();
    assert_eq!(
        [&told["active"], &told["sub"], &told["username"], &told["auth_time"], &told["acr"]],
        [&json!(true), &json!(session.user.as_str()), &json!("ana"), &json!(1_799_999_940), &json!("basic")]
    );
    let by_client = form("/introspect", &client, &[("token", &reply.text("access_token"))]).to(&world).json();
    assert_eq!((&by_client["active"], &by_client["username"]), (&json!(true), &Value::Null), "without profile");
    form("/revoke", &client, &[("token", &reply.text("access_token"))]).to(&world);
    assert_eq!(by_api(), json!({"active": false}));
    assert_eq!(userinfo(&world, &reply).status(), 401);
}

/// The setting `ACCESS_TOKEN_CLAIMS`.
#[test]
fn an_access_token_has_the_claims_that_the_operator_names() {
    let world = World::with(&[("ACCESS_TOKEN_CLAIMS", "email groups roles department")]);
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let named = |reply: &Reply| {
        let claims = claims(reply, "access_token");
        ["email", "groups", "roles", "department", "name"].map(|name| claims[name].clone())
    };
    let reply = redeem(&world, &client, &session, "openid");
    let expected = [json!("ana@example.com"), json!(["staff"]), json!(["admin"]), Value::Null, Value::Null];
    assert_eq!(named(&reply), expected);
    let told = form("/introspect", &client, &[("token", &reply.text("access_token"))]).to(&world).json();
    assert_eq!((&told["groups"], &told["department"]), (&json!(["staff"]), &Value::Null));
    let many: Vec<String> = (0..500).map(|number| format!("group-{number}")).collect();
    world.users.borrow_mut().get_mut(&session.user).unwrap().claims["groups"] = json!(many);
    let reply = redeem(&world, &client, &session, "openid");
    assert_eq!(named(&reply)[1..3], [Value::Null, json!(["admin"])], "a token that could not be read is not made");
    assert_eq!(userinfo(&world, &reply).status(), 200);
}
