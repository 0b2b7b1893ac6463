//! Requests and responses as plain values, and readers of the request headers.

mod arrival;
mod authorization;
mod certificate;
mod cookie;
mod error_response;
mod form;
mod given;
mod headers;
mod response;

pub use arrival::{Head, Pieces, Reading};
pub use authorization::{AccessToken, TokenType};
pub use certificate::{Certificate, CertificateStatus, byte_sequence};
pub use cookie::Cookie;
pub use form::{Form, decode};
pub use given::Given;
pub use headers::{Field, Headers};
pub use response::{Reader, Response, Shadow};

pub use crate::unit::Status;

use std::net::{IpAddr, Ipv6Addr};

use serde_json::{Map, Value};

use crate::error::{Error, Invalid, Refusal};
use crate::json::{self, Pointer};
use crate::unit::ByteCount;

/// A request, as the edge received it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The scheme that the request was sent with.
    pub scheme: Scheme,
    /// The path exactly as sent, with percent-encoding.
    pub path: String,
    /// The query without the question mark; empty if absent.
    pub query: String,
    /// The header fields that endpoints read.
    pub headers: Headers,
    /// The body, up to the limit.
    pub body: Body,
    /// The client's IP address, from the platform or from a proxy that has proven itself.
    pub peer: Peer,
    /// The town and the country of the client, from the platform, where an endpoint reads them.
    pub place: Option<String>,
    /// The client certificate, from the platform or from a proxy that has proven itself.
    pub certificate: Option<Certificate>,
    /// The reason, for the log, why a certificate in a header does not count, or not as one of an authority.
    pub certificate_fault: Option<&'static str>,
    /// The platform's identifier of this request, for the log.
    pub ray_id: String,
}

/// A request method. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Method {
    Delete,
    Get,
    Head,
    Options,
    Other,
    Post,
    Put,
}

impl Method {
    /// Returns the name on the wire; `OTHER` for an unlisted method.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Other => "OTHER",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }

    /// Reads a method, case-sensitively. RFC 9110 section 9.1.
    #[must_use]
    pub fn of(name: &str) -> Self {
        [Self::Delete, Self::Get, Self::Head, Self::Options, Self::Post, Self::Put]
            .into_iter()
            .find(|method| method.as_str() == name)
            .unwrap_or(Self::Other)
    }
}

/// The scheme of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Scheme {
    Http,
    Https,
}

/// A request body, never longer than the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// The body ended early.
    Broken,
    /// The whole body; empty if absent.
    Complete(Vec<u8>),
    /// The body was longer than the limit, or declared to be. The rest was not read.
    TooLarge,
}

/// The IP address that a request came from; `None` if the platform gives none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub Option<IpAddr>);

impl Peer {
    /// Returns true for an address of the machine itself.
    #[must_use]
    pub fn is_loopback(self) -> bool {
        self.0.is_some_and(|address| address.to_canonical().is_loopback())
    }

    /// Returns the network that one subscriber has: an IPv4 address, or the first 64 bits of an IPv6 address.
    #[must_use]
    pub fn network(self) -> String {
        // An IPv4 address can come in the form of IPv6, which would be one network for all.
        match self.0.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(address)) => address.to_string(),
            Some(IpAddr::V6(address)) => {
                let prefix = u128::from(address) >> 64 << 64;
                format!("{}/64", Ipv6Addr::from(prefix))
            }
            None => "unknown".to_owned(),
        }
    }
}

impl Request {
    /// Reads the body as a JSON object, strictly.
    ///
    /// `Err` is 415 for another media type, 413 above `limit`, and otherwise the place where reading stops. The media
    /// type is checked first: any web page can send `text/plain` without a preflight.
    pub fn json_object(&self, limit: ByteCount) -> Result<Map<String, Value>, Error> {
        if !is_json(self.headers.value(Field::ContentType).unwrap_or_default()) {
            return Err(Refusal::UnsupportedMediaType(self.sent_as(Field::ContentType)).into());
        }
        // Syntax errors are `invalid_client_metadata`, even inside `redirect_uris`.
        json::read_object(self.whole(limit)?)
            .map_err(|unreadable| Refusal::InvalidClientMetadata(unreadable.into()).into())
    }

