//! Recovery codes: each counts once in place of a code of the app.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::error::Fault;
use crate::key_ring::{KeyId, Purpose};
use crate::model::{Config, UserId};
use crate::ports::Random;
use crate::sign_in::factor::totp::grouped;

/// The number of codes that a user gets at a time.
pub const COUNT: usize = 10;

/// The number of random bytes in a code. Its digest needs no salt and no costly hash: nobody guesses 80 bits, and the
/// digest has a key that the database does not have. NIST SP 800-63B section 3.1.2.2.
const BYTES: usize = 10;

/// The number of characters of a code, without the hyphens.
const LENGTH: usize = 16;

/// Makes the codes of a user. Returns the codes, and the digests that are stored.
pub fn make(user: &UserId, config: &Config, ports: &impl Random) -> Result<(Vec<String>, Vec<String>), Fault> {
    let mut codes = Vec::new();
    for _ in 0..COUNT {
        let mut random = [0; BYTES];
        ports.fill(&mut random)?;
        codes.push(grouped(&random));
    }
    let of = |code: &String| digest(&plain(code)?, user, config.keys.current(), config);
    let digests: Option<Vec<String>> = codes.iter().map(of).collect();
    let digests = digests.ok_or_else(|| Fault::Broken("a recovery code has no digest".to_owned()))?;
    Ok((codes, digests))
}

/// Returns the digests that a typed text can have, one for each key of the ring; none if the text is no code.
pub fn digests(typed: &str, user: &UserId, config: &Config) -> Vec<String> {
    let Some(code) = plain(typed) else { return Vec::new() };
    config.keys.ids().filter_map(|key| digest(&code, user, key, config)).collect()
}

/// Returns the characters of a code, however it is typed; `None` for a text of another form.
fn plain(typed: &str) -> Option<String> {
    // Longer texts are no codes, and are not read.
    let is_short = typed.len() <= LENGTH.saturating_mul(4);
    let code: String = typed.chars().filter(|c| is_short && !c.is_whitespace() && *c != '-').collect();
    let is_code = code.len() == LENGTH && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_code.then(|| code.to_ascii_lowercase())
}

fn digest(code: &str, user: &UserId, key: &KeyId, config: &Config) -> Option<String> {
    let parts = [user.as_str(), code].map(str::as_bytes);
    config.keys.derive_32(key, Purpose::RecoveryCode, &parts).map(|digest| Base64UrlUnpadded::encode_string(&digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in ["abcd-efgh-ijkl-2345", "ABCD EFGH IJKL 2345", " abcdefghijkl2345 ", "abcd--efgh ijkl-2345"] {
            assert_eq!(plain(typed).as_deref(), Some("abcdefghijkl2345"), "{typed}");
        }
        for other in
            ["", "123456", "abcd-efgh-ijkl-234", "abcd-efgh-ijkl-23456", "abcd-efgh-ijkl-234ü", &"-".repeat(99)]
        {
            assert_eq!(plain(other), None, "{other}");
        }
    }
}
