//! The server's own registrations at identity providers, in memory.

use enrol::error::Fault;
use enrol::ports::{ProviderClientStore, SealedRegistration};

use super::World;

impl ProviderClientStore for World {
    async fn provider_client(&self, issuer: &str) -> Result<Option<SealedRegistration>, Fault> {
        self.use_store().await?;
        Ok(self.provider_clients.borrow().get(issuer).cloned())
    }

    async fn keep_provider_client(
        &self,
        issuer: &str,
        registration: &SealedRegistration,
        former: Option<&str>,
    ) -> Result<SealedRegistration, Fault> {
        self.use_store().await?;
        let mut stored = self.provider_clients.borrow_mut();
        let is_free = stored.get(issuer).is_none_or(|it| former == Some(&*it.sealed));
        if is_free {
            stored.insert(issuer.to_owned(), registration.clone());
        }
        Ok(stored[issuer].clone())
    }

    async fn forget_provider_client(&self, issuer: &str, sealed: &str) -> Result<(), Fault> {
        self.use_store().await?;
        self.provider_clients.borrow_mut().retain(|known, it| known != issuer || it.sealed != sealed);
        Ok(())
    }
}
