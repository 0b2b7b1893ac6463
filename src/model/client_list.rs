//! Lists of registered clients, as operators search them.

use crate::unit::Timestamp;

/// The state of a registered client that an operator can see without its settings. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientState {
    /// The client may be used, unless an epoch or its age ends it.
    Active,
    /// The client is deleted, and its tombstone remains.
    Deleted,
    /// An operator has shut the client out.
    Disabled,
    /// The client waits for the approval of an operator.
    Waiting,
}

impl ClientState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Active, Self::Deleted, Self::Disabled, Self::Waiting];

    /// Returns the word for operators.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Deleted => "deleted",
            Self::Disabled => "disabled",
            Self::Waiting => "waiting",
        }
    }
}

/// A search for clients. An absent condition permits every client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientQuery {
    /// The identifier after which the page begins.
    pub after: Option<String>,
    /// The greatest number of clients in a page.
    pub limit: u32,
    /// A part of the name, in lower case.
    pub client_name: Option<String>,
    /// The host of a redirection URI, in lower case.
    pub redirect_host: Option<String>,
    /// The software.
    pub software_id: Option<String>,
    /// The owner.
    pub owner: Option<String>,
    /// The name of the template.
    pub template: Option<String>,
    /// The issuer of the software statement.
    pub statement_issuer: Option<String>,
    /// The subject of the certificate that the client authenticates with, as it is registered.
    pub certificate_subject: Option<String>,
    /// The state.
    pub state: Option<ClientState>,
    /// The earliest last use.
    pub used_since: Option<Timestamp>,
    /// The end of the last use: the client was not used from then on, or never.
    pub used_before: Option<Timestamp>,
    /// True if the operator asks for approvals: else no client counts as one that waits.
    pub can_wait: bool,
}

/// The number of clients that one page looks at. A search that finds few clients has many pages, each of bounded cost.
pub const LOOKED_AT: u32 = 2_000;

/// A client in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedClient {
    /// The client identifier.
    pub client_id: String,
    /// The name that the client has, or had at its first use.
    pub client_name: Option<String>,
    /// The software.
    pub software_id: Option<String>,
    /// The host of the first redirection URI.
    pub redirect_host: Option<String>,
    /// The owner.
    pub owner: Option<String>,
    /// The template.
    pub template: Option<String>,
    /// The issuer of the software statement.
    pub statement_issuer: Option<String>,
    /// When the client registered; `None` where that is known from the identifier alone.
    pub issued_at: Option<Timestamp>,
    /// When the client was first used.
    pub first_used_at: Option<Timestamp>,
    /// When the client was last used.
    pub last_used_at: Option<Timestamp>,
    /// The state.
    pub state: ClientState,
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientPage {
    /// The clients, in the order of their identifiers.
    pub clients: Vec<ListedClient>,
    /// The identifier after which the next page begins; `None` for the last page.
    pub next: Option<String>,
}
