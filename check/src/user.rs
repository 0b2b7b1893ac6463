//! Local users: their names and identifiers, the hashes of their passwords, and the codes with which they set one.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::model::{TokenDigest, USER_BYTES, UserId};
use enrol::ports::Normalize;
use enrol::sign_in;
use enrol::sign_in::password::{self, SALT_BYTES, Unacceptable};
use serde_json::{Map, Value, json};

use crate::Answer;

/// Reads the name of a local user; returns it as the database has it.
pub fn username(typed: &str) -> Answer {
    let must = format!("be 1 to {} letters and digits of ASCII and ._@+-", sign_in::LONGEST_NAME);
    Ok(json!(sign_in::username(typed).ok_or(must)?))
}

/// Makes the identifier of a local user from random bytes.
pub fn user_id(random: &str) -> Option<Answer> {
    Some(Ok(json!(UserId::new(&bytes::<USER_BYTES>(random)?).as_str())))
}

/// Returns the digest by which the database knows a code.
pub fn reset_code(code: &str) -> Option<Answer> {
    Some(Ok(json!(TokenDigest::of_reset_code(code)?.as_str())))
}

/// Checks a new password, and hashes it. The question has `username`, `password` in normalization form C, and random
/// bytes as `salt`.
pub fn password(question: &Map<String, Value>) -> Option<Answer> {
    let text = |name: &str| question.get(name)?.as_str();
    let (username, new, salt) = (text("username")?, text("password")?, bytes::<SALT_BYTES>(text("salt")?)?);
    Some(hashed(&password::prepared(new, &Composed), username, &salt))
}

/// The caller of this program composes the characters of a text, with the tables of its own language.
struct Composed;

impl Normalize for Composed {
    fn composed(&self, text: &str) -> String {
        text.to_owned()
    }
}

fn hashed(new: &str, username: &str, salt: &[u8; SALT_BYTES]) -> Answer {
    password::check(new, Some(username)).map_err(|unacceptable| match unacceptable {
        Unacceptable::Common => "not be one that everybody tries first".to_owned(),
        Unacceptable::TooLong => format!("have at most {} characters", password::LONGEST),
        Unacceptable::TooShort => format!("have at least {} characters", password::SHORTEST),
    })?;
    password::hash(new, salt).map(Value::from).map_err(|fault| fault.cause().to_owned())
}

fn bytes<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    Base64UrlUnpadded::decode_vec(text).ok()?.try_into().ok()
}
