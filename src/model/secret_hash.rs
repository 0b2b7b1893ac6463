//! Hashes of client secrets that other servers have made: their forms, their costs, and the comparison.

use argon2::{Argon2, Params, PasswordHash, PasswordVerifier};
use base64ct::{Base64Unpadded, Encoding};
use pbkdf2::pbkdf2_hmac;
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;

/// A hash in the form of its maker, in the PHC or the modular crypt format, with a cost that is computed here.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretHash {
    text: String,
    form: Form,
}

/// The form of a hash. In alphabetical order.
#[derive(Clone, PartialEq, Eq)]
enum Form {
    /// Argon2id, whose library reads the text. RFC 9106.
    Argon2id,
    /// Bcrypt: the cost, the salt and the hash.
    Bcrypt(u32, [u8; 16], [u8; 23]),
    /// PBKDF2 with HMAC-SHA-256: the iterations, the salt and the hash. RFC 8018 section 5.2.
    Pbkdf2Sha256(u32, Vec<u8>, Vec<u8>),
    /// PBKDF2 with HMAC-SHA-512.
    Pbkdf2Sha512(u32, Vec<u8>, Vec<u8>),
    /// SHA-256 without a salt.
    Sha256(Vec<u8>),
}

/// The greatest costs. An isolate computes one hash at a time, and each of these takes less than a second.
const GREATEST_BCRYPT: u32 = 12;
const GREATEST_PBKDF2: u32 = 600_000;
/// The memory in KiB, the passes and the lanes.
const GREATEST_ARGON2: (u32, u32, u32) = (65_536, 4, 4);

/// The lengths that a salt or a hash of PBKDF2 can have, in bytes.
const SALT: std::ops::RangeInclusive<usize> = 1..=64;
const HASH: std::ops::RangeInclusive<usize> = 16..=64;

/// The rule for a hash that is none of the known ones.
const UNKNOWN: &str =
    "be a sound hash that begins with $2a$, $2b$, $2y$, $pbkdf2-sha256$, $pbkdf2-sha512$, $argon2id$ or $sha256$";

impl SecretHash {
    /// Reads a hash; `Err` is the rule that it breaks: words that follow "must".
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let form = text.strip_prefix('$').and_then(|rest| rest.split_once('$')).ok_or(UNKNOWN)?;
        let form = match form {
            ("2a" | "2b" | "2y", rest) => bcrypt_form(rest)?,
            ("pbkdf2-sha256", rest) => {
                pbkdf2_form(rest).map(|(cost, salt, hash)| Form::Pbkdf2Sha256(cost, salt, hash))?
            }
            ("pbkdf2-sha512", rest) => {
                pbkdf2_form(rest).map(|(cost, salt, hash)| Form::Pbkdf2Sha512(cost, salt, hash))?
            }
            ("argon2id", _) => argon2_form(text)?,
            ("sha256", rest) => Form::Sha256(bytes(rest).filter(|hash| hash.len() == 32).ok_or(UNKNOWN)?),
            _ => return Err(UNKNOWN),
        };
        Ok(Self { text: text.to_owned(), form })
    }

    /// Returns the text as it was read.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns true if the hash takes no longer than the rest of a request.
    #[must_use]
    pub const fn is_quick(&self) -> bool {
        matches!(self.form, Form::Sha256(_))
    }

    /// Computes the hash of a secret, and returns true if it is this one. Compares in constant time.
    #[must_use]
    pub fn is_of(&self, secret: &str) -> bool {
        let secret = secret.as_bytes();
        match &self.form {
            // It reads the cost from the text.
            Form::Argon2id => {
                PasswordHash::new(&self.text).is_ok_and(|hash| Argon2::default().verify_password(secret, &hash).is_ok())
            }
            Form::Bcrypt(cost, salt, hash) => {
                // Bcrypt hashes the zero at the end too, and no more than 72 bytes.
                let ended: Vec<u8> = secret.iter().copied().chain([0]).take(72).collect();
                let [computed @ .., _] = bcrypt::bcrypt(*cost, *salt, &ended);
                computed.ct_eq(hash).into()
            }
            Form::Pbkdf2Sha256(cost, salt, hash) => {
                derives(hash, |out| pbkdf2_hmac::<Sha256>(secret, salt, *cost, out))
            }
            Form::Pbkdf2Sha512(cost, salt, hash) => {
                derives(hash, |out| pbkdf2_hmac::<Sha512>(secret, salt, *cost, out))
            }
            Form::Sha256(hash) => Sha256::digest(secret).as_slice().ct_eq(hash).into(),
        }
    }
}

