//! The refusal of a registration by the operator's own check. RFC 7591 section 3.2.2.

use crate::json::Pointer;

/// A refusal as the registration hook has answered it. Each part is bounded, and has the characters of RFC 6749 section 5.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookRefusal {
    code: String,
    description: String,
    pointer: Option<Pointer>,
}

/// The most characters of an error code.
const LONGEST_CODE: usize = 64;

/// The most characters of a description.
const LONGEST_DESCRIPTION: usize = 500;

/// The most bytes of a pointer.
const LONGEST_POINTER: usize = 256;

impl HookRefusal {
    /// Makes a refusal; `Err` names the part that cannot be sent to a client.
    pub fn new(code: &str, description: &str, pointer: Option<&str>) -> Result<Self, &'static str> {
        let is_sendable = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
        if !(1..=LONGEST_CODE).contains(&code.len()) || !code.bytes().all(|byte| is_sendable(byte) && byte != b' ') {
            return Err("error must be 1 to 64 ASCII characters without space, quotation mark and backslash");
        }
        if !(1..=LONGEST_DESCRIPTION).contains(&description.len()) || !description.bytes().all(is_sendable) {
            return Err("error_description must be 1 to 500 ASCII characters without quotation mark and backslash");
        }
        let read = |text: &str| Pointer::parse(text).filter(|_| text.len() <= LONGEST_POINTER);
        let pointer = pointer.map(|text| read(text).ok_or("pointer must be a JSON pointer of at most 256 bytes"));
        Ok(Self { code: code.to_owned(), description: description.to_owned(), pointer: pointer.transpose()? })
    }

    /// Returns the error code.
    #[must_use]
    pub const fn code(&self) -> &str {
        self.code.as_str()
    }

    /// Returns the description.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Returns the place of the mistake; `None` if the hook names none.
    #[must_use]
    pub const fn pointer(&self) -> Option<&Pointer> {
        self.pointer.as_ref()
    }
}
