//! The profile Basic OP, and Form Post OP with the same modules.

use enrol::http::Method;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{CALLBACK, PARTY, Party, Run, assert_error_page};
use crate::support::browser::{hidden, page};
use crate::support::users::{VERIFIER, challenge};
use crate::support::{Call, markup};

const BASIC: &str = "client_secret_basic";

/// Runs a module with a new client and a browser without cookies.
fn with(module: impl Fn(&Party<'_>)) {
    let run = Run::new();
    module(&run.party(BASIC, &json!({})));
}

/// oidcc-server, oidcc-server-client-secret-post.
#[test]
fn a_code_flow_gives_tokens_and_claims_by_either_use_of_the_secret() {
    for method in [BASIC, "client_secret_post"] {
        let run = Run::new();
        let party = run.party(method, &json!({}));
        let tokens = party.complete(&[]);
        assert_eq!(*party.shown.borrow(), ["sign-in", "consent"]);
        assert!(tokens.member("refresh_token").is_null(), "the client did not register the grant");
        assert_eq!(Call::manage(Method::Delete, &party.client).to(&run.world).status(), 204);
    }
}

/// oidcc-response-type-missing.
#[test]
fn a_missing_response_type_is_told_to_the_client() {
    with(|party| assert_eq!(party.go(&[("response_type", "")])["error"], "invalid_request"));
}

/// oidcc-idtoken-signature.
#[test]
fn an_id_token_names_one_of_the_published_keys() {
    with(|party| drop(party.id_token(&party.complete(&[]))));
}

/// oidcc-userinfo-get, oidcc-userinfo-post-header, oidcc-userinfo-post-body.
#[test]
fn claims_come_by_get_and_by_post() {
    with(|party| {
        let tokens = party.complete(&[]);
        let token = tokens.text("access_token");
        let by_header = Call::new(Method::Post, "/userinfo").token(&token).to(&party.run.world);
        let by_body = Call::form("/userinfo", &[("access_token", &token)]).to(&party.run.world);
        for reply in [by_header, by_body] {
            assert_eq!((reply.status(), reply.header("content-type")), (200, Some("application/json")));
            assert_eq!(reply.member("sub"), party.id_token(&tokens)["sub"]);
        }
    });
}

/// oidcc-ensure-request-without-nonce-succeeds-for-code-flow, oidcc-ensure-request-with-valid-pkce-succeeds,
/// oidcc-display-page, oidcc-display-popup, oidcc-ensure-request-with-unknown-parameter-succeeds, oidcc-login-hint,
/// oidcc-ui-locales, oidcc-claims-locales, oidcc-ensure-request-with-acr-values-succeeds.
#[test]
fn a_request_may_leave_out_the_nonce_and_have_wishes_of_every_kind() {
    for changes in [
        &[("nonce", "")][..],
        &[("display", "page")],
        &[("display", "popup")],
        &[("extra", "foobar")],
        &[("login_hint", "buffy@as.example")],
        &[("ui_locales", "se")],
        &[("ui_locales", "en de-CH")],
        &[("claims_locales", "se")],
        &[("acr_values", "1 2")],
        &[("nonce", &*"n".repeat(43)), ("state", "CQFV6kRd6W")],
    ] {
        with(|party| drop(party.complete(changes)));
    }
    with(|party| {
        let challenge = challenge(VERIFIER);
        let found = party.go(&[("code_challenge", &challenge), ("code_challenge_method", "S256")]);
        let redeem = |more: &[(&str, &str)]| {
            let usual = [("grant_type", "authorization_code"), ("code", &*found["code"]), ("redirect_uri", CALLBACK)];
            party.authenticated(&[&usual, more].concat()).to(&party.run.world)
        };
        assert_eq!(redeem(&[("code_verifier", VERIFIER)]).status(), 200);
    });
}

/// oidcc-scope-profile, oidcc-scope-email, oidcc-scope-address, oidcc-scope-phone, oidcc-scope-all,
/// oidcc-ensure-other-scope-order-succeeds.
#[test]
fn claims_are_those_of_the_scope() {
    let all = json!({"name": "Anna Example", "email": "anna@example.com", "email_verified": true,
        "address": {"country": "BR"}, "phone_number": "+55 11 5555 0100", "phone_number_verified": false});
    for (scope, names) in [
        ("openid profile", &["name"][..]),
        ("openid email", &["email", "email_verified"]),
        ("email openid", &["email", "email_verified"]),
        ("openid address", &["address"]),
        ("openid phone", &["phone_number", "phone_number_verified"]),
        (
            "openid address email phone profile",
            &["name", "email", "email_verified", "address", "phone_number", "phone_number_verified"],
        ),
    ] {
        with(|party| {
            let tokens = party.complete(&[("scope", scope)]);
            let mut expected: Value = names.iter().map(|name| ((*name).to_owned(), all[name].clone())).collect();
            expected["sub"] = party.id_token(&tokens)["sub"].clone();
            assert_eq!(party.userinfo(&tokens).json(), expected, "{scope}");
            assert!(party.id_token(&tokens).get("email").is_none());
        });
    }
}

/// oidcc-claims-essential.
#[test]
fn an_essential_claim_comes_where_it_is_requested() {
    with(|party| {
        let tokens = party.complete(&[("claims", r#"{"userinfo":{"name":{"essential":true}}}"#)]);
        assert_eq!(party.userinfo(&tokens).text("name"), "Anna Example");
        assert!(party.id_token(&tokens).get("name").is_none());
    });
}

/// oidcc-prompt-login, oidcc-max-age-1, oidcc-max-age-10000, oidcc-prompt-none-logged-in, oidcc-id-token-hint.
#[test]
fn a_second_request_shows_a_sign_in_only_where_it_asks_for_one() {
    for (changes, pages, is_newer) in [
        (&[("prompt", "login")][..], &["sign-in"][..], true),
        (&[("max_age", "1")], &["sign-in"], true),
        (&[("max_age", "10000")], &[], false),
        (&[("prompt", "none")], &[], false),
        (&[("prompt", "none"), ("id_token_hint", "the first")], &[], false),
    ] {
        with(|party| {
            let first = party.complete(&[]);
            let (hint, before) = (first.text("id_token"), party.id_token(&first));
            party.run.world.wait(Seconds(2));
            let own = changes.iter().map(|(name, value)| (*name, if *value == "the first" { &*hint } else { value }));
            let second = party.id_token(&party.complete(&own.collect::<Vec<_>>()));
            assert_eq!(*party.shown.borrow(), pages, "{changes:?}");
            assert_eq!(second["sub"], before["sub"]);
            assert_eq!(second["auth_time"].as_u64() > before["auth_time"].as_u64(), is_newer, "{changes:?}");
            assert!(is_newer || second["auth_time"] == before["auth_time"]);
        });
    }
}

/// oidcc-prompt-none-not-logged-in.
#[test]
fn without_a_session_a_request_without_pages_fails() {
    with(|party| {
        let found = party.go(&[("prompt", "none")]);
        assert_eq!((&*found["error"], party.shown.borrow().len()), ("login_required", 0));
        assert!(
            found.keys().all(|name| ["error", "error_description", "iss", "state"].contains(&&**name)),
            "{found:?}"
        );
    });
}

/// oidcc-codereuse, oidcc-codereuse-30seconds.
#[test]
fn a_code_counts_once_and_its_second_use_ends_its_tokens() {
    for seconds in [0, 30] {
        with(|party| {
            let code = party.go(&[])["code"].clone();
            let tokens = party.redeem(&code);
            assert_eq!(party.userinfo(&tokens).status(), 200);
            party.run.world.wait(Seconds(seconds));
            let again = party.redeem(&code);
            assert_eq!((again.status(), again.text("error")), (400, "invalid_grant".to_owned()));
            assert_eq!(party.userinfo(&tokens).status(), 401, "{seconds}");
        });
    }
}

/// oidcc-ensure-registered-redirect-uri.
#[test]
fn an_unregistered_redirection_uri_shows_an_error() {
    with(|party| assert_error_page(&party.open(&[("redirect_uri", &format!("{CALLBACK}/dummy1"))])));
}

/// oidcc-ensure-post-request-succeeds.
#[test]
fn a_request_may_be_posted() {
    with(|party| {
        let parameters = party.parameters(&[]);
        let pairs: Vec<(&str, &str)> = parameters.iter().map(|(name, value)| (&**name, &**value)).collect();
        let call = Call::form("/authorize", &pairs).header("origin", "https://certification.example");
        let found = crate::support::browser::answer(&party.walk(party.browser.send(&party.run.world, call)), CALLBACK);
        assert_eq!((party.redeem(&found["code"]).status(), &*found["state"]), (200, "CQFV6kRd6W"));
    });
}

/// oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported,
/// oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported,
/// oidcc-ensure-request-object-with-redirect-uri: they are skipped where discovery does not list `none`.
#[test]
fn an_unsigned_request_object_is_rejected_as_unsupported() {
    let run = Run::new();
    let address = format!("{PARTY}/requesturi/{}", "q".repeat(96));
    let party = run.party(BASIC, &json!({"request_uris": [address]}));
    let object = "eyJhbGciOiJub25lIn0.eyJyZXNwb25zZV90eXBlIjoiY29kZSJ9.";
    run.world.publish_as(&address, 200, "application/jose", object);
    assert_eq!(party.go(&[("request_uri", &address)])["error"], "request_uri_not_supported");
    assert_eq!(party.go(&[("request", object)])["error"], "request_not_supported");
    assert_error_page(&party.open(&[("request", object), ("redirect_uri", "https://certification.example/x")]));
}

/// oidcc-refresh-token.
#[test]
fn a_refresh_token_works_for_its_client_alone() {
    let run = Run::new();
    let members = json!({"grant_types": ["authorization_code", "refresh_token"]});
    let (party, other) = (run.party(BASIC, &members), run.party(BASIC, &members));
    let tokens = party.complete(&[("scope", "openid offline_access"), ("prompt", "consent")]);
    let before = party.id_token(&tokens);
    run.world.wait(Seconds(1));
    let refreshed = party.refresh(&tokens);
    assert_eq!(refreshed.status(), 200, "{}", refreshed.json());
    assert_ne!(refreshed.text("access_token"), tokens.text("access_token"));
    let after = party.id_token(&refreshed);
    for name in ["iss", "sub", "aud", "azp", "auth_time"] {
        assert_eq!(after[name], before[name], "{name}");
    }
    assert_eq!(party.userinfo(&refreshed).status(), 200);
    let stolen = other.refresh(&refreshed);
    assert_eq!((stolen.status(), stolen.text("error")), (400, "invalid_grant".to_owned()));
}

/// The modules of Form Post OP: the same ones, with `response_mode=form_post`.
#[test]
fn codes_and_errors_come_in_a_form() {
    with(|party| {
        let fields = |reply: &crate::support::Reply| {
            let shown = page(reply);
            let elements = markup::elements(&shown);
            let form = elements.iter().find(|it| it.name == "form").unwrap();
            assert_eq!((form.attribute("action"), form.attribute("method")), (Some(CALLBACK), Some("post")));
            assert_eq!(hidden(reply, "state"), "CQFV6kRd6W");
        };
        let mode = ("response_mode", "form_post");
        let refused = party.walk(party.open(&[mode, ("prompt", "none")]));
        fields(&refused);
        assert_eq!(hidden(&refused, "error"), "login_required");
        let allowed = party.walk(party.open(&[mode]));
        fields(&allowed);
        assert_eq!(party.redeem(&hidden(&allowed, "code")).status(), 200);
        let missing = party.walk(party.open(&[mode, ("response_type", "")]));
        fields(&missing);
    });
}
