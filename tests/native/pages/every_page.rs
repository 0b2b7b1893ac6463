//! What holds for every page.

use enrol::error::{Error, Fault, Invalid, Refusal};
use enrol::http::Response;
use enrol::json::Pointer;
use enrol::model::{Backup, ClaimsRequest, Client, Factor, Passkey, Session, SessionId, User, UserCode, UserId};
use enrol::pages::{
    self, AccountPage, AppEntry, CodePage, CodeProblem, Concern, ConsentPage, DeviceFacts, DeviceOutcome, Done,
    ErrorPage, FactorPage, FactorProblem, FactorSection, Goal, LeaveOccasion, Look, PasskeySection, Problem,
    ProviderButton, RegistrationEntry, ResetPage, ResetProblem, ReturnTrip, SetUpPage, SignInMessage, SignInPage,
    SignOutPage, SignedOutPage, UserCodeProblem,
};
use enrol::unit::{Seconds, Timestamp};
use serde_json::json;

use super::{HOSTILE, check, check_access, client, html, shown, user, world};
use crate::support::markup;

const REDIRECT_URI: &str = "https://app.example/cb";

/// The options of a passkey. The browser reads them, and nobody else.
const PASSKEY: &str = r#"{"challenge":"A'<b>&amp;"}"#;

/// Every page, with this text wherever a text of others can be.
fn every_page(text: &str, look: &Look<'_>) -> Vec<(&'static str, Response)> {
    let members = json!({
        "client_name": text, "client_name#de": text, "client_name#ja": text, "redirect_uris": [REDIRECT_URI, text],
        "client_uri": format!("https://app.example/{text}"), "logo_uri": text, "policy_uri": text, "tos_uri": text,
        "contacts": [text], "software_id": text, "software_version": text, "scope": text,
    });
    let bounds = json!({"statement_issuers": [text]});
    let client = client(&members, Some(&bounds));
    let user = user(&json!({"name": text}));
    let mut pages = messages(text, &client, look);
    pages.extend(lists(text, &user, look));
    let claims = json!({text: null}).as_object().unwrap().clone();
    let claims = ClaimsRequest { id_token: claims.clone(), userinfo: claims };
    let (scope, concern) = ([text.to_owned(), "openid".to_owned()], Concern::Resembles(text.to_owned()));
    for redirect_uri in [REDIRECT_URI, "http://127.0.0.1:8080/cb", "com.example.app:/cb", text] {
        let consent = ConsentPage {
            request: text,
            client: &client,
            trust: client.trust(),
            redirect_uri,
            scope: &scope,
            resources: &scope,
            claims: &claims,
            user: &user,
            concern: Some(&concern),
            device: None,
        };
        pages.push(("consent", pages::consent(&consent, look)));
        let facts = DeviceFacts { code: text, place: Some(text), asked_at: Timestamp(0) };
        let consent = ConsentPage { device: Some(facts), ..consent };
        pages.push(("consent to a device", pages::consent(&consent, look)));
        let refusal = Refusal::InvalidRequest(Invalid::new(Pointer::member("scope"), text.to_owned()));
        for occasion in [LeaveOccasion::Failed, LeaveOccasion::Silent, LeaveOccasion::Waiting] {
            let address = "https://app.example/cb?error=a&state=%22";
            pages.push(("leave", pages::leave(&client, redirect_uri, address, &refusal, occasion, look)));
        }
        let parameters = [("state", text), (text, "code")];
        pages.push(("form_post", pages::form_post("https://app.example/cb?a&b", &parameters, look)));
    }
    pages
}

