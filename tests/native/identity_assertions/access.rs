//! The access that an identity assertion gives, and how it ends.

use enrol::model::{Home, UserId};
use enrol::unit::{Seconds, Timestamp};
use serde_json::{Value, json};

use super::{Company, GRANT, MAIL, NOTES, USER, granted, is_refused};
use crate::authentication::NOW;
use crate::support::browser::{Browser, hidden, page};
use crate::support::provider::PROVIDER;
use crate::support::users::token_request;
use crate::support::{Call, KEYS, Reply};

fn user() -> UserId {
    UserId::of_provider(PROVIDER, USER)
}

/// Introspects an access token as its client.
fn introspect(company: &Company, token: &str) -> Value {
    let own = (company.client.text("client_id"), company.client.text("client_secret"));
    Call::form("/introspect", &[("token", token)]).basic(&own.0, &own.1).to(company.world()).json()
}

fn refusal(reply: &Reply) -> (u16, String) {
    (reply.status(), reply.text("error"))
}

/// The draft, section "Access Token Request": a client gets an access token of the user, and no refresh token.
#[test]
fn an_assertion_gives_an_access_token_of_its_user_and_nothing_else() {
    let company = Company::new();
    let said = json!({"auth_time": NOW - 60, "acr": "phr", "amr": ["pwd", "hwk"], "name": "Joe"});
    let reply = company.exchange(&said);
    let token = granted(&reply);
    let names: Vec<String> = reply.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["access_token", "expires_in", "scope", "token_type"]);
    assert_eq!(
        (reply.text("token_type"), reply.text("scope")),
        ("Bearer".to_owned(), "notes:read notes:write".to_owned())
    );
    assert_eq!((&token["aud"], &token["scope"]), (&json!(NOTES), &json!("notes:read notes:write")));
    assert_eq!((&token["sub"], &token["auth_time"]), (&json!(user().as_str()), &json!(NOW - 60)));
    assert_eq!((&token["acr"], &token["amr"]), (&json!("phr"), &json!(["pwd", "hwk"])));
    let users = company.world().users.borrow();
    let stored = &users[&user()];
    assert_eq!(stored.home, Home::Provider { issuer: PROVIDER.to_owned(), subject: USER.to_owned() });
    let expected = json!({"email": "joe@example.com", "email_verified": true, "name": "Joe"});
    assert_eq!(Value::Object(stored.claims.clone()), expected, "claims about the assertion are not those of the user");
    let grants = company.world().grants.borrow();
    let grant = &grants.values().next().unwrap().grant;
    assert_eq!((grants.len(), grant.expires_at), (1, Timestamp(NOW + 600)), "the grant ends with its only token");
    assert_eq!(company.provider.sessions(), 0);
}

/// The user is the one who signs in at the provider; what a sign-in said stays.
#[test]
fn a_user_who_has_signed_in_before_is_the_same_user() {
    let company = Company::new();
    let browser = Browser::default();
    let signed_in = company.provider.sign_in(&browser, &json!({"sub": USER, "groups": ["staff"]}), &[]);
    assert_eq!(signed_in.status(), 303, "{}", signed_in.line);
    let token = granted(&company.exchange(&json!({"email": "other@example.com"})));
    assert_eq!(token["sub"], json!(user().as_str()));
    let users = company.world().users.borrow();
    assert_eq!((users.len(), &users[&user()].claims["groups"]), (1, &json!(["staff"])));
    assert_eq!(users[&user()].claims["email"], "joe@example.com");
}

/// OpenID Connect Core section 8.1: a client with pairwise subjects learns no other one.
#[test]
fn the_subject_is_that_of_the_client() {
    let metadata = json!({"subject_type": "pairwise", "redirect_uris": ["https://client.example/cb"],
        "grant_types": ["authorization_code", GRANT], "response_types": ["code"]});
    let salt = [("PAIRWISE_SALT", KEYS[1])];
    let company = Company::with(&json!({}), &salt, &metadata);
    let token = granted(&company.exchange(&json!({})));
    assert_ne!(token["sub"], json!(user().as_str()));
    assert_eq!(token["sub"], granted(&company.exchange(&json!({})))["sub"]);
}

/// The operator's last word: a disabled user has no access, and tokens from before end too.
#[test]
fn a_disabled_user_is_refused_and_loses_the_access() {
    let company = Company::new();
    let token = company.exchange(&json!({})).text("access_token");
    assert_eq!(introspect(&company, &token)["active"], true);
    company.world().disable(&user(), Some(Timestamp(NOW)));
    assert_eq!(introspect(&company, &token)["active"], false);
    let refused = company.exchange(&json!({}));
    assert_eq!(refusal(&refused), (400, "invalid_grant".to_owned()));
    assert!(refused.line.contains("\"assertion_user\""), "{}", refused.line);
    company.world().disable(&user(), None);
    assert_eq!(company.exchange(&json!({})).status(), 200);
}

