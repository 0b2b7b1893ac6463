//! The authorization code grant at the token endpoint.

mod failures;

use enrol::http::Method;
use enrol::jose::Token;
use enrol::model::AuthorizationCode;
use enrol::unit::{ByteCount, Seconds, Timestamp};
use serde_json::{Value, json};

use crate::support::users::{
    CALLBACK, VERIFIER, app, ask, challenge, form, granted, of_code, of_refresh, redeem, seal, sign_in, token_request,
};
use crate::support::{Call, Reply, World, at_once};

fn read(reply: &Reply, member: &str) -> Token {
    Token::read(&reply.text(member), ByteCount(16_384)).unwrap()
}

/// Sends a code with these changes, and with these parameters in place of the usual ones.
fn attempt(
    world: &World,
    client: &Reply,
    change: impl FnOnce(&mut AuthorizationCode),
    parameters: &[(&str, &str)],
) -> Reply {
    let session = sign_in(world);
    let mut code = granted(world, &session, "openid");
    change(&mut code);
    let code = seal(world, &client.text("client_id"), &code);
    let kept = of_code(&code).into_iter().filter(|(name, _)| !parameters.iter().any(|(other, _)| name == other));
    let all: Vec<_> = kept.chain(parameters.iter().copied().filter(|(_, value)| *value != "-")).collect();
    ask(world, client, &all)
}

fn log_reason(reply: &Reply) -> String {
    let line: Value = serde_json::from_str(&reply.line).unwrap();
    line["reason"].as_str().unwrap_or_default().to_owned()
}

/// RFC 6749 section 4.1.3, RFC 9068 section 2.2, OpenID Connect Core section 3.1.3.3; requirement O8.
#[test]
fn a_code_becomes_tokens_of_its_user() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let reply = redeem(&world, &client, &session, "openid profile");
    assert_eq!((reply.header("cache-control"), reply.header("pragma")), (Some("no-store"), Some("no-cache")));
    let members = reply.json();
    let names: Vec<&String> = members.as_object().unwrap().keys().collect();
    assert_eq!(names, ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"]);
    assert_eq!((&members["scope"], &members["token_type"]), (&json!("openid profile"), &json!("Bearer")));
    let id = client.text("client_id");
    let mut claims = read(&reply, "access_token").claims.members().clone();
    assert!(claims.remove("jti").unwrap().as_str().unwrap().len() > 100, "it contains the grant");
    assert_eq!(
        Value::Object(claims),
        json!({"iss": "https://as.example", "sub": session.user.as_str(), "client_id": id, "aud": "https://as.example",
            "iat": 1_800_000_000, "exp": 1_800_000_600, "scope": "openid profile", "acr": "basic", "amr": ["pwd"],
            "auth_time": 1_799_999_940})
    );
    let grants = world.grants.borrow();
    let stored = &grants.values().next().unwrap().grant;
    assert_eq!((&*stored.client_id, stored.client_name.as_deref(), grants.len()), (&*id, Some("App"), 1));
    assert!(!reply.line.contains(session.user.as_str()) && reply.line.contains(&id), "{}", reply.line);
}

/// RFC 6749 section 4.1.3, RFC 7636 section 4.6, RFC 9700 sections 2.1.1 and 4.5; requirements E2, R48.
#[test]
fn a_code_is_worthless_without_what_belongs_to_it() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let none = |_: &mut AuthorizationCode| {};
    for (parameters, reason) in [
        (&[("redirect_uri", "https://client.example/cb/")][..], "redirect_uri_wrong"),
        (&[("redirect_uri", "https://CLIENT.example/cb")], "redirect_uri_wrong"),
        (&[("redirect_uri", "-")], "redirect_uri_wrong"),
        (&[("redirect_uri", "")], "redirect_uri_wrong"),
        (&[("code_verifier", "-")], "verifier_missing"),
        (&[("code_verifier", "")], "verifier_missing"),
        (&[("code_verifier", &challenge(VERIFIER))], "verifier_wrong"),
        (&[("code_verifier", &VERIFIER.to_lowercase())], "verifier_wrong"),
        (&[("code_verifier", VERIFIER.split_at(42).0)], "verifier_wrong"),
        (&[("code", "x")], "code_malformed"),
        (&[("code", &"A".repeat(60_000))], "code_malformed"),
    ] {
        let reply = attempt(&world, &client, none, parameters);
        assert_eq!((reply.status(), reply.text("error")), (400, "invalid_grant".to_owned()), "{parameters:?}");
        assert_eq!(log_reason(&reply), reason, "{parameters:?}");
        assert_eq!(reply.member("pointer"), Value::Null);
    }
    assert_eq!(attempt(&world, &client, none, &[("code", "-")]).text("error"), "invalid_request");
    assert!(world.grants.borrow().is_empty(), "nothing is used up");
    assert_eq!(attempt(&world, &client, none, &[]).status(), 200);
}

