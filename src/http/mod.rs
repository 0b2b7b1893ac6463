//! Plain values for what comes in and what goes out, and readers of the headers that the endpoints understand.

mod authorization;
mod certificate;
mod form;
mod error_response;
mod headers;
mod response;

pub use authorization::{AccessToken, TokenType};
pub use certificate::{Certificate, CertificateStatus};
pub use form::{Form, decode};
pub use headers::{Field, Headers};
pub use response::Response;

pub use crate::unit::Status;

use std::net::{IpAddr, Ipv6Addr};

use serde_json::{Map, Value};

use crate::error::{Error, Invalid, Refusal};
use crate::json::{self, Pointer};
use crate::unit::ByteCount;

/// One request, as the edge received it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// How it was sent.
    pub scheme: Scheme,
    /// The path exactly as sent, percent encoding included.
    pub path: String,
    /// The query without its question mark, empty if absent.
    pub query: String,
    /// The header fields that are read.
    pub headers: Headers,
    /// The body, read up to the limit.
    pub body: Body,
    /// The address that the platform attests.
    pub peer: Peer,
    /// The certificate that the platform attests, if the client has presented one.
    pub certificate: Option<Certificate>,
    /// The platform's name for this request, for the log.
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
    /// Its name on the wire; every other method is `OTHER`.
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

    /// The method of a name, case-sensitively. RFC 9110 section 9.1.
    #[must_use]
    pub fn of(name: &str) -> Self {
        [Self::Delete, Self::Get, Self::Head, Self::Options, Self::Post, Self::Put]
            .into_iter()
            .find(|method| method.as_str() == name)
            .unwrap_or(Self::Other)
    }
}

/// How a request was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Scheme {
    Http,
    Https,
}

/// A body, never longer than the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// It ended before its end.
    Broken,
    /// All of it; empty if absent.
    Complete(Vec<u8>),
    /// It was, or said to be, longer than the limit; the rest was not read.
    TooLarge,
}

/// The address that a request came from; `None` if the platform names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub Option<IpAddr>);

impl Peer {
    /// The network that one subscriber has: an IPv4 address, or the first 64 bits of an IPv6 address.
    #[must_use]
    pub fn network(self) -> String {
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
    /// The body as one JSON object, read strictly.
    ///
    /// `Err` is 415 for another media type, 413 above `limit`, otherwise the place where the text is not acceptable.
    /// The media type is checked first: `text/plain` needs no preflight, so any web page could send it.
    pub fn json_object(&self, limit: ByteCount) -> Result<Map<String, Value>, Error> {
        if !is_json(self.headers.value(Field::ContentType).unwrap_or_default()) {
            return Err(Refusal::UnsupportedMediaType(self.sent_as(Field::ContentType)).into());
        }
        // Whatever member it is in: the value could not even be read.
        json::read_object(self.whole(limit)?)
            .map_err(|unreadable| Refusal::InvalidClientMetadata(unreadable.into()).into())
    }

    /// The value of a header in words, for its sender: cut off, in the characters that RFC 6749 section 5.2 allows.
    #[must_use]
    pub fn sent_as(&self, field: Field) -> String {
        let Some(value) = self.headers.value(field).filter(|value| !value.trim().is_empty()) else {
            return format!("no {} was sent", field.as_str());
        };
        let is_plain = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
        let shown = value.chars().take(LONGEST_SHOWN).map(|c| if is_plain(c) { c } else { '?' });
        format!("the {} {} was sent", field.as_str(), shown.collect::<String>())
    }

    /// Whether the body says that it is a signed JWT, by either of two names. RFC 7519 section 10.3.1, RFC 7515 section
    /// 9.2.1.
    #[must_use]
    pub fn is_jwt(&self) -> bool {
        let media_type = self.headers.value(Field::ContentType).unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        ["application/jwt", "application/jose"].iter().any(|name| essence.eq_ignore_ascii_case(name))
    }

    /// The body as it is; `Err` if there is too much or not all of it, or if it is packed.
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

    /// The first value of a query parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        let mut parameters = form_urlencoded::parse(self.query.as_bytes());
        parameters.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// Whether a list of entity tags in a header has this one; `None` without the header.
    ///
    /// Compared weakly for [`Field::IfNoneMatch`] alone; no tag of this server is weak. RFC 9110 section 13.1.
    #[must_use]
    pub fn lists_tag(&self, field: Field, tag: &str) -> Option<bool> {
        let tags = self.headers.value(field)?;
        let is_weak = |listed: &str| field == Field::IfNoneMatch && listed.strip_prefix("W/") == Some(tag);
        Some(tags.split(',').map(str::trim).any(|listed| listed == "*" || listed == tag || is_weak(listed)))
    }
}

/// How much of a header its sender is shown.
const LONGEST_SHOWN: usize = 64;

/// Whether a content type is `application/json`, in UTF-8 if it says so. RFC 9110 section 8.3.
fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    is_json
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                let charset = value.trim().trim_matches('"');
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
