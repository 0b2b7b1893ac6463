//! A request in the parts that a platform gives.

use crate::http::{Body, Headers, Method, Peer, Request, Scheme};
use crate::unit::ByteCount;

/// The longest identifier of a request that the log shows, in characters.
const LONGEST_RAY_ID: usize = 64;

/// The first line of a request, and what the platform says about it.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The method.
    pub method: Method,
    /// The absolute URL, exactly as sent.
    pub url: &'a str,
    /// The address of the sender.
    pub address: Option<&'a str>,
    /// The platform's identifier of the request, for the log.
    pub ray_id: Option<&'a str>,
}

impl Head<'_> {
    /// Returns the request with these header fields and this body, without a certificate.
    #[must_use]
    pub fn request(&self, headers: Headers, body: Body) -> Request {
        // Split by hand: a library would normalize the path, which must stay as it was sent.
        let (scheme, rest) = self.url.split_once(':').unwrap_or(("http", self.url));
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let target = rest.find('/').and_then(|start| rest.get(start..)).unwrap_or("/");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Request {
            method: self.method,
            scheme: if scheme == "https" { Scheme::Https } else { Scheme::Http },
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body,
            peer: Peer(self.address.and_then(|address| address.parse().ok())),
            place: None,
            certificate: None,
            certificate_fault: None,
            ray_id: self.ray_id.unwrap_or_default().chars().take(LONGEST_RAY_ID).collect(),
        }
    }
}

/// How to read the body of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// In pieces, because the request does not say how long the body is.
    InPieces(ByteCount),
    /// Not at all, because no endpoint reads the body of such a request.
    Skipped,
    /// Not at all, because the body is longer than the limit.
    TooLarge,
    /// At once, because the body is as long as it says: HTTP ends it there.
    Whole,
}

impl Reading {
    /// Decides by the method, the `content-length` field, and the limit. A server with invalid settings has no limit.
    #[must_use]
    pub fn of(method: Method, content_length: Option<&str>, limit: Option<ByteCount>) -> Self {
        if matches!(method, Method::Get | Method::Head) {
            return Self::Skipped;
        }
        let Some(limit) = limit else { return Self::TooLarge };
        match content_length.map(str::parse::<usize>) {
            Some(Ok(length)) if length > limit.0 => Self::TooLarge,
            Some(Ok(_)) => Self::Whole,
            Some(Err(_)) | None => Self::InPieces(limit),
        }
    }
}

/// The bytes of a body that arrives in pieces, up to a limit.
#[derive(Clone, Debug)]
pub struct Pieces {
    bytes: Vec<u8>,
    limit: ByteCount,
}

impl Pieces {
    /// Begins without bytes.
    #[must_use]
    pub const fn new(limit: ByteCount) -> Self {
        Self { bytes: Vec::new(), limit }
    }

    /// Checks that one more piece of this length is within the limit, before it is copied.
    #[must_use]
    pub const fn have_room_for(&self, length: ByteCount) -> bool {
        self.bytes.len().saturating_add(length.0) <= self.limit.0
    }

    /// Adds a piece that there is room for.
    pub fn add(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
    }

    /// Returns all bytes as the body.
    #[must_use]
    pub fn into_body(self) -> Body {
        Body::Complete(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(url: &str) -> Request {
        Head { method: Method::Post, url, address: None, ray_id: None }.request(Headers::default(), Body::Broken)
    }

    #[test]
    fn a_path_and_a_query_are_kept_exactly_as_sent() {
        for (url, path, query) in [
            ("https://as.example", "/", ""),
            ("https://as.example/register/%2e/?a=%41&b?", "/register/%2e/", "a=%41&b?"),
            ("https://as.example//token?", "//token", ""),
        ] {
            let request = request(url);
            assert_eq!((request.scheme, &*request.path, &*request.query), (Scheme::Https, path, query), "{url}");
        }
        for url in ["http://as.example/", "HTTPS://as.example/", "/register"] {
            assert_eq!(request(url).scheme, Scheme::Http, "{url}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_read_is_none_and_a_long_ray_id_is_cut() {
        let (url, long) = ("https://as.example/", "é".repeat(65));
        let head = Head { method: Method::Get, url, address: Some("2001:db8::1"), ray_id: Some(&long) };
        let read = head.request(Headers::default(), Body::Broken);
        assert_eq!((read.peer, read.ray_id), (Peer("2001:db8::1".parse().ok()), "é".repeat(64)));
        let odd = Head { address: Some("203.0.113.7, 198.51.100.1"), ray_id: None, ..head };
        let read = odd.request(Headers::default(), Body::Broken);
        assert_eq!((read.peer, &*read.ray_id), (Peer(None), ""));
    }

    /// Requirement A18: a body that says that it is longer than the limit is not read.
    #[test]
    fn a_body_is_read_up_to_the_limit_whether_or_not_it_says_how_long_it_is() {
        let limit = ByteCount(10);
        for (declared, expected) in [
            (Some("10"), Reading::Whole),
            (Some("11"), Reading::TooLarge),
            (Some("99999999999999999999"), Reading::InPieces(limit)),
            (Some("four"), Reading::InPieces(limit)),
            (Some("-1"), Reading::InPieces(limit)),
            (None, Reading::InPieces(limit)),
        ] {
            assert_eq!(Reading::of(Method::Post, declared, Some(limit)), expected, "{declared:?}");
            assert_eq!(Reading::of(Method::Get, declared, Some(limit)), Reading::Skipped, "{declared:?}");
            assert_eq!(Reading::of(Method::Post, declared, None), Reading::TooLarge, "{declared:?}");
        }
        let mut pieces = Pieces::new(limit);
        assert!(pieces.have_room_for(limit));
        pieces.add(b"0123");
        assert!(pieces.have_room_for(ByteCount(6)) && !pieces.have_room_for(ByteCount(7)));
        assert!(!pieces.have_room_for(ByteCount(usize::MAX)));
        assert_eq!(pieces.into_body(), Body::Complete(b"0123".to_vec()));
    }
}
