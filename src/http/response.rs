//! What goes out.

use std::borrow::Cow;

use serde::Serialize;

use crate::json;
use crate::unit::Status;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: Status,
    /// Lower-case names, each at most once.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// The body, empty for none.
    pub body: Vec<u8>,
    /// The client it is about, for the log.
    pub client_id: Option<String>,
    /// The software statement that it is about, for the log.
    pub statement: Option<String>,
}

impl Response {
    /// An answer without a body.
    #[must_use]
    pub const fn empty(status: Status) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), client_id: None, statement: None }
    }

    /// A JSON object as `application/json`.
    #[must_use]
    pub fn json(status: Status, body: &impl Serialize) -> Self {
        Self::json_text(status, json::text(body))
    }

    /// The same of one that is written already.
    #[must_use]
    pub fn json_text(status: Status, mut text: String) -> Self {
        // A terminal shows its prompt on a line of its own.
        text.push('\n');
        Self { body: text.into_bytes(), ..Self::empty(status) }.with("content-type", "application/json")
    }

    /// The same answer with a header set.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.retain(|(field, _)| *field != name);
        self.headers.push((name, value.into()));
        self
    }

    /// Its headers, each with whether other answers have it as well, since no request has a say in it: a value that is
    /// borrowed is of the program, and what everybody may keep is for everybody.
    pub fn shared(&self) -> impl Iterator<Item = (&'static str, &str, bool)> {
        let is_for_all = self.is_for_all();
        let is_shared = move |value| is_for_all || matches!(value, &Cow::Borrowed(_));
        self.headers.iter().map(move |(name, value)| (*name, &**value, is_shared(value)))
    }

    /// Whether everybody may keep it: another answer of the same headers, the entity tag among them, has the same body.
    #[must_use]
    pub fn is_for_all(&self) -> bool {
        let is_public = self.header("cache-control").is_some_and(|directives| directives.starts_with("public"));
        is_public && self.header("etag").is_some()
    }

    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(field, _)| *field == name).map(|(_, value)| &**value)
    }
}
