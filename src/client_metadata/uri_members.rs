//! Members that are URIs, each with the schemes that it may have.

use serde_json::Value;

use crate::client_metadata::field::{At, Member, text};
use crate::client_metadata::uri::{AbsoluteUri, LONGEST_URI, is_web};
use crate::error::Invalid;

const LONGEST_REQUEST_URI: usize = 512;

fn read(value: &Value, at: At<'_>) -> Result<AbsoluteUri, Invalid> {
    let text = text(value, at, LONGEST_URI)?;
    AbsoluteUri::parse(text).map_err(|must| Invalid::new(at, must))
}

/// A redirection URI: any absolute URI. Rules decide which schemes and hosts are accepted. RFC 6749 section 3.1.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri(pub AbsoluteUri);

impl Member for RedirectUri {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        // URIs are compared exactly, so a wildcard would match nothing. RFC 9700 section 4.1.3.
        if value.as_str().is_some_and(|text| text.contains('*')) {
            return Err(Invalid::new(at, "not contain a wildcard"));
        }
        Ok(Self(read(value, at)?))
    }

    fn write(&self) -> Value {
        Value::from(self.0.as_str())
    }
}

/// A URI that users open in a browser: `http` or `https`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebUri(pub AbsoluteUri);

impl Member for WebUri {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let uri = read(value, at)?;
        if is_web(uri.scheme()) { Ok(Self(uri)) } else { Err(Invalid::new(at, "be an https URI")) }
    }

    fn write(&self) -> Value {
        Value::from(self.0.as_str())
    }
}

/// The URI of a request object: `https`, at most 512 characters. A fragment may hold the digest of the object.
///
/// OpenID Connect Core section 6.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestUri {
    whole: String,
    address: AbsoluteUri,
}

impl RequestUri {
    /// Returns the URI without its fragment, which is fetched.
    #[must_use]
    pub const fn address(&self) -> &AbsoluteUri {
        &self.address
    }

    /// Returns true if a request may name this URI. A URI that is registered without a fragment may have one, which
    /// tells the version of the object. OpenID Connect Core section 6.2.
    #[must_use]
    pub fn covers(&self, requested: &str) -> bool {
        let (address, _) = requested.split_once('#').unwrap_or((requested, ""));
        self.whole == requested || self.whole == address
    }
}

impl Member for RequestUri {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let whole = text(value, at, LONGEST_REQUEST_URI)?;
        let (address, fragment) = whole.split_once('#').unwrap_or((whole, ""));
        let address = AbsoluteUri::parse(address).map_err(|must| Invalid::new(at, must))?;
        let is_digest = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        if address.scheme() != "https" || !fragment.bytes().all(is_digest) {
            return Err(Invalid::new(at, "be an https URI, whose fragment, if any, is a digest in base64url"));
        }
        Ok(Self { whole: whole.to_owned(), address })
    }

    fn write(&self) -> Value {
        Value::from(&*self.whole)
    }
}

/// A URI that this server fetches: `https`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpsUri(pub AbsoluteUri);

impl Member for HttpsUri {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let uri = read(value, at)?;
        if uri.scheme() == "https" { Ok(Self(uri)) } else { Err(Invalid::new(at, "be an https URI")) }
    }

    fn write(&self) -> Value {
        Value::from(self.0.as_str())
    }
}
