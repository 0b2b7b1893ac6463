//! Digests that identify tokens for single use.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

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
