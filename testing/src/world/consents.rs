//! What users have consented to, in memory.

use enrol::error::Fault;
use enrol::model::{Consent, UserId};
use enrol::ports::ConsentStore;
use enrol::unit::Timestamp;

use super::World;

impl ConsentStore for World {
    async fn remember_consent(&self, consent: &Consent) -> Result<(), Fault> {
        self.use_store().await?;
        let mut consents = self.consents.borrow_mut();
        consents.retain(|known| place(known) != place(consent));
        consents.push(consent.clone());
        Ok(())
    }

    async fn consents_of(&self, user: &UserId) -> Result<Vec<Consent>, Fault> {
        self.use_store().await?;
        Ok(self.consents.borrow().iter().filter(|consent| consent.user == *user).cloned().collect())
    }

    async fn forget_consents(&self, user: &UserId, client_id: &str, _at: Timestamp) -> Result<(), Fault> {
        self.use_store().await?;
        self.consents.borrow_mut().retain(|consent| consent.user != *user || consent.client_id != client_id);
        Ok(())
    }
}

/// Returns what a consent is for: a user has one for each.
fn place(consent: &Consent) -> (&UserId, &str, &str) {
    (&consent.user, &consent.client_id, &consent.redirect_uri)
}
