//! Errors: a `Refusal` is the caller's mistake, a `Fault` is ours.
//!
//! This is the only room that knows HTTP statuses and error codes. A refusal tells the caller the rule and the place. A
//! fault is logged in full, and the caller gets no details.

mod device_refusal;
mod document_failure;
mod grant_failure;
mod hook_refusal;
mod invalid;
mod passkey_failure;
mod refusal;
mod authentication_failure;
mod authorization_refusal;
mod description;

pub use authentication_failure::AuthenticationFailure;
pub use authorization_refusal::AuthorizationRefusal;
pub use device_refusal::DeviceRefusal;
pub use document_failure::DocumentFailure;
pub use grant_failure::GrantFailure;
pub use hook_refusal::HookRefusal;
pub use invalid::Invalid;
pub use passkey_failure::PasskeyFailure;
pub use refusal::Refusal;

use serde_json::{Map, Value};

use crate::json;
use crate::unit::{Seconds, Status};

/// The reason why a request fails.
#[derive(Debug)]
pub enum Error {
    /// The server failed.
    Fault(Fault),
    /// The caller must change the request.
    Refusal(Refusal),
}

/// A failure of the server; the text is for the log alone. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Stored data, or a value from the platform, is invalid.
    Broken(String),
    /// Other requests kept changing the same client.
    Contention,
    /// The caller's network has used up its limit of outbound requests.
    Limited,
    /// A port failed; a retry may succeed.
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
    /// Returns the `error` member of the response. RFC 6749 section 4.1.2.1.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Broken(_) => "server_error",
            Self::Contention | Self::Limited | Self::Unavailable(_) => "temporarily_unavailable",
        }
    }

    /// Returns the cause for the log. The caller never gets it.
    #[must_use]
    pub fn cause(&self) -> &str {
        match self {
            Self::Broken(cause) | Self::Unavailable(cause) => cause,
            Self::Contention => "the client kept changing meanwhile",
            Self::Limited => "the network of the caller has had too much fetched",
        }
    }

    /// Returns the HTTP status.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self {
            Self::Broken(_) => Status(500),
            Self::Limited => Refusal::TooManyRequests(LIMITED_FOR).status(),
            Self::Contention | Self::Unavailable(_) => Status(503),
        }
    }

    /// Returns the members of the response, without the cause.
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

    /// Returns the time after which the caller can try again; `None` if a retry cannot help.
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

/// The period of the limit of outbound requests.
const LIMITED_FOR: Seconds = Seconds(60);

/// The kind of request that has a proof. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofPlace {
    /// A request with an access token.
    Resource,
    /// A request for tokens, or a pushed authorization request.
    TokenRequest,
}

fn body(code: &str, description: String) -> Map<String, Value> {
    let members = [("error", Value::from(code)), ("error_description", Value::from(description))];
    json::object(members)
}
