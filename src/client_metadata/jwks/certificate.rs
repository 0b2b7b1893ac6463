//! Checks that the certificate beside a key is of this key. RFC 7517 sections 4.7 to 4.9.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use der::asn1::UintRef;
use der::{Decode, Sequence, Tag};
use jose_jwk::{Ec, Key, Okp, Rsa};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use x509_cert::certificate::{CertificateInner, Profile, Version};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, SubjectAltName};
use x509_cert::serial_number::SerialNumber;

use crate::client_metadata::directory_name::written;
use crate::client_metadata::jwks::material::without_leading_zeros;
use crate::client_metadata::{Jwks, PublicKey, SigningAlgorithm};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::unit::Timestamp;

/// Checks `x5c` and `x5t#S256` of a key, if it has them.
///
/// Reads the first certificate alone, and verifies no signature: the key is trusted as it is, with or without it.
pub fn check(key: &Key, members: &Map<String, Value>, at: &Pointer) -> Result<(), Invalid> {
    let Some(chain) = members.get("x5c") else { return Ok(()) };
    let at_chain = || at.clone().child("x5c");
    let chain = chain.as_array().filter(|chain| (1..=LONGEST_CHAIN).contains(&chain.len()));
    let decode = |certificate: &Value| certificate.as_str().and_then(|text| Base64::decode_vec(text).ok());
    let chain: Option<Vec<Vec<u8>>> = chain.and_then(|chain| chain.iter().map(decode).collect());
    let leaf = chain.and_then(|chain| chain.into_iter().next());
    let leaf = leaf.ok_or_else(|| Invalid::new(at_chain(), "be 1 to 5 certificates in base64"))?;
    if !CertificateInner::<AnyLength>::from_der(&leaf).is_ok_and(|certificate| is_of(key, &certificate)) {
        return Err(Invalid::new(at_chain(), "begin with a certificate of this key"));
    }
    let thumbprint = members.get("x5t#S256");
    let expected = Base64UrlUnpadded::encode_string(&Sha256::digest(&leaf));
    if thumbprint.is_some_and(|thumbprint| thumbprint.as_str() != Some(&expected)) {
        return Err(Invalid::new(at.clone().child("x5t#S256"), "be the SHA-256 thumbprint of the first certificate"));
    }
    Ok(())
}

/// How many certificates a chain may have.
const LONGEST_CHAIN: usize = 5;

/// Returns true if a certificate is of this key.
fn is_of(key: &Key, certificate: &CertificateInner<AnyLength>) -> bool {
    let bits = &certificate.tbs_certificate().subject_public_key_info().subject_public_key;
    let Some(bytes) = bits.as_bytes() else { return false };
    match key {
        // 4 marks an uncompressed point. SEC 1 section 2.3.3.
        Key::Ec(Ec { x, y, .. }) => [&[4], &***x, &***y].concat() == bytes,
        Key::Okp(Okp { x, .. }) => ***x == *bytes,
        Key::Rsa(Rsa { n, e, .. }) => RsaPublicKey::from_der(bytes).is_ok_and(|RsaPublicKey { modulus, exponent }| {
            modulus.as_bytes() == without_leading_zeros(n) && exponent.as_bytes() == without_leading_zeros(e)
        }),
        _ => false,
    }
}

/// A certificate that a client presents. Its names count only if somebody has verified it.
#[derive(Clone, Debug)]
pub struct PresentedCertificate(CertificateInner<AnyLength>);

impl PresentedCertificate {
    /// Reads a certificate; `None` if it cannot be read.
    #[must_use]
    pub fn read(der: &[u8]) -> Option<Self> {
        CertificateInner::from_der(der).ok().map(Self)
    }

    /// Returns true if the certificate is of version 3, which has extensions. RFC 5280 section 4.1.2.1.
    #[must_use]
    pub fn is_of_version_3(&self) -> bool {
        self.0.tbs_certificate().version() == Version::V3
    }

    /// Returns true if the certificate is of a key of the set. RFC 8705 section 2.2.2.
    #[must_use]
    pub fn is_of_one_of(&self, jwks: &Jwks) -> bool {
        jwks.0.iter().any(|key| is_of(&key.material, &self.0))
    }

