//! Challenges: random bytes and an end, sealed for those who get them. Web Authentication Level 3 section 13.4.3.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

use crate::error::{Fault, PasskeyFailure};
use crate::key_ring::Purpose;
use crate::model::{Config, SessionId, SpentChallenge};
use crate::ports::{Clock, Random};
use crate::unit::{Seconds, Timestamp};

/// How long a challenge counts: as long as a user may take for the questions of the browser. Web Authentication Level 3
/// section 15.1.
const LIFE: Seconds = Seconds(600);

/// The number of random bytes.
const BYTES: usize = 16;

/// The holder of a challenge: a challenge of one is worth nothing for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder<'a> {
    /// A session, whose user adds a passkey.
    Session(&'a SessionId),
    /// A browser, in which a user signs in.
    Browser(&'a str),
}

impl Holder<'_> {
    /// Returns the `type` of the client data.
    pub const fn ceremony(&self) -> &'static str {
        match self {
            Self::Session(_) => "webauthn.create",
            Self::Browser(_) => "webauthn.get",
        }
    }

    fn parts<'a>(&'a self, config: &'a Config) -> [&'a str; 3] {
        let name = match self {
            Self::Session(session) => session.as_str(),
            Self::Browser(browser) => browser,
        };
        [config.issuer.as_str(), self.ceremony(), name]
    }

    /// Makes a challenge: base64url.
    pub fn challenge(&self, config: &Config, ports: &(impl Clock + Random)) -> Result<String, Fault> {
        let mut random = [0; BYTES];
        ports.fill(&mut random)?;
        let contents =
            Contents { random: Base64UrlUnpadded::encode_string(&random), expires_at: ports.now().after(LIFE) };
        let sealed = config.keys.seal_value(Purpose::Passkey, &self.parts(config), &contents);
        sealed.ok_or_else(|| Fault::Broken("the challenge of a passkey cannot be sealed".to_owned()))
    }

    /// Opens a challenge of this holder.
    pub fn open(&self, text: &str, now: Timestamp, config: &Config) -> Result<SpentChallenge, PasskeyFailure> {
        let opened = config.keys.open_value(Purpose::Passkey, &self.parts(config), text);
        let Contents { random, expires_at } = opened.ok_or(PasskeyFailure::ChallengeUnknown)?;
        if now >= expires_at {
            return Err(PasskeyFailure::ChallengeExpired);
        }
        Ok(SpentChallenge { name: format!("passkey {random}"), expires_at })
    }
}

/// The contents of a challenge.
#[derive(Deserialize, Serialize)]
struct Contents {
    #[serde(rename = "r")]
    random: String,
    #[serde(rename = "x")]
    expires_at: Timestamp,
}
