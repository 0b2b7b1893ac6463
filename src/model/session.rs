//! Sessions of users, and their names.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::key_ring::Purpose;
use crate::model::name_of_user::name_of_user;
use crate::model::{AuthorizationRequest, Config, USER_BYTES, UserId};
use crate::unit::{Seconds, Timestamp};

/// The name of a session in the store: the identifier of the user, 64 random bits for the series of sessions of one
/// browser, and 64 for this session, with dots between them.
///
/// So the sessions of a user stand together. The name is never shown to a client. It is no secret by itself: the cookie
/// has it sealed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct SessionId(String);

name_of_user!(SessionId);

impl SessionId {
    /// Makes the name of the first session of a series from random bytes.
    #[must_use]
    pub fn new(user: &UserId, random: &[u8; USER_BYTES]) -> Self {
        let (series, this) = random.split_at(USER_BYTES / 2);
        let [series, this] = [series, this].map(Base64UrlUnpadded::encode_string);
        Self(format!("{}.{series}.{this}", user.as_str()))
    }

    /// Makes the name of the session that follows this one in its series: the same user has signed in again.
    #[must_use]
    pub fn renewed(&self, random: &[u8; USER_BYTES]) -> Self {
        let (_, this) = random.split_at(USER_BYTES / 2);
        Self(format!("{}.{}", self.series(), Base64UrlUnpadded::encode_string(this)))
    }

    /// Returns the part that all sessions of a series share.
    fn series(&self) -> &str {
        self.0.rsplit_once('.').map_or(&*self.0, |(series, _)| series)
    }

    /// Returns the `sid` of a session for a client: base64url, 43 characters. Clients cannot compare theirs.
    ///
    /// It stays the same when the user signs in again in the same browser, so that a logout token names the session that
    /// the ID token of an earlier sign-in named. `None` only for a key ring without its current key. OpenID Connect
    /// Back-Channel Logout section 2.1.
    #[must_use]
    pub fn sid(&self, client_id: &str, config: &Config) -> Option<String> {
        let parts = [config.issuer.as_str(), self.series(), client_id].map(str::as_bytes);
        let derived = config.keys.derive_32(config.keys.current(), Purpose::SessionName, &parts)?;
        Some(Base64UrlUnpadded::encode_string(&derived))
    }
}

/// A session of a user in one browser. It begins when the user signs in, and a new sign-in begins another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The name.
    pub id: SessionId,
    /// The user.
    pub user: UserId,
    /// When the user proved their identity.
    pub authenticated_at: Timestamp,
    /// When the session ends, used or not.
    pub expires_at: Timestamp,
    /// How the user proved their identity: the `amr` of ID tokens. RFC 8176.
    pub methods: Vec<String>,
    /// The authentication context class that was reached: the `acr` of ID tokens.
    pub context: Option<String>,
    /// The browser, for the user: such as `Firefox on Linux`.
    pub device: String,
    /// The town and the country in which the session began, as far as the platform knows them.
    pub place: Option<String>,
}

/// How long after a sign-in the user may change the ways to sign in, and administer.
const RECENT: Seconds = Seconds(900);

impl Session {
    /// Returns true if the user has proven their identity within 15 minutes.
    #[must_use]
    pub fn is_recent(&self, now: Timestamp) -> bool {
        now < self.authenticated_at.after(RECENT)
    }
}

/// The context class of a sign-in with a passkey: phishing-resistant. OpenID Connect Extended Authentication Profile ACR
/// Values 1.0 section 2.
pub const PHISHING_RESISTANT: &str = "phr";

/// The context class of a sign-in with two factors. REFEDS Multi-Factor Authentication Profile.
pub const TWO_FACTORS: &str = "https://refeds.org/profile/mfa";

/// Returns the context class that a sign-in at this server reaches with these methods: that of passkeys, that of two
/// factors, or none. RFC 8176 section 2.
#[must_use]
pub fn context_of(methods: &[&str]) -> Option<&'static str> {
    let has = |method: &str| methods.contains(&method);
    if has("hwk") || has("swk") {
        Some(PHISHING_RESISTANT)
    } else if has("mfa") {
        Some(TWO_FACTORS)
    } else {
        None
    }
}

/// Returns true if a context class that was reached is enough for another. A sign-in that resists phishing has two
/// factors: the device that has the key, and the user's gesture that unlocks it.
#[must_use]
pub fn covers(reached: Option<&str>, wanted: &str) -> bool {
    reached.is_some_and(|reached| reached == wanted || (reached == PHISHING_RESISTANT && wanted == TWO_FACTORS))
}

/// Returns the context class that a response states for the one that was reached: a client that asks for two factors alone
/// gets the value that it asked for, also after a sign-in that resists phishing. OpenID Connect Core section 5.5.1.1.
#[must_use]
pub fn stated_context<'a>(reached: Option<&'a str>, request: &AuthorizationRequest) -> Option<&'a str> {
    let places = [&request.claims.id_token, &request.claims.userinfo];
    let is_named = |wanted: &str| {
        let names = |claim: &Value| {
            let values = claim.get("values").and_then(Value::as_array).into_iter().flatten();
            claim.get("value").into_iter().chain(values).any(|value| value == wanted)
        };
        request.acr_values.iter().any(|value| value == wanted)
            || places.iter().filter_map(|place| place.get("acr")).any(names)
    };
    match reached {
        Some(PHISHING_RESISTANT) if is_named(TWO_FACTORS) && !is_named(PHISHING_RESISTANT) => Some(TWO_FACTORS),
        reached => reached,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_context_of_a_sign_in_follows_from_its_methods() {
        for (methods, context) in [
            (&["pwd"][..], None),
            (&[], None),
            (&["otp"], None),
            (&["pwd", "otp", "mfa"], Some("https://refeds.org/profile/mfa")),
            (&["hwk", "user", "mfa"], Some("phr")),
            (&["swk", "user", "mfa"], Some("phr")),
        ] {
            assert_eq!(context_of(methods), context, "{methods:?}");
        }
    }

    #[test]
    fn a_session_keeps_its_series_and_its_user_when_it_is_renewed() {
        let user = UserId::new(&[7; USER_BYTES]);
        let first = SessionId::new(&user, &[1; USER_BYTES]);
        let second = first.renewed(&[2; USER_BYTES]);
        assert_ne!(first, second);
        assert_eq!((first.series(), first.user(), second.user()), (second.series(), Some(user.clone()), Some(user)));
        assert_ne!(first.series(), SessionId::new(&first.user().unwrap(), &[2; USER_BYTES]).series());
        assert_eq!(SessionId::restored("x".to_owned()).user(), None);
    }
}