/// RFC 9700 section 2.1.1, RFC 7636 section 4.1; requirements M45, R48: no part of a request adds or removes the challenge.
#[test]
fn a_verifier_counts_only_with_its_challenge() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let bare = |code: &mut AuthorizationCode| code.code_challenge = None;
    assert_eq!(log_reason(&attempt(&world, &client, bare, &[])), "verifier_unexpected");
    assert_eq!(attempt(&world, &client, bare, &[("code_verifier", "-")]).status(), 200);
    let short = "a".repeat(42);
    for (verifier, is_good) in [
        (short.clone(), false),
        (format!("{short}a"), true),
        ("~".repeat(128), true),
        ("~".repeat(129), false),
        (format!("{short}+"), false),
        (format!("{short}\u{e9}"), false),
    ] {
        let with = |code: &mut AuthorizationCode| code.code_challenge = Some(challenge(&verifier));
        let reply = attempt(&world, &client, with, &[("code_verifier", &verifier)]);
        assert_eq!(reply.status(), if is_good { 200 } else { 400 }, "{verifier}");
    }
    let plain = |code: &mut AuthorizationCode| code.code_challenge = Some(VERIFIER.to_owned());
    assert_eq!(log_reason(&attempt(&world, &client, plain, &[])), "verifier_wrong", "the method plain does not exist");
}

/// RFC 6749 section 4.1.3: a redirection URI that the authorization request left out may be named.
#[test]
fn a_redirection_uri_that_was_not_sent_is_not_required() {
    let world = World::new();
    let unnamed = |code: &mut AuthorizationCode| code.names_redirect_uri = false;
    let client = app(&world, &json!({}));
    for (sent, status) in [("-", 200), (CALLBACK, 200), ("https://other.example/cb", 400)] {
        assert_eq!(attempt(&world, &client, unnamed, &[("redirect_uri", sent)]).status(), status, "{sent}");
    }
}

/// RFC 6749 section 10.5; requirement R47: a code ends at its time.
#[test]
fn a_code_is_for_its_time_its_client_and_its_issuer() {
    let world = World::new();
    let (client, other) = (app(&world, &json!({})), app(&world, &json!({})));
    for (late, status) in [(59, 200), (60, 400)] {
        let early = |code: &mut AuthorizationCode| code.expires_at = Timestamp(code.expires_at.0 - late);
        let reply = attempt(&world, &client, early, &[]);
        assert_eq!((reply.status(), log_reason(&reply) == "code_expired"), (status, status == 400));
    }
    let session = sign_in(&world);
    let code = seal(&world, &other.text("client_id"), &granted(&world, &session, "openid"));
    assert_eq!(log_reason(&ask(&world, &client, &of_code(&code))), "code_malformed");
    assert_eq!(ask(&world, &other, &of_code(&code)).status(), 200, "the wrong client did not use it up");
    let fresh = seal(&world, &other.text("client_id"), &granted(&world, &session, "openid"));
    let moved = world.restarted(&[("ISSUER", "https://new.example"), ("FORMER_ISSUERS", "https://as.example")]);
    assert_eq!(log_reason(&ask(&moved, &other, &of_code(&fresh))), "code_malformed");
}

