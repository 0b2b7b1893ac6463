//! The content security policy of a page: it names the few things that the page may load and the places that its forms
//! may go to. CSP Level 3.

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

use crate::client_metadata::{AbsoluteUri, Host};

/// The sources that a page needs beside its style sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The places that forms go to, beside this server. Browsers apply the list to the redirections that follow.
    pub forms: Vec<String>,
    /// The places whose pages this page frames.
    pub frames: Vec<String>,
    /// The images.
    pub images: Vec<String>,
    /// True if the page runs the scripts of this server.
    pub runs_scripts: bool,
    /// True if no form goes to this server itself.
    pub leaves: bool,
}

impl Sources {
    /// Returns the policy of a page with this inline style sheet.
    #[must_use]
    pub fn policy(&self, style: &str) -> String {
        let own = if self.leaves { None } else { Some("'self'") };
        let forms: Vec<&str> = own.into_iter().chain(self.forms.iter().map(String::as_str)).collect();
        let forms = if forms.is_empty() { "'none'".to_owned() } else { forms.join(" ") };
        let digest = Base64::encode_string(&Sha256::digest(style));
        let mut policy = format!("default-src 'none'; style-src 'sha256-{digest}'");
        if !self.frames.is_empty() {
            policy.push_str("; frame-src ");
            policy.push_str(&self.frames.join(" "));
        }
        if !self.images.is_empty() {
            policy.push_str("; img-src ");
            policy.push_str(&self.images.join(" "));
        }
        if self.runs_scripts {
            policy.push_str("; script-src 'self'");
        }
        format!("{policy}; form-action {forms}; frame-ancestors 'none'; base-uri 'none'")
    }
}

/// Returns the source expression of one image, and no other on its host; `None` for an address that no page may load
/// images from.
#[must_use]
pub fn image(uri: &str) -> Option<String> {
    let address = AbsoluteUri::parse(uri.split('#').next().unwrap_or_default()).ok()?;
    // A source expression has no form for an IPv6 address. CSP Level 3 section 2.3.1.
    if address.scheme() != "https" || matches!(address.host(), None | Some(Host::Ipv6(..))) {
        return None;
    }
    let path = if address.path().is_empty() { "/" } else { address.path() };
    // Both characters are permitted in a path, and end a source expression.
    let path = path.replace(';', "%3B").replace(',', "%2C");
    Some(format!("https://{}{path}", address.authority()?.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Requirement R44.
    #[test]
    fn a_page_loads_its_sheet_and_nothing_else() {
        let policy = Sources::default().policy("a{}");
        assert_eq!(
            policy,
            "default-src 'none'; style-src 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='; form-action 'self'; \
             frame-ancestors 'none'; base-uri 'none'"
        );
        let all = Sources {
            forms: vec!["https://a.example".to_owned()],
            frames: vec!["https://d.example".to_owned()],
            images: vec!["https://b.example/l.png".to_owned(), "https://c.example/".to_owned()],
            runs_scripts: true,
            leaves: true,
        };
        let policy = all.policy("");
        assert!(policy.contains(
            "; frame-src https://d.example; img-src https://b.example/l.png https://c.example/; script-src 'self'; form-action https://a.example; "
        ));
        assert!(Sources { leaves: true, ..Sources::default() }.policy("").contains("form-action 'none'"));
    }

    #[test]
    fn an_image_is_permitted_by_its_exact_address() {
        for (uri, source) in [
            ("https://A.example/l.png?v=1#x", Some("https://a.example/l.png")),
            ("https://a.example", Some("https://a.example/")),
            ("https://a.example:8443/a;script-src%20*,b", Some("https://a.example:8443/a%3Bscript-src%20*%2Cb")),
            ("http://a.example/l.png", None),
            ("https://[2001:db8::1]/l.png", None),
            ("data:image/png;base64,AA", None),
            ("https://a.example/ *", None),
            ("", None),
        ] {
            assert_eq!(image(uri).as_deref(), source, "{uri}");
        }
    }
}
