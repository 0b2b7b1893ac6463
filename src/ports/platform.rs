//! The time, randomness, other servers, and a cache of their documents.

use crate::error::Fault;
use crate::http::{Body, Status};
use crate::policy::Target;
use crate::unit::{ByteCount, Seconds, Timestamp};

/// Keeps texts near where they are needed. It may lose a text at any time, or return an older one.
pub trait Cache {
    /// Returns the text of a key.
    async fn recall(&self, key: &str) -> Result<Option<String>, Fault>;

    /// Keeps a text for at least a minute. The key has at most 512 bytes.
    async fn keep(&self, key: &str, text: &str, life: Seconds) -> Result<(), Fault>;
}

/// Tells the time.
pub trait Clock {
    /// Returns the current time.
    fn now(&self) -> Timestamp;
}

/// Fetches from addresses that the guard has let pass.
pub trait Fetch {
    /// Sends one GET without credentials and cookies, follows no redirection, and gives up after a few seconds. The body is
    /// read up to the limit, after it was unpacked.
    async fn get(&self, target: &Target, limit: ByteCount) -> Result<Fetched, Fault>;
}

/// The response from an address of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The status code.
    pub status: Status,
    /// The content type as sent, empty if absent.
    pub content_type: String,
    /// The body.
    pub body: Body,
}

/// Makes bytes that nobody can guess.
pub trait Random {
    /// Fills the bytes. After a fault they are worthless.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault>;
}