/// RFC 6749 section 4.1.2, RFC 9700 section 2.1.1.
#[test]
fn a_second_redemption_ends_the_grant_with_all_its_tokens() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let code = seal(&world, &client.text("client_id"), &granted(&world, &session, "openid"));
    let first = ask(&world, &client, &of_code(&code));
    let userinfo = || Call::get("/userinfo").token(&first.text("access_token")).to(&world).status();
    assert_eq!((first.status(), userinfo()), (200, 200));
    let second = ask(&world, &client, &of_code(&code));
    assert_eq!((second.text("error"), log_reason(&second)), ("invalid_grant".to_owned(), "code_refused".to_owned()));
    assert_eq!(userinfo(), 401);
    let refreshed = ask(&world, &client, &of_refresh(&first.text("refresh_token")));
    assert_eq!(
        (refreshed.text("error"), log_reason(&refreshed)),
        ("invalid_grant".to_owned(), "refresh_token_refused".to_owned())
    );
    let told = form("/introspect", &client, &[("token", &first.text("access_token"))]).to(&world);
    assert_eq!(told.json(), json!({"active": false}));
}

/// RFC 9700 section 4.5: of redemptions in parallel one gets tokens, and they are worth nothing.
#[test]
fn of_redemptions_at_the_same_time_no_token_stays() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let code = seal(&world, &client.text("client_id"), &granted(&world, &session, "openid"));
    let replies = at_once(&world, (0..3).map(|_| token_request(&client, &of_code(&code))));
    let good: Vec<&Reply> = replies.iter().filter(|reply| reply.status() == 200).collect();
    assert_eq!(good.len(), 1);
    assert_eq!(Call::get("/userinfo").token(&good[0].text("access_token")).to(&world).status(), 401);
}

/// RFC 6749 section 5.2.
#[test]
fn a_session_that_ended_and_a_user_who_is_shut_out_give_no_tokens() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let code = || seal(&world, &client.text("client_id"), &granted(&world, &session, "openid"));
    let ended = code();
    world.sessions.borrow_mut().clear();
    assert_eq!(log_reason(&ask(&world, &client, &of_code(&ended))), "code_refused");
    world.sessions.borrow_mut().insert(session.id.clone(), session.clone());
    let good = ask(&world, &client, &of_code(&code()));
    world.users.borrow_mut().get_mut(&session.user).unwrap().disabled_at = Some(world.now.get());
    assert_eq!(log_reason(&ask(&world, &client, &of_code(&code()))), "code_refused");
    assert_eq!(log_reason(&ask(&world, &client, &of_refresh(&good.text("refresh_token")))), "refresh_token_refused");
    assert_eq!(Call::get("/userinfo").token(&good.text("access_token")).to(&world).status(), 401);
}

/// RFC 6749 section 5.2, RFC 9449 section 10.
#[test]
fn a_client_gets_a_code_redeemed_only_if_it_registered_the_grant() {
    let world = World::new();
    let machine = app(&world, &json!({"grant_types": ["client_credentials"], "redirect_uris": null}));
    assert_eq!(attempt(&world, &machine, |_| {}, &[]).text("error"), "unauthorized_client");
    assert_eq!(ask(&world, &machine, &of_refresh("x")).text("error"), "unauthorized_client");
    let client = app(&world, &json!({}));
    let bound = |code: &mut AuthorizationCode| code.dpop_jkt = Some("k".to_owned());
    assert_eq!(log_reason(&attempt(&world, &client, bound, &[])), "proof_wrong");
    let once = app(&world, &json!({"grant_types": ["authorization_code"]}));
    let reply = attempt(&world, &once, |_| {}, &[]);
    assert_eq!((reply.status(), reply.member("refresh_token")), (200, Value::Null));
    let stored = world.grants.borrow().values().next().unwrap().grant.expires_at;
    assert_eq!(stored, world.now.get().after(Seconds(600)), "the grant lives as long as its only token");
}