    /// Returns the subject, in the form of RFC 4514; `None` if it is empty.
    #[must_use]
    pub fn subject(&self) -> Option<String> {
        written(self.0.tbs_certificate().subject()).filter(|name| !name.is_empty())
    }

    /// Returns the issuer, in the form of RFC 4514; `None` if it is empty.
    #[must_use]
    pub fn issuer(&self) -> Option<String> {
        written(self.0.tbs_certificate().issuer()).filter(|name| !name.is_empty())
    }

    /// Returns the first second of the certificate.
    #[must_use]
    pub fn begins_at(&self) -> Timestamp {
        Timestamp(self.0.tbs_certificate().validity().not_before.to_unix_duration().as_secs())
    }

    /// Returns true from the first second to the last one of the certificate.
    #[must_use]
    pub fn is_current(&self, now: Timestamp) -> bool {
        let validity = self.0.tbs_certificate().validity();
        let [begin, end] = [validity.not_before, validity.not_after].map(|time| time.to_unix_duration().as_secs());
        (begin..=end).contains(&now.0)
    }

    /// Returns true if the certificate may be that of an authority: it says so, and its key may sign certificates. RFC 5280
    /// sections 4.2.1.3 and 4.2.1.9. An authority of the first version of certificates has no way to say so.
    #[must_use]
    pub fn is_authority(&self) -> bool {
        let certificate = self.0.tbs_certificate();
        if certificate.version() == Version::V1 {
            return true;
        }
        let is_authority = match certificate.get_extension::<BasicConstraints>() {
            Ok(Some((_, constraints))) => constraints.ca,
            Ok(None) | Err(_) => false,
        };
        let may_sign = match certificate.get_extension::<KeyUsage>() {
            Ok(Some((_, usage))) => usage.key_cert_sign(),
            Ok(None) => true,
            Err(_) => false,
        };
        is_authority && may_sign
    }

    /// Returns the names beside the subject; none if one of them cannot be read. RFC 5280 section 4.2.1.6.
    #[must_use]
    pub fn alternative_names(&self) -> Vec<GeneralName> {
        let found = self.0.tbs_certificate().get_extension::<SubjectAltName>();
        found.ok().flatten().map_or_else(Vec::new, |(_, SubjectAltName(names))| names)
    }
}

impl PublicKey {
    /// Reads the key of a certificate, whose signatures are of this algorithm; `None` if it is none, or unsound.
    #[must_use]
    pub fn of_certificate(bytes: &[u8], algorithm: &SigningAlgorithm) -> Option<Self> {
        let text = |bytes: &[u8]| Value::from(Base64UrlUnpadded::encode_string(bytes));
        let point = |curve: &str| {
            let (x, y) = bytes.strip_prefix(&[4]).and_then(|point| point.split_at_checked(point.len() / 2))?;
            Some(json!({"kty": "EC", "crv": curve, "x": text(x), "y": text(y)}))
        };
        let members = match algorithm {
            SigningAlgorithm::Es256 => point("P-256")?,
            SigningAlgorithm::Es384 => point("P-384")?,
            SigningAlgorithm::Es512 => point("P-521")?,
            SigningAlgorithm::Ed25519 => json!({"kty": "OKP", "crv": "Ed25519", "x": text(bytes)}),
            _ => {
                let RsaPublicKey { modulus, exponent } = RsaPublicKey::from_der(bytes).ok()?;
                json!({"kty": "RSA", "n": text(modulus.as_bytes()), "e": text(exponent.as_bytes())})
            }
        };
        Self::read(members.as_object()?, &Pointer::root()).ok().flatten()
    }
}

/// The public key of RFC 8017 appendix A.1.1.
#[derive(Sequence)]
struct RsaPublicKey<'a> {
    modulus: UintRef<'a>,
    exponent: UintRef<'a>,
}

/// Accepts a serial number of any length, since some are longer than 20 bytes, but no negative one. RFC 5280 section 4.1.2.2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct AnyLength;

impl Profile for AnyLength {
    fn check_serial_number(serial: &SerialNumber<Self>) -> der::Result<()> {
        let is_negative = serial.as_bytes().first().is_some_and(|first| first & 0x80 != 0);
        if is_negative { Err(Tag::Integer.value_error().into()) } else { Ok(()) }
    }
}
