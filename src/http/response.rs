//! Responses as plain values.

use std::borrow::Cow;

use serde::Serialize;

use crate::http::{Cookie, Given, Method};
use crate::json;
use crate::unit::Status;

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: Status,
    /// The headers: lower-case names, each at most once.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
    /// The client that calls the admin API, for the log.
    pub administrator: Option<Box<str>>,
    /// The client that the response is about, for the log.
    pub client_id: Option<String>,
    /// The trust tier of that client, for the log.
    pub tier: Option<&'static str>,
    /// The error code that the response sends to the client of an authorization request, for the log.
    pub code: Option<Cow<'static, str>>,
    /// The facts about what the response gives, for the counters.
    pub given: Option<Box<Given>>,
    /// The reason of a page that tells of a failure, for the log.
    pub reason: Option<Cow<'static, str>>,
    /// The policy that is only tried, and the place that it would refuse, for the log.
    pub shadow: Option<Box<Shadow>>,
    /// The software statement that the response is about, for the log.
    pub statement: Option<Box<str>>,
    /// The cookies that the browser is to set.
    pub cookies: Vec<Cookie>,
    /// Who reads the response.
    pub reader: Reader,
}

/// A policy that is only tried, and the place that it would refuse, as the log shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shadow(pub String);

/// Who reads a response. The headers depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A program of any origin.
    Program,
    /// A person in a browser. No script of another origin may read the response.
    Person,
}

/// The policy of a page that says nothing else: it loads nothing, sends forms to this server alone, and no page frames
/// it.
const NOTHING: &str = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

impl Response {
    /// Makes a response without a body.
    #[must_use]
    pub const fn empty(status: Status) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            administrator: None,
            client_id: None,
            tier: None,
            code: None,
            given: None,
            reason: None,
            shadow: None,
            statement: None,
            cookies: Vec::new(),
            reader: Reader::Program,
        }
    }

    /// Makes a response with a JSON object.
    #[must_use]
    pub fn json(status: Status, body: &impl Serialize) -> Self {
        Self::json_text(status, json::text(body))
    }

    /// Makes a response with the text of a JSON object.
    #[must_use]
    pub fn json_text(status: Status, mut text: String) -> Self {
        // A final newline keeps a terminal's prompt on its own line.
        text.push('\n');
        Self { body: text.into_bytes(), ..Self::empty(status) }.with("content-type", "application/json")
    }

    /// Makes a page.
    #[must_use]
    pub fn page(status: Status, html: String) -> Self {
        let page = Self { body: html.into_bytes(), reader: Reader::Person, ..Self::empty(status) };
        page.with("content-type", "text/html; charset=utf-8")
    }

    /// Makes a redirection of a browser that follows with GET, whatever the method was. RFC 9110 section 15.4.4.
    #[must_use]
    pub fn see_other(location: String) -> Self {
        Self { reader: Reader::Person, ..Self::empty(Status(303)) }.with("location", location)
    }

    /// Adds a cookie.
    #[must_use]
    pub fn with_cookie(mut self, cookie: Cookie) -> Self {
        self.cookies.push(cookie);
        self
    }

    /// Sets a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.retain(|(field, _)| *field != name);
        self.headers.push((name, value.into()));
        self
    }

    /// Adds the headers of every response, and removes the body of a response to HEAD. RFC 9110 section 9.3.2.
    #[must_use]
    pub fn complete(mut self, method: Method) -> Self {
        if method == Method::Head {
            self.body.clear();
        }
        if self.header("cache-control").is_none() {
            // Both fields: RFC 6749 section 5.1.
            self = self.with("cache-control", "no-store").with("pragma", "no-cache");
        }
        let common = self.with("x-content-type-options", "nosniff");
        match common.reader {
            // No endpoint for programs reads cookies, so a page of any origin gets no more than its own credentials
            // permit.
            Reader::Program => common
                .with("access-control-allow-origin", "*")
                .with(
                    "access-control-expose-headers",
                    "dpop-nonce, etag, oauth-client-attestation-challenge, retry-after, www-authenticate",
                )
                .with("referrer-policy", "no-referrer"),
            Reader::Person => {
                let has_policy = common.header("content-security-policy").is_some();
                let page = if has_policy { common } else { common.with("content-security-policy", NOTHING) };
                // With no-referrer, browsers would send forms with the origin null.
                page.with("referrer-policy", "same-origin").with("x-frame-options", "DENY")
            }
        }
    }

    /// Returns the headers, each with true if other responses can share it: a borrowed value is part of the program,
    /// and all headers of a cacheable response are the same for every request.
    pub fn shared(&self) -> impl Iterator<Item = (&'static str, &str, bool)> {
        let is_publicly_cacheable = self.is_publicly_cacheable();
        let is_shared = move |value| is_publicly_cacheable || matches!(value, &Cow::Borrowed(_));
        self.headers.iter().map(move |(name, value)| (*name, &**value, is_shared(value)))
    }

    /// Returns true if every cache may keep the response: an equal entity tag then means an equal body.
    #[must_use]
    pub fn is_publicly_cacheable(&self) -> bool {
        let is_public = self.header("cache-control").is_some_and(|directives| directives.starts_with("public"));
        is_public && self.header("etag").is_some()
    }

    /// Returns the value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(field, _)| *field == name).map(|(_, value)| &**value)
    }
}
