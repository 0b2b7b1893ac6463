//! Whether a token was signed with a key. RFC 7515 section 5.2, RFC 7518 section 3.

use crate::client_metadata::{PublicKey, SigningAlgorithm};
use crate::error::Fault;
use crate::jose::Token;
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
