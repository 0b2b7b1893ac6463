//! Absolute URIs. The text stays exactly as sent, because URIs are compared as text.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use fluent_uri::Uri;
use fluent_uri::component::{Authority, Host as Parsed};

/// The maximum length of a URI, in bytes.
pub const LONGEST_URI: usize = 2048;

/// An absolute URI of RFC 3986 without fragment and user information, whose path has no dot segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsoluteUri {
    text: String,
    scheme: String,
    host: Option<Host>,
    port: Option<u16>,
}

/// The host of a URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// A dotted quad.
    Ipv4(Ipv4Addr),
    /// An IPv6 address, and its text inside the brackets.
    Ipv6(Ipv6Addr, String),
    /// A name in lower case.
    Name(String),
}

impl AbsoluteUri {
    /// Reads a URI; `Err` is the requirement that it breaks.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        // The parser permits a fragment, but the redirection may put its own parameters there. RFC 6749 section 3.1.2.
        if text.contains('#') {
            return Err("not have a fragment");
        }
        let uri = Uri::parse(text).map_err(|_| "be an absolute URI in the characters of RFC 3986")?;
        let scheme = uri.scheme().as_str().to_ascii_lowercase();
        if is_web(&scheme) && uri.authority().is_none() {
            return Err("have a host");
        }
        // A client that decodes the URI before it redirects would write a line break into a header.
        if has_encoded_control(text) {
            return Err("not have encoded control characters");
        }
        // Browsers resolve dot segments, so another URI would be opened than the one that was compared.
        if has_dot_segment(uri.path().as_str()) {
            return Err("not have dot segments or encoded backslashes in its path");
        }
        let host = match uri.authority() {
            Some(authority) => host(&authority, &scheme)?,
            None => None,
        };
        let port = uri.authority().and_then(|authority| authority.port_to_u16().ok().flatten());
        Ok(Self { text: text.to_owned(), scheme, host, port })
    }

    /// Returns the text exactly as sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the scheme in lower case.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// Returns host and port exactly as sent.
    #[must_use]
    pub fn authority(&self) -> Option<&str> {
        let rest = self.text.get(self.scheme.len()..)?.strip_prefix("://")?;
        rest.split(['/', '?']).next()
    }

    /// Returns the path exactly as sent; empty without a path. Without an authority it is all that follows the scheme.
    #[must_use]
    pub fn path(&self) -> &str {
        let rest = self.text.get(self.scheme.len()..).and_then(|rest| rest.strip_prefix(':')).unwrap_or_default();
        let rest = rest.split('?').next().unwrap_or_default();
        match rest.strip_prefix("//") {
            Some(rest) => rest.find('/').and_then(|start| rest.get(start..)).unwrap_or_default(),
            None => rest,
        }
    }

    /// Returns scheme, host and port, with the default port of the scheme. RFC 6454 section 4.
    #[must_use]
    pub fn origin(&self) -> (&str, Option<&Host>, Option<u16>) {
        let default = match &*self.scheme {
            "https" => Some(443),
            "http" => Some(80),
            _ => None,
        };
        (&self.scheme, self.host(), self.port.or(default))
    }

    /// Returns the host; always present for `http` and `https`.
    #[must_use]
    pub const fn host(&self) -> Option<&Host> {
        self.host.as_ref()
    }
}

impl Host {
    /// Returns true for the three loopback hosts that clients use.
    ///
    /// OpenID Connect Registration section 2, RFC 8252 section 7.3.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self {
            // Only the spellings that clients use: redirection URIs are compared as text, and the guard of outbound
            // requests must not take `127.0.0.2` for the host of a developer.
            Self::Ipv4(address) => *address == Ipv4Addr::LOCALHOST,
            Self::Ipv6(_, text) => text == "::1",
            Self::Name(name) => name == "localhost",
        }
    }

    /// Returns true if the host is `top` or a name below it. An IP address has nothing below it.
    #[must_use]
    pub fn is_at_or_below(&self, top: &str) -> bool {
        match self {
            Self::Name(name) => name.strip_suffix(top).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
            address => address.to_string() == top,
        }
    }
}

/// Writes the form that is compared: an address in its shortest form, a name in lower case.
impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ipv4(address) => address.fmt(f),
            Self::Ipv6(address, _) => address.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

/// Returns true for the schemes of the web.
pub(super) fn is_web(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
}

fn host(authority: &Authority<'_>, scheme: &str) -> Result<Option<Host>, &'static str> {
    // People take the name before `@` for the host.
    if authority.has_userinfo() {
        return Err("not have user information before its host");
    }
    if authority.port().is_some_and(|port| !matches!(port.as_str().parse::<u16>(), Ok(1..))) {
        return Err("have a port from 1 to 65535 after the colon");
    }
    match authority.host_parsed() {
        Parsed::Ipv4(address) => Ok(Some(Host::Ipv4(address))),
        Parsed::Ipv6(address) => {
            let text = authority.host().trim_matches(['[', ']']);
            Ok(Some(Host::Ipv6(address, text.to_owned())))
        }
        Parsed::RegName(name) if is_web(scheme) => {
            let name = name.as_str().to_ascii_lowercase();
            if is_host_name(&name) { Ok(Some(Host::Name(name))) } else { Err("have a host name or an IP address") }
        }
        Parsed::RegName(name) if name.as_str().is_empty() => Ok(None),
        Parsed::RegName(name) => Ok(Some(Host::Name(name.as_str().to_ascii_lowercase()))),
        Parsed::IpvFuture { .. } => Err("have a host name or an IP address"),
    }
}

/// Returns true for labels of letters, digits, hyphens and underscores. A numeric last label is refused: URL parsers
/// read such a name as an IPv4 address.
pub fn is_host_name(name: &str) -> bool {
    // RFC 1123 has no underscore, but names on the web have it, and browsers resolve them.
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit())
        || last.strip_prefix("0x").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_hexdigit()));
    name.len() <= 253 && name.split('.').all(is_label) && !is_number
}

/// Returns true if a path has dot segments after lenient decoding.
fn has_dot_segment(path: &str) -> bool {
    let has = |path: &str| path.split('/').any(|segment| matches!(segment.split(';').next(), Some("." | "..")));
    if !path.contains('%') {
        return has(path);
    }
    // Some servers decode a path before they split it, and cut parameters off: for them `/%2e%2e;x/` is `/../`.
    let path = path.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/");
    path.contains("%5c") || has(&path)
}

fn has_encoded_control(text: &str) -> bool {
    let codes = text.split('%').skip(1).filter_map(|rest| u8::from_str_radix(rest.get(..2)?, 16).ok());
    codes.into_iter().any(|code| code.is_ascii_control())
}
