//! The browser of a user: its name in a cookie, and the origin of its forms.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use crate::error::Fault;
use crate::http::{Cookie, Field, Request};
use crate::model::Config;
use crate::ports::Random;

/// The number of random bytes in the name of a browser.
const BROWSER_BYTES: usize = 16;

/// Returns the name of the browser that sent the request: 128 random bits in base64url, 22 characters. `None` if the
/// browser has none, or a text of another form.
///
/// Requests that wait in the browser are sealed for this name, so that nobody can make another browser go on with them.
#[must_use]
pub fn browser<'a>(request: &'a Request, config: &Config) -> Option<&'a str> {
    let value = request.cookie(&cookie_name(CookieKind::Browser, config))?;
    let mut bytes = [0; BROWSER_BYTES];
    let decoded = Base64UrlUnpadded::decode(value, &mut bytes).ok()?;
    (decoded.len() == BROWSER_BYTES).then_some(value)
}

/// Returns the name of the browser, and the cookie with it if the browser has none yet.
pub fn browser_of(request: &Request, config: &Config, ports: &impl Random) -> Result<(String, Option<Cookie>), Fault> {
    match browser(request, config) {
        Some(browser) => Ok((browser.to_owned(), None)),
        None => new_browser(config, ports).map(|(browser, cookie)| (browser, Some(cookie))),
    }
}

/// Makes the name of a browser that has none, and the cookie that keeps it until the browser ends.
pub fn new_browser(config: &Config, ports: &impl Random) -> Result<(String, Cookie), Fault> {
    let mut random = [0; BROWSER_BYTES];
    ports.fill(&mut random)?;
    let browser = Base64UrlUnpadded::encode_string(&random);
    let name = cookie_name(CookieKind::Browser, config);
    let cookie = Cookie::new(name, browser.clone(), None, config.issuer.is_encrypted());
    Ok((browser, cookie))
}

/// Returns true if a page of this server may have sent the form. Browsers without the header are permitted: no form is
/// accepted without a cookie that other sites cannot make the browser send.
#[must_use]
pub fn is_same_origin(request: &Request, config: &Config) -> bool {
    request.headers.value(Field::Origin).is_none_or(|origin| origin == config.issuer.address_at(""))
}

/// The cookies of this server. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieKind {
    /// The name of the browser.
    Browser,
    /// The entry of an operator into the console.
    Console,
    /// The local users that have signed in with the browser.
    Known,
    /// The session.
    Session,
}

/// Returns the name of a cookie: servers of one host have cookies of their own.
///
/// With the prefix `__Host-`, no other host can set the cookie. It is for https alone.
pub fn cookie_name(kind: CookieKind, config: &Config) -> String {
    // Cookies ignore ports, and `__Host-` demands the path `/`: only the name keeps servers of one host apart. RFC 6265
    // section 8.5.
    let digest = Sha256::digest(config.issuer.as_str());
    let server = base16ct::lower::encode_string(&digest.into_iter().take(4).collect::<Vec<u8>>());
    let prefix = if config.issuer.is_encrypted() { "__Host-" } else { "" };
    let kind = match kind {
        CookieKind::Browser => "browser-",
        CookieKind::Console => "console-",
        CookieKind::Known => "known-",
        CookieKind::Session => "",
    };
    format!("{prefix}enrol-{kind}{server}")
}
