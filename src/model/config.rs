//! The configuration of a server, as the settings give it.

use crate::client_metadata::SigningAlgorithm;
use crate::key_ring::KeyRing;
use crate::model::{ConfiguredClient, Issuer, StatementIssuer, TrustedIssuer};
use crate::policy::{Guard, Policy};
use crate::unit::{ByteCount, Seconds};

/// A server's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// Who this server is, and where.
    pub issuer: Issuer,
    /// Names that it had before, under which identifiers were sealed.
    pub former_issuers: Vec<Issuer>,
    /// The master secret.
    pub keys: KeyRing,
    /// A ring of one key, from which the names of users are made that pairwise clients know.
    pub pairwise_salt: Option<KeyRing>,
    /// What can be registered.
    pub policy: Policy,
    /// The clients that the operator has defined.
    pub clients: Vec<ConfiguredClient>,
    /// Other servers whose access tokens permit to register.
    pub token_issuers: Vec<TrustedIssuer>,
    /// Whose software statements vouch for clients.
    pub statement_issuers: Vec<StatementIssuer>,
    /// What may be fetched of theirs: what the operator has named, wherever it is.
    pub issuer_guard: Guard,
    /// How many clients may be registered with one access token.
    pub access_token_uses: u32,
    /// How long an access token lives.
    pub access_token_life: Seconds,
    /// The algorithm that access tokens are signed with.
    pub access_token_algorithm: SigningAlgorithm,
    /// What access tokens are issued for, the first unless asked.
    pub resources: Vec<String>,
    /// The longest body that is read.
    pub body_limit: ByteCount,
    /// How long a deleted client is remembered as such.
    pub deleted_client_retention: Seconds,
    /// How long others may keep the discovery documents.
    pub discovery_max_age: Seconds,
}

impl Config {
    /// The names of this server, the current one first.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        std::iter::once(&self.issuer).chain(&self.former_issuers).map(Issuer::as_str)
    }

    /// Whether a name is one of this server.
    #[must_use]
    pub fn is_own(&self, name: &str) -> bool {
        self.names().any(|own| own == name)
    }
}
