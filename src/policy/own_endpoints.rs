//! The endpoints of this server, and of the one that it stands beside: no user agent is sent there on a client's behalf.

use crate::client_metadata::{AbsoluteUri, Host};

/// The addresses of endpoints, each with everything below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnEndpoints(Vec<(AbsoluteUri, Vec<String>)>);

impl OwnEndpoints {
    /// Endpoints at these addresses.
    pub fn at(addresses: impl IntoIterator<Item = AbsoluteUri>) -> Self {
        Self(
            addresses.into_iter().map(|address| (segments(address.path()), address)).map(|(it, at)| (at, it)).collect(),
        )
    }

    /// Whether a web address leads to one of them, however a lenient server might read its path.
    ///
    /// A host counts at every port, but for the own machine of a developer, which has other servers at other ports and
    /// one server under several names.
    #[must_use]
    pub fn have(&self, uri: &AbsoluteUri) -> bool {
        let is_web = matches!(uri.scheme(), "http" | "https");
        let mut here = self.0.iter().filter(|(own, _)| is_web && is_same_server(own, uri)).peekable();
        // Most are elsewhere, so that their paths need not be read.
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

/// The names in a path: decoded, in lower case, without parameters, and without those that are empty.
fn segments(path: &str) -> Vec<String> {
    let decoded = decode(path).to_ascii_lowercase();
    let names = decoded.split('/').filter_map(|segment| segment.split(';').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// A path whose percent-encodings are replaced; what is no text then is no name of an endpoint.
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
    String::from_utf8_lossy(&bytes).into_owned()
}
