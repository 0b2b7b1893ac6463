//! Where the facts about the certificate of a client come from.

use std::fmt;

use crate::key_ring::same_secret;
use crate::model::Authorities;

/// The party that ends TLS, and therefore knows the certificate of a client.
#[derive(Clone, Debug)]
pub enum CertificateSource {
    /// The platform.
    Platform,
    /// A proxy of the operator in front of the platform.
    Proxy(TrustedProxy),
}

impl CertificateSource {
    /// Returns true if a proxy tells the addresses of clients.
    #[must_use]
    pub const fn tells_addresses(&self) -> bool {
        matches!(self, Self::Proxy(TrustedProxy { addresses: ClientAddresses::Forwarded, .. }))
    }

    /// Returns true if this server itself verifies certificates, and has authorities to do so.
    #[must_use]
    pub const fn verifies_with(&self, authorities: &Authorities) -> bool {
        matches!(self, Self::Proxy(_)) && !authorities.is_empty()
    }
}

/// A proxy that ends TLS, and forwards the certificate of a client in a header.
#[derive(Clone, Debug)]
pub struct TrustedProxy {
    /// The addresses that limits count.
    pub addresses: ClientAddresses,
    /// The header with the certificate.
    pub header: CertificateHeader,
    /// The secrets by which the proxy is known.
    pub secrets: Vec<SharedSecret>,
}

impl TrustedProxy {
    /// Returns true for one of the secrets of the proxy. Compares all of them, so the time does not show which one it is.
    #[must_use]
    pub fn is_proven_by(&self, secret: &str) -> bool {
        self.secrets.iter().filter(|SharedSecret(own)| same_secret(own, secret)).count() > 0
    }
}

/// The addresses that the limits against floods count behind a proxy. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAddresses {
    /// That of the connection, which is that of the proxy.
    Connection,
    /// That of the client, which the proxy forwards in `X-Forwarded-For`.
    Forwarded,
}

/// A secret that another server shares with this one: a proxy, or the receiver of events.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedSecret(String);

impl SharedSecret {
    /// The fewest and the most characters of a secret.
    pub const LENGTHS: std::ops::RangeInclusive<usize> = 32..=256;

    /// Reads a secret; `None` if it is too short or too long, if it has characters that a header cannot have, or if it is
    /// one character over and over.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = text.bytes();
        let first = bytes.next();
        let is_random = bytes.any(|byte| Some(byte) != first);
        let is_good =
            Self::LENGTHS.contains(&text.len()) && is_random && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_good.then(|| Self(text.to_owned()))
    }

    /// Returns the secret as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Shows nothing of the secret.
impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret")
    }
}

/// A header in which proxies forward certificates. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateHeader {
    /// `Client-Cert`, with `Client-Cert-Chain` beside it. RFC 9440.
    ClientCert,
    /// `ssl-client-cert`, as the ingress of nginx sends it: PEM, percent-encoded.
    SslClientCert,
    /// `X-Forwarded-Client-Cert`, as Envoy sends it: elements with a member `Cert`.
    XForwardedClientCert,
}

impl CertificateHeader {
    /// All headers, in alphabetical order.
    pub const ALL: [Self; 3] = [Self::ClientCert, Self::SslClientCert, Self::XForwardedClientCert];

    /// Returns the name of the header, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClientCert => "client-cert",
            Self::SslClientCert => "ssl-client-cert",
            Self::XForwardedClientCert => "x-forwarded-client-cert",
        }
    }

    /// Returns the name of the header with the certificates between that of the client and an authority, if there is one.
    #[must_use]
    pub const fn chain(self) -> Option<&'static str> {
        match self {
            Self::ClientCert => Some("client-cert-chain"),
            Self::SslClientCert | Self::XForwardedClientCert => None,
        }
    }
}
