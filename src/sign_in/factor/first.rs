//! A sign-in whose password was right, and whose second factor is still to come. The browser carries it, sealed.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::Fault;
use crate::jose::used_once;
use crate::key_ring::Purpose;
use crate::model::{Config, Home, Waiting};
use crate::ports::{Clock, LocalUser, Random};
use crate::sign_in::factor::totp::Secret;
use crate::unit::{Seconds, Timestamp};

/// How long the second factor can be given.
const LIFE: Seconds = Seconds(600);

/// The number of random bytes that tell one sign-in from another.
const RANDOM_BYTES: usize = 16;

/// A sign-in after its first factor. It is no session, and counts nowhere but on the page of the second factor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct FirstFactor {
    /// The request that waits for the user.
    #[serde(rename = "w")]
    pub waiting: Waiting,
    /// The name that the user types.
    #[serde(rename = "u")]
    pub username: String,
    /// The secret that the user adds now; `None` if the user has a second factor.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// When it is too late.
    #[serde(rename = "x")]
    pub expires_at: Timestamp,
    /// The digest of the hash of the password that was given.
    #[serde(rename = "p")]
    password: String,
    #[serde(rename = "r")]
    random: String,
}

impl FirstFactor {
    /// Notes that a user has given the password.
    pub fn given(
        found: &LocalUser,
        secret: Option<Secret>,
        waiting: &Waiting,
        ports: &(impl Clock + Random),
    ) -> Result<Self, Fault> {
        let mut random = [0; RANDOM_BYTES];
        ports.fill(&mut random)?;
        Ok(Self {
            waiting: waiting.clone(),
            username: username(found).unwrap_or_default().to_owned(),
            secret,
            expires_at: ports.now().after(LIFE).min(waiting.expires_at),
            password: digest(found),
            random: Base64UrlUnpadded::encode_string(&random),
        })
    }

    /// Seals it for a browser.
    pub fn seal(&self, browser: &str, config: &Config) -> Result<String, Fault> {
        let sealed = config.keys.seal_value(Purpose::FirstFactor, &[config.issuer.as_str(), browser], self);
        sealed.ok_or_else(|| Fault::Broken("a sign-in cannot be sealed".to_owned()))
    }

    /// Opens the text of a form; `None` if it was not sealed here for this browser, or it is too late.
    #[must_use]
    pub fn open(text: &str, browser: &str, now: Timestamp, config: &Config) -> Option<Self> {
        let opened = config.keys.open_value(Purpose::FirstFactor, &[config.issuer.as_str(), browser], text);
        opened.filter(|first: &Self| now < first.expires_at)
    }

    /// Returns true if the user still has the password that was given, and may sign in.
    #[must_use]
    pub fn is_of(&self, found: &LocalUser) -> bool {
        found.user.disabled_at.is_none() && self.password == digest(found)
    }

    /// Returns the name under which it is used up.
    #[must_use]
    pub fn used_once(&self) -> String {
        used_once('f', &[&self.username, &self.random])
    }
}

fn username(found: &LocalUser) -> Option<&str> {
    match &found.user.home {
        Home::Local { username } => Some(username),
        Home::Provider { .. } => None,
    }
}

/// Returns the digest of the hash of a user's password, which has a random salt.
fn digest(found: &LocalUser) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(found.password.as_deref().unwrap_or_default()))
}
