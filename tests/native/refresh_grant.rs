//! The refresh token grant: rotation, reuse, lifetimes.

use enrol::http::CertificateStatus;
use enrol::jose::Token;
use enrol::unit::{ByteCount, Seconds};
use serde_json::{Value, json};

use crate::support::users::{app, ask, form, granted, of_code, of_refresh, redeem, seal, sign_in, token_request};
use crate::support::{Call, KEYS, Reply, World, at_once};

fn log_reason(reply: &Reply) -> String {
    let line: Value = serde_json::from_str(&reply.line).unwrap();
    line["reason"].as_str().unwrap_or_default().to_owned()
}

fn claims(reply: &Reply, member: &str) -> Value {
    Value::Object(Token::read(&reply.text(member), ByteCount(16_384)).unwrap().claims.members().clone())
}

/// Uses a refresh token; the reply is the tokens or the reason in the log.
fn refresh(world: &World, client: &Reply, token: &str) -> Result<Reply, String> {
    let reply = ask(world, client, &of_refresh(token));
    if reply.status() == 200 {
        return Ok(reply);
    }
    assert_eq!((reply.status(), reply.text("error")), (400, "invalid_grant".to_owned()));
    Err(log_reason(&reply))
}

/// RFC 6749 section 6, RFC 9700 section 4.14.2, OpenID Connect Core section 12.2; requirements M46, O8.
#[test]
fn a_refresh_token_is_used_once_and_gives_the_next() {
    let world = World::new();
    for members in [json!({}), json!({"token_endpoint_auth_method": "none"})] {
        let (client, session) = (app(&world, &members), sign_in(&world));
        let first = redeem(&world, &client, &session, "openid profile");
        world.wait(Seconds(100));
        let second = refresh(&world, &client, &first.text("refresh_token")).unwrap();
        assert_ne!(second.text("refresh_token"), first.text("refresh_token"));
        assert_eq!(second.text("scope"), "openid profile");
        let (before, after) = (claims(&first, "id_token"), claims(&second, "id_token"));
        for same in ["iss", "sub", "aud", "azp", "auth_time", "acr", "amr"] {
            assert!(before[same] == after[same] && !after[same].is_null(), "{same}");
        }
        assert_eq!((before["nonce"].is_string(), &after["nonce"]), (true, &Value::Null));
        assert_eq!(after["iat"], json!(world.now.get().0));
        refresh(&world, &client, &second.text("refresh_token")).unwrap();
    }
}

/// RFC 9700 section 4.14.2: a thief and the client cannot both go on.
#[test]
fn a_token_that_was_used_before_ends_the_grant() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let first = redeem(&world, &client, &session, "openid");
    let second = refresh(&world, &client, &first.text("refresh_token")).unwrap();
    world.wait(Seconds(30));
    assert_eq!(refresh(&world, &client, &first.text("refresh_token")).err().unwrap(), "refresh_token_reused");
    assert_eq!(refresh(&world, &client, &second.text("refresh_token")).err().unwrap(), "refresh_token_refused");
    for token in [&first, &second] {
        assert_eq!(Call::get("/userinfo").token(&token.text("access_token")).to(&world).status(), 401);
    }
}

/// A lost answer is given again: the same successor, once, within 30 seconds.
#[test]
fn the_answer_to_a_refresh_can_be_had_once_more() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let first = redeem(&world, &client, &session, "openid").text("refresh_token");
    let lost = refresh(&world, &client, &first).unwrap();
    world.wait(Seconds(29));
    let again = refresh(&world, &client, &first).unwrap();
    assert_eq!(again.text("refresh_token"), lost.text("refresh_token"));
    assert_ne!(again.text("access_token"), lost.text("access_token"));
    let next = refresh(&world, &client, &again.text("refresh_token")).unwrap().text("refresh_token");
    assert_eq!(refresh(&world, &client, &first).err().unwrap(), "refresh_token_reused", "it is two generations old");
    assert_eq!(refresh(&world, &client, &next).err().unwrap(), "refresh_token_refused");
    let other = redeem(&world, &client, &session, "openid").text("refresh_token");
    assert!(refresh(&world, &client, &other).is_ok() && refresh(&world, &client, &other).is_ok());
    assert_eq!(refresh(&world, &client, &other).err().unwrap(), "refresh_token_reused", "once and not twice");
}

