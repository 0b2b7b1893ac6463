//! Identity providers that do not answer, answer wrongly, or refuse a user.

use enrol::ports::Limit;
use enrol::unit::{Seconds, Timestamp};
use serde_json::json;

use crate::authentication::NOW;
use crate::support::browser::{Browser, page};
use crate::support::provider::{PROVIDER, Provider, entry, id_token_claims, is_refused, parameters};
use crate::support::{Call, Down, World};

#[test]
fn an_error_of_the_provider_shows_the_page_again() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    for (error, reason) in [
        ("access_denied", "it answered access_denied"),
        ("server_error", "it answered server_error"),
        ("<script>", "it answered without a known error"),
    ] {
        let address = provider.begin(&browser, &[]);
        let told = [("error", error), ("error_description", "<b>x</b>")];
        let reply = provider.come_back_with(&browser, &address, &told);
        is_refused(&provider, &reply, reason);
        assert!(!page(&reply).contains("<b>x") && !page(&reply).contains("<script>"));
        let chosen = provider.choose(&browser, &reply);
        assert_eq!(chosen.status(), 200, "the user can try again");
    }
    let address = provider.begin(&browser, &[]);
    is_refused(&provider, &provider.come_back_with(&browser, &address, &[]), "the response has no code");
}

#[test]
fn a_provider_that_does_not_answer_well_lets_nobody_in() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    let token = format!("{PROVIDER}/token");
    let refused = |reason: &str| {
        let address = provider.begin(&browser, &[]);
        is_refused(&provider, &provider.come_back(&browser, &address), reason);
    };
    refused("its token endpoint does not answer");
    provider.world.publish_as(&format!("POST {token}"), 200, "text/html", "{}");
    refused("its token endpoint did not answer with a JSON object");
    provider.world.answer(&token, 200, &json!([]));
    refused("its token endpoint did not answer with a JSON object");
    provider.world.answer(&token, 200, &json!({"access_token": "x"}));
    refused("its token endpoint gave no ID token");
    provider.world.answer(&token, 302, &json!({"id_token": "x"}));
    refused("its token endpoint answered 302 without a known error");
    provider.world.answer(&token, 400, &json!({"error": "a b"}));
    refused("its token endpoint answered 400 without a known error");
    provider.world.answer(&token, 401, &json!({"error": "invalid_client"}));
    refused("its token endpoint answered 401 invalid_client");
    let address = provider.begin(&browser, &[]);
    provider.world.down.set(Down::Fetch);
    is_refused(&provider, &provider.come_back(&browser, &address), "its token endpoint does not answer");
    provider.world.wait(Seconds(300));
    let chosen = provider.choose(&browser, &provider.open(&browser, &[]));
    is_refused(&provider, &chosen, "the metadata of the provider cannot be fetched");
}

/// OpenID Connect Discovery section 4.3; requirement Q2.
#[test]
fn metadata_that_lead_astray_are_refused() {
    for (members, reason) in [
        (json!({"issuer": "https://evil.example"}), "its metadata are those of another issuer"),
        (json!({"issuer": format!("{PROVIDER}/")}), "its metadata are those of another issuer"),
        (json!({"issuer": null}), "its metadata are those of another issuer"),
        (json!({"token_endpoint": null}), "its metadata have no usable token_endpoint"),
        (json!({"jwks_uri": null}), "its metadata have no usable jwks_uri"),
        (json!({"authorization_endpoint": null}), "its metadata have no usable authorization_endpoint"),
        (
            json!({"authorization_endpoint": "javascript:alert(1)"}),
            "the authorization_endpoint in its metadata is not usable",
        ),
        (json!({"token_endpoint": "http://login.example/token"}), "the token_endpoint in its metadata is not usable"),
        (json!({"token_endpoint": "https://10.0.0.1/token"}), "the token_endpoint in its metadata is not usable"),
        (json!({"token_endpoint": "https://as.example/token"}), "the token_endpoint in its metadata is not usable"),
        (json!({"jwks_uri": "https://localhost/jwks"}), "the jwks_uri in its metadata is not usable"),
        (json!({"userinfo_endpoint": "https://intranet/"}), "the userinfo_endpoint in its metadata is not usable"),
        (json!({"token_endpoint": 1}), "the token_endpoint in its metadata is not usable"),
        (
            json!({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}),
            "it supports no method of client authentication",
        ),
    ] {
        let provider = Provider::new(&json!({}));
        provider.describe(&members);
        let browser = Browser::default();
        let chosen = provider.choose(&browser, &provider.open(&browser, &[]));
        is_refused(&provider, &chosen, reason);
    }
    let provider = Provider::new(&json!({}));
    provider.describe(&json!({"token_endpoint": "https://oauth2.provider.example/token"}));
    provider.begin(&Browser::default(), &[]);
}

/// Requirement Q17: one network cannot make this server flood a provider.
#[test]
fn sign_ins_are_limited_for_each_network() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    let address = provider.begin(&browser, &[]);
    provider.world.admit(Limit::Outbound, 0);
    let reply = provider.come_back(&browser, &address);
    assert_eq!((reply.status(), provider.sessions()), (429, 0));
}

