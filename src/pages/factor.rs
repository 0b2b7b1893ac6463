//! The pages of the second step of a sign-in: a code, the setup of an authenticator app, and recovery codes.

use maud::{Markup, html};

use crate::http::{Response, Status};
use crate::pages::layout::{Page, problem};
use crate::pages::place::source;
use crate::pages::qr_code::qr_code;
use crate::pages::sign_in::too_many_attempts;
use crate::pages::{Look, texts::factor as texts, texts::sign_in::GO_ON};
use crate::unit::Seconds;

/// A reason to refuse a code. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorProblem {
    /// After too many wrong codes only a recovery code counts.
    Locked,
    /// Attempts are refused for this time.
    TooMany(Seconds),
    /// The code is wrong, or was used before. The page does not say which.
    Wrong,
    /// The recovery code is wrong, or it was used before.
    WrongRecovery,
}

impl FactorProblem {
    const fn status(self) -> Status {
        match self {
            Self::TooMany(_) => Status(429),
            Self::Locked | Self::Wrong | Self::WrongRecovery => Status(200),
        }
    }

    fn markup(self, look: &Look<'_>) -> Markup {
        match self {
            Self::Locked => problem(&html! { (look.say(texts::FACTOR_LOCKED)) }, None, look),
            Self::TooMany(period) => problem(&too_many_attempts(period, look), None, look),
            Self::Wrong => problem(&html! { (look.say(texts::WRONG_FACTOR)) }, Some("code"), look),
            Self::WrongRecovery => problem(&html! { (look.say(texts::WRONG_RECOVERY)) }, Some("recovery"), look),
        }
    }
}

/// The contents of the page on which a user gives the second factor. Both forms send `step` and `code` to
/// `/sign-in/factor`.
#[derive(Clone, Copy, Debug)]
pub struct FactorPage<'a> {
    /// The sealed sign-in.
    pub step: &'a str,
    /// The redirection URI to which the answer to the form may redirect.
    pub redirect_uri: Option<&'a str>,
    /// The reason why the last code was refused.
    pub problem: Option<FactorProblem>,
}

/// Makes the page on which a user gives the second factor. The status is 429 for too many codes, otherwise 200.
#[must_use]
pub fn factor(page: &FactorPage<'_>, look: &Look<'_>) -> Response {
    let form = |contents: Markup| {
        html! {
            form method="post" action=(look.path("/sign-in/factor")) {
                input type="hidden" name="step" value=(page.step);
                (contents)
            }
        }
    };
    let is_wrong = page.problem == Some(FactorProblem::WrongRecovery);
    let (invalid, described) = (is_wrong.then_some("true"), if is_wrong { "problem rule" } else { "rule" });
    let contents = html! {
        h1 { (look.say(texts::FACTOR)) }
        @if let Some(problem) = page.problem { (problem.markup(look)) }
        p { (look.say(texts::FACTOR_WHAT)) }
        (form(html! {
            (code_field(page.problem, look))
            button { (look.say(texts::CONFIRM)) }
        }))
        details open[is_wrong || page.problem == Some(FactorProblem::Locked)] {
            summary { (look.say(texts::USE_RECOVERY)) }
            (form(html! {
                label for="recovery" { (look.say(texts::RECOVERY_CODE)) }
                input #recovery name="code" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" required
                    maxlength="64" aria-invalid=[invalid] aria-describedby=(described);
                p.hint #rule { (look.say(texts::RECOVERY_RULE)) }
                button.quiet { (look.say(texts::USE_RECOVERY)) }
            }))
        }
    };
    let mut made = Page::new(look.say(texts::FACTOR).to_owned(), contents);
    made.sources.forms.extend(page.redirect_uri.and_then(source));
    made.response(page.problem.map_or(Status(200), FactorProblem::status), look)
}

/// The field for the code of an app. Browsers and phones offer the code by the name of its kind. A recovery code fits into
/// it too, since people paste it here.
fn code_field(problem: Option<FactorProblem>, look: &Look<'_>) -> Markup {
    let is_wrong = problem == Some(FactorProblem::Wrong);
    let (invalid, described) = (is_wrong.then_some("true"), is_wrong.then_some("problem"));
    html! {
        label for="code" { (look.say(texts::FACTOR_CODE)) }
        input #code name="code" type="text" inputmode="numeric" autocomplete="one-time-code" required maxlength="64"
            autofocus[problem.is_none()] aria-invalid=[invalid] aria-describedby=[described];
    }
}

/// The contents of the page on which a user sets up an authenticator app.
#[derive(Clone, Copy, Debug)]
pub struct SetUpPage<'a> {
    /// The path that the form is sent to.
    pub path: &'a str,
    /// The names and values that the form sends beside `code`.
    pub fields: &'a [(&'a str, &'a str)],
    /// The secret, as the user types it into the app.
    pub secret: &'a str,
    /// The address of the secret, for the QR code and the link.
    pub address: &'a str,
    /// True if the user cannot sign in without a second factor.
    pub is_demanded: bool,
    /// The redirection URI to which the answer to the form may redirect.
    pub redirect_uri: Option<&'a str>,
    /// The reason why the last code was refused.
    pub problem: Option<FactorProblem>,
}

/// Makes the page on which a user sets up an authenticator app.
#[must_use]
pub fn set_up_factor(page: &SetUpPage<'_>, look: &Look<'_>) -> Response {
    let contents = html! {
        h1 { (look.say(texts::SET_UP)) }
        @if let Some(problem) = page.problem { (problem.markup(look)) }
        @if page.is_demanded { p { (look.say(texts::SET_UP_MUST)) } }
        p { (look.say(texts::SET_UP_SCAN)) }
        @if let Some(picture) = qr_code(page.address, look.say(texts::PICTURE)) { (picture) }
        // Nobody scans the screen of the phone that has the app.
        p { a href=(page.address) { (look.say(texts::OPEN_APP)) } }
        dl {
            dt { (look.say(texts::KEY)) }
            dd { code translate="no" { (page.secret) } }
        }
        form method="post" action=(look.path(page.path)) {
            @for (name, value) in page.fields { input type="hidden" name=(name) value=(value); }
            (code_field(page.problem, look))
            button { (look.say(texts::CONFIRM)) }
        }
    };
    let mut made = Page::new(look.say(texts::SET_UP).to_owned(), contents);
    made.sources.forms.extend(page.redirect_uri.and_then(source));
    made.response(page.problem.map_or(Status(200), FactorProblem::status), look)
}

/// Makes the page that shows recovery codes once, with a link to where the user goes on.
#[must_use]
pub fn recovery_codes(codes: &[String], next: &str, look: &Look<'_>) -> Response {
    let contents = html! {
        h1 { (look.say(texts::CODES)) }
        p { (look.say(texts::CODES_WHAT)) }
        ul.codes translate="no" { @for code in codes { li { code { (code) } } } }
        p { a.button href=(next) { (look.say(GO_ON)) } }
    };
    Page::new(look.say(texts::CODES).to_owned(), contents).response(Status(200), look)
}

/// Makes the page that tells the user that a recovery code was used, with a link to where the user goes on.
#[must_use]
pub fn recovered(left: u32, next: &str, look: &Look<'_>) -> Response {
    let contents = html! {
        h1 { (look.say(texts::RECOVERED)) }
        p { (look.say(texts::RECOVERED_WHAT)) }
        p { (look.fill(texts::CODES_LEFT, &[("count", html! { (left) })])) }
        p { a.button href=(next) { (look.say(GO_ON)) } }
    };
    Page::new(look.say(texts::RECOVERED).to_owned(), contents).response(Status(200), look)
}
