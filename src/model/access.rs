//! The access of clients to the account of a user, as the user's own page lists it.

use crate::unit::Timestamp;

/// The access of a client to the account of a user: a consent, or a grant that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The client.
    pub client_id: String,
    /// The name that the client had.
    pub client_name: Option<String>,
    /// The redirection URI that the user has consented to; `None` for a grant.
    pub redirect_uri: Option<String>,
    /// The scope values.
    pub scope: Vec<String>,
    /// The resources that the access is for. RFC 8707.
    pub resources: Vec<String>,
    /// True if the client can begin a sign-in itself: it has registered `initiate_login_uri`.
    pub can_start: bool,
    /// When the user granted it.
    pub since: Timestamp,
}

/// A registered client that a user owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedClient {
    /// The client.
    pub client_id: String,
    /// When it was registered.
    pub issued_at: Timestamp,
    /// Its own name.
    pub client_name: Option<String>,
    /// The template that it is of.
    pub template: Option<String>,
}
