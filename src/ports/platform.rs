//! The time, randomness, other servers, and a cache of their documents.

use std::fmt;

use crate::error::Fault;
use crate::http::{Body, Status};
use crate::policy::Target;
use crate::unit::{ByteCount, Milliseconds, Seconds, Timestamp};

/// Keeps texts near where they are needed. It may lose a text at any time, or return an older one.
pub trait Cache {
    /// Returns the text of a key.
    async fn recall(&self, key: &str) -> Result<Option<String>, Fault>;

    /// Keeps a text for at least a minute. The key has at most 512 bytes.
    async fn keep(&self, key: &str, text: &str, life: Seconds) -> Result<(), Fault>;
}

/// Brings text into one form.
pub trait Normalize {
    /// Returns the text in normalization form C of Unicode.
    fn composed(&self, text: &str) -> String;
}

/// Tells the time.
pub trait Clock {
    /// Returns the current time.
    fn now(&self) -> Timestamp;

    /// Returns the current time, to measure how long something takes.
    fn milliseconds(&self) -> Milliseconds {
        Milliseconds(self.now().0.saturating_mul(1000))
    }
}

/// Fetches from addresses that the guard has let pass.
pub trait Fetch {
    /// Sends one GET without credentials and cookies, follows no redirection, and gives up after a few seconds. The body is
    /// read up to the limit, after it was unpacked.
    async fn get(&self, target: &Target, limit: ByteCount) -> Result<Fetched, Fault>;

    /// Sends one message, with the same limits.
    async fn send(&self, target: &Target, message: &Message, limit: ByteCount) -> Result<Fetched, Fault>;
}

/// A request with credentials or a body. Its debug form shows nothing of it, so that no log can.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The value of the header `authorization`; `None` for no header.
    pub authorization: Option<String>,
    /// The body of a POST; `None` for a GET.
    pub content: Option<Content>,
    /// The limits of the response; `None` for those of a document.
    pub limits: Option<ResponseLimits>,
}

/// How much of a response is read, and how long it may take as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseLimits {
    /// The longest body that is read.
    pub size: ByteCount,
    /// The time until the end of the body.
    pub time: Seconds,
}

/// The body of a POST. In alphabetical order.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// Form parameters, encoded.
    Form(String),
    /// A JSON document.
    Json(String),
    /// A security event token. RFC 8417.
    SecurityEvent(String),
}

impl Message {
    /// Makes a GET without credentials.
    #[must_use]
    pub const fn plain() -> Self {
        Self { authorization: None, content: None, limits: None }
    }

    /// Makes a GET with an access token. RFC 6750 section 2.1.
    #[must_use]
    pub fn with_token(token: &str) -> Self {
        Self { authorization: Some(format!("Bearer {token}")), ..Self::plain() }
    }

    /// Makes a POST without credentials in its header.
    #[must_use]
    pub const fn post(content: Content) -> Self {
        Self { authorization: None, content: Some(content), limits: None }
    }
}

impl Content {
    /// Encodes form parameters.
    #[must_use]
    pub fn form(parameters: &[(&str, &str)]) -> Self {
        Self::Form(form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish())
    }

    /// Returns the media type.
    #[must_use]
    pub const fn media_type(&self) -> &'static str {
        match self {
            Self::Form(_) => "application/x-www-form-urlencoded",
            Self::Json(_) => "application/json",
            Self::SecurityEvent(_) => "application/secevent+jwt",
        }
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Form(text) | Self::Json(text) | Self::SecurityEvent(text) => text,
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Message")
    }
}

/// The response from an address of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The status code.
    pub status: Status,
    /// The header `cache-control` as sent, empty if absent.
    pub cache_control: String,
    /// The content type as sent, empty if absent.
    pub content_type: String,
    /// The body.
    pub body: Body,
}

/// Waits, so that an answer does not wait for others for long.
pub trait Pause {
    /// Returns after this time.
    async fn pause(&self, span: Seconds);
}

/// Makes bytes that nobody can guess.
pub trait Random {
    /// Fills the bytes. After a fault they are worthless.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault>;
}