#[test]
fn the_access_ends_with_its_token_or_a_revocation() {
    let company = Company::new();
    let [first, second] = [(); 2].map(|()| company.exchange(&json!({})).text("access_token"));
    let own = (company.client.text("client_id"), company.client.text("client_secret"));
    let revoked = Call::form("/revoke", &[("token", &*first)]).basic(&own.0, &own.1).to(company.world());
    assert_eq!(revoked.status(), 200);
    assert_eq!([&first, &second].map(|token| introspect(&company, token)["active"].clone()), [false, true]);
    company.world().wait(Seconds(600));
    assert_eq!(introspect(&company, &second)["active"], false);
}

/// The user has not consented, and sees the access all the same.
#[test]
fn the_user_sees_the_access_and_can_end_it() {
    let company = Company::with(&json!({}), &[], &json!({"client_name": "Planner"}));
    let token = company.exchange(&json!({})).text("access_token");
    let browser = Browser::default();
    company.provider.sign_in(&browser, &json!({"sub": USER}), &[]);
    let account = browser.open(company.world(), "/account");
    assert!(page(&account).contains("Planner"), "{}", page(&account));
    let form = hidden(&account, "token");
    let ended = [("action", "revoke"), ("client_id", &*company.client.text("client_id")), ("token", &form)];
    let done = browser.submit(company.world(), "/account", &ended);
    assert!(done.status() < 400, "{}", page(&done));
    assert_eq!(introspect(&company, &token)["active"], false);
}

/// The draft, section "Access Token Request", and RFC 6749 section 3.3: this server narrows what the provider gives.
#[test]
fn the_scope_is_what_provider_request_client_and_resource_have_in_common() {
    let company = Company::new();
    for (claims, asked, kept) in [
        (json!({"scope": "notes:read"}), None, Ok("notes:read")),
        (json!({"scope": "notes:read notes:read admin mail:read"}), None, Ok("notes:read")),
        (json!({"scope": "notes:read notes:write"}), Some("notes:write"), Ok("notes:write")),
        (json!({"scope": "notes:read openid offline_access"}), None, Ok("notes:read openid")),
        (json!({"scope": "notes:read"}), Some("notes:write"), Err("invalid_scope")),
        (json!({"scope": "mail:read"}), None, Err("invalid_scope")),
        (json!({"scope": "dcr clients:read"}), None, Err("invalid_scope")),
        (json!({"scope": null}), Some("notes:read"), Err("invalid_scope")),
        (json!({"scope": 7}), Some("notes:read"), Err("invalid_scope")),
    ] {
        let parameters: Vec<_> = asked.map(|asked| ("scope", asked)).into_iter().collect();
        let reply = company.request(&company.assertion(&claims), &parameters).to(company.world());
        match kept {
            Ok(kept) => assert_eq!(granted(&reply)["scope"], kept, "{claims} {asked:?}"),
            Err(error) => assert_eq!(refusal(&reply), (400, error.to_owned()), "{claims} {asked:?}"),
        }
    }
    let reply = company.exchange(&json!({"scope": null}));
    assert_eq!((granted(&reply)["scope"].clone(), reply.member("scope")), (Value::Null, Value::Null));
}

/// RFC 8707 section 2: the request chooses among the resources of the assertion.
#[test]
fn the_token_is_for_resources_of_the_assertion() {
    let company = Company::new();
    for (claim, asked, audience) in [
        (json!(NOTES), &[][..], Ok(json!(NOTES))),
        (json!([NOTES, MAIL]), &[], Ok(json!([NOTES, MAIL]))),
        (json!([NOTES, MAIL]), &[MAIL], Ok(json!(MAIL))),
        (Value::Null, &[NOTES], Ok(json!(NOTES))),
        (Value::Null, &[], Ok(json!(NOTES))),
        (json!(NOTES), &[MAIL], Err(())),
        (json!("https://unknown.example"), &[], Err(())),
        (json!([NOTES, 7]), &[], Err(())),
        (json!([]), &[], Err(())),
        (json!(vec![NOTES; 65]), &[], Err(())),
        (json!({}), &[NOTES], Err(())),
    ] {
        let parameters: Vec<_> = asked.iter().map(|asked| ("resource", *asked)).collect();
        let assertion = company.assertion(&json!({"resource": claim, "scope": "notes:read mail:read"}));
        let reply = company.request(&assertion, &parameters).to(company.world());
        match audience {
            Ok(audience) => assert_eq!(granted(&reply)["aud"], audience, "{claim} {asked:?}"),
            Err(()) => assert_eq!(refusal(&reply), (400, "invalid_target".to_owned()), "{claim} {asked:?}"),
        }
    }
}

