//! Codes of an authenticator app: time-based one-time passwords. RFC 6238, with SHA-1, six digits and steps of 30 seconds:
//! the only values that every app knows.

use base32ct::{Base32UpperUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use sha1::Sha1;

use crate::error::Fault;
use crate::key_ring::same_secret;
use crate::ports::Random;
use crate::unit::Timestamp;

/// The number of random bytes in a secret: as many as SHA-1 returns. RFC 4226 section 4, R6.
const SECRET_BYTES: usize = 20;

/// The length of a time step in seconds. RFC 6238 section 5.2.
const STEP: u64 = 30;

/// The number of digits of a code.
const DIGITS: usize = 6;

/// The number of different codes.
const CODES: u32 = 1_000_000;

/// The secret that an authenticator app shares with this server: base32, 32 characters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Secret(String);

impl Secret {
    /// Makes a secret.
    pub fn new(ports: &impl Random) -> Result<Self, Fault> {
        let mut bytes = [0; SECRET_BYTES];
        ports.fill(&mut bytes)?;
        Ok(Self(Base32UpperUnpadded::encode_string(&bytes)))
    }

    /// Returns the secret as the user types it into an app.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the address that an app reads from a QR code, with the name of the server and of the user.
    #[must_use]
    pub fn address(&self, server: &str, username: &str) -> String {
        let [server, username] = [server, username].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string());
        format!("otpauth://totp/{server}:{username}?secret={}&issuer={server}", self.0)
    }

    /// Returns the time step whose code was typed: that of now, or one beside it, because clocks drift. RFC 6238 section
    /// 5.2. `None` for a wrong code.
    #[must_use]
    pub fn step_of(&self, typed: &str, now: Timestamp) -> Option<u64> {
        // Apps show the digits in two groups.
        let digits: String = typed.chars().filter(|c| !c.is_whitespace()).take(DIGITS.saturating_add(1)).collect();
        let key = Base32UpperUnpadded::decode_vec(&self.0).ok()?;
        let step = now.0.checked_div(STEP)?;
        let steps = [step.checked_sub(1)?, step, step.checked_add(1)?];
        // Every code is compared, so that the time does not tell the step.
        let right = steps.map(|step| code(&key, step).is_some_and(|code| same_secret(&code, &digits)).then_some(step));
        right.into_iter().flatten().next()
    }
}

/// Returns the code of a time step.
fn code(key: &[u8], step: u64) -> Option<String> {
    truncated(key, step)?.checked_rem(CODES).map(|code| format!("{code:06}"))
}

/// Returns the number whose last digits are the code. RFC 4226 section 5.3.
fn truncated(key: &[u8], counter: u64) -> Option<u32> {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).ok()?;
    mac.update(&counter.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last()? & 0xf);
    let bytes = digest.get(offset..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*bytes) & 0x7fff_ffff)
}

/// Returns random bytes as a text that people can type: base32 in lower case, in groups of four.
#[must_use]
pub fn grouped(bytes: &[u8]) -> String {
    let text = Base32UpperUnpadded::encode_string(bytes).to_ascii_lowercase();
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, SHA-1. The vectors have eight digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        for (time, expected) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            let key = b"12345678901234567890";
            assert_eq!(truncated(key, time / STEP).unwrap() % 100_000_000, expected, "{time}");
            assert_eq!(code(key, time / STEP).unwrap(), format!("{:06}", expected % CODES), "{time}");
        }
    }

    /// RFC 4226 appendix D.
    #[test]
    fn the_numbers_are_those_of_the_counter_based_standard() {
        let expected = [1_284_755_224, 1_094_287_082, 137_359_152, 1_726_969_429, 1_640_338_314];
        for (counter, expected) in (0..).zip(expected) {
            assert_eq!(truncated(b"12345678901234567890", counter), Some(expected), "{counter}");
        }
    }

    /// RFC 6238 section 5.2: one step of drift.
    #[test]
    fn a_code_counts_in_its_time_step_and_the_one_beside_it() {
        let secret = Secret(Base32UpperUnpadded::encode_string(b"12345678901234567890"));
        let step_of = |typed: &str, now| secret.step_of(typed, Timestamp(now));
        for (now, counts) in [
            (1_111_111_049, false),
            (1_111_111_050, true),
            (1_111_111_109, true),
            (1_111_111_139, true),
            (1_111_111_140, false),
        ] {
            assert_eq!(step_of("081804", now), counts.then_some(37_037_036), "{now}");
        }
        assert_eq!(step_of(" 081 804 ", 1_111_111_109), Some(37_037_036));
        for wrong in ["", "81804", "081805", "0818041", "０８１８０４", "-81804"] {
            assert_eq!(step_of(wrong, 1_111_111_109), None, "{wrong}");
        }
        assert_eq!(secret.step_of("755224", Timestamp(0)), None, "there is no step before the first");
    }

    #[test]
    fn the_address_of_a_secret_has_names_that_no_app_misreads() {
        let secret = Secret("JBSWY3DPEHPK3PXP".to_owned());
        assert_eq!(
            secret.address("Example: Ä&B", "a+b@example.com"),
            "otpauth://totp/Example%3A%20%C3%84%26B:a%2Bb%40example%2Ecom?secret=JBSWY3DPEHPK3PXP\
             &issuer=Example%3A%20%C3%84%26B"
        );
        assert_eq!(grouped(&[0xff; 10]), "7777-7777-7777-7777");
    }
}
