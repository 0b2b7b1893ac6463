//! The address of the client behind a proxy.

use std::net::IpAddr;

use crate::client_certificate::PROXY_SECRET;
use crate::http::Peer;
use crate::model::{CertificateSource, ClientAddresses, Config};

/// The header to which each proxy adds the address that it was asked from.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Returns the address that a request counts for: that of the client, if a proxy forwards it and has proven itself, and otherwise
/// that of the connection.
///
/// Anybody can send the header, so it counts only beside a secret of the proxy.
#[must_use]
pub fn sender(connection: Peer, header: impl Fn(&'static str) -> Option<String>, config: &Config) -> Peer {
    let CertificateSource::Proxy(proxy) = &config.certificate_source else { return connection };
    let is_forwarded = proxy.addresses == ClientAddresses::Forwarded
        && header(PROXY_SECRET).is_some_and(|secret| proxy.is_proven_by(&secret));
    let forwarded = if is_forwarded { header(FORWARDED_FOR) } else { None };
    forwarded.and_then(|list| of_client(&list, connection)).map_or(connection, |address| Peer(Some(address)))
}

/// Returns the address that the proxy has added at the end of the list. Clients can write all that stands before it.
///
/// Cloudflare adds the address of the connection to a list that it receives, and the local runtime does not.
fn of_client(text: &str, connection: Peer) -> Option<IpAddr> {
    let mut addresses = text.rsplit(',').map(|element| element.trim().parse::<IpAddr>().ok());
    let last = addresses.next()??;
    if connection.0.is_some_and(|own| own.to_canonical() == last.to_canonical()) {
        return addresses.next()?;
    }
    Some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_is_the_last_address_before_that_of_the_connection() {
        let connection = Peer("192.0.2.1".parse().ok());
        for (list, expected, why) in [
            ("198.51.100.7", Some("198.51.100.7"), "the local runtime adds nothing"),
            ("198.51.100.7, 192.0.2.1", Some("198.51.100.7"), "Cloudflare adds the connection"),
            ("203.0.113.9, 198.51.100.7,192.0.2.1", Some("198.51.100.7"), "a client has sent the first one"),
            ("192.0.2.1, 192.0.2.1", Some("192.0.2.1"), "the proxy itself asks"),
            ("2001:db8::7", Some("2001:db8::7"), "IPv6"),
            ("198.51.100.7, ::ffff:192.0.2.1", Some("198.51.100.7"), "the same address in the form of IPv6"),
            ("192.0.2.1", None, "nothing but the connection"),
            ("", None, "empty"),
            ("198.51.100.7, unknown", None, "no address"),
            ("198.51.100.7, unknown, 192.0.2.1", None, "no address before the connection"),
            ("198.51.100.7:443", None, "a port"),
            ("198.51.100.7,", None, "an empty element"),
        ] {
            assert_eq!(of_client(list, connection), expected.and_then(|text| text.parse().ok()), "{why}");
        }
        assert_eq!(of_client("198.51.100.7", Peer(None)), "198.51.100.7".parse().ok());
        assert_eq!(of_client("198.51.100.7, unknown", Peer(None)), None);
    }
}
