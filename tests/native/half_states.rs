//! A store that fails at each of its calls in turn: nothing is left half done, and the same request succeeds afterwards.

use enrol::http::Method;
use enrol::model::TokenDigest;
use enrol::unit::Seconds;
use serde_json::json;

use crate::passkeys::{ORIGIN, options, send, send_new};
use crate::support::authenticator::Authenticator;
use crate::support::authorization::asked;
use crate::support::browser::{Browser, answer, hidden};
use crate::support::users::{CALLBACK, app, ask, form, granted, of_code, of_refresh, redeem, seal, sign_in};
use crate::support::visitor::{Visitor, field};
use crate::support::{Call, Reply, World};

/// Sends a request again and again: first the first call of the store fails, then the second, until no call is left.
/// Returns the reply that has succeeded, and the number of failures.
fn insist(world: &World, send: impl Fn() -> Reply) -> (Reply, u32) {
    let mut broken = 1;
    loop {
        let failing = world.store_calls.get() + broken;
        world.store_fails_at.set(Some(failing));
        let reply = send();
        world.store_fails_at.set(None);
        if reply.status() < 400 {
            return (reply, broken - 1);
        }
        assert_eq!(reply.status(), 503, "{broken}: {}", reply.line);
        assert_eq!(world.store_calls.get(), failing, "nothing is asked after a failure");
        broken += 1;
    }
}

/// Requirement H51: a code is used up by the statement that stores its grant, so a failure before it uses nothing up.
#[test]
fn a_code_and_a_refresh_token_outlive_each_failure_of_the_store() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let code = seal(&world, &client.text("client_id"), &granted(&world, &session, "openid"));
    let (tokens, failures) = insist(&world, || ask(&world, &client, &of_code(&code)));
    assert_eq!((failures >= 2, world.grants.borrow().len()), (true, 1), "{failures}");
    let token = tokens.text("refresh_token");
    let (refreshed, failures) = insist(&world, || ask(&world, &client, &of_refresh(&token)));
    assert!(failures >= 2, "{failures}");
    let next = refreshed.text("refresh_token");
    assert_ne!(next, token);
    assert_eq!(ask(&world, &client, &of_refresh(&next)).status(), 200, "the grant has not ended");
}

/// The use of a passkey and the session are stored together, so nothing is used up before the user is signed in.
#[test]
fn a_passkey_outlives_each_failure_of_the_store() {
    let world = World::with(&[("PASSKEYS", "allowed")]);
    let mut authenticator = Authenticator::new(1);
    let own = Browser::of(&world, &world.add_alice());
    let account = own.open(&world, "/account");
    let made = authenticator.create(&options(&account), ORIGIN).credential();
    let (_, failures) = insist(&world, || send_new(&world, &own, &account, "Key", &made));
    assert_eq!((failures, world.passkeys.borrow().len()), (4, 1));
    let browser = Browser::default();
    let asked = browser.open(&world, "/sign-in");
    let answer = authenticator.get(&options(&asked), ORIGIN).credential();
    let (reply, failures) = insist(&world, || send(&world, &browser, &asked, &answer));
    assert_eq!((reply.status(), failures), (303, 2), "{}", reply.line);
}

/// OpenID Connect Core section 5.3, RFC 7009 section 2.1, RFC 7662 section 2.
#[test]
fn the_uses_of_a_token_outlive_each_failure_of_the_store() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    let tokens = redeem(&world, &client, &session, "openid");
    let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
    let (user, failures) = insist(&world, || Call::get("/userinfo").token(&access).to(&world));
    assert_eq!((user.text("sub"), failures > 0), (session.user.as_str().to_owned(), true));
    let introspect = || form("/introspect", &client, &[("token", &access)]).to(&world);
    assert_eq!(insist(&world, introspect).0.member("active"), json!(true));
    insist(&world, || form("/revoke", &client, &[("token", &refresh)]).to(&world));
    assert_eq!(introspect().member("active"), json!(false));
}

