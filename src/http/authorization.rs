//! Access tokens in the authorization header. RFC 6750 section 2.1, RFC 9449 section 7.1.

use crate::error::Refusal;
use crate::http::{Field, Request};

/// An access token in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessToken<'a> {
    /// The token itself.
    pub text: &'a str,
    /// The scheme that the token was presented with.
    pub kind: TokenType,
}

/// The scheme of an access token. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenType {
    /// The token alone. RFC 6750.
    Bearer,
    /// The token with a proof of possession of a key. RFC 9449.
    DPoP,
}

impl Request {
    /// Returns the bearer token of the authorization header.
    ///
    /// `Err` is [`Refusal::MissingToken`] without a header or with another scheme, and [`Refusal::InvalidToken`] for a
    /// malformed or repeated header. RFC 6750 section 2.1.
    pub fn bearer_token(&self) -> Result<&str, Refusal> {
        let AccessToken { text, kind } = self.access_token()?;
        if kind == TokenType::Bearer { Ok(text) } else { Err(Refusal::MissingToken) }
    }

    /// Returns the access token of the authorization header, with either scheme; `Err` as above. RFC 6750 section 2.1,
    /// RFC 9449 section 7.1.
    pub fn access_token(&self) -> Result<AccessToken<'_>, Refusal> {
        let value = self.headers.value(Field::Authorization).ok_or(Refusal::MissingToken)?;
        let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
        // Case makes no difference in a scheme. RFC 9110 section 11.1.
        let kind = match &*scheme.to_ascii_lowercase() {
            "bearer" => TokenType::Bearer,
            "dpop" => TokenType::DPoP,
            _ => return Err(Refusal::MissingToken),
        };
        // RFC 9110 section 11.4 permits several spaces.
        let token = token.trim_start_matches(' ');
        // `token68` of RFC 9110 section 11.2. The platform joins repeated headers with commas, which `token68` lacks.
        let characters = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
        let unpadded = token.trim_end_matches('=');
        if unpadded.is_empty() || !unpadded.bytes().all(characters) {
            return Err(Refusal::InvalidToken);
        }
        Ok(AccessToken { text: token, kind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Body, Headers, Method, Peer, Scheme};

    fn token(authorization: Option<&str>) -> Result<String, Refusal> {
        let mut headers = Headers::default();
        if let Some(value) = authorization {
            headers.add(Field::Authorization, value);
        }
        let request = Request {
            method: Method::Get,
            scheme: Scheme::Https,
            path: String::new(),
            query: String::new(),
            headers,
            body: Body::Complete(Vec::new()),
            peer: Peer(None),
            place: None,
            certificate: None,
            certificate_fault: None,
            ray_id: String::new(),
        };
        request.bearer_token().map(str::to_owned)
    }

    /// RFC 6750 section 2.1; requirements B5 and B7.
    #[test]
    fn a_bearer_token_is_read_from_a_well_formed_header_only() {
        assert_eq!(token(Some("bEaReR a.b-c_d~e+f/g==")), Ok("a.b-c_d~e+f/g==".to_owned()));
        for missing in [None, Some("Basic YTpi"), Some("")] {
            assert_eq!(token(missing), Err(Refusal::MissingToken), "{missing:?}");
        }
        for malformed in
            ["Bearer", "Bearer ", "Bearer a b", "Bearer a, Bearer b", "Bearer a,b", "Bearer a\u{e9}", "Bearer =a"]
        {
            assert_eq!(token(Some(malformed)), Err(Refusal::InvalidToken), "{malformed}");
        }
    }
}
