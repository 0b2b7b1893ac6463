//! The issuer identifier of this server. Every URL in a response is built from it.

use crate::client_metadata::{AbsoluteUri, Host};
use crate::model::ClientId;
use crate::policy::ADMINISTER;

/// An issuer identifier: an `https` URL without query, fragment and trailing slash. RFC 8414 section 2.
///
/// `http` is permitted for a loopback host alone. No part of a request, such as `Host`, ever replaces the identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    text: String,
    uri: AbsoluteUri,
    authority: String,
    path: String,
    is_encrypted: bool,
    is_local: bool,
}

impl Issuer {
    /// Reads an issuer identifier; `Err` is the rule that it breaks.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Err("be set to the public https URL of this server");
        }
        let uri = AbsoluteUri::parse(text)?;
        if !is_served(&uri) {
            return Err("be an https URL, or an http URL of this machine");
        }
        if text.contains('?') || text.ends_with('/') {
            return Err("not have a query or end with a slash");
        }
        let (authority, path) = (uri.authority().unwrap_or_default(), uri.path());
        let default_port = if uri.scheme() == "https" { ":443" } else { ":80" };
        // Issuers are compared as strings, so there must be one spelling of each.
        if authority != authority.to_ascii_lowercase()
            || !text.starts_with(uri.scheme())
            || authority.ends_with(default_port)
            // A port with a leading zero is another spelling of the same port.
            || authority.split(':').skip(1).any(|port| port.starts_with('0'))
        {
            return Err("be in lower case and without the default port");
        }
        // RFC 8414 section 3.1 puts the well-known location of the metadata before this path.
        if path.split('/').skip(1).any(str::is_empty) || path.starts_with("/.well-known") {
            return Err("not have empty segments or /.well-known in its path");
        }
        Ok(Self {
            text: text.to_owned(),
            authority: authority.to_owned(),
            path: path.to_owned(),
            is_encrypted: uri.scheme() == "https",
            is_local: uri.host().is_some_and(Host::is_loopback),
            uri,
        })
    }

    /// Returns the identifier exactly as set.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the identifier as a URI.
    #[must_use]
    pub const fn uri(&self) -> &AbsoluteUri {
        &self.uri
    }

    /// Returns the host, and the port if there is one.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Returns the host without the port.
    #[must_use]
    pub fn host(&self) -> &str {
        let without_port = self.authority.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
        without_port.map_or(&*self.authority, |(host, _)| host)
    }

    /// Returns the path: empty, or with a leading slash.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the only place for a token with a right that a user has granted.
    #[must_use]
    pub fn place_of_right(&self, right: &str) -> String {
        if right == ADMINISTER { self.admin_api() } else { self.registration_endpoint() }
    }

    /// Returns the URL of a path, which begins with the path of the issuer.
    #[must_use]
    pub fn address_at(&self, path: &str) -> String {
        format!("{}://{}{path}", self.uri.scheme(), self.authority)
    }

    /// Returns true if another server of this deployment can have this URL: over TLS, unless this server does not use
    /// TLS.
    #[must_use]
    pub fn may_have(&self, address: &str) -> bool {
        AbsoluteUri::parse(address).is_ok_and(|uri| is_served(&uri) && (uri.scheme() == "https" || !self.is_encrypted))
    }

    /// Returns true if requests must come over TLS.
    #[must_use]
    pub const fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }

    /// Returns true if this server runs on a loopback host, for development.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        self.is_local
    }

    /// Returns the URL of the client registration endpoint.
    #[must_use]
    pub fn registration_endpoint(&self) -> String {
        format!("{}/register", self.text)
    }

    /// Returns the URL of the token endpoint.
    #[must_use]
    pub fn token_endpoint(&self) -> String {
        format!("{}/token", self.text)
    }

    /// Returns the URL of the introspection endpoint.
    #[must_use]
    pub fn introspection_endpoint(&self) -> String {
        format!("{}/introspect", self.text)
    }

    /// Returns the URL of the revocation endpoint.
    #[must_use]
    pub fn revocation_endpoint(&self) -> String {
        format!("{}/revoke", self.text)
    }

    /// Returns the URL below which another server reads clients.
    #[must_use]
    pub fn clients_endpoint(&self) -> String {
        format!("{}/clients", self.text)
    }

    /// Returns the URL of the admin API, which is the audience of its tokens.
    #[must_use]
    pub fn admin_api(&self) -> String {
        format!("{}/admin/v1", self.text)
    }

    /// Returns the URL of the authorization endpoint.
    #[must_use]
    pub fn authorization_endpoint(&self) -> String {
        format!("{}/authorize", self.text)
    }

    /// Returns the URL of the device authorization endpoint. RFC 8628 section 3.1.
    #[must_use]
    pub fn device_authorization_endpoint(&self) -> String {
        format!("{}/device_authorization", self.text)
    }

    /// Returns the URL of the page on which users type the code of a device.
    #[must_use]
    pub fn device_page(&self) -> String {
        format!("{}/device", self.text)
    }

    /// Returns the URL where installations get challenges.
    #[must_use]
    pub fn challenge_endpoint(&self) -> String {
        format!("{}/challenge", self.text)
    }

    /// Returns the URL of the pushed authorization request endpoint.
    #[must_use]
    pub fn pushed_authorization_request_endpoint(&self) -> String {
        format!("{}/par", self.text)
    }

    /// Returns the URL of the end session endpoint.
    #[must_use]
    pub fn end_session_endpoint(&self) -> String {
        format!("{}/sign-out", self.text)
    }

    /// Returns the URL to which the identity provider of this name sends users back.
    ///
    /// Each provider has its own, so that none can pass off the answer of another as its own. RFC 9700 section 4.4.2.
    #[must_use]
    pub fn sign_in_callback(&self, provider: &str) -> String {
        format!("{}/sign-in/callback/{provider}", self.text)
    }

    /// Returns the URL of the `UserInfo` endpoint.
    #[must_use]
    pub fn userinfo_endpoint(&self) -> String {
        format!("{}/userinfo", self.text)
    }

    /// Returns the URL of the JWK Set that verifies this server's tokens.
    #[must_use]
    pub fn jwks_uri(&self) -> String {
        format!("{}/jwks", self.text)
    }

    /// Returns the URLs of all endpoints and well-known locations of this server. No client may register a URI below
    /// them.
    #[must_use]
    pub fn own_addresses(&self) -> Vec<AbsoluteUri> {
        let origin = self.text.strip_suffix(&*self.path).unwrap_or(&self.text);
        let mut addresses = Vec::new();
        let mut add = |address: &str| addresses.extend(AbsoluteUri::parse(address).ok());
        for name in ENDPOINTS {
            add(&format!("{}/{name}", self.text));
        }
        add(&format!("{origin}/.well-known"));
        add(&format!("{}/.well-known", self.text));
        addresses
    }

    /// Returns the URL of a client's configuration endpoint. RFC 7592 section 3.
    #[must_use]
    pub fn client_configuration_endpoint(&self, id: &ClientId) -> String {
        format!("{}/register/{}", self.text, id.as_str())
    }
}

/// The first path segments of all endpoints, after the path of the issuer.
const ENDPOINTS: [&str; 20] = [
    "account",
    "admin",
    "assets",
    "authorize",
    "challenge",
    "clients",
    "device",
    "device_authorization",
    "healthz",
    "introspect",
    "jwks",
    "openapi.json",
    "par",
    "register",
    "revoke",
    "sign-in",
    "sign-out",
    "statements",
    "token",
    "userinfo",
];

/// Returns true if a server can have this URL: over TLS, or on a loopback host.
fn is_served(uri: &AbsoluteUri) -> bool {
    match uri.scheme() {
        "https" => true,
        "http" => uri.host().is_some_and(Host::is_loopback),
        _ => false,
    }
}
