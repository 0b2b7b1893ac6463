//! The policies that are read from the store, and those that an isolate remembers.

use std::rc::Rc;

use crate::policy::RegistrantPolicy;
use crate::unit::{Seconds, Timestamp};

/// The versions to read: the newest of each kind first.
#[derive(Clone, Copy, Debug, Default)]
pub struct PolicyQuery<'a> {
    /// True for those alone that are active or tried.
    pub is_in_force: bool,
    /// The kind; `None` for all.
    pub kind: Option<&'a str>,
    /// The number of the version; `None` for all.
    pub version: Option<u32>,
    /// The kind and the number after which the page begins.
    pub after: Option<(&'a str, u32)>,
    /// The greatest number of versions.
    pub limit: u32,
}

/// The policies in force, as an isolate remembers them.
#[derive(Clone, Debug)]
pub struct HeldPolicies {
    /// When they were read.
    pub read_at: Timestamp,
    /// The policies that are active or tried.
    pub policies: Rc<Vec<RegistrantPolicy>>,
}

/// How long an isolate uses the policies that it has read: a change holds everywhere after this time, also if the store fails.
pub const POLICIES_HELD: Seconds = Seconds(30);
