//! Compares the redirection URI of an authorization request with the registered ones. OpenID Connect Registration
//! section 2, RFC 8252 section 7.3, RFC 9700 section 4.1.3.

use crate::client_metadata::{AbsoluteUri, ApplicationType, Host, List, RedirectUri};
use crate::policy::Policy;
use crate::rules::ValidatedClient;

/// A redirection URI that the client has registered: the only kind that may go into a `Location` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirection(String);

impl Redirection {
    /// Returns the URI to redirect to.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns the redirection URI of an authorization request; `None` if the user must not be redirected, not even with an
/// error.
///
/// The requested URI must equal a registered one byte for byte. Only the port of a loopback URI of a native app may
/// differ, because the operating system assigns the port when the app starts. A request without a URI means the
/// client's only URI. OAuth 2.1 sections 2.3.1 to 2.3.3.
#[must_use]
pub fn redirection(client: &ValidatedClient, requested: Option<&str>, policy: &Policy) -> Option<Redirection> {
    let metadata = client.metadata();
    let registered = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    let mut registered = registered.iter().filter(|RedirectUri(uri)| client.may_redirect_to(uri, policy));
    let Some(requested) = requested else {
        let (Some(RedirectUri(only)), None) = (registered.next(), registered.next()) else { return None };
        return Some(Redirection(only.as_str().to_owned()));
    };
    let application_type = metadata.application_type.as_ref();
    // On a developer's machine, an endpoint of this server can be at another port.
    let is_at_other_port = |uri: &AbsoluteUri| {
        let may_be_there = |requested: AbsoluteUri| client.may_redirect_to(&requested, policy);
        without_port(uri.as_str()) == without_port(requested) && AbsoluteUri::parse(requested).is_ok_and(may_be_there)
    };
    let is_registered = |RedirectUri(uri): &RedirectUri| {
        uri.as_str() == requested || (has_any_port(uri, application_type) && is_at_other_port(uri))
    };
    registered.any(is_registered).then(|| Redirection(requested.to_owned()))
}

/// Returns true for a loopback address, and for `localhost` of a native app, which browsers resolve themselves.
fn has_any_port(uri: &AbsoluteUri, application_type: Option<&ApplicationType>) -> bool {
    let is_loopback = match uri.host() {
        Some(Host::Name(name)) => application_type == Some(&ApplicationType::Native) && name == "localhost",
        Some(host) => host.is_loopback(),
        None => false,
    };
    is_loopback && uri.scheme() == "http"
}

/// Returns the parts of a URI before and after the port.
fn without_port(uri: &str) -> Option<(&str, &str)> {
    let start = uri.find("://")?.checked_add(3)?;
    let end = uri.get(start..)?.find(['/', '?']).map_or(Some(uri.len()), |length| start.checked_add(length))?;
    let authority = uri.get(start..end)?;
    let host = match authority.rfind(':') {
        // The last colon can be within an IPv6 address, which ends with a bracket.
        Some(colon) if !authority.ends_with(']') => authority.get(..colon)?,
        _ => authority,
    };
    Some((uri.get(..start.checked_add(host.len())?)?, uri.get(end..)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Config;

    fn client(application_type: &str, uris: &[&str]) -> ValidatedClient {
        let members = json!({"application_type": application_type, "redirect_uris": uris});
        ValidatedClient::restore(members.as_object().unwrap().clone())
    }

    fn policy(settings: &[(&str, &str)]) -> Policy {
        let base =
            [("ISSUER", "https://as.example"), ("MASTER_SECRET", "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")];
        let all: Vec<_> = settings.iter().chain(&base).collect();
        let setting = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Config::read(setting).unwrap().policy
    }

    fn find(client: &ValidatedClient, requested: Option<&str>) -> Option<Redirection> {
        redirection(client, requested, &policy(&[]))
    }

    /// Requirements E1, E5, E8, R3.
    #[test]
    fn what_only_resembles_a_registered_uri_is_none() {
        let client = client("web", &["https://a.example/cb?x=1", "https://a.example/Cb"]);
        for exact in ["https://a.example/cb?x=1", "https://a.example/Cb"] {
            assert_eq!(find(&client, Some(exact)).unwrap().as_str(), exact);
        }
        for other in [
            "https://a.example/cb",
            "https://a.example/cb?x=1&y=2",
            "https://a.example/cb/?x=1",
            "https://a.example/CB?x=1",
            "https://a.example/%63b?x=1",
            "https://a.example:443/cb?x=1",
            "https://a.example/cb?x=1#",
            "http://a.example/cb?x=1",
            "https://A.example/cb?x=1",
            "https://u@a.example/cb?x=1",
            "https://a.example.evil.example/cb?x=1",
            "https://evil.a.example/cb?x=1",
            "https://a.example:443@evil.example/",
            " https://a.example/Cb",
            "",
        ] {
            assert_eq!(find(&client, Some(other)), None, "{other}");
        }
    }

    /// Requirements E3, E4, E5.
    #[test]
    fn a_native_app_on_the_own_machine_has_any_port() {
        let uris = ["http://127.0.0.1/cb", "http://[::1]:8080/cb?x", "http://localhost:3000", "com.example.app:/cb"];
        let native = client("native", &uris);
        for port in [
            "http://127.0.0.1:49152/cb",
            "http://127.0.0.1/cb",
            "http://[::1]/cb?x",
            "http://[::1]:1/cb?x",
            "http://localhost:1",
            "http://localhost",
            "com.example.app:/cb",
        ] {
            assert_eq!(find(&native, Some(port)).unwrap().as_str(), port);
        }
        for other in [
            "http://127.0.0.1:49152/other",
            "http://127.0.0.1:49152/cb?x",
            "http://127.0.0.1:0/cb",
            "http://127.0.0.1:99999/cb",
            "http://127.0.0.1:/cb",
            "http://127.0.0.1:80@evil.example/cb",
            "http://127.0.0.1:1:2/cb",
            "https://127.0.0.1:49152/cb",
            "http://localhost:49152/cb",
            "http://[0:0:0:0:0:0:0:1]:8080/cb?x",
            "http://127.0.0.1.evil.example/cb",
            "com.example.app:1/cb",
        ] {
            assert_eq!(find(&native, Some(other)), None, "{other}");
        }
        let web = client("web", &uris);
        assert_eq!(find(&web, Some("http://localhost:1")), None);
        assert!(find(&web, Some("http://127.0.0.1:1/cb")).is_some());
    }

    /// Requirement D22: a port of the client's choice is none of this server.
    #[test]
    fn an_app_on_the_machine_of_a_developer_has_no_endpoint_of_the_server() {
        let local = policy(&[("ISSUER", "http://localhost:8787")]);
        let client = client("native", &["http://localhost:3000/token", "http://127.0.0.1/callback"]);
        for (requested, is_there) in [
            ("http://localhost:3000/token", true),
            ("http://localhost:3001/token", true),
            ("http://localhost:8787/token", false),
            ("http://127.0.0.1:8787/callback", true),
        ] {
            assert_eq!(redirection(&client, Some(requested), &local).is_some(), is_there, "{requested}");
        }
    }

    /// Requirement K19.
    #[test]
    fn a_scheme_that_was_banned_since_leads_nowhere() {
        let client = client("native", &["javascript:alert(1)"]);
        assert_eq!(find(&client, Some("javascript:alert(1)")), None);
        assert_eq!(find(&client, None), None);
    }

    /// Requirement K19.
    #[test]
    fn what_an_operator_has_ruled_out_since_leads_nowhere() {
        let client =
            client("native", &["http://localhost/cb", "myapp:/cb", "com.example.app:/cb", "https://a.example/"]);
        for (requested, setting) in [
            ("http://localhost:1/cb", ("REDIRECT_URI_FORMS", "loopback private-use")),
            ("https://a.example/", ("REFUSED_HOSTS", "example")),
            ("com.example.app:/cb", ("REFUSED_SCHEMES", "com.example")),
            ("myapp:/cb", ("PRIVATE_USE_SCHEMES", "other")),
        ] {
            let before = policy(&[("PRIVATE_USE_SCHEMES", "myapp")]);
            assert!(redirection(&client, Some(requested), &before).is_some(), "{requested}");
            assert_eq!(redirection(&client, Some(requested), &policy(&[setting])), None, "{requested}");
        }
    }

    /// Requirement E7.
    #[test]
    fn a_request_that_names_no_uri_means_the_only_one() {
        let one = client("web", &["https://a.example/cb"]);
        assert_eq!(find(&one, None).unwrap().as_str(), "https://a.example/cb");
        assert_eq!(find(&client("web", &["https://a.example/1", "https://a.example/2"]), None), None);
        assert_eq!(find(&client("web", &[]), None), None);
    }
}
