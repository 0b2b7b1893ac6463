//! Content encryption: AES in the mode GCM, or in the mode CBC with HMAC. RFC 7518 section 5.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha512};

use crate::client_metadata::ContentEncryption;
use crate::error::Fault;
use crate::jose::EncryptedToken;
use crate::ports::{Cipher, CipherKind, Encrypt, Random};

/// The length of the tag of GCM, in bytes.
const GCM_TAG: usize = 16;

/// The content of a token, with the key and the header that protect it.
pub struct Content<'a> {
    /// The algorithm.
    pub algorithm: &'a ContentEncryption,
    /// The content key, of the length that the algorithm has.
    pub key: &'a [u8],
    /// The header in base64url, which is authenticated too.
    pub header: &'a str,
}

/// Encrypted content.
pub struct Sealed {
    /// The initialization vector.
    pub iv: Vec<u8>,
    /// The text, encrypted.
    pub encrypted: Vec<u8>,
    /// The authentication tag.
    pub tag: Vec<u8>,
}

/// Returns the length of the content key of an algorithm; `None` for one that this server lacks.
pub const fn key_length(algorithm: &ContentEncryption) -> Option<usize> {
    match algorithm {
        ContentEncryption::A128Gcm => Some(16),
        ContentEncryption::A128CbcHs256 | ContentEncryption::A256Gcm => Some(32),
        ContentEncryption::A256CbcHs512 => Some(64),
        _ => None,
    }
}

impl Content<'_> {
    /// Encrypts a text.
    pub async fn seal(&self, plain: &[u8], ports: &(impl Encrypt + Random)) -> Result<Sealed, Fault> {
        let mut iv = vec![0; self.iv_length()];
        ports.fill(&mut iv)?;
        let mut encrypted = ports.encrypt(self.cipher(&iv), plain).await?;
        let tag = match self.mac(&iv, &encrypted) {
            Some(tag) => tag,
            None => encrypted.split_off(encrypted.len().saturating_sub(GCM_TAG)),
        };
        Ok(Sealed { iv, encrypted, tag })
    }

    /// Decrypts the content of a token; `None` if it was not encrypted with this key and this header.
    ///
    /// The tag is compared before anything is decrypted, and in constant time. RFC 7518 section 5.2.2.2.
    pub async fn open(&self, token: &EncryptedToken, ports: &impl Encrypt) -> Result<Option<Vec<u8>>, Fault> {
        let EncryptedToken { iv, encrypted, tag, .. } = token;
        if iv.len() != self.iv_length() {
            return Ok(None);
        }
        match self.mac(iv, encrypted) {
            Some(own) if is_same(&own, tag) => ports.decrypt(self.cipher(iv), encrypted).await,
            None if tag.len() == GCM_TAG => ports.decrypt(self.cipher(iv), &[&**encrypted, tag].concat()).await,
            _ => Ok(None),
        }
    }

    const fn is_cbc(&self) -> bool {
        matches!(self.algorithm, ContentEncryption::A128CbcHs256 | ContentEncryption::A256CbcHs512)
    }

    const fn iv_length(&self) -> usize {
        if self.is_cbc() { 16 } else { 12 }
    }

    fn cipher<'a>(&'a self, iv: &'a [u8]) -> Cipher<'a> {
        let associated = self.header.as_bytes();
        if self.is_cbc() {
            Cipher { kind: CipherKind::Cbc, key: self.halves().1, iv, associated }
        } else {
            Cipher { kind: CipherKind::Gcm, key: self.key, iv, associated }
        }
    }

    /// Returns the two keys of a cipher with HMAC: one authenticates, the other encrypts. RFC 7518 section 5.2.2.1.
    fn halves(&self) -> (&[u8], &[u8]) {
        let half = self.key.len().checked_div(2).unwrap_or_default();
        self.key.split_at_checked(half).unwrap_or_default()
    }

    /// Returns the tag of a cipher with HMAC, the first half of the code; `None` for GCM, which has its own.
    fn mac(&self, iv: &[u8], encrypted: &[u8]) -> Option<Vec<u8>> {
        let (key, _) = self.halves();
        let bits = u64::try_from(self.header.len()).ok()?.checked_mul(8)?.to_be_bytes();
        let parts = [self.header.as_bytes(), iv, encrypted, &bits];
        match self.algorithm {
            ContentEncryption::A128CbcHs256 => code::<Hmac<Sha256>>(key, parts),
            ContentEncryption::A256CbcHs512 => code::<Hmac<Sha512>>(key, parts),
            _ => None,
        }
    }
}

fn code<M: Mac + KeyInit>(key: &[u8], parts: [&[u8]; 4]) -> Option<Vec<u8>> {
    let mut mac = <M as KeyInit>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    let code = mac.finalize().into_bytes();
    let half = code.len().checked_div(2)?;
    code.get(..half).map(<[u8]>::to_vec)
}

/// Compares tags in constant time.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    use subtle::ConstantTimeEq;
    one.ct_eq(other).into()
}
