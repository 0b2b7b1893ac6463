//! Encrypted tokens in compact form. RFC 7516 sections 3.1 and 7.1.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;

use crate::client_metadata::{ContentEncryption, EncryptionAlgorithm, Keyword};
use crate::jose::Malformed;
use crate::json;
use crate::unit::ByteCount;

/// The longest encrypted content key: that of an RSA key of 8,192 bits.
const LONGEST_KEY: usize = 1024;

/// An encrypted token whose parts have the right form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptedToken {
    /// The algorithm that encrypts the content key.
    pub algorithm: EncryptionAlgorithm,
    /// The algorithm that encrypts the content.
    pub content: ContentEncryption,
    /// The name of the key.
    pub kid: Option<String>,
    /// The header as it is authenticated: in base64url.
    pub header: String,
    /// The content key, encrypted.
    pub encrypted_key: Vec<u8>,
    /// The initialization vector.
    pub iv: Vec<u8>,
    /// The content, encrypted.
    pub encrypted: Vec<u8>,
    /// The authentication tag.
    pub tag: Vec<u8>,
}

impl EncryptedToken {
    /// Returns true if a text has the five parts of an encrypted token.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        text.split('.').count() == 5
    }

    /// Reads a token: five parts in base64url, and a header that is a JSON object without repeated names.
    ///
    /// `Err` for any other form, and for a header with a critical extension or a compression. A small text could become a
    /// large one. RFC 7516 sections 4.1.3 and 4.1.13, RFC 8725 section 3.6.
    pub fn read(text: &str, longest: ByteCount) -> Result<Self, Malformed> {
        if text.len() > longest.0 {
            return Err(Malformed);
        }
        let mut parts = text.split('.');
        let mut part = || parts.next().ok_or(Malformed);
        let [header, encrypted_key, iv, encrypted, tag] = [part()?, part()?, part()?, part()?, part()?];
        if parts.next().is_some() {
            return Err(Malformed);
        }
        let decode = |part: &str| Base64UrlUnpadded::decode_vec(part).map_err(|_| Malformed);
        let members = json::read_object(&decode(header)?).map_err(|_| Malformed)?;
        if members.contains_key("crit") || members.contains_key("zip") {
            return Err(Malformed);
        }
        let text = |name: &str| members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let kid = match members.get("kid") {
            None => None,
            Some(_) => Some(text("kid").ok_or(Malformed)?.to_owned()),
        };
        let (encrypted_key, iv) = (decode(encrypted_key)?, decode(iv)?);
        if encrypted_key.len() > LONGEST_KEY {
            return Err(Malformed);
        }
        Ok(Self {
            algorithm: EncryptionAlgorithm::of(text("alg").ok_or(Malformed)?),
            content: ContentEncryption::of(text("enc").ok_or(Malformed)?),
            kid,
            header: header.to_owned(),
            encrypted_key,
            iv,
            encrypted: decode(encrypted)?,
            tag: decode(tag)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, rest: &str) -> String {
        format!("{}.{rest}", Base64UrlUnpadded::encode_string(header.as_bytes()))
    }

    fn reads(text: &str) -> bool {
        EncryptedToken::read(text, ByteCount(4096)).is_ok()
    }

    /// RFC 7516 sections 4.1 and 7.1, RFC 8725 section 3.6.
    #[test]
    fn an_encrypted_token_has_five_parts_and_a_plain_header() {
        const HEADER: &str = r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"1"}"#;
        let good = token(HEADER, "AA.AA.AA.AA");
        let read = EncryptedToken::read(&good, ByteCount(4096)).unwrap();
        assert_eq!((read.algorithm, read.content), (EncryptionAlgorithm::RsaOaep256, ContentEncryption::A256Gcm));
        assert_eq!((read.kid.as_deref(), read.tag), (Some("1"), vec![0]));
        assert!(EncryptedToken::is_one(&good) && !EncryptedToken::is_one("a.b.c"));
        assert!(reads(&token(r#"{"alg":"dir","enc":"A256GCM"}"#, "...")));
        for header in [
            r#"{"alg":"RSA-OAEP-256"}"#,
            r#"{"enc":"A256GCM"}"#,
            r#"{"alg":"","enc":"A256GCM"}"#,
            r#"{"alg":["RSA-OAEP"],"enc":"A256GCM"}"#,
            r#"{"alg":"RSA-OAEP","alg":"dir","enc":"A256GCM"}"#,
            r#"{"alg":"RSA-OAEP","enc":"A256GCM","zip":"DEF"}"#,
            r#"{"alg":"RSA-OAEP","enc":"A256GCM","crit":["exp"],"exp":1}"#,
            r#"{"alg":"RSA-OAEP","enc":"A256GCM","kid":1}"#,
            r#"{"alg":"RSA-OAEP","enc":"A256GCM","kid":""}"#,
            "[]",
            "",
        ] {
            assert!(!reads(&token(header, "AA.AA.AA.AA")), "{header}");
        }
        for rest in [
            "AA.AA.AA".to_owned(),
            "AA.AA.AA.AA.AA".to_owned(),
            "AA.AA.AA.A=".to_owned(),
            "AA.AA.AA.A+".to_owned(),
            "AA.AA. .AA".to_owned(),
            format!("{}.AA.AA.AA", "A".repeat(1368)),
            format!("AA.AA.{}.AA", "A".repeat(4096)),
        ] {
            assert!(!reads(&token(HEADER, &rest)), "{rest}");
        }
    }
}
