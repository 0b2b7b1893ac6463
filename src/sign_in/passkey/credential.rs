//! The answer of a browser, as its script sends it: the JSON form of a credential, of which this server reads five members.
//! Web Authentication Level 3 section 5.1.8.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

use crate::error::PasskeyFailure;
use crate::json;

/// The longest identifier of a credential, in bytes. Web Authentication Level 3 section 4.
pub const LONGEST_ID: usize = 1_023;

/// The answer of a browser.
pub struct Credential {
    /// The identifier of the credential.
    pub id: Vec<u8>,
    response: Map<String, Value>,
}

impl Credential {
    /// Reads an answer. The form that brings it is bounded.
    pub fn read(text: &str) -> Result<Self, PasskeyFailure> {
        let malformed = PasskeyFailure::CredentialMalformed;
        let mut members = json::read_object(text.as_bytes()).map_err(|_| malformed)?;
        let id = decoded(members.get("id")).filter(|id| (1..=LONGEST_ID).contains(&id.len())).ok_or(malformed)?;
        match members.remove("response") {
            Some(Value::Object(response)) => Ok(Self { id, response }),
            _ => Err(malformed),
        }
    }

    /// Returns the bytes of a member of the response.
    pub fn bytes(&self, member: &str) -> Result<Vec<u8>, PasskeyFailure> {
        decoded(self.response.get(member)).ok_or(PasskeyFailure::CredentialMalformed)
    }
}

fn decoded(value: Option<&Value>) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(value?.as_str()?).ok()
}
