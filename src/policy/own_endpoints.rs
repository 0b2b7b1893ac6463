//! The endpoints of this server and of its authorization server. No client may redirect a user agent to them.

use crate::client_metadata::{AbsoluteUri, Host};

/// The URLs of endpoints. Each includes the paths below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnEndpoints(Vec<(AbsoluteUri, Vec<String>)>);

impl OwnEndpoints {
    /// Collects endpoints at these URLs.
    #[must_use]
    pub fn at(addresses: Vec<AbsoluteUri>) -> Self {
        let mut endpoints = Vec::with_capacity(addresses.len());
        for address in addresses {
            let path = segments(address.path());
            endpoints.push((address, path));
        }
        Self(endpoints)
    }

    /// Returns true if a web URL leads to an endpoint, even on a server that reads paths leniently.
    ///
    /// A host counts at every port. The loopback host of a developer is an exception: it has other servers at other
    /// ports, and the same server under several names.
    #[must_use]
    pub fn have(&self, uri: &AbsoluteUri) -> bool {
        // Endpoints and not the whole host: clients may be on the host of this server.
        let is_web = matches!(uri.scheme(), "http" | "https");
        let mut here = self.0.iter().filter(|(own, _)| is_web && is_same_server(own, uri)).peekable();
        // Most URLs are on other hosts. Their paths need not be decoded.
        if here.peek().is_none() {
            return false;
        }
        let path = segments(uri.path());
        here.any(|(_, own)| if own.is_empty() { path.is_empty() } else { path.starts_with(own) })
    }
}

fn is_same_server(own: &AbsoluteUri, uri: &AbsoluteUri) -> bool {
    let ((_, own_host, own_port), (_, host, port)) = (own.origin(), uri.origin());
    let is_local = |host: Option<&Host>| host.is_some_and(Host::is_loopback);
    if is_local(own_host) { is_local(host) && own_port == port } else { own_host == host }
}

/// Returns the segments of a path: decoded, in lower case, without parameters and empty segments.
fn segments(path: &str) -> Vec<String> {
    let decoded = if path.contains('%') { decode(path) } else { path.to_owned() };
    let decoded = decoded.to_ascii_lowercase();
    let names = decoded.split('/').filter_map(|segment| segment.split(';').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Decodes a path. Bytes that are no UTF-8 match no endpoint.
fn decode(path: &str) -> String {
    let mut parts = path.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (byte, part.get(2..)) {
            (Some(byte), Some(rest)) => {
                bytes.push(byte);
                bytes.extend(rest.as_bytes());
            }
            _ => bytes.extend(part.as_bytes()),
        }
    }
    // A server that decodes bytes in another encoding finds no endpoint of ours there either: their paths are ASCII.
    String::from_utf8_lossy(&bytes).into_owned()
}
