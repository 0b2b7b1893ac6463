//! Unused clients: how long they are stored, and how much an anonymous client can store.

use serde_json::{Map, Value};

use crate::error::Invalid;
use crate::json::{self, Pointer};
use crate::model::{Bounds, OPEN, RegisteredClient, Revision};
use crate::policy::{ClientStorage, Policy};
use crate::unit::{ByteCount, Seconds, Timestamp};

/// The most JSON that is stored for an anonymous client.
pub const ANONYMOUS_CLIENT_LIMIT: ByteCount = ByteCount(8192);

/// The JSON size that most clients stay below. A larger anonymous client counts against `STORAGE_LIMIT`.
pub const SMALL_CLIENT: ByteCount = ByteCount(1024);

/// How long an anonymous client that is too large for an identifier is stored before its first use.
pub const ONE_DAY_LIFE: Seconds = Seconds::of_days(1);

/// How long a client is stored while it is unused. In the order of the numbers in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnusedRetention {
    /// A token, certificate, statement or template vouches for the client: it is stored for `UNUSED_CLIENT_DAYS`.
    Normal,
    /// An anonymous client: it is stored for `UNUSED_CLIENT_DAYS`, and counts against `STORED_CLIENT_LIMIT`.
    Capped,
    /// An anonymous client that is too large for an identifier: it is stored for a day, counts against
    /// `STORED_CLIENT_LIMIT`, and is the first to be evicted.
    OneDay,
}

impl UnusedRetention {
    /// All values, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Capped, Self::OneDay];

    /// Returns how long a client is kept if it is stored now and stays unused; `None` if it is kept for ever.
    ///
    /// If another server issues tokens for the clients, no use is noted here, so an unused client is never deleted.
    #[must_use]
    pub fn of(client: &RegisteredClient, policy: &Policy) -> Option<Self> {
        let is_anonymous = is_anonymous(client.bounds.as_ref());
        let is_new = !client.id.is_sealed() && client.revision == Revision(0);
        // A server that seals clients stores a new one only if it is too large for an identifier.
        let is_overflow = is_new && policy.client_storage != ClientStorage::Stored;
        let unused = match is_anonymous {
            true if is_overflow => Self::OneDay,
            true => Self::Capped,
            false => Self::Normal,
        };
        // An imported client is in use elsewhere, however seldom.
        (policy.sees_uses() && !client.is_imported()).then_some(unused)
    }

    /// Returns true if such clients count against `STORED_CLIENT_LIMIT`.
    #[must_use]
    pub const fn is_capped(self) -> bool {
        matches!(self, Self::Capped | Self::OneDay)
    }

    /// Returns the time up to which unused clients must have been issued to be deleted now; `None` if none is deleted.
    #[must_use]
    pub fn end(self, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Normal | Self::Capped => policy.unused_since(now),
            Self::OneDay => policy.sees_uses().then(|| now.before(ONE_DAY_LIFE)),
        }
    }
}

/// Returns true if a client with these bounds is anonymous: no token, statement, template or certificate vouched for
/// its registration.
///
/// Each of these leaves bounds with the client, even if they are empty lists. So a client stays anonymous when the
/// operator later changes who may register.
#[must_use]
pub fn is_anonymous(bounds: Option<&Bounds>) -> bool {
    // A policy can leave bounds with an anonymous client.
    Bounds::registrant(bounds) == OPEN
}

