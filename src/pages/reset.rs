//! The pages on which a user types a code of the operator, and sets a new password.

use maud::html;

use crate::http::{Response, Status};
use crate::pages::layout::{Page, problem};
use crate::pages::sign_in::too_many_attempts;
use crate::pages::text::Text;
use crate::pages::{Look, shown, texts::sign_in as texts};
use crate::unit::Seconds;

/// The contents of the page that sets a new password. The form sends `code`, `password` and `password_again` to
/// `/sign-in/reset`.
#[derive(Clone, Copy, Debug)]
pub struct ResetPage<'a> {
    /// The code of the link.
    pub code: &'a str,
    /// The name that the user types to sign in, for password managers; `None` where the code does not tell.
    pub username: Option<&'a str>,
    /// The least number of characters of a password.
    pub shortest: usize,
    /// The reason why the password was refused.
    pub problem: Option<ResetProblem>,
}

/// A reason to refuse a new password. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetProblem {
    /// The two passwords differ.
    NotAlike,
    /// The password is easy to guess.
    TooCommon,
    /// The password is too long.
    TooLong,
    /// The password is too short.
    TooShort,
}

impl ResetProblem {
    const fn text(self) -> Text {
        match self {
            Self::NotAlike => texts::NOT_ALIKE,
            Self::TooCommon => texts::TOO_COMMON,
            Self::TooLong => texts::TOO_LONG,
            Self::TooShort => texts::TOO_SHORT,
        }
    }
}

/// Makes the page that sets a new password. The status is 400 for a refused password.
#[must_use]
pub fn reset(page: &ResetPage<'_>, look: &Look<'_>) -> Response {
    let is_wrong = page.problem.is_some();
    let invalid = is_wrong.then_some("true");
    let described = if is_wrong { "problem rule" } else { "rule" };
    let rule = look.fill(texts::PASSWORD_RULE, &[("count", html! { (page.shortest) })]);
    let contents = html! {
        h1 { (look.say(texts::RESET)) }
        @if let Some(username) = page.username { p { (look.fill(texts::RESET_FOR, &[("user", shown::text(username))])) } }
        @if let Some(reason) = page.problem { (problem(&html! { (look.say(reason.text())) }, Some("password"), look)) }
        form method="post" action=(look.path("/sign-in/reset")) {
            input type="hidden" name="code" value=(page.code);
            @if let Some(username) = page.username {
                // Password managers store the new password under this name.
                input type="text" name="username" value=(username) autocomplete="username" readonly hidden;
            }
            label for="password" { (look.say(texts::NEW_PASSWORD)) }
            input #password name="password" type="password" autocomplete="new-password" required maxlength="1024"
                autofocus[!is_wrong] aria-invalid=[invalid] aria-describedby=(described);
            p.hint #rule { (rule) }
            label for="password_again" { (look.say(texts::PASSWORD_AGAIN)) }
            input #password_again name="password_again" type="password" autocomplete="new-password" required
                maxlength="1024" aria-invalid=[invalid];
            button { (look.say(texts::SET_PASSWORD)) }
        }
    };
    let status = if is_wrong { Status(400) } else { Status(200) };
    Page::new(look.say(texts::RESET).to_owned(), contents).response(status, look)
}

/// The most characters of a code that can be typed. A code has fewer.
const LONGEST_CODE: usize = 128;

/// A reason to refuse a code. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeProblem {
    /// Attempts are refused for this time.
    TooMany(Seconds),
    /// There is no such code, or it was used, or it has expired. The page does not say which.
    Wrong,
}

/// Makes the page on which a user types a code. The form sends `code` and `step=code` to `/sign-in/reset`.
///
/// The status is 400 for a wrong code, and 429 for too many.
#[must_use]
pub fn reset_code(reason: Option<CodeProblem>, look: &Look<'_>) -> Response {
    let (status, text) = match reason {
        None => (Status(200), None),
        Some(CodeProblem::TooMany(period)) => (Status(429), Some(too_many_attempts(period, look))),
        Some(CodeProblem::Wrong) => (Status(400), Some(html! { (look.say(texts::WRONG_CODE)) })),
    };
    let invalid = (reason == Some(CodeProblem::Wrong)).then_some("true");
    let described = if reason.is_some() { "problem rule" } else { "rule" };
    let contents = html! {
        h1 { (look.say(texts::RESET)) }
        @if let Some(text) = &text { (problem(text, Some("code"), look)) }
        form method="post" action=(look.path("/sign-in/reset")) {
            input type="hidden" name="step" value="code";
            label for="code" { (look.say(texts::CODE)) }
            input #code name="code" type="text" autocomplete="one-time-code" autocapitalize="none" spellcheck="false"
                required maxlength=(LONGEST_CODE) autofocus[reason.is_none()] aria-invalid=[invalid]
                aria-describedby=(described);
            p.hint #rule { (look.say(texts::CODE_RULE)) }
            button { (look.say(texts::GO_ON)) }
        }
    };
    Page::new(look.say(texts::RESET).to_owned(), contents).response(status, look)
}
