//! Trust tiers of clients.

use crate::http::Response;
use crate::model::{Client, RegisteredClient, Voucher};

/// Whether proofs of redirection domains are looked for. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifiedDomains {
    /// There is no tier `domain`.
    Off,
    /// The hosts of clients that nobody vouches for are asked.
    On,
}

/// The trust tier of a client: whose word stands for it. In the order of the trust, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Nobody vouches for the client, or a user of this server alone.
    Unverified,
    /// Nobody vouches for the client, and each host of its redirection URIs says that it takes users from this server. Only
    /// operators and users see this tier: nothing is permitted by it.
    Domain,
    /// The issuer of its software statement vouches for it.
    Statement,
    /// A certificate has permitted its registration.
    Certificate,
    /// The operator vouches for it: by the settings, by a template, or by an initial access token.
    Operator,
}

impl Trust {
    /// Returns the word for operators.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Domain => "domain",
            Self::Statement => "statement",
            Self::Certificate => "certificate",
            Self::Operator => "operator",
        }
    }
}

impl Voucher<'_> {
    /// Returns the trust tier of the clients that the party vouches for.
    #[must_use]
    pub const fn trust(&self) -> Trust {
        match self {
            Self::Authority => Trust::Certificate,
            Self::Nobody | Self::Owner(_) => Trust::Unverified,
            Self::Operator => Trust::Operator,
            Self::StatementIssuer(_) => Trust::Statement,
        }
    }
}

impl Client {
    /// Returns the trust tier of the client.
    #[must_use]
    pub fn trust(&self) -> Trust {
        self.voucher().trust()
    }
    /// Names the client in the log line of a response, and its trust tier unless the response has one.
    #[must_use]
    pub fn noted_on(&self, response: Response) -> Response {
        let tier = response.tier.or_else(|| Some(self.trust().name()));
        Response { client_id: Some(self.id().as_str().to_owned()), tier, ..response }
    }
}

impl RegisteredClient {
    /// Returns the trust tier of the client.
    #[must_use]
    pub fn trust(&self) -> Trust {
        self.voucher().trust()
    }
}
