//! Responses as plain values.

use std::borrow::Cow;

use serde::Serialize;

use crate::http::Method;
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
    /// The client that the response is about, for the log.
    pub client_id: Option<String>,
    /// The software statement that the response is about, for the log.
    pub statement: Option<String>,
}

impl Response {
    /// Makes a response without a body.
    #[must_use]
    pub const fn empty(status: Status) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), client_id: None, statement: None }
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
            self = self.with("cache-control", "no-store").with("pragma", "no-cache");
        }
        self.with("access-control-allow-origin", "*")
            .with("access-control-expose-headers", "etag, retry-after, www-authenticate")
            .with("referrer-policy", "no-referrer")
            .with("x-content-type-options", "nosniff")
    }

    /// Returns the headers, each with true if other responses can share it: a borrowed value is part of the program,
    /// and all headers of a cacheable response are the same for every request.
    pub fn shared(&self) -> impl Iterator<Item = (&'static str, &str, bool)> {
        let is_for_all = self.is_for_all();
        let is_shared = move |value| is_for_all || matches!(value, &Cow::Borrowed(_));
        self.headers.iter().map(move |(name, value)| (*name, &**value, is_shared(value)))
    }

    /// Returns true if every cache may keep the response: an equal entity tag then means an equal body.
    #[must_use]
    pub fn is_for_all(&self) -> bool {
        let is_public = self.header("cache-control").is_some_and(|directives| directives.starts_with("public"));
        is_public && self.header("etag").is_some()
    }

    /// Returns the value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(field, _)| *field == name).map(|(_, value)| &**value)
    }
}
