//! An attempt to sign in at a provider. Its `state` is the attempt itself, sealed for this issuer and this browser.
//!
//! Nothing is stored unless the address would be too long. The nonce and the code verifier are digests of random bytes
//! in the sealed attempt: so the answer of the provider counts for this attempt and this browser alone.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::Fault;
use crate::http::Peer;
use crate::key_ring::Purpose;
use crate::model::{Config, IdentityProvider, Waiting};
use crate::ports::{Admission, Clock, Limit, Random, RequestStore, Throttle};
use crate::unit::{Seconds, Timestamp};

/// How long a user may take at the provider.
const LIFE: Seconds = Seconds(1800);

/// The number of random bytes in an attempt, and in the name of a stored one.
const RANDOM_BYTES: usize = 32;

/// The length of the name of a stored attempt.
const NAME_LENGTH: usize = 43;

/// An attempt to sign in at a provider.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Attempt {
    /// The name of the provider.
    #[serde(rename = "p")]
    pub provider: String,
    /// The request that waits for the user.
    #[serde(rename = "w")]
    pub waiting: Waiting,
    /// When it is too late.
    #[serde(rename = "x")]
    pub expires_at: Timestamp,
    #[serde(rename = "r")]
    random: String,
}

impl Attempt {
    /// Begins an attempt.
    pub fn begin(provider: &IdentityProvider, waiting: &Waiting, ports: &(impl Clock + Random)) -> Result<Self, Fault> {
        Ok(Self {
            provider: provider.name.clone(),
            waiting: waiting.clone(),
            expires_at: ports.now().after(LIFE).min(waiting.expires_at),
            random: random(ports)?,
        })
    }

    /// Returns the nonce, which the ID token must have.
    #[must_use]
    pub fn nonce(&self) -> String {
        self.digest("nonce")
    }

    /// Returns the code verifier. RFC 7636 section 4.1.
    #[must_use]
    pub fn verifier(&self) -> String {
        self.digest("verifier")
    }

    /// Returns the code challenge. RFC 7636 section 4.2.
    #[must_use]
    pub fn challenge(&self) -> String {
        Base64UrlUnpadded::encode_string(&Sha256::digest(self.verifier()))
    }

    fn digest(&self, label: &str) -> String {
        let digest = Sha256::new().chain_update(label).chain_update(" ").chain_update(&self.random).finalize();
        Base64UrlUnpadded::encode_string(&digest)
    }

    /// Seals the attempt for a browser.
    pub fn seal(&self, browser: &str, config: &Config) -> Result<String, Fault> {
        let sealed = config.keys.seal_value(Purpose::SignInState, &[config.issuer.as_str(), browser], self);
        sealed.ok_or_else(|| Fault::Broken("a sign-in cannot be sealed".to_owned()))
    }

    /// Opens the state of a callback in a browser; `None` if it is of another browser, or too late.
    ///
    /// A stored attempt is taken away, so that it counts once.
    pub async fn open(
        state: &str,
        browser: &str,
        config: &Config,
        ports: &(impl Clock + RequestStore),
    ) -> Result<Option<Self>, Fault> {
        let now = ports.now();
        // No sealed attempt is as short as a name.
        let stored = match state.len() {
            NAME_LENGTH => ports.take_request(&stored_as(state), now).await?,
            _ => None,
        };
        let sealed = stored.as_deref().unwrap_or(state);
        let attempt: Option<Self> =
            config.keys.open_value(Purpose::SignInState, &[config.issuer.as_str(), browser], sealed);
        Ok(attempt.filter(|attempt| now < attempt.expires_at))
    }

    /// Stores a sealed attempt, and returns the name that is its `state` instead.
    ///
    /// Nobody has signed in yet, so the rows of a network are limited.
    pub async fn store(
        &self,
        sealed: &str,
        peer: Peer,
        ports: &(impl Random + RequestStore + Throttle),
    ) -> Result<String, Fault> {
        if ports.count(Limit::Registration, &peer.network()).await? == Admission::Refused {
            return Err(Fault::Limited);
        }
        let name = random(ports)?;
        ports.keep_request(&stored_as(&name), sealed, self.expires_at).await?;
        Ok(name)
    }
}

fn random(ports: &impl Random) -> Result<String, Fault> {
    let mut bytes = [0; RANDOM_BYTES];
    ports.fill(&mut bytes)?;
    Ok(Base64UrlUnpadded::encode_string(&bytes))
}

/// Returns the name of a stored attempt. Other requests are stored in the same place; none of their names has a space.
fn stored_as(name: &str) -> String {
    format!("sign-in {name}")
}
