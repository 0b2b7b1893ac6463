//! The claims of users of identity providers: user-info responses, rules, and servers without OpenID Connect.

use enrol::model::UserId;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::authentication::NOW;
use crate::support::Call;
use crate::support::browser::{Browser, page};
use crate::support::provider::{PROVIDER, Provider, id_token_claims, is_refused, parameters};

/// OpenID Connect Core section 5.3.2.
#[test]
fn claims_that_the_token_lacks_come_from_the_user_info_response() {
    let provider = Provider::new(&json!({"allow": {"groups": ["staff"]}}));
    let userinfo = format!("{PROVIDER}/userinfo");
    let described = json!({"sub": "248289761001", "groups": ["staff"], "name": "Other", "email_verified": false});
    provider.world.publish(&userinfo, &described.to_string());
    assert_eq!(provider.sign_in(&Browser::default(), &json!({}), &[]).status(), 303);
    let sent = provider.world.sent.borrow().last().cloned().unwrap();
    assert_eq!((&*sent.0, sent.1.authorization.as_deref()), (&*userinfo, Some("Bearer at-1")));
    let claims = provider.world.users.borrow().values().next().unwrap().claims.clone();
    let expected = json!({"email": "joe@example.com", "email_verified": true, "groups": ["staff"], "name": "Joe"});
    assert_eq!(Value::Object(claims), expected, "the claims of the token win");

    let messages = provider.world.sent.borrow().len();
    assert_eq!(provider.sign_in(&Browser::default(), &json!({"groups": ["staff"]}), &[]).status(), 303);
    assert_eq!(provider.world.sent.borrow().len(), messages + 1, "nothing is missing");
}

/// The user recognizes the session of a sign-in at a provider too, which ends with a GET.
#[test]
fn a_session_that_began_at_a_provider_has_its_browser() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    let address = provider.begin(&browser, &[]);
    provider.grant(&id_token_claims(&address, &json!({})));
    let state = &parameters(&address)["state"];
    let path = format!("/sign-in/callback/company?code=c0de&state={state}");
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let reply = browser.send(&provider.world, Call::get(&path).header("user-agent", agent));
    assert_eq!(reply.status(), 303, "{}", reply.line);
    let sessions = provider.world.sessions.borrow();
    assert_eq!(sessions.values().next().unwrap().device, "Firefox on Linux");
}

