//! Trust tiers of clients.

use crate::http::Response;
use crate::model::{Client, RegisteredClient, Voucher};

/// The trust tier of a client: whose word stands for it. In the order of the trust, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Nobody vouches for the client, or a user of this server alone.
    Unverified,
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
    /// Names the client and its trust tier in the log line of a response.
    #[must_use]
    pub fn noted_on(&self, response: Response) -> Response {
        Response { client_id: Some(self.id().as_str().to_owned()), tier: Some(self.trust().name()), ..response }
    }
}

impl RegisteredClient {
    /// Returns the trust tier of the client.
    #[must_use]
    pub fn trust(&self) -> Trust {
        self.voucher().trust()
    }
}
