//! Registrations in a JWT, signed with a key of the software statement in it.

use crate::client_metadata::SigningAlgorithm;

/// The treatment of signed registrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedRequests {
    /// Refused: the body of a registration is JSON.
    Off,
    /// Permitted.
    Optional,
    /// Required.
    Required,
}

/// The rules for the JWT of a signed registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRequestRules {
    /// The permitted signature algorithms.
    pub algorithms: Vec<SigningAlgorithm>,
    /// The permitted `aud` values, beside the issuer and the registration endpoint of this server.
    pub audience: Vec<String>,
    /// The permitted `jti` values.
    pub names: RequestNames,
}

/// The permitted `jti` values of a signed registration. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestNames {
    /// Every text.
    Any,
    /// A random UUID, version 4. RFC 9562 section 5.4.
    Uuid,
}

impl RequestNames {
    /// Returns true if a request may have this `jti`.
    #[must_use]
    pub fn permit(self, jti: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Uuid => is_random_uuid(jti),
        }
    }
}

/// Returns true for a UUID of version 4 with the variant of the standard, in either case.
fn is_random_uuid(text: &str) -> bool {
    const LENGTHS: [usize; 5] = [8, 4, 4, 4, 12];
    let groups: Vec<&str> = text.split('-').collect();
    let [_, _, version, variant, _] = &*groups else { return false };
    let is_digits =
        |(group, length): (&&str, usize)| group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit());
    groups.iter().zip(LENGTHS).all(is_digits)
        && version.starts_with('4')
        && variant.to_ascii_lowercase().starts_with(['8', '9', 'a', 'b'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9562 section 5.4; requirement J6.
    #[test]
    fn a_random_uuid_has_its_version_and_variant() {
        for good in ["f81d4fae-7dec-41d0-a765-00a0c91e6bf6", "F81D4FAE-7DEC-41D0-B765-00A0C91E6BF6"] {
            assert!(RequestNames::Uuid.permit(good), "{good}");
        }
        for bad in [
            "",
            "request-1",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "f81d4fae-7dec-41d0-c765-00a0c91e6bf6",
            "f81d4fae7dec41d0a76500a0c91e6bf6",
            "f81d4fae-7dec-41d0-a765-00a0c91e6bf6-",
            "g81d4fae-7dec-41d0-a765-00a0c91e6bf6",
            "{f81d4fae-7dec-41d0-a765-00a0c91e6bf6}",
        ] {
            assert!(!RequestNames::Uuid.permit(bad), "{bad}");
            assert!(RequestNames::Any.permit(bad));
        }
    }
}
