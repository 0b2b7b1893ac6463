//! The parameters of a list that comes in pages.

use crate::error::{Invalid, Refusal};
use crate::http::Request;
use crate::json::Pointer;

/// The greatest and the usual number of entries in a page.
const LONGEST_PAGE: u32 = 200;
const USUAL_PAGE: u32 = 50;

/// The longest value of a parameter, in bytes.
const LONGEST_VALUE: usize = 1024;

/// The place and the length of a page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The name of the entry after which the page begins.
    pub after: Option<String>,
    /// The greatest number of entries.
    pub limit: u32,
}

/// Reads where the page begins and how long it is. `read` reads each other parameter; `Err` is the rule that it breaks.
pub fn read(request: &Request, read: &mut dyn FnMut(&str, &str) -> Result<(), &'static str>) -> Result<Page, Refusal> {
    let mut page = Page { after: None, limit: USUAL_PAGE };
    for (name, value) in request.query_form()?.parameters() {
        let outcome = match name {
            _ if value.len() > LONGEST_VALUE => Err("have at most 1024 bytes"),
            "after" => {
                page.after = Some(value.to_owned());
                Ok(())
            }
            "limit" => {
                let limit = value.parse().ok().filter(|limit| (1..=LONGEST_PAGE).contains(limit));
                limit.map(|limit| page.limit = limit).ok_or("be a whole number from 1 to 200")
            }
            _ => read(name, value),
        };
        outcome.map_err(|must| Refusal::InvalidRequest(Invalid::new(Pointer::member(name), must)))?;
    }
    Ok(page)
}

/// The rule for a parameter that a list does not have.
pub const UNKNOWN: &str = "be a condition of this list";
