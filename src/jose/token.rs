//! Tokens: parsing, verification with a shared secret, and the digest that identifies a used token.

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::client_metadata::{Keyword, SigningAlgorithm};
use crate::jose::Claims;
use crate::json;
use crate::unit::ByteCount;

/// A parsed token that is not verified yet: trust nothing in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The signature algorithm; never `none`.
    pub algorithm: SigningAlgorithm,
    /// The name of the signing key.
    pub kid: Option<String>,
    /// The `typ` header, as sent.
    pub kind: Option<String>,
    /// The claims.
    pub claims: Claims,
    /// The signed text: header and payload.
    pub signed: String,
    /// The signature.
    pub signature: Vec<u8>,
}

/// The error of a text that is not a token in the accepted form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl Token {
    /// Reads a token: a JWS in compact form whose header and payload are JSON objects without repeated names.
    ///
    /// `Err` for any other form, and for a header with a critical extension, because this server supports none. RFC
    /// 7515 sections 4.1.11 and 7.1, RFC 7797 section 6, RFC 8725 section 3.
    pub fn read(text: &str, longest: ByteCount) -> Result<Self, Malformed> {
        if text.len() > longest.0 {
            return Err(Malformed);
        }
        // An encrypted token has five parts: it fails when the payload is decoded, since base64url has no full stop.
        let (signed, signature) = text.rsplit_once('.').ok_or(Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(Malformed)?;
        let decode = |part: &str| Base64UrlUnpadded::decode_vec(part).map_err(|_| Malformed);
        let object = |part: &str| json::read_object(&decode(part)?).map_err(|_| Malformed);
        let header = object(header)?;
        // `b64` changes the signed text, and `zip` the payload: other readers could see other claims.
        if header.contains_key("crit") || header.contains_key("b64") || header.contains_key("zip") {
            return Err(Malformed);
        }
        let text = |name: &str| match header.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
            Some(_) => Err(Malformed),
        };
        let algorithm = SigningAlgorithm::of(&text("alg")?.ok_or(Malformed)?);
        let signature = decode(signature)?;
        // An unsecured token has the algorithm `none` and no signature. RFC 7518 section 3.6, RFC 8725 section 3.2.
        if !SigningAlgorithm::ALL.contains(&algorithm) || signature.is_empty() {
            return Err(Malformed);
        }
        let claims = Claims::of(object(payload)?);
        Ok(Self { algorithm, kid: text("kid")?, kind: text("typ")?, claims, signed: signed.to_owned(), signature })
    }

    /// Returns the key in the header. The signer can put any key there, so the caller must check its thumbprint. RFC
    /// 7515 section 4.1.3.
    #[must_use]
    pub fn embedded_key(&self) -> Option<Map<String, Value>> {
        let header = self.signed.split('.').next().and_then(|part| Base64UrlUnpadded::decode_vec(part).ok())?;
        json::read_object(&header).ok()?.get("jwk")?.as_object().cloned()
    }

    /// Returns true if `typ` names this kind, such as `at+jwt`; `None` without `typ`. RFC 7515 section 4.1.9.
    #[must_use]
    pub fn is_of_kind(&self, kind: &str) -> Option<bool> {
        Some(kind_of(self.kind.as_ref()?) == kind)
    }
}

/// Normalizes a `typ`: lower case, without `application/`. RFC 7515 section 4.1.9.
#[must_use]
pub fn kind_of(typ: &str) -> String {
    let lower = typ.to_ascii_lowercase();
    lower.strip_prefix("application/").unwrap_or(&lower).to_owned()
}

/// Returns true if a token was signed with the bytes of a secret. Compares in constant time. RFC 7518 section 3.2.
#[must_use]
pub fn is_signed_with(token: &Token, secret: impl AsRef<[u8]>) -> bool {
    fn is_mac<M: Mac + KeyInit>(token: &Token, secret: &[u8]) -> bool {
        <M as KeyInit>::new_from_slice(secret)
            .is_ok_and(|mac| mac.chain_update(&token.signed).verify_slice(&token.signature).is_ok())
    }
    let secret = secret.as_ref();
    match token.algorithm {
        SigningAlgorithm::Hs256 => is_mac::<Hmac<Sha256>>(token, secret),
        SigningAlgorithm::Hs384 => is_mac::<Hmac<Sha384>>(token, secret),
        SigningAlgorithm::Hs512 => is_mac::<Hmac<Sha512>>(token, secret),
        _ => false,
    }
}

