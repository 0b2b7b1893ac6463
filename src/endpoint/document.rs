//! A document that is the same for everybody until the server starts again.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::http::{Field, Request, Response, Status};
use crate::unit::Seconds;

/// A document that callers may cache, with a strong entity tag.
#[derive(Clone, Debug)]
pub struct Document {
    body: Vec<u8>,
    media_type: &'static str,
    etag: String,
    cache_control: String,
}

impl Document {
    /// Makes a JSON document of these members.
    #[must_use]
    pub fn of(members: Map<String, Value>, max_age: Seconds) -> Self {
        Self::of_text(format!("{}\n", Value::Object(members)), "application/json", max_age)
    }

    /// Makes a document of a text.
    #[must_use]
    pub fn of_text(text: String, media_type: &'static str, max_age: Seconds) -> Self {
        let body = text.into_bytes();
        let etag = format!("\"{}\"", Base64UrlUnpadded::encode_string(&Sha256::digest(&body)));
        Self { body, media_type, etag, cache_control: format!("public, max-age={}", max_age.0) }
    }

    /// Returns the document, or 304 if the caller has it already. RFC 9110 section 13.1.2.
    #[must_use]
    pub fn answer(&self, request: &Request) -> Response {
        let response = if request.lists_tag(Field::IfNoneMatch, &self.etag) == Some(true) {
            Response::empty(Status(304))
        } else {
            let response = Response::empty(Status(200)).with("content-type", self.media_type);
            Response { body: self.body.clone(), ..response }
        };
        response.with("etag", self.etag.clone()).with("cache-control", self.cache_control.clone())
    }
}
