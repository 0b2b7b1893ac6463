//! The pages of the console: their paths and methods.

/// A page of the console. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The audit log.
    Audit,
    /// A client, whose identifier is in the query.
    Client,
    /// The clients.
    Clients,
    /// The epochs.
    Epochs,
    /// The trusted issuers of software statements.
    Issuers,
    /// The key pairs of the server.
    Keys,
    /// The first page.
    Overview,
    /// The policies.
    Policies,
    /// A version of a policy, of an issuer or of a template: its name and number are in the query.
    Policy,
    /// The templates.
    Templates,
    /// The initial access tokens.
    Tokens,
    /// The trial of a registration.
    Trial,
    /// A user, whose identifier is in the query.
    User,
    /// The users.
    Users,
}

impl Place {
    const ALL: [Self; 14] = [
        Self::Audit,
        Self::Client,
        Self::Clients,
        Self::Epochs,
        Self::Issuers,
        Self::Keys,
        Self::Overview,
        Self::Policies,
        Self::Policy,
        Self::Templates,
        Self::Tokens,
        Self::Trial,
        Self::User,
        Self::Users,
    ];

    /// Returns the page at a path of the server.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.path() == path)
    }

    /// Returns the path.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Audit => "/console/audit",
            Self::Client => "/console/client",
            Self::Clients => "/console/clients",
            Self::Epochs => "/console/epochs",
            Self::Issuers => "/console/issuers",
            Self::Keys => "/console/keys",
            Self::Overview => "/console",
            Self::Policies => "/console/policies",
            Self::Policy => "/console/policy",
            Self::Templates => "/console/templates",
            Self::Tokens => "/console/tokens",
            Self::Trial => "/console/trial",
            Self::User => "/console/user",
            Self::Users => "/console/users",
        }
    }

    /// Returns the value of `Allow`.
    #[must_use]
    pub const fn allow(self) -> &'static str {
        match self {
            Self::Audit | Self::Clients | Self::Overview | Self::Users => "GET, HEAD",
            Self::Client
            | Self::Epochs
            | Self::Issuers
            | Self::Keys
            | Self::Policies
            | Self::Policy
            | Self::Templates
            | Self::Tokens
            | Self::Trial
            | Self::User => "GET, HEAD, POST",
        }
    }
}
