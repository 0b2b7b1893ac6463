//! Verifies signatures of tokens. RFC 7515 section 5.2, RFC 7518 section 3.

use crate::client_metadata::{PublicKey, SigningAlgorithm};
use crate::error::Fault;
use crate::jose::Token;
use crate::ports::Verify;

/// Returns true if a token was signed with the private key of a public key that fits the token's algorithm.
///
/// Signatures of an impossible form are refused before the platform verifies them: an ECDSA signature is two numbers of
/// full length, neither zero, and not DER.
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
