//! The question that the consent page asks: the form brings back exactly the request that the page showed.

use serde::{Deserialize, Serialize};

use crate::error::Fault;
use crate::key_ring::Purpose;
use crate::model::{AuthorizationRequest, Config, SessionId};
use crate::unit::{Seconds, Timestamp};

/// How long the consent page can be answered.
const LIFE: Seconds = Seconds(1800);

/// A question to a user, in the session that the page was shown in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Question {
    /// The request that the page showed.
    #[serde(rename = "r")]
    pub request: AuthorizationRequest,
    /// The session. The answer of another user, or after another sign-in, does not count.
    #[serde(rename = "e")]
    pub session: SessionId,
    /// The device that the page showed; `None` for a request that a browser brought.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub device: Option<WaitingDevice>,
    /// When it is too late for an answer.
    #[serde(rename = "x")]
    expires_at: Timestamp,
}

/// A device that waits for the answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct WaitingDevice {
    /// The name of its request.
    #[serde(rename = "n")]
    pub name: String,
    /// When it is too late.
    #[serde(rename = "x")]
    pub expires_at: Timestamp,
}

impl Question {
    /// Asks a user about a request now.
    #[must_use]
    pub fn new(request: &AuthorizationRequest, session: &SessionId, now: Timestamp) -> Self {
        Self { request: request.clone(), session: session.clone(), device: None, expires_at: now.after(LIFE) }
    }

    /// Makes it a question about a device.
    #[must_use]
    pub fn about(self, device: WaitingDevice) -> Self {
        Self { device: Some(device), ..self }
    }

    /// Seals the question for a browser, so that no other site and no other browser can answer it.
    pub fn seal(&self, browser: &str, config: &Config) -> Result<String, Fault> {
        let sealed = config.keys.seal_value(Purpose::Consent, &[config.issuer.as_str(), browser], self);
        sealed.ok_or_else(|| Fault::Broken("a question cannot be sealed".to_owned()))
    }

    /// Opens the question of an answer; `None` if it was not asked here in this browser, or it is too late.
    #[must_use]
    pub fn open(text: &str, browser: &str, now: Timestamp, config: &Config) -> Option<Self> {
        let opened = config.keys.open_value(Purpose::Consent, &[config.issuer.as_str(), browser], text);
        opened.filter(|question: &Self| now < question.expires_at)
    }
}
