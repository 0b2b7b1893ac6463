//! What the platform says of the certificate that a client has presented.

use base64ct::{Base64UrlUnpadded, Encoding};

/// The certificate of a client, which has proven that it holds its key: the platform has seen to that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 of it, base64url. RFC 8705 section 3.1.
    pub thumbprint: String,
    /// The name of whoever issued it, in the form of RFC 2253.
    pub issuer: String,
    /// The name of whom it was issued to, in the form of RFC 2253.
    pub subject: Option<String>,
    /// Whether it can be relied on.
    pub status: CertificateStatus,
}

/// Whether a certificate can be relied on. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStatus {
    /// An authority that the platform was told to trust has issued it, and has not taken it back.
    Verified,
    /// Nothing is known of it beyond the key.
    Unverified,
}

impl Certificate {
    /// Reads the properties of Cloudflare's `tlsClientAuth`; `None` where no certificate was presented, or one that was
    /// revoked, or where a property is missing.
    ///
    /// That a certificate was verified does not say that it was not revoked.
    #[must_use]
    pub fn attested(property: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let says = |name: &str, value: &str| property(name).as_deref() == Some(value);
        if !says("certPresented", "1") || !says("certRevoked", "0") {
            return None;
        }
        let status =
            if says("certVerified", "SUCCESS") { CertificateStatus::Verified } else { CertificateStatus::Unverified };
        let thumbprint = Base64UrlUnpadded::encode_string(&digest(&property("certFingerprintSHA256")?)?);
        let subject = property("certSubjectDNRFC2253");
        Some(Self { thumbprint, issuer: property("certIssuerDNRFC2253")?, subject, status })
    }
}

/// The bytes of 64 hexadecimal digits.
fn digest(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINGERPRINT: &str = "bdd8a1f0c3b1aa5b6c7d8e9f00112233445566778899aabbccddeeff00112233";

    fn attested(changes: &[(&str, &str)]) -> Option<Certificate> {
        let base = [
            ("certPresented", "1"),
            ("certVerified", "SUCCESS"),
            ("certRevoked", "0"),
            ("certFingerprintSHA256", FINGERPRINT),
            ("certIssuerDNRFC2253", "CN=Authority"),
            ("certSubjectDNRFC2253", "CN=Client"),
        ];
        let all: Vec<_> = changes.iter().chain(&base).collect();
        let found = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Certificate::attested(|name| found(name).filter(|value| value != "absent"))
    }

    /// Requirement M39.
    #[test]
    fn a_certificate_is_good_only_if_everything_says_so() {
        let good = attested(&[]).unwrap();
        assert_eq!((good.status, &*good.issuer), (CertificateStatus::Verified, "CN=Authority"));
        assert_eq!(good.subject.as_deref(), Some("CN=Client"));
        assert_eq!(attested(&[("certSubjectDNRFC2253", "absent")]).unwrap().subject, None);
        assert_eq!(good.thumbprint, "vdih8MOxqltsfY6fABEiM0RVZneImaq7zN3u_wARIjM");
        for verified in ["FAILED:self signed certificate", "NONE", "success", "absent"] {
            assert_eq!(
                attested(&[("certVerified", verified)]).unwrap().status,
                CertificateStatus::Unverified,
                "{verified}"
            );
        }
        for (name, value) in [
            ("certPresented", "0"),
            ("certPresented", "absent"),
            ("certRevoked", "1"),
            ("certRevoked", "absent"),
            ("certFingerprintSHA256", ""),
            ("certFingerprintSHA256", "absent"),
            ("certFingerprintSHA256", &FINGERPRINT.replace('b', "g")),
            ("certFingerprintSHA256", &FINGERPRINT.replace("bd", "+1")),
            ("certIssuerDNRFC2253", "absent"),
        ] {
            assert_eq!(attested(&[(name, value)]), None, "{name} {value}");
        }
    }
}