/// Half of a digest identifies a token: each use is a row, and rows should be short.
const DIGEST_BYTES: usize = 16;

/// Returns the digest that identifies a used token: a letter for the kind of token, and 128 bits in base64url, 23
/// characters. No part but the last may contain a space.
#[must_use]
pub fn used_once(kind: char, parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join(" "));
    let half: Vec<u8> = digest.iter().copied().take(DIGEST_BYTES).collect();
    format!("{kind}{}", Base64UrlUnpadded::encode_string(&half))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: ByteCount = ByteCount(2048);

    fn token(header: &str, payload: &str) -> String {
        let [header, payload] = [header, payload].map(|part| Base64UrlUnpadded::encode_string(part.as_bytes()));
        format!("{header}.{payload}.AA")
    }

    fn reads(text: &str) -> bool {
        Token::read(text, LIMIT).is_ok()
    }

    #[test]
    fn a_token_is_read_with_its_kind() {
        let read =
            Token::read(&token(r#"{"alg":"ES256","kid":"1","typ":"application/AT+JWT"}"#, r#"{"iss":"x"}"#), LIMIT);
        let read = read.unwrap();
        assert_eq!((&read.algorithm, read.kid.as_deref()), (&SigningAlgorithm::Es256, Some("1")));
        assert_eq!((read.is_of_kind("at+jwt"), read.is_of_kind("jwt")), (Some(true), Some(false)));
        assert_eq!(read.claims.text("iss"), Some("x"));
        assert_eq!(Token::read(&token(r#"{"alg":"HS256"}"#, "{}"), LIMIT).unwrap().is_of_kind("jwt"), None);
    }

    /// RFC 7515 section 7.1, RFC 8725 section 3; requirement M30.
    #[test]
    fn what_is_no_signed_token_in_compact_form_is_malformed() {
        let good = token(r#"{"alg":"ES256"}"#, "{}");
        assert!(reads(&good));
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"None"}"#,
            r#"{"alg":"nOnE"}"#,
            r#"{"alg":"es256"}"#,
            r#"{"alg":"RS256 "}"#,
            r#"{"alg":""}"#,
            r#"{"alg":["ES256"]}"#,
            r#"{"alg":null}"#,
            r#"{"typ":"JWT"}"#,
            r#"{"alg":"ES256","alg":"ES256"}"#,
            r#"{"alg":"ES256","crit":["exp"],"exp":1}"#,
            r#"{"alg":"ES256","crit":[]}"#,
            r#"{"alg":"ES256","b64":false}"#,
            r#"{"alg":"ES256","b64":true}"#,
            r#"{"alg":"ES256","zip":"DEF"}"#,
            r#"{"alg":"ES256","kid":1}"#,
            r#"{"alg":"ES256","typ":{}}"#,
            r#"["alg"]"#,
            "",
        ] {
            assert!(!reads(&token(header, "{}")), "{header}");
        }
        for payload in ["", "[]", "1", "null", r#"{"iss":"a","iss":"b"}"#, r#"{"iss":"a","\u0069ss":"b"}"#, "{}x"] {
            assert!(!reads(&token(r#"{"alg":"ES256"}"#, payload)), "{payload}");
        }
        let (rest, _) = good.rsplit_once('.').unwrap();
        for text in [
            String::new(),
            ".".to_owned(),
            "..".to_owned(),
            rest.to_owned(),
            format!("{rest}."),
            format!("{good}.AA"),
            format!("{good}=="),
            format!(" {good}"),
            format!("{good}\n"),
            format!("{rest}.A+"),
            format!("{rest}.AB"),
            good.replace('.', "\u{ff0e}"),
            format!("{good}{}", "A".repeat(2048)),
            r#"{"payload":"e30","protected":"e30","signature":"AA"}"#.to_owned(),
        ] {
            assert!(!reads(&text), "{text}");
        }
    }
}
