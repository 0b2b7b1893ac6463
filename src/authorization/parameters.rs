//! The parameters of an authorization request, wherever they come from. RFC 6749 section 4.1.1, RFC 9101, RFC 9126.

use crate::error::{Invalid, Refusal};
use crate::http::Form;
use crate::json::Pointer;

/// The parameters of an authorization request, and what is known of the way that they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// The parameters.
    pub form: Form,
    /// True if the client pushed the request, with its credentials if it has any. RFC 9126.
    pub is_pushed: bool,
    /// True if the client signed the parameters. RFC 9101.
    pub is_signed: bool,
}

impl Parameters {
    /// Wraps the parameters that a browser brings.
    #[must_use]
    pub const fn of_browser(form: Form) -> Self {
        Self { form, is_pushed: false, is_signed: false }
    }

    /// Wraps the parameters that a client pushes.
    #[must_use]
    pub const fn pushed(form: Form) -> Self {
        Self { form, is_pushed: true, is_signed: false }
    }

    /// Returns a parameter of at most so many bytes.
    pub fn text(&self, name: &str, longest: usize) -> Result<Option<&str>, Refusal> {
        match self.form.value(name) {
            Some(value) if value.len() > longest => Err(invalid(name, format!("not be longer than {longest} bytes"))),
            value => Ok(value),
        }
    }

    /// Returns the words of a parameter that are separated by spaces, each once: at most so many.
    pub fn words(&self, name: &str, most: usize) -> Result<Vec<&str>, Refusal> {
        let mut words: Vec<&str> = Vec::new();
        for word in self.form.value(name).into_iter().flat_map(|value| value.split(' ')) {
            if !word.is_empty() && !words.contains(&word) {
                words.push(word);
            }
            if words.len() > most {
                return Err(invalid(name, format!("not have more than {most} values")));
            }
        }
        Ok(words)
    }
}

/// Refuses a parameter.
pub fn invalid(name: &str, must: impl Into<std::borrow::Cow<'static, str>>) -> Refusal {
    Refusal::InvalidRequest(Invalid::new(Pointer::member(name), must))
}
