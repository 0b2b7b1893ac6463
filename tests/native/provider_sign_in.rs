//! Sign-in at an identity provider, through the front door.

mod callback;

use enrol::http::Method;
use enrol::model::{Home, UserId};
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use crate::authentication::NOW;
use crate::support::browser::{Browser, hidden, page};
use crate::support::provider::{PROVIDER, Provider, address, id_token_claims, parameters};
use crate::support::{Call, register};

const CALLBACK: &str = "https://as.example/sign-in/callback/company";

/// OpenID Connect Core section 3.1.2.1, RFC 7636 section 4.3.
#[test]
fn the_sign_in_page_leads_to_the_provider() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    let sign_in = provider.open(&browser, &[]);
    assert!(page(&sign_in).contains("Company"), "{}", page(&sign_in));
    let chosen = provider.choose(&browser, &sign_in);
    let address = address(&chosen);
    assert!(address.starts_with(&format!("{PROVIDER}/authorize?response_type=code&")), "{address}");
    let sent = parameters(&address);
    let names: Vec<&str> = sent.keys().map(String::as_str).collect();
    let expected = [
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
    ];
    assert_eq!(names, expected);
    assert_eq!((&*sent["client_id"], &*sent["redirect_uri"]), ("enrol", CALLBACK));
    assert_eq!((&*sent["scope"], &*sent["code_challenge_method"]), ("openid profile email", "S256"));
    assert!(sent["nonce"].len() == 43 && sent["code_challenge"].len() == 43 && address.len() <= 2000);
    let other = parameters(&provider.begin(&browser, &[]));
    for name in ["nonce", "code_challenge", "state"] {
        assert_ne!(sent[name], other[name], "{name}");
    }
    assert!(!sent["state"].contains(&sent["nonce"]));
}

/// OpenID Connect Core section 3.1.3.1.
#[test]
fn a_user_signs_in_and_goes_on_to_the_app() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    let address = provider.begin(&browser, &[]);
    provider.grant(&id_token_claims(&address, &json!({"groups": ["staff"], "acr": "mfa", "amr": ["pwd", "otp"]})));
    let back = provider.come_back(&browser, &address);
    assert_eq!(back.status(), 303, "{}", back.line);
    let location = back.header("location").unwrap();
    assert!(location.starts_with("https://as.example/authorize/resume?request="), "{location}");
    let (form, authorization) = provider.last_form();
    assert_eq!(
        (&*form["grant_type"], &*form["code"], &*form["redirect_uri"]),
        ("authorization_code", "c0de", CALLBACK)
    );
    assert_eq!(authorization.as_deref(), Some("Basic ZW5yb2w6czNjcmV0"));
    assert!(!form.contains_key("client_secret"));
    let challenge = parameters(&address)["code_challenge"].clone();
    assert_eq!(digest(&form["code_verifier"]), challenge);
    let sessions = provider.world.sessions.borrow();
    let session = sessions.values().next().unwrap();
    assert_eq!(
        (sessions.len(), &session.context, session.authenticated_at),
        (1, &Some("mfa".to_owned()), Timestamp(NOW))
    );
    assert_eq!(session.methods, ["pwd", "otp"]);
    let users = provider.world.users.borrow();
    let user = &users[&UserId::of_provider(PROVIDER, "248289761001")];
    assert_eq!(session.user, user.id);
    assert_eq!(user.home, Home::Provider { issuer: PROVIDER.to_owned(), subject: "248289761001".to_owned() });
    let expected = json!({"email": "joe@example.com", "email_verified": true, "groups": ["staff"], "name": "Joe"});
    assert_eq!(Value::Object(user.claims.clone()), expected);
    drop((sessions, users));
    let consent = browser.open(&provider.world, location);
    assert_eq!(consent.status(), 200);
    assert!(page(&consent).contains("client.example"), "{}", page(&consent));
}

fn digest(text: &str) -> String {
    use base64ct::{Base64UrlUnpadded, Encoding};
    use sha2::{Digest, Sha256};
    Base64UrlUnpadded::encode_string(&Sha256::digest(text))
}