/// RFC 7592 section 2.3: with its client a grant ends, whichever statement of the deletion fails first.
#[test]
fn a_deletion_that_fails_half_way_is_made_whole_by_the_next() {
    for storage in ["stored", "sealed"] {
        let world = World::with(&[("CLIENT_STORAGE", storage)]);
        let (client, session) = (app(&world, &json!({})), sign_in(&world));
        let tokens = redeem(&world, &client, &session, "openid");
        insist(&world, || Call::manage(Method::Delete, &client).to(&world));
        assert_eq!(Call::get("/userinfo").token(&tokens.text("access_token")).to(&world).status(), 401, "{storage}");
        let refreshed = ask(&world, &client, &of_refresh(&tokens.text("refresh_token")));
        assert_eq!(refreshed.status(), 401, "{storage}");
    }
}

/// RFC 6749 section 4.1: the browser goes from the request through consent to the code, whichever statement fails first.
#[test]
fn consent_outlives_each_failure_of_the_store() {
    let world = World::new();
    let client = app(&world, &json!({}));
    let session = sign_in(&world);
    let user = world.users.borrow()[&session.user].clone();
    let browser = Browser::of(&world, &user);
    let id = client.text("client_id");
    let parameters = asked(&id, &[]);
    let (page, failures) = insist(&world, || browser.ask(&world, &parameters));
    assert!(failures > 0);
    let request = hidden(&page, "request");
    let decided = [("request", &*request), ("decision", "allow")];
    let (allowed, _) = insist(&world, || browser.submit(&world, "/authorize/consent", &decided));
    let answer = answer(&allowed, CALLBACK);
    assert_eq!(ask(&world, &client, &of_code(&answer["code"])).status(), 200);
}

/// Requirement A27: a sign-in, a new password, the end of sessions and of access, and a sign-out.
#[test]
fn what_a_user_does_on_pages_outlives_each_failure_of_the_store() {
    let world = World::new();
    let alice = world.add_alice();
    let (visitor, other) = (Visitor::new(&world), Browser::of(&world, &alice));
    let request = field(&visitor.get("/sign-in"), "request");
    let code = format!("enrol_reset_{}", "A".repeat(43));
    let until = world.now.get().after(Seconds(60));
    world.resets.borrow_mut().insert(TokenDigest::of_reset_code(&code).unwrap(), (alice.id.clone(), until));
    let new = [("code", &*code), ("password", "battery staple"), ("password_again", "battery staple")];
    let (_, failures) = insist(&world, || visitor.post("/sign-in/reset", &new));
    assert_eq!((failures, world.sessions.borrow().len()), (2, 0), "the sessions end with the old password");
    let form = [("request", &*request), ("username", "alice"), ("password", "battery staple")];
    let (reply, failures) = insist(&world, || visitor.post("/sign-in", &form));
    assert_eq!((reply.status(), failures, world.sessions.borrow().len()), (303, 2, 1));
    other.sign_in(&world, &alice);
    let (page, failures) = insist(&world, || visitor.get("/account"));
    assert!(failures >= 4, "{failures}");
    let token = field(&page, "token");
    let app = app(&world, &json!({})).text("client_id");
    for (action, name, value) in [("end-others", "", ""), ("revoke", "client_id", &*app)] {
        let form = [("token", &*token), ("action", action), (name, value)];
        let (reply, failures) = insist(&world, || visitor.post("/account", &form));
        assert!(reply.header("location").is_some_and(|it| it.contains("/account?done=")) && failures >= 2, "{action}");
        assert_eq!(world.sessions.borrow().len(), 1, "{action}");
    }
    let request = field(&visitor.get("/sign-out"), "request");
    let (_, failures) =
        insist(&world, || visitor.post("/sign-out", &[("request", &request), ("decision", "sign-out")]));
    assert_eq!((failures, world.sessions.borrow().len()), (1, 0));
}