#[test]
fn a_user_info_response_is_of_the_same_user_or_refused() {
    let provider = Provider::new(&json!({}));
    let userinfo = format!("{PROVIDER}/userinfo");
    let browser = Browser::default();
    let lacking = json!({"email": null});
    let refused = |reason: &str| is_refused(&provider, &provider.sign_in(&browser, &lacking, &[]), reason);
    refused("its user-info endpoint does not answer with a JSON object");
    for described in [json!({"sub": "other"}), json!({}), json!({"sub": 248_289_761_001_u64})] {
        provider.world.publish(&userinfo, &described.to_string());
        refused("its user-info endpoint describes another user");
    }
    provider.world.publish_as(&userinfo, 401, "application/json", r#"{"sub":"248289761001"}"#);
    refused("its user-info endpoint does not answer with a JSON object");
    provider.world.publish_as(&userinfo, 200, "application/jwt", "a.b.c");
    refused("its user-info endpoint does not answer with a JSON object");
    provider.describe(&json!({"userinfo_endpoint": null}));
    provider.world.wait(Seconds(300));
    let claims = json!({"email": null, "exp": NOW + 900, "iat": NOW + 300});
    assert_eq!(
        provider.sign_in(&browser, &claims, &[]).status(),
        303,
        "without the endpoint the token is all there is"
    );
}

/// The mark that an address is verified is about the address beside it: no user gets in by the verified address of one place
/// and another address of the other place.
#[test]
fn a_mark_of_one_address_does_not_verify_another() {
    let provider = Provider::new(&json!({"allow": {"email_domain": ["example.com"]}}));
    let described = |email: &Value, is_verified: &Value| {
        let mut claims = json!({"sub": "248289761001", "email": email, "email_verified": is_verified});
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        provider.world.publish(&format!("{PROVIDER}/userinfo"), &claims.to_string());
    };
    let (own, other, verified) = (json!("joe@example.com"), json!("joe@other.example"), json!(true));
    for (token, email, mark, is_permitted) in [
        (json!({"email_verified": null, "name": null}), &own, &verified, true),
        (json!({"email_verified": null, "name": null}), &other, &verified, false),
        (json!({"email_verified": null, "name": null}), &Value::Null, &verified, false),
        (json!({"email": null}), &own, &Value::Null, false),
        (json!({"email": null}), &own, &verified, true),
        (json!({"name": null}), &other, &json!(false), true),
    ] {
        described(email, mark);
        let reply = provider.sign_in(&Browser::default(), &token, &[]);
        assert_eq!(reply.status() == 303, is_permitted, "{token} {email} {mark}: {}", reply.line);
    }
}

#[test]
fn the_rule_of_the_operator_decides() {
    let provider = Provider::new(&json!({"allow": [{"email_domain": ["example.com"]}, {"roles": ["guest"]}]}));
    provider.describe(&json!({"userinfo_endpoint": null}));
    let refused = "the rule of the provider does not allow this user";
    for claims in [
        json!({"email": "joe@evil.example"}),
        json!({"email_verified": false}),
        json!({"email_verified": null}),
        json!({"email": null, "roles": ["admin"]}),
    ] {
        let reply = provider.sign_in(&Browser::default(), &claims, &[]);
        assert_eq!(reply.status(), 403, "{claims}");
        is_refused(&provider, &reply, refused);
        assert!(provider.world.users.borrow().is_empty(), "nothing is kept of the user");
        assert!(page(&reply).contains("Company"), "the user can use another account");
    }
    for claims in [json!({}), json!({"email": null, "roles": ["guest"]})] {
        assert_eq!(provider.sign_in(&Browser::default(), &claims, &[]).status(), 303, "{claims}");
    }
}

/// What a provider says about a user is bounded.
#[test]
fn claims_are_kept_as_far_as_they_have_room() {
    let provider = Provider::new(&json!({}));
    let long = "x".repeat(9000);
    let claims = json!({"picture": long, "zzz": "y".repeat(7000), "custom": "z".repeat(2000), "sid": "1", "acr": "a".repeat(256),
        "amr": ["pwd", 1, "", "a", "b", "c", "d", "e", "f", "g", "h"]});
    assert_eq!(provider.sign_in(&Browser::default(), &claims, &[]).status(), 303);
    let users = provider.world.users.borrow();
    let names: Vec<&str> = users.values().next().unwrap().claims.keys().map(String::as_str).collect();
    assert_eq!(names, ["custom", "email", "email_verified", "name"]);
    let sessions = provider.world.sessions.borrow();
    let session = sessions.values().next().unwrap();
    assert_eq!((session.methods.len(), &session.context), (8, &None));
}

const GITHUB: &str = "https://github.example";

fn github(allow: &Value) -> Provider {
    let entry = json!({
        "label": "GitHub", "authorization_endpoint": format!("{GITHUB}/login?x=1"), "token_endpoint": format!("{GITHUB}/token"),
        "userinfo_endpoint": "https://api.github.example/user", "client_id": "Iv1", "scope": "read:user",
        "claims": {"sub": "id", "preferred_username": "login", "company": "/org/name", "email": "email"}, "allow": allow,
    });
    Provider::with(&json!({"company": entry}), "company:s3cret", &[])
}

/// RFC 6749 section 4.1.
#[test]
fn a_user_of_an_oauth_server_signs_in() {
    let provider = github(&json!("everybody"));
    let browser = Browser::default();
    let address = provider.begin(&browser, &[("prompt", "login"), ("scope", "openid")]);
    assert!(address.starts_with(&format!("{GITHUB}/login?x=1&response_type=code&")), "{address}");
    let sent = parameters(&address);
    assert_eq!((&*sent["scope"], sent.get("nonce"), sent.get("prompt")), ("read:user", None, None));
    assert_eq!(sent["code_challenge_method"], "S256");
    provider.world.answer(
        &format!("{GITHUB}/token"),
        200,
        &json!({"access_token": "gho_1", "token_type": "bearer", "scope": ""}),
    );
    let described = json!({"id": 583_231, "login": "octocat", "email": null, "org": {"name": "Octo"}, "plan": "free"});
    provider.world.publish_as(
        "https://api.github.example/user",
        200,
        "application/json; charset=utf-8",
        &described.to_string(),
    );
    let reply = provider.come_back(&browser, &address);
    assert_eq!(reply.status(), 303, "{}", reply.line);
    let (form, authorization) = provider.last_form();
    assert_eq!((&*form["client_id"], &*form["client_secret"], authorization), ("Iv1", "s3cret", None));
    assert_eq!(digest_of(&form["code_verifier"]), sent["code_challenge"]);
    let users = provider.world.users.borrow();
    let user = &users[&UserId::of_provider(GITHUB, "583231")];
    assert_eq!(Value::Object(user.claims.clone()), json!({"company": "Octo", "preferred_username": "octocat"}));
}

fn digest_of(text: &str) -> String {
    use base64ct::{Base64UrlUnpadded, Encoding};
    use sha2::{Digest, Sha256};
    Base64UrlUnpadded::encode_string(&Sha256::digest(text))
}

#[test]
fn an_oauth_server_that_names_nobody_lets_nobody_in() {
    let provider = github(&json!({"preferred_username": ["octocat"]}));
    let browser = Browser::default();
    let refused = |reason: &str, more: &[(&str, &str)]| {
        let address = provider.begin(&browser, more);
        is_refused(&provider, &provider.come_back(&browser, &address), reason);
    };
    let token = |answer: Value| provider.world.answer(&format!("{GITHUB}/token"), 200, &answer);
    let user = |answer: Value| provider.world.publish("https://api.github.example/user", &answer.to_string());
    token(json!({"error": "bad_verification_code"}));
    refused("its token endpoint answered 200 bad_verification_code", &[]);
    token(json!({"access_token": "x", "token_type": "mac"}));
    refused("its token endpoint gave no bearer token", &[]);
    token(json!({"access_token": "x\ny", "token_type": "bearer"}));
    refused("its token endpoint did not answer with a JSON object", &[]);
    token(json!({"access_token": "x"}));
    refused("its user-info endpoint does not answer", &[]);
    for described in [
        json!({"login": "octocat"}),
        json!({"id": "", "login": "octocat"}),
        json!({"id": null, "login": "octocat"}),
        json!({"id": true, "login": "octocat"}),
        json!({"id": "1".repeat(256), "login": "octocat"}),
    ] {
        user(described);
        refused("it does not say who the user is", &[]);
    }
    user(json!({"id": 1, "login": "other"}));
    refused("the rule of the provider does not allow this user", &[]);
    user(json!({"id": 1, "login": "octocat"}));
    refused("it does not say when the user signed in", &[("max_age", "60"), ("scope", "openid")]);
}