fn messages(text: &str, client: &Client, look: &Look<'_>) -> Vec<(&'static str, Response)> {
    let providers = [ProviderButton { id: text, name: text }, ProviderButton { id: "b", name: "B" }];
    let sign_in = SignInPage {
        request: text,
        goal: Goal::Client(Some(client)),
        redirect_uri: Some(REDIRECT_URI),
        has_passwords: true,
        username: Some(text),
        providers: &providers,
        passkey: Some(PASSKEY),
        message: None,
    };
    let mut pages: Vec<(&'static str, Response)> = vec![
        ("sign-in", pages::sign_in(&sign_in, look)),
        (
            "sign-in to the account",
            pages::sign_in(&SignInPage { goal: Goal::Account, redirect_uri: None, username: None, ..sign_in }, look),
        ),
        (
            "sign-in without a way",
            pages::sign_in(&SignInPage { has_passwords: false, providers: &[], ..sign_in }, look),
        ),
        (
            "device code",
            pages::device_code(&CodePage { typed: UserCode::parse("WDJB-MHXT").as_ref(), problem: None }, look),
        ),
        (
            "device code, refused",
            pages::device_code(&CodePage { typed: None, problem: Some(UserCodeProblem::TooMany) }, look),
        ),
        ("device answered", pages::device_answered(DeviceOutcome::Allowed, client, look)),
        ("device of an app that waits", pages::device_answered(DeviceOutcome::Waiting, client, look)),
        ("hand-over", pages::hand_over("https://login.example/?a=1&b=%22", look)),
        (
            "sign-out",
            pages::sign_out(
                &SignOutPage { request: text, client: Some(client), post_logout_redirect_uri: Some(REDIRECT_URI) },
                look,
            ),
        ),
        (
            "signed out",
            pages::signed_out(
                &SignedOutPage {
                    back: Some((client, "https://app.example/out?a&b")),
                    told: std::slice::from_ref(client),
                    waiting: std::slice::from_ref(client),
                    untold: 3,
                    return_trip: ReturnTrip::InAMoment,
                    frames: &["https://app.example/out?a&b=\"".to_owned()],
                },
                look,
            ),
        ),
        ("signed out here", pages::signed_out(&SignedOutPage::default(), look)),
        ("home", pages::home(look)),
        ("fault", pages::failure(&Error::Fault(Fault::Broken(text.to_owned())), look)),
        ("refusal", pages::failure(&Error::Refusal(Refusal::Unsigned(text.to_owned())), look)),
    ];
    for message in [
        SignInMessage::Expired,
        SignInMessage::MayNotSignIn,
        SignInMessage::PasskeyRefused,
        SignInMessage::PasswordIsSet,
        SignInMessage::ProviderFailed(text),
        SignInMessage::SignInAgain,
        SignInMessage::TooManyAttempts(Seconds(61)),
        SignInMessage::UsePasskey,
        SignInMessage::WrongPassword,
    ] {
        pages.push(("sign-in with a message", pages::sign_in(&SignInPage { message: Some(message), ..sign_in }, look)));
    }
    for problem in [
        Problem::ClientDocument,
        Problem::ClientUnknown,
        Problem::Expired,
        Problem::Forbidden,
        Problem::InvalidRequest,
        Problem::LinkUsed,
        Problem::RedirectUri,
        Problem::TooManyRequests(Seconds(60)),
        Problem::Unavailable,
    ] {
        let error = ErrorPage { problem, code: Some(text), description: Some(text) };
        pages.push(("error", pages::error(&error, look)));
    }
    for problem in [None, Some(CodeProblem::TooMany(Seconds(60))), Some(CodeProblem::Wrong)] {
        pages.push(("reset code", pages::reset_code(problem, look)));
    }
    pages.extend(second_steps(text, look));
    let problems = [None, Some(ResetProblem::NotAlike), Some(ResetProblem::TooShort)];
    for problem in problems.into_iter().chain([Some(ResetProblem::TooCommon), Some(ResetProblem::TooLong)]) {
        let reset = ResetPage { code: text, username: Some(text), shortest: 12, problem };
        pages.push(("reset", pages::reset(&reset, look)));
    }
    pages
}