fn derives(hash: &[u8], derive: impl Fn(&mut [u8])) -> bool {
    let mut computed = vec![0; hash.len()];
    derive(&mut computed);
    computed.ct_eq(hash).into()
}

const BCRYPT: &str = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Reads the rest of `$2b$COST$SALTHASH`.
fn bcrypt_form(rest: &str) -> Result<Form, &'static str> {
    let (cost, rest) = rest.split_once('$').ok_or(UNKNOWN)?;
    let cost: u32 = cost.parse().map_err(|_| UNKNOWN)?;
    let (salt, hash) = rest.split_at_checked(22).ok_or(UNKNOWN)?;
    // The alphabet of bcrypt begins with `./`, that of base64 ends with `+/`.
    let standard = |own: char| BCRYPT.find(own).and_then(|place| BASE64.chars().nth(place));
    let decoded = |text: &str| bytes(&text.chars().map(standard).collect::<Option<String>>()?);
    let salt = decoded(salt).and_then(|salt| salt.try_into().ok()).ok_or(UNKNOWN)?;
    let hash = decoded(hash).and_then(|hash| hash.try_into().ok()).ok_or(UNKNOWN)?;
    match cost {
        4..=GREATEST_BCRYPT => Ok(Form::Bcrypt(cost, salt, hash)),
        _ => Err("have a bcrypt cost from 4 to 12"),
    }
}

/// Reads the rest of `$pbkdf2-sha256$i=COST,l=LENGTH$SALT$HASH`, whose second segment some servers write as `COST` alone.
fn pbkdf2_form(rest: &str) -> Result<(u32, Vec<u8>, Vec<u8>), &'static str> {
    let mut segments = rest.split('$');
    let (Some(parameters), Some(salt), Some(hash), None) =
        (segments.next(), segments.next(), segments.next(), segments.next())
    else {
        return Err(UNKNOWN);
    };
    let (salt, hash) = (bytes(salt).ok_or(UNKNOWN)?, bytes(hash).ok_or(UNKNOWN)?);
    let mut parameters = parameters.split(',');
    let cost = parameters.next().map(|cost| cost.strip_prefix("i=").unwrap_or(cost)).unwrap_or_default();
    let cost: u32 = cost.parse().map_err(|_| UNKNOWN)?;
    let has_length = |text: &str| text.strip_prefix("l=").and_then(|it| it.parse().ok()) == Some(hash.len());
    if !parameters.all(has_length) || !SALT.contains(&salt.len()) || !HASH.contains(&hash.len()) {
        return Err(UNKNOWN);
    }
    match cost {
        1..=GREATEST_PBKDF2 => Ok((cost, salt, hash)),
        _ => Err("have at most 600000 iterations of PBKDF2"),
    }
}

fn argon2_form(text: &str) -> Result<Form, &'static str> {
    let hash = PasswordHash::new(text).ok().filter(|hash| hash.hash.is_some() && hash.salt.is_some()).ok_or(UNKNOWN)?;
    let params = Params::try_from(&hash).map_err(|_| UNKNOWN)?;
    let (memory, passes, lanes) = GREATEST_ARGON2;
    let is_cheap = params.m_cost() <= memory && params.t_cost() <= passes && params.p_cost() <= lanes;
    if is_cheap { Ok(Form::Argon2id) } else { Err("have at most m=65536, t=4 and p=4 for Argon2id") }
}

/// Reads base64 with or without padding, also with the dot that some servers write for a plus sign.
fn bytes(text: &str) -> Option<Vec<u8>> {
    Base64Unpadded::decode_vec(&text.trim_end_matches('=').replace('.', "+")).ok()
}
