//! This server's own registrations at identity providers, on D1.

use crate::edge::parameters::{integer, maybe_integer, maybe_text, text};
use crate::edge::platform::Platform;
use crate::edge::rows;
use crate::edge::statements::{FORGET_PROVIDER_CLIENT, KEEP_PROVIDER_CLIENT, PROVIDER_CLIENT};
use crate::error::Fault;
use crate::ports::{ProviderClientStore, SealedRegistration};

impl ProviderClientStore for Platform {
    async fn provider_client(&self, issuer: &str) -> Result<Option<SealedRegistration>, Fault> {
        let row = self.rows(PROVIDER_CLIENT, vec![text(issuer)]).await?.pop();
        row.map(|row| rows::provider_client(&row)).transpose()
    }

    async fn keep_provider_client(
        &self,
        issuer: &str,
        registration: &SealedRegistration,
        former: Option<&str>,
    ) -> Result<SealedRegistration, Fault> {
        let SealedRegistration { sealed, registered_at, expires_at } = registration;
        let expires_at = maybe_integer(*expires_at);
        let row = vec![text(issuer), text(sealed), integer(*registered_at), expires_at, maybe_text(former)];
        let statements = vec![(KEEP_PROVIDER_CLIENT, row), (PROVIDER_CLIENT, vec![text(issuer)])];
        let row = self.transact(statements).await?.pop().and_then(|mut rows| rows.pop());
        rows::provider_client(&row.ok_or_else(|| Fault::Broken("a stored registration is gone".to_owned()))?)
    }

    fn forget_provider_client(&self, issuer: &str, sealed: &str) -> impl Future<Output = Result<(), Fault>> {
        self.run(FORGET_PROVIDER_CLIENT, vec![text(issuer), text(sealed)])
    }
}
