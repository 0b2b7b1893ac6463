//! The strict reader of forms: it refuses repeated parameters and text that is not UTF-8. RFC 6749 section 3.2 and
//! appendix B.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Invalid, Refusal};
use crate::http::{Body, Field, Request};
use crate::json::Pointer;
use crate::unit::ByteCount;

/// The parameters of a form, without empty ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Returns the value of a parameter; an empty parameter counts as absent. RFC 6749 section 3.2.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns the values of a parameter that may be repeated.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns all parameters with their values.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Returns the value of a required parameter.
    pub fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.value(name).ok_or_else(|| refuse(Pointer::member(name), "be present"))
    }

    /// Makes a form of these parameters, of which empty ones count as absent.
    #[must_use]
    pub fn of(parameters: Vec<(String, String)>) -> Self {
        Self(parameters.into_iter().filter(|(_, value)| !value.is_empty()).collect())
    }

    /// Returns the form without the parameters of these names.
    #[must_use]
    pub fn without(mut self, names: &[&str]) -> Self {
        self.0.retain(|(known, _)| !names.contains(&&**known));
        self
    }

    /// Returns the form with this value as the only one of a parameter.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        let mut form = self.without(&[name]);
        form.0.push((name.to_owned(), value.to_owned()));
        form
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        let mut parameters: Vec<(String, String)> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(name), Some(value)) = (decode(name), decode(value)) else {
                return Err(refuse(Pointer::root(), "be form parameters in UTF-8"));
            };
            if names.contains(&name) && name != REPEATABLE {
                return Err(refuse(Pointer::member(&name), "not be repeated"));
            }
            if names.len() >= MAXIMUM_PARAMETERS {
                return Err(refuse(Pointer::root(), "not have more than 64 parameters"));
            }
            // Empty parameters count as repeated too: parsers differ on which value they use.
            names.push(name.clone());
            if !value.is_empty() {
                parameters.push((name, value));
            }
        }
        Ok(Self(parameters))
    }
}

/// The parameter that may be repeated. RFC 8707 section 2.
const REPEATABLE: &str = "resource";

/// The most parameters of a form.
const MAXIMUM_PARAMETERS: usize = 64;

fn refuse(pointer: Pointer, must: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::InvalidRequest(Invalid::new(pointer, must))
}

/// Decodes a name or value; `None` if it is not correctly encoded UTF-8.
#[must_use]
pub fn decode(text: &str) -> Option<String> {
    let is_hexadecimal = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    // The decoder leaves a percent sign without digits as it is, which other parsers read in other ways.
    let is_encoded = text.split('%').skip(1).all(|rest| rest.get(..2).is_some_and(is_hexadecimal));
    let text = text.replace('+', " ");
    let decoded = is_encoded.then(|| percent_decode_str(&text).decode_utf8().ok()).flatten();
    decoded.map(Cow::into_owned)
}

/// The longest query that is read.
const LONGEST_QUERY: ByteCount = ByteCount(16_384);

impl Request {
    /// Reads the query as a form; `Err` is `invalid_request`.
    pub fn query_form(&self) -> Result<Form, Refusal> {
        if self.query.len() > LONGEST_QUERY.0 {
            return Err(refuse(Pointer::root(), format!("not have a query of more than {} bytes", LONGEST_QUERY.0)));
        }
        Form::parse(&self.query)
    }

    /// Reads the body as a form.
    ///
    /// `Err` is 413 above `limit`, and otherwise `invalid_request`. Query parameters are ignored.
    pub fn form(&self, limit: ByteCount) -> Result<Form, Error> {
        let media_type = self.headers.value(Field::ContentType).unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        let is_plain = self.headers.value(Field::ContentEncoding).is_none_or(|it| it.eq_ignore_ascii_case("identity"));
        let is_form = essence.eq_ignore_ascii_case("application/x-www-form-urlencoded");
        if !is_form || !is_plain {
            let sent = self.sent_as(if is_form { Field::ContentEncoding } else { Field::ContentType });
            let must = format!("be sent as application/x-www-form-urlencoded without content-encoding; {sent}");
            return Err(refuse(Pointer::root(), must).into());
        }
        match &self.body {
            Body::Broken => Err(refuse(Pointer::root(), "arrive as a whole").into()),
            Body::Complete(body) if body.len() <= limit.0 => {
                let text = std::str::from_utf8(body);
                let text = text.map_err(|_| refuse(Pointer::root(), "be form parameters in UTF-8"))?;
                Ok(Form::parse(text)?)
            }
            Body::Complete(_) | Body::TooLarge => Err(Refusal::PayloadTooLarge(limit).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Head, Headers, Method};

    /// RFC 6749 section 3.2 and appendix B; requirement M5.
    #[test]
    fn a_form_is_read_strictly() {
        let form = Form::parse("grant_type=client_credentials&scope=a+b%20c&empty=&x=%C3%A9&flag&&y=a=b").unwrap();
        assert_eq!(form.value("grant_type"), Some("client_credentials"));
        assert_eq!(form.value("scope"), Some("a b c"));
        assert_eq!((form.value("empty"), form.value("flag"), form.value("other")), (None, None, None));
        assert_eq!((form.value("x"), form.value("y")), (Some("\u{e9}"), Some("a=b")));
        for bad in ["a=1&a=2", "a=1&%61=2", "a=&a=1", "a=%zz", "a=%", "a=%f", "%ff=1", "a=%C3", "a=%c0%af"] {
            assert!(Form::parse(bad).is_err(), "{bad}");
        }
        let form = Form::parse("resource=a&resource=&x=1&resource=b").unwrap();
        assert_eq!(form.values("resource").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(form.values("y").count(), 0);
        let repeated = |times| Form::parse(&"resource=a&".repeat(times));
        assert!(repeated(65).is_err() && repeated(64).is_ok());
        let many: Vec<String> = (0..65).map(|number| format!("p{number}=1")).collect();
        assert!(Form::parse(&many.join("&")).is_err() && Form::parse(&many[1..].join("&")).is_ok());
        assert!(Form::default().required("grant_type").is_err());
    }

    /// RFC 6749 section 3.1.
    #[test]
    fn a_query_is_read_as_strictly_as_a_form() {
        let read = |query: &str| {
            let url = format!("https://as.example/authorize?{query}");
            let head = Head { method: Method::Get, url: &url, address: None, ray_id: None };
            head.request(Headers::default(), Body::Complete(Vec::new())).query_form()
        };
        assert_eq!(read("state=a+b%2B&x=").unwrap(), Form::of(vec![("state".to_owned(), "a b+".to_owned())]));
        assert!(read("state=1&state=2").is_err() && read("state=%zz").is_err());
        let long = |bytes: usize| read(&format!("a={}", "b".repeat(bytes - 2)));
        assert!(long(LONGEST_QUERY.0).is_ok() && long(LONGEST_QUERY.0 + 1).is_err());
    }
}
