//! Clients that were never used: how long they live, and how much a stranger may have stored.

use serde_json::{Map, Value};

use crate::error::Invalid;
use crate::json::{self, Pointer};
use crate::model::{RegisteredClient, Revision};
use crate::policy::{Bounds, ClientStorage, Policy};
use crate::unit::{ByteCount, Seconds, Timestamp};

/// The most JSON that is stored of a client that nobody vouches for.
pub const ANONYMOUS_CLIENT_LIMIT: ByteCount = ByteCount(8192);

/// How much JSON most clients need. More than this counts against the limit of what strangers may have stored.
pub const SMALL_CLIENT: ByteCount = ByteCount(1024);

/// How long a client of a stranger that is too large for an identifier is stored before its first use.
pub const ONE_DAY_LIFE: Seconds = Seconds::of_days(1);

/// How long a client is stored that was never used. In the order of the numbers in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnusedRetention {
    /// It lives for the days of the policy.
    Normal,
    /// It lives for the days of the policy, and its number is limited: nobody vouches for it.
    Capped,
    /// It lives for a day, and makes room before others: nobody vouches for it, and it is too large for an identifier.
    OneDay,
}

impl UnusedRetention {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Capped, Self::OneDay];

    /// Returns what becomes of a client if it is stored now and never used; `None` if it lives for ever.
    ///
    /// A server that does not see each use forgets nobody: the client may be in use every day.
    #[must_use]
    pub fn of(client: &RegisteredClient, policy: &Policy) -> Option<Self> {
        let is_anonymous = is_anonymous(client.bounds.as_ref());
        let is_new = !client.id.is_sealed() && client.revision == Revision(0);
        let is_overflow = is_new && policy.client_storage != ClientStorage::Stored;
        let unused = match is_anonymous {
            true if is_overflow => Self::OneDay,
            true => Self::Capped,
            false => Self::Normal,
        };
        policy.sees_uses().then_some(unused)
    }

    /// Whether the number of these is limited.
    #[must_use]
    pub const fn is_capped(self) -> bool {
        matches!(self, Self::Capped | Self::OneDay)
    }

    /// Returns the time of issue up to which those that were never used are forgotten; `None` for never.
    #[must_use]
    pub fn end(self, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Normal | Self::Capped => policy.unused_since(now),
            Self::OneDay => policy.sees_uses().then(|| now.before(ONE_DAY_LIFE)),
        }
    }
}

/// Whether nobody vouches for clients with these bounds: no token, statement, template, or certificate. Whoever does leaves
/// bounds, if only bounds without a list, so that a stranger's client is one however others register later.
#[must_use]
pub const fn is_anonymous(bounds: Option<&Bounds>) -> bool {
    bounds.is_none()
}

/// Checks that a client that nobody vouches for is short enough to be stored.
///
/// `Err` is about the longest member that was sent, and names the others that have to be shorter.
pub fn check_size(
    members: &Map<String, Value>,
    sent: &Map<String, Value>,
    bounds: Option<&Bounds>,
) -> Result<(), Invalid> {
    let ByteCount(limit) = ANONYMOUS_CLIENT_LIMIT;
    // Few are that long, and the length of the text is expensive.
    let may_be_long = json::length(members) > limit / 4;
    if !is_anonymous(bounds) || !may_be_long {
        return Ok(());
    }
    let mut excess = json::text(members).len().saturating_sub(limit);
    if excess == 0 {
        return Ok(());
    }
    let mut by_length: Vec<_> = members.iter().filter(|(name, _)| sent.contains_key(*name)).collect();
    by_length.sort_by_key(|(_, value)| std::cmp::Reverse(value.to_string().len()));
    let mut longest = Vec::new();
    for (name, value) in by_length {
        longest.push(&**name);
        excess = excess.saturating_sub(value.to_string().len());
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
    /// Whether storing the new client counts against the limit of what strangers may have stored: it is too large for an
    /// identifier, or larger than most where the operator has every client stored.
    #[must_use]
    pub fn needs_admission(&self, policy: &Policy) -> bool {
        let is_large = json::length(self.metadata.members()) > SMALL_CLIENT.0;
        is_anonymous(self.bounds.as_ref()) && (is_large || policy.client_storage != ClientStorage::Stored)
    }

    /// The client as it is stored, with what becomes of it unless it is used.
    #[must_use]
    pub fn kept(&self, policy: &Policy) -> Self {
        Self { unused: UnusedRetention::of(self, policy), ..self.clone() }
    }

    /// Whether storing the client with these members lets a stranger make the database grow: the first row of a sealed
    /// client, or more metadata than most clients need and than there was.
    #[must_use]
    pub fn grows_to(&self, members: &Map<String, Value>) -> bool {
        let before = if self.is_stored() { json::length(self.metadata.members()) } else { 0 };
        let grows = !self.is_stored() || json::length(members) > before.max(SMALL_CLIENT.0);
        is_anonymous(self.bounds.as_ref()) && grows
    }

    /// Whether deleting the client lets a stranger make the database grow: a tombstone is more than there was.
    #[must_use]
    pub fn grows_by_deletion(&self) -> bool {
        is_anonymous(self.bounds.as_ref()) && !self.is_stored() && self.last_used_at.is_none()
    }

    /// Whether there is a row of it: a sealed client has none before its first change.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        !self.id.is_sealed() || self.revision != Revision(0)
    }

    /// Whether its row says that it was never used, so that a use must be noted there too.
    ///
    /// The first change of a sealed client at once with its first use may say so although it was used. Such a row would count
    /// for ever among those that make room, and push others out.
    #[must_use]
    pub const fn is_unused_by_its_row(&self) -> bool {
        self.unused.is_some()
    }

    /// Whether it was never used, and for so long that it is as good as deleted.
    ///
    /// A sealed client that was issued at the time of `forgotten` or before is so even if the policy lets it live longer by
    /// now: the tombstone of one like it is gone.
    #[must_use]
    pub fn is_over_unused(&self, forgotten: Option<Timestamp>, policy: &Policy, now: Timestamp) -> bool {
        let is_forgotten = self.id.is_sealed() && forgotten.is_some_and(|newest| self.issued_at <= newest);
        let has_end = self.id.is_sealed() || self.unused.is_some();
        let is_over = has_end && policy.unused_since(now).is_some_and(|end| self.issued_at <= end);
        self.last_used_at.is_none() && (is_over || is_forgotten)
    }
}
