//! Whether a token was signed with a key. RFC 7515 section 5.2, RFC 7518 section 3.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

use crate::error::Fault;
use crate::jose::Token;
use crate::metadata::{PublicKey, SigningAlgorithm};
use crate::ports::Verify;

/// Whether a token was signed with the private half of a key that fits its algorithm.
///
/// What no signature of the algorithm can be is none, before it is asked: those of ECDSA are two numbers of full length,
/// neither of them zero, and not the DER form.
pub async fn is_signed_by(token: &Token, key: &PublicKey, ports: &impl Verify) -> Result<bool, Fault> {
    if !key.verifies(&token.algorithm) || !is_plausible(token, key) {
        return Ok(false);
    }
    ports.verify(key, &token.algorithm, token.signed.as_bytes(), &token.signature).await
}

/// Whether a token was signed with the bytes of a secret, compared in constant time. RFC 7518 section 3.2.
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

fn is_plausible(token: &Token, key: &PublicKey) -> bool {
    use SigningAlgorithm as Alg;
    let length = token.signature.len();
    let are_numbers = |of: usize| {
        let mut halves = token.signature.chunks(of);
        length == of.saturating_mul(2) && halves.all(|half| half.iter().any(|byte| *byte != 0))
    };
    match token.algorithm {
        Alg::Es256 => are_numbers(32),
        Alg::Es384 => are_numbers(48),
        Alg::Es512 => are_numbers(66),
        Alg::EdDsa | Alg::Ed25519 => length == 64,
        _ => key.rsa_bits().is_some_and(|bits| length == bits.div_ceil(8)),
    }
}
