//! URIs of pages that users open in a browser.

use fluent_uri::Uri;
use serde_json::Value;

use crate::client_metadata::AbsoluteUri;
use crate::client_metadata::field::{At, Member, text};
use crate::client_metadata::uri::LONGEST_URI;
use crate::error::Invalid;

/// A page with an `http` or `https` URI. A fragment may name a part of the page, as in single-page applications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageUri {
    whole: String,
    address: AbsoluteUri,
}

impl PageUri {
    /// Returns the URI exactly as sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.whole
    }

    /// Returns the URI without its fragment.
    #[must_use]
    pub const fn address(&self) -> &AbsoluteUri {
        &self.address
    }
}

impl Member for PageUri {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let whole = text(value, at, LONGEST_URI)?;
        let address = whole.split('#').next().unwrap_or_default();
        let address = AbsoluteUri::parse(address).map_err(|must| Invalid::new(at, must))?;
        if !matches!(address.scheme(), "http" | "https") {
            return Err(Invalid::new(at, "be an https or http URI"));
        }
        if Uri::parse(whole).is_err() {
            return Err(Invalid::new(at, "be an absolute URI in the characters of RFC 3986"));
        }
        Ok(Self { whole: whole.to_owned(), address })
    }

    fn write(&self) -> Value {
        Value::from(&*self.whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7591 section 2; requirement C35.
    #[test]
    fn a_page_may_have_a_fragment_and_nothing_that_is_no_uri() {
        let reads = |text: &str| PageUri::read(&Value::from(text), At::member("x")).map(|page| page.write());
        for good in ["https://app.example/", "https://app.example/legal#terms", "https://app.example/#/privacy?x=1"] {
            assert_eq!(reads(good), Ok(Value::from(good)));
        }
        for bad in [
            "https://app.example/#a#b",
            "https://app.example/# b",
            "https://app.example/#\u{e9}",
            "https://app.example/#%zz",
            "javascript:alert(1)#https://app.example/",
            "#https://app.example/",
            "/legal#terms",
            "https://u@app.example/#x",
        ] {
            assert!(reads(bad).is_err(), "{bad}");
        }
    }
}
