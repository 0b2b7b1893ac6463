//! The certificate that a key may come with: it is of this key. RFC 7517 sections 4.7 to 4.9.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use der::asn1::{AnyRef, BitStringRef, UintRef};
use der::{Decode, ErrorKind, Reader, SliceReader, Tag, TagNumber};
use jose_jwk::{Ec, Key, Okp, Rsa};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::client_metadata::jwks::material::without_leading_zeros;
use crate::error::Invalid;
use crate::json::Pointer;

/// How many certificates a chain may have.
const LONGEST_CHAIN: usize = 5;

/// Checks `x5c` and `x5t#S256` of a key, if it has them.
pub fn check(key: &Key, members: &Map<String, Value>, at: &Pointer) -> Result<(), Invalid> {
    let Some(chain) = members.get("x5c") else { return Ok(()) };
    let at_chain = || at.clone().child("x5c");
    let chain = chain.as_array().filter(|chain| (1..=LONGEST_CHAIN).contains(&chain.len()));
    let decode = |certificate: &Value| certificate.as_str().and_then(|text| Base64::decode_vec(text).ok());
    let chain: Option<Vec<Vec<u8>>> = chain.and_then(|chain| chain.iter().map(decode).collect());
    let leaf = chain.and_then(|chain| chain.into_iter().next());
    let leaf = leaf.ok_or_else(|| Invalid::new(at_chain(), "be 1 to 5 certificates in base64"))?;
    if !public_key(&leaf).is_ok_and(|bytes| is_of(key, bytes)) {
        return Err(Invalid::new(at_chain(), "begin with a certificate of this key"));
    }
    let thumbprint = members.get("x5t#S256");
    let expected = Base64UrlUnpadded::encode_string(&Sha256::digest(&leaf));
    if thumbprint.is_some_and(|thumbprint| thumbprint.as_str() != Some(&expected)) {
        return Err(Invalid::new(at.clone().child("x5t#S256"), "be the SHA-256 thumbprint of the first certificate"));
    }
    Ok(())
}

/// The subject's public key in a certificate. RFC 5280 section 4.1.
fn public_key(certificate: &[u8]) -> der::Result<&[u8]> {
    let mut reader = SliceReader::new(certificate)?;
    let certificate: AnyRef<'_> = reader.decode()?;
    reader.finish()?;
    certificate.sequence(|certificate| {
        let to_be_signed: AnyRef<'_> = certificate.decode()?;
        let (_algorithm, _signature): (AnyRef<'_>, BitStringRef<'_>) = (certificate.decode()?, certificate.decode()?);
        to_be_signed.sequence(|fields| {
            let version = Tag::ContextSpecific { constructed: true, number: TagNumber(0) };
            if Tag::peek(fields)? == version {
                AnyRef::decode(fields)?;
            }
            UintRef::decode(fields)?;
            for _algorithm_issuer_validity_subject in 0..4 {
                AnyRef::decode(fields)?;
            }
            let key: AnyRef<'_> = fields.decode()?;
            while !fields.is_finished() {
                AnyRef::decode(fields)?;
            }
            key.sequence(|key| {
                let (_algorithm, bits): (AnyRef<'_>, BitStringRef<'_>) = (key.decode()?, key.decode()?);
                bits.as_bytes().ok_or_else(|| ErrorKind::Failed.into())
            })
        })
    })
}

fn is_of(key: &Key, bytes: &[u8]) -> bool {
    match key {
        Key::Ec(Ec { x, y, .. }) => [&[4], &***x, &***y].concat() == bytes,
        Key::Okp(Okp { x, .. }) => ***x == *bytes,
        Key::Rsa(Rsa { n, e, .. }) => rsa(bytes).is_ok_and(|(modulus, exponent)| {
            modulus == without_leading_zeros(n) && exponent == without_leading_zeros(e)
        }),
        _ => false,
    }
}

/// Modulus and exponent. RFC 8017 appendix A.1.1.
fn rsa(bytes: &[u8]) -> der::Result<(&[u8], &[u8])> {
    SliceReader::new(bytes)?.sequence(|numbers| {
        let (modulus, exponent) = (UintRef::decode(numbers)?, UintRef::decode(numbers)?);
        Ok((modulus.as_bytes(), exponent.as_bytes()))
    })
}