/// Of uses at the same time two get the same successor, and the third ends the grant.
#[test]
fn uses_at_the_same_time_give_no_two_successors() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    for (uses, ends) in [(2, false), (3, true), (8, true)] {
        let token = redeem(&world, &client, &session, "openid").text("refresh_token");
        let replies = at_once(&world, (0..uses).map(|_| token_request(&client, &of_refresh(&token))));
        let good: Vec<String> =
            replies.iter().filter(|it| it.status() == 200).map(|it| it.text("refresh_token")).collect();
        assert!(good.len() == 2 && good[0] == good[1], "{}", good.len());
        assert_eq!(refresh(&world, &client, &good[0]).is_err(), ends, "{uses}");
    }
}

/// RFC 6749 section 10.4: a refresh token belongs to its client.
#[test]
fn a_refresh_token_of_another_client_is_no_token() {
    let world = World::new();
    let (client, other, session) = (app(&world, &json!({})), app(&world, &json!({})), sign_in(&world));
    let issued = redeem(&world, &client, &session, "openid");
    let token = issued.text("refresh_token");
    for text in [&*token, "x", &issued.text("access_token"), token.split_at(1).1, &format!("{token}A")] {
        assert_eq!(refresh(&world, &other, text).err().unwrap(), "refresh_token_malformed");
    }
    let code = seal(&world, &client.text("client_id"), &granted(&world, &session, "openid"));
    assert_eq!(refresh(&world, &client, &code).err().unwrap(), "refresh_token_malformed", "a code is none");
    assert_eq!(log_reason(&ask(&world, &client, &of_code(&token))), "code_malformed", "and it is no code");
    assert!(refresh(&world, &client, &token).is_ok());
}

/// The settings `REFRESH_TOKEN_IDLE_DAYS` and `REFRESH_TOKEN_DAYS`.
#[test]
fn a_refresh_token_ends_when_it_is_idle_and_when_its_grant_is_old() {
    let settings = [("REFRESH_TOKEN_IDLE_DAYS", "2"), ("REFRESH_TOKEN_DAYS", "5")];
    let world = World::with(&settings);
    let client = app(&world, &json!({}));
    let used = |waits: &[u64]| {
        let session = sign_in(&world);
        let mut token = redeem(&world, &client, &session, "openid").text("refresh_token");
        for wait in waits {
            world.wait(Seconds(*wait));
            match refresh(&world, &client, &token) {
                Ok(reply) => token = reply.text("refresh_token"),
                Err(reason) => return reason,
            }
        }
        String::new()
    };
    let day = 86_400;
    assert_eq!(used(&[2 * day - 1]), "");
    assert_eq!(used(&[2 * day]), "refresh_token_refused");
    assert_eq!(used(&[2 * day - 1, 2 * day - 1, day + 1]), "");
    assert_eq!(used(&[2 * day - 1, 2 * day - 1, day + 2]), "refresh_token_refused");
}

/// OpenID Connect Core section 11: the session of the browser may end, and the grant stays.
#[test]
fn a_grant_says_whether_it_outlives_the_session() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    for (scope, is_offline) in [("openid", false), ("openid offline_access", true)] {
        let token = redeem(&world, &client, &session, scope).text("refresh_token");
        let stored = world.grants.borrow().values().last().unwrap().grant.clone();
        assert_eq!((stored.is_offline, &stored.session), (is_offline, &session.id));
        world.sessions.borrow_mut().clear();
        assert!(refresh(&world, &client, &token).is_ok(), "a session that is over does not end it: {scope}");
        sign_in(&world);
    }
}

/// RFC 6749 section 6, RFC 8707 section 2.2: less may be asked for, and the next token is for all again.
#[test]
fn a_refresh_is_for_less_on_demand_and_never_for_more() {
    let resources = "https://api.example https://other.example";
    let world = World::with(&[("RESOURCES", resources), ("SCOPES_SUPPORTED", "read write")]);
    let (client, session) = (app(&world, &json!({"scope": "read write"})), sign_in(&world));
    let mut token = redeem(&world, &client, &session, "openid read write").text("refresh_token");
    for (parameter, value, code) in [
        ("scope", "read admin", "invalid_scope"),
        ("scope", "read  write", "invalid_scope"),
        ("resource", "https://other.example", "invalid_target"),
        ("resource", "https://api.example#", "invalid_target"),
    ] {
        let reply = ask(&world, &client, &[&of_refresh(&token)[..], &[(parameter, value)]].concat());
        assert_eq!((reply.status(), reply.text("error")), (400, code.to_owned()), "{value}");
    }
    for (scope, given) in [("read", "read"), ("", "openid read write"), ("openid", "openid")] {
        let reply = ask(&world, &client, &[&of_refresh(&token)[..], &[("scope", scope)]].concat());
        assert_eq!((reply.text("scope"), reply.member("id_token").is_string()), (given.to_owned(), scope != "read"));
        token = reply.text("refresh_token");
    }
    let less = world.restarted(&[("RESOURCES", resources), ("SCOPES_SUPPORTED", "read")]);
    let reply = refresh(&less, &client, &token).unwrap();
    assert_eq!(reply.text("scope"), "openid read", "the operator took a value back");
    let without = less.restarted(&[("RESOURCES", "https://other.example")]);
    let reply = ask(&without, &client, &of_refresh(&reply.text("refresh_token")));
    assert_eq!(reply.text("error"), "invalid_target");
}

