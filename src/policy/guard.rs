//! The guard of outbound requests: every fetch of a URL that a client has chosen passes it.
//!
//! Every failed fetch has the same message: different messages would let clients explore private networks.

use crate::client_metadata::{AbsoluteUri, Host};
use crate::unit::Seconds;

/// Ports that serve documents. A service at another port may not be meant for the public.
const PORTS: [u16; 2] = [443, 8443];

/// Top-level names that are not on the public internet. RFC 6761, RFC 6762, RFC 8375, RFC 9476.
const SPECIAL_NAMES: [&str; 9] =
    ["arpa", "corp", "home", "internal", "lan", "local", "localdomain", "localhost", "onion"];

/// The addresses that may be fetched, and the resolver of their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// The hosts of this server and of the authorization server that clients are registered for.
    pub own: OwnHosts,
    /// Addresses of the operator. They need no check.
    pub trusted: Vec<AbsoluteUri>,
    /// Permits or refuses the loopback host. Only development servers permit it.
    pub loopback: Loopback,
    /// The DNS resolver for the check of addresses; `None` for no check.
    pub resolver: Option<Target>,
    /// The time that a fetched document may be used.
    pub life: Seconds,
    /// The pause after a fetch, successful or not, before the same document is fetched again.
    pub pause: Seconds,
}

/// Where this server is, and the one that clients are registered for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnHosts(Vec<AbsoluteUri>);

impl OwnHosts {
    /// Collects the hosts of an issuer and of endpoints.
    #[must_use]
    pub const fn of(addresses: Vec<AbsoluteUri>) -> Self {
        Self(addresses)
    }

    /// Returns true if an address is on an own host, at any port. The loopback host of a developer has other servers at
    /// other ports, so its port counts.
    #[must_use]
    pub fn have(&self, uri: &AbsoluteUri) -> bool {
        let (_, host, port) = uri.origin();
        self.0.iter().any(|own| {
            let (_, own, own_port) = own.origin();
            own == host && (own_port == port || !own.is_some_and(Host::is_loopback))
        })
    }
}

/// Access to the loopback host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loopback {
    /// Permitted at every port.
    Allowed,
    /// Refused.
    Refused,
}

/// An address that the guard permits. Nothing else can be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(String);

impl Target {
    /// Makes a target from an address of the operator.
    pub(crate) fn of_operator(uri: &AbsoluteUri) -> Self {
        Self(uri.as_str().to_owned())
    }

    /// Returns the address exactly as it was sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Adds a query to the address.
    #[must_use]
    pub fn with_query(&self, query: &str) -> Self {
        Self(format!("{}?{query}", self.0))
    }
}

/// The usual pause after a fetch.
pub const PAUSE: Seconds = Seconds(30);

impl Guard {
    /// Returns true if the text of an address may name a public host.
    #[must_use]
    pub fn permits(&self, uri: &AbsoluteUri) -> bool {
        if self.trusted.contains(uri) {
            return true;
        }
        let (scheme, host, port) = uri.origin();
        if scheme != "https" || self.own.have(uri) {
            return false;
        }
        if host.is_some_and(Host::is_loopback) {
            return self.loopback == Loopback::Allowed;
        }
        match host {
            // No other host: a name is resolved and its addresses are checked, while addresses have many spellings.
            Some(Host::Name(name)) => is_public(name) && port.is_some_and(|port| PORTS.contains(&port)),
            _ => false,
        }
    }

    /// Makes a target of an address on a public host; `None` for other addresses.
    ///
    /// Only `outbound` fetches targets. It resolves the host first.
    #[must_use]
    pub fn target(&self, uri: &AbsoluteUri) -> Option<Target> {
        self.permits(uri).then(|| Target(uri.as_str().to_owned()))
    }
}

fn is_public(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    name.contains('.') && !SPECIAL_NAMES.contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(loopback: Loopback) -> Guard {
        let own = OwnHosts::of(vec![AbsoluteUri::parse("https://as.example.com/t1").unwrap()]);
        Guard { own, trusted: Vec::new(), loopback, resolver: None, life: Seconds(300), pause: PAUSE }
    }

    fn permits(loopback: Loopback, address: &str) -> bool {
        AbsoluteUri::parse(address).is_ok_and(|uri| guard(loopback).permits(&uri))
    }

    /// Requirements Q2 to Q5, Q9, Q16, Q22.
    #[test]
    fn only_public_names_over_tls_are_fetched_from() {
        for good in ["https://client.example.com/jwks", "https://a.example.org:8443/x?y", "https://xn--bcher-kva.de/"] {
            assert!(permits(Loopback::Refused, good), "{good}");
        }
        for bad in [
            "http://client.example.com/",
            "ftp://client.example.com/",
            "file:///etc/passwd",
            "gopher://client.example.com/",
            "https://127.0.0.1",
            "https://[::1]",
            "https://[::ffff:169.254.169.254]",
            "https://169.254.169.254/latest/meta-data",
            "https://8.8.8.8/",
            "https://0/",
            "https://127.1",
            "https://2130706433",
            "https://0x7f000001",
            "https://017700000001",
            "https://localhost/",
            "https://localhost.",
            "https://LOCALHOST",
            "https://a.localhost/",
            "https://printer.local/",
            "https://metadata.google.internal/",
            "https://router.home.arpa/",
            "https://hidden.onion/",
            "https://intranet/",
            "https://client.example.com./",
            "https://a@client.example.com/",
            "https://client.example.com/#x",
            "https://client.example.com:22/",
            "https://client.example.com:6379/",
            "https://client.example.com\\@evil.example.com/",
            "https://as.example.com/jwks",
            "https://AS.example.com/jwks",
            "https://as.example.com:443/jwks",
            "https://as.example.com:8443/jwks",
        ] {
            assert!(!permits(Loopback::Refused, bad), "{bad}");
        }
    }

    #[test]
    fn the_own_machine_is_fetched_from_in_development_alone() {
        for address in ["https://localhost:8443/x", "https://127.0.0.1:9000/x", "https://[::1]/x"] {
            assert!(permits(Loopback::Allowed, address) && !permits(Loopback::Refused, address), "{address}");
        }
        assert!(!permits(Loopback::Allowed, "http://localhost/x"));
        assert!(!permits(Loopback::Allowed, "https://10.0.0.1/x"));
    }
}
