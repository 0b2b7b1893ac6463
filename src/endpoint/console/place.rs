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
    /// The key pairs of the server.
    Keys,
    /// The first page.
    Overview,
    /// The policies.
    Policies,
    /// A version of a policy, whose kind and number are in the query.
    Policy,
    /// The initial access tokens.
    Tokens,
    /// The trial of a registration.
    Trial,
}

impl Place {
    const ALL: [Self; 10] = [
        Self::Audit,
        Self::Client,
        Self::Clients,
        Self::Epochs,
        Self::Keys,
        Self::Overview,
        Self::Policies,
        Self::Policy,
        Self::Tokens,
        Self::Trial,
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
            Self::Keys => "/console/keys",
            Self::Overview => "/console",
            Self::Policies => "/console/policies",
            Self::Policy => "/console/policy",
            Self::Tokens => "/console/tokens",
            Self::Trial => "/console/trial",
        }
    }

    /// Returns the value of `Allow`.
    #[must_use]
    pub const fn allow(self) -> &'static str {
        match self {
            Self::Audit | Self::Clients | Self::Overview => "GET, HEAD",
            Self::Client | Self::Epochs | Self::Keys | Self::Policies | Self::Policy | Self::Tokens | Self::Trial => {
                "GET, HEAD, POST"
            }
        }
    }
}