/// RFC 7009 section 2.1: a client ends the grant with any of its refresh tokens.
#[test]
fn revoking_a_refresh_token_ends_the_grant() {
    let world = World::new();
    let (client, other, session) = (app(&world, &json!({})), app(&world, &json!({})), sign_in(&world));
    let first = redeem(&world, &client, &session, "openid");
    let second = refresh(&world, &client, &first.text("refresh_token")).unwrap();
    let revoke = |who: &Reply, token: &str| {
        let reply = form("/revoke", who, &[("token", token), ("token_type_hint", "refresh_token")]).to(&world);
        assert_eq!((reply.status(), reply.json()), (200, json!({})));
    };
    revoke(&other, &second.text("refresh_token"));
    let third = refresh(&world, &client, &second.text("refresh_token")).unwrap();
    revoke(&client, &first.text("refresh_token"));
    assert_eq!(refresh(&world, &client, &third.text("refresh_token")).err().unwrap(), "refresh_token_refused");
    assert_eq!(Call::get("/userinfo").token(&third.text("access_token")).to(&world).status(), 401);
}

/// A new master key makes new tokens, and those of the former one still count.
#[test]
fn a_refresh_token_outlives_a_new_master_key() {
    let world = World::new();
    // A secret of a key that is gone would end with the key.
    let (client, session) = (app(&world, &json!({"token_endpoint_auth_method": "none"})), sign_in(&world));
    let first = redeem(&world, &client, &session, "openid");
    let both = format!("{} {}", KEYS[1], KEYS[0]);
    let world = world.restarted(&[("MASTER_SECRET", &both)]);
    let second = refresh(&world, &client, &first.text("refresh_token")).unwrap();
    let world = world.restarted(&[("MASTER_SECRET", KEYS[1])]);
    assert_eq!(
        refresh(&world, &client, &first.text("refresh_token")).err().unwrap_or_default(),
        "refresh_token_malformed"
    );
    assert!(second.text("refresh_token") != first.text("refresh_token"));
}

/// RFC 8705 section 4; requirement M42: a thief has no use for the token of a client without a secret.
#[test]
fn a_bound_refresh_token_of_a_public_client_needs_its_certificate() {
    let world = World::with(&[("AUTHORIZATION_SERVER", r#"{"tls_client_certificate_bound_access_tokens":true}"#)]);
    let session = sign_in(&world);
    for (method, is_bound) in [("none", true), ("client_secret_basic", false)] {
        let members = json!({"tls_client_certificate_bound_access_tokens": true, "token_endpoint_auth_method": method});
        let client = app(&world, &members);
        let code = seal(&world, &client.text("client_id"), &granted(&world, &session, "openid"));
        let send = |parameters: &[(&str, &str)], thumbprint: &str| {
            let call = token_request(&client, parameters);
            call.certificate(thumbprint, "CN=x", CertificateStatus::Unverified).to(&world)
        };
        let token = send(&of_code(&code), "own").text("refresh_token");
        let foreign = send(&of_refresh(&token), "other");
        assert_eq!(foreign.status() == 400, is_bound, "{method}: {}", foreign.line);
        if is_bound {
            assert_eq!(log_reason(&foreign), "certificate_wrong");
            assert_eq!(ask(&world, &client, &of_refresh(&token)).text("error"), "invalid_request", "no certificate");
            let next = send(&of_refresh(&token), "own").text("refresh_token");
            assert_eq!(send(&of_refresh(&next), "other").status(), 400, "its successor is bound as well");
            assert_eq!(send(&of_refresh(&next), "own").status(), 200, "nothing was used up");
        }
    }
}
