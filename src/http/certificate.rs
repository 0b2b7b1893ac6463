//! The client certificate of a request, as the platform reports it.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use der::DateTime;

use crate::unit::Timestamp;

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
    /// The certificate as DER, unless it is too long for the platform.
    pub der: Option<Vec<u8>>,
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
    /// Reads the properties of Cloudflare's `tlsClientAuth`; `None` without a certificate, for one that is revoked or
    /// out of date, and if a property is missing.
    ///
    /// A verified certificate can still be revoked: `certVerified` does not cover `certRevoked`. One that nobody
    /// verified can be out of date.
    #[must_use]
    pub fn from_platform(property: impl Fn(&str) -> Option<String>, now: Timestamp) -> Option<Self> {
        let says = |name: &str, value: &str| property(name).as_deref() == Some(value);
        if !says("certPresented", "1") || !says("certRevoked", "0") {
            return None;
        }
        let (begin, end) = (time(&property("certNotBefore")?)?, time(&property("certNotAfter")?)?);
        if now < begin || end < now {
            return None;
        }
        let status =
            if says("certVerified", "SUCCESS") { CertificateStatus::Verified } else { CertificateStatus::Unverified };
        let thumbprint = Base64UrlUnpadded::encode_string(&digest(&property("certFingerprintSHA256")?)?);
        let subject = property("certSubjectDNRFC2253");
        let der = property("certRFC9440").and_then(|text| byte_sequence(&text));
        Some(Self { thumbprint, issuer: property("certIssuerDNRFC2253")?, subject, status, der })
    }
}

/// Reads a time such as `Dec 22 19:39:00 2018 GMT`, as OpenSSL prints it.
fn time(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    // Days below 10 follow two spaces.
    let mut words = text.split_ascii_whitespace();
    let month = words.next().and_then(|month| MONTHS.iter().position(|name| *name == month))?;
    let day = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':').map(|number| number.parse::<u8>().ok());
    let [hour, minute, second] = [clock.next()??, clock.next()??, clock.next()??];
    let year = words.next()?.parse().ok()?;
    if clock.next().is_some() || words.next() != Some("GMT") || words.next().is_some() {
        return None;
    }
    let month = u8::try_from(month).ok()?.checked_add(1)?;
    let moment = DateTime::new(year, month, day, hour, minute, second).ok()?;
    Some(Timestamp(moment.unix_duration().as_secs()))
}

/// Decodes a byte sequence: base64 between colons. RFC 9440 section 2.1, RFC 9651 section 3.3.5.
#[must_use]
pub fn byte_sequence(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text.strip_prefix(':')?.strip_suffix(':')?).ok().filter(|bytes| !bytes.is_empty())
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
            ("certNotBefore", "Jan 15 08:00:00 2027 GMT"),
            ("certNotAfter", "Jan  5 08:00:01 2028 GMT"),
            ("certRFC9440", ":AAEC:"),
        ];
        let all: Vec<_> = changes.iter().chain(&base).collect();
        let found = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Certificate::from_platform(|name| found(name).filter(|value| value != "absent"), Timestamp(1_800_000_000))
    }

    /// Requirement M39.
    #[test]
    fn a_certificate_is_good_only_if_everything_says_so() {
        let good = attested(&[]).unwrap();
        assert!(attested(&[("certNotAfter", "Jan 15 08:00:00 2027 GMT")]).is_some(), "the last second");
        assert_eq!((good.status, &*good.issuer), (CertificateStatus::Verified, "CN=Authority"));
        assert_eq!(good.subject.as_deref(), Some("CN=Client"));
        assert_eq!(attested(&[("certSubjectDNRFC2253", "absent")]).unwrap().subject, None);
        assert_eq!(good.der, Some(vec![0, 1, 2]));
        for encoded in ["absent", "", "::", "AAEC", ":AAEC", ":AAE:", ":AA-C:", ":AAEC:;a=1"] {
            assert_eq!(attested(&[("certRFC9440", encoded)]).unwrap().der, None, "{encoded}");
        }
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
            ("certNotBefore", "absent"),
            ("certNotBefore", "Jan 15 08:00:01 2027 GMT"),
            ("certNotBefore", "Jan 15 08:00:00 2027"),
            ("certNotBefore", "Jan 15 08:00:00 2027 CET"),
            ("certNotBefore", "Jan 15 08:00 2027 GMT"),
            ("certNotBefore", "Jan 32 08:00:00 2026 GMT"),
            ("certNotBefore", "jan 15 08:00:00 2027 GMT"),
            ("certNotBefore", "2027-01-15T08:00:00Z"),
            ("certNotAfter", "absent"),
            ("certNotAfter", "Jan 15 07:59:59 2027 GMT"),
        ] {
            assert_eq!(attested(&[(name, value)]), None, "{name} {value}");
        }
    }
}