/// Checks that an anonymous client is small enough to be stored.
///
/// `Err` points at the longest member that was sent, and names the other members that must be shorter.
pub fn check_size(
    members: &Map<String, Value>,
    sent: &Map<String, Value>,
    bounds: Option<&Bounds>,
) -> Result<(), Invalid> {
    let ByteCount(limit) = ANONYMOUS_CLIENT_LIMIT;
    // Writing the text takes time, so the estimate rules out most clients first.
    let may_be_long = json::length(members) > limit / 4;
    if !is_anonymous(bounds) || !may_be_long {
        return Ok(());
    }
    let mut excess = json::text(members).len().saturating_sub(limit);
    if excess == 0 {
        return Ok(());
    }
    let mut by_length: Vec<(usize, &str)> = Vec::new();
    for (name, value) in members.iter().filter(|(name, _)| sent.contains_key(*name)) {
        let length = value.to_string().len();
        by_length.insert(by_length.partition_point(|(other, _)| *other >= length), (length, name));
    }
    let mut longest = Vec::new();
    for (length, name) in by_length {
        longest.push(name);
        excess = excess.saturating_sub(length);
        if excess == 0 {
            break;
        }
    }
    let pointer = longest.first().map_or_else(Pointer::root, |name| Pointer::member(name));
    let others = longest.get(1..).unwrap_or_default();
    let others = if others.is_empty() { String::new() } else { format!(", as must {}", others.join(" and ")) };
    Err(Invalid::new(pointer, format!("be shorter{others}: together the members must have at most {limit} bytes")))
}

impl RegisteredClient {
    /// Returns true if a new client counts against `STORAGE_LIMIT`: an anonymous client that is too large for an
    /// identifier, or a large one on a server that stores every client.
    #[must_use]
    pub fn needs_admission(&self, policy: &Policy) -> bool {
        let is_large = json::length(self.metadata.members()) > SMALL_CLIENT.0;
        is_anonymous(self.bounds.as_ref()) && (is_large || policy.client_storage != ClientStorage::Stored)
    }

    /// Returns the client with the time that it is kept while it is unused.
    #[must_use]
    pub fn with_unused_retention(&self, policy: &Policy) -> Self {
        Self { unused: UnusedRetention::of(self, policy), ..self.clone() }
    }

    /// Returns true if an update by an anonymous client makes the database grow: the first row of a sealed client, or
    /// more metadata than before and than most clients need.
    #[must_use]
    pub fn grows_to(&self, members: &Map<String, Value>) -> bool {
        let before = if self.is_stored() { json::length(self.metadata.members()) } else { 0 };
        let grows = !self.is_stored() || json::length(members) > before.max(SMALL_CLIENT.0);
        is_anonymous(self.bounds.as_ref()) && grows
    }

    /// Returns true if a deletion by an anonymous client makes the database grow: a sealed client without a row gets a
    /// tombstone.
    #[must_use]
    pub fn grows_by_deletion(&self) -> bool {
        is_anonymous(self.bounds.as_ref()) && !self.is_stored() && self.last_used_at.is_none()
    }

    /// Returns true if the client has a row. A sealed client gets its first row with its first change.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        !self.id.is_sealed() || self.revision != Revision(0)
    }

    /// Returns true if the row says that the client is unused, so that a use must be noted there too.
    ///
    /// If the first change and the first use of a sealed client run in parallel, the row may say unused although the
    /// client was used. Such a row would count as evictable for ever, and other clients would be evicted in its place.
    #[must_use]
    pub const fn is_marked_unused(&self) -> bool {
        self.unused.is_some()
    }

    /// Returns true if the client was unused for so long that it counts as deleted.
    ///
    /// `forgotten` is the time of issue of the newest sealed client whose tombstone is gone. A sealed client that is
    /// not newer counts as deleted even if the policy now permits a longer time: its tombstone may be gone.
    #[must_use]
    pub fn has_ended_unused(&self, forgotten: Option<Timestamp>, policy: &Policy, now: Timestamp) -> bool {
        let is_forgotten = self.id.is_sealed() && forgotten.is_some_and(|newest| self.issued_at <= newest);
        let has_end = self.id.is_sealed() || self.unused.is_some();
        let is_over = has_end && policy.unused_since(now).is_some_and(|end| self.issued_at <= end);
        // The identifier of an imported client can look like one of a sealed client.
        self.last_used_at.is_none() && !self.is_imported() && (is_over || is_forgotten)
    }
}
