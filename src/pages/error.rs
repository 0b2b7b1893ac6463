//! The page that tells of an error. It never leads to an address that is not known to be good.

use maud::{Markup, html};

use crate::error::{AuthenticationFailure, AuthorizationRefusal, Error, Refusal};
use crate::http::{Response, Status};
use crate::pages::layout::Page;
use crate::pages::text::Text;
use crate::pages::{Look, shown, texts::error as texts};
use crate::unit::Seconds;

/// The most characters of a description that the page shows.
const LONGEST_DESCRIPTION: usize = 400;

/// The contents of the page that tells of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorPage<'a> {
    /// The error, as users see it.
    pub problem: Problem,
    /// The code of the error, for the developer of the client.
    pub code: Option<&'a str>,
    /// The description of the error, for the developer of the client.
    pub description: Option<&'a str>,
}

/// An error, as users see it. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The document that describes the client cannot be read, or is refused.
    ClientDocument,
    /// There is no such client, or it was deleted. The page does not say which.
    ClientUnknown,
    /// The page was open for too long, was used already, or belongs to another browser or session.
    Expired,
    /// The form was sent from a page of another origin.
    Forbidden,
    /// The request is not valid.
    InvalidRequest,
    /// A link that works once was used, or it has expired.
    LinkUsed,
    /// The redirection URI is not registered.
    RedirectUri,
    /// There were too many requests.
    TooManyRequests(Seconds),
    /// The server failed.
    Unavailable,
}

impl Problem {
    /// Returns the status of the page.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Forbidden => Status(403),
            Self::TooManyRequests(_) => Status(429),
            Self::Unavailable => Status(503),
            Self::ClientDocument
            | Self::ClientUnknown
            | Self::Expired
            | Self::InvalidRequest
            | Self::LinkUsed
            | Self::RedirectUri => Status(400),
        }
    }

    /// Returns the heading, the explanation and the advice.
    const fn texts(self) -> [Text; 3] {
        match self {
            Self::ClientDocument => [texts::CLIENT_DOCUMENT, texts::CLIENT_DOCUMENT_WHAT, texts::CLIENT_DOCUMENT_DO],
            Self::ClientUnknown => [texts::CLIENT_UNKNOWN, texts::CLIENT_UNKNOWN_WHAT, texts::CLIENT_UNKNOWN_DO],
            Self::Expired => [texts::EXPIRED, texts::EXPIRED_WHAT, texts::EXPIRED_DO],
            Self::Forbidden => [texts::FORBIDDEN, texts::FORBIDDEN_WHAT, texts::FORBIDDEN_DO],
            Self::InvalidRequest => [texts::INVALID, texts::INVALID_WHAT, texts::INVALID_DO],
            Self::LinkUsed => [texts::LINK, texts::LINK_WHAT, texts::LINK_DO],
            Self::RedirectUri => [texts::REDIRECT_URI, texts::REDIRECT_URI_WHAT, texts::REDIRECT_URI_DO],
            Self::TooManyRequests(_) => [texts::TOO_MANY, texts::TOO_MANY_WHAT, texts::TOO_MANY_DO],
            Self::Unavailable => [texts::UNAVAILABLE, texts::UNAVAILABLE_WHAT, texts::UNAVAILABLE_DO],
        }
    }
}

/// Makes the page that tells of an error which no client is the cause of.
#[must_use]
pub fn problem(problem: Problem, look: &Look<'_>) -> Response {
    error(&ErrorPage { problem, code: None, description: None }, look)
}

/// Makes the page that tells of an error.
#[must_use]
pub fn error(page: &ErrorPage<'_>, look: &Look<'_>) -> Response {
    let [heading, explanation, advice] = page.problem.texts().map(|text| look.say(text));
    let contents = html! {
        h1 { (heading) }
        p { (explanation) }
        p { (advice) }
        @if page.code.is_some() || page.description.is_some() {
            (for_developers(page.code, page.description, look))
        }
    };
    let made = Page::new(heading.to_owned(), contents).response(page.problem.status(), look);
    match page.problem {
        Problem::TooManyRequests(Seconds(seconds)) => made.with("retry-after", seconds.to_string()),
        _ => made,
    }
}

/// Shows an error as the developer of a client reads it.
pub fn for_developers(code: Option<&str>, description: Option<&str>, look: &Look<'_>) -> Markup {
    html! {
        details {
            summary { (look.say(texts::FOR_DEVELOPERS)) }
            @if let Some(code) = code { p { (shown::code(code)) } }
            @if let Some(description) = description {
                // Descriptions are for developers, and exist in English alone.
                p lang="en" { bdi { (shown::neutral(description, LONGEST_DESCRIPTION)) } }
            }
        }
    }
}

/// Returns the problem that a user sees in a refusal.
fn problem_of(refusal: &Refusal) -> Problem {
    match refusal {
        // Users meet this refusal when they go back to an old address or wait too long.
        Refusal::Authorization(AuthorizationRefusal::InvalidRequestUri(_)) => Problem::Expired,
        Refusal::InvalidRequest(invalid) if invalid.pointer().first_name() == Some("redirect_uri") => {
            Problem::RedirectUri
        }
        Refusal::NoSuchClient(AuthenticationFailure::Document(_)) => Problem::ClientDocument,
        Refusal::NoSuchClient(_) => Problem::ClientUnknown,
        _ => Problem::InvalidRequest,
    }
}

/// Makes the page of a refusal or a fault, for the endpoints that people open.
#[must_use]
pub fn failure(failed: &Error, look: &Look<'_>) -> Response {
    let (problem, description) = match failed {
        Error::Fault(_) => (Problem::Unavailable, None),
        Error::Refusal(Refusal::TooManyRequests(wait) | Refusal::TooManyStored(wait)) => {
            (Problem::TooManyRequests(*wait), None)
        }
        Error::Refusal(refusal) => (problem_of(refusal), Some(refusal)),
    };
    let (code, description) = (description.map(Refusal::code), description.map(Refusal::description));
    let page = error(&ErrorPage { problem, code, description: description.as_deref() }, look);
    match failed {
        Error::Fault(fault) => {
            let page = Response { status: fault.status(), ..page };
            fault.retry_after().map_or(page.clone(), |Seconds(wait)| page.with("retry-after", wait.to_string()))
        }
        Error::Refusal(refusal) => {
            let page = Response { status: refusal.status(), ..page };
            if let Refusal::MethodNotAllowed(allow, _) = refusal { page.with("allow", *allow) } else { page }
        }
    }
}
