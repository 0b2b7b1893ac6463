//! Tokens that can be used once, and what they are remembered by.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

/// How much of a digest tells one token from all others: half of it, since a row is written for each.
const DIGEST_BYTES: usize = 16;

/// Returns the text that a token is remembered by once it was used: a letter for its kind, and 128 bits of the digest of the
/// parts that tell it from others, 23 characters. No part but the last may have a space in it.
#[must_use]
pub fn used_once(kind: char, parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join(" "));
    let half: Vec<u8> = digest.iter().copied().take(DIGEST_BYTES).collect();
    format!("{kind}{}", Base64UrlUnpadded::encode_string(&half))
}
