//! Consents of users in memory, and what the users' own pages list.

use std::cmp::Reverse;

use enrol::error::Fault;
use enrol::model::{Access, Consent, Grant, OwnedClient, UserId};
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

    async fn access_to(&self, user: &UserId, at: Timestamp) -> Result<Vec<Access>, Fault> {
        self.use_store().await?;
        let consents = self.consents.borrow();
        let by_consent = consents.iter().filter(|consent| consent.user == *user).map(|consent| Access {
            client_id: consent.client_id.clone(),
            client_name: consent.client_name.clone(),
            redirect_uri: Some(consent.redirect_uri.clone()),
            scope: consent.scope.clone(),
            resources: consent.resources.clone(),
            can_start: consent.can_start,
            since: consent.granted_at,
        });
        let grants = self.grants.borrow();
        let of_user = grants.values().filter(|stored| stored.grant.id.user().as_ref() == Some(user));
        let by_grant = of_user.filter(|stored| stored.is_live(at)).map(|stored| Access {
            client_id: stored.grant.client_id.clone(),
            client_name: stored.grant.client_name.clone(),
            redirect_uri: None,
            scope: stored.grant.scope.clone(),
            resources: stored.grant.resources.clone(),
            can_start: false,
            since: stored.grant.created_at,
        });
        let mut all: Vec<Access> = by_consent.chain(by_grant).collect();
        all.sort_by_key(|access| (access.redirect_uri.is_none(), Reverse(access.since)));
        all.truncate(1000);
        Ok(all)
    }

    async fn forget_consents(&self, user: &UserId, client_id: &str, at: Timestamp) -> Result<(), Fault> {
        self.use_store().await?;
        self.consents.borrow_mut().retain(|it| it.user != *user || it.client_id != client_id);
        let is_of_both = |grant: &Grant| grant.id.user().as_ref() == Some(user) && grant.client_id == client_id;
        self.grants_where(is_of_both, |stored| stored.end(at));
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
