//! This server's own registrations at identity providers.

use crate::error::Fault;
use crate::unit::Timestamp;

/// Stores this server's own registrations at identity providers.
pub trait ProviderClientStore {
    /// Returns the registration at a provider.
    async fn provider_client(&self, issuer: &str) -> Result<Option<SealedRegistration>, Fault>;

    /// Stores a registration in the place of the former one, and returns the one that is stored now: another request may
    /// have been first.
    async fn keep_provider_client(
        &self,
        issuer: &str,
        registration: &SealedRegistration,
        former: Option<&str>,
    ) -> Result<SealedRegistration, Fault>;

    /// Forgets this registration, unless another one has taken its place.
    async fn forget_provider_client(&self, issuer: &str, sealed: &str) -> Result<(), Fault>;
}

/// A registration at an identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRegistration {
    /// The registration, encrypted under a key that the master secret derives.
    pub sealed: String,
    /// When this server registered.
    pub registered_at: Timestamp,
    /// When the client secret expires; `None` for never.
    pub expires_at: Option<Timestamp>,
}