fn second_steps(text: &str, look: &Look<'_>) -> Vec<(&'static str, Response)> {
    let mut pages = Vec::new();
    for problem in [
        None,
        Some(FactorProblem::Locked),
        Some(FactorProblem::TooMany(Seconds(60))),
        Some(FactorProblem::Wrong),
        Some(FactorProblem::WrongRecovery),
    ] {
        let redirect_uri = Some(REDIRECT_URI);
        pages.push(("second step", pages::factor(&FactorPage { step: text, redirect_uri, problem }, look)));
        // Who sets an app up has no recovery code yet.
        if problem == Some(FactorProblem::WrongRecovery) {
            continue;
        }
        let set_up = SetUpPage {
            path: "/account",
            fields: &[("token", text)],
            secret: "JBSWY3DPEHPK3PXP",
            address: "otpauth://totp/a:b?secret=JBSWY3DPEHPK3PXP",
            is_demanded: problem.is_some(),
            redirect_uri,
            problem,
        };
        pages.push(("setup of an app", pages::set_up_factor(&set_up, look)));
    }
    pages.push(("recovery codes", pages::recovery_codes(&["abcd-efgh-ijkl-2345".to_owned()], "/account", look)));
    pages.push(("recovered", pages::recovered(9, "/account", look)));
    pages
}

fn lists(text: &str, user: &User, look: &Look<'_>) -> Vec<(&'static str, Response)> {
    let session = |byte: u8| Session {
        id: SessionId::new(&UserId::new(&[1; 16]), &[byte; 16]),
        user: user.id.clone(),
        authenticated_at: Timestamp(1_700_000_000),
        expires_at: Timestamp(1_800_000_000),
        methods: vec![text.to_owned()],
        context: Some(text.to_owned()),
        device: text.to_owned(),
        place: Some(text.to_owned()),
    };
    let sessions = [session(1), session(2)];
    let app = AppEntry {
        client_id: text.to_owned(),
        name: Some(text.to_owned()),
        redirect_uris: vec![text.to_owned(), REDIRECT_URI.to_owned()],
        scope: vec![text.to_owned(), format!("claim {text}")],
        resources: vec![text.to_owned()],
        can_start: true,
        has_twin: true,
        since: Timestamp(1_700_000_000),
    };
    let registration =
        RegistrationEntry { client_id: text.to_owned(), name: None, issued_at: Timestamp(1_700_000_000) };
    let registrations = vec![registration; 101];
    let passkey = Passkey {
        user: user.id.clone(),
        id: text.to_owned(),
        name: text.to_owned(),
        public_key: serde_json::Map::new(),
        counter: 0,
        backup: Backup::Done,
        created_at: Timestamp(1_700_000_000),
        last_used_at: None,
    };
    let passkeys = [Backup::Impossible, Backup::Possible].map(|backup| Passkey { backup, ..passkey.clone() });
    let page = AccountPage {
        token: text,
        user,
        apps: &[app],
        sessions: &sessions,
        current: &sessions[0].id,
        registrations: &registrations,
        passkeys: Some(PasskeySection { entries: &passkeys, options: Some(PASSKEY) }),
        may_delete: true,
        factor: Some(FactorSection { factor: None, may_remove: true }),
        done: None,
    };
    let factor = Factor { since: Timestamp(1_700_000_000), codes_left: 10 };
    let factor = Some(FactorSection { factor: Some(factor), may_remove: true });
    let passkeys = Some(PasskeySection { entries: &[], options: None });
    let sessions = &sessions[..1];
    let empty = AccountPage { apps: &[], registrations: &[], sessions, factor, passkeys, ..page };
    let done = Done::ALL.map(|done| AccountPage { done: Some(done), ..empty });
    let all = [page, empty].into_iter().chain(done);
    all.map(|page| ("account", pages::account(&page, look))).collect()
}

/// Requirements C37, Q20, R44: a text that a client or a user has chosen stays a text.
#[test]
fn no_text_of_others_becomes_markup() {
    let world = world(&[]);
    let config = world.server.config();
    for text in HOSTILE {
        for language in ["en", "de", "pt", "ja"] {
            let request = super::request(language);
            for (name, page) in every_page(text, &Look::of(&request, &[], config)) {
                let page = page.complete(enrol::http::Method::Get);
                check(&page, &format!("{name} with {text:?} in {language}"));
            }
        }
    }
}

