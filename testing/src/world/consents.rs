//! Consents of users in memory, and what the users' own pages list.

use std::cmp::Reverse;

use enrol::error::Fault;
use enrol::model::{Access, Consent, OwnedClient, UserId};
use enrol::ports::ConsentStore;
use enrol::unit::Timestamp;
use serde_json::Value;

use super::World;

impl ConsentStore for World {
    async fn remember_consent(&self, consent: &Consent) -> Result<(), Fault> {
        self.use_store().await?;
        let mut consents = self.consents.borrow_mut();
        let key = |it: &Consent| (it.user.clone(), it.client_id.clone(), it.redirect_uri.clone());
        consents.retain(|known| key(known) != key(consent));
        consents.push(consent.clone());
        Ok(())
    }

    async fn access_to(&self, user: &UserId, _at: Timestamp) -> Result<Vec<Access>, Fault> {
        self.use_store().await?;
        let consents = self.consents.borrow();
        let by_consent = consents.iter().filter(|consent| consent.user == *user).map(|consent| Access {
            client_id: consent.client_id.clone(),
            client_name: consent.client_name.clone(),
            redirect_uri: Some(consent.redirect_uri.clone()),
            scope: consent.scope.clone(),
            since: consent.granted_at,
        });
        let mut all: Vec<Access> = by_consent.collect();
        all.sort_by_key(|access| Reverse(access.since));
        Ok(all)
    }

    async fn forget_consents(&self, user: &UserId, client_id: &str, _at: Timestamp) -> Result<(), Fault> {
        self.use_store().await?;
        self.consents.borrow_mut().retain(|it| it.user != *user || it.client_id != client_id);
        Ok(())
    }

    async fn clients_of(&self, owner: &UserId) -> Result<Vec<OwnedClient>, Fault> {
        self.use_store().await?;
        let mut clients: Vec<OwnedClient> = self
            .clients()
            .into_iter()
            .filter(|client| client.owner().as_ref() == Some(owner))
            .map(|client| OwnedClient {
                client_id: client.id.as_str().to_owned(),
                issued_at: client.issued_at,
                client_name: client.metadata.members().get("client_name").and_then(Value::as_str).map(str::to_owned),
                template: client.template_name().map(str::to_owned),
            })
            .collect();
        clients.sort_by_key(|client| Reverse(client.issued_at));
        clients.truncate(101);
        Ok(clients)
    }
}
