//! Passwords of local users: the rules for a new one, and its hash with Argon2id. RFC 9106, NIST SP 800-63B section
//! 3.1.1, RFC 8265 section 4.2.

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};

use crate::error::Fault;
use crate::ports::Normalize;
use crate::sign_in::common_passwords::is_common;

/// The number of random bytes in the salt of a hash. RFC 9106 section 3.1.
pub const SALT_BYTES: usize = 16;

/// The fewest characters of a password.
pub const SHORTEST: usize = 8;

/// The most characters of a password.
pub const LONGEST: usize = 256;

/// The memory of a hash in KiB, the number of passes and of lanes: the second choice of OWASP's Password Storage Cheat
/// Sheet. An isolate has 128 MiB, and computes one hash at a time. In workerd, a hash took 36 to 80 ms, mostly 45.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// The greatest cost of a stored hash that is computed.
const GREATEST_COST: (u32, u32, u32) = (65_536, 8, 4);

/// The length of a hash in bytes.
const HASH_BYTES: usize = 32;

/// A rule that a new password breaks. There are no rules about kinds of characters: they make passwords no better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unacceptable {
    /// Everybody tries it.
    Common,
    /// It has more than 256 characters.
    TooLong,
    /// It has fewer than 8 characters.
    TooShort,
}

/// Returns the text that is hashed for a password, so that all keyboards give the same one: each space of another script
/// as a space, in normalization form C. RFC 8265 section 4.2.2.
pub fn prepared(typed: &str, ports: &impl Normalize) -> String {
    if typed.is_ascii() {
        return typed.to_owned();
    }
    // RFC 8265 maps spaces of the category Zs alone. The characters left out here are whitespace in Rust, and of other
    // categories.
    let is_space =
        |char: char| char.is_whitespace() && !matches!(char, '\0'..='\x20' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let spaced: String = typed.chars().map(|char| if is_space(char) { ' ' } else { char }).collect();
    ports.composed(&spaced)
}

/// Checks a new password of a user with this name.
pub fn check(password: &str, username: Option<&str>) -> Result<(), Unacceptable> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Unacceptable::TooShort);
    }
    if length > LONGEST {
        return Err(Unacceptable::TooLong);
    }
    let is_name = username.is_some_and(|name| name.eq_ignore_ascii_case(password));
    if is_name || is_common(password) { Err(Unacceptable::Common) } else { Ok(()) }
}

/// Hashes a password. Returns the hash in the PHC string format, with its salt and its cost.
pub fn hash(password: &str, salt: &[u8; SALT_BYTES]) -> Result<String, Fault> {
    let hashed = hasher()?.hash_password_with_salt(password.as_bytes(), salt);
    hashed.map(|hash| hash.to_string()).map_err(|error| failed(&error))
}

/// The result of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The password is right, and its hash has another cost than a new one.
    Outdated,
    /// The password is right.
    Right,
    /// The password is wrong.
    Wrong,
}

/// Compares a password with a hash in the PHC string format. Without a hash, the time is that of a wrong password.
pub fn compare(password: &str, hash: Option<&str>) -> Result<Comparison, Fault> {
    // No password has more characters, and this is known of the text alone.
    if password.chars().count() > LONGEST {
        return Ok(Comparison::Wrong);
    }
    let Some(hash) = hash else {
        hasher()?.hash_password_with_salt(password.as_bytes(), &[0; SALT_BYTES]).map_err(|error| failed(&error))?;
        return Ok(Comparison::Wrong);
    };
    let broken = || Fault::Broken("the stored hash of a password is malformed or too costly".to_owned());
    let parsed = PasswordHash::new(hash).ok().filter(|parsed| parsed.hash.is_some()).ok_or_else(broken)?;
    let params = Params::try_from(&parsed).map_err(|_| broken())?;
    let cost = (params.m_cost(), params.t_cost(), params.p_cost());
    if cost.0 > GREATEST_COST.0 || cost.1 > GREATEST_COST.1 || cost.2 > GREATEST_COST.2 {
        return Err(broken());
    }
    match hasher()?.verify_password(password.as_bytes(), &parsed) {
        Ok(()) if cost == COST => Ok(Comparison::Right),
        Ok(()) => Ok(Comparison::Outdated),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(Comparison::Wrong),
        Err(error) => Err(failed(&error)),
    }
}

fn hasher() -> Result<Argon2<'static>, Fault> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, Some(HASH_BYTES));
    let params = params.map_err(|error| Fault::Broken(format!("Argon2id has no such cost: {error}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn failed(error: &argon2::password_hash::Error) -> Fault {
    Fault::Unavailable(format!("Argon2id failed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_right_for_its_password_alone() {
        let hashed = hash("correct horse", &[7; SALT_BYTES]).unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$"), "{hashed}");
        assert_eq!(hashed.len(), 97);
        assert_ne!(hashed, hash("correct horse", &[8; SALT_BYTES]).unwrap());
        assert_eq!(compare("correct horse", Some(&hashed)), Ok(Comparison::Right));
        for wrong in ["", "correct hors", "correct horsf", "Correct horse", "correct horse "] {
            assert_eq!(compare(wrong, Some(&hashed)), Ok(Comparison::Wrong), "{wrong}");
        }
        assert_eq!(compare("correct horse", None), Ok(Comparison::Wrong));
        assert_eq!(compare(&"x".repeat(257), Some(&hashed)), Ok(Comparison::Wrong));
    }

    /// The hashes were computed with the reference implementation.
    #[test]
    fn a_hash_of_another_cost_is_outdated_and_a_costly_one_is_not_computed() {
        let cheap = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        assert_eq!(compare("password", Some(cheap)), Ok(Comparison::Outdated));
        assert_eq!(compare("Password", Some(cheap)), Ok(Comparison::Wrong));
        for bad in [
            "",
            "x",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ",
            "$argon2id$v=19$m=65537,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=256,t=9,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=256,t=2,p=5$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        ] {
            assert!(matches!(compare("password", Some(bad)), Err(Fault::Broken(_))), "{bad}");
        }
    }

    /// NIST SP 800-63B section 3.1.1.2.
    #[test]
    fn a_password_has_eight_to_256_characters_and_is_not_one_that_everybody_tries() {
        for good in ["aaaaaaab", "pass phrase", "ÜÜÜÜÜÜÜÜ", "密码密码密码密码", &"x".repeat(256), "        x"]
        {
            assert_eq!(check(good, Some("alice@example.com")), Ok(()), "{good}");
        }
        assert_eq!(check("1234567", None), Err(Unacceptable::TooShort));
        assert_eq!(check("ÜÜÜÜÜÜÜ", None), Err(Unacceptable::TooShort));
        assert_eq!(check(&"x".repeat(257), None), Err(Unacceptable::TooLong));
        assert_eq!(check("Alice@Example.com", Some("alice@example.com")), Err(Unacceptable::Common));
        for common in ["password", "Password", "12345678", "qwertyuiop", "PASSWORD1", "iloveyou"] {
            assert_eq!(check(common, None), Err(Unacceptable::Common), "{common}");
        }
    }
}