    /// Quotes a header in a description: cut off, in the characters that RFC 6749 section 5.2 permits.
    #[must_use]
    pub fn sent_as(&self, field: Field) -> String {
        let Some(value) = self.headers.value(field).filter(|value| !value.trim().is_empty()) else {
            return format!("no {} was sent", field.as_str());
        };
        let is_plain = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
        let shown = value.chars().take(LONGEST_SHOWN).map(|c| if is_plain(c) { c } else { '?' });
        format!("the {} {} was sent", field.as_str(), shown.collect::<String>())
    }

    /// Returns true if the media type is a signed JWT, under either of its two names. RFC 7519 section 10.3.1, RFC 7515
    /// section 9.2.1.
    #[must_use]
    pub fn is_jwt(&self) -> bool {
        let media_type = self.headers.value(Field::ContentType).unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        ["application/jwt", "application/jose"].iter().any(|name| essence.eq_ignore_ascii_case(name))
    }

    /// Returns the bytes of the body; `Err` if the body is too long, incomplete or compressed.
    pub fn whole(&self, limit: ByteCount) -> Result<&[u8], Refusal> {
        let encoding = self.headers.value(Field::ContentEncoding).unwrap_or("identity");
        if !encoding.eq_ignore_ascii_case("identity") {
            return Err(Refusal::UnsupportedMediaType(self.sent_as(Field::ContentEncoding)));
        }
        match &self.body {
            Body::Broken => Err(Refusal::InvalidClientMetadata(Invalid::new(Pointer::root(), "arrive as a whole"))),
            Body::Complete(body) if body.len() <= limit.0 => Ok(body),
            Body::Complete(_) | Body::TooLarge => Err(Refusal::PayloadTooLarge(limit)),
        }
    }

    /// Returns the first value of a query parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        let mut parameters = form_urlencoded::parse(self.query.as_bytes());
        parameters.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// Returns true if the list of entity tags in a header contains this tag; `None` without the header.
    ///
    /// Weak comparison is for [`Field::IfNoneMatch`] alone; this server makes no weak tags. RFC 9110 section 13.1.
    #[must_use]
    pub fn lists_tag(&self, field: Field, tag: &str) -> Option<bool> {
        let tags = self.headers.value(field)?;
        let is_weak = |listed: &str| field == Field::IfNoneMatch && listed.strip_prefix("W/") == Some(tag);
        Some(tags.split(',').map(str::trim).any(|listed| listed == "*" || listed == tag || is_weak(listed)))
    }
}

/// The most characters of a header that a description quotes.
const LONGEST_SHOWN: usize = 64;

/// Returns true if a content type is `application/json`, and its charset UTF-8 or absent. RFC 9110 section 8.3.
fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    is_json
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                let charset = value.trim().trim_matches('"');
                // `utf8` is not a registered name, but clients send it.
                ["utf-8", "utf8"].iter().any(|name| charset.eq_ignore_ascii_case(name))
            }
            _ => true,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9110 section 8.3; requirements A6 to A8.
    #[test]
    fn only_application_json_in_utf_8_is_json() {
        let rows = [
            ("application/json", true),
            ("Application/JSON ; charset=UTF-8", true),
            ("application/json;charset=\"utf-8\"; profile=x", true),
            ("application/json; charset=utf8", true),
            ("application/json; charset=utf-16", false),
            ("application/json; charset =utf-16", false),
            ("application/jsonp", false),
            ("application/json-seq", false),
            ("application/vnd.x+json", false),
            ("text/plain", false),
            ("application/x-www-form-urlencoded", false),
            ("", false),
        ];
        for (content_type, expected) in rows {
            assert_eq!(is_json(content_type), expected, "{content_type}");
        }
    }
}
