//! Pages that ask for one thing or say one thing: sign-in, second steps, new passwords, devices, errors.

use enrol::error::{Error, Fault, Refusal};
use enrol::http::Response;
use enrol::model::{Client, UserCode};
use enrol::pages::{
    self, CodePage, CodeProblem, DeviceOutcome, ErrorPage, FactorPage, FactorProblem, Goal, Look, Problem,
    ProviderButton, ResetPage, ResetProblem, ReturnTrip, SetUpPage, SignInMessage, SignInPage, SignOutPage,
    SignedOutPage, UserCodeProblem,
};
use enrol::unit::Seconds;

use super::{PASSKEY, REDIRECT_URI};

/// Returns these pages, with this text wherever a text of others can be.
pub fn messages(text: &str, client: &Client, look: &Look<'_>) -> Vec<(&'static str, Response)> {
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