/// Login CSRF: no other site begins a sign-in.
#[test]
fn only_the_sign_in_page_begins() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    let sign_in = provider.open(&browser, &[]);
    let request = hidden(&sign_in, "request");
    let form = |parameters: &[(&str, &str)]| Call::form("/sign-in/provider", parameters);
    let good = [("request", &*request), ("provider", "company")];
    for origin in ["https://evil.example", "null", "https://as.example.evil.example"] {
        let reply = browser.send(&provider.world, form(&good).header("origin", origin));
        assert_eq!(reply.status(), 403, "{origin}");
    }
    for bad in [
        vec![("request", &*request), ("provider", "other")],
        vec![("request", &*request)],
        vec![("provider", "company")],
        vec![("request", "x"), ("provider", "company")],
    ] {
        assert_eq!(browser.send(&provider.world, form(&bad)).status(), 400, "{bad:?}");
    }
    assert_eq!(Browser::default().send(&provider.world, form(&good)).status(), 400);
    let stranger = Browser::default();
    provider.open(&stranger, &[]);
    assert_eq!(stranger.send(&provider.world, form(&good)).status(), 400, "the request of another browser");
    assert!(provider.world.fetches.borrow().is_empty());
    assert_eq!(browser.send(&provider.world, form(&good)).status(), 200, "some browsers send no origin");
    for (method, path) in [
        (Method::Get, "/sign-in/provider"),
        (Method::Post, "/sign-in/callback/company"),
        (Method::Head, "/sign-in/callback/company"),
    ] {
        assert_eq!(Call::new(method, path).to(&provider.world).status(), 405, "{path}");
    }
}

/// The wishes of the app reach the provider.
#[test]
fn prompts_and_hints_are_passed_on() {
    let provider = Provider::new(&json!({}));
    let asked = [
        ("prompt", "login consent"),
        ("max_age", "600"),
        ("login_hint", "joe@example.com"),
        ("ui_locales", "de en"),
        ("acr_values", "mfa"),
        ("scope", "openid"),
    ];
    let sent = parameters(&provider.begin(&Browser::default(), &asked));
    for (name, value) in [
        ("prompt", "login"),
        ("max_age", "600"),
        ("login_hint", "joe@example.com"),
        ("ui_locales", "de en"),
        ("acr_values", "mfa"),
        ("scope", "openid profile email"),
    ] {
        assert_eq!(sent[name], value, "{name}");
    }
    let sent = parameters(&provider.begin(&Browser::default(), &[("prompt", "select_account")]));
    assert_eq!(sent["prompt"], "select_account");
}

/// OpenID Connect Registration section 2; requirement C75: the request overrides what the client has registered.
#[test]
fn the_registered_contexts_are_wanted_unless_the_request_names_others() {
    let mut provider = Provider::new(&json!({}));
    let asked = json!({"token_endpoint_auth_method": "none", "default_acr_values": ["gold", "silver"]});
    provider.client_id = register(&provider.world, &asked).text("client_id");
    for (asked, wanted) in [(&[][..], "gold silver"), (&[("acr_values", "mfa")], "mfa")] {
        assert_eq!(parameters(&provider.begin(&Browser::default(), asked))["acr_values"], wanted);
    }
}

/// OpenID Connect Core sections 2 and 3.1.2.1.
#[test]
fn the_time_of_the_sign_in_is_that_of_the_provider() {
    let times = |claims: &Value, more: &[(&str, &str)]| {
        let provider = Provider::new(&json!({}));
        let reply = provider.sign_in(&Browser::default(), claims, &[more, &[("scope", "openid")]].concat());
        let sessions = provider.world.sessions.borrow();
        let time = sessions.values().next().map(|session| session.authenticated_at.0);
        assert_eq!(time.is_some(), reply.status() == 303, "{}", reply.line);
        time
    };
    for (auth_time, more, expected) in [
        (None, &[][..], Some(NOW)),
        (Some(NOW - 5000), &[], Some(NOW - 5000)),
        (Some(NOW - 30), &[], Some(NOW)),
        (Some(NOW + 30), &[], Some(NOW)),
        (Some(NOW - 500), &[("max_age", "600")], Some(NOW - 500)),
        (Some(NOW - 700), &[("max_age", "600")], None),
        (None, &[("max_age", "600")], None),
        (Some(NOW), &[("max_age", "0")], Some(NOW)),
        (Some(NOW), &[("prompt", "login")], Some(NOW)),
        (Some(NOW - 500), &[("prompt", "login")], None),
        (None, &[("prompt", "login")], Some(NOW)),
        (Some(NOW - 500), &[("prompt", "select_account")], Some(NOW)),
    ] {
        let claims = auth_time.map_or_else(|| json!({}), |time| json!({"auth_time": time}));
        assert_eq!(times(&claims, more), expected, "{auth_time:?} {more:?}");
    }
    assert_eq!(times(&json!({"auth_time": "yesterday"}), &[]), None);
}
