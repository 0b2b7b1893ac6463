//! Names beside the subject in a client's certificate. RFC 8705 section 2.1.2.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use fluent_uri::Uri;
use serde_json::Value;
use x509_cert::ext::pkix::name::GeneralName;

use crate::client_metadata::field::{At, Member, text};
use crate::client_metadata::uri;
use crate::error::Invalid;

/// The longest name, in bytes.
pub(super) const LONGEST_NAME: usize = 512;

/// A host name of a certificate: labels of letters, digits and hyphens, kept as sent. RFC 5280 section 4.2.1.6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsName(String);

impl DnsName {
    /// Returns true if a certificate has this name. Case is no difference, and a wildcard is nobody's name.
    #[must_use]
    pub fn is(&self, name: &GeneralName) -> bool {
        matches!(name, GeneralName::DnsName(name) if name.as_str().eq_ignore_ascii_case(&self.0))
    }
}

impl Member for DnsName {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let name = text(value, at, LONGEST_NAME)?;
        if uri::is_host_name(&name.to_ascii_lowercase()) {
            Ok(Self(name.to_owned()))
        } else {
            Err(Invalid::new(at, "be a host name"))
        }
    }

    fn write(&self) -> Value {
        Value::from(&*self.0)
    }
}

/// A URI of a certificate: absolute, kept as sent. RFC 5280 section 4.2.1.6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriName(String);

impl UriName {
    /// Returns true if a certificate has exactly this URI.
    #[must_use]
    pub fn is(&self, name: &GeneralName) -> bool {
        matches!(name, GeneralName::UniformResourceIdentifier(uri) if uri.as_str() == self.0)
    }
}

impl Member for UriName {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let name = text(value, at, LONGEST_NAME)?;
        if Uri::parse(name).is_ok() { Ok(Self(name.to_owned())) } else { Err(Invalid::new(at, "be an absolute URI")) }
    }

    fn write(&self) -> Value {
        Value::from(&*self.0)
    }
}

/// A mailbox of a certificate: words of the characters that need no quotation marks, and a host name, kept as sent. RFC
/// 5280 section 4.2.1.6, RFC 5322 section 3.2.3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailName(String);

impl EmailName {
    /// Returns true if a certificate has this mailbox. Case is a difference before the `@` alone. RFC 5280 section 7.5.
    #[must_use]
    pub fn is(&self, name: &GeneralName) -> bool {
        let split =
            |mailbox: &str| mailbox.split_once('@').map(|(local, host)| (local.to_owned(), host.to_ascii_lowercase()));
        matches!(name, GeneralName::Rfc822Name(mailbox) if split(mailbox.as_str()) == split(&self.0))
    }
}

impl Member for EmailName {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let name = text(value, at, LONGEST_NAME)?;
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
        let is_local = |local: &str| local.split('.').all(|word| !word.is_empty() && word.bytes().all(allowed));
        let parts = name.split_once('@');
        if parts.is_some_and(|(local, host)| is_local(local) && uri::is_host_name(&host.to_ascii_lowercase())) {
            Ok(Self(name.to_owned()))
        } else {
            Err(Invalid::new(at, "be a mailbox such as client@example.com"))
        }
    }

    fn write(&self) -> Value {
        Value::from(&*self.0)
    }
}

/// An IP address of a certificate: a dotted quad, or the short form of RFC 5952.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpName(String);

impl IpName {
    /// Returns true if a certificate has this address, which it has as bytes.
    #[must_use]
    pub fn is(&self, name: &GeneralName) -> bool {
        let bytes = match IpAddr::from_str(&self.0) {
            Ok(IpAddr::V4(address)) => address.octets().to_vec(),
            Ok(IpAddr::V6(address)) => address.octets().to_vec(),
            Err(_) => return false,
        };
        matches!(name, GeneralName::IpAddress(address) if address.as_bytes() == bytes)
    }
}

impl Member for IpName {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let name = text(value, at, LONGEST_NAME)?;
        // A certificate has the address as bytes. One spelling is enough, and two spellings would look like two clients.
        let is_canonical = match IpAddr::from_str(name) {
            Ok(IpAddr::V4(_)) => true,
            Ok(IpAddr::V6(address)) => Ipv6Addr::to_string(&address) == name,
            Err(_) => false,
        };
        if is_canonical {
            Ok(Self(name.to_owned()))
        } else {
            Err(Invalid::new(at, "be an IPv4 address in dotted form or an IPv6 address in the form of RFC 5952"))
        }
    }

    fn write(&self) -> Value {
        Value::from(&*self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads<T: Member>(name: &str) -> bool {
        T::read(&Value::from(name), At::member("x")).is_ok()
    }

    /// RFC 8705 section 2.1.2; requirement C90.
    #[test]
    fn an_ip_name_has_one_spelling() {
        for good in ["192.0.2.1", "2001:db8::1", "::1"] {
            assert!(reads::<IpName>(good), "{good}");
        }
        for bad in ["192.0.2", "192.0.2.01", "2001:DB8::1", "2001:db8:0:0:0:0:0:1", "::1%1", "client.example"] {
            assert!(!reads::<IpName>(bad), "{bad}");
        }
    }

    /// RFC 8705 section 2.1.2; requirement C89.
    #[test]
    fn alternative_names_are_of_their_kind() {
        for good in ["client.example.com", "Client.Example.com", "xn--bcher-kva.example"] {
            assert!(reads::<DnsName>(good), "{good}");
        }
        for bad in [
            "*.example.com",
            "client.example.com.",
            "https://client.example",
            "a b",
            "192.0.2.1",
            "b\u{fc}cher.example",
        ] {
            assert!(!reads::<DnsName>(bad), "{bad}");
        }
        for good in ["https://client.example/app", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "spiffe://x/y"] {
            assert!(reads::<UriName>(good), "{good}");
        }
        for bad in ["client.example", "/app", "https://client.example/ ", "https://b\u{fc}cher.example"] {
            assert!(!reads::<UriName>(bad), "{bad}");
        }
        for good in ["client@example.com", "a/b=c?d&e%f@example.com", "o'neil+x@sub.example.com"] {
            assert!(reads::<EmailName>(good), "{good}");
        }
        for bad in ["client", "@example.com", "a b@example.com", "a@b@example.com", "a..b@example.com", "a@[192.0.2.1]"]
        {
            assert!(!reads::<EmailName>(bad), "{bad}");
        }
    }
}
