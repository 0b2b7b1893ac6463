//! The public key of a credential: a COSE key. RFC 9052 section 7, RFC 9053 sections 2 and 7, RFC 8812 section 2.

use base64ct::{Base64UrlUnpadded, Encoding};
use minicbor::Decoder;
use minicbor::data::Type;
use minicbor::decode::Error;
use serde_json::{Map, Value};

use crate::client_metadata::PublicKey;
use crate::error::PasskeyFailure;
use crate::json::{self, Pointer};

/// The algorithms that authenticators may have, each with its number, the best first: ES256 is the one that all have.
pub const ALGORITHMS: [(&str, i64); 3] = [("ES256", -7), ("EdDSA", -8), ("RS256", -257)];

/// The most members of a key. An RSA key has four, a key of a curve at most five.
const MOST_MEMBERS: u64 = 5;

/// Reads a key of one of the algorithms. It has no other members. Web Authentication Level 3 section 6.5.1.1.
pub fn read(decoder: &mut Decoder<'_>) -> Result<PublicKey, PasskeyFailure> {
    let members = members(decoder).map_err(|_| PasskeyFailure::KeyMalformed)?;
    let members = members.ok_or(PasskeyFailure::KeyMalformed)?.into_jwk().ok_or(PasskeyFailure::KeyUnsupported)?;
    match PublicKey::read(&members, &Pointer::root()) {
        Ok(Some(key)) => Ok(key),
        Ok(None) | Err(_) => Err(PasskeyFailure::KeyMalformed),
    }
}

/// The members of a key by their labels.
#[derive(Default)]
struct Members<'a> {
    kind: Option<i64>,
    algorithm: Option<i64>,
    curve: Option<i64>,
    /// The bytes of the labels -1, -2 and -3.
    parts: [Option<&'a [u8]>; 3],
}

/// Reads the members; `None` for a member that no key has, or that comes twice.
fn members<'a>(decoder: &mut Decoder<'a>) -> Result<Option<Members<'a>>, Error> {
    let mut found = Members::default();
    let count = decoder.map()?.filter(|count| *count <= MOST_MEMBERS);
    let Some(count) = count else { return Ok(None) };
    for _ in 0..count {
        let is_first = match decoder.i64()? {
            1 => found.kind.replace(decoder.i64()?).is_none(),
            3 => found.algorithm.replace(decoder.i64()?).is_none(),
            -1 if decoder.datatype()? != Type::Bytes => found.curve.replace(decoder.i64()?).is_none(),
            label @ -3..=-1 => {
                let [first, second, third] = &mut found.parts;
                let part = match label {
                    -1 => first,
                    -2 => second,
                    _ => third,
                };
                part.replace(decoder.bytes()?).is_none()
            }
            _ => false,
        };
        if !is_first {
            return Ok(None);
        }
    }
    Ok(Some(found))
}

impl Members<'_> {
    /// Returns the key as a JWK; `None` if it is of no supported algorithm.
    fn into_jwk(self) -> Option<Map<String, Value>> {
        let text = |bytes: &[u8]| Value::from(Base64UrlUnpadded::encode_string(bytes));
        let (name, _) = ALGORITHMS.into_iter().find(|(_, number)| Some(*number) == self.algorithm)?;
        let members: Vec<(&str, Value)> = match (name, self.kind?, self.curve, self.parts) {
            ("ES256", 2, Some(1), [None, Some(x), Some(y)]) => {
                vec![("kty", "EC".into()), ("crv", "P-256".into()), ("x", text(x)), ("y", text(y))]
            }
            ("EdDSA", 1, Some(6), [None, Some(x), None]) => {
                vec![("kty", "OKP".into()), ("crv", "Ed25519".into()), ("x", text(x))]
            }
            ("RS256", 3, None, [Some(n), Some(e), None]) => vec![("kty", "RSA".into()), ("n", text(n)), ("e", text(e))],
            _ => return None,
        };
        Some(json::object(members.into_iter().chain([("alg", name.into())])))
    }
}
