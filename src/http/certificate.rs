//! The client certificate of a request, as the platform reports it.

use base64ct::{Base64UrlUnpadded, Encoding};

/// A client certificate. The TLS handshake has proven that the client holds its private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The SHA-256 thumbprint, base64url. RFC 8705 section 3.1.
    pub thumbprint: String,
    /// The distinguished name of the issuer, in the form of RFC 2253.
    pub issuer: String,
    /// The distinguished name of the subject, in the form of RFC 2253.
    pub subject: Option<String>,
    /// The result of the platform's verification.
    pub status: CertificateStatus,
}

/// The result of verifying a certificate. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStatus {
    /// No trusted authority has issued the certificate: it proves the possession of a key and nothing else.
    Unverified,
    /// An authority that the operator configured on the platform has issued the certificate and not revoked it.
    Verified,
}

impl Certificate {
    /// Reads the properties of Cloudflare's `tlsClientAuth`; `None` without a certificate, for a revoked one, and if a
    /// property is missing.
    ///
    /// A verified certificate can still be revoked: `certVerified` does not cover `certRevoked`.
    #[must_use]
    pub fn from_platform(property: impl Fn(&str) -> Option<String>) -> Option<Self> {
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

/// Decodes 64 hexadecimal digits.
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
        Certificate::from_platform(|name| found(name).filter(|value| value != "absent"))
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
