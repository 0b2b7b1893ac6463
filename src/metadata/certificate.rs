//! Names in a client's certificate. RFC 8705 section 2.1.2.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use serde_json::Value;

use crate::error::Invalid;
use crate::json::Pointer;
use crate::metadata::field::{Member, text};

/// The longest name, in bytes.
const LONGEST_NAME: usize = 512;

/// A distinguished name in the text form of RFC 4514, kept as sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistinguishedName(String);

impl Member for DistinguishedName {
    fn read(value: &Value, at: Pointer) -> Result<Self, Invalid> {
        let name = text(value, &at, LONGEST_NAME)?;
        let is_name = split(&name, ',').all(|relative| split(relative, '+').all(is_attribute));
        if is_name { Ok(Self(name)) } else { Err(Invalid::new(at, "be a distinguished name in the form of RFC 4514")) }
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
    while let Some(character) = characters.next() {
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
    !text.starts_with(' ') && (!text.ends_with(' ') || text.ends_with("\\ "))
}

/// An IP address of a certificate: a dotted quad, or the short form of RFC 5952.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpName(String);

impl Member for IpName {
    fn read(value: &Value, at: Pointer) -> Result<Self, Invalid> {
        let name = text(value, &at, LONGEST_NAME)?;
        let is_canonical = match IpAddr::from_str(&name) {
            Ok(IpAddr::V4(_)) => true,
            Ok(IpAddr::V6(address)) => Ipv6Addr::to_string(&address) == name,
            Err(_) => false,
        };
        if is_canonical {
            Ok(Self(name))
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
        T::read(&Value::from(name), Pointer::root()).is_ok()
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
            "CN=<a>",
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
}