/// WCAG 2.2 success criteria 1.1.1, 1.3.1, 2.4.2, 3.1.1, 3.3.1, 4.1.2.
#[test]
fn every_page_can_be_used_with_a_screen_reader() {
    let world = world(&[]);
    let request = super::request("en");
    for (name, page) in every_page("Portal", &Look::of(&request, &[], world.server.config())) {
        check_access(&page, name);
    }
}

/// Requirements R44, R45.
#[test]
fn every_page_is_for_this_browser_alone() {
    let world = world(&[]);
    let request = super::request("pt-BR,pt;q=0.9");
    for (name, page) in every_page("Portal", &Look::of(&request, &[], world.server.config())) {
        let page = page.complete(enrol::http::Method::Get);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{name}");
        assert_eq!(page.header("cache-control"), Some("no-store"), "{name}");
        assert_eq!(page.header("x-frame-options"), Some("DENY"), "{name}");
        assert_eq!(page.header("access-control-allow-origin"), None, "{name}");
        assert_eq!(
            (page.header("vary"), page.header("content-language")),
            (Some("accept-language"), Some("pt")),
            "{name}"
        );
        let policy = page.header("content-security-policy").unwrap();
        let begins = "default-src 'none'; style-src 'sha256-";
        assert!(policy.starts_with(begins) && !policy.contains("unsafe") && !policy.contains('*'), "{name}: {policy}");
        assert!(policy.ends_with("; frame-ancestors 'none'; base-uri 'none'"), "{name}: {policy}");
        let scripts = ["form_post", "passkey"].map(|name| html(&page).contains(&format!("/assets/{name}.js")));
        assert_eq!(policy.contains("; script-src 'self'"), scripts.contains(&true), "{name}: {policy}");
        assert_eq!(policy.contains("script-src"), scripts.contains(&true), "{name}: {policy}");
        assert!(html(&page).contains("<html lang=\"pt\">"), "{name}");
    }
}

#[test]
fn a_long_text_is_cut_off_and_an_error_names_the_request() {
    let world = world(&[]);
    let long = "x".repeat(5000);
    let error = ErrorPage { problem: Problem::Unavailable, code: None, description: Some(&long) };
    let page = shown(world.server.config(), "en", |look| pages::error(&error, look));
    let text = markup::text(html(&page));
    assert!(text.contains(&format!("{}\u{2026}", "x".repeat(400))) && !text.contains(&"x".repeat(401)));
    assert!(text.contains("Request: ray") && text.contains("You are at as.example."));
    assert_eq!(page.status.0, 503);
}

/// The status tells programs what the page tells people.
#[test]
fn a_page_has_the_status_of_its_message() {
    let world = world(&[]);
    let config = world.server.config();
    for (problem, status) in [
        (Problem::ClientDocument, 400),
        (Problem::ClientUnknown, 400),
        (Problem::Expired, 400),
        (Problem::Forbidden, 403),
        (Problem::InvalidRequest, 400),
        (Problem::LinkUsed, 400),
        (Problem::RedirectUri, 400),
        (Problem::Unavailable, 503),
    ] {
        let error = ErrorPage { problem, code: None, description: None };
        assert_eq!(shown(config, "en", |look| pages::error(&error, look)).status.0, status, "{problem:?}");
    }
    let error = ErrorPage { problem: Problem::TooManyRequests(Seconds(60)), code: None, description: None };
    let page = shown(config, "en", |look| pages::error(&error, look));
    assert_eq!((page.status.0, page.header("retry-after")), (429, Some("60")));
    for (failed, status) in [
        (Error::Fault(Fault::Broken("secret cause".to_owned())), 500),
        (Error::Fault(Fault::Unavailable("secret cause".to_owned())), 503),
        (Error::Refusal(Refusal::TooManyRequests(Seconds(5))), 429),
        (Error::Refusal(Refusal::NotFound), 404),
    ] {
        let page = shown(config, "en", |look| pages::failure(&failed, look));
        assert_eq!(page.status.0, status, "{failed:?}");
        assert!(!html(&page).contains("secret cause"));
    }
}
