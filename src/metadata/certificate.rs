//! Names in a client's certificate. RFC 8705 section 2.1.2.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use fluent_uri::Uri;
use serde_json::Value;

use crate::error::Invalid;
use crate::metadata::field::{At, Member, text};
use crate::metadata::{character, uri};

/// The longest name, in bytes.
const LONGEST_NAME: usize = 512;

/// A distinguished name in the text form of RFC 4514, kept as sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistinguishedName(String);

impl Member for DistinguishedName {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let name = text(value, at, LONGEST_NAME)?;
        let is_name = split(name, ',').all(|relative| split(relative, '+').all(is_attribute));
        if is_name && !character::hides(name) {
            Ok(Self(name.to_owned()))
        } else {
            Err(Invalid::new(at, "be a distinguished name in the form of RFC 4514"))
        }
    }

    fn write(&self) -> Value {
        Value::from(&*self.0)
    }
}

/// The parts of a text between separators that no backslash precedes.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut is_escaped = false;
    text.split(move |character| {
        let ends = character == separator && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        ends
    })
}

/// A type, an equals sign and a value: a hexadecimal encoding, or text whose special characters are escaped. RFC 4514
/// section 3.
fn is_attribute(text: &str) -> bool {
    let Some((kind, value)) = text.split_once('=') else { return false };
    let is_descriptor = kind.starts_with(|c: char| c.is_ascii_alphabetic())
        && kind.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let is_number = |arc: &str| arc.bytes().all(|byte| byte.is_ascii_digit()) && (arc == "0" || !arc.starts_with('0'));
    let is_identifier = kind.contains('.') && kind.split('.').all(|arc| !arc.is_empty() && is_number(arc));
    (is_descriptor || is_identifier) && value.strip_prefix('#').map_or_else(|| is_escaped_text(value), is_hexadecimal)
}

fn is_hexadecimal(text: &str) -> bool {
    !text.is_empty() && text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_escaped_text(text: &str) -> bool {
    let mut characters = text.chars();
    let mut ends_with_space = false;
    while let Some(character) = characters.next() {
        ends_with_space = character == ' ';
        let is_sound = match character {
            '\\' => match characters.next() {
                Some(first) if first.is_ascii_hexdigit() => characters.next().is_some_and(|c| c.is_ascii_hexdigit()),
                Some(special) => " \"#+,;<=>\\".contains(special),
                None => false,
            },
            '"' | ';' | '<' | '>' => false,
            _ => true,
        };
        if !is_sound {
            return false;
        }
    }
    !text.starts_with(' ') && !ends_with_space
}

/// A host name of a certificate: labels of letters, digits and hyphens, kept as sent. RFC 5280 section 4.2.1.6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsName(String);

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

impl Member for IpName {
    fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
        let name = text(value, at, LONGEST_NAME)?;
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

    /// RFC 4514 section 4; requirement C90.
    #[test]
    fn a_distinguished_name_is_one_of_rfc_4514() {
        for good in [
            "CN=client.example",
            "UID=jsmith,DC=example,DC=net",
            "OU=Sales+CN=J.  Smith,DC=example,DC=net",
            "CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net",
            "2.5.4.97=#0c054f46424252,CN=client",
            "CN=Before\\0dAfter",
            "CN=\\ a\\ ,O=",
            "CN=a\\\\\\ ",
            "CN=a\\20",
            "CN=a\\,b,O=c",
            "CN=ab\\+c+O=d",
            "CN=a\\\\,O=b",
        ] {
            assert!(reads::<DistinguishedName>(good), "{good}");
        }
        for bad in [
            "client.example",
            "CN",
            "=x",
            "CN=a,",
            ",CN=a",
            "CN=a+",
            "2.5.4.97=#zz",
            "2.5.4.97=#0",
            "2..4=x",
            "02.5=x",
            "C N=x",
            "CN=a;O=b",
            "CN=\"a\"",
            "CN=a\\",
            "CN=a\\x",
            "CN=a\\4",
            "CN= a",
            "CN=a ",
            "CN=a\\\\ ",
            "CN=a\u{202e}b",
            "CN=<a>",
            "CN=a,b",
            "CN=ab,c",
            "CN=a+b",
            "CN=ab+c",
            "CN=a\\\\,b",
            "CN=a\\\\\\,b,c",
        ] {
            assert!(!reads::<DistinguishedName>(bad), "{bad}");
        }
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
