//! Requests that wait in the browser while the user signs in.

use crate::error::Fault;
use crate::key_ring::Purpose;
use crate::model::{Config, Waiting};
use crate::unit::{Seconds, Timestamp};

/// How long a request may wait while the user signs in.
pub const WAITING_LIFE: Seconds = Seconds(3_600);

/// Seals a waiting request for this issuer and this browser.
pub fn wait(waiting: &Waiting, browser: &str, config: &Config) -> Result<String, Fault> {
    let sealed = config.keys.seal_value(Purpose::WaitingRequest, &[config.issuer.as_str(), browser], waiting);
    sealed.ok_or_else(|| Fault::Broken("a waiting request cannot be sealed".to_owned()))
}

/// Opens a waiting request; `None` if it was not sealed here for this browser, or it is too late.
#[must_use]
pub fn waiting(text: &str, browser: &str, now: Timestamp, config: &Config) -> Option<Waiting> {
    let opened = config.keys.open_value(Purpose::WaitingRequest, &[config.issuer.as_str(), browser], text);
    opened.filter(|waiting: &Waiting| now < waiting.expires_at)
}