/// The draft, section "Client Authentication": without authentication a thief of an assertion could use it.
#[test]
fn only_a_client_that_authenticates_and_has_registered_the_grant_exchanges_assertions() {
    let grants = json!(["authorization_code", GRANT]);
    let open = json!({"grant_types": grants, "response_types": ["code"], "redirect_uris": ["https://client.example/cb"],
        "token_endpoint_auth_method": "none"});
    let company = Company::with(&json!({}), &[], &open);
    assert_eq!(refusal(&company.exchange(&json!({}))), (400, "unauthorized_client".to_owned()));
    let other = json!({"grant_types": ["client_credentials"]});
    let company = Company::with(&json!({}), &[], &other);
    assert_eq!(refusal(&company.exchange(&json!({}))), (400, "unauthorized_client".to_owned()));
    let company = Company::new();
    let assertion = company.assertion(&json!({}));
    let nobody = [("grant_type", GRANT), ("assertion", &*assertion), ("client_id", &*company.client.text("client_id"))];
    assert_eq!(refusal(&Call::token_request(&nobody).to(company.world())), (401, "invalid_client".to_owned()));
    let without = token_request(&company.client, &[("grant_type", GRANT)]);
    assert_eq!(refusal(&without.to(company.world())), (400, "invalid_request".to_owned()));
    let twice = company.request(&assertion, &[("assertion", &assertion)]);
    assert_eq!(refusal(&twice.to(company.world())), (400, "invalid_request".to_owned()));
    assert_eq!(company.request(&assertion, &[]).to(company.world()).status(), 200, "the refusals used nothing up");
}

/// RFC 8176 section 2: a user who must give a second factor has that of the provider, and no access without it.
#[test]
fn an_assertion_is_no_way_around_a_second_factor() {
    let with = |name: &str, value: &str| Company::with(&json!({}), &[(name, value)], &json!({}));
    let all = with("SECOND_FACTOR", "required");
    for said in [json!({}), json!({"amr": ["pwd"]}), json!({"amr": ["pwd", "otp"], "acr": "1"})] {
        is_refused(&all, &all.exchange(&said), "second_factor_missing");
    }
    granted(&all.exchange(&json!({"amr": ["pwd", "otp", "mfa"]})));
    let by_role = with("SECOND_FACTOR_ROLES", "admin");
    is_refused(&by_role, &by_role.exchange(&json!({"roles": ["admin"]})), "second_factor_missing");
    granted(&by_role.exchange(&json!({"roles": ["admin"], "acr": "phr"})));
    assert_eq!(refusal(&by_role.exchange(&json!({}))), (400, "invalid_grant".to_owned()), "the role is known since");
}

/// RFC 9068 section 2.2.1: `auth_time` is when the user signed in. An assertion that does not tell it can be made for a
/// sign-in of long ago.
#[test]
fn a_token_tells_no_sign_in_that_the_provider_does_not_tell() {
    let company = Company::new();
    let reply = company.exchange(&json!({}));
    assert_eq!(granted(&reply).get("auth_time"), None);
    assert_eq!(introspect(&company, &reply.text("access_token")).get("auth_time"), None);
    assert_eq!(granted(&company.exchange(&json!({"auth_time": NOW + 900})))["auth_time"], json!(NOW));
}

/// A group that the provider took from the user must not stay in tokens because the user never signs in here.
#[test]
fn a_token_has_the_claims_that_the_newest_assertion_states() {
    let mapped = ("ACCESS_TOKEN_CLAIMS", "groups email email_verified");
    let company = Company::with(&json!({}), &[mapped], &json!({}));
    let apis = json!({"resource": MAIL, "scope": "mail:read"});
    let with = |groups: Value| {
        let mut claims = apis.clone();
        claims["groups"] = groups;
        granted(&company.exchange(&claims))
    };
    assert_eq!(with(json!(["staff", "admins"]))["groups"], json!(["staff", "admins"]));
    assert_eq!(with(json!(["staff"]))["groups"], json!(["staff"]), "the user is an administrator no more");
    let moved = granted(&company.exchange(&json!({"email": "joe@other.example", "email_verified": null})));
    assert_eq!((&moved["email"], moved.get("email_verified")), (&json!("joe@other.example"), None));
}
