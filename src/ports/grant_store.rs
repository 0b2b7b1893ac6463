//! Grants, and authorization requests that are too long for an address.

use serde_json::{Map, Value};

use crate::error::Fault;
use crate::model::{Grant, GrantId, User};
use crate::unit::{Seconds, Timestamp};

/// Stores the grants of users to clients.
pub trait GrantStore {
    /// Stores the grant of a redeemed code. If it is stored already, the code was redeemed before: ends the grant.
    async fn redeem(&self, grant: &Grant) -> Result<Redemption, Fault>;

    /// Stores a grant that needs neither a session nor a consent: the provider of the user has given it. A user who has
    /// never signed in is stored first. Returns the stored claims of the user; `None` if the user is disabled.
    async fn assert(&self, grant: &Grant, user: &User) -> Result<Option<Map<String, Value>>, Fault>;

    /// Takes the next generation of a grant's refresh token, in one statement that changes one row.
    async fn refresh(&self, refresh: &Refresh<'_>) -> Result<RefreshOutcome, Fault>;

    /// Returns a grant that has not ended, with the claims of its user; `None` also if the user is disabled.
    async fn grant(&self, id: &GrantId, at: Timestamp) -> Result<Option<GrantRecord>, Fault>;

    /// Ends a grant.
    async fn end_grant(&self, id: &GrantId, at: Timestamp) -> Result<(), Fault>;
}

/// The outcome of the redemption of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redemption {
    /// The code was redeemed before, the session has ended, the user is disabled, or has taken the consent back.
    Refused,
    /// The grant is stored; these are the claims of its user.
    Stored(Map<String, Value>),
}

/// A grant and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRecord {
    /// The grant.
    pub grant: Grant,
    /// The claims of the user.
    pub user: Map<String, Value>,
    /// The generation of the current refresh token.
    pub generation: u32,
}

/// The use of a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refresh<'a> {
    /// The grant.
    pub id: &'a GrantId,
    /// The client that presents the token.
    pub client_id: &'a str,
    /// The generation of the presented token.
    pub generation: u32,
    /// The thumbprint of the key that the request proves.
    pub dpop_jkt: Option<&'a str>,
    /// How long a token may stay unused.
    pub idle: Seconds,
    /// How long the successor of a token is given again, once.
    pub grace: Seconds,
    /// The time of the use.
    pub at: Timestamp,
}

/// The outcome of the use of a refresh token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// The token counts: the grant, with the generation of the successor.
    Refreshed(Box<GrantRecord>),
    /// The token does not count: the grant has ended or is another client's.
    Refused,
    /// The token was used before: the grant has ended now.
    Reused,
}

/// Stores authorization requests that are too long for an address.
pub trait RequestStore {
    /// Stores a request under a name.
    async fn keep_request(&self, name: &str, request: &str, until: Timestamp) -> Result<(), Fault>;

    /// Takes a request away; `None` if there is none of this name, or it has expired.
    async fn take_request(&self, name: &str, at: Timestamp) -> Result<Option<String>, Fault>;
}