/// RFC 6749 section 3.3, RFC 8707 section 2.2; requirements O6, O7.
#[test]
fn a_token_is_for_no_more_than_the_user_granted() {
    let world = World::with(&[("RESOURCES", "https://api.example https://mcp.example/mcp https://other.example")]);
    let client = app(&world, &json!({"scope": "read write"}));
    let both = |code: &mut AuthorizationCode| {
        code.scope = ["openid", "read", "write"].map(str::to_owned).to_vec();
        code.resources = ["https://mcp.example/mcp", "https://api.example"].map(str::to_owned).to_vec();
    };
    let audience = |parameters: &[(&str, &str)]| {
        let reply = attempt(&world, &client, both, parameters);
        match reply.status() {
            200 => read(&reply, "access_token").claims.members()["aud"].clone(),
            _ => json!({"error": reply.text("error")}),
        }
    };
    assert_eq!(audience(&[]), json!(["https://api.example", "https://mcp.example/mcp"]));
    assert_eq!(audience(&[("resource", "HTTPS://MCP.example/mcp")]), "https://mcp.example/mcp");
    assert_eq!(audience(&[("resource", "https://other.example")]), json!({"error": "invalid_target"}));
    assert_eq!(audience(&[("scope", "read admin")]), json!({"error": "invalid_scope"}));
    let less = attempt(&world, &client, both, &[("scope", "write read")]);
    assert_eq!((less.text("scope"), less.member("id_token")), ("read write".to_owned(), Value::Null));
    let default = attempt(&world, &client, |_| {}, &[]);
    assert_eq!(read(&default, "access_token").claims.text("aud"), Some("https://api.example"));
    let gone = |code: &mut AuthorizationCode| code.resources = vec!["https://gone.example".to_owned()];
    assert_eq!(attempt(&world, &client, gone, &[]).text("error"), "invalid_target");
}

/// RFC 7592 section 2.2; requirements H26, H41: a code that was sent to a place that the client has given up since.
#[test]
fn a_code_ends_with_the_registration_of_its_redirection_uri() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let codes = [true, false].map(|names_redirect_uri| {
        let code = AuthorizationCode { names_redirect_uri, ..granted(&world, &session, "openid") };
        seal(&world, &client.text("client_id"), &code)
    });
    let mut metadata = client.resubmitted();
    metadata["redirect_uris"] = json!(["https://client.example/new"]);
    let client = Call::manage(Method::Put, &client).json(&metadata).to(&world);
    assert_eq!(client.status(), 200);
    let unnamed = of_code(&codes[1]).into_iter().filter(|(name, _)| *name != "redirect_uri").collect();
    for parameters in [of_code(&codes[0]).to_vec(), unnamed] {
        let reply = ask(&world, &client, &parameters);
        assert_eq!((&*reply.text("error"), &*log_reason(&reply)), ("invalid_grant", "redirect_uri_gone"));
    }
    assert!(world.grants.borrow().is_empty());
}

/// RFC 7592 section 2.3; requirements H45, H46: a client that is deleted gets nothing for what it holds.
#[test]
fn the_codes_and_tokens_of_a_deleted_client_are_worth_nothing() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let held = redeem(&world, &client, &session, "openid offline_access");
    let code = seal(&world, &client.text("client_id"), &granted(&world, &session, "openid"));
    assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
    for parameters in [&of_code(&code)[..], &of_refresh(&held.text("refresh_token"))] {
        let reply = ask(&world, &client, parameters);
        assert_eq!((reply.status(), reply.text("error")), (401, "invalid_client".to_owned()));
    }
    assert_eq!(Call::get("/userinfo").token(&held.text("access_token")).to(&world).status(), 401);
}

/// A code flow costs two statements at the token endpoint, and a refresh as well; the note of use comes once a day.
#[test]
fn a_redemption_and_a_refresh_are_two_statements() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let first = redeem(&world, &client, &session, "openid");
    assert!(world.uses.borrow().keys().any(|id| id.as_str() == client.text("client_id")), "the use is noted");
    let code = seal(&world, &client.text("client_id"), &granted(&world, &session, "openid"));
    for parameters in [&of_code(&code)[..], &of_refresh(&first.text("refresh_token"))] {
        let before = world.store_calls.get();
        assert_eq!(ask(&world, &client, parameters).status(), 200);
        assert_eq!(world.store_calls.get() - before, 2);
    }
}
