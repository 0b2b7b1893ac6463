//! The pages on which a user types the code of a device, and learns how it ended. RFC 8628 section 3.3.

use maud::{Markup, html};

use crate::http::{Response, Status};
use crate::model::{Client, UserCode};
use crate::pages::date::minute;
use crate::pages::layout::{Page, problem};
use crate::pages::sign_in::too_many_attempts;
use crate::pages::texts::consent::LEAVE_WAITING;
use crate::pages::{Look, shown, texts::device as texts};
use crate::unit::{Seconds, Timestamp};

/// The period of the limit on codes that are typed.
const PERIOD: Seconds = Seconds(60);

/// The most characters of a place that the page shows.
const LONGEST_PLACE: usize = 80;

/// The contents of the page for the code. The form sends `user_code` to `/device`.
#[derive(Clone, Copy, Debug)]
pub struct CodePage<'a> {
    /// The code to fill in.
    pub typed: Option<&'a UserCode>,
    /// The reason why the code that was typed does not count.
    pub problem: Option<UserCodeProblem>,
}

/// A reason why a code does not count. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserCodeProblem {
    /// The text is no code.
    Malformed,
    /// Too many codes were typed within the last minute.
    TooMany,
    /// No device waits under this code.
    Unknown,
}

/// The facts about a device that the page of consent shows.
#[derive(Clone, Copy, Debug)]
pub struct DeviceFacts<'a> {
    /// The code, as the device shows it.
    pub code: &'a str,
    /// The town and the country, where they are known.
    pub place: Option<&'a str>,
    /// When the device asked.
    pub asked_at: Timestamp,
}

/// The answer of the user. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceOutcome {
    /// The user lets the device in.
    Allowed,
    /// The user refuses.
    Denied,
    /// The client waits for the approval of an operator.
    Waiting,
}

/// Makes the page for the code. A code from a link is filled in and never sent by itself: the user must compare it. RFC 8628
/// section 3.3.1.
#[must_use]
pub fn device_code(page: &CodePage<'_>, look: &Look<'_>) -> Response {
    let message = page.problem.map(|it| match it {
        UserCodeProblem::Malformed => html! { (look.say(texts::CODE_MALFORMED)) },
        UserCodeProblem::TooMany => too_many_attempts(PERIOD, look),
        UserCodeProblem::Unknown => html! { (look.say(texts::CODE_UNKNOWN)) },
    });
    let typed = page.typed.map(UserCode::shown);
    let is_wrong = message.is_some();
    let described = if is_wrong { "problem rule" } else { "rule" };
    let contents = html! {
        h1 { (look.say(texts::CONNECT)) }
        @if let Some(message) = &message { (problem(message, Some("user_code"), look)) }
        form method="post" action=(look.path("/device")) {
            label for="user_code" { (look.say(texts::CODE)) }
            input #user_code name="user_code" type="text" value=[typed] required maxlength="32"
                autocomplete="off" autocapitalize="characters" spellcheck="false" autofocus[!is_wrong]
                aria-invalid=[is_wrong.then_some("true")] aria-describedby=(described);
            p.hint #rule { (look.say(texts::CODE_RULE)) }
            button { (look.say(texts::GO_ON)) }
        }
    };
    let status = match page.problem {
        None => Status(200),
        Some(UserCodeProblem::TooMany) => Status(429),
        Some(UserCodeProblem::Malformed | UserCodeProblem::Unknown) => Status(400),
    };
    Page::new(look.say(texts::CONNECT).to_owned(), contents).response(status, look)
}

/// Returns the facts about a device as rows of a list of terms.
pub fn facts(device: &DeviceFacts<'_>, look: &Look<'_>) -> Markup {
    html! {
        dt { (look.say(texts::CODE)) }
        dd { (shown::code(device.code)) }
        dt { (look.say(texts::STARTED)) }
        dd {
            (minute(device.asked_at)) ", "
            @match device.place {
                Some(place) => (shown::neutral(place, LONGEST_PLACE)),
                None => (look.say(texts::PLACE_UNKNOWN)),
            }
        }
    }
}

/// Warns of somebody else's device. RFC 8628 section 5.4.
pub fn warning(look: &Look<'_>) -> Markup {
    html! { div.box.note { p { (look.say(texts::WARNING)) } } }
}

/// Makes the page that ends the story in the browser: the device goes on by itself.
#[must_use]
pub fn device_answered(outcome: DeviceOutcome, client: &Client, look: &Look<'_>) -> Response {
    let (heading, words) = match outcome {
        DeviceOutcome::Allowed => (texts::ALLOWED, texts::ALLOWED_EFFECT),
        DeviceOutcome::Denied => (texts::DENIED, texts::DENIED_EFFECT),
        DeviceOutcome::Waiting => (texts::DENIED, LEAVE_WAITING),
    };
    let contents = html! {
        h1 { (look.say(heading)) }
        p { (look.fill(words, &[("client", shown::client_name(client, look))])) }
        p { a href=(look.path("/account")) { (look.say(texts::TO_ACCOUNT)) } }
    };
    Page::new(look.say(heading).to_owned(), contents).response(Status(200), look)
}
