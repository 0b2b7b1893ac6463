//! Browsers that local users have signed in with before. Guesses of others do not lock such a browser out.

use crate::error::Fault;
use crate::http::{Cookie, Request};
use crate::key_ring::Purpose;
use crate::model::Config;
use crate::sign_in::browser::{CookieKind, cookie_name};
use crate::unit::Seconds;

/// The most users of one browser that are remembered.
const MAXIMUM: usize = 4;

/// How long a browser is remembered after the last sign-in.
const LIFE: Seconds = Seconds::of_days(180);

/// Returns true if a local user has signed in with this browser before.
pub fn is_known(username: &str, request: &Request, config: &Config) -> bool {
    known(request, config).iter().any(|known| known == username)
}

/// Makes the cookie with which the browser is known to a local user, beside those whom it is known to already.
pub fn known_by(username: &str, request: &Request, config: &Config) -> Result<Cookie, Fault> {
    let mut usernames = known(request, config);
    usernames.retain(|known| known != username);
    usernames.insert(0, username.to_owned());
    usernames.truncate(MAXIMUM);
    let sealed = config.keys.seal_value(Purpose::KnownBrowser, &[config.issuer.as_str()], &usernames);
    let sealed = sealed.ok_or_else(|| Fault::Broken("the users of a browser cannot be sealed".to_owned()))?;
    let name = cookie_name(CookieKind::Known, config);
    Ok(Cookie::new(name, sealed, Some(LIFE), config.issuer.is_encrypted()))
}

/// Returns the local users that have signed in with this browser, the last one first.
pub fn known(request: &Request, config: &Config) -> Vec<String> {
    let sealed = request.cookie(&cookie_name(CookieKind::Known, config));
    let opened = sealed.and_then(|text| config.keys.open_value(Purpose::KnownBrowser, &[config.issuer.as_str()], text));
    opened.unwrap_or_default()
}
