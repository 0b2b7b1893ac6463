//! What can go wrong: a `Refusal` is the caller's doing, a `Fault` is ours.
//!
//! The only place that knows HTTP statuses and wire codes. A refusal tells what to mend and where; a fault is logged
//! whole and told as nothing.

mod invalid;
mod refusal;
mod authentication_failure;

pub use authentication_failure::AuthenticationFailure;
pub use invalid::Invalid;
pub use refusal::Refusal;

use serde_json::{Map, Value};

use crate::json;
use crate::unit::{Seconds, Status};

/// Why a request has no good answer.
#[derive(Debug)]
pub enum Error {
    /// The server could not do its part.
    Fault(Fault),
    /// The caller must change the request.
    Refusal(Refusal),
}

/// What the server could not do; the text is for the log alone. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// What is stored, or what the platform gave, is not what it must be.
    Broken(String),
    /// Others kept changing the same client meanwhile.
    Contention,
    /// The network of the caller has caused as many requests to others as it may.
    Limited,
    /// A port did not answer as it should: try again later.
    Unavailable(String),
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Refusal(invalid.into())
    }
}

impl Fault {
    /// The `error` member of the answer. RFC 6749 section 4.1.2.1.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Broken(_) => "server_error",
            Self::Contention | Self::Limited | Self::Unavailable(_) => "temporarily_unavailable",
        }
    }

    /// What the log says of it; never told to the caller.
    #[must_use]
    pub fn cause(&self) -> &str {
        match self {
            Self::Broken(cause) | Self::Unavailable(cause) => cause,
            Self::Contention => "the client kept changing meanwhile",
            Self::Limited => "the network of the caller has had too much fetched",
        }
    }

    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self {
            Self::Broken(_) => Status(500),
            Self::Limited => Refusal::TooManyRequests(LIMITED_FOR).status(),
            Self::Contention | Self::Unavailable(_) => Status(503),
        }
    }

    /// The members of the answer; they never tell the cause.
    #[must_use]
    pub fn members(&self) -> Map<String, Value> {
        match self {
            Self::Broken(_) => body(self.code(), "the server failed".to_owned()),
            Self::Limited => Refusal::TooManyRequests(LIMITED_FOR).members(),
            Self::Contention | Self::Unavailable(_) => {
                body(self.code(), "the server cannot answer now; try again later".to_owned())
            }
        }
    }

    /// The time after which the caller may try again; `None` where that would not help.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Seconds> {
        match self {
            Self::Broken(_) => None,
            Self::Limited => Some(LIMITED_FOR),
            Self::Contention | Self::Unavailable(_) => Some(RETRY_AFTER),
        }
    }
}

const RETRY_AFTER: Seconds = Seconds(5);

/// The period that the limit of requests to others is counted over.
const LIMITED_FOR: Seconds = Seconds(60);

fn body(code: &str, description: String) -> Map<String, Value> {
    let members = [("error", Value::from(code)), ("error_description", Value::from(description))];
    json::object(members)
}