/// Requirement A29: nobody has signed in yet, so the attempts that a network has stored are limited.
#[test]
fn attempts_that_are_stored_are_limited_for_each_network() {
    let provider = Provider::new(&json!({}));
    let (browser, long) = (Browser::default(), "s".repeat(1500));
    provider.world.admit(Limit::Registration, 1);
    let begin = |state: &str| provider.choose(&browser, &provider.open(&browser, &[("state", state)])).status();
    assert_eq!([begin(&long), begin(&long), begin("short")], [200, 429, 200]);
    assert_eq!(provider.world.requests.borrow().len(), 1);
    provider.world.down.set(Down::Limit(Limit::Registration));
    assert_eq!((begin(&long), provider.world.requests.borrow().len()), (503, 1));
}

#[test]
fn a_store_or_a_cache_that_is_down_lets_nobody_in() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    let address = provider.begin(&browser, &[]);
    provider.grant(&id_token_claims(&address, &json!({})));
    for (down, status) in [(Down::Store, 503), (Down::Verify, 503), (Down::Throttle, 503)] {
        provider.world.down.set(down);
        let reply = provider.come_back(&browser, &address);
        assert_eq!((reply.status(), provider.sessions()), (status, 0), "{down:?} {}", reply.line);
    }
    provider.world.down.set(Down::Cache);
    assert_eq!(provider.come_back(&browser, &address).status(), 303);
}

/// RFC 9207 section 2.4.
#[test]
fn a_response_is_of_the_provider_that_was_asked() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    let back = |more: &[(&str, &str)]| {
        let address = provider.begin(&browser, &[]);
        provider.grant(&id_token_claims(&address, &json!({})));
        provider.come_back_with(&browser, &address, &[&[("code", "c0de")], more].concat())
    };
    is_refused(&provider, &back(&[("iss", "https://evil.example")]), "the response has another iss");
    provider.describe(&json!({"authorization_response_iss_parameter_supported": true}));
    provider.world.wait(Seconds(300));
    provider.publish_keys("1");
    let again = |more: &[(&str, &str)]| {
        let address = provider.begin(&browser, &[]);
        provider.grant(&id_token_claims(&address, &json!({"exp": NOW + 900, "iat": NOW + 300})));
        provider.come_back_with(&browser, &address, &[&[("code", "c0de")], more].concat())
    };
    is_refused(&provider, &again(&[]), "the response has no iss");
    is_refused(&provider, &again(&[("iss", &format!("{PROVIDER}/"))]), "the response has another iss");
    let asked = provider.world.sent.borrow().len();
    assert_eq!(asked, 0, "no code goes to a provider that may not have given it");
    assert_eq!(again(&[("iss", PROVIDER)]).status(), 303);
}

#[test]
fn a_server_without_sign_in_has_no_such_endpoint() {
    let beside = r#"{"authorization_endpoint": "https://other.example/authorize", "token_endpoint": "https://other.example/token"}"#;
    let world = World::with(&[("AUTHORIZATION_SERVER", beside)]);
    assert_eq!(Call::get("/sign-in/callback/company").to(&world).status(), 404);
    assert_eq!(Call::form("/sign-in/provider", &[]).to(&world).status(), 404);
}

/// The secret goes into the body if the provider wants it there, and a public client has none.
#[test]
fn this_server_authenticates_as_the_provider_wants() {
    for (members, metadata, in_body) in [
        (json!({"token_endpoint_auth_method": "client_secret_post"}), json!({}), true),
        (json!({}), json!({"token_endpoint_auth_methods_supported": ["none", "client_secret_post"]}), true),
        (
            json!({"client_id": "a:b c"}),
            json!({"token_endpoint_auth_methods_supported": ["client_secret_basic"]}),
            false,
        ),
    ] {
        let provider = Provider::new(&members);
        provider.describe(&metadata);
        let browser = Browser::default();
        let address = provider.begin(&browser, &[]);
        let client_id = parameters(&address)["client_id"].clone();
        provider.grant(&id_token_claims(&address, &json!({"aud": client_id})));
        assert_eq!(provider.come_back(&browser, &address).status(), 303);
        let (form, authorization) = provider.last_form();
        assert_eq!(form.get("client_secret").map(String::as_str), in_body.then_some("s3cret"));
        assert_eq!(authorization.is_some(), !in_body);
    }
    let public = json!({"company": entry(&json!({"token_endpoint_auth_method": "none"}))});
    let provider = Provider::with(&public, "", &[]);
    let browser = Browser::default();
    assert_eq!(provider.sign_in(&browser, &json!({}), &[]).status(), 303);
    let (form, authorization) = provider.last_form();
    assert_eq!((form.get("client_id").map(String::as_str), authorization), (Some("enrol"), None));
}

#[test]
fn a_user_whom_the_operator_has_shut_out_stays_out() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    assert_eq!(provider.sign_in(&browser, &json!({}), &[]).status(), 303);
    for user in provider.world.users.borrow_mut().values_mut() {
        user.disabled_at = Some(Timestamp(NOW));
    }
    let before = provider.sessions();
    let reply = provider.sign_in(&Browser::default(), &json!({}), &[("prompt", "login")]);
    assert_ne!(reply.status(), 303, "{}", reply.line);
    assert_eq!(provider.sessions(), before);
}
